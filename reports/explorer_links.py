"""Addresses in the explorer, for what is sent and written elsewhere: where somebody serves it, readers go on there."""

from urllib.parse import quote

# Where the explorer listens unless told otherwise.
EXPLORER_PORT = 8020


def explorer_page(explorer: str | None, *steps: str) -> str | None:
    """The address of one of its pages, `tasks`, an id; None where nobody serves it.

    >>> explorer_page("http://127.0.0.1:8020/", "portals", "heling")
    'http://127.0.0.1:8020/portals/heling'
    """
    if explorer is None:
        return None
    return "/".join([explorer.rstrip("/"), *(quote(step, safe="") for step in steps)])
