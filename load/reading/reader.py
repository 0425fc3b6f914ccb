"""Bytes of the archive to facts and rows: the only place of load that calls the reading.

Shards of a portal come here page by page and document by document (load/reading/shard_reader.py).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import PurePath
from traceback import extract_tb

from load.reading.articles import PageFacts
from load.reading.time_limit import FILE_SECONDS, PAGE_SECONDS, TooSlowError, limit_time
from taizhang.addresses import surt_key
from taizhang.issues import Code, Issue
from taizhang.outcomes import ReceivedAnswer, is_html, judge_answer
from taizhang.rows import Rows
from taizhang.tables import READ_TABLES, TABLES
from taizhang.tables.terms import Outcome, Stage
from transform.model import Block, Context, Paragraph, Payload, Reading
from transform.reading import read_document, read_source, refuse_document
from transform.rows import make_rows as rows_of
from transform.web.page import Page, read_page

READ = READ_TABLES


@dataclass(frozen=True, slots=True)
class PageJob:
    """A page to look at; `status` as answered, `seconds` how long it may take.

    `document_id` is that of its document, where its address is the first to show it; with None it
    is looked at only.
    """

    payload: Payload
    status: int
    context: Context
    document_id: str | None = None
    seconds: float = PAGE_SECONDS


@dataclass(frozen=True, slots=True)
class DocumentJob:
    """A document to read: its page and its attachments; `seconds` is how long that may take.

    `unread` are the digests of payloads that cannot be read at all, with the reasons.
    """

    document_id: str
    page: Payload
    attachments: tuple[Payload, ...]
    context: Context
    seconds: float | None = None
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def most_seconds(self) -> float:
        """How long reading may take, by what there is to read."""
        if self.seconds is None:
            return PAGE_SECONDS + FILE_SECONDS * len(self.attachments)
        return self.seconds


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """A document read: its rows, what was not understood, and a fingerprint of what it says.

    Of one that is `refused` the rows hold what its page prints about it, and no text.
    """

    rows: Rows
    title: str | None
    issues: tuple[Issue, ...]
    fingerprint: str
    refused: bool = False


def link_keys(page: Page) -> dict[str, None]:
    """The addresses of a document's other pages and of its files, as keys, each once."""
    files = [link.url for link in page.attachments]
    return dict.fromkeys(surt_key(url) for url in (*page.further, *page.frames, *files))


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a page turned out to be, and its document where nothing else belongs to that."""

    facts: PageFacts
    document: DocumentRead | None = None


def look_at_page(job: PageJob) -> PageRead:
    """What a page is by today's rules, and its document where it needs nothing but the page.

    Its tree is made once for both. A page that is refused says nothing.
    """
    try:
        with limit_time(job.seconds):
            facts, page = _look_at(job)
    except TooSlowError:
        return PageRead(PageFacts(Outcome.ERROR, Code.TOO_SLOW, None))
    except Exception:  # noqa: BLE001 - one page that nobody foresaw must not hold back all others of its portal
        return PageRead(PageFacts(Outcome.ERROR, Code.READING_FAILED, None))
    if page is None or job.document_id is None or facts.content is None or facts.links:
        return PageRead(facts)
    return PageRead(
        facts,
        read_job(DocumentJob(job.document_id, job.payload, (), job.context, job.seconds), page),
    )


def _look_at(job: PageJob) -> tuple[PageFacts, Page | None]:
    """Facts of a page, and what it holds where they were told by that."""
    payload = job.payload
    url = payload.url or ""
    outcome, detail = judge_answer(
        ReceivedAnswer(job.status, payload.media_type, url, payload.content)
    )
    if outcome is not Outcome.CONTENT:
        return PageFacts(outcome, detail, None), None
    if not is_html(payload.media_type, payload.content):
        return PageFacts(outcome, detail, payload.digest), None
    page = read_page(payload, job.context)
    if any(issue.code is Code.TOO_DEEP for issue in page.issues):
        return PageFacts(Outcome.ERROR, Code.TOO_DEEP, None), page
    links = tuple(link_keys(page))
    # It may be a further page, too short for a document of its own.
    if not page.is_document:
        return PageFacts(outcome, page.why, None, links), page
    text = "\n".join(_block_texts(page.blocks))
    if not text.strip():
        # A page without a text, as of an image-only notice: only its bytes tell two of them apart.
        return PageFacts(outcome, detail, payload.digest, links), page
    title = page.first("title")
    # What stands around the document is left out: a portal's new banner makes no new version of all
    # its pages.
    words = f"{title.raw if title else ''}\n{text}"
    return PageFacts(
        outcome,
        detail,
        "sha256:" + hashlib.sha256(words.encode()).hexdigest(),
        links,
    ), page


def read_job(job: DocumentJob, found: Page | None = None) -> DocumentRead:
    """A document's rows; only what its page prints about it where reading took too long or failed.

    `found` is what its page holds, where that is known already.
    """
    reading, refused = reading_within(job, found)
    rows = rows_in(reading, job)
    title: str | None = rows["documents"][0]["title"]
    return DocumentRead(
        rows,
        title,
        tuple(reading.issues),
        fingerprint_rows(rows),
        refused,
    )


def reading_within(job: DocumentJob, found: Page | None = None) -> tuple[Reading, bool]:
    """A document read by today's rules, and whether it was refused: then it holds what its page prints."""
    try:
        return _read_within(job.most_seconds, lambda: reading_of(job, found), job.page, job.context)
    except Exception as error:  # noqa: BLE001 - as in `look_at_page`
        return _refuse_page(
            job.page,
            job.context,
            Code.READING_FAILED,
            f"reading failed, {_place_of(error)}",
        ), True


def read_saved(payload: Payload, seconds: float | None = None) -> Reading:
    """A saved page or a file on its own, refused where reading takes longer than pages or files may."""
    if is_html(payload.media_type, payload.content):
        most = PAGE_SECONDS
    else:
        most = FILE_SECONDS
    context = Context()
    return _read_within(
        most if seconds is None else seconds,
        lambda: read_source(payload, context),
        payload,
        context,
    )[0]


def _read_within(
    seconds: float,
    read: Callable[[], Reading],
    page: Payload,
    context: Context,
) -> tuple[Reading, bool]:
    try:
        with limit_time(seconds):
            return read(), False
    except TooSlowError:
        return _refuse_page(
            page,
            context,
            Code.TOO_SLOW,
            f"reading took longer than {seconds:g} seconds",
        ), True


def _refuse_page(page: Payload, context: Context, code: Code, why: str) -> Reading:
    """What the page prints about its document, and the issue why its text was not read."""
    found: Page | None = None
    # What the page prints about itself is tried once more, alone; where that fails too, the issue
    # says enough.
    with suppress(Exception, TooSlowError), limit_time(PAGE_SECONDS):
        found = None
        if is_html(page.media_type, page.content):
            found = read_page(page, context)
    message = f"{why}: the text was not read"
    return refuse_document(
        page,
        found,
        Issue(Stage.TRANSFORM, code, message, url=page.url, capture_digest=page.digest),
    )


def _place_of(error: Exception) -> str:
    """The kind of an error and the function it came from: what those who mend it need, each night the same."""
    last = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {last.name} ({PurePath(last.filename).name})"


def reading_of(job: DocumentJob, found: Page | None = None) -> Reading:
    """A document read by today's rules; what cannot be read at all is an issue."""
    if not job.unread:
        return _reading_of(job, found)
    reasons = dict(job.unread)
    reason = reasons.get(job.page.digest)
    if reason:
        return refuse_saved(job.page, reason)
    # By digest, not by address: the same broken file is linked from many pages.
    readable = tuple(payload for payload in job.attachments if payload.digest not in reasons)
    reading = _reading_of(replace(job, attachments=readable, unread=()))
    lost = [payload for payload in job.attachments if payload.digest in reasons]
    reading.issues = [
        *reading.issues,
        *(unreadable_issue(payload, reasons[payload.digest]) for payload in lost),
    ]
    return reading


def unreadable_issue(payload: Payload, reason: str) -> Issue:
    """That reading a payload was given up, and why."""
    place = payload.name or payload.url or "file"
    message = f"{place}: reading it was given up: {reason}"
    return Issue(
        Stage.TRANSFORM,
        Code.UNREADABLE_FILE,
        message,
        url=payload.url,
        capture_digest=payload.digest,
    )


def refuse_saved(payload: Payload, reason: str) -> Reading:
    """A document of which nothing is read, not even what its page prints about it."""
    return refuse_document(payload, None, unreadable_issue(payload, reason))


def _reading_of(job: DocumentJob, found: Page | None = None) -> Reading:
    if is_html(job.page.media_type, job.page.content):
        return read_document(job.page, job.attachments, job.context, found)
    # A list that links straight to a file.
    return read_source(job.page, job.context)


def rows_in(reading: Reading, job: DocumentJob) -> Rows:
    """What a reading says, as rows."""
    return rows_of(reading, job.document_id, job.context.region_code)


def fingerprint_rows(rows: Rows) -> str:
    """A digest over what a document says: values only, no positions, digests or dates of the crawl."""
    values = {
        name: [{column: row.get(column) for column in columns} for row in rows[name]]
        for name, columns in _columns_said()
    }
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, default=str).encode()).hexdigest()


@cache
def _columns_said() -> list[tuple[str, list[str]]]:
    """The columns of each table that say what a document says."""
    return [(name, TABLES[name].version_columns()) for name in READ]


def _block_texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for slots in block.grid.slots:
                yield from (cell.text for cell in slots if cell is not None)
