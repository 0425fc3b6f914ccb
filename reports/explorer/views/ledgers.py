"""Tasks as a 台账: those of a document, or those that a search found."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.ledger_table import OF_DOCUMENT, columns_of, make_ledger
from reports.explorer.pages import book_of, show_page
from reports.explorer.query import parse_query
from reports.explorer.search import LISTED, find_in_order
from taizhang.rows import Row

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
COLUMNS = (*LISTED, "issuers")


@router.get("/ledger")
def show_ledger(request: Request) -> Response:
    """The tasks of a search, in the order of their documents."""
    book = book_of(request)
    query = parse_query(request.query_params.multi_items())
    # In the order of documents, not of relevance: a ledger merges what one document's rows share.
    total, numbers = find_in_order(book, query)
    rows = _numbered(book, numbers, (query.page - 1) * query.size + 1)
    columns = columns_of(rows)
    return show_page(
        request,
        book,
        "ledger",
        columns=columns,
        lines=make_ledger(rows, columns),
        total=total,
        query=query,
        pages=max(1, -(-total // query.size)),
        download=query.address("/download/tasks.xlsx", page=None, size=None),
    )


@router.get("/documents/{document_id}/ledger")
def show_document_ledger(request: Request, document_id: str) -> Response:
    """The tasks of a document. Raises 404 where the release has none of that id."""
    book = book_of(request)
    number = book.number_of("documents", document_id)
    if number is None:
        raise HTTPException(404)
    rows = _numbered(book, book.document_tasks.places(number), 1)
    columns = columns_of(rows, OF_DOCUMENT)
    return show_page(
        request,
        book,
        "ledger",
        columns=columns,
        lines=make_ledger(rows, columns),
        total=len(rows),
        document=book.documents.take([number])[0],
        pages=1,
    )


def _numbered(book: Book, numbers: list[int] | range, first: int) -> list[Row]:
    return [
        row | {"number": number}
        for number, row in enumerate(book.tasks.take(numbers, COLUMNS), first)
    ]
