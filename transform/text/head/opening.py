"""A document's own head: title, number and fields from its first lines, issuers and day from its signature.

Used where a page's own places (metas, field box) say nothing, and for files without a page.
"""

from collections.abc import Sequence
from itertools import islice, pairwise

from msgspec.structs import replace

from transform.model import Line, Part
from transform.text.head.better_title import take_better_title
from transform.text.head.fields import read_fields
from transform.text.head.organs import is_issuer, is_organ_line
from transform.text.head.reprint import take_reprinted_head
from transform.text.head.signature import read_flat_signature, read_signature
from transform.text.head.source_line import read_source_line
from transform.text.head.title import read_flat_number, read_flat_title, read_title
from transform.text.head.unworded_title import take_unworded_title
from transform.text.head.values import HeadValue, OwnHead

# Characters from which on a line is no line of a head but a whole document without line ends.
_FLAT = 600
# Characters from which on a line is longer than a title and a signature.
_PARAGRAPH = 110
# Letterhead, number, field box (ten labels), title over three lines: no head takes more.
_HEAD_LINES = 14
# Lines of the longest field box, with what stands around it.
_BOX_LINES = 60
_BAR = "|"
_FRAME = "| \u3000"


def read_head(part: Part) -> OwnHead:
    """The head, field lines and signature of a part."""
    lines = [i for i in part.items if isinstance(i, Line)]
    head = _read_opening(part, lines)
    read_signature(part, lines, head)
    _take_issuer_below_title(part, lines, head)
    # The day beside the number in a note is often that of printing: the signature's comes first.
    if head.noted_on is not None:
        head.days.setdefault("written_on", head.noted_on)
    for line in lines[:_HEAD_LINES]:
        # A head and a letter on one line sign in it too: no sentence holds a full stop, an organ and a day.
        if line.end - line.start > _PARAGRAPH:
            read_flat_signature(part, line, head)
    return head


def read_opening(part: Part, most: int | None = _BOX_LINES) -> OwnHead:
    """The head and field lines of a part, whose signature nobody asks for; it stands in its first `most` lines."""
    return _read_opening(
        part,
        list(islice((i for i in part.items if isinstance(i, Line)), most)),
    )


def read_own_number(part: Part) -> str | None:
    """The number in the head of a part, of which nothing else is asked."""
    lines = list(islice((i for i in part.items if isinstance(i, Line)), _BOX_LINES))
    # Every number ends so, and the heads of most annexes hold none.
    if not lines or part.text.find("号", lines[0].start, lines[-1].end) < 0:
        return None
    return _read_opening(part, lines).text("doc_number")


def _read_opening(part: Part, lines: Sequence[Line]) -> OwnHead:
    head = OwnHead()
    lines = printed = _without_bars(part, lines)
    # Fields first: their lines are passed over where the title is looked for.
    fields = read_fields(part, _short_lines(lines[:_HEAD_LINES]), head)
    if fields and any(line.start in fields for line in lines[_HEAD_LINES - 2 : _HEAD_LINES]):
        # Labels and values on lines of their own: the box goes on, and the title stands below it.
        fields = read_fields(part, _short_lines(lines[:_BOX_LINES]), head)
        lines = lines[: _HEAD_LINES + len(fields)]
    else:
        lines = lines[:_HEAD_LINES]
    short = _short_lines(lines)
    read_title(part, list(lines), head, fields)
    take_better_title(part, lines, head, fields)
    if "title" not in head.values:
        take_unworded_title(part, lines, head, fields)
    take_reprinted_head(part, printed, head)
    read_source_line(part, short, head)
    for number, line in enumerate(lines):
        # Below what a site prints above it, a flat document's own title tells where it begins.
        may_begin = number == 0 or "title" not in head.values
        if _is_flat(part, line, head, is_first=may_begin):
            read_flat_number(part, line, head)
    return head


def _take_issuer_below_title(part: Part, lines: Sequence[Line], head: OwnHead) -> None:
    """The organ on the line right below the title, where neither title nor signature names one."""
    title = head.values.get("title")
    if title is None or "issuer" in head.values:
        return
    for line, below in pairwise(lines[:_BOX_LINES]):
        text = part.text[below.start : below.end].strip()
        is_title = line.end == title.span[1] or part.text[line.start : line.end] == title.value
        if is_title and is_organ_line(text) and is_issuer(text):
            span = below.start, below.end
            head.values["issuer"] = HeadValue(text, "head_line", part.part_no, span)
            return


def _is_flat(part: Part, line: Line, head: OwnHead, *, is_first: bool) -> bool:
    """Whether a line is a whole document: by its length, or since the text begins with it and it with its title."""
    if line.end - line.start > _FLAT:
        return True
    return is_first and read_flat_title(part, line, head)


def _without_bars(part: Part, lines: Sequence[Line]) -> list[Line]:
    """The lines without the bars that a copied table left at their ends; one of nothing else is none."""
    bare: list[Line] = []
    for line in lines:
        text = part.text[line.start : line.end]
        if text[-1:] != _BAR and text[:1] != _BAR:
            bare.append(line)
        elif text.strip(_FRAME):
            start = line.start + len(text) - len(text.lstrip(_FRAME))
            bare.append(replace(line, start=start, end=start + len(text.strip(_FRAME))))
    return bare


def _short_lines(lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if line.end - line.start <= _FLAT]
