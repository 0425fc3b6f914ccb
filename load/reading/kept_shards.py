"""What was read of shards, kept in the store until the build that it is for stands.

Who is killed in the middle of a portal's first reading goes on with the shards that are still to be
read; the main process need not hold what it has. A build that stands holds all rows itself: then
these go.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import pyarrow as pa

from load.reading.articles import PageFacts
from load.reading.facts_table import PageKey
from load.reading.shard_reader import read_shard
from load.reading.shard_rows import Saying, read_entries, read_short, rows_of_document
from load.reading.shards import Shard
from taizhang.errors import StoreError
from taizhang.rows import Rows
from taizhang.store import Store

FOLDER = "readings"


@dataclass(frozen=True, slots=True, eq=False)
class HeldFile:
    """A shard's file that is only here."""

    content: bytes

    def read(self) -> bytes:
        """Its bytes."""
        return self.content


@dataclass(frozen=True, slots=True, eq=False)
class StoredFile:
    """A shard's file in the store."""

    store: Store
    key: str
    shard: Shard

    def read(self) -> bytes:
        """Its bytes, made again where somebody has cleared them away."""
        # Another build of this portal may have been made meanwhile, and has cleared up behind it.
        try:
            return self.store.read(self.key)
        except StoreError:
            return read_shard(self.shard)


ShardFile = HeldFile | StoredFile


@dataclass(frozen=True, slots=True)
class DocumentSaid:
    """A document that was read: what it says in short here, its rows in the file of its shard."""

    file: ShardFile
    saying: Saying

    @property
    def rows(self) -> Rows:
        """Its rows as Python values, made anew each time."""
        return rows_of_document(open_table(self.file), self.saying.number)


@dataclass(frozen=True, slots=True)
class ShardRead:
    """A shard that was read: what its pages turned out to be, and its documents in their order."""

    pages: dict[PageKey, PageFacts]
    documents: list[DocumentSaid]

    @classmethod
    def of(cls, file: ShardFile) -> Self:
        """Raises pa.ArrowInvalid where the file is damaged."""
        pages, sayings = read_short(file.read())
        return cls(pages, [DocumentSaid(file, saying) for saying in sayings])


class KeptShards:
    """The shards of one portal that stand in a store."""

    def __init__(self, store: Store, slug: str, code: str) -> None:
        self._store = store
        self._folder = f"{FOLDER}/{slug}"
        self._code = code
        self._there = frozenset(store.keys(self._folder))

    def find(self, shard: Shard) -> ShardRead | None:
        """What was read of a shard before, by the same code; None where nothing of it can be used."""
        key = self._key(shard)
        if key not in self._there:
            return None
        with suppress(pa.ArrowException, StoreError):
            return ShardRead.of(StoredFile(self._store, key, shard))
        return None

    def keep(self, shard: Shard, content: bytes) -> ShardFile:
        """Keep what was read of a shard."""
        key = self._key(shard)
        self._store.write(key, content)
        return StoredFile(self._store, key, shard)

    def _key(self, shard: Shard) -> str:
        return f"{self._folder}/{shard.name(self._code)}.arrow"


def clear_shards(store: Store, slug: str) -> None:
    """Take away what was kept of a portal."""
    folder = f"{FOLDER}/{slug}"
    if store.exists(folder):
        store.remove(folder)


@lru_cache(maxsize=1)
def open_table(file: ShardFile) -> pa.Table:
    """The table of a shard: whoever asks for one document mostly asks for its neighbours next."""
    return read_entries(file.read())
