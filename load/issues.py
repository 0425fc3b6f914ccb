"""Issues of a build: those that the archive shows by itself, those of its corrections, and all of them as rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

import pyarrow as pa

from load.corrections import Correction, report_stale
from load.reading.articles import PageFacts, State, make_sighting
from load.reading.history import DocumentHistory, day_seen
from taizhang.addresses import same_site
from taizhang.archive import Capture, Purpose
from taizhang.archive.losses import AcceptedLoss
from taizhang.issues import Code, Issue
from taizhang.privacy import mask_numbers
from taizhang.rows import Row
from taizhang.tables import TABLES
from taizhang.tables.terms import Outcome, Stage

CODES = {
    Outcome.GONE: Code.DEAD_LINK,
    Outcome.SOFT_404: Code.DEAD_LINK,
    Outcome.BLOCKED: Code.BLOCKED,
    Outcome.ERROR: Code.FETCH_FAILED,
}
# What a walk says of a list page that came but gave no rows.
LISTS = {
    Code.LIST_NOT_PARSED: "the page has no rows that its family knows",
    Code.EMPTY_LIST: "the list is empty",
}
# How a walk names rows of a list that lead nowhere.
DEAD_ROWS = f"{Code.LEADS_NOWHERE.value}: "
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
    histories: Mapping[str, DocumentHistory],
    pages: Mapping[tuple[str, str], PageFacts],
    as_of: date,
) -> Iterator[tuple[Issue, date]]:
    """Issues with the day on which each was first seen, for addresses whose newest capture is no content."""
    articles = (history.article for history in histories.values())
    of_articles = set(chain.from_iterable(article.addresses for article in articles))
    found: dict[tuple[str, str], list[Capture]] = defaultdict(list)
    for capture in captures:
        if capture.purpose in (Purpose.ARTICLE, Purpose.ATTACHMENT, Purpose.PAGE, Purpose.LIST):
            found[capture.purpose, capture.url_key].append(capture)
    for (purpose, address), seen in sorted(found.items()):
        trouble = _find_trouble(seen[-1], pages)
        if trouble is None:
            continue
        code, words = trouble
        # An address of a known document that is missing is no dead link yet: after some nights the
        # document is gone, and says so in `gone`.
        if purpose == Purpose.ARTICLE and address in of_articles and code not in REFUSED:
            continue
        stretch = seen[-1]
        # Back to where the trouble began: an issue's day is the first of its present stretch, not
        # of one that has passed.
        for capture in reversed(seen):
            if _find_trouble(capture, pages) is None:
                break
            stretch = capture
        named = ""
        if stretch.referrer:
            named = f" (named by {stretch.referrer})"
        stage = Stage.TRANSFORM if code in REFUSED else Stage.EXTRACT
        issue = Issue(stage, code, f"{purpose}: {words}{named}", seen[-1].canonical_url)
        yield issue, day_seen(stretch, as_of)


def clock_issues(from_the_future: Sequence[Capture], as_of: date) -> Iterator[tuple[Issue, date]]:
    """An issue for each run whose captures bear moments that are still to come, and do not count till then."""
    for run_id in sorted({capture.run_id for capture in from_the_future}):
        of_run = [capture for capture in from_the_future if capture.run_id == run_id]
        message = f"run {run_id}: captures bear moments in the future, so they do not count: its clock was wrong"
        yield Issue(Stage.EXTRACT, Code.WRONG_CLOCK, message, count=len(of_run)), as_of


def loss_issues(losses: Sequence[AcceptedLoss]) -> Iterator[tuple[Issue, date]]:
    """An issue for each file of the archive that was given up."""
    for loss in losses:
        yield Issue(Stage.LOAD, Code.LOST_FILE, str(loss)), date.fromisoformat(loss.day)


def _find_trouble(
    capture: Capture,
    pages: Mapping[tuple[str, str], PageFacts],
) -> tuple[Code, str] | None:
    """What is wrong with a capture; None where nothing is, or where it says nothing about its address."""
    if (
        capture.outcome is Outcome.REDIRECT
        and capture.detail
        and not same_site(capture.detail, capture.url)
    ):
        return Code.LEADS_OFF_SITE, f"leads to another site, not followed: {capture.detail}"
    if capture.purpose != Purpose.ARTICLE:
        if capture.detail == PAGE_FOR_FILE:
            return Code.WRONG_FILE_TYPE, PAGE_FOR_FILE
        if capture.detail in LISTS:
            return Code(capture.detail), LISTS[Code(capture.detail)]
        if capture.detail and capture.detail.startswith(DEAD_ROWS):
            return Code.LEADS_NOWHERE, capture.detail.removeprefix(DEAD_ROWS)
        code = CODES.get(capture.outcome)
        if code:
            return (code, capture.detail or capture.outcome.value)
        return None
    sighting = make_sighting(capture, pages.get((capture.url_key, capture.digest or "")))
    if sighting.state is State.MISSING:
        return Code.DEAD_LINK, sighting.reason or "missing"
    if sighting.state is State.UNKNOWN and sighting.reason in REFUSED:
        return Code(sighting.reason), REFUSED[Code(sighting.reason)]
    if sighting.state is State.UNKNOWN:
        code = CODES.get(sighting.facts.outcome if sighting.facts else capture.outcome)
        if code:
            return (code, sighting.reason or capture.outcome.value)
        return None
    return None


def stale_corrections(
    corrections: Mapping[str, Sequence[Correction]],
    histories: Mapping[str, DocumentHistory],
    as_of: date,
) -> Iterator[tuple[Issue, date]]:
    """Issues of corrections whose document the portal does not have, or no longer, each with the day of that."""
    for document_id, of_document in corrections.items():
        history = histories.get(document_id)
        absence = history.article.gone if history else None
        if history is not None and absence is None:
            continue
        if absence:
            day = day_seen(absence.missed_first, as_of)
        else:
            day = as_of
        for correction in of_document:
            yield report_stale(correction, "the portal has no such document"), day


def issue_rows(
    slug: str,
    issues: Iterable[tuple[Issue, date]],
    tables: Mapping[str, pa.Table],
) -> pa.Table:
    """The table `issues` of a build with more issues, each with the day it was first seen, once each."""
    rows: dict[str, Row] = {row["issue_id"]: row for row in tables["issues"].to_pylist()}
    urls = dict(
        zip(
            *(tables["documents"][name].to_pylist() for name in ("document_id", "url")),
            strict=True,
        )
    )
    for issue, day in issues:
        url = issue.url or urls.get(issue.document_id or "")
        add_issue(rows, slug, replace(issue, url=url), day)
    return TABLES["issues"].to_arrow(list(rows.values()))


def add_issue(rows: dict[str, Row], slug: str, issue: Issue, day: date) -> None:
    """Add an issue, first seen on `day`, to rows by id; one that is there already counts once more."""
    masked = replace(issue, message=mask_numbers(issue.message))
    # After masking: an id must not be a way to tell a hidden number.
    identity = masked.issue_id(slug)
    if identity in rows:
        rows[identity]["count"] += issue.count
        return
    rows[identity] = {
        "issue_id": identity,
        "stage": masked.stage,
        "code": str(masked.code),
        "portal": slug,
        "url": masked.url,
        "document_id": masked.document_id,
        "capture_digest": masked.capture_digest,
        "message": masked.message,
        "first_seen": day,
        "count": masked.count,
    }
