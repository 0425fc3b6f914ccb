"""The rules that something was read by, kept in the store by their digest, and what differs between two sets of them.

A build names its rules. The next one compares: where nothing but words of keyed tables
(transform/lexicon/keys.toml) came, went or changed, only documents that hold such a word are read
again.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import Self

from load.cache.code_version import READING, code_version
from taizhang.ids import short_digest
from taizhang.store import Store
from transform.lexicon.entries import Entry, everything_else, keyed_entries

FOLDER = "rules"
LEXICON = "transform/lexicon/"


@dataclass(frozen=True)
class ReadingRules:
    """What decides how a document is read: a digest over all that counts as code, and words of tables."""

    code: str
    words: dict[str, list[Entry]]

    @classmethod
    def today(cls) -> Self:
        """The rules of this installation."""
        rest = hashlib.sha256(everything_else().encode()).hexdigest()
        code = code_version(READING, without=_is_table)
        return cls(short_digest(f"{code} {rest}"), keyed_entries())

    @cached_property
    def digest(self) -> str:
        """16 hex digits that name them."""
        return short_digest(self._json())

    def keep(self, store: Store) -> None:
        """Write them to the store, once."""
        key = _rules_key(self.digest)
        if not store.exists(key):
            # Named by their content: two machines that write the same rules write the same bytes.
            store.write(key, self._json())

    def words_changed(self, before: "ReadingRules") -> dict[str, list[str]] | None:
        """Words that came, went or mean something else, by table; None where more than words has changed."""
        # Another code, another table: which documents that touches is not known, so all do.
        if before.code != self.code or before.words.keys() != self.words.keys():
            return None
        found: dict[str, list[str]] = {}
        for table, now in self.words.items():
            changed = _words_that_differ(before.words[table], now)
            if changed is None:
                return None
            if changed:
                found[table] = changed
        return found

    def _json(self) -> bytes:
        return (
            json.dumps(
                asdict(self),
                ensure_ascii=False,
                sort_keys=True,
                indent=0,
            )
            + "\n"
        ).encode()


@cache
def rules_of_today() -> ReadingRules:
    """The rules of this installation, looked up once."""
    return ReadingRules.today()


def kept_rules(store: Store, digest: str | None) -> ReadingRules | None:
    """Rules that the store keeps; None where it has none of that digest that can be read."""
    if digest is None or not store.exists(_rules_key(digest)):
        return None
    try:
        found = json.loads(store.read(_rules_key(digest)))
        words = {
            table: [Entry(*entry) for entry in entries] for table, entries in found["words"].items()
        }
        return ReadingRules(found["code"], words)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        # Damaged: whoever asks reads everything again.
        return None


def _rules_key(digest: str) -> str:
    return f"{FOLDER}/{digest}.json"


def _is_table(name: str) -> bool:
    """Whether a source is a table of the lexicon: what it says counts elsewhere, its comments nowhere."""
    return name.startswith(LEXICON) and name.endswith(".toml")


def _words_that_differ(before: Sequence[Entry], now: Sequence[Entry]) -> list[str] | None:
    """Words that differ; None where more than words does.

    The others may stand in another order, which may decide between them; a table may have lost its
    last word, or got its first: a pattern made of none matches everywhere.
    """
    if before == now:
        return []
    old, new = set(before), set(now)
    if (
        not old
        or not new
        or [entry for entry in before if entry in new] != [entry for entry in now if entry in old]
    ):
        return None
    return sorted({entry.word for entry in old ^ new})
