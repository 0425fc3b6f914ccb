"""Cells of a ledger as one line: broken lines put together, those that separate units kept apart, no character made up.

Each character of a joined text has a place in the part, so that whatever is read of it has spans
there.
"""

import re
from bisect import bisect_right

from msgspec import Struct

from transform.actors.labels import COLON, LABEL
from transform.actors.names import ENDING
from transform.actors.unit_names import prefix_of, takes_prefix
from transform.lexicon.table_patterns import table_pattern
from transform.model import Span
from transform.tables.cell_kinds import is_persons

_SEPARATOR = re.compile(r"[、，,;；。]")
_ENDS_APART = re.compile(r"[、，,;；。:：]\s*$")
_STARTS_APART = re.compile(rf"\s*+(?:[、，,;；。:：)）〕\]】]|(?:和|及|以及|与)\S|{LABEL}{COLON})")
_LABELLED = re.compile(rf"\s*+{LABEL}{COLON}")
_COMPLETE = re.compile(rf"(?:{ENDING})(?:[（(〔][^（(〔）)〕]{{1,20}}[)）〕])?$")
_EACH = table_pattern("cells", "each_of_them")
_OPENS_NAME = table_pattern("cells", "opens_name", suffix="$")
# Names shorter than these are pieces that a line end cut off.
_SHORTEST_LEFT, _SHORTEST_RIGHT = 2, 3
_OPENING, _CLOSING = frozenset("（([〔【"), frozenset("）)]〕】")


class Joined(Struct):
    """Text put together of pieces of a part."""

    text: str = ""
    _starts: list[int] = []
    _origins: list[int] = []

    def add(self, text: str, origin: int) -> None:
        """Append a piece that stands at `origin` in the part."""
        self._starts.append(len(self.text))
        self._origins.append(origin)
        self.text += text

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """Where `text[start:end]` stands in the part: one span for each piece that it touches."""
        if len(self._starts) == 1 and start < end:
            by = self._origins[0]
            return ((start + by, end + by),)
        out: list[Span] = []
        while start < end:
            number = bisect_right(self._starts, start) - 1
            stop = min(
                end,
                self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text),
            )
            origin = self._origins[number] + start - self._starts[number]
            if out and out[-1][1] == origin:
                out[-1] = (out[-1][0], origin + stop - start)
            else:
                out.append((origin, origin + stop - start))
            start = stop
        return tuple(out)


def lines_of(text: str, span: Span) -> list[Span]:
    r"""The lines of a cell that hold anything, without the blanks at their ends.

    >>> lines_of("县水务局 \n\n县财政局", (0, 11))
    [(0, 4), (7, 11)]
    """
    out: list[Span] = []
    at, stop = span
    cell = text[at:stop]
    # As most: a ledger of a thousand rows asks here some ten thousand times.
    if "\n" not in cell:
        whole = cell.strip()
        start = at + cell.find(whole)
        if whole:
            return [(start, start + len(whole))]
        return out
    for line in cell.split("\n"):
        start = at + len(line) - len(line.lstrip())
        end = at + len(line.rstrip())
        if start < end:
            out.append((start, end))
        at += len(line) + 1
    return out


def without_repeats(text: str, lines: list[Span]) -> list[Span]:
    """Lines without those that a page break printed again, as in a merged cell that goes over several pages.

    >>> without_repeats("县水利局县水利局", [(0, 4), (4, 8)])
    [(0, 4)]
    >>> without_repeats("县水利局县教育局", [(0, 4), (4, 8)])
    [(0, 4), (4, 8)]
    """
    # The most repetitions first: of four equal lines one stays, not two.
    for count in range(len(lines), 1, -1):
        size, rest = divmod(len(lines), count)
        if rest or text[lines[0][0]] != text[lines[size][0]]:
            continue
        groups = {
            "".join([text[a:b] for a, b in lines[i : i + size]]) for i in range(0, len(lines), size)
        }
        if len(groups) == 1:
            return lines[:size]
    return lines


def join_lines(text: str, span: Span) -> Joined:
    """A cell as one line."""
    joined = Joined()
    for start, end in without_repeats(text, lines_of(text, span)):
        joined.add(text[start:end], start)
    return joined


def add_units(cell_text: Joined, text: str, span: Span) -> Span:
    """Appends a cell with units, line ends kept only where they separate; returns where it stands in the joined text."""
    lines = without_repeats(text, lines_of(text, span))
    begin = len(cell_text.text)
    has_separators = _SEPARATOR.search(text[slice(*span)]) is not None
    for number, (start, end) in enumerate(lines):
        if number:
            before = text[lines[number - 1][0] : lines[number - 1][1]]
            if separates_units(before, text[start:end], has_separators, cell_text.text[begin:]):
                cell_text.add("\n", text.index("\n", lines[number - 1][1]))
        cell_text.add(text[start:end], start)
    return begin, len(cell_text.text)


def separates_units(before: str, after: str, has_separators: bool, so_far: str) -> bool:
    """Whether a line end stands between two units rather than inside a name.

    Where the cell has separators, a line end is one only before a unit that plainly begins anew;
    where it has none, each line that reads as a whole name is one.

    >>> separates_units("县水务局", "县财政局", False, "县水务局")
    True
    >>> separates_units("县水务局、县财政局", "县教育局", True, "县水务局、县财政局")
    True

    A name broken at the cell's edge is one name:

    >>> separates_units("青山市人民政府", "办公室", False, "青山市人民政府")
    False
    >>> separates_units("县水务局、县自然资", "源局", True, "县水务局、县自然资")
    False
    """
    if _LABELLED.match(after):
        return True
    if _ENDS_APART.search(before) or _STARTS_APART.match(after) or is_open(so_far):
        return False
    left = _SEPARATOR.split(before)[-1].strip()
    right = _SEPARATOR.split(after)[0].strip()
    if len(left) < _SHORTEST_LEFT or len(right) < _SHORTEST_RIGHT or "的" in right:
        return False
    if is_persons(left):
        if prefix_of(right) is None:
            return False
        return _COMPLETE.search(right) is not None
    if not _COMPLETE.search(left):
        return False
    begins_anew = _EACH.match(right) is not None or prefix_of(right) is not None
    if has_separators or _OPENS_NAME.search(left):
        return begins_anew and _COMPLETE.search(right) is not None
    if begins_anew:
        return True
    if takes_prefix(right):
        return True
    return _COMPLETE.search(right) is not None


def is_open(text: str) -> bool:
    """Whether a bracket is still open at the end.

    >>> is_open("县教育局（林"), is_open("县教育局（林远）")
    (True, False)
    """
    depth = 0
    for char in text:
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING and depth:
            depth -= 1
    return depth > 0
