"""Lines broken at the width of a page, as recognisers and exports of PDF leave them: which of them go on.

A text is wrapped where so many of its lines are as wide as its widest that no other reason is left.
"""

import re
import statistics
from collections.abc import Sequence

from msgspec import structs

from transform.actors.labels import ANY_LABEL, COLON
from transform.actors.names import is_complete
from transform.model import Block, Paragraph

# Fewer full lines may have one width by chance.
_LEAST_LINES = 10
# One in so many lines is full: headings and last lines are not.
_LEAST_SHARE = 5
# A4 has 28 characters a line (GB/T 9704-2012, 5.2.3); columns half of it, landscape twice.
_NARROWEST, _WIDEST = 16, 60
_STOPS = ("。", "；", "）", ")", "】", "〕")
# A number is not broken, nor a word in Latin letters.
_UNBROKEN = re.compile(r"[\dA-Za-z.%％]+")
_LONGEST_UNBROKEN = 8
# Characters that a full line may lack: no punctuation begins a line.
_SLACK = 1
# So many where numbers are not broken and two marks may stand outside the edge.
_HANGING_SLACK = 6
# Characters by which a paragraph is set in (GB/T 9704-2012, 7.3.3).
_PARAGRAPH_INDENT = 2
# Characters that may stand outside the edge: closing marks.
_MOST_OUTSIDE = 3
_SHORTEST_OPEN, _LONGEST_OPEN = 6, 400
_PAUSES = frozenset("、，,；;及和")
_PAUSE = re.compile("[、，,；;：:]")
_LONGEST_HEAD = 10  # of what a next line begins with that ends a name
_BEGINS = re.compile(
    r"[（(]\s?[一二三四五六七八九十\d]{1,3}\s?[)）]|[一二三四五六七八九十]{1,3}[、．.]|\d{1,3}(?:[、．]|\.(?!\d))"
    r"|第[一二三四五六七八九十百\d]{1,4}[条章节]|[①-⒛㈠-㈩]|附\s?件|附\s?表|[—★●■◆]"
    rf"|[（(\[【〔〈]?{ANY_LABEL}{COLON}"
)
LEFT_OPEN = re.compile(
    r"[（(\[【〔][^（）()\[\]【】〔〕]*(?:[（(〔][^（）()\[\]【】〔〕]*[)）〕][^（）()\[\]【】〔〕]*)*$"
)
CLOSES = re.compile(
    r"[^（()）\[\]【】〔〕。]*(?:[（(〔][^（）()〔〕]*[)）〕][^（()）\[\]【】〔〕。]*)*[)）\]】〕]"
)


def page_width(lines: Sequence[str]) -> int | None:
    """The characters of a full line where a text was wrapped; None where it was not.

    >>> page_width(["各县要清淤修渠完善制度加强督查确保实效及时"] * 12 + ["报送。"])
    21
    >>> page_width(["各县要清淤。", "及时报送。"]) is None
    True
    >>> page_width(["甲. 各县要清淤修渠，完善制度（县水务局负责）"] * 12) is None
    True
    """
    if len(lines) < _LEAST_LINES:
        return None
    widths: list[int] = []
    for line in lines:
        width = len(line.strip()) + indent_of(line)
        if width > _WIDEST:
            return None
        widths.append(width)
    # Marks at a line's end may stand outside the edge: then the most lines are a little narrower
    # than the widest.
    widest, width = max(widths), statistics.mode(widths)
    if width < widest - _MOST_OUTSIDE:
        width = widest
    if width < _NARROWEST:
        return None
    pairs = zip(lines, widths, strict=True)
    full = [line.rstrip() for line, columns in pairs if columns >= width - _SLACK]
    if len(full) < _LEAST_LINES or len(full) * _LEAST_SHARE < len(lines):
        return None
    # A page's width breaks sentences: items of one length, each with its clause behind it, are none.
    if sum(line.endswith(_STOPS) for line in full) * 2 > len(full):
        return None
    return width


def sets_paragraphs_in(lines: Sequence[str]) -> bool:
    r"""Whether only a paragraph's first line is set in, so that none that is goes on with another.

    >>> sets_paragraphs_in(["\u3000\u3000各县要清淤", "修渠。", "及时报", "\u3000\u3000二是", "送。"])
    True
    >>> sets_paragraphs_in(["\u3000\u3000各县要清淤", "\u3000\u3000修渠。"])
    False
    """
    set_in = sum(indent_of(line) == _PARAGRAPH_INDENT for line in lines)
    flush = sum(indent_of(line) == 0 for line in lines if line.strip())
    return min(set_in, flush) * _LEAST_SHARE > len(lines)


def indent_of(line: str) -> int:
    r"""By how many characters a line is set in; two blanks are as wide as a character.

    >>> indent_of("\u3000\u3000各县要清淤"), indent_of("    各县要清淤"), indent_of("各县")
    (2, 2, 0)
    """
    if line[:1] not in ("\u3000", " "):
        return 0
    blanks = line[: len(line) - len(line.lstrip("\u3000 "))]
    wide = blanks.count("\u3000")
    return wide + (len(blanks) - wide) // 2


def is_full(
    columns: int, width: int, following: str, *, next_hangs: bool, lost_indent: bool = False
) -> bool:
    """Whether a line of so many characters, its indent included, has no room for what the next one begins with.

    Where the next line hangs, set in by less than the line that its paragraph begins with, less is
    enough; so it is for the first line of a paragraph whose indent was lost on the way.

    >>> is_full(27, 28, "及时报送", next_hangs=False), is_full(24, 28, "2025年", next_hangs=False)
    (True, True)
    >>> is_full(24, 28, "及时报送", next_hangs=False)
    False
    """
    if next_hangs:
        return columns >= width - _HANGING_SLACK
    unbroken = _UNBROKEN.match(following)
    room = min(len(unbroken[0]), _LONGEST_UNBROKEN) if unbroken else 1
    return columns + room + (_PARAGRAPH_INDENT if lost_indent else 0) >= width


def goes_on(line: str) -> bool:
    """Whether what follows a full line may go on with it: it begins nothing of its own.

    >>> goes_on("及时报送。"), goes_on("1.5倍以上")
    (True, True)
    >>> goes_on("（二）修路"), goes_on("责任单位：县水务局")
    (False, False)
    """
    return _BEGINS.match(line) is None


def join_lines(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a source, those lines put together that a page's width broke.

    >>> lines = ["各县要清淤修渠完善制度加强督查确保实效及时"] * 12 + ["报送。", "及时报送。"]
    >>> [len(block.text) for block in join_lines([Paragraph(line) for line in lines])]
    [255, 5]
    >>> len(join_lines([Paragraph("各县要清淤。"), Paragraph("及时报送。")]))
    2
    """
    width = page_width([block.text for block in blocks if isinstance(block, Paragraph)])
    if width is None:
        return list(blocks)
    sets_in = sets_paragraphs_in([block.text for block in blocks if isinstance(block, Paragraph)])
    joined: list[Block] = []
    # The line before as printed, and by how much the paragraph that it belongs to is set in.
    before, first_indent = "", 0
    for block in blocks:
        if not isinstance(block, Paragraph) or not block.text.strip():
            joined.append(block)
            before = ""
            continue
        line, last = block.text, joined[-1] if joined else None
        indent = indent_of(line)
        hangs = indent < first_indent
        begins = sets_in and indent > 0
        if (
            before
            and not begins
            and isinstance(last, Paragraph)
            and _goes_on_in(before, line, width, hangs=hangs)
        ):
            joined[-1] = structs.replace(last, text=last.text.rstrip() + line.strip())
        else:
            joined.append(block)
            first_indent = indent
        before = line
    return joined


def _goes_on_in(before: str, line: str, width: int, *, hangs: bool) -> bool:
    """Whether a printed line goes on in the next, which may be set in by less."""
    indent = indent_of(before)
    if indent_of(line) > indent or not goes_on(line.strip()):
        return False
    return is_full(len(before.strip()) + indent, width, line.strip(), next_hangs=hangs)


def bracket_goes_on(before: str, line: str) -> bool:
    """Whether a bracket is open at a line's end, behind a comma or inside a name, and closes in the next line.

    >>> bracket_goes_on("清淤修渠（县水务局、", "县财政局负责）")
    True
    >>> bracket_goes_on("清淤修渠（县水务局、工业和信息", "化局负责，县财政局配合）")
    True
    >>> bracket_goes_on("清淤修渠，完善制度、", "县财政局负责")
    False
    """
    if len(before) < _SHORTEST_OPEN or not goes_on(line):
        return False
    if before[-1] in _PAUSES:
        return (
            LEFT_OPEN.search(before[-_LONGEST_OPEN:]) is not None and CLOSES.match(line) is not None
        )
    opened = LEFT_OPEN.search(before[-_LONGEST_OPEN:])
    return opened is not None and _breaks_name(opened.group(), line)


def _breaks_name(opened: str, line: str) -> bool:
    """Whether a line end stands inside a name of a list in brackets: （县水利局、工业和信息 / 化局）."""
    *before, first = _PAUSE.split(opened)
    if not before or not first or is_complete(first):
        return False
    head = _PAUSE.split(line[:_LONGEST_HEAD], maxsplit=1)[0]
    return any(is_complete(first + head[:end]) for end in range(1, len(head) + 1))
