"""Pages set in two columns, as bulletins and gazettes are: each column is read to its end before the next begins."""

from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median

from transform.files.pdf_lines import COLUMN_GAP, Char, group_rows

LEAST_ROWS = 4
# Characters: narrower columns are those of a table.
LEAST_WIDTH = 8.0
# So many of the lines of a column end where it ends, as only running text does.
LEAST_FULL = 0.5
# So many of the gaps in the middle of rows lie one below the other.
LEAST_NEAR = 0.7
# Where the gutter may lie, in shares of the text's width.
MIDDLE = (0.35, 0.65)


def read_columns(chars: Sequence[Char]) -> list[list[Char]]:
    """The regions of a page in reading order: the whole of it where it has no columns."""
    rows = group_rows(chars)
    gutter = find_gutter(rows)
    if gutter is None:
        return [list(chars)]
    regions: list[list[Char]] = []
    band: list[list[Char]] = []
    for row in rows:
        if any(char["x0"] < gutter < char["x1"] for char in row) or crosses_gutter(row, gutter):
            regions += split_band(band, gutter)
            band = []
            regions.append(row)
        else:
            band.append(row)
    regions += split_band(band, gutter)
    return merge_wide(regions, gutter)


def find_gutter(rows: Sequence[Sequence[Char]]) -> float | None:
    """Where the gap between two columns of running text lies; None where the page has none."""
    left = min((row[0]["x0"] for row in rows), default=0.0)
    right = max((row[-1]["x1"] for row in rows), default=0.0)
    low, high = (left + share * (right - left) for share in MIDDLE)
    gaps = [(*gap, row[0]["x0"]) for row in rows if (gap := middle_gap(row, low, high))]
    if len(gaps) < LEAST_ROWS:
        return None
    size = median(char["size"] for char in chain.from_iterable(rows))
    gutter = median((begin + end) / 2 for begin, end, _ in gaps)
    near = [gap for gap in gaps if gap[0] < gutter < gap[1]]
    if len(near) < max(LEAST_ROWS, LEAST_NEAR * len(gaps)):
        return None
    edge = max(begin for begin, _, _ in near)
    full = sum(edge - begin < COLUMN_GAP * size for begin, _, _ in near)
    is_wide = edge - min(start for _, _, start in near) > LEAST_WIDTH * size
    if is_wide and full >= LEAST_FULL * len(near):
        return gutter
    return None


def middle_gap(row: Sequence[Char], low: float, high: float) -> tuple[float, float] | None:
    """The only gap in a row that is as wide as between columns, if its middle lies between two places."""
    gaps = [
        (before["x1"], after["x0"])
        for before, after in pairwise(row)
        if after["x0"] - before["x1"] > COLUMN_GAP * before["size"]
    ]
    if len(gaps) != 1 or not low < (gaps[0][0] + gaps[0][1]) / 2 < high:
        return None
    return gaps[0]


def crosses_gutter(row: Sequence[Char], gutter: float) -> bool:
    """Whether a row goes on over the gutter without a gap, as a title does."""
    before = [char for char in row if char["x1"] <= gutter]
    after = [char for char in row if char["x0"] >= gutter]
    if not before or not after:
        return False
    gap: float = after[0]["x0"] - before[-1]["x1"]
    return bool(gap < before[-1]["size"])


def split_band(band: Sequence[Sequence[Char]], gutter: float) -> list[list[Char]]:
    """The two columns of the rows between two that go over the whole width."""
    left = [char for char in chain.from_iterable(band) if char["x1"] <= gutter]
    right = [char for char in chain.from_iterable(band) if char["x0"] >= gutter]
    return [column for column in (left, right) if column]


def merge_wide(regions: list[list[Char]], gutter: float) -> list[list[Char]]:
    """Regions with those that follow each other over the whole width put together."""
    merged: list[list[Char]] = []
    was_wide = False
    for region in regions:
        is_wide = region[0]["x0"] < gutter < max(char["x1"] for char in region)
        if is_wide and was_wide:
            merged[-1] += region
        else:
            merged.append(list(region))
        was_wide = is_wide
    return merged
