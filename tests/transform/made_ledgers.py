"""Small ledgers made at random, and the files that six formats make of them."""

import csv
import html
import io
from collections.abc import Callable, Sequence
from typing import NamedTuple

import docx
import openpyxl
from hypothesis import strategies as st

TITLE = "安澜县2025年重点任务分工表"
HEADS = {
    "number": ["序号", "编次"],
    "text": ["工作任务", "攻关课题", "具体措施"],
    "units": ["责任单位", "扛旗队伍", "承办处室"],
    "help": ["配合单位", "搭手单位"],
    "deadline": ["完成时限", "交卷日子"],
    "remark": ["备注", "亮点"],
}
TEXTS = [
    "疏浚内河九公里，加固闸门。",
    "栽植行道树八百株，补种绿篱。",
    "开办夜校三十个班，免收学费。",
    "更换老旧电梯四十部。",
    "修缮校舍八栋；配齐课桌。",
]
VALUES = {
    "units": ["县水利局", "县园林局、县城管局", "各乡镇人民政府", "县教育局，县财政局", ""],
    "help": ["县审计局", "县司法局、县民政局", ""],
    "deadline": ["6月底前", "2025年9月", "长期坚持", "第三季度", ""],
    "remark": ["续建", "", "新增"],
}
# Rows that are no tasks: the first cells of each.
ASIDES = [
    ("一、城乡建设",),
    ("合计", "5项"),
    ("注：各单位按季度报送进展。",),
    ("1", "2", "3", "4", "5", "6"),
]


class MadeLedger(NamedTuple):
    """Rows of cells with the columns that they are in; `tasks` are the texts and the units that must come out."""

    rows: list[list[str]]
    tasks: list[tuple[str, str]]


@st.composite
def made_ledgers(draw: st.DrawFn) -> MadeLedger:
    """A header, tasks in any order of columns, now and then a row that is none."""
    optional = [column for column in ("help", "deadline", "remark") if draw(st.booleans())]
    columns = draw(st.permutations(["text", "units", *optional]))
    columns = ["number", *columns] if draw(st.booleans()) else columns
    texts = draw(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=5, unique=True))
    # Of two columns with a comma between them and no word that anybody knows, nothing says that they are columns.
    heads = HEADS if len(columns) > 2 else HEADS | {"text": ["工作任务"]}
    rows = [[draw(st.sampled_from(heads[column])) for column in columns]]
    tasks = []
    for number, text in enumerate(texts, 1):
        row = {"number": str(number), "text": text} | {
            c: draw(st.sampled_from(v)) for c, v in VALUES.items()
        }
        if number == 1 and not row["units"]:
            row["units"] = "县水利局"  # where no row names a unit there is no ledger
        rows.append([row[column] for column in columns])
        tasks.append((text, "、".join([row["units"], row["help"] if "help" in columns else ""])))
        if draw(st.integers(0, 5)) == 0:
            aside = draw(st.sampled_from(ASIDES))[: len(columns)]
            rows.append([*aside, *[""] * (len(columns) - len(aside))])
    return MadeLedger(rows, tasks)


def write_html(rows: Sequence[Sequence[str]]) -> bytes:
    cells = "".join(
        "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>" for row in rows
    )
    head = f"<html><meta charset=utf-8><title>{TITLE}</title><body><h1>{TITLE}</h1><p>发布时间：2025-02-07</p>"
    return (
        f"{head}<div class=TRS_Editor><table border=1>{cells}</table></div></body></html>".encode()
    )


def write_docx(rows: Sequence[Sequence[str]]) -> bytes:
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def write_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ([TITLE], *rows):
        sheet.append([int(text) if text.isdecimal() else text or None for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[TITLE, *[""] * (len(rows[0]) - 1)], *rows])
    return out.getvalue().encode("gb18030")


def write_markdown(rows: Sequence[Sequence[str]]) -> bytes:
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([f"# {TITLE}", "", head, "|" + "---|" * len(rows[0]), *body, ""]).encode()


def write_text(rows: Sequence[Sequence[str]]) -> bytes:
    return "\n".join([TITLE, *("\t".join(row) for row in rows), ""]).encode()


WRITERS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "html": write_html,
    "docx": write_docx,
    "xlsx": write_xlsx,
    "csv": write_csv,
    "md": write_markdown,
    "txt": write_text,
}
