"""Lists of documents and of units: words and a page of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
import pyarrow.compute as pc
from pyroaring import BitMap

from reports.explorer.book import Book
from reports.explorer.marks import AROUND, LONGEST, find_terms
from reports.explorer.number_lists import numbers_of, set_of
from reports.explorer.query import LARGEST_PAGE, LAST_PLACE, PAGE_SIZE, parse_count
from reports.explorer.terms import Typed, parse_typed
from taizhang.errors import UserError
from taizhang.rows import Row


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Words that must all stand in a row, and a page."""

    typed: Typed
    page: int
    size: int

    def address(self, path: str, **changed: object) -> str:
        """The address that asks this, with some parameters changed."""
        found: dict[str, object] = {
            "q": self.typed.text,
            "page": self.page,
            "size": self.size,
        } | changed
        plain = {"q": "", "page": 1, "size": PAGE_SIZE}
        parameters = {name: value for name, value in found.items() if value != plain.get(name)}
        return f"{path}?{urlencode(parameters)}" if parameters else path


@dataclass(frozen=True, slots=True)
class ListingPage:
    """How many rows there are, and a page of them."""

    total: int
    rows: list[Row]


DOCUMENT_COLUMNS = (
    "document_id",
    "title",
    "doc_number",
    "issuers",
    "portal",
    "published_on",
    "kind",
    "tasks",
    "url",
    "portal_region_code",
    "doubts",
)
UNIT_COLUMNS = ("unit", "function", "tasks", "leads", "portals", "first_year", "last_year")


def parse_list_query(given: Mapping[str, str]) -> ListQuery:
    """What an address asks.

    Raises UserError for a parameter that is not known or a number that is none.
    """
    # Refused, not ignored: a misspelt parameter would look like an answer to what was asked.
    if unknown := sorted(set(given) - {"q", "page", "size"}):
        raise UserError(f"there is no parameter {unknown[0]}; there are page, q, size")
    size = parse_count("size", given.get("size"), PAGE_SIZE, LARGEST_PAGE)
    page = parse_count("page", given.get("page"), 1, LAST_PLACE // size)
    return ListQuery(parse_typed(given.get("q", "")), page, size)


def list_documents(book: Book, query: ListQuery) -> ListingPage:
    """Documents that hold the words: in title, number or issuers first, then in their texts, each the newest first.

    A row of those found in their texts has the `excerpt` where a word stands.
    """
    with book.turn():
        heads, bodies = _documents_with(book, query.typed.terms)
        found: list[int] = []
        start, stop = (query.page - 1) * query.size, query.page * query.size
        # One list after the other: a word in the title is worth more than any number in the text.
        for some in (heads, bodies):
            size = len(some)
            if start < size and stop > 0:
                found += book.documents_by_date.pick(some, max(0, start), min(stop, size))
            start, stop = start - size, stop - size
        rows = book.documents.take(found, DOCUMENT_COLUMNS)
    for number, row in zip(found, rows, strict=True):
        # Only of the rows that are shown: it reads their texts.
        row["excerpt"] = _excerpt(book, number, query.typed.terms) if number in bodies else None
    return ListingPage(len(heads) + len(bodies), rows)


def list_units(book: Book, query: ListQuery) -> ListingPage:
    """Units whose names or function hold the words, those with most tasks first."""
    folded = book.units.table.column("folded")
    kept = np.ones(len(folded), bool)
    for term in query.typed.terms:
        kept &= pc.match_substring(folded, term).to_numpy()
    numbers = np.flatnonzero(kept)
    shown = numbers[(query.page - 1) * query.size : query.page * query.size].tolist()
    return ListingPage(len(numbers), book.units.take(shown, UNIT_COLUMNS))


def _documents_with(book: Book, terms: Sequence[str]) -> tuple[BitMap, BitMap]:
    """Documents with all words in their heads, and those that need their texts for one of them."""
    heads = whole = BitMap(range(book.documents.size))
    parts = book.owned("parts")
    for term in terms:
        head = book.heads.find(term)
        # Each word by itself: two words may stand in two parts of one document.
        body = set_of(np.unique(parts.owners(numbers_of(book.bodies.find(term)))))
        heads = heads & head
        whole = whole & (head | body)
    return heads, whole - heads


def _excerpt(book: Book, number: int, terms: Sequence[str]) -> str | None:
    """A stretch of a document's texts around the first word that stands there."""
    for part in book.owned("parts").of(number):
        hits = find_terms(part["text"], terms)
        if hits:
            start = max(0, min(hit.start for hit in hits) - AROUND)
            stretch: str = part["text"][start : start + LONGEST]
            return ("…" if start else "") + stretch + "…"
    return None
