"""Making a page: a template with what every page knows of its request, its release, its language and its look."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from reports.explorer.asset_files import asset_address
from reports.explorer.book import Book
from reports.explorer.language import Language, language_of
from reports.explorer.marks import mark_excerpt, mark_hits
from reports.explorer.reviewing import Queue
from reports.explorer.shelf import Shelf
from taizhang.days import SHANGHAI
from taizhang.foreign_text import show_controls
from taizhang.html.templates import template_environment

THEME_COOKIE = "theme"
THEMES = ("dark", "light")


@dataclass(frozen=True, slots=True)
class Desk:
    """What views work with: the releases that are shown, and the queue of doubts where answers are taken."""

    shelf: Shelf
    queue: Queue | None = None


def show_page(
    request: Request,
    book: Book,
    template: str,
    status: int = 200,
    **given: Any,  # noqa: ANN401
) -> HTMLResponse:
    """The page of a template.

    Whatever is printed in it is escaped, with its control characters made visible.
    """
    language = language_of(request)
    theme = theme_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    context = {
        "say": language.say,
        "term": language.term,
        "lang": language,
        "other": Language.EN if language is Language.ZH else Language.ZH,
        "theme": theme,
        "here": here,
        "path": request.url.path,
        "book": book,
        "today": today(),
        "reviews": request.app.state.desk.queue is not None,
    }
    return HTMLResponse(
        _templates().get_template(f"templates/{template}.html.j2").render(context | given), status
    )


def book_of(request: Request) -> Book:
    """The release that a request is answered from, all of it from the same one."""
    if not hasattr(request.state, "book"):
        request.state.book = request.app.state.desk.shelf.book()
    book: Book = request.state.book
    return book


def theme_of(request: Request) -> str | None:
    """The look that was chosen, if one was."""
    theme = request.cookies.get(THEME_COOKIE)
    return theme if theme in THEMES else None


def today() -> date:
    """The day in China."""
    return datetime.now(SHANGHAI).date()


@cache
def _templates() -> Environment:
    environment = template_environment("reports.explorer").overlay(finalize=_visible)
    environment.globals |= {"asset": asset_address}
    environment.filters |= {"hits": mark_hits, "excerpt": mark_excerpt, "quoted": _quoted}
    return environment


def _visible(value: object) -> object:
    """What is printed, with control characters as signs that can be seen; markup of our own stays as it is."""
    # Not isinstance: Markup is a str too, and is ours.
    # Not isinstance: Markup is a str too, and is ours.
    return show_controls(value) if type(value) is str else value


def _quoted(text: str) -> str:
    """A text as one step of an address."""
    return quote(text, safe="")
