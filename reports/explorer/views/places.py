"""Regions: the tree of those that tasks are of, and one with its plans over the years."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.facets import NONE
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.number_lists import set_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import NAMED
from reports.explorer.views.searching import depth_of
from taizhang.rows import Row

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
# Plans that are listed, the newest.
PLANS = 500
# Functions and units that are named.
CARRYING = 10
_MISSING = """
SELECT s.document_id, d.title, s.missing_years FROM plan_series s JOIN documents d USING (document_id)
WHERE s.region_code LIKE ? AND len(s.missing_years) > 0 ORDER BY s.year DESC, s.document_id LIMIT 100
"""


@router.get("/regions")
def show_regions(request: Request) -> Response:
    """All regions that tasks are of, with those that hold them."""
    book = book_of(request)
    return show_page(
        request, book, "regions", regions=book.regions.table.to_pylist(), depth_of=depth_of
    )


@router.get("/regions/{code}")
def show_region(request: Request, code: str) -> Response:
    """One region by its code (GB/T 2260). Raises 404 for one that no task is of."""
    book = book_of(request)
    tree = book.regions.table.to_pylist()
    region = next((row for row in tree if row["code"] == code), None)
    if region is None:
        raise HTTPException(404)
    plans = plans_of(book, code)
    prefix = code.removesuffix("00").removesuffix("00") if code.endswith("00") else code
    return show_page(
        request,
        book,
        "region",
        region=region,
        plans=plans,
        most=carrying_most(book, code),
        # GB/T 2260: what lies in a region has its digits in front.
        missing=book.rows(_MISSING, [f"{prefix}%"]),
        below=[row for row in tree if row["code"] != code and row["code"].startswith(prefix)],
        portals=book.rows(
            "SELECT portal, name FROM portals WHERE region_code = ? ORDER BY portal", [code]
        ),
    )


def carrying_most(book: Book, code: str) -> list[tuple[str, str, int]]:
    """The functions, then the units, that most tasks of a region name: facet, value, tasks."""
    facets = book.sets.facets
    tasks = facets["region"].tasks_of(code)
    found: list[tuple[str, str, int]] = []
    for name in ("function", "unit"):
        counted = facets[name].count(tasks, CARRYING + 1)
        named = [(name, value, count) for value, count in counted if value != NONE]
        found += named[:CARRYING]
    return found


def plans_of(book: Book, code: str) -> list[Row]:
    """The documents that have tasks of a region, the newest first, with how many."""
    tasks = book.sets.facets["region"].tasks_of(code)
    numbers, counts = book.sets.documents_of(tasks)
    newest = book.documents_by_date.pick(set_of(numbers), 0, PLANS)
    tasks_of = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    rows = book.documents.take(newest, NAMED)
    return [
        row | {"year": row["published_on"].year if row["published_on"] else None, "tasks": count}
        for row, count in zip(rows, (tasks_of[number] for number in newest), strict=True)
    ]
