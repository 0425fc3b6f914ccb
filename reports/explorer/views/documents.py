"""Documents: the list, and one with its outline, tasks, files and citations."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.evidence_marks import task_marks
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.listing_query import list_documents, parse_list_query
from reports.explorer.marks import mark_text
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import find_document

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/documents")
def show_documents(request: Request) -> Response:
    """Documents by words of their titles, numbers and issuers."""
    book = book_of(request)
    query = parse_list_query(dict(request.query_params))
    found = list_documents(book, query)
    pages = max(1, -(-found.total // query.size))
    return show_page(
        request, book, "documents", query=query, found=found, pages=pages, terms=query.typed.terms
    )


@router.get("/documents/{document_id}")
def show_document(request: Request, document_id: str) -> Response:
    """One document. Raises 404 where the release has none of that id."""
    book = book_of(request)
    record = find_document(book, document_id)
    if record is None:
        raise HTTPException(404)
    printed = {
        part["part_no"]: mark_text(part["text"], task_marks(record.tasks, part["part_no"]))
        for part in record.parts
    }
    return show_page(
        request, book, "document", record=record, document=record.document, printed=printed
    )
