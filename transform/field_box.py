"""The field box: 索引号, 发文机关, 发文字号, 成文日期 … as pairs of label and value, in a table or a list."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from transform import lexicon
from transform.model import Block, Paragraph

GAPS = re.compile(r"[\s\u3000:：]+")
FIELDS: dict[str, str] = {
    word: entry["field"] for entry in lexicon.table("page", "field") for word in lexicon.entry_words(entry)
}
# Labels are printed with spaces inside (索 引 号); several pairs may stand on one line.
PAIRS = re.compile(
    "(?<![\u4e00-\u9fff])(?P<label>"
    + "|".join(r"[\s\u3000]*".join(word) for word in sorted(FIELDS, key=len, reverse=True))
    + r")[\s\u3000]*[:：]"
)
# Labels that only a field box has; a source line may have the others.
TELLING = frozenset({"index_number", "doc_number", "written_on", "validity"})
LEAST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A label of the field box as printed without spaces, the column it means (empty: none), and its value as printed."""

    label: str
    field: str
    value: str


def label_of(text: str) -> str | None:
    """The label that a text is, without spaces and colon; None where it is none that we know."""
    if len(text) > 24:
        return None
    bare = GAPS.sub("", text)
    return bare if bare in FIELDS else None


def read_pairs(blocks: Iterable[Block]) -> list[Pair]:
    """The pairs of a field box among blocks, each label once; empty where the blocks hold no field box."""
    pairs: dict[str, Pair] = {}
    label: str | None = None
    for text in tokens(blocks):
        known = label_of(text)
        if known is not None:
            label = known
            continue
        if label is not None:
            pairs.setdefault(label, Pair(label, FIELDS[label], text))
            label = None
            continue
        for pair in inline_pairs(text):
            pairs.setdefault(pair.label, pair)
    found = [pair for pair in pairs.values() if pair.value]
    return found if is_field_box(pair.field for pair in pairs.values()) else []


def is_field_box(fields: Iterable[str]) -> bool:
    """Whether labels are those of a field box rather than of a publish line."""
    seen = list(fields)
    return len(seen) >= LEAST_LABELS and any(field in TELLING for field in seen)


def tokens(blocks: Iterable[Block]) -> Iterator[str]:
    """The texts of cells and lines in reading order."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.grid.origins())


def inline_pairs(text: str) -> Iterator[Pair]:
    """Pairs of label and value on one line."""
    if ":" not in text and "：" not in text:
        return
    starts = list(PAIRS.finditer(text))
    for place, match in enumerate(starts):
        label = GAPS.sub("", match["label"])
        end = starts[place + 1].start() if place + 1 < len(starts) else len(text)
        value = text[match.end() : end].strip(" \u3000\n")
        yield Pair(label, FIELDS[label], value)
