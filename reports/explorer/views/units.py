"""Units: the list, and one with its duties over the years and whom it shares them with."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.facets import NONE
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.listing_query import list_units, parse_list_query
from reports.explorer.pages import book_of, show_page

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
TOGETHER = 20  # other units that are named
ROLES = ("lead", "responsible", "cooperate", "supervise")


@router.get("/units")
def show_units(request: Request) -> Response:
    """Units by words of their names and functions."""
    book = book_of(request)
    query = parse_list_query(dict(request.query_params))
    found = list_units(book, query)
    pages = max(1, -(-found.total // query.size))
    return show_page(
        request, book, "units", query=query, found=found, pages=pages, terms=query.typed.terms
    )


@router.get("/units/{unit:path}")
def show_unit(request: Request, unit: str) -> Response:
    """One unit, by its canonical name or, where the tables do not know it, as restored.

    Raises 404 for another name.
    """
    book = book_of(request)
    number = book.unit_numbers.get(unit)
    if number is None:
        raise HTTPException(404)
    # A unit of every plan has a million tasks: counting them takes a reader's turn.
    with book.turn():
        years, together = duties_by_year(book, unit), shared_with(book, unit)
    about = book.units.rows(number, number + 1)[0]
    return show_page(
        request,
        book,
        "unit",
        unit=about,
        years=years,
        roles=ROLES,
        together=together,
        names=about["names"],
    )


def duties_by_year(book: Book, unit: str) -> dict[int | None, dict[str, int]]:
    """How many tasks a unit has in each role, by the year of publication, the newest first."""
    facets = book.sets.facets
    of_roles = {role: facets["unit_role"].tasks_of(f"{unit}\t{role}") for role in ROLES}
    everything = facets["year"].count(facets["unit"].tasks_of(unit), len(facets["year"].values))
    years = sorted(
        (year for year, _ in everything), key=lambda year: (year == NONE, -_as_number(year))
    )
    found: dict[int | None, dict[str, int]] = {}
    for year in years:
        counts = {role: facets["year"].count_value(tasks, year) for role, tasks in of_roles.items()}
        found[None if year == NONE else int(year)] = {role: n for role, n in counts.items() if n}
    return found


def shared_with(book: Book, unit: str) -> list[dict[str, object]]:
    """The units that most tasks of a unit name beside it."""
    units = book.sets.facets["unit"]
    # One more: the unit itself is always among them.
    counted = units.count(units.tasks_of(unit), TOGETHER + 1)
    others = [{"unit": name, "tasks": count} for name, count in counted if name not in (unit, NONE)]
    return others[:TOGETHER]


def _as_number(year: str) -> int:
    return 0 if year == NONE else int(year)
