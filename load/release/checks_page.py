"""The page of a release's checks: every portal's gates in words, with a link to its build's checks."""

from collections.abc import Sequence

from load.release.portal_status import PortalStatus
from taizhang.html.templates import template_environment
from taizhang.release_record import ReleaseRecord


def release_page(release_id: str, record: ReleaseRecord, portals: Sequence[PortalStatus]) -> str:
    """The page; readable without a network."""
    template = template_environment("load.release").get_template("checks_page.html.j2")
    return template.render(release=release_id, record=record, portals=portals)
