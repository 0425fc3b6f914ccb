"""The page of a release's checks: every portal's gates in words, with a link to the checks of its build."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, Template

from load.standing import Standing


def release_page(release_id: str, about: Mapping[str, Any], portals: Sequence[Standing]) -> str:
    """The page; readable without a network."""
    return _template().render(release=release_id, about=about, portals=portals)


@cache
def _template() -> Template:
    source = files("load").joinpath("release.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
