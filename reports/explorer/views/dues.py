"""What is due: a month as a calendar, and what has passed and what comes as tables."""

import calendar
from datetime import date, timedelta
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.kept_pages import KeptRoute
from reports.explorer.number_lists import numbers_of
from reports.explorer.pages import book_of, show_page, today
from reports.explorer.search import LISTED
from reports.explorer.task_sets import EPOCH
from taizhang.errors import UserError

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
SHOWN = 50  # tasks of each table


@router.get("/due")
def show_due(request: Request, month: Annotated[str, Query(max_length=7)] = "") -> Response:
    """The month, YYYY-MM, else the present one. Raises UserError for what is no month."""
    book = book_of(request)
    now = today()
    first = parse_month(month) if month else now.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    sets = book.sets
    with book.turn():
        days, counts = np.unique(
            sets.due[numbers_of(sets.due_between(first, last))], return_counts=True
        )
        # What is due today is not overdue.
        past = sets.due_between(None, now - timedelta(days=1))
        newest = len(past)
        # The last of them, backwards: the day that has just passed comes first.
        shown = sets.by_due.pick(past, max(0, newest - SHOWN), newest)[::-1]
        coming = sets.by_due.pick(sets.due_between(now, None), 0, SHOWN)
    return show_page(
        request,
        book,
        "due",
        first=first,
        quarter=quarter_of(now),
        before=_moved(first, -1),
        after=_moved(first, 1),
        weeks=calendar.Calendar().monthdatescalendar(first.year, first.month),
        counts={
            EPOCH + timedelta(days=day): count
            for day, count in zip(days.tolist(), counts.tolist(), strict=True)
        },
        past=book.tasks.take(shown, LISTED),
        coming=book.tasks.take(coming, LISTED),
    )


def quarter_of(day: date) -> tuple[date, date]:
    """The first and the last day of a day's quarter."""
    month = (day.month - 1) // 3 * 3 + 1
    last = calendar.monthrange(day.year, month + 2)[1]
    return date(day.year, month, 1), date(day.year, month + 2, last)


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
