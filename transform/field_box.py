"""The field box: 索引号, 发文机关, 发文字号, 成文日期 … as pairs of label and value, in a table or a list."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transform import lexicon
from transform.either_script import both_forms
from transform.model import Block, Paragraph

GAPS = re.compile(r"[\s\u3000:：]+")
FIELDS: dict[str, str] = {
    form: entry["field"]
    for entry in lexicon.table("page", "field")
    for word in lexicon.entry_words(entry)
    for form in both_forms(word)
}
# Labels are printed with spaces inside (索 引 号); several pairs may stand on one line.
PAIRS = re.compile(
    "(?<![\u4e00-\u9fff])(?P<label>"
    + "|".join(r"[\s\u3000]*".join(word) for word in sorted(FIELDS, key=len, reverse=True))
    + r")[\s\u3000]*[:：]"
)
UNKNOWN = re.compile(r"[\u4e00-\u9fff](?:[\s\u3000]*[\u4e00-\u9fff]){1,7}[\s\u3000]*[:：]")
# Labels that only a field box has; a source line may have the others.
TELLING = frozenset({"index_number", "doc_number", "written_on", "validity"})
LEAST_LABELS = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """A label of the field box without its spaces, the column that it means (empty: none), its value as printed."""

    label: str
    field: str
    value: str


def label_of(text: str) -> str | None:
    """The label that a text is, without spaces and colon; None where it is none that we know."""
    if len(text) > 24:
        return None
    bare = GAPS.sub("", text)
    return bare if bare in FIELDS else None


@dataclass(slots=True)
class FieldBox:
    """The pairs of a field box, each label once, and labels that nobody told us of."""

    pairs: list[Pair] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def read_field_box(blocks: Iterable[Block]) -> FieldBox:
    """The field box among blocks; empty where they hold none."""
    pairs: dict[str, Pair] = {}
    unknown: list[str] = []
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
        if UNKNOWN.fullmatch(text):
            unknown.append(GAPS.sub("", text))
    if not is_field_box(pair.field for pair in pairs.values()):
        return FieldBox()
    return FieldBox([pair for pair in pairs.values() if pair.value], unknown)


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
