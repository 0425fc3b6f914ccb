"""The first page: tasks by words and filters."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.facets import FACETS, NONE, SETS, Facet
from reports.explorer.kept_pages import KeptRoute
from reports.explorer.language import Language, language_of
from reports.explorer.pages import book_of, show_page
from reports.explorer.query import TaskQuery, parse_query
from reports.explorer.search import Count, Found, find_tasks

router = APIRouter(include_in_schema=False, route_class=KeptRoute)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter as people see it: in words, with its count and the address that adds it or takes it away."""

    words: str
    count: int
    is_chosen: bool
    address: str
    depth: int = 0


@router.get("/")
def search(request: Request) -> Response:
    """Tasks that the address asks for."""
    book = book_of(request)
    query = parse_query(request.query_params.multi_items())
    found = find_tasks(book, query)
    language = language_of(request)
    return show_page(
        request,
        book,
        "search",
        query=query,
        found=found,
        terms=query.typed.terms,
        pages=max(1, -(-found.total // query.size)),
        filters=_filters(book, query, found, language),
        chosen=_chosen(book, query, language),
    )


def _filters(
    book: Book, query: TaskQuery, found: Found, language: Language
) -> list[tuple[Facet, list[Choice]]]:
    names = book.names
    made = []
    for facet in FACETS:
        counts = found.counts[facet.name]
        # Codes in order are the tree of regions (GB/T 2260); other values stand by how many tasks
        # they have.
        if facet.name == "region":
            counts = sorted(counts, key=lambda one: one.value)
        elif facet.kind == "number":
            counts = sorted(counts, key=lambda one: one.value, reverse=True)
        toggle = query.toggle(facet.name)
        choices = [_choice(toggle, facet, one, names, language) for one in counts]
        # A filter with one value filters nothing.
        if len(choices) > 1 or any(choice.is_chosen for choice in choices):
            made.append((facet, choices))
    return made


def _choice(
    toggle: Callable[[str], str],
    facet: Facet,
    one: Count,
    names: dict[str, str],
    language: Language,
) -> Choice:
    depth = depth_of(one.value) if facet.name == "region" else 0
    words = in_words(facet, one.value, names, language)
    return Choice(words, one.count, one.is_chosen, toggle(one.value), depth)


def _chosen(book: Book, query: TaskQuery, language: Language) -> list[tuple[str, str]]:
    """What is chosen, in words, each with the address without it."""
    names = book.names
    chosen = []
    for facet in FACETS:
        for value in query.chosen.get(facet.name, ()):
            words = in_words(facet, value, names, language)
            chosen.append((words, query.toggle(facet.name)(value)))
    return chosen


def in_words(facet: Facet, value: str, names: dict[str, str], language: Language) -> str:
    """A value as people know it."""
    if value == NONE:
        return language.say("none")
    if facet.words in SETS:
        return language.term(facet.words or "", value)
    return names.get(value, value) if facet.name in ("region", "portal") else value


def depth_of(code: str) -> int:
    """How deep a region lies: 0 for a province (GB/T 2260)."""
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2
