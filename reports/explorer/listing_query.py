"""Lists of documents and of units: words and a page of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from reports.explorer.book import Book
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
        said = {name: value for name, value in found.items() if value != plain.get(name)}
        return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True, slots=True)
class ListingPage:
    """How many rows there are, and a page of them."""

    total: int
    rows: list[Row]


_DOCUMENTS = "documents", "published_on DESC NULLS LAST, document_id"
_UNITS = "units", "tasks DESC, unit"
_DOCUMENT_COLUMNS = "document_id, title, doc_number, issuers, portal, published_on, kind, tasks, url, portal_region_code, doubts"
_UNIT_COLUMNS = "unit, function, tasks, leads, portals, first_year, last_year"


def parse_list_query(given: Mapping[str, str]) -> ListQuery:
    """What an address asks. Raises UserError for a parameter that is not known or a number that is none."""
    if unknown := sorted(set(given) - {"q", "page", "size"}):
        raise UserError(f"there is no parameter {unknown[0]}; there are page, q, size")
    size = parse_count("size", given.get("size"), PAGE_SIZE, LARGEST_PAGE)
    page = parse_count("page", given.get("page"), 1, LAST_PLACE // size)
    return ListQuery(parse_typed(given.get("q", "")), page, size)


def list_documents(book: Book, query: ListQuery) -> ListingPage:
    """Documents whose title, number or issuers hold the words, the newest first."""
    return _listed(book, query, *_DOCUMENTS, _DOCUMENT_COLUMNS)


def list_units(book: Book, query: ListQuery) -> ListingPage:
    """Units whose names or function hold the words, those with most tasks first."""
    return _listed(book, query, *_UNITS, _UNIT_COLUMNS)


def _listed(book: Book, query: ListQuery, table: str, order: str, columns: str) -> ListingPage:
    values: dict[str, object] = {
        f"term{number}": term for number, term in enumerate(query.typed.terms)
    }
    condition = " AND ".join(f"contains(folded, ${name})" for name in values) or "true"
    count = book.row(f"SELECT count(*) AS count FROM {table} WHERE {condition}", values)  # noqa: S608 — names of ours
    place = {"size": query.size, "offset": (query.page - 1) * query.size}
    rows = book.rows(
        f"SELECT {columns} FROM {table} WHERE {condition} ORDER BY {order} LIMIT $size OFFSET $offset",  # noqa: S608
        values | place,
    )
    return ListingPage(count["count"] if count else 0, rows)
