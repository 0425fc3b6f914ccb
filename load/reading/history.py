"""The history of a document: its versions, each the first snapshot that says something new."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from load.reading.articles import Article, PageFacts, Snapshot
from load.reading.facts_table import PageKey
from load.reading.foreign_files import read_shards
from load.reading.kept_shards import DocumentSaid, HeldFile, KeptShards, ShardRead
from load.reading.reader import DocumentJob
from load.reading.shard_reader import payload_of
from load.reading.shards import (
    MOST_DOCUMENTS,
    DocumentToRead,
    PageToRead,
    Shard,
    cut,
    cut_pages,
)
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
    read: dict[str, DocumentSaid] = field(default_factory=dict)
    refused: list[tuple[Issue, date]] = field(default_factory=list)


class DocumentReader:
    """Reads documents of one portal from the archive, with as many processes as wanted.

    `seconds` is how long one document may take, else what its page and its attachments may.
    `unreadable` says by digest which payloads cannot be read at all, and why; what is found to be
    so is added. `kept` is where shards wait for the end of their portal, None for here.
    """

    def __init__(  # noqa: PLR0913 - all that reading depends on, once
        self,
        archive: Archive,
        captures: Iterable[Capture],
        context: Context,
        workers: Workers = 1,
        *,
        seconds: float | None = None,
        unreadable: Mapping[str, str] | None = None,
        kept: KeptShards | None = None,
    ) -> None:
        self.unreadable = dict(unreadable or {})
        # By document and snapshot.
        self._read_ahead: dict[tuple[str, str], DocumentSaid] = {}
        self._archive = archive
        # Whoever reads may stand in another folder.
        local = archive.store.local_path("archive")
        self._root = str(local.parent.absolute()) if local else archive.store.root
        self._context = context
        self._workers = workers
        self._seconds = seconds
        self._kept = kept
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
        return payload_of(self._archive, self.origin(capture))

    def job(self, document_id: str, snapshot: Snapshot) -> DocumentJob:
        """The reading of one snapshot."""
        attachments = tuple(self.payload(capture) for capture in snapshot.attachments)
        page = self.payload(snapshot.page)
        known = [
            payload.digest for payload in (page, *attachments) if payload.digest in self.unreadable
        ]
        unread = tuple((digest, self.unreadable[digest]) for digest in known)
        return DocumentJob(document_id, page, attachments, self._context, self._seconds, unread)

    def look_at(self, pages: Sequence[PageToRead]) -> Iterator[tuple[PageKey, PageFacts]]:
        """What pages turned out to be, in the order given; documents that need no more are read ahead."""
        shards = [self._shard(pages=of_shard) for of_shard in cut_pages(pages)]
        for read in self._read_shards(shards):
            for said in read.documents:
                if said.saying.page is not None:
                    name = said.saying.document_id, key_of_payloads([said.saying.page])
                    self._read_ahead[name] = said
            yield from read.pages.items()

    def read(self, jobs: Sequence[tuple[str, Snapshot]]) -> Iterator[DocumentSaid]:
        """Snapshots of documents (id, snapshot) read in the order given; what was read ahead is handed on."""
        # A text that comes back makes a snapshot of an earlier one again: it is read once.
        wanted = {(identity, snapshot_key(snapshot)): snapshot for identity, snapshot in jobs}
        rest = [name for name in wanted if name not in self._read_ahead]
        to_read = [self._document_to_read(name[0], wanted[name]) for name in rest]
        shards = [self._shard(documents=of_shard) for of_shard in cut(to_read, MOST_DOCUMENTS)]
        results = chain.from_iterable(read.documents for read in self._read_shards(shards))
        found = {name: self._read_ahead.pop(name) for name in wanted if name in self._read_ahead}
        for identity, snapshot in jobs:
            name = identity, snapshot_key(snapshot)
            # In the order asked for: what is read is taken as it comes.
            if name not in found:
                found[name] = next(results)
            yield found[name]

    def _document_to_read(self, document_id: str, snapshot: Snapshot) -> DocumentToRead:
        attachments = tuple(self.origin(capture) for capture in snapshot.attachments)
        return DocumentToRead(document_id, self.origin(snapshot.page), attachments)

    def _shard(
        self,
        pages: tuple[PageToRead, ...] = (),
        documents: tuple[DocumentToRead, ...] = (),
    ) -> Shard:
        return Shard(self._root, self._context, pages, documents, self._seconds)

    def _read_shards(self, shards: Sequence[Shard]) -> Iterator[ShardRead]:
        """Shards in their order; of several, those that were read before are not read again."""
        # A night's few new pages are read faster than they are kept.
        kept = self._kept if len(shards) > 1 else None
        known = [kept.find(shard) if kept else None for shard in shards]
        rest = [shard for shard, read in zip(shards, known, strict=True) if read is None]
        results = read_shards(rest, self._workers, self.unreadable)
        for shard, read in zip(shards, known, strict=True):
            if read is not None:
                yield read
                continue
            result = next(results)
            # What ended its reader is to be found again by whoever begins anew: a build says of it.
            if kept and result.plain:
                yield ShardRead.of(kept.keep(shard, result.content))
            else:
                yield ShardRead.of(HeldFile(result.content))


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
                said = next(results)
                got = said.saying
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
                history.read[key] = said
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
