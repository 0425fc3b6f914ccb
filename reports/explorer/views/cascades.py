"""What a plan came down to, as a drawing, a table and a file."""

import csv
import io

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.cascade import Cascade, find_cascade
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.language import language_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.sankey import draw_cascade
from reports.exports.safe_text import make_safe

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
COLUMNS = ("upper_document_id", "upper_title", "lower_document_id", "lower_title", "duties")


@router.get("/documents/{document_id}/cascade")
def show_cascade(request: Request, document_id: str) -> Response:
    """The plans that carry out a plan's duties.

    Raises 404 where the release has none of that id.
    """
    book = book_of(request)
    cascade = _cascade(book, document_id)
    plans = {plan.number: plan for plan in cascade.plans}
    top = cascade.plans[0].row
    says = language_of(request).say("cascade_of", title=top["title"] or document_id)
    return show_page(
        request,
        book,
        "cascade",
        document=top,
        cascade=cascade,
        plans=plans,
        drawing=draw_cascade(cascade, says) if cascade.flows else None,
    )


@router.get("/documents/{document_id}/cascade.csv")
def give_cascade(request: Request, document_id: str) -> Response:
    """The same as a table."""
    cascade = _cascade(book_of(request), document_id)
    plans = {plan.number: plan.row for plan in cascade.plans}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for flow in cascade.flows:
        upper, lower = plans[flow.upper], plans[flow.lower]
        ends = (upper["document_id"], upper["title"], lower["document_id"], lower["title"])
        # Titles come from pages: in a spreadsheet they must not be formulas.
        writer.writerow([*(make_safe(str(end or "")) for end in ends), flow.duties])
    return Response(
        out.getvalue().encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="cascade.csv"'},
    )


def _cascade(book: Book, document_id: str) -> Cascade:
    number = book.number_of("documents", document_id)
    if number is None:
        raise HTTPException(404)
    with book.turn():
        return find_cascade(book, number)
