"""Pages as they were archived, each in a frame without rights."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from reports.explorer.archived import HERE, POLICY, find_capture, make_harmless, read_page
from reports.explorer.book import Book
from reports.explorer.language import language_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import find_part
from taizhang.archive import ArchiveError
from taizhang.html import format_moment
from taizhang.markup import MarkupError
from taizhang.rows import Row

router = APIRouter(include_in_schema=False)


@router.get("/tasks/{task_id}/archived")
def show_archived_task(request: Request, task_id: str) -> Response:
    """The archived page of a task, scrolled to its text."""
    book = book_of(request)
    task = book.row_of("tasks", task_id)
    if task is None:
        raise HTTPException(404)
    return _show(request, book, task["document_id"], task["part_no"], f"/tasks/{task_id}", task)


@router.get("/documents/{document_id}/archived")
def show_archived_document(request: Request, document_id: str) -> Response:
    """The archived page of a document."""
    book = book_of(request)
    return _show(request, book, document_id, 0, f"/documents/{document_id}", None)


def _show(
    request: Request, book: Book, document_id: str, part_no: int, back: str, task: Row | None
) -> Response:
    document = book.row_of("documents", document_id)
    if document is None:
        raise HTTPException(404)
    part = find_part(book, document_id, part_no)
    is_file = part is not None and part["capture_digest"] != document["capture_digest"]
    capture = find_capture(book, document["portal"], document["capture_digest"])
    say, reason = language_of(request).say, None
    if capture is None:
        reason = document["capture_digest"]
    else:
        try:
            read_page(book, capture)
        except ArchiveError as error:
            reason = str(error)
    frame = f"/frames/{document_id}" + (
        f"?task={task['task_id']}#{HERE}" if task and not is_file else ""
    )
    return show_page(
        request,
        book,
        "archived",
        document=document,
        frame=frame,
        back=back,
        captured=format_moment(capture["captured_at"]) if capture else None,
        wrong=say("archived_missing", reason=reason) if reason else None,
        file=say("archived_file", name=part["name"] or "–") if part and is_file and task else None,
    )


@router.get("/frames/{document_id}")
def give_frame(
    request: Request, document_id: str, task: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """The archived page itself, under a policy that lets nothing run and nothing be asked for."""
    book = book_of(request)
    document = book.row_of("documents", document_id)
    capture = (
        find_capture(book, document["portal"], document["capture_digest"]) if document else None
    )
    found = book.row_of("tasks", task) if task else None
    if capture is None:
        raise HTTPException(404)
    try:
        page = make_harmless(read_page(book, capture), found["text"] if found else "")
    except MarkupError:
        raise HTTPException(404) from None
    # Twice held: what the cutting overlooked the policy still keeps from running.
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})
