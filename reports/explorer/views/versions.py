"""What a document said before, and what was changed."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.language import language_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import find_document
from reports.explorer.text_changes import Stretch, compare_texts
from reports.explorer.version_texts import read_version
from taizhang.archive import ArchiveError
from taizhang.markup import MarkupError

router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id}/versions/{number}")
def show_version(request: Request, document_id: str, number: int) -> Response:
    """What version `number` of a document, from 2, changed of the one before.

    Raises 404 for one that there is not.
    """
    book = book_of(request)
    record = find_document(book, document_id)
    if record is None or not 2 <= number <= len(record.versions):
        raise HTTPException(404)
    versions = record.versions[::-1]
    before, after = versions[number - 2], versions[number - 1]
    stretches: list[Stretch] = []
    wrong = None
    try:
        texts = [
            read_version(book, record.document["portal"], one["digest"]) for one in (before, after)
        ]
        stretches = compare_texts(*texts)
    except (ArchiveError, MarkupError) as error:
        wrong = language_of(request).say("archived_missing", reason=str(error))
    return show_page(
        request,
        book,
        "version",
        document=record.document,
        before=before,
        after=after,
        stretches=stretches,
        wrong=wrong,
    )
