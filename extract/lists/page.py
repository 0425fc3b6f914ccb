"""What list pages are read from and what comes out of reading one; plain values."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

from taizhang.addresses import resolve_link
from taizhang.dates import read_list_day
from taizhang.portals import Channel

TAGS = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True, slots=True)
class Request:
    """A page of a list to ask for: page 1 is the channel's own address.

    `form` makes it a POST. `reader` names the adapter that asked for it and will read the answer;
    `memory` is what that adapter wants to know again then.
    """

    url: str
    number: int = 1
    form: tuple[tuple[str, str], ...] = ()
    reader: str = ""
    memory: Mapping[str, str] = field(default_factory=dict, hash=False)
    # A page beyond the count that the site names: if there is none, the list simply has ended.
    probe: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """An answer to be read: `url` is where it came from in the end, the base of its links."""

    request: Request
    url: str
    text: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: the document's address in canonical form, its title and date as the list gives them."""

    url: str
    title: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list page says: its rows, and the page after it.

    `empty` says that the page itself declares to hold nothing, so that no rows are no sign of a
    broken reader. `alternatives` are other requests that may lead to the list where `next` turns
    out to hold nothing.
    """

    items: tuple[ListRow, ...]
    next: Request | None = None
    empty: bool = False
    alternatives: tuple[Request, ...] = ()


def read_json(text: str) -> Any:  # noqa: ANN401 — any JSON
    """What a text of JSON holds; None where it is none, or nests as no interface does."""
    try:
        return json.loads(text)
    # An answer that nests a thousand times is no interface's, and must not end the crawl.
    except (ValueError, RecursionError):
        return None


def plain_title(title: str) -> str:
    """A title as an interface gives it, without tags, entities and breaks."""
    return " ".join(unescape(TAGS.sub("", title)).split())


def item_at(base: str, href: str, title: str, dated: str) -> ListRow | None:
    """An item from a link as it stands on a page; None for a link that leads to no page."""
    url = resolve_link(base, href)
    if url:
        return ListRow(url, " ".join(title.split()), read_list_day(dated))
    return None
