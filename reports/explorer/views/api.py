"""The same for programs: JSON with paging, stable addresses, a tag that changes with the release."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.etags import etag_of, is_known
from reports.explorer.listing_query import (
    ListingPage,
    ListQuery,
    list_documents,
    list_units,
    parse_list_query,
)
from reports.explorer.pages import book_of, show_page
from reports.explorer.query import parse_query
from reports.explorer.records import find_document, find_row, find_task
from reports.explorer.search import find_tasks
from taizhang.foreign_text import dump_json

router = APIRouter(tags=["api"])
Values = Annotated[list[str] | None, Query(max_length=50)]
Words = Annotated[
    str | None, Query(max_length=200, description="words and “phrases”, all of which must be there")
]
Page = Annotated[int, Query(ge=1)]
Size = Annotated[int, Query(ge=1, le=100)]


class TaskParameters(BaseModel):
    """The parameters of a search for tasks, for the schema and its checks."""

    q: Words = None
    region: Annotated[
        list[str] | None, Query(description="GB/T 2260 code, all that lies in it")
    ] = None
    unit: Annotated[list[str] | None, Query(description="canonical name")] = None
    function: Values = None
    role: Values = None
    source: Values = None
    deadline: Values = None
    year: Annotated[list[str] | None, Query(description="of publication")] = None
    due_year: Values = None
    kind: Annotated[list[str] | None, Query(description="kind of the document")] = None
    portal: Values = None
    has: Values = None
    doubt: Values = None
    due_from: date | None = None
    due_to: date | None = None
    sort: Annotated[str, Query(pattern="^(relevance|due|date)$")] = "relevance"
    page: Page = 1
    size: Size = 20


@router.get("/api/tasks")
def get_tasks(request: Request, asked: Annotated[TaskParameters, Query()]) -> Response:
    """Tasks by words and filters; values of one filter are alternatives, filters must all be met."""
    # Checked by now. The question is made from the address itself, as on the page of the search,
    # so that both refuse the same.
    del asked
    query = parse_query(request.query_params.multi_items())

    def answer(book: Book) -> dict[str, Any]:
        found = find_tasks(book, query)
        counts = {
            name: [{"value": one.value, "count": one.count} for one in values]
            for name, values in found.counts.items()
        }
        return _paged(book, found.total, query.page, query.size, found.tasks) | {"counts": counts}

    return _give(request, answer)


@router.get("/api/tasks/{task_id}")
def get_task(request: Request, task_id: str) -> Response:
    """A task with its units, limits, targets, evidence and links."""

    def answer(book: Book) -> dict[str, Any]:
        record = find_task(book, task_id)
        if record is None:
            raise HTTPException(404)
        parts = {
            "units": record.units,
            "limits": record.limits,
            "targets": record.targets,
            "links": record.links,
        }
        return {"release": book.release_id, "task": record.task, "issues": record.issues} | parts

    return _give(request, answer)


@router.get("/api/documents")
def get_documents(request: Request, q: Words = None, page: Page = 1, size: Size = 20) -> Response:
    """Documents by words of their titles, numbers and issuers, the newest first."""
    del q, page, size  # said for the schema
    return _give_list(request, list_documents)


@router.get("/api/documents/{document_id}")
def get_document(request: Request, document_id: str) -> Response:
    """A document with its parts, outline, tasks, files and citations."""

    def answer(book: Book) -> dict[str, Any]:
        record = find_document(book, document_id)
        if record is None:
            raise HTTPException(404)
        return {"release": book.release_id} | {
            column.name: getattr(record, column.name) for column in fields(record)
        }

    return _give(request, answer)


@router.get("/api/units")
def get_units(request: Request, q: Words = None, page: Page = 1, size: Size = 20) -> Response:
    """Units by words of their names and functions, those with most tasks first."""
    del q, page, size  # said for the schema
    return _give_list(request, list_units)


@router.get("/api/portals")
def get_portals(request: Request) -> Response:
    """Portals and how they stand."""
    return _give(
        request,
        lambda book: {"release": book.release_id, "portals": book.rows("SELECT * FROM portals")},
    )


@router.get("/api/portals/{portal}")
def get_portal(request: Request, portal: str) -> Response:
    """A portal with its figures and what was looked at."""

    def answer(book: Book) -> dict[str, Any]:
        found = find_row(book, "portals", "portal", portal)
        if found is None:
            raise HTTPException(404)
        metrics = book.rows(
            "SELECT * FROM portal_metrics WHERE portal = ? ORDER BY metric", [portal]
        )
        coverage = book.rows(
            "SELECT * FROM coverage WHERE portal = ? ORDER BY channel, month", [portal]
        )
        return {
            "release": book.release_id,
            "portal": found,
            "metrics": metrics,
            "coverage": coverage,
        }

    return _give(request, answer)


@router.get("/api", include_in_schema=False)
def show_api(request: Request) -> Response:
    """What there is to ask, as a page of our own: it needs nothing from elsewhere."""
    book = book_of(request)
    return show_page(request, book, "api", paths=request.app.openapi()["paths"])


def _give_list(request: Request, find: Callable[[Book, ListQuery], ListingPage]) -> Response:
    query = parse_list_query(dict(request.query_params))

    def answer(book: Book) -> dict[str, Any]:
        found = find(book, query)
        rows = [
            {name: value for name, value in row.items() if name != "folded"} for row in found.rows
        ]
        return _paged(book, found.total, query.page, query.size, rows)

    return _give(request, answer)


def _paged(book: Book, total: int, page: int, size: int, rows: list[Any]) -> dict[str, Any]:
    # A number, not an address: whoever pages knows the other parameters.
    more = page * size < total
    return {
        "release": book.release_id,
        "total": total,
        "page": page,
        "size": size,
        "next_page": page + 1 if more else None,
        "rows": rows,
    }


def _give(request: Request, answer: Callable[[Book], dict[str, Any]]) -> Response:
    """An answer as JSON with its tag; none where who asks has it already."""
    book = book_of(request)
    tag = etag_of(request, book)
    if is_known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(dump_json(answer(book)), media_type="application/json", headers={"ETag": tag})
