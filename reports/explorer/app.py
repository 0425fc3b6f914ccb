"""The application: which address is answered by what, and what is said where something goes wrong."""

from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from reports.explorer.book import BusyError, TooLongError
from reports.explorer.guard import Guard
from reports.explorer.kept_pages import KeptPages
from reports.explorer.language import language_of
from reports.explorer.pages import Desk, book_of, show_page
from reports.explorer.reviewing import Queue, Reviewer
from reports.explorer.shelf import Shelf
from reports.explorer.views import (
    api,
    archive,
    cascades,
    charts,
    documents,
    downloads,
    dues,
    ledgers,
    places,
    portals,
    preferences,
    releases,
    review,
    searching,
    tasks,
    units,
    versions,
)
from taizhang.errors import PortalError, UserError
from taizhang.foreign_text import show_controls
from taizhang.store import Store

VIEWS = (
    preferences,
    searching,
    archive,
    tasks,
    documents,
    cascades,
    ledgers,
    versions,
    units,
    places,
    dues,
    charts,
    portals,
    releases,
    review,
    api,
    downloads,
)


def make_app(
    store: Store,
    release_id: str | None = None,
    cache: Path | None = None,
    reviewer: Reviewer | None = None,
) -> FastAPI:
    """The explorer of a store's latest release, or of the one named; `cache` is the folder for indexes.

    With a reviewer answers to doubts are taken, from this machine's own browsers only.

    Makes the release's index where there is none yet. Raises StoreError before the first release and UserError for a
    release that is not there.
    """
    app = FastAPI(
        title="taizhang",
        description="Who promised what, by when, on which page.",
        # FastAPI's own pages load their scripts from elsewhere; `/api` shows the schema without.
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = Desk(
        Shelf(store, release_id, cache), Queue(store, reviewer) if reviewer else None
    )
    app.state.pages = KeptPages()
    # Around everything, answers to errors included.
    app.add_middleware(Guard, reviews=reviewer is not None)
    for view in VIEWS:
        app.include_router(view.router)
    app.add_exception_handler(HTTPException, _say_missing)
    app.add_exception_handler(UserError, _say_wrong)
    app.add_exception_handler(PortalError, _say_unreadable)
    app.add_exception_handler(TooLongError, _say_stopped)
    app.add_exception_handler(BusyError, _say_stopped)
    return app


def _say_missing(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    say = language_of(request).say
    return _answer(request, status, say("not_found"), say("not_found_note"))


def _say_wrong(request: Request, error: Exception) -> Response:
    return _answer(request, 400, language_of(request).say("wrong_question"), str(error))


def _say_unreadable(request: Request, error: Exception) -> Response:
    # 503: the store may be there again at the next request, the question was right.
    return _answer(request, 503, language_of(request).say("cannot_read"), str(error))


def _say_stopped(request: Request, error: Exception) -> Response:
    key = "too_long" if isinstance(error, TooLongError) else "busy"
    return _answer(
        request, 503, language_of(request).say("wrong_question"), language_of(request).say(key)
    )


def _answer(request: Request, status: int, title: str, note: str) -> Response:
    """An error as a page, or as JSON where the API was asked."""
    # A program must not be given a page where it asked for rows.
    if request.url.path.startswith(("/api/", "/download/")):
        return JSONResponse({"error": show_controls(note if status != 404 else title)}, status)
    return show_page(request, book_of(request), "said", status, title=title, note=note)
