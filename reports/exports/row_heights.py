"""How high a row of wrapped texts must be: a file says it, for not every program that opens one finds it by itself."""

import math
from collections.abc import Iterable

LINE = 16.5  # points of a line of 11 points, in whatever font stands in for 宋体
# Characters of a column that its texts do not fill: its margins, and signs that begin no line.
_UNFILLED = 2
_HIGHEST = 409.0  # by Excel's specification


def row_height(cells: Iterable[tuple[str, int]]) -> float:
    """Points of a row of texts, each with the width of its column in characters; a Chinese character is two wide.

    >>> row_height([("公开预算", 6), ("a", 6)])
    33.0
    """
    lines = max((_count_lines(text, width) for text, width in cells), default=1)
    return min(_HIGHEST, LINE * lines)


def _count_lines(text: str, width: int) -> int:
    return sum(max(1, math.ceil(_width(line) / (width - _UNFILLED))) for line in text.split("\n"))


def _width(line: str) -> int:
    return sum(1 if character.isascii() else 2 for character in line)
