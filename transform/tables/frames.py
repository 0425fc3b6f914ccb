"""Tables that a text draws with frames: box drawings │ ─ ┼ or + - |, as rows of cells with the slots that they span.

Bars stand between the cells of a line, rules between rows. Between two rules a cell may take
several lines. Where a line has fewer bars than others a cell spans columns: which ones, its place
on the screen says, a Chinese character counting for two.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

from transform.grid import SourceCell

BARS = "│┃║|｜"
_CORNERS = "┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝┏┳┓┣╋┫┗┻┛╭╮╰╯+"
_STROKES = "─━═-—=┄┈╌"
# Before a cell's text: it goes on with the cell above. No text holds it.
_GOES_ON = "\x00"
_IS_RULED = re.compile(rf"[{re.escape(_STROKES)}][{re.escape(_STROKES)}]")
_BAR = re.compile(rf"[{BARS}]")
_EDGE = re.compile(rf"[{re.escape(_CORNERS)}{BARS}]")
_FEWEST_BARS = 2
# Below the header of a table in Markdown (GFM, 4.10), whose rows are a line each.
_MARKDOWN_RULE = re.compile(r"\s*+\|(?>(?:\s*+:?-++:?\s*+\|)+)\s*+")
_WIDE = ("W", "F")


def is_rule(line: str) -> bool:
    """Whether a line only draws the frame between two rows.

    >>> is_rule("├──┼──┤"), is_rule("|---|:-:|")
    (True, True)
    >>> is_rule("│序号│任务│"), is_rule("——")
    (False, True)
    """
    if _IS_RULED.search(line) is None:
        return False
    pieces = _EDGE.split(line.strip())
    return all(map(_is_stroke, filter(None, pieces)))


def may_draw(text: str) -> bool:
    """Whether a text holds a bar, or two strokes side by side as a rule does."""
    return "|" in text or _IS_RULED.search(text) is not None


def is_row(line: str) -> bool:
    """Whether a line holds cells between bars, or a rule below some of them.

    >>> is_row("│1│修渠│"), is_row("修渠|清淤")
    (True, False)
    """
    if _BAR.search(line) is None:
        return False
    return len(_EDGE.findall(line)) >= _FEWEST_BARS


def measure_frame(lines: Sequence[str]) -> int:
    """How many lines from the first on belong to one frame; 0 where it has no rule or no rows."""
    count = 0
    while count < len(lines) and (is_rule(lines[count]) or is_row(lines[count])):
        count += 1
    rules = sum(map(is_rule, lines[:count]))
    if rules and count - rules > 1:
        return count
    return 0


def read_frame(lines: Sequence[str]) -> list[list[SourceCell]]:
    r"""The rows of a framed table.

    >>> rows = read_frame(["┌─┬──┐", "│1│修渠│", "│ │清淤│", "├─┼──┤", "│2│修路│", "└─┴──┘"])
    >>> [[cell.text for cell in row] for row in rows]
    [['1', '修渠\n清淤'], ['2', '修路']]
    """
    groups = _group_lines(lines)
    pieces = [[_cut_line(line) for line in group] for group in groups]
    full = list(chain.from_iterable(pieces))
    width = max(map(len, full), default=0)
    bounds = next(([end for _, end in cells] for cells in full if len(cells) == width), [])
    rows: list[list[SourceCell]] = []
    for group in pieces:
        _add_row(rows, group, width, bounds)
    return _merge_down(rows)


def _group_lines(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each row: those between two rules, or each line where rules only stand around header and body."""
    if any(_MARKDOWN_RULE.fullmatch(line) for line in lines[:2]):
        return [[line] for line in lines if not is_rule(line)]
    groups: list[list[str]] = [[]]
    for line in lines:
        if is_rule(line):
            groups.append([])
        else:
            groups[-1].append(line)
    groups = [group for group in groups if group]
    # With a rule below every row, several lines are one; below the header alone, a line with its
    # first cell is a row.
    if len(groups) > 2 or all(len(group) == 1 for group in groups):
        return groups
    return list(chain.from_iterable(_rows_of(group) for group in groups))


def _rows_of(group: Sequence[str]) -> list[list[str]]:
    """Lines as rows: one whose first cell is empty goes on with the row above."""
    rows: list[list[str]] = []
    for line in group:
        if rows and not _cut_line(line)[0][0].strip():
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _cut_line(line: str) -> list[tuple[str, int]]:
    """The cells of a line with the column of the screen where each ends."""
    inner = line.strip()
    at = _screen_width(line[: len(line) - len(line.lstrip())])
    if _EDGE.match(inner):
        at += _screen_width(inner[0])
        inner = inner[1:]
    if inner and _EDGE.match(inner[-1]):
        inner = inner[:-1]
    cells: list[tuple[str, int]] = []
    # A rule below some cells only has corners where the bars of a row stand.
    edge = _EDGE if _IS_RULED.search(inner) else _BAR
    for text in edge.split(inner):
        at += _screen_width(text)
        cells.append((text, at))
        at += 1
    return cells


def _screen_width(text: str) -> int:
    """How many columns of the screen a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in text)


def _add_row(
    rows: list[list[SourceCell]],
    group: Sequence[Sequence[tuple[str, int]]],
    width: int,
    bounds: Sequence[int],
) -> None:
    """Adds the rows of a group of lines: one, or more where rules below some cells only divide it."""
    lines: list[Sequence[tuple[str, int]]] = []
    for cells in group:
        strokes = [_is_stroke(text) for text, _ in cells]
        if any(strokes) and len(cells) == width:
            rows.append(_join_lines(lines, width, bounds))
            # Below a rule a cell begins; beside it the one above goes on.
            lines = [
                [
                    ("" if stroke else _GOES_ON + text, end)
                    for (text, end), stroke in zip(cells, strokes, strict=True)
                ]
            ]
        else:
            lines.append(cells)
    rows.append(_join_lines(lines, width, bounds))


def _is_stroke(text: str) -> bool:
    """Whether a piece between two edges only draws a line; Markdown's may have a colon at its ends."""
    plain = text.strip().strip(":")
    if not plain:
        return False
    return all(char in _STROKES for char in plain)


def _join_lines(
    lines: Sequence[Sequence[tuple[str, int]]],
    width: int,
    bounds: Sequence[int],
) -> list[SourceCell]:
    """The cells of a row, the lines of each below each other."""
    if not lines:
        return []
    counts = [len(cells) for cells in lines]
    like = max(lines, key=len)
    texts: list[list[str]] = [[] for _ in like]
    for cells in lines:
        for number, (text, _) in enumerate(cells[: max(counts)]):
            texts[number].append(text.strip())
    joined = ["\n".join(filter(None, pieces)) for pieces in texts]
    spans = _measure_spans([end for _, end in like], width, bounds)
    return [SourceCell(text, colspan=span) for text, span in zip(joined, spans, strict=True)]


def _measure_spans(ends: Sequence[int], width: int, bounds: Sequence[int]) -> list[int]:
    """How many columns each cell of a row spans, by where it ends on the screen."""
    if len(ends) == width:
        return [1] * width
    spans: list[int] = []
    taken = 0
    for number, end in enumerate(ends):
        left = len(ends) - number - 1
        nearest = min(range(taken, width - left), key=lambda x: abs(bounds[x] - end))
        reach = width if not left else nearest + 1
        spans.append(reach - taken)
        taken = reach
    return spans


def _merge_down(rows: list[list[SourceCell]]) -> list[list[SourceCell]]:
    """Rows in which a cell that goes on from the row above is one with it."""
    merged: list[list[SourceCell]] = []
    # By column, the row and number of the cell that stands there.
    above: dict[int, tuple[int, int]] = {}
    for row in rows:
        if not row:
            continue
        cells: list[SourceCell] = []
        column = 0
        for cell in row:
            if cell.text.startswith(_GOES_ON) and column in above:
                y, x = above[column]
                over = merged[y][x]
                more = cell.text.replace(_GOES_ON, "").strip()
                text = "\n".join(filter(None, (over.text, more)))
                merged[y][x] = SourceCell(text, over.rowspan + 1, over.colspan)
            else:
                above[column] = len(merged), len(cells)
                cells.append(SourceCell(cell.text.replace(_GOES_ON, ""), 1, cell.colspan))
            column += cell.colspan
        merged.append(cells)
    return merged
