"""Units: the list, and one with its duties over the years and whom it shares them with."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.listing_query import list_units, parse_list_query
from reports.explorer.pages import show_page
from reports.explorer.records import find_row

router = APIRouter(include_in_schema=False)
TOGETHER = 20  # other units that are named
_YEARS = """
SELECT published_year AS year, role, count(*) AS tasks
FROM (SELECT published_year, unnest(unit_roles) AS unit_role FROM tasks WHERE list_contains(units, $unit)),
     (SELECT unnest(['lead', 'responsible', 'cooperate', 'supervise']) AS role)
WHERE unit_role = $unit || chr(9) || role
GROUP BY ALL ORDER BY year DESC NULLS LAST, role
"""
_TOGETHER = """
SELECT other AS unit, count(*) AS tasks
FROM (SELECT unnest(units) AS other FROM tasks WHERE list_contains(units, $unit)) WHERE other <> $unit
GROUP BY other ORDER BY tasks DESC, other LIMIT $most
"""
_NAMES = """
SELECT name, count(*) AS tasks FROM task_units WHERE coalesce(canonical_name, name) = $unit
GROUP BY name ORDER BY tasks DESC, name LIMIT $most
"""


@router.get("/units")
def show_units(request: Request) -> Response:
    """Units by words of their names and functions."""
    book: Book = request.app.state.desk.shelf.book()
    query = parse_list_query(dict(request.query_params))
    found = list_units(book, query)
    pages = max(1, -(-found.total // query.size))
    return show_page(
        request, book, "units", query=query, found=found, pages=pages, terms=query.typed.terms
    )


@router.get("/units/{unit:path}")
def show_unit(request: Request, unit: str) -> Response:
    """One unit, by its canonical name or, where the tables do not know it, as restored. Raises 404 for another name."""
    book: Book = request.app.state.desk.shelf.book()
    about = find_row(book, "units", "unit", unit)
    if about is None:
        raise HTTPException(404)
    years: dict[int | None, dict[str, int]] = {}
    for row in book.rows(_YEARS, {"unit": unit}):
        years.setdefault(row["year"], {})[row["role"]] = row["tasks"]
    most = {"unit": unit, "most": TOGETHER}
    return show_page(
        request,
        book,
        "unit",
        unit=about,
        years=years,
        roles=("lead", "responsible", "cooperate", "supervise"),
        together=book.rows(_TOGETHER, most),
        names=book.rows(_NAMES, most),
    )
