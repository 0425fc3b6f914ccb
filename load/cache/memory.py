"""What a build remembers for the next one: what pages turned out to be and what snapshots said.

It saves reading again what has not changed; a build made without it is the same, byte for byte.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from extract.past_walks import PastWalk
from load import parquet
from load.reading.articles import PageFacts
from load.reading.facts_table import PageKey, read_facts
from load.reading.history import DocumentHistory, SnapshotSummary
from load.reading.reader import READ
from load.reading.wording import WordSearch, documents_holding, issue_messages, join_wording
from taizhang.store import Store
from taizhang.tables.declaration import BOOL, DAY, INT, TEXT, TEXTS
from taizhang.tables.terms import Stage

SNAPSHOTS = pa.schema(
    {
        "document_id": TEXT,
        "key": TEXT,
        "fingerprint": TEXT,
        "title": TEXT,
        "whole": BOOL,
        "wording": TEXT,
    }
)
WALKS = pa.schema(
    {
        "run_id": TEXT,
        "channel": TEXT,
        "pages": INT,
        "on": DAY,
        "ended": BOOL,
        "bottom": DAY,
        "urls": TEXTS,
        "days": pa.list_(DAY),
    }
)


@dataclass(slots=True)
class Memory:
    """What the newest build has read already: facts of pages, and what snapshots say.

    `present` maps each document whose rows stand whole in `tables` to the key of its snapshot.
    `unreadable` says of payloads, by digest, why they cannot be read at all.
    """

    pages: dict[PageKey, PageFacts] = field(default_factory=dict)
    summaries: dict[tuple[str, str], SnapshotSummary] = field(default_factory=dict)
    present: dict[str, str] = field(default_factory=dict)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    walks: list[PastWalk] = field(default_factory=list)

    def rows(self, name: str, documents: Iterable[str]) -> pa.Table:
        """Rows of these documents in one of the tables."""
        table = self.tables[name]
        wanted = pa.array(sorted(documents), TEXT)
        if "document_id" in table.column_names:
            return table.filter(pc.is_in(table["document_id"], value_set=wanted))
        tasks = self.tables["tasks"]
        inside = tasks.filter(pc.is_in(tasks["document_id"], value_set=wanted))["task_id"]
        return table.filter(pc.is_in(table["task_id"], value_set=inside.combine_chunks()))

    def wording(self, document_id: str) -> str:
        """All that the rows of a document say."""
        rows = {name: self.rows(name, [document_id]).to_pylist() for name in READ}
        issues = self.rows("issues", [document_id]).to_pylist()
        return join_wording(
            rows, (row["message"] for row in issues if row["stage"] == Stage.TRANSFORM)
        )

    def holding(self, words: WordSearch) -> set[str]:
        """Documents of which a row, an issue on them or a snapshot that stands in no row holds one of these words."""
        found = documents_holding(words, self.tables)
        for (document, _), summary in self.summaries.items():
            if (
                document not in found
                and summary.wording is not None
                and words.stand_in(summary.wording)
            ):
                found.add(document)
        return found

    def forget(self, documents: Collection[str]) -> None:
        """Forget what some documents say: they are read again."""
        self.summaries = {
            place: summary for place, summary in self.summaries.items() if place[0] not in documents
        }
        self.present = {
            document: key for document, key in self.present.items() if document not in documents
        }


def recall_memory(store: Store, folder: str) -> Memory:
    """What a build remembers."""
    memory = Memory()
    memory.pages |= read_facts(parquet.read_table(store, f"{folder}/memory/pages.parquet"))
    for row in parquet.read_table(store, f"{folder}/memory/snapshots.parquet").to_pylist():
        memory.summaries[row["document_id"], row["key"]] = SnapshotSummary(
            row["fingerprint"], row["title"], row["wording"]
        )
        if row["whole"]:
            memory.present[row["document_id"]] = row["key"]
    memory.tables = {name: parquet.read_declared(store, folder, name) for name in (*READ, "issues")}
    return memory


def recall_walks(store: Store, folder: str) -> list[PastWalk]:
    """How far the lists were walked, as a build remembers it."""
    found = []
    for row in parquet.read_table(store, f"{folder}/memory/walks.parquet").to_pylist():
        rows = dict(zip(row.pop("urls"), row.pop("days"), strict=True))
        found.append(PastWalk(**row, rows=rows))
    return found


def snapshots_table(
    histories: Iterable[DocumentHistory],
    whole: dict[str, str],
    memory: Memory,
) -> pa.Table:
    """Snapshots as a table, by document and key.

    `whole` names the key whose rows a document stands with. The wording of all others is kept
    beside it, as `memory` knows it where they were not read just now.
    """
    rows: list[dict[str, object]] = []
    for history in histories:
        for key, summary in sorted(history.summaries.items()):
            stands = whole.get(history.document_id) == key
            words = None if stands else _words_of(history, key, memory)
            rows.append(
                {
                    "document_id": history.document_id,
                    "key": key,
                    "fingerprint": summary.fingerprint,
                    "title": summary.title,
                }
                | {"whole": stands, "wording": words}
            )
    return pa.Table.from_pylist(rows, schema=SNAPSHOTS)


def _words_of(history: DocumentHistory, key: str, memory: Memory) -> str:
    """All words of a snapshot: as they were kept, as it was read just now, or as it stands in a build."""
    kept, got = history.summaries[key].wording, history.read.get(key)
    # The words of a snapshot that stands in no table: kept from when it was read, for no build has
    # its rows.
    if kept is not None:
        return kept
    if got is not None:
        return join_wording(got.rows, issue_messages(got.saying.issues))
    return memory.wording(history.document_id)


def walks_table(walks: Iterable[PastWalk]) -> pa.Table:
    """Walks as a table, in order of time; of their rows, those that no walk before has shown so."""
    shown: dict[str, dict[str, date | None]] = defaultdict(dict)
    rows: list[dict[str, object]] = []
    for walk in walks:
        before = shown[walk.channel]
        # A list of a thousand rows is walked each night: only what a walk shows for the first time,
        # or with another day, is kept.
        news = {
            url: day for url, day in walk.rows.items() if url not in before or before[url] != day
        }
        before |= news
        rows.append(
            {"run_id": walk.run_id, "channel": walk.channel, "pages": walk.pages, "on": walk.on}
            | {
                "ended": walk.ended,
                "bottom": walk.bottom,
                "urls": list(news),
                "days": list(news.values()),
            }
        )
    return pa.Table.from_pylist(rows, schema=WALKS)
