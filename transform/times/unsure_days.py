"""Time limits to look at: days that nobody can count out, and expressions that perhaps bind nobody.

A day has no value where no year is known, or the calendar does not know the year's occasions; a
doubt or an issue says why.
"""

from collections.abc import Iterable
from itertools import chain

from taizhang.issues import Code, Issue
from taizhang.tables.terms import DeadlineKind, Doubt, LimitKind, Stage
from transform.doubts import doubt_task
from transform.model import Part, Task
from transform.times.last_days import DUE, read_last_day
from transform.times.plan_year import PlanYear


def doubt_days(task: Task, year: PlanYear, part: Part) -> list[Issue]:
    """Says in a task's doubts which of its days have no year, and which limits perhaps bind nobody.

    Returns an issue for each occasion of a year that calendar.toml does not know: a doubt is for
    whoever reads the task, an issue for whoever keeps the table.
    """
    if task.deadline_kind is DeadlineKind.DUE and task.due_on is None and year.year is None:
        doubt_task(task, Doubt.NO_YEAR, _spans_of_deadline(task))
    without_day = [
        limit for limit in task.time_limits if limit.kind is LimitKind.DUE and limit.due_on is None
    ]
    # An occasion past the calendar has a year, and its own issue.
    without_year = [
        limit
        for limit in without_day
        if year.year is None and not _unknown_years([limit.text], year)
    ]
    if without_year:
        doubt_task(task, Doubt.NO_YEAR, [limit.span for limit in without_year])
    unsure = [limit.span for limit in task.time_limits if limit.is_unsure]
    if unsure:
        doubt_task(task, Doubt.LIMIT_UNSURE, unsure)
    texts = [limit.text for limit in without_day]
    if task.deadline_raw and task.due_on is None:
        texts.append(task.deadline_raw)
    return [_make_issue(text, unknown, part) for text, unknown in _unknown_years(texts, year)]


def _unknown_years(texts: Iterable[str], year: PlanYear) -> list[tuple[str, int]]:
    """The expressions that name an occasion of a year past the calendar, with that year."""
    unknown = []
    for text in texts:
        for match in DUE.finditer(text):
            day = read_last_day(match, year.year)
            if day.unknown_year is not None:
                unknown.append((match.group(), day.unknown_year))
    return unknown


def _spans_of_deadline(task: Task) -> list[tuple[int, int]]:
    return list(
        chain.from_iterable(
            evidence.spans for evidence in task.evidence if evidence.field == "deadline_raw"
        )
    )


def _make_issue(text: str, year: int, part: Part) -> Issue:
    message = f"{text}: calendar.toml does not know the day of {year}; add it there"
    return Issue(
        Stage.TRANSFORM,
        Code.UNKNOWN_CALENDAR_YEAR,
        message,
        url=part.url,
        capture_digest=part.digest,
    )
