"""Tables without vertical rules: their columns are the stripes in which no line of the table has a character.

pdfplumber's text strategy wants words that begin or end alike, which Chinese cells of any length do
not; the white stripes below a heading of several words do not depend on that.
"""

from collections.abc import Sequence
from itertools import pairwise

from transform.files.pdf_lines import COLUMN_GAP, Char, form_lines, group_rows
from transform.files.pdf_tables import PdfCell, PdfTable

# Two words with a gap between them are a signature, or a line of two short columns.
LEAST_COLUMNS = 3
# Of a character: as narrow may be what parts two columns.
STRIPE = 0.2
# Characters: rows further apart are not of one table.
LEADING = 3.0
Stripe = tuple[float, float]


def find_unruled_tables(
    chars: Sequence[Char], rules: Sequence[float] = ()
) -> tuple[list[tuple[float, PdfTable]], list[Char]]:
    """Tables that begin with a row of three words or more, and all other characters.

    Beside each table stands the place of its top; `rules` are the heights of lines that are drawn
    across.
    """
    rows = group_rows(chars)
    tables: list[tuple[float, PdfTable]] = []
    rest: list[Char] = []
    place = 0
    while place < len(rows):
        stripes = split_row(rows[place])
        end = place + 1
        if len(stripes) >= LEAST_COLUMNS:
            end, stripes = extend_table(rows, place, stripes, bool(rules))
        if end - place > 1:
            top = min(char["top"] for char in rows[place])
            tables.append((top, form_unruled(rows[place:end], stripes, rules)))
        else:
            rest += rows[place]
        place = end
    return tables, rest


def split_row(row: Sequence[Char]) -> list[Stripe]:
    """The pieces of a row between gaps as wide as between columns."""
    pieces: list[Stripe] = []
    for char in row:
        if char["text"].isspace():
            continue
        if pieces and char["x0"] - pieces[-1][1] <= COLUMN_GAP * char["size"]:
            pieces[-1] = pieces[-1][0], max(pieces[-1][1], char["x1"])
        else:
            pieces.append((char["x0"], char["x1"]))
    return pieces


def extend_table(
    rows: Sequence[Sequence[Char]],
    first: int,
    stripes: list[Stripe],
    ruled: bool,
) -> tuple[int, list[Stripe]]:
    """The row behind the last that leaves the heading's columns apart, and the columns by all their rows."""
    least = len(stripes)
    end = first + 1
    while end < len(rows):
        row = [char for char in rows[end] if not char["text"].isspace()]
        gap = min(char["top"] for char in rows[end]) - max(char["bottom"] for char in rows[end - 1])
        if not row or (not ruled and gap > LEADING * row[0]["size"]):
            break
        merged = merge_stripes(
            [*stripes, *((char["x0"], char["x1"]) for char in row)],
            STRIPE * row[0]["size"],
        )
        if len(merged) < least:
            break
        stripes = merged
        end += 1
    return end, stripes


def merge_stripes(stripes: Sequence[Stripe], near: float) -> list[Stripe]:
    """Stripes from left to right, those that touch each other as one."""
    merged: list[Stripe] = []
    for begin, end in sorted(stripes):
        if merged and begin - merged[-1][1] <= near:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return merged


def form_unruled(
    rows: Sequence[Sequence[Char]],
    stripes: Sequence[Stripe],
    rules: Sequence[float],
) -> PdfTable:
    """The table of some rows: a row of it begins at a rule, or where its first column or three others are filled."""
    middles = [(left[1] + right[0]) / 2 for left, right in pairwise(stripes)]
    edges = [stripes[0][0] - 1, *middles, stripes[-1][1] + 1]
    groups: list[list[list[Char]]] = []
    bottom = 0.0
    for row in rows:
        cells = [
            [char for char in row if left <= char["x0"] < right] for left, right in pairwise(edges)
        ]
        filled = [bool(cell) for cell in cells]
        top = min(char["top"] for char in row)
        is_ruled = any(bottom - 1 <= rule <= top + 1 for rule in rules)
        if not groups or is_ruled or filled[0] or sum(filled) >= LEAST_COLUMNS:
            groups.append(cells)
        else:
            groups[-1] = [cell + more for cell, more in zip(groups[-1], cells, strict=True)]
        bottom = max(char["bottom"] for char in row)
    cells_of_table: list[PdfCell] = []
    for y, group in enumerate(groups):
        for (left, right), chars in zip(pairwise(edges), group, strict=True):
            cells_of_table.append(PdfCell(y, y + 1, left, right, form_lines(chars), chars))
    return PdfTable(edges, len(groups), cells_of_table)
