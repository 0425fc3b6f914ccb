"""Charts, each drawn from the JSON that its table shows and its download holds."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import product

import numpy as np
from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.facets import NONE
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.language import Language, language_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.task_sets import NO_DAY
from reports.explorer.views.units import ROLES
from reports.exports.safe_text import make_safe
from taizhang.foreign_text import dump_json, show_controls
from taizhang.rows import Row

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
FUNCTIONS = 15  # with most tasks
MONTHS = 48
PORTALS = 40


@dataclass(frozen=True, slots=True)
class Series:
    """Amounts under one name, an amount for each name of the chart."""

    name: str
    data: list[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars: names along one axis, one or more series; `across` lays them flat, `stacked` puts them on each other."""

    names: list[str]
    series: list[Series]
    across: bool = False
    stacked: bool = False


_COVERAGE = """
WITH most AS (SELECT portal FROM portals ORDER BY portal LIMIT $most)
SELECT portal AS name, state AS part, count(*) AS tasks FROM coverage SEMI JOIN most USING (portal) GROUP BY ALL
"""


def _stacked(rows: list[Row], parts: list[str], say: Callable[[str], str]) -> Chart:
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["name"]] = totals.get(row["name"], 0) + row["tasks"]
    names = sorted(totals, key=lambda name: (-totals[name], name))
    amounts = {(row["name"], row["part"]): row["tasks"] for row in rows}
    series = [Series(say(part), [amounts.get((name, part), 0) for name in names]) for part in parts]
    return Chart([show_controls(name) for name in names], series, across=True, stacked=True)


def by_function(book: Book, language: Language) -> Chart:
    """Tasks by what their units administer, and year of publication."""
    del language
    functions, years = book.sets.facets["function"], book.sets.facets["year"]
    rows: list[Row] = []
    for name in functions.values[:FUNCTIONS]:
        for year, count in years.count(functions.tasks_of(name), len(years.values)):
            rows.append({"name": name, "part": "–" if year == NONE else year, "tasks": count})
    return _stacked(rows, sorted({row["part"] for row in rows}), str)


def by_role(book: Book, language: Language) -> Chart:
    """Tasks by what their units administer, and in which role."""
    functions, pairs = book.sets.facets["function"], book.sets.facets["function_role"]
    rows = [
        {"name": name, "part": role, "tasks": len(pairs.tasks_of(f"{name}\t{role}"))}
        for name, role in product(functions.values[:FUNCTIONS], ROLES)
    ]
    return _stacked(rows, list(ROLES), lambda role: language.term("role", role))


def by_due(book: Book, language: Language) -> Chart:
    """Tasks by the month of their last day."""
    due = book.sets.due[book.sets.due != NO_DAY]
    months, counts = np.unique(
        due.astype("datetime64[D]").astype("datetime64[M]"), return_counts=True
    )
    names = [str(month) for month in months[-MONTHS:]]
    return Chart(names, [Series(language.say("tasks"), counts[-MONTHS:].tolist())])


def by_coverage(book: Book, language: Language) -> Chart:
    """Months of channels by how much of them was looked at, portal by portal."""
    states = ["complete", "partial", "never"]
    return _stacked(
        book.rows(_COVERAGE, {"most": PORTALS}),
        states,
        lambda state: language.term("coverage", state),
    )


CHARTS: dict[str, Callable[[Book, Language], Chart]] = {
    "by_function": by_function,
    "by_role": by_role,
    "by_due": by_due,
    "by_coverage": by_coverage,
}


@router.get("/charts")
def show_charts(request: Request) -> Response:
    """All charts with their tables."""
    book = book_of(request)
    language = language_of(request)
    return show_page(
        request,
        book,
        "charts",
        charts={name: make(book, language) for name, make in CHARTS.items()},
    )


@router.get("/charts/{name}.json")
def give_chart(request: Request, name: str) -> Response:
    """What a chart is drawn from."""
    book = book_of(request)
    if name not in CHARTS:
        raise HTTPException(404)
    chart = CHARTS[name](book, language_of(request))
    return Response(dump_json(asdict(chart)), media_type="application/json")


@router.get("/charts/{name}.csv")
def give_chart_table(request: Request, name: str) -> Response:
    """A chart's table for Excel."""
    book = book_of(request)
    if name not in CHARTS:
        raise HTTPException(404)
    chart = CHARTS[name](book, language_of(request))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["", *(make_safe(series.name) for series in chart.series)])
    for number, label in enumerate(chart.names):
        # Names of units come from pages: in a spreadsheet they must not be formulas.
        writer.writerow([make_safe(label), *(series.data[number] for series in chart.series)])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(
        text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
    )
