"""Shapes taken out of the tables, one at a time: is a document that is then read wrong one that says so?

A shape is a word or a pattern that the annotated documents hold: 牵头 as a stem of labels, a form of labels, a column's
header. Without it some documents are read otherwise than before, which is wrong. The loss is noticed where such a
document carries a doubt or an issue that it did not carry before. Unknown names of units do not count: half of the
documents that are read right have some.

Tables are compiled when they are imported, so each shape needs a process of its own:

    python -m benchmarks.ablations TABLE KEY SHAPE < files    prints what is read without it, a line of JSON a file
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transform import lexicon

ROOT = Path(__file__).resolve().parents[1]
# Where shapes are taken from: those that say how officials assign, label, name and date.
TABLES = (
    ("roles", "label_stem"),
    ("roles", "label_head"),
    ("roles", "label"),
    ("roles", "verb_word"),
    ("roles", "verb_manner"),
    ("roles", "verb_according"),
    ("roles", "partner"),
    ("roles", "rule"),
    ("roles", "deadline_label"),
    ("units", "ending"),
    ("units", "group"),
    ("units", "etcetera"),
    ("units", "tail"),
    ("units", "definition"),
    ("labels", "form"),
    ("kinds", "named"),
    ("kinds", "matter"),
    ("headers", "column"),
    ("metadata", "issues"),
    ("times", "recurring"),
    ("limits", "order"),
    ("limits", "grant"),
)
# The columns of an entry that list words: those of organs have several.
WORD_COLUMNS = ("words", "stems", "aliases", "others")
_LONGEST_SHOWN = 28


@dataclass(frozen=True, slots=True)
class Shape:
    """A word of a table, or a whole pattern of it."""

    table: str
    key: str
    shape: str

    def __str__(self) -> str:
        return f"{self.table}.{self.key} {self.shape[:_LONGEST_SHOWN]}"


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """What a reading says, as far as it is annotated, and what it doubts."""

    annotated: str
    doubts: frozenset[str]


Readings = Mapping[str, ReadingSummary]


@dataclass(slots=True)
class Losses:
    """Documents that a shape's loss made wrong, and those of them that say so."""

    wrong: int = 0
    noticed: int = 0

    def share(self) -> float:
        """The share of losses that are noticed; 1 where there is none."""
        return self.noticed / self.wrong if self.wrong else 1.0


def find_shapes(texts: Iterable[str], each: int) -> list[Shape]:
    """The shapes that some text holds, `each` of a table at most, spread evenly over it."""
    # A shape that no document holds would be lost without anybody being able to notice.
    joined = "\n".join(texts)
    chosen = []
    for name in TABLES:
        held = [Shape(*name, shape) for shape in shapes_of(*name) if is_in(shape, joined)]
        step = max(len(held) / each, 1)
        chosen += [held[int(place * step)] for place in range(min(each, len(held)))]
    return chosen


def shapes_of(table: str, key: str) -> Iterator[str]:
    """The words and patterns of a table, but for those without which nothing of it would be left."""
    # Without its last shape a key is an empty alternation, which matches everywhere: that measures nothing.
    shapes = [
        shape
        for entry in lexicon.load_file(table).get(key, ())
        for shape in _shapes_of_entry(entry)
    ]
    if len(shapes) > 1:
        yield from shapes


def _shapes_of_entry(entry: Mapping[str, Any]) -> list[str]:
    words = [entry["word"]] if "word" in entry else []
    words += [word for column in WORD_COLUMNS for word in entry.get(column, ())]
    return [*words, *([entry["pattern"]] if "pattern" in entry else entry.get("patterns", ()))]


def is_in(shape: str, text: str) -> bool:
    """Whether a text holds a shape; a pattern is laid out in blanks and may name what only its reader knows."""
    if shape in text:
        return True
    try:
        return re.search(shape, text, re.VERBOSE) is not None
    # A pattern with names of other patterns in it is put together by its reader only: it is taken as not there.
    except re.error:
        return False


def take_out(shape: Shape) -> None:
    """Takes a shape out of its table, before anything compiles it."""
    entries = lexicon.load_file(shape.table)[shape.key]
    for entry in list(entries):
        for key in (*WORD_COLUMNS, "patterns"):
            if shape.shape in entry.get(key, ()):
                entry[key].remove(shape.shape)
        is_itself = shape.shape in (entry.get("word"), entry.get("pattern"))
        # An organ is nothing without a stem.
        if is_itself or not _shapes_of_entry(entry) or entry.get("stems") == []:
            entries.remove(entry)


def read_without(shape: Shape | None, files: Iterable[Path]) -> Readings | None:
    """What is said of each file without a shape; None where nothing can be read without it."""
    arguments = [shape.table, shape.key, shape.shape] if shape else []
    command = [sys.executable, "-m", "benchmarks.ablations", *arguments]
    # Some shapes cannot be missed: the tables do not compile without them, and that is no loss to count.
    process = subprocess.run(
        command,
        check=False,
        input="\n".join(map(str, files)),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    if process.returncode:
        return None
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    return {
        line["file"]: ReadingSummary(line["annotated"], frozenset(line["doubts"])) for line in lines
    }


def measure_losses(texts: Mapping[Path, str], each: int) -> tuple[dict[Shape, Losses], float]:
    """The losses by shape, and the share of documents with a doubt where nothing is taken out.

    `texts` are the documents, `each` says how many shapes of a table are taken out. Only documents that hold a shape
    are read without it.
    """
    whole = read_without(None, texts) or {}
    doubted = sum(bool(summary.doubts) for summary in whole.values()) / max(len(whole), 1)
    losses = {}
    for shape in find_shapes(texts.values(), each):
        readings = read_without(
            shape, [file for file, text in texts.items() if is_in(shape.shape, text)]
        )
        # Only documents that hold the shape are read again: no other can be read otherwise.
        if readings is not None:
            losses[shape] = count_losses(whole, readings)
    return losses, doubted


def count_losses(whole: Readings, found: Readings) -> Losses:
    """What was lost between two readings of the same files."""
    losses = Losses()
    for file, summary in found.items():
        if summary.annotated != whole[file].annotated:
            losses.wrong += 1
            losses.noticed += bool(summary.doubts - whole[file].doubts)
    return losses


def print_losses(losses: Mapping[Shape, Losses], doubted: float) -> str:
    """A table in Markdown: the tables of the lexicon, how many shapes were taken out, what was noticed."""
    lines = ["| taken out of | shapes | documents wrong | noticed |", "|---|---|---|---|"]
    for name in TABLES:
        of_table = [loss for shape, loss in losses.items() if (shape.table, shape.key) == name]
        if any(loss.wrong for loss in of_table):
            total = sum_up(of_table)
            lines.append(
                f"| {'.'.join(name)} | {len(of_table)} | {total.wrong} | {total.share():.2f} |"
            )
    total = sum_up(losses.values())
    lines.append(f"| all | {len(losses)} | {total.wrong} | {total.share():.2f} |")
    return "\n".join([*lines, "", f"documents read right that carry a doubt: {doubted:.2f}"])


def sum_up(losses: Iterable[Losses]) -> Losses:
    """Several losses as one."""
    parts = list(losses)
    return Losses(sum(loss.wrong for loss in parts), sum(loss.noticed for loss in parts))


def main() -> None:
    """Read the files of standard input without the shape that the arguments name."""
    if sys.argv[1:]:
        take_out(Shape(*sys.argv[1:]))
    # Not before: these compile the tables, which must have lost the shape by then.
    from transform.model import Payload
    from transform.reading import read_source
    from transform.score_json import as_json

    for line in sys.stdin.read().splitlines():
        file = Path(line)
        reading = as_json(
            read_source(Payload(file.read_bytes(), f"sha256:{file.stem}", name=file.name)), line
        )
        print(
            json.dumps(
                {
                    "file": line,
                    "annotated": _print_annotated(reading),
                    "doubts": sorted(_count_doubts(reading)),
                }
            )
        )


def _print_annotated(reading: Mapping[str, Any]) -> str:
    """What is annotated of a reading: fields and tasks, without evidence."""
    document = {
        key: reading["document"][key]
        for key in ("title", "issuer", "doc_number", "written_on", "published_on")
    }
    keys = ("label", "headings", "text", "open_ended", "deadline_raw", "deadline_kind", "due_on")
    tasks = [
        [
            *(task[key] for key in keys),
            [(unit["role"], unit["name"]) for unit in task["units"]],
            [
                (limit["text"], limit["kind"], limit["due_on"], limit["period"])
                for limit in task["time_limits"]
            ],
        ]
        for task in reading["tasks"]
    ]
    return json.dumps([document, tasks], ensure_ascii=False, default=str)


def _count_doubts(reading: Mapping[str, Any]) -> set[str]:
    """The doubts and issues of a reading, with how many times each is said."""
    # Counted, since a second doubt of the same kind is news where the first was there before.
    doubts = [*reading["document"]["doubts"]]
    doubts += [doubt for task in reading["tasks"] for doubt in task["doubts"]]
    counted = {f"{doubt} {doubts.count(doubt)}" for doubt in doubts}
    issues = {
        f"{issue['code']} {issue['count']}"
        for issue in reading["issues"]
        if issue["code"] != "unknown_unit"
    }
    return counted | issues


if __name__ == "__main__":
    main()
