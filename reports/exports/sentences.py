"""The sentence of a page that says who does a task and until when, to stand beside the task in a ledger."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reports.doubts import LONGEST, sentence_at
from taizhang.releases import Release
from taizhang.rows import Row

# What a ledger shows of a task beside its text, each read from a sentence of its own.
FIELDS = ("units", "deadline_raw")
Place = tuple[str, int]


class PrintedField(NamedTuple):
    """What is printed of a field of a task, in a cell of a table or in a sentence."""

    task_id: str
    start: int
    end: int
    is_cell: bool


def add_sentences(release: Release, tasks: pa.Table) -> pa.Table:
    """The tasks with a column `sentence`; null where nobody and no day is named.

    Tables are read a stretch at a time: the texts of a country's documents fit into no memory.
    """
    sentences = _read_sentences(release, _find_places(release, tasks["task_id"]))
    column = [sentences.get(task_id) for task_id in tasks["task_id"].to_pylist()]
    return tasks.append_column("sentence", pa.array(column, pa.string()))


def _find_places(release: Release, task_ids: pa.ChunkedArray) -> dict[Place, list[PrintedField]]:
    """By document and part, the stretches of its text that name units and days, each with its task."""
    places: dict[Place, list[PrintedField]] = defaultdict(list)
    wanted = pa.array(task_ids.to_pylist(), pa.string())
    for batch in release.batches("tasks", "task_id", "document_id", "evidence"):
        own = batch.filter(pc.is_in(batch["task_id"], value_set=wanted))
        for row in own.to_pylist():
            for part_no, stretch in _stretches_of(row["task_id"], row["evidence"]):
                places[row["document_id"], part_no].append(stretch)
    return places


def _stretches_of(task_id: str, evidence: list[Row]) -> Iterator[tuple[int, PrintedField]]:
    """The part and what is printed there, of each field that was printed."""
    for field in FIELDS:
        places = [place for place in evidence if place["field"] == field and place["spans"]]
        if not places:
            continue
        part_no, first = places[0]["part_no"], places[0]["spans"][0]["start"]
        # Units of one sentence; those that a heading far above gives stand elsewhere.
        ends = [
            place["spans"][-1]["end"]
            for place in places
            if place["part_no"] == part_no and 0 <= place["spans"][0]["start"] - first < LONGEST
        ]
        yield part_no, PrintedField(task_id, first, max(ends), places[0]["table"] is not None)


def _read_sentences(release: Release, places: dict[Place, list[PrintedField]]) -> dict[str, str]:
    """By task, its sentences, each once, a line each."""
    sentences: dict[str, str] = {}
    documents = pa.array(sorted({document_id for document_id, _ in places}), pa.string())
    for batch in release.batches("parts", "document_id", "part_no", "text"):
        own = batch.filter(pc.is_in(batch["document_id"], value_set=documents))
        for row in own.to_pylist():
            # What was looked up is let go: a country has millions.
            for stretch in places.pop((row["document_id"], row["part_no"]), ()):
                sentence = _sentence_of(row["text"], stretch)
                said = sentences.get(stretch.task_id, "")
                if sentence and sentence not in said:
                    sentences[stretch.task_id] = f"{said}\n{sentence}" if said else sentence
    return sentences


def _sentence_of(text: str, stretch: PrintedField) -> str:
    # A text of a table has no signs between its cells: the cell stands for the sentence.
    if stretch.is_cell:
        return text[stretch.start : stretch.end].strip()[:LONGEST]
    return sentence_at(text, stretch.start, stretch.end)
