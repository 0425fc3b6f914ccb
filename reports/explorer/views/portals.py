"""Portals: how they stand, and one with the figures that were checked and what was looked at."""

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.kept_pages import KeptRoute
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import find_row

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
MONTHS = 24  # of coverage that are shown
_PORTALS = """
SELECT p.*, coalesce(d.documents, 0) AS documents, coalesce(d.tasks, 0) AS tasks, d.newest
FROM portals p LEFT JOIN (
  SELECT portal, count(*) AS documents, sum(tasks) AS tasks, max(published_on) AS newest FROM documents GROUP BY portal
) d USING (portal)
ORDER BY p.portal
"""


@router.get("/portals")
def show_portals(request: Request) -> Response:
    """All portals."""
    book = book_of(request)
    return show_page(request, book, "portals", portals=book.rows(_PORTALS))


@router.get("/portals/{portal}")
def show_portal(request: Request, portal: str) -> Response:
    """One portal by its slug. Raises 404 for one that the release does not have."""
    book = book_of(request)
    found = find_row(book, "portals", "portal", portal)
    if found is None:
        raise HTTPException(404)
    rows = book.rows(
        "SELECT channel, month, state, documents FROM coverage WHERE portal = ? ORDER BY month",
        [portal],
    )
    # The newest: a screen has no room for more columns.
    months = sorted({row["month"] for row in rows})[-MONTHS:]
    channels: dict[str, dict[str, dict[str, object]]] = {}
    for row in rows:
        channels.setdefault(row["channel"], {})[row["month"]] = row
    return show_page(
        request,
        book,
        "portal",
        portal=found,
        metrics=book.rows(
            "SELECT * FROM portal_metrics WHERE portal = ? ORDER BY passed, metric", [portal]
        ),
        checks=book.rows(
            'SELECT * FROM portal_checks WHERE portal = ? ORDER BY checked_on DESC, "check"',
            [portal],
        ),
        issues=book.rows(
            "SELECT code, sum(count) AS count, min(message) AS message FROM issues WHERE portal = ? "
            "GROUP BY code ORDER BY count DESC, code",
            [portal],
        ),
        months=months,
        channels=channels,
        marks={"complete": "●", "partial": "◐", "never": "○"},
    )
