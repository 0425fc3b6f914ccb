"""The ledger as an Excel workbook: Chinese headings, merged cells, days as days, links to pages.

Up to `MOST_MERGED` rows cells are merged as in a printed ledger. More are written row by row, so
that a workbook of 100,000 rows needs no more memory than one of a thousand; merged cells would have
to be held until the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.exports.ledger import LEDGER, Cell
from reports.exports.row_heights import row_height
from reports.exports.safe_text import make_visible
from taizhang.rows import Row

MOST_MERGED = 20_000  # rows
# Characters of a sheet's name, by Excel's specification.
_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "·"))
# Characters of an address, by Excel's specification.
_LONGEST_LINK = 2_079
# Links of a sheet, by the same; what comes after is written as a text.
_MOST_LINKS = 65_530
_FIRST_LINE = 2  # below title and headings
# Points of rows that surely stand on one sheet of paper, at the scale of the narrowest ledger.
_PAGE = 600.0
_LINK_COLUMNS = ("原文", "存档")
# The column that a comment stands at, and what it begins with.
_COMMENTED = next(n for n, column in enumerate(LEDGER) if column.heading == "任务内容")
_COMMENT = "原句："
# A comment's box beside Excel's own, which holds ten words.
_COMMENT_SIZE = {"x_scale": 2.5, "y_scale": 1.2}


@dataclass(frozen=True, slots=True)
class LedgerSheet:
    """A sheet: its name, its title above the headings, its rows."""

    name: str
    title: str
    rows: Iterable[Row]
    row_count: int


def write_workbook(path: Path, sheets: Sequence[LedgerSheet]) -> None:
    """Writes the sheets to a file that is there whole or not at all."""
    few = sum(sheet.row_count for sheet in sheets) <= MOST_MERGED
    # Beside its place, then renamed: a killed export leaves the old file as it was.
    aside = path.with_name(f".{path.name}.tmp")
    # Texts of pages are never taken for formulas, numbers or links, whatever they begin with.
    options = {
        "constant_memory": not few,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(str(aside), options)
    formats = _cell_formats(workbook)
    taken: set[str] = set()
    for sheet in sheets:
        worksheet = workbook.add_worksheet(_sheet_name(sheet.name, taken))
        _write_head(worksheet, sheet, formats)
        if few:
            _write_merged(worksheet, sheet.rows, formats)
        else:
            _write_plain(worksheet, sheet.rows, formats)
    workbook.close()
    aside.replace(path)


def _cell_formats(workbook: Any) -> dict[str, Any]:  # noqa: ANN401 — XlsxWriter has no types
    common = {
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "font_name": "宋体",
        "font_size": 11,
    }
    kinds = {
        "text": common,
        "top": common | {"valign": "top"},
        "center": common | {"align": "center"},
        # In one line, cut at the border: a digest is there to be copied.
        "code": common | {"text_wrap": False, "font_size": 8, "align": "fill"},
        "day": common | {"align": "center", "num_format": "yyyy-mm-dd"},
        "head": common | {"align": "center", "bold": True, "bg_color": "#E8EEF4"},
        "link": common | {"align": "center", "font_color": "#205A8C", "underline": 1},
        "title": {
            "bold": True,
            "font_size": 16,
            "align": "center",
            "valign": "vcenter",
            "font_name": "宋体",
        },
    }
    return {name: workbook.add_format(kind) for name, kind in kinds.items()}


def _sheet_name(name: str, names: set[str]) -> str:
    """A name that Excel allows and no other sheet of the workbook has."""
    # Excel refuses the whole file for one wrong name of a sheet.
    base = make_visible(name).translate(_NOT_IN_NAMES)[:_LONGEST_NAME] or "台账"
    unique, number = base, 1
    # Excel compares names of sheets without regard to case.
    while unique.lower() in names:
        number += 1
        unique = f"{base[: _LONGEST_NAME - len(str(number)) - 1]}~{number}"
    names.add(unique.lower())
    return unique


def _write_head(worksheet: Worksheet, sheet: LedgerSheet, formats: dict[str, Any]) -> None:
    """Title and headings, which are printed on every page; A4 across, as wide as one page."""
    width = len(LEDGER) + len(_LINK_COLUMNS)
    worksheet.merge_range(0, 0, 0, len(LEDGER) - 1, make_visible(sheet.title), formats["title"])
    for number, column in enumerate(LEDGER):
        worksheet.set_column(number, number, column.width)
        worksheet.write_string(1, number, column.heading, formats["head"])
    for number, heading in enumerate(_LINK_COLUMNS, len(LEDGER)):
        worksheet.set_column(number, number, 8)
        worksheet.write_string(1, number, heading, formats["head"])
    worksheet.set_row(0, 28)
    worksheet.freeze_panes(2, 0)
    worksheet.repeat_rows(0, 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)  # A4
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)  # inches
    worksheet.fit_to_pages(1, 0)
    worksheet.set_footer("&C第 &P 页，共 &N 页")
    # Links and digests say nothing on paper.
    worksheet.print_area(0, 0, 1 + sheet.row_count, len(LEDGER) - 1)
    if sheet.row_count:
        worksheet.autofilter(1, 0, 1 + sheet.row_count, width - 1)


def _write_plain(worksheet: Worksheet, rows: Iterable[Row], formats: dict[str, Any]) -> None:
    for line, row in enumerate(rows, 2):
        worksheet.set_row(line, _height_of(row))
        for number, column in enumerate(LEDGER):
            _write_cell(worksheet, line, number, column.cell(row), formats)
        _write_beside(worksheet, line, row, formats)


def _write_merged(worksheet: Worksheet, rows: Iterable[Row], formats: dict[str, Any]) -> None:
    known = list(rows)
    heights = _heights_of(known)
    for line, height in enumerate(heights, _FIRST_LINE):
        worksheet.set_row(line, height)
    _hide_columns(worksheet, known)
    for number, column in enumerate(LEDGER):
        if not column.is_merged:
            for line, row in enumerate(known, 2):
                _write_cell(worksheet, line, number, column.cell(row), formats)
            continue
        for first, last, cell in _merged_runs(known, number):
            if last > first:
                text = "" if cell is None else make_visible(str(cell))
                # In the middle of several pages, the first would show an empty cell.
                is_long = sum(heights[first - _FIRST_LINE : last - _FIRST_LINE + 1]) > _PAGE
                style = formats["top" if is_long else "text"]
                worksheet.merge_range(first, number, last, number, text, style)
            else:
                _write_cell(worksheet, first, number, cell, formats)
    for line, row in enumerate(known, 2):
        _write_beside(worksheet, line, row, formats)


def _hide_columns(worksheet: Worksheet, rows: Sequence[Row]) -> None:
    """What no task says, and what the title of a ledger of one document says, takes no paper.

    The columns are there, and can be shown again.
    """
    is_of_one = len({row["document_id"] for row in rows}) == 1
    for number, column in enumerate(LEDGER):
        is_said_above = column.of_document and is_of_one
        if is_said_above or (rows and not any(column.cell(row) for row in rows)):
            worksheet.set_column(number, number, column.width, None, {"hidden": True})


def _merged_runs(rows: Sequence[Row], number: int) -> Iterator[tuple[int, int, Cell]]:
    """Stretches of lines whose cells in a merged column say the same, within those of the merged columns before it."""
    columns = [column for column in LEDGER[: number + 1] if column.is_merged]

    def place(row: Row) -> tuple[Cell, ...]:
        # Never across documents or sections: two plans may have the same heading, and so may two
        # sections of one.
        return row["document_id"], *(column.cell(row) for column in columns)

    line = _FIRST_LINE
    for cells, group in groupby(rows, key=place):
        height = len(list(group))
        yield line, line + height - 1, cells[-1]
        line += height


def _heights_of(rows: Sequence[Row]) -> list[float]:
    """The height of each row; those of a merged cell share what it needs beyond theirs."""
    heights = [_height_of(row) for row in rows]
    for number, column in enumerate(LEDGER):
        if not column.is_merged:
            continue
        for first, last, cell in _merged_runs(rows, number):
            own = slice(first - _FIRST_LINE, last - _FIRST_LINE + 1)
            needed = row_height([(str(cell), column.width)]) if cell else 0
            lacking = max(0.0, needed - sum(heights[own])) / len(heights[own])
            heights[own] = [height + lacking for height in heights[own]]
    return heights


def _height_of(row: Row) -> float:
    """By the cells that stand in this row alone."""
    own = ((column.cell(row), column.width) for column in LEDGER if not column.is_merged)
    return row_height((cell, width) for cell, width in own if isinstance(cell, str))


def _write_cell(
    worksheet: Worksheet,
    line: int,
    number: int,
    cell: Cell,
    formats: dict[str, Any],
) -> None:
    if cell is None or cell == "":
        worksheet.write_blank(line, number, None, formats["text"])
    elif isinstance(cell, date):
        worksheet.write_datetime(line, number, cell, formats["day"])
    elif isinstance(cell, int):
        worksheet.write_number(line, number, cell, formats["center"])
    else:
        worksheet.write_string(line, number, make_visible(cell), formats["text"])


def _write_beside(worksheet: Worksheet, line: int, row: Row, formats: dict[str, Any]) -> None:
    """The sentence as a comment at the task, the page's address and that of its archived copy as links."""
    sentence = row.get("sentence")
    if sentence:
        worksheet.write_comment(
            line, _COMMENTED, make_visible(f"{_COMMENT}{sentence}"), _COMMENT_SIZE
        )
    number = len(LEDGER)
    address, digest = row["url"] or "", row["capture_digest"] or ""
    archived = row.get("archived")
    # Excel counts links of a sheet, and refuses the rest: two a row where both are known.
    links = 2 if archived else 1
    can_be_link = (line - _FIRST_LINE + 1) * links <= _MOST_LINKS
    _write_link(worksheet, (line, number), (address, "原文"), formats, can_be_link=can_be_link)
    if archived and can_be_link:
        _write_link(worksheet, (line, number + 1), (archived, "存档"), formats, can_be_link=True)
    else:
        worksheet.write_string(line, number + 1, archived or digest, formats["code"])


def _write_link(
    worksheet: Worksheet,
    cell: tuple[int, int],
    link: tuple[str, str],
    formats: dict[str, Any],
    *,
    can_be_link: bool,
) -> None:
    """An address under a word, or as a text where it may be no link."""
    address, word = link
    is_link = len(address) <= _LONGEST_LINK and address.startswith(("http://", "https://"))
    if can_be_link and is_link:
        worksheet.write_url(*cell, address, formats["link"], word)
    else:
        worksheet.write_string(*cell, make_visible(address), formats["text"])
