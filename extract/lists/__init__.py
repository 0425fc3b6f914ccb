"""List pages, one module a family: from a page to its rows and to the page after it.

Pure: nothing here fetches.

What a page shows wins over what its portal file says: each reader takes a page only if it bears its
family's signature.
"""

import logging

from extract.lists import generic, gkmlpt, hanweb, jpaas, selected, trs, ucap, vsb
from extract.lists.page import Listing, ListPage, ListRow, Request

logger = logging.getLogger(__name__)

READERS = {
    "jpaas": jpaas.read_jpaas,
    "hanweb": hanweb.read_hanweb,
    "gkmlpt": gkmlpt.read_gkmlpt,
    "ucap": ucap.read_ucap,
    "trs": trs.read_trs,
    "vsb": vsb.read_vsb,
}


def read_list(page: ListPage) -> Listing:
    """Read a list page, whatever it holds.

    What breaks its reader shows no rows, and counts as not understood.

    One page that nobody foresaw must not end the crawl of its portal.
    """
    try:
        return _read_page(page)
    except Exception as error:  # noqa: BLE001
        logger.warning("list page %s cannot be read: %s: %s", page.url, type(error).__name__, error)
        return Listing(())


def _read_page(page: ListPage) -> Listing:
    """Read by its portal's selectors, by the reader that asked for it, or by the first that knows it."""
    if page.channel.selectors is not None and not page.text.lstrip().startswith("{"):
        return selected.read_selected(page, page.channel.selectors)
    asked = READERS.get(page.request.reader)
    for read in [asked] if asked else READERS.values():
        listing = read(page)
        if listing is not None:
            return listing
    return generic.read_generic(page)


__all__ = ["ListPage", "ListRow", "Listing", "Request", "read_list"]
