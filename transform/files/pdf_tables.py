"""Tables of a PDF: cells from drawn lines, merged cells by the edges they cross, put together over page breaks."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import chain, product
from typing import Any

from msgspec import Struct

from transform.actors.unit_names import prefix_of
from transform.files.pdf_effort import CROSSING, effort
from transform.files.pdf_lines import (
    Char,
    PdfLine,
    form_lines,
    is_wrapped,
    join_lines,
    turn_upright,
)
from transform.grid import Grid, SourceCell, form_grid
from transform.tables.cell_kinds import organ_weight
from transform.tables.cell_labels import split_label

# Edges closer than this are one edge, in points.
NEAR = 3.0
MAX_PADDING = 12.0
# A table of 40 rows and ten columns has 2,000 at most.
MAX_STROKES = 4000
# An organ's name, by cell_kinds.organ_weight.
SURELY = 0.9
# Rows of a table at whose head the heading stands that Word repeats on each page: below its title.
HEADING_REACH = 3
# Points: shorter rules across are underlines.
LEAST_RULE = 60.0
SENTENCE_END = frozenset("。；;！!？?")

PdfPage = Any  # pdfplumber has no types
Box = tuple[float, float, float, float]  # x0, top, x1, bottom


class PdfCell(Struct):
    """A cell by its rows and its edges; `lines` are those of all pages it stands on.

    `chars` are kept where the table may turn out to be none.
    """

    top: int
    bottom: int  # the row after its last
    x0: float
    x1: float
    lines: list[PdfLine] = []
    chars: list[Char] = []

    @property
    def text(self) -> str:
        """All lines without breaks, to compare cells."""
        return "".join(line.text for line in self.lines)


class PdfTable(Struct):
    """A table of one page, or of several put together."""

    edges: list[float]
    height: int
    cells: list[PdfCell]

    def row(self, y: int) -> list[PdfCell]:
        """The cells that begin in a row, from left to right."""
        return sorted((cell for cell in self.cells if cell.top == y), key=lambda cell: cell.x0)


def form_table(boxes: Iterable[Box], chars: Iterable[Char]) -> PdfTable:
    """A page's table of its cells' boxes and the characters inside them."""
    boxes = sorted(boxes, key=lambda box: (box[1], box[0]))
    edges = merge_edges(chain.from_iterable((box[0], box[2]) for box in boxes))
    levels = merge_edges(chain.from_iterable((box[1], box[3]) for box in boxes))
    cells: list[PdfCell] = []
    owner: dict[tuple[int, int], int] = {}
    for x0, top, x1, bottom in boxes:
        left, right, upper, lower = (
            nearest_edge(edges, x0),
            nearest_edge(edges, x1),
            nearest_edge(levels, top),
            nearest_edge(levels, bottom),
        )
        for y in range(upper, lower):
            for x in range(left, right):
                owner.setdefault((y, x), len(cells))
        cells.append(PdfCell(upper, lower, edges[left], edges[right]))
    inside: list[list[Char]] = [[] for _ in cells]
    for char in chars:
        y = bisect_right(levels, (char["top"] + char["bottom"]) / 2) - 1
        x = bisect_right(edges, (char["x0"] + char["x1"]) / 2) - 1
        cell = owner.get((y, x))
        if cell is not None:
            inside[cell].append(char)
    for table_cell, letters in zip(cells, inside, strict=True):
        # A label of a tall narrow cell may stand sideways.
        sideways = [char for char in letters if not char["upright"]]
        table_cell.lines = form_lines(
            turn_upright(sideways) if len(sideways) == len(letters) else letters
        )
    return PdfTable(edges, max(len(levels) - 1, 0), cells)


def merge_edges(values: Iterable[float]) -> list[float]:
    """Sorted positions, those that lie close taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return out


def nearest_edge(edges: Sequence[float], value: float) -> int:
    """The place of the edge closest to a position."""
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def goes_on(above: PdfTable, below: PdfTable) -> bool:
    """Whether the table at a page's top is the one from the page before: the same frame, no other columns."""
    a, b = above.edges, below.edges
    if len(a) < 2 or len(b) < 2 or abs(a[0] - b[0]) > NEAR or abs(a[-1] - b[-1]) > NEAR:
        return False
    fewer, more = sorted((a, b), key=len)
    return all(min(abs(x - y) for y in more) <= NEAR for x in fewer)


def continue_table(above: PdfTable, below: PdfTable) -> None:
    """Puts `below`, the same table on the next page, under `above`: no headings twice, torn rows and cells joined."""
    first = repeated_rows(above, below)
    opening = [cell for cell in below.cells if cell.top == first]
    ends = [cell for cell in above.cells if cell.bottom == above.height]
    # The cell right above each of the first row's, across the page break.
    upper = {}
    for cell in opening:
        end = same_columns(ends, cell)
        if end is not None:
            upper[id(cell)] = end
    is_torn = is_torn_row(above, opening, upper)
    base = above.height - first - (1 if is_torn else 0)
    for cell in below.cells:
        if cell.top < first:
            continue
        end = upper.get(id(cell))
        if end is not None and (
            is_torn or (not cell.lines and not has_blanks(above, below, cell, first))
        ):
            end.lines.extend(cell.lines)
            end.bottom = cell.bottom + base
        else:
            above.cells.append(
                PdfCell(
                    cell.top + base,
                    cell.bottom + base,
                    cell.x0,
                    cell.x1,
                    cell.lines,
                )
            )
    above.height = below.height + base
    if len(below.edges) > len(above.edges):
        above.edges = below.edges


def repeated_rows(above: PdfTable, below: PdfTable) -> int:
    """How many rows at the top of `below` repeat rows from the top of the table (Word's repeated headings)."""
    for start in range(min(HEADING_REACH, above.height)):
        count = 0
        while start + count < above.height and count < below.height - 1:
            heading = [(cell.text, cell.bottom - cell.top) for cell in above.row(start + count)]
            row = [(cell.text, cell.bottom - cell.top) for cell in below.row(count)]
            if heading != row or not any(text for text, _ in row):
                break
            count += 1
        if count:
            return count
    return 0


def same_columns(cells: Iterable[PdfCell], sample: PdfCell) -> PdfCell | None:
    """The cell with the same left and right edge."""
    for cell in cells:
        if abs(cell.x0 - sample.x0) <= NEAR and abs(cell.x1 - sample.x1) <= NEAR:
            return cell
    return None


def is_torn_row(above: PdfTable, opening: Sequence[PdfCell], upper: dict[int, PdfCell]) -> bool:
    """Whether a page's first row is the rest of the row before.

    It is where no cell begins anew (a label, a bare number), each goes on below a cell that does
    not end a sentence, and the longest goes on below a line that was broken for want of room.
    """
    filled = [cell for cell in opening if cell.lines]
    if not filled:
        return False
    for cell in filled:
        end = upper.get(id(cell))
        if end is None or not end.lines or end.text[-1] in SENTENCE_END:
            return False
        if split_label(cell.text)[0] or cell.text.isdecimal():
            return False
    longest = max(filled, key=lambda cell: len(cell.text))
    end = upper[id(longest)]
    return is_wrapped(end.lines[-1], longest.lines[0], room_of(end, measure_padding(above)))


def has_blanks(above: PdfTable, below: PdfTable, sample: PdfCell, first: int) -> bool:
    """Whether cells of this column stand empty inside a page too: then one at its top is no rest of the cell above."""
    inner = [cell for cell in above.cells if cell.top > 0] + [
        cell for cell in below.cells if cell.top > first
    ]
    return any(
        not cell.lines and abs(cell.x0 - sample.x0) <= NEAR and abs(cell.x1 - sample.x1) <= NEAR
        for cell in inner
    )


def measure_padding(table: PdfTable) -> float:
    """How far text keeps from a cell's edge."""
    gaps: list[float] = []
    for cell in table.cells:
        gaps += [line.x0 - cell.x0 for line in cell.lines]
    least = min(gaps, default=0.0)
    return min(max(least, 0.0), MAX_PADDING)


def room_of(cell: PdfCell, pad: float) -> float:
    """The width that a cell's lines have."""
    return cell.x1 - cell.x0 - 2 * pad


def to_grid(table: PdfTable) -> Grid:
    """The table as a grid; a place that no cell covers is an empty cell."""
    pad = measure_padding(table)
    spans = {}
    covered: set[tuple[int, int]] = set()
    for cell in sorted(table.cells, key=lambda c: (c.top, c.x0)):
        left, right = nearest_edge(table.edges, cell.x0), nearest_edge(table.edges, cell.x1)
        slots = set(product(range(cell.top, cell.bottom), range(left, right)))
        if slots and not slots & covered:
            covered |= slots
            text = join_lines(cell.lines, room_of(cell, pad), are_two_names)
            spans[cell.top, left] = SourceCell(text, cell.bottom - cell.top, right - left)
    rows: list[list[SourceCell]] = [[] for _ in range(table.height)]
    for y in range(table.height):
        for x in range(len(table.edges) - 1):
            if (y, x) in spans:
                rows[y].append(spans[y, x])
            elif (y, x) not in covered:
                rows[y].append(SourceCell(""))
    return form_grid(rows)


def find_boxes(page: PdfPage) -> list[tuple[Box, list[Box]]]:
    """The tables of a pdfplumber page: each one's frame and cells, from top to bottom.

    A lone frame is no table. A page with more strokes than a table of people has is a map or a
    drawing: it has none.
    """
    if len(page.lines) + len(page.rects) + len(page.curves) > MAX_STROKES:
        return []
    crossings = count_crossings(page.edges)
    effort.spend(CROSSING * crossings)
    finder = page.debug_tablefinder()
    tables = finder.tables
    sides = missing_sides(finder.edges)
    if sides:
        effort.spend(CROSSING * crossings)
        tables = page.find_tables({"explicit_vertical_lines": sides})
    frames = [(table.bbox, list(table.cells)) for table in tables if len(table.cells) > 1]
    return sorted(frames, key=lambda frame: frame[0][1])


def count_crossings(edges: Sequence[Char]) -> int:
    """How many corners cells may have at most: heights of rules across, times places of rules down."""
    across = merge_edges(edge["top"] for edge in edges if edge["orientation"] == "h")
    down = merge_edges(edge["x0"] for edge in edges if edge["orientation"] == "v")
    return len(across) * len(down)


def group_rules(across: Sequence[Char]) -> list[list[Char]]:
    """Rules that begin and end at the same places, each group from top to bottom."""
    groups: list[list[Char]] = []
    for edge in sorted(across, key=lambda edge: (edge["x0"], edge["x1"], edge["top"])):
        last = groups[-1][-1] if groups else None
        if last and abs(last["x0"] - edge["x0"]) <= NEAR and abs(last["x1"] - edge["x1"]) <= NEAR:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


def missing_sides(edges: Sequence[Char]) -> list[Char]:
    """The left and right borders that tables with open sides lack: rules across end there, and no line goes down."""
    across = [
        edge
        for edge in edges
        if edge["orientation"] == "h" and edge["x1"] - edge["x0"] >= LEAST_RULE
    ]
    down = [edge for edge in edges if edge["orientation"] == "v"]
    sides: list[Char] = []
    for group in group_rules(across):
        top, bottom = min(edge["top"] for edge in group), max(edge["bottom"] for edge in group)
        for x in (group[0]["x0"], group[0]["x1"]):
            near = [edge for edge in down if abs(edge["x0"] - x) <= NEAR]
            has_side = any(edge["bottom"] > top and edge["top"] < bottom for edge in near)
            if len(group) > 1 and not has_side:
                side = {
                    "object_type": "line",
                    "x0": x,
                    "x1": x,
                    "top": top,
                    "bottom": bottom,
                    "height": bottom - top,
                }
                sides.append(side)
    return sides


def are_two_names(before: str, after: str) -> bool:
    """Whether a line ends with the whole name of an organ and the next begins with another's.

    Where names stand on lines of their own, or apart by blanks, a long one fills its line.

    >>> are_two_names("县水务局", "县财政局"), are_two_names("县自然资源和规", "划局")
    (True, False)
    """
    ends, begins = before.rpartition(" ")[2], after.partition(" ")[0]
    if organ_weight(ends) < SURELY:
        return False
    if organ_weight(begins) < SURELY:
        return False
    return prefix_of(begins) is not None
