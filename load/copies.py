"""What a task's row repeats of its document and its portal, so that it can be read alone."""

from taizhang.regions.table import full_name
from taizhang.rows import Row
from taizhang.tables import TABLES

COPIES = TABLES["tasks"].copied_columns()


def copy_to_task(document: Row, slug: str, region: str) -> Row:
    """The copied columns of a document's tasks; `region` is the portal's.

    The region of the first issuer stands beside the portal's: a county's portal publishes plans of
    its province too.
    """
    # None where the issuer's seat is not known: a portal's region is no substitute for it.
    code = document["issuer_region_code"]
    of_portal = {
        "portal": slug,
        "region": region,
        "issuer_region": full_name(code) if code else None,
    }
    return of_portal | {ours: document[theirs] for ours, theirs in COPIES.items()}
