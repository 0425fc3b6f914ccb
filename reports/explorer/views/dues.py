"""What is due: a month as a calendar, and what has passed and what comes as tables."""

import calendar
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.pages import show_page, today
from reports.explorer.search import LISTED
from taizhang.errors import UserError

router = APIRouter(include_in_schema=False)
SHOWN = 50  # tasks of each table


@router.get("/due")
def show_due(request: Request, month: Annotated[str, Query(max_length=7)] = "") -> Response:
    """The month, YYYY-MM, else the present one. Raises UserError for what is no month."""
    book: Book = request.app.state.desk.shelf.book()
    now = today()
    first = parse_month(month) if month else now.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    counts = book.rows(
        "SELECT due_on, count(*) AS tasks FROM tasks WHERE due_on BETWEEN ? AND ? GROUP BY due_on",
        [first, last],
    )
    listed = f"SELECT {LISTED} FROM tasks WHERE due_on"  # noqa: S608 — names of ours
    return show_page(
        request,
        book,
        "due",
        first=first,
        before=_moved(first, -1),
        after=_moved(first, 1),
        weeks=calendar.Calendar().monthdatescalendar(first.year, first.month),
        counts={row["due_on"]: row["tasks"] for row in counts},
        past=book.rows(f"{listed} < ? ORDER BY due_on DESC, no LIMIT ?", [now, SHOWN]),
        coming=book.rows(f"{listed} >= ? ORDER BY due_on, no LIMIT ?", [now, SHOWN]),
    )


def parse_month(text: str) -> date:
    """The first day of a month as YYYY-MM. Raises UserError."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise UserError("month is written like 2026-06") from None


def _moved(first: date, by: int) -> str | None:
    """The month `by` months later; None beyond the years that days have."""
    number = first.year * 12 + first.month - 1 + by
    return (
        f"{number // 12:04}-{number % 12 + 1:02}"
        if date.min.year * 12 <= number < date.max.year * 12
        else None
    )
