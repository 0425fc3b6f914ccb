"""The field box of a page: 索引号, 发文机关, 发文字号, 成文日期 … as pairs of label and value, in a table or a list."""

from collections.abc import Sequence

from msgspec import Struct

from transform.model import Paragraph
from transform.text.labelled import LABELS, Pair, bare_label, may_hold_box, read_labelled

# A longer line with a colon is a sentence that opens a list.
LONGEST_PAIR = 40


class FieldBox(Struct):
    """The pairs of a field box that say something, each label once, and labels that are not known."""

    pairs: list[Pair] = []
    unknown: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.pairs)


def read_field_box(lines: Sequence[Paragraph]) -> FieldBox:
    """The field box among lines; empty where they hold none. Cells of <th> and <dt> are bold.

    >>> lines = ["索引号：H1/2021", "文号：某政发〔2021〕3号", "发布日期：2021-04-08"]
    >>> [(pair.field, pair.value) for pair in read_field_box([Paragraph(x) for x in lines]).pairs]
    [('index_number', 'H1/2021'), ('doc_number', '某政发〔2021〕3号'), ('published_on', '2021-04-08')]
    >>> read_field_box([Paragraph("标题：修渠"), Paragraph("来源：县水务局")]).pairs
    []
    """
    if not may_hold_box(line.text for line in lines):
        return FieldBox()
    labelled = read_labelled([line.text for line in lines], [line.bold for line in lines])
    if not labelled.is_box():
        return FieldBox()
    return FieldBox([pair for pair in labelled.pairs if pair.value], labelled.unknown)


def is_field(text: str) -> bool:
    """Whether a line is a short pair of a field box.

    >>> is_field("有 效 性：有效"), is_field("责任单位：县水务局")
    (True, False)
    """
    label, colon, _ = text.replace(":", "：").partition("：")
    if len(text) > LONGEST_PAIR:
        return False
    if not colon:
        return False
    return bare_label(label) in LABELS
