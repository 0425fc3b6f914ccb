"""Blocks to a part: one text with its lines and tables placed in it, repaired, with what was printed kept beside it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from taizhang.privacy import mask_numbers
from taizhang.tables.terms import CutKind, PartKind
from transform.actors.duties import ends_with_duty
from transform.actors.labels import ANY_LABEL, COLON
from transform.actors.names import is_complete
from transform.model import Block, Cut, Line, Paragraph, Part, PlacedTable, Span, TableBlock
from transform.page_lines import (
    bracket_goes_on,
    goes_on,
    indent_of,
    is_full,
    page_width,
    sets_paragraphs_in,
)
from transform.text.repair import (
    LONGEST_PAGE_MARK,
    find_cuts,
    is_page_mark,
    put_look_alikes_right,
    simplify_text,
)

_EDGES = " \t\u3000\xa0\r\n\v\f\u200b\ufeff"
_LINE_END = re.compile(r"[ \t\u3000\xa0]*[\r\n\v\f\u2028]+[ \t\u3000\xa0]*")
_LABEL = re.compile(
    r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．﹒]|第[一二三四五六七八九十百\d]{1,4}[条章节]|[①-⒛㈠-㈩]|附件|[（(〔\[【]|[—★●■]"
)
_FIELD = re.compile(r"[^，。；、:：]{2,12}[:：]")
_RUNS_ON = re.compile(r"[\u4e00-\u9fff][^。；;！？]{0,200}[，。；、]")
_NAMES_UNITS = re.compile(rf"[（(\[【〔〈]?{ANY_LABEL}{COLON}")
_HAS_SENTENCE = re.compile("[，。；]")
_SHORTEST_WRAPPED = 25
# Behind them a line goes on only where all lines are broken at the width of a page.
_ENDS = "。：:！？"


class _Draft(Struct):
    """Pieces of text as printed with the positions at which lines and cells begin and end."""

    pieces: list[str] = []
    length: int = 0
    # Of the last piece, as printed.
    indent: int = 0
    # Of the first piece of the last line.
    first_indent: int = 0
    # The last line, where no table stands behind it.
    line: Line | None = None
    # Whether lines that are set in begin paragraphs.
    sets_in: bool = False
    # Page marks behind the last line, which may go on after them.
    waiting_marks: list[str] = []
    # Page marks inside a line.
    inner_marks: list[Span] = []

    def add(self, piece: str) -> Span:
        start = self.length
        self.pieces.append(piece)
        self.length += len(piece)
        return start, self.length


def compose_part(
    part_no: int,
    kind: PartKind,
    digest: str,
    blocks: Sequence[Block],
    *,
    name: str | None = None,
    url: str | None = None,
) -> Part:
    """The part that `blocks` make: lines joined by line ends, cells by tabs, rows by line ends.

    `text` is in simplified script with look-alikes put right, personal numbers masked and page
    marks, ornaments, pinyin and injected text cut; `original` is the same as printed, of the same
    length.

    >>> part = compose_part(0, PartKind.PAGE, "sha256:0", [Paragraph("發佈"), Paragraph("- 2 -")])
    >>> part.text, part.original, [cut.kind.value for cut in part.cuts]
    ('发布', '發佈', ['page_mark'])
    """
    draft = _Draft()
    items: list[Line | PlacedTable] = []
    printed_lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    width = page_width(printed_lines)
    draft.sets_in = width is not None and sets_paragraphs_in(printed_lines)
    for block in blocks:
        if isinstance(block, TableBlock):
            _place_marks(draft, items)
            _place_table(draft, block, items)
        else:
            _place_lines(draft, block, items, width)
    _place_marks(draft, items)
    # Masked before anything is kept: `original` must not hold a personal number either.
    printed = mask_numbers("".join(draft.pieces))
    text = put_look_alikes_right(simplify_text(printed)[0])
    part = Part(part_no, kind, digest, text, printed, [], items, name=name, url=url)
    cuts = find_cuts(text, draft.inner_marks)
    if cuts:
        _cut_out(part, cuts)
    return part


def _place_lines(
    draft: _Draft, block: Paragraph, items: list[Line | PlacedTable], width: int | None
) -> None:
    # A line end is not printable, and to ask for that is faster than to look for all of them.
    for piece in (block.text,) if block.text.isprintable() else block.text.splitlines():
        text = piece.strip(_EDGES)
        if not text:
            continue
        indent = indent_of(piece)
        last = draft.line
        if last:
            if len(text) <= LONGEST_PAGE_MARK and is_page_mark(text):
                draft.waiting_marks.append(text)
                continue
            before = draft.pieces[-1]
            if (width is not None or before[-1] not in _ENDS) and (
                _is_wrapped(before, text, block)
                or bracket_goes_on(before, text)
                or (
                    indent <= (0 if draft.sets_in else draft.indent)
                    and _fills_line(draft, last, text, indent, width)
                    and goes_on(text)
                )
            ):
                draft.inner_marks += [draft.add(mark) for mark in draft.waiting_marks]
                draft.waiting_marks.clear()
                last.end = draft.add(text)[1]
                draft.indent = indent
                continue
        if draft.waiting_marks:
            _place_marks(draft, items)
        _place_line(draft, text, block, items)
        draft.indent = draft.first_indent = indent


def _place_line(
    draft: _Draft,
    text: str,
    block: Paragraph,
    items: list[Line | PlacedTable],
) -> None:
    start = draft.length
    if start:
        draft.pieces.append("\n")
        start += 1
    draft.pieces.append(text)
    draft.length = start + len(text)
    draft.line = Line(start, draft.length, block.bold, block.align, block.heading)
    items.append(draft.line)


def _place_marks(draft: _Draft, items: list[Line | PlacedTable]) -> None:
    """Places the page marks between two lines, each a line of its own."""
    for mark in draft.waiting_marks:
        _place_line(draft, mark, Paragraph(mark), items)
    draft.waiting_marks.clear()


def _fills_line(draft: _Draft, last: Line, following: str, indent: int, width: int | None) -> bool:
    """Whether the last piece reaches the page's edge; the piece behind it is set in by `indent`."""
    if width is None or last.align in ("center", "right"):
        return False
    before = draft.pieces[-1]
    # A page often strips what sets a paragraph in: its first line is then narrower than the others.
    is_first = draft.length - len(before) == last.start
    return is_full(
        len(before) + draft.indent,
        width,
        following,
        next_hangs=indent < draft.first_indent,
        lost_indent=is_first and not draft.indent and before[-1] not in _ENDS,
    )


def _is_wrapped(before: str, after: str, block: Paragraph) -> bool:
    """Whether a line end stands inside a sentence: a long line breaks off and the next goes on."""
    if len(before) < _SHORTEST_WRAPPED:
        return False
    if block.heading is not None:
        return False
    if block.bold:
        return False
    if block.align in ("center", "right"):
        return False
    if not ("\u4e00" <= before[-1] <= "\u9fff"):
        return False
    # 责任单位：…、云泽新区党工 breaks off inside a name.
    if _HAS_SENTENCE.search(before) is None and not _breaks_off(before):
        return False
    if _RUNS_ON.match(after) is None:
        return False
    if _LABEL.match(after) is not None:
        return False
    # A paragraph may end with its clause and without a full stop: what follows is none of it.
    return _FIELD.match(after) is None and not ends_with_duty(before, after)


def _breaks_off(line: str) -> bool:
    """Whether a line of units behind their label ends with what no name ends with."""
    return _NAMES_UNITS.match(line) is not None and not is_complete(line)


def _place_table(draft: _Draft, block: TableBlock, items: list[Line | PlacedTable]) -> None:
    cells: dict[tuple[int, int], Span] = {}
    start: int | None = None
    row = -1
    for cell in block.grid.origins():
        text = cell.text.strip(_EDGES)
        if not text.isprintable():
            text = _LINE_END.sub("\n", text)
        if start is None:
            if draft.length:
                draft.add("\n")
            start = draft.length
        elif cell.row != row:
            draft.add("\n")
        else:
            draft.add("\t")
        row = cell.row
        cells[cell.row, cell.column] = draft.add(text)
    if start is not None:
        items.append(PlacedTable(block.grid, block.number, start, draft.length, cells))
        draft.line = None


def _cut_out(part: Part, cuts: Iterable[tuple[int, int, CutKind]]) -> None:
    """Takes `cuts` out of the part's text and moves what stands behind them."""
    stretches: list[Span] = []
    at = 0
    starts, removed = [0], [0]
    for start, end, kind in cuts:
        stretches.append((at, start))
        part.cuts.append(Cut(start - removed[-1], kind, part.original[start:end].strip("\n")))
        starts.append(start)
        removed.append(removed[-1] + end - start)
        at = end
    stretches.append((at, len(part.text)))
    bounds = [(s, e) for s, e, _ in cuts]

    def move_position(position: int) -> int:
        """Where a position of the text stands without the cuts; one inside a cut, where that was."""
        number = bisect_right(starts, position) - 1
        if number == 0:
            return position
        start, end = bounds[number - 1]
        if position >= end:
            return position - removed[number]
        return start - removed[number - 1]

    part.text = "".join(part.text[a:b] for a, b in stretches)
    part.original = "".join(part.original[a:b] for a, b in stretches)
    items: list[Line | PlacedTable] = []
    for item in part.items:
        item.start, item.end = move_position(item.start), move_position(item.end)
        if isinstance(item, PlacedTable):
            item.cells = {
                place: (move_position(start), move_position(end))
                for place, (start, end) in item.cells.items()
            }
        # A line that was nothing but a page mark is gone.
        if item.end > item.start:
            items.append(item)
    part.items = items
    _drop_last_line_end(part)


def _drop_last_line_end(part: Part) -> None:
    end = len(part.text.rstrip("\n"))
    if end < len(part.text) and all(i.end <= end for i in part.items):
        part.text, part.original = part.text[:end], part.original[:end]
        part.cuts = [Cut(min(cut.at, end), cut.kind, cut.text) for cut in part.cuts]
