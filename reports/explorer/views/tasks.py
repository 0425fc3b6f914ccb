"""A task beside the sentence that it was read from."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.evidence_marks import evidence_marks
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.ledger_grid import make_grid
from reports.explorer.marks import mark_text
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import TaskRecord, find_task, table_of_task

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@router.get("/tasks/{task_id}")
def show_task(request: Request, task_id: str) -> Response:
    """One task. Raises 404 where the release has none of that id."""
    book = book_of(request)
    record = find_task(book, task_id)
    if record is None:
        raise HTTPException(404)
    part = record.part
    grid = make_grid(task_id, table_of_task(book, record), part["text"], part["part_no"])
    return show_page(
        request,
        book,
        "task",
        record=record,
        task=record.task,
        document=record.document,
        part=part,
        printed=mark_text(part["text"], evidence_marks(record)),
        grid=grid,
        citation=cite(record, book.release_id),
    )


def cite(record: TaskRecord, release_id: str) -> str:
    """How the task is cited (after GB/T 7714: issuer, title, number, place, date, address)."""
    task, document = record.task, record.document
    day = task["published_on"].isoformat() if task["published_on"] else None
    first_seen = document["first_seen"].isoformat()
    said = [
        "、".join(task["issuers"] or ()),
        task["document_title"],
        task["doc_number"],
        " ".join(filter(None, [*task["headings"], task["label"]])),
        day,
        document["url"],
    ]
    return (
        ". ".join(words for words in said if words)
        + f". taizhang {release_id}, {task['task_id']}, {first_seen}."
    )
