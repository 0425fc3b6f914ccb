"""The field box: 索引号, 发文机关, 发文字号, 成文日期 … as pairs of label and value, in a table or a list."""

import re
from collections.abc import Sequence

from msgspec import Struct

from transform import lexicon
from transform.lexicon.pattern import find_places
from transform.model import Paragraph
from transform.text.either_script import both_forms

FIELDS: dict[str, str] = {
    form: entry["field"]
    for entry in lexicon.table("page", "field")
    for word in lexicon.entry_words(entry)
    for form in both_forms(word)
}
# Labels are printed with spaces inside (索 引 号); several pairs may stand on one line.
COLON = re.compile("[:：]")
LONGEST_LABEL = max(map(len, FIELDS))
# Labels by their first and by their last character, the longest first.
BY_FIRST: dict[str, list[str]] = {}
BY_LAST: dict[str, list[str]] = {}
for _label in sorted(FIELDS, key=len, reverse=True):
    BY_FIRST.setdefault(_label[0], []).append(_label)
    BY_LAST.setdefault(_label[-1], []).append(_label)
# How a label ends with its colon or without.
LABEL_ENDS = frozenset(BY_LAST) | {":", "："}
UNKNOWN = re.compile(r"[\u4e00-\u9fff](?:[\s\u3000]*[\u4e00-\u9fff]){1,7}[\s\u3000]*[:：]")
# Labels that only a field box has; a source line may have the others.
TELLING = frozenset({"index_number", "doc_number", "written_on", "validity"})
LEAST_LABELS = 3
LONGEST_PAIR = 40
# Each of those labels holds one of these: most pages have no field box, and no line with any.
TELLING_MARKS = re.compile("[号號文成印制效状狀]")


class Pair(Struct):
    """A label of the field box without its spaces, the column that it means (empty: none), its value as printed."""

    label: str
    field: str
    value: str


def label_of(text: str) -> str | None:
    """The label that a text is, without spaces and colon; None where it is none that we know."""
    if not 2 <= len(text) <= 24 or not (text[-1] in LABEL_ENDS or text[-1].isspace()):
        return None
    bare = bare_label(text)
    return bare if bare in FIELDS else None


def bare_label(text: str) -> str:
    """A label without its spaces and its colon."""
    return "".join(text.split()).rstrip(":：")


class FieldBox(Struct):
    """The pairs of a field box, each label once, and labels that nobody told us of."""

    pairs: list[Pair] = []
    unknown: list[str] = []


def read_field_box(lines: Sequence[Paragraph]) -> FieldBox:
    """The field box among lines; empty where they hold none."""
    if not any(TELLING_MARKS.search(line.text) for line in lines):
        return FieldBox()
    pairs: dict[str, Pair] = {}
    unknown: list[str] = []
    label: str | None = None
    seen: list[str] = []
    for line in lines:
        text = line.text
        known = label_of(text)
        if known is not None:
            label = known
            seen.append(FIELDS[known])
            continue
        inline = inline_pairs(text) if ":" in text or "：" in text else run_in_pair(text) if label is None else []
        for pair in inline:
            pairs.setdefault(pair.label, pair)
            seen.append(pair.field)
        if label is not None and not inline:
            pairs.setdefault(label, Pair(label, FIELDS[label], text))
        elif text.endswith((":", "：")) and UNKNOWN.fullmatch(text):
            unknown.append(bare_label(text))
        label = None
    if not is_field_box(seen):
        return FieldBox()
    return FieldBox([pair for pair in pairs.values() if pair.value], unknown)


def is_field_box(fields: Sequence[str]) -> bool:
    """Whether labels are those of a field box rather than of a publish line."""
    return len(fields) >= LEAST_LABELS and any(field in TELLING for field in fields)


def inline_pairs(text: str) -> list[Pair]:
    """Pairs of label and value on one line."""
    labels = [(colon, found) for colon in find_places(text, ":：") if (found := label_before(text, colon))]
    pairs = []
    for place, (colon, (label, _)) in enumerate(labels):
        end = labels[place + 1][1][1] if place + 1 < len(labels) else len(text)
        pairs.append(Pair(label, FIELDS[label], text[colon + 1 : end].strip()))
    return pairs


def run_in_pair(text: str) -> list[Pair]:
    """The pair of a line whose label only its looks tell from the value: <b>文号</b><em>某政发〔2021〕3号</em>."""
    for label in BY_FIRST.get(text[:1], ()):
        if text.startswith(label) and len(text) > len(label) > 1:
            return [Pair(label, FIELDS[label], text[len(label) :].strip())]
    return []


def is_field(text: str) -> bool:
    """Whether a line is a short pair of a field box: 有 效 性：有效."""
    colon = COLON.search(text) if len(text) <= LONGEST_PAIR else None
    return colon is not None and bare_label(text[: colon.start()]) in FIELDS


def label_before(text: str, colon: int) -> tuple[str, int] | None:
    """The longest label that ends at a colon, without its spaces, and where it begins."""
    if not (text[colon - 1] in BY_LAST or text[colon - 1].isspace()):
        return None
    joined = "".join(text[max(0, colon + 1 - 3 * LONGEST_LABEL) : colon].split())
    if joined in FIELDS:
        return joined, place_before(text, colon, len(joined))
    for label in BY_LAST.get(joined[-1:], ()):
        if joined.endswith(label):
            return label, place_before(text, colon, len(label))
    return None


def place_before(text: str, end: int, letters: int) -> int:
    """The place where so many characters that are no spaces begin before another."""
    while letters:
        end -= 1
        letters -= not text[end].isspace()
    return end
