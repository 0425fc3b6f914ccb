"""The field box of a page: 索引号, 发文机关, 发文字号, 成文日期 … as pairs of label and value, in a table or a list."""

from collections.abc import Sequence

from msgspec import Struct

from transform.model import Paragraph
from transform.text.labelled import LABELS, Pair, bare_label, may_hold_box, read_labelled

LONGEST_PAIR = 40


class FieldBox(Struct):
    """The pairs of a field box that say something, each label once, and labels that nobody told us of."""

    pairs: list[Pair] = []
    unknown: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.pairs)


def read_field_box(lines: Sequence[Paragraph]) -> FieldBox:
    """The field box among lines; empty where they hold none. Cells of <th> and <dt> are bold."""
    if not may_hold_box(line.text for line in lines):
        return FieldBox()
    found = read_labelled([line.text for line in lines], [line.bold for line in lines])
    if not found.is_box():
        return FieldBox()
    return FieldBox([pair for pair in found.pairs if pair.value], found.unknown)


def is_field(text: str) -> bool:
    """Whether a line is a short pair of a field box: 有 效 性：有效."""
    label, colon, _ = text.replace(":", "：").partition("：")
    if len(text) > LONGEST_PAIR:
        return False
    if not colon:
        return False
    return bare_label(label) in LABELS
