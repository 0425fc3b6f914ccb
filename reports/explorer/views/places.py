"""Regions: the tree of those that tasks are of, and one with its plans over the years."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.pages import show_page
from reports.explorer.views.searching import depth_of

router = APIRouter(include_in_schema=False)
_TREE = """
SELECT r.code, r.name, count(DISTINCT t.document_id) AS documents, count(t.no) AS tasks
FROM regions r LEFT JOIN (SELECT no, document_id, unnest(regions) AS code FROM tasks) t USING (code)
GROUP BY ALL ORDER BY r.code
"""
_YEARS = """
SELECT published_year AS year, document_id, min(document_title) AS title, count(*) AS tasks
FROM tasks WHERE list_contains(regions, ?) GROUP BY ALL ORDER BY year DESC NULLS LAST, title, document_id LIMIT 500
"""
_MISSING = """
SELECT s.document_id, d.title, s.missing_years FROM plan_series s JOIN documents d USING (document_id)
WHERE s.region_code LIKE ? AND len(s.missing_years) > 0 ORDER BY s.year DESC, s.document_id LIMIT 100
"""


@router.get("/regions")
def show_regions(request: Request) -> Response:
    """All regions that tasks are of, with those that hold them."""
    book: Book = request.app.state.desk.shelf.book()
    return show_page(request, book, "regions", regions=book.rows(_TREE), depth_of=depth_of)


@router.get("/regions/{code}")
def show_region(request: Request, code: str) -> Response:
    """One region by its code (GB/T 2260). Raises 404 for one that no task is of."""
    book: Book = request.app.state.desk.shelf.book()
    tree = book.rows(_TREE)
    region = next((row for row in tree if row["code"] == code), None)
    if region is None:
        raise HTTPException(404)
    plans = book.rows(_YEARS, [code])
    prefix = code.removesuffix("00").removesuffix("00") if code.endswith("00") else code
    return show_page(
        request,
        book,
        "region",
        region=region,
        plans=plans,
        missing=book.rows(_MISSING, [f"{prefix}%"]),
        below=[row for row in tree if row["code"] != code and row["code"].startswith(prefix)],
        portals=book.rows(
            "SELECT portal, name FROM portals WHERE region_code = ? ORDER BY portal", [code]
        ),
    )
