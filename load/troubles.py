"""Issues that the archive shows by itself: addresses that never gave what they promised."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from load.articles import PageFacts, State, sight
from load.lives import Life
from load.seen import seen_on
from taizhang.archive import Capture, Purpose
from taizhang.issues import Code, Issue
from taizhang.tables.terms import Outcome, Stage

CODES = {
    Outcome.GONE: Code.DEAD_LINK,
    Outcome.SOFT_404: Code.DEAD_LINK,
    Outcome.BLOCKED: Code.BLOCKED,
    Outcome.ERROR: Code.FETCH_FAILED,
}
# What a walk says of a list page that came but gave no rows.
LISTS = {Code.LIST_NOT_PARSED: "the page has no rows that its family knows", Code.EMPTY_LIST: "the list is empty"}
# Pages that came and were refused: what was known of them stays.
REFUSED = {
    Code.TOO_DEEP: "its elements nest too deep, so it was not read",
    Code.TOO_SLOW: "reading it took too long, so it was not read",
    Code.READING_FAILED: "reading it failed, so it was not read; `taizhang --debug read` on the saved page says where",
}
# How taizhang.outcomes names a page that came where a file was due.
PAGE_FOR_FILE = "a page instead of a file"


def archive_issues(
    captures: Sequence[Capture],
    lives: Mapping[str, Life],
    pages: Mapping[tuple[str, str], PageFacts],
    as_of: date,
) -> Iterator[tuple[Issue, date]]:
    """Issues with the day on which each was first seen, for addresses whose newest capture is no content."""
    of_articles = {address for life in lives.values() for address in life.article.addresses}
    found: dict[tuple[str, str], list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.purpose in (Purpose.ARTICLE, Purpose.ATTACHMENT, Purpose.LIST):
            found[capture.purpose, capture.url_key].append(capture)
    for (purpose, address), seen in sorted(found.items()):
        trouble = _trouble(seen[-1], pages)
        if trouble is None:
            continue
        code, words = trouble
        if purpose == Purpose.ARTICLE and address in of_articles and code not in REFUSED:
            continue
        stretch = seen[-1]
        for capture in reversed(seen):
            if _trouble(capture, pages) is None:
                break
            stretch = capture
        named = f" (named by {stretch.referrer})" if stretch.referrer else ""
        stage = Stage.TRANSFORM if code in REFUSED else Stage.EXTRACT
        issue = Issue(stage, code, f"{purpose}: {words}{named}", seen[-1].canonical_url)
        yield issue, seen_on(stretch, as_of)


def _trouble(capture: Capture, pages: Mapping[tuple[str, str], PageFacts]) -> tuple[Code, str] | None:
    """What is wrong with a capture; None where nothing is, or where it says nothing about its address."""
    if capture.purpose != Purpose.ARTICLE:
        if capture.detail == PAGE_FOR_FILE:
            return Code.WRONG_FILE_TYPE, PAGE_FOR_FILE
        if capture.detail in LISTS:
            return Code(capture.detail), LISTS[Code(capture.detail)]
        code = CODES.get(capture.outcome)
        return (code, capture.detail or capture.outcome.value) if code else None
    sighting = sight(capture, pages.get((capture.url_key, capture.digest or "")))
    if sighting.state is State.MISSING:
        return Code.DEAD_LINK, sighting.reason or "missing"
    if sighting.state is State.UNKNOWN and sighting.reason in REFUSED:
        return Code(sighting.reason), REFUSED[Code(sighting.reason)]
    if sighting.state is State.UNKNOWN:
        code = CODES.get(sighting.facts.outcome if sighting.facts else capture.outcome)
        return (code, sighting.reason or capture.outcome.value) if code else None
    return None
