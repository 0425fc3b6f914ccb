"""The life of a document: its versions, each the first snapshot that says something new."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from load.articles import Article, Snapshot
from load.reader import DocumentJob, DocumentRead, read
from load.seen import seen_on
from load.wording import messages, wording
from load.workers import run
from taizhang.archive import Archive, Capture
from taizhang.issues import Issue
from taizhang.privacy import mask
from transform.model import Context, Payload


@dataclass(frozen=True, slots=True)
class Told:
    """What a snapshot says, in short: enough to tell versions apart without reading it again.

    `wording` is all its words; None where they stand in the tables of the build that remembers it.
    """

    fingerprint: str
    title: str | None
    wording: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document: the first snapshot that says so, and the day of that."""

    key: str
    snapshot: Snapshot
    since: date
    told: Told


@dataclass(slots=True)
class Life:
    """A document with its versions, the oldest first, and what was read just now, by snapshot key.

    `refused` says why snapshots were not read, and since when: the version before them stays.
    """

    document_id: str
    article: Article
    versions: list[Version]
    told: dict[str, Told]
    read: dict[str, DocumentRead] = field(default_factory=dict)
    refused: list[tuple[Issue, date]] = field(default_factory=list)


class Reader:
    """Reads documents of one portal from the archive, with as many processes as wanted.

    `seconds` is how long one document may take, else what its page and its attachments may.
    """

    def __init__(
        self,
        archive: Archive,
        captures: Iterable[Capture],
        context: Context,
        workers: int,
        seconds: float | None = None,
    ) -> None:
        self._archive = archive
        self._context = context
        self._workers = workers
        self._seconds = seconds
        self._origins: dict[tuple[str, str | None], Capture] = {}
        for capture in captures:
            if capture.digest is not None and capture.status is not None and 200 <= capture.status < 300:
                self._origins.setdefault((capture.url_key, capture.digest), capture)

    def origin(self, capture: Capture) -> Capture:
        """The first capture of the same address with the same payload: an unchanged answer has no type of its own."""
        return self._origins.get((capture.url_key, capture.digest), capture)

    def payload(self, capture: Capture) -> Payload:
        """A capture's bytes with what their sender said. Raises ArchiveError where they are damaged."""
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
        return DocumentJob(document_id, self.payload(snapshot.page), attachments, self._context, self._seconds)

    def read(self, jobs: Iterable[tuple[str, Snapshot]]) -> Iterator[DocumentRead]:
        """Snapshots of documents (id, snapshot) read in the order given."""
        return run(read, (self.job(document_id, snapshot) for document_id, snapshot in jobs), self._workers)


def read_lives(
    articles: Iterable[Article], known: Mapping[tuple[str, str], Told], reader: Reader, as_of: date
) -> Iterator[Life]:
    """Every article as a document with its versions; snapshots that are `known` (by id and key) are not read again."""
    found = [(document_id(article), article) for article in articles if article.snapshots]
    unread = (
        (identity, snapshot)
        for identity, article in found
        for snapshot in article.snapshots
        if (identity, snapshot_key(snapshot)) not in known
    )
    results = reader.read(unread)
    for identity, article in found:
        life = Life(identity, article, [], {})
        for snapshot in article.snapshots:
            key = snapshot_key(snapshot)
            told = known.get((identity, key))
            if told is None:
                got = next(results)
                if got.refused and life.versions:
                    life.refused += ((issue, seen_on(snapshot.seen, as_of)) for issue in got.issues)
                    continue
                said = wording(got.rows, messages(got.issues))
                told = Told(got.fingerprint, mask(got.title) if got.title else None, said)
                life.read[key] = got
            life.told[key] = told
            if not life.versions or life.versions[-1].told.fingerprint != told.fingerprint:
                since = seen_on(snapshot.seen, as_of)
                life.versions.append(Version(key, snapshot, since, told))
        yield life


def document_id(article: Article) -> str:
    """16 hex digits of the key of the address at which the article was first seen, for ever the same."""
    return hashlib.sha256(article.first.url_key.encode()).hexdigest()[:16]


def snapshot_key(snapshot: Snapshot) -> str:
    """What a snapshot was made of: page and attachments by address and payload."""
    made_of = [f"{one.url_key} {one.digest}" for one in (snapshot.page, *snapshot.attachments)]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()
