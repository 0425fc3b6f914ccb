"""The release that is shown: what it holds, what changed, what was kept out and what was not understood."""

import json
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.pages import book_of, show_page
from taizhang.rows import Row
from taizhang.tables.terms import Change

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
    changed = book.rows(
        f"SELECT * {changes} AND \"table\" IN ('documents', 'tasks') "
        "ORDER BY change <> 'modified', change <> 'removed', \"table\", key LIMIT $most",
        given | {"most": MOST},
    )
    return show_page(
        request,
        book,
        "release",
        counts=book.release.counts(),
        portal=portal,
        changes=book.rows(
            f'SELECT "table", change, count(*) AS count {changes} GROUP BY ALL ORDER BY ALL', given
        ),
        changed=[named(book, row) for row in changed],
        quarantine=book.rows(
            f'SELECT * FROM quarantine {mine} ORDER BY "table", key LIMIT $most',  # noqa: S608 — ours
            given | {"most": MOST},
        ),
        issues=book.rows(
            f"SELECT * FROM issues {mine} ORDER BY count DESC, code, message LIMIT $most",  # noqa: S608 — ours
            given | {"most": MOST},
        ),
    )


def named(book: Book, change: Row) -> Row:
    """A change of a task or document with where it is shown and what it says; neither for one that is gone."""
    table, column, said = change["table"], "document_id", "title"
    if table == "tasks":
        column, said = "task_id", "text"
    key = str(json.loads(change["key"])[column])
    row = book.row_of(table, key) if change["change"] != Change.REMOVED else None
    words = {"words": row[said] or key, "page": f"/{table}/{key}"} if row else {"words": key}
    return {**change, "page": None, **words}
