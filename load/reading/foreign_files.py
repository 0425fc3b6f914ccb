"""Shards read where a file may end its reader: it is found, named and left out, the rest is read.

What cannot be read is known by its digest, so that it is not tried again until the code that reads
has changed.
"""

from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby

import pyarrow as pa

from load.reading.articles import PageFacts
from load.reading.cage import Death
from load.reading.facts_table import page_key
from load.reading.reader import read_saved, refuse_saved
from load.reading.shard_reader import payload_of, read_shard
from load.reading.shard_rows import (
    ShardEntry,
    pack_entries,
    read_entries,
    read_short,
    write_entries,
)
from load.reading.shards import DocumentToRead, Shard, split_shard
from load.reading.time_limit import FILE_SECONDS, TooSlowError, limit_time
from load.reading.workers import Workers, run_jobs
from taizhang.archive import Archive, Capture
from taizhang.issues import Code
from taizhang.outcomes import is_html
from taizhang.store import Store
from taizhang.tables.terms import Outcome
from transform.files.readers import read_file
from transform.model import Payload, Reading
from transform.web.fragment import read_fragment

# Why a payload cannot be read, by its digest.
Unreadable = MutableMapping[str, str]


@dataclass(frozen=True, slots=True)
class FileTrial:
    """A file of a store's archive to be read alone, and how long that may take."""

    root: str
    capture: Capture
    seconds: float = FILE_SECONDS


@dataclass(frozen=True, slots=True)
class ShardFound:
    """A shard's Arrow file; `plain` says that nothing in it ended its reader or was left out."""

    content: bytes
    plain: bool


def read_shards(
    shards: Iterable[Shard],
    workers: Workers,
    unreadable: Unreadable,
) -> Iterator[ShardFound]:
    """Shards in their order, their documents without the files that are unreadable.

    Files that are found to be so now are added to `unreadable`.
    """
    waiting: deque[Shard] = deque()

    def noted() -> Iterator[Shard]:
        for shard in shards:
            waiting.append(_without_unreadable(shard, unreadable))
            yield waiting[-1]

    for result in run_jobs(read_shard, noted(), workers, _as_death, has_files):
        shard = waiting.popleft()
        if isinstance(result, Death) or _is_slow_for_files(shard, result):
            yield ShardFound(_read_warily(shard, unreadable), plain=False)
        else:
            yield ShardFound(result, not any(document.unread for document in shard.documents))


def _without_unreadable(shard: Shard, unreadable: Unreadable) -> Shard:
    """A shard of which no document is read with what cannot be, and no page that cannot be."""
    return replace(
        shard,
        pages=tuple(
            replace(page, document_id=None) if page.capture.digest in unreadable else page
            for page in shard.pages
        ),
        documents=tuple(_note_unread(document, unreadable) for document in shard.documents),
    )


def _note_unread(document: DocumentToRead, unreadable: Unreadable) -> DocumentToRead:
    known = [
        (digest, unreadable[digest])
        for digest in (capture.digest or "" for capture in document.captures)
        if digest in unreadable
    ]
    return replace(document, unread=tuple(known))


def _read_warily(shard: Shard, unreadable: Unreadable) -> bytes:
    """A shard of which something ended its reader or took too long, piece by piece, each in a process of its own."""
    pieces = [
        read_page_alone(piece, unreadable) if piece.pages else read_alone(piece, unreadable)
        for piece in split_shard(shard)
    ]
    return write_entries(pa.concat_tables([read_entries(piece) for piece in pieces]))


def read_page_alone(shard: Shard, unreadable: Unreadable) -> bytes:
    """A shard of one page, looked at alone, then read alone; noted as unreadable if that fails."""
    [page] = shard.pages
    look = replace(shard, pages=(replace(page, document_id=None),))
    [seen] = run_jobs(read_shard, [look], 1, _as_death, _is_foreign)
    if isinstance(seen, Death):
        facts = PageFacts(Outcome.ERROR, Code.READING_FAILED, None)
        return write_entries(pack_entries([ShardEntry(page_key(page.capture), facts)]))
    if page.document_id is None:
        return seen
    [read] = run_jobs(read_shard, [shard], 1, _as_death, _is_foreign)
    if isinstance(read, Death):
        unreadable[page.capture.digest or ""] = str(read)
        return seen
    return read


def read_alone(shard: Shard, unreadable: Unreadable) -> bytes:
    """A shard of one document, without the files that end their reader or take too long when read alone."""
    [document] = _without_unreadable(shard, unreadable).documents
    [result] = run_jobs(read_shard, [_with(shard, document)], 1, _as_death, _is_foreign)
    if not isinstance(result, Death) and not _is_slow_for_files(shard, result):
        return result
    tried = [
        FileTrial(shard.root, capture)
        for capture in files_of(shard.root, document)
        if capture.digest not in dict(document.unread)
    ]
    reasons = run_jobs(try_file, tried, 1, _reason_of, _is_foreign)
    found = {
        trial.capture.digest or "": reason
        for trial, reason in zip(tried, reasons, strict=True)
        if reason
    }
    rest = replace(document, unread=(*document.unread, *found.items()))
    [result] = run_jobs(read_shard, [_with(shard, rest)], 1, _as_death, _is_foreign)
    if isinstance(result, Death):
        why = (document.page.digest or "", str(result))
        found |= dict([why])
        # The page itself ends its reader: what is left is that the document is there, and why
        # nothing of it is read.
        result = read_shard(_with(shard, replace(document, unread=(why,))))
    # Only now, when the document was read without them: a file is not blamed for what its page
    # does.
    unreadable.update(found)
    return result


def try_file(trial: FileTrial) -> str | None:
    """Why a file cannot be read in the time that it may take; None where it can, whatever is read."""
    payload = payload_of(Archive(Store(trial.root)), trial.capture)
    try:
        with limit_time(trial.seconds):
            read_file(payload, read_fragment)
    except TooSlowError:
        return f"it takes longer than {trial.seconds:g} seconds"
    return None


def read_saved_files(payloads: Iterable[Payload]) -> Iterator[Reading]:
    """Saved pages and files, each on its own; one that ends its reader is an issue."""
    for is_page, group in groupby(
        payloads,
        lambda payload: is_html(payload.media_type, payload.content),
    ):
        if is_page:
            yield from map(read_saved, group)
        else:
            yield from run_jobs(read_saved, group, 1, _refuse_dead, _is_foreign)


def files_of(root: str, document: DocumentToRead) -> Sequence[Capture]:
    """The files of a document: its attachments, and its page where a list links straight to a file."""
    # By its bytes: a file may be called a page by its sender.
    page = payload_of(Archive(Store(root)), document.page)
    if is_html(page.media_type, page.content):
        return document.attachments
    return document.captures


def has_files(shard: Shard) -> bool:
    """Whether reading a shard parses files."""
    return any(
        document.attachments or files_of(shard.root, document) for document in shard.documents
    )


def _with(shard: Shard, document: DocumentToRead) -> Shard:
    return replace(shard, documents=(document,))


def _is_slow_for_files(shard: Shard, content: bytes) -> bool:
    """Whether a document of a shard was refused since reading took too long, and files may be why."""
    if not shard.documents:
        return False
    _, sayings = read_short(content)
    issues = chain.from_iterable(saying.issues for saying in sayings if saying.refused)
    return any(issue.code is Code.TOO_SLOW for issue in issues) and has_files(shard)


def _as_death(_shard: Shard, death: Death) -> bytes | Death:
    return death


def _reason_of(_trial: FileTrial, death: Death) -> str | None:
    return str(death)


def _refuse_dead(payload: Payload, death: Death) -> Reading:
    return refuse_saved(payload, str(death))


def _is_foreign(_job: object) -> bool:
    return True
