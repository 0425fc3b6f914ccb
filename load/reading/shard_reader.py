"""A shard read: from the places of its captures to an Arrow file of what they say.

Other processes and machines run this: it takes the bytes from the archive itself.
"""

import os
import socket
from collections.abc import Iterator
from functools import lru_cache

from load.reading.facts_table import page_key
from load.reading.reader import DocumentJob, PageJob, look_at_page, read_job
from load.reading.shard_rows import ShardEntry, pack_entries, write_entries
from load.reading.shards import DocumentToRead, PageToRead, Shard
from load.reading.time_limit import PAGE_SECONDS
from taizhang.archive import Archive, Capture
from taizhang.errors import StoreError
from taizhang.store import Store
from transform.model import Payload


def read_shard(shard: Shard) -> bytes:
    """What a shard says, as an Arrow file (load/reading/shard_rows.py).

    Raises ArchiveError where its bytes are damaged, StoreError where this machine does not see the store.
    """
    return write_entries(pack_entries(list(_read_entries(shard))))


def payload_of(archive: Archive, origin: Capture) -> Payload:
    """A capture's bytes with what their sender said; `origin` is the first that brought them.

    Raises ArchiveError where they are damaged.
    """
    return Payload(
        content=archive.payload(origin),
        digest=origin.digest or "",
        url=origin.canonical_url,
        media_type=origin.media_type,
        charset=origin.charset_declared,
    )


def _read_entries(shard: Shard) -> Iterator[ShardEntry]:
    archive = _open_archive(shard.root)
    for page in shard.pages:
        yield _read_page(archive, shard, page)
    for document in shard.documents:
        yield _read_document(archive, shard, document)


def _read_page(archive: Archive, shard: Shard, page: PageToRead) -> ShardEntry:
    capture = page.capture
    found = look_at_page(
        PageJob(
            payload_of(archive, capture),
            capture.status or 200,
            shard.context,
            page.document_id,
            shard.seconds or PAGE_SECONDS,
        )
    )
    document_id = None if found.document is None else page.document_id
    return ShardEntry(page_key(capture), found.facts, document_id, found.document)


def _read_document(archive: Archive, shard: Shard, document: DocumentToRead) -> ShardEntry:
    job = DocumentJob(
        document.document_id,
        payload_of(archive, document.page),
        tuple(payload_of(archive, capture) for capture in document.attachments),
        shard.context,
        shard.seconds,
        document.unread,
    )
    return ShardEntry(document_id=document.document_id, document=read_job(job))


@lru_cache(maxsize=1)
def _open_archive(root: str) -> Archive:
    """The archive of a store, opened once for many shards of it.

    Raises StoreError where this machine does not see it.
    """
    store = Store(root)
    if not store.exists("archive"):
        raise StoreError(
            f"{socket.gethostname()} sees no archive in {root}: who reads needs the same folder under the same path, "
            "or a bucket"
        )
    return Archive(store)


# A process that is forked off this one needs connections of its own to a bucket.
os.register_at_fork(after_in_child=_open_archive.cache_clear)
