"""The release that is shown: what it holds, what changed, what was kept out and what was not understood."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.kept_pages import KeptRoute
from reports.explorer.pages import book_of, show_page

router = APIRouter(include_in_schema=False, route_class=KeptRoute)
# Rows of each kind that are shown.
MOST = 200


@router.get("/release")
def show_release(request: Request, portal: Annotated[str, Query(max_length=100)] = "") -> Response:
    """The release, or what of it is one portal's."""
    book = book_of(request)
    given: dict[str, object] = {"portal": portal}
    mine = "WHERE ($portal = '' OR portal = $portal)"
    changes = f"FROM changes {mine}"
    return show_page(
        request,
        book,
        "release",
        counts=book.release.counts(),
        portal=portal,
        changes=book.rows(
            f'SELECT "table", change, count(*) AS count {changes} GROUP BY ALL ORDER BY ALL', given
        ),
        changed=book.rows(
            f"SELECT * {changes} AND \"table\" IN ('documents', 'tasks') ORDER BY \"table\", change, key LIMIT $most",
            given | {"most": MOST},
        ),
        quarantine=book.rows(
            f'SELECT * FROM quarantine {mine} ORDER BY "table", key LIMIT $most',  # noqa: S608 — ours
            given | {"most": MOST},
        ),
        issues=book.rows(
            f"SELECT * FROM issues {mine} ORDER BY count DESC, code, message LIMIT $most",  # noqa: S608 — ours
            given | {"most": MOST},
        ),
    )
