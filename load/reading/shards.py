"""How the reading of a portal is cut: a shard is what one process or machine reads at a time.

What travels to it is where things stand, never their bytes: whoever reads takes them from the
archive. A shard has a name made of all that decides what it says, by which it is found again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TypeVar

from taizhang.archive import Capture
from taizhang.ids import short_digest
from transform.model import Context

# A second or two of reading: a process gets a few of them in a portal of a thousand pages, and who
# is killed loses no more than that.
MOST_PAGES = 250
# Files take ten and a hundred times as long as pages.
MOST_DOCUMENTS = 25

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PageToRead:
    """A page to look at, and to read as a document of that id where it is one by itself.

    With None it is looked at only. `capture` is the first that brought its payload.
    """

    capture: Capture
    document_id: str | None


@dataclass(frozen=True, slots=True)
class DocumentToRead:
    """A document of which more is known than its page; `unread` as in `DocumentJob`.

    All captures are the first that brought their payloads.
    """

    document_id: str
    page: Capture
    attachments: tuple[Capture, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def captures(self) -> tuple[Capture, ...]:
        """All that it is made of."""
        return (self.page, *self.attachments)


@dataclass(frozen=True, slots=True)
class Shard:
    """Pages to look at and documents to read, from the archive of the store at `root`.

    `seconds` is how long a document may take, None where that follows from what it is made of.
    """

    root: str
    context: Context
    pages: tuple[PageToRead, ...] = ()
    documents: tuple[DocumentToRead, ...] = ()
    seconds: float | None = None

    def name(self, code: str) -> str:
        """16 hex digits over what is read, and by what: `code`, and what the portal's file says."""
        pages = [(_place_of(page.capture), page.document_id) for page in self.pages]
        documents = [
            (document.document_id, list(map(_place_of, document.captures)), document.unread)
            for document in self.documents
        ]
        return short_digest(repr((code, self.context, self.seconds, pages, documents)))


def cut_pages(pages: Iterable[PageToRead]) -> Iterator[tuple[PageToRead, ...]]:
    """Pages in shards, those of one run by themselves: what a later night brings moves none of them."""
    for _, of_run in groupby(pages, lambda page: page.capture.run_id):
        yield from cut(of_run, MOST_PAGES)


def cut(items: Iterable[Item], most: int) -> Iterator[tuple[Item, ...]]:
    """Items in their order, at most so many at a time."""
    waiting = iter(items)
    while taken := tuple(islice(waiting, most)):
        yield taken


def split_shard(shard: Shard) -> Iterator[Shard]:
    """A shard for each of its pages and documents, in their order."""
    for page in shard.pages:
        yield Shard(shard.root, shard.context, (page,), (), shard.seconds)
    for document in shard.documents:
        yield Shard(shard.root, shard.context, (), (document,), shard.seconds)


def _place_of(capture: Capture) -> Sequence[object]:
    return capture.url_key, capture.digest, capture.warc_file, capture.warc_offset
