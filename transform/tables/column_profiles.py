"""What the cells of a column are, taken together: the evidence that needs no header."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from msgspec import Struct

from transform.grid import Cell
from transform.tables.cell_kinds import CellKind, kind_of, names_in, share_of_organs
from transform.tables.sheet import Sheet

# Rows that a column is judged by; what it holds does not change further down.
_MOST_ROWS = 200
# Shares of cells. A ledger typed by hand has a cell of another kind here and there.
_NEARLY_ALL = 0.8
_MOST = 0.6
_DIGITS = re.compile(r"\d+")
_WORDS = (CellKind.PHRASE, CellKind.PROSE, CellKind.ORGANS, CellKind.PERSONS)


class Profile(Struct):
    """The cells of a column that have text: how many of which kind, how long, how different from each other."""

    filled: int = 0
    kinds: Counter[CellKind] = Counter()
    # Mean share of organs' names in a cell.
    organs: float = 0.0
    length: float = 0.0
    # From 0 to 1: no text twice.
    different: float = 0.0
    is_running: bool = False
    is_merged: bool = False
    # Mean number of names in a cell.
    names: float = 0.0
    most_names: int = 0

    def share(self, *kinds: CellKind) -> float:
        """Which share of the cells is of these kinds."""
        if self.filled:
            return sum(self.kinds[kind] for kind in kinds) / self.filled
        return 0.0

    def is_mostly(self, *kinds: CellKind) -> bool:
        """Whether most cells are of these kinds."""
        return self.share(*kinds) >= _MOST

    def is_nearly_all(self, *kinds: CellKind) -> bool:
        """Whether nearly all cells are of these kinds."""
        return self.share(*kinds) >= _NEARLY_ALL

    def has_organs(self) -> bool:
        """Whether most of what the cells name are organs."""
        return self.organs >= _MOST

    def has_words(self) -> bool:
        """Whether most cells say something in words."""
        return self.is_mostly(*_WORDS)


def profile_column(sheet: Sheet, x: int, rows: Iterable[int]) -> Profile:
    """The profile of a column in these rows; a merged cell counts once, one across half of the table not at all."""
    cells: dict[int, Cell] = {}
    width = sheet.width
    for _, y in zip(range(_MOST_ROWS), rows, strict=False):
        cell = sheet.cell(y, x)
        if cell is not None and (cell.colspan == 1 or 2 * cell.colspan <= width):
            cells[id(cell)] = cell
    texts = [text for text in map(sheet.read, cells.values()) if text]
    kinds = Counter(map(kind_of, texts))
    filled = len(texts) - kinds.pop(CellKind.BLANK, 0)
    if not filled:
        return Profile()
    worded = [text for text in texts if kind_of(text) is not CellKind.BLANK]
    names = [len(names_in(text)) for text in worded]
    return Profile(
        filled,
        kinds,
        sum(map(share_of_organs, worded)) / filled,
        sum(map(len, worded)) / filled,
        len(set(worded)) / filled,
        _is_running(worded),
        any(cell.rowspan > 1 for cell in cells.values()),
        sum(names) / filled,
        max(names),
    )


def _is_running(texts: list[str]) -> bool:
    """Whether numbers count rows: each is the one before or the next, or the count begins anew.

    >>> _is_running(["1", "2", "3", "1"]), _is_running(["1.1", "1.2", "2.1"])
    (True, True)
    >>> _is_running(["35", "12", "80"])
    False
    """
    if not all(kind_of(text) is CellKind.NUMBER for text in texts):
        return False
    numbers = [tuple(map(int, _DIGITS.findall(text))) for text in texts]
    # （一）, ①: nobody measures in these.
    if not all(numbers):
        return True
    if len(numbers) == 1:
        return numbers[0][-1] < _MOST_ROWS
    return sum(_counts_on(*pair) for pair in pairwise(numbers)) >= _MOST * (len(numbers) - 1)


def _counts_on(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether a number is the one before it, the next, or the first of those below or beside it."""
    if len(before) == len(after) == 1:
        return after[0] in (before[0], before[0] + 1, 1)
    if len(before) != len(after):
        return after[-1] == 1 or after[0] == before[0] + 1
    if after == before:
        return True
    if after[:-1] == before[:-1] and after[-1] == before[-1] + 1:
        return True
    return after[-1] == 1
