"""Names of a ledger's columns that stand in lines or between bars, of which no table came.

序号 | 工作任务 | 责任单位 | opens a table however it was torn: where nothing of it was read, that is worth a word.
"""

import re
from collections.abc import Iterator

from transform.model import Span
from transform.tables.headers import HEADER_ENDS, LONGEST, Column, read_header

_CELL = re.compile(r"[^|｜│┃\t\n]+")
_FEWEST, _MOST = 3, 12
_NEEDED = {Column.TASK, Column.UNITS}


def find_unread_columns(text: str) -> Span | None:
    r"""Where three names of columns at least, of tasks and of units among them, stand close together.

    >>> text = "序号 |\n重点任务 |\n内容摘要 |\n责任单位 |\n1 |\n清淤 |"
    >>> start, end = find_unread_columns(text)
    >>> text[start:end].split("|")[0], text[start:end].split()[-1]
    ('序号 ', '责任单位')
    >>> find_unread_columns("一、重点任务\n疏通支渠，牵头单位要抓紧。") is None
    True
    """
    close: list[tuple[int, int, Column]] = []
    for number, (start, cell) in enumerate(_cells(text)):
        header = read_header(cell) if _may_be_header(cell) else None
        if header is None:
            continue
        close = [known for known in close if number - known[1] < _MOST]
        close.append((start, number, header.kind))
        kinds = [kind for *_, kind in close]
        if len(close) >= _FEWEST and {*kinds} >= _NEEDED:
            return close[0][0], start + len(cell)
    return None


def _cells(text: str) -> Iterator[tuple[int, str]]:
    """What stands between bars, tabs and line ends, with where it begins; blanks alone are nothing."""
    for cell in _CELL.finditer(text):
        plain = cell.group().strip()
        if plain:
            yield cell.start() + cell.group().index(plain), plain


def _may_be_header(cell: str) -> bool:
    return len(cell) <= LONGEST and cell[-1] in HEADER_ENDS
