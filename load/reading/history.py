"""The history of a document: its versions, each the first snapshot that says something new."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from load.reading.articles import Article, Snapshot
from load.reading.foreign_files import read_documents
from load.reading.reader import DocumentJob, DocumentRead
from load.reading.workers import Workers
from taizhang.archive import Archive, Capture
from taizhang.days import day_of, last_moment
from taizhang.ids import short_digest
from taizhang.issues import Issue
from taizhang.privacy import mask_numbers
from taizhang.tables.declaration import MOMENT
from transform.model import Context, Payload

# What a run's id begins with: when it started.
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    """What a snapshot says, in short: enough to tell versions apart without reading it again.

    `wording` is all its words; None where they stand in the tables of the build that remembers it,
    or were read now.
    """

    fingerprint: str
    title: str | None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document: the first snapshot that says so, and the day of that."""

    key: str
    snapshot: Snapshot
    first_seen: date
    summary: SnapshotSummary


@dataclass(slots=True)
class DocumentHistory:
    """A document with its versions, the oldest first, and what was read just now, by snapshot key.

    `refused` says why snapshots were not read, and since when: the version before them stays.
    """

    document_id: str
    article: Article
    versions: list[Version]
    summaries: dict[str, SnapshotSummary]
    read: dict[str, DocumentRead] = field(default_factory=dict)
    refused: list[tuple[Issue, date]] = field(default_factory=list)


class DocumentReader:
    """Reads documents of one portal from the archive, with as many processes as wanted.

    `seconds` is how long one document may take, else what its page and its attachments may.
    `unreadable` says by digest which payloads cannot be read at all, and why; what is found to be
    so is added.
    """

    def __init__(
        self,
        archive: Archive,
        captures: Iterable[Capture],
        context: Context,
        workers: Workers,
        seconds: float | None = None,
        unreadable: Mapping[str, str] | None = None,
    ) -> None:
        self.unreadable = dict(unreadable or {})
        # By document and snapshot.
        self.read_ahead: dict[tuple[str, str], DocumentRead] = {}
        self._archive = archive
        self._context = context
        self._workers = workers
        self._seconds = seconds
        self._origins: dict[tuple[str, str | None], Capture] = {}
        for capture in captures:
            if (
                capture.digest is not None
                and capture.status is not None
                and 200 <= capture.status < 300
            ):
                # The first of them for ever: what a document is read from must not move when the
                # page comes again unchanged.
                self._origins.setdefault((capture.url_key, capture.digest), capture)

    def origin(self, capture: Capture) -> Capture:
        """The first capture of an address with the same payload: an unchanged answer has no type of its own."""
        return self._origins.get((capture.url_key, capture.digest), capture)

    def payload(self, capture: Capture) -> Payload:
        """A capture's bytes with what their sender said.

        Raises ArchiveError where they are damaged.
        """
        origin = self.origin(capture)
        return Payload(
            content=self._archive.payload(origin),
            digest=capture.digest or "",
            url=origin.canonical_url,
            media_type=origin.media_type,
            charset=origin.charset_declared,
        )

    def job(self, document_id: str, snapshot: Snapshot) -> DocumentJob:
        """The reading of one snapshot."""
        attachments = tuple(self.payload(capture) for capture in snapshot.attachments)
        page = self.payload(snapshot.page)
        known = [
            payload.digest for payload in (page, *attachments) if payload.digest in self.unreadable
        ]
        unread = tuple((digest, self.unreadable[digest]) for digest in known)
        return DocumentJob(document_id, page, attachments, self._context, self._seconds, unread)

    def read(self, jobs: Sequence[tuple[str, Snapshot]]) -> Iterator[DocumentRead]:
        """Snapshots of documents (id, snapshot) read in the order given; what was read ahead is handed on."""
        names = [(document_id, snapshot_key(snapshot)) for document_id, snapshot in jobs]
        ahead = {name: self.read_ahead.pop(name) for name in names if name in self.read_ahead}
        rest = (job for name, job in zip(names, jobs, strict=True) if name not in ahead)
        jobs_left = (self.job(document_id, snapshot) for document_id, snapshot in rest)
        results = read_documents(jobs_left, self._workers, self.unreadable)
        for name in names:
            yield ahead[name] if name in ahead else next(results)


def read_histories(
    articles: Iterable[Article],
    known: Mapping[tuple[str, str], SnapshotSummary],
    reader: DocumentReader,
    as_of: date,
) -> Iterator[DocumentHistory]:
    """Every article as a document with its versions; snapshots that are `known` are not read again.

    They are known by document id and snapshot key.
    """
    found = [(document_id(article), article) for article in articles if article.snapshots]
    unread = []
    for identity, article in found:
        unread += [
            (identity, snapshot)
            for snapshot in article.snapshots
            if (identity, snapshot_key(snapshot)) not in known
        ]
    results = reader.read(unread)
    for identity, article in found:
        history = DocumentHistory(identity, article, [], {})
        for snapshot in article.snapshots:
            key = snapshot_key(snapshot)
            summary = known.get((identity, key))
            if summary is None:
                got = next(results)
                # A page that could not be read tonight does not replace what was read before; with
                # nothing before it, what the page prints about itself is better than nothing.
                if got.refused and history.versions:
                    history.refused += (
                        (issue, day_seen(snapshot.seen, as_of)) for issue in got.issues
                    )
                    continue
                summary = SnapshotSummary(
                    got.fingerprint,
                    mask_numbers(got.title) if got.title else None,
                )
                history.read[key] = got
            history.summaries[key] = summary
            if (
                not history.versions
                or history.versions[-1].summary.fingerprint != summary.fingerprint
            ):
                day = day_seen(snapshot.seen, as_of)
                history.versions.append(Version(key, snapshot, day, summary))
        yield history


def document_id(article: Article) -> str:
    """The id of an article, for ever the same: that of the address at which it was first seen."""
    return id_of_address(article.first.url_key)


def id_of_address(url_key: str) -> str:
    """16 hex digits of an address's key."""
    return short_digest(url_key)


def snapshot_key(snapshot: Snapshot) -> str:
    """What a snapshot was made of: page and attachments by address and payload."""
    return key_of_payloads(
        (capture.url_key, capture.digest) for capture in (snapshot.page, *snapshot.attachments)
    )


def key_of_payloads(places: Iterable[tuple[str, str | None]]) -> str:
    """What payloads are known by together: a digest over address key and payload digest of each."""
    return hashlib.sha256(
        "\n".join(f"{url_key} {digest}" for url_key, digest in places).encode()
    ).hexdigest()


def day_seen(capture: Capture, as_of: date) -> date:
    """The day in China on which the capture's run started; its own where that is older (an import).

    Never later than the build's day. A day taken from the capture alone would move once the next
    night's build no longer cut it off at its own.
    """
    return min(as_of, _day_of_run(capture.run_id, capture.captured_at))


def last_day_seen(captures: pa.Table, as_of: date) -> date:
    """The newest day on which captures show anything of a portal, `as_of` where there are none.

    Captures from behind a clock that ran ahead do not count.
    """
    timely = captures.filter(
        pc.less_equal(
            captures["captured_at"],
            pa.scalar(last_moment(as_of), MOMENT),
        )
    )
    runs = timely.group_by("run_id").aggregate([("captured_at", "max")]).to_pylist()
    return min(
        as_of,
        max((_day_of_run(run["run_id"], run["captured_at_max"]) for run in runs), default=as_of),
    )


def _day_of_run(run_id: str, captured_at: datetime) -> date:
    """The day on which a run started, or that of the capture where it is older."""
    # A night crosses midnight: all that one run brings is of one day.
    day, began = day_of(captured_at), _day_named(run_id)
    return day if began is None else min(day, began)


@lru_cache(maxsize=4096)
def _day_named(run_id: str) -> date | None:
    """The day that a run is named by; None in an archive whose runs are named otherwise."""
    try:
        return day_of(datetime.strptime(run_id[:16], STAMP).replace(tzinfo=UTC))
    except ValueError:
        return None
