"""A bulletin as an Excel workbook: a sheet for each section, with all its rows."""

import io
from datetime import date
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from reports.bulletins.sections import Bulletin, BulletinSection, Cell
from reports.bulletins.words import name_of
from reports.exports.row_heights import LINE, row_height
from reports.exports.safe_text import make_visible

# Characters; others are narrow.
WIDTHS = {"task": 60, "document": 40, "units": 28, "what": 28, "amount": 16}
NARROW = 14
A4 = 9


def bulletin_workbook(bulletin: Bulletin) -> bytes:
    """The file. Texts of pages are never taken for formulas, numbers or links."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    workbook = xlsxwriter.Workbook(out, options)
    cell = {
        "text_wrap": True,
        "valign": "vcenter",
        "border": 1,
        "font_name": "宋体",
        "font_size": 11,
    }
    formats = {
        "text": workbook.add_format(cell),
        "day": workbook.add_format(cell | {"align": "center", "num_format": "yyyy-mm-dd"}),
        "head": workbook.add_format(
            cell | {"align": "center", "bold": True, "bg_color": "#E8EEF4"}
        ),
        "title": workbook.add_format(
            {"bold": True, "font_size": 14, "font_name": "宋体", "valign": "vcenter"}
        ),
    }
    for section in bulletin.sections:
        _write_section(
            workbook.add_worksheet(name_of("section", section.name).zh), bulletin, section, formats
        )
    workbook.close()
    return out.getvalue()


def _write_section(
    worksheet: Worksheet, bulletin: Bulletin, section: BulletinSection, formats: dict[str, Any]
) -> None:
    words = name_of("section", section.name)
    title = f"{bulletin.region} {bulletin.quarter} {words.zh} {words.en}"
    worksheet.write_string(0, 0, make_visible(title), formats["title"])
    for number, column in enumerate(section.columns):
        head = name_of("column", column)
        worksheet.set_column(number, number, WIDTHS.get(column, NARROW))
        worksheet.write_string(1, number, f"{head.zh}\n{head.en}", formats["head"])
    widths = [WIDTHS.get(column, NARROW) for column in section.columns]
    worksheet.set_row(0, 2 * LINE)
    worksheet.set_row(1, 2 * LINE)
    for line, row in enumerate(section.rows, 2):
        texts = [cell if isinstance(cell, str) else "" for cell in row.cells]
        # Said in the file: programs that print it do not all find the height of wrapped text.
        worksheet.set_row(line, row_height(zip(texts, widths, strict=True)))
        for number, value in enumerate(row.cells):
            _write_value(worksheet, line, number, value, formats)
    worksheet.freeze_panes(2, 0)
    worksheet.repeat_rows(0, 1)
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)


def _write_value(
    worksheet: Worksheet, line: int, number: int, value: Cell, formats: dict[str, Any]
) -> None:
    if value is None:
        worksheet.write_blank(line, number, None, formats["text"])
    elif isinstance(value, date):
        worksheet.write_datetime(line, number, value, formats["day"])
    else:
        worksheet.write_string(line, number, make_visible(value), formats["text"])
