"""Charts, each drawn from the JSON that its table shows and its download holds."""

import csv
import io
from collections.abc import Callable
from dataclasses import asdict, dataclass

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.language import Language, language_of
from reports.explorer.pages import show_page
from reports.exports.safe_text import make_safe
from taizhang.foreign_text import dump_json, show_controls
from taizhang.rows import Row

router = APIRouter(include_in_schema=False)
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


_FUNCTIONS = """
WITH f AS (SELECT no, published_year AS year, unnest(functions) AS name FROM tasks),
     most AS (SELECT name FROM f GROUP BY name ORDER BY count(*) DESC, name LIMIT $most)
SELECT name, coalesce(CAST(year AS VARCHAR), '–') AS part, count(*) AS tasks FROM f SEMI JOIN most USING (name)
GROUP BY ALL ORDER BY part
"""
_ROLES = """
WITH f AS (SELECT function AS name, role AS part, task_id FROM task_units WHERE function IS NOT NULL),
     most AS (SELECT name FROM f GROUP BY name ORDER BY count(*) DESC, name LIMIT $most)
SELECT name, part, count(DISTINCT task_id) AS tasks FROM f SEMI JOIN most USING (name) GROUP BY ALL
"""
_DUE = """
SELECT strftime(due_on, '%Y-%m') AS name, '' AS part, count(*) AS tasks FROM tasks WHERE due_on IS NOT NULL
GROUP BY name ORDER BY name DESC LIMIT $most
"""
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
    rows = book.rows(_FUNCTIONS, {"most": FUNCTIONS})
    return _stacked(rows, sorted({row["part"] for row in rows}), str)


def by_role(book: Book, language: Language) -> Chart:
    """Tasks by what their units administer, and in which role."""
    roles = ["lead", "responsible", "cooperate", "supervise"]
    return _stacked(
        book.rows(_ROLES, {"most": FUNCTIONS}), roles, lambda role: language.term("role", role)
    )


def by_due(book: Book, language: Language) -> Chart:
    """Tasks by the month of their last day."""
    rows = book.rows(_DUE, {"most": MONTHS})[::-1]
    return Chart(
        [row["name"] for row in rows],
        [Series(language.say("tasks"), [row["tasks"] for row in rows])],
    )


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
    book: Book = request.app.state.desk.shelf.book()
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
    book: Book = request.app.state.desk.shelf.book()
    if name not in CHARTS:
        raise HTTPException(404)
    chart = CHARTS[name](book, language_of(request))
    return Response(dump_json(asdict(chart)), media_type="application/json")


@router.get("/charts/{name}.csv")
def give_chart_table(request: Request, name: str) -> Response:
    """A chart's table for Excel."""
    book: Book = request.app.state.desk.shelf.book()
    if name not in CHARTS:
        raise HTTPException(404)
    chart = CHARTS[name](book, language_of(request))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["", *(make_safe(one.name) for one in chart.series)])
    for number, label in enumerate(chart.names):
        writer.writerow([make_safe(label), *(one.data[number] for one in chart.series)])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(
        text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers
    )
