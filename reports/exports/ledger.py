"""The columns of an exported ledger, as an office knows them, and its rows as plain texts and days."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from reports.explorer_links import explorer_page
from taizhang.rows import Row

Cell = str | date | int | None
_ROWS_AT_A_TIME = 2_000

# What the columns below, and whoever shows tasks as a list, ask of a task.
LEDGER_FIELDS = (
    "task_id",
    "document_id",
    "portal",
    "region",
    "document_title",
    "doc_number",
    "published_on",
    "label",
    "headings",
    "text",
    "lead_units",
    "responsible_units",
    "cooperating_units",
    "supervising_units",
    "deadline_raw",
    "due_on",
)


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """A column: its Chinese heading, its width in characters, how its cell follows from a task, whether it is merged.

    Cells of a merged column that say the same in rows above each other are one cell, within the
    merged cells to the left of them. A column `of_document` says the same for all its tasks.
    """

    heading: str
    width: int
    cell: Callable[[Row], Cell]
    is_merged: bool = False
    of_document: bool = False


def _join_column(column: str) -> Callable[[Row], Cell]:
    return lambda row: "、".join(row[column])


def _deadline_cell(row: Row) -> Cell:
    # As printed where it was printed: 每季度末 says more than a day.
    cell: Cell = row["deadline_raw"] or row["due_on"]
    return cell


LEDGER = (
    LedgerColumn("序号", 6, lambda row: row["number"]),
    LedgerColumn("地区", 12, lambda row: row["region"], is_merged=True, of_document=True),
    LedgerColumn("文件", 30, lambda row: row["document_title"], is_merged=True, of_document=True),
    LedgerColumn("发文字号", 18, lambda row: row["doc_number"], is_merged=True, of_document=True),
    LedgerColumn("一级标题", 18, lambda row: "".join(row["headings"][:1]), is_merged=True),
    LedgerColumn("下级标题", 20, lambda row: "\n".join(row["headings"][1:]), is_merged=True),
    LedgerColumn("任务内容", 56, lambda row: row["text"]),
    LedgerColumn("牵头单位", 18, _join_column("lead_units")),
    LedgerColumn("责任单位", 24, _join_column("responsible_units")),
    LedgerColumn("配合单位", 24, _join_column("cooperating_units")),
    LedgerColumn("督导单位", 14, _join_column("supervising_units")),
    LedgerColumn("完成时限", 14, _deadline_cell),
    LedgerColumn("到期日", 12, lambda row: row["due_on"]),
)


def ledger_rows(
    tasks: pa.Table, pages: Mapping[str, Row], explorer: str | None = None
) -> Iterator[Row]:
    """The tasks as rows, numbered from 1, with the address and the archived copy of their page.

    The copy has a digest, and an address where the explorer is served.
    """
    number = 0
    # A few rows become Python values at a time: a country has millions.
    for batch in tasks.to_batches(max_chunksize=_ROWS_AT_A_TIME):
        for row in batch.to_pylist():
            number += 1
            page = pages.get(row["document_id"], {})
            yield row | {
                "number": number,
                "url": page.get("url"),
                "capture_digest": page.get("capture_digest"),
                "archived": explorer_page(explorer, "tasks", row["task_id"], "archived"),
            }
