"""Pages set in columns, as bulletins and gazettes are: each column is read to its end before the next begins."""

from collections.abc import Sequence
from itertools import chain, pairwise
from statistics import median

from transform.files.pdf_lines import COLUMN_GAP, Char, group_rows

# With fewer rows, lines must break sentences to be those of columns rather than of a table.
LEAST_ROWS = 4
FEWEST_ROWS = 2
# Rows of three and more columns: each says where two gutters lie.
LEAST_ROWS_OF_MANY = 3
MOST_COLUMNS = 4
# Characters: narrower columns are those of a table.
LEAST_WIDTH = 8.0
LEAST_WIDTH_OF_FEW = 12.0
# So many of the lines of a column end where it ends, as only running text does.
LEAST_FULL = 0.5
# Where the gutter of two columns may lie, in shares of the text's width.
MIDDLE = (0.35, 0.65)
# Of three and more the widest is not so many times the narrowest.
MOST_UNEQUAL = 1.4
# So many of the gaps of rows lie one below the other.
LEAST_NEAR = 0.7
# Of the lines of two short columns so many break a sentence.
LEAST_BROKEN = 0.5
# Characters by which a paragraph's first line is set in, at most.
MOST_INDENT = 2.5
MOST_OUTDENT = 0.5
STOPS = frozenset("。；;：:）)！？")

Gap = tuple[float, float]


def read_columns(chars: Sequence[Char]) -> list[list[Char]]:
    """The regions of a page in reading order: the whole of it where it has no columns."""
    rows = group_rows(chars)
    gutters = find_gutters(rows)
    if not gutters:
        return [list(chars)]
    regions: list[list[Char]] = []
    band: list[list[Char]] = []
    for row in rows:
        if any(goes_over(row, gutter) for gutter in gutters) or stands_apart(row, rows, gutters):
            regions += split_band(band, gutters)
            band = []
            regions.append(row)
        else:
            band.append(row)
    regions += split_band(band, gutters)
    return merge_wide(regions, gutters)


def find_gutters(rows: Sequence[Sequence[Char]]) -> list[float]:
    """Where the gaps between columns of running text lie, from left to right; none where the page has no columns."""
    gutter = find_gutter(rows)
    if gutter is not None:
        return [gutter]
    spaced = [(row, wide_gaps(row)) for row in rows]
    for count in range(2, MOST_COLUMNS):
        alike = [(row, gaps) for row, gaps in spaced if len(gaps) == count]
        gutters = agree_on_gutters(alike, count)
        if gutters:
            return gutters
    return []


def agree_on_gutters(
    spaced: Sequence[tuple[Sequence[Char], Sequence[Gap]]], count: int
) -> list[float]:
    """The gutters of rows that all have so many gaps, where they part columns of one width and of running text."""
    if len(spaced) < LEAST_ROWS_OF_MANY:
        return []
    gutters = [median(sum(gaps[n]) / 2 for _, gaps in spaced) for n in range(count)]
    near = [
        (row, gaps)
        for row, gaps in spaced
        if all(begin < x < end for (begin, end), x in zip(gaps, gutters, strict=True))
    ]
    if len(near) < max(LEAST_ROWS_OF_MANY, LEAST_NEAR * len(spaced)):
        return []
    size = median(char["size"] for row, _ in near for char in row)
    starts = [min(row[0]["x0"] for row, _ in near)]
    starts += [min(gaps[n][1] for _, gaps in near) for n in range(count)]
    ends = [[gaps[n][0] for _, gaps in near] for n in range(count)]
    widths = [max(column) - start for column, start in zip(ends, starts, strict=False)]
    widths.append(max(row[-1]["x1"] for row, _ in near) - starts[-1])
    if min(widths) < LEAST_WIDTH * size or max(widths) > MOST_UNEQUAL * min(widths):
        return []
    if all(is_running(column, size) for column in ends):
        return gutters
    return []


def is_running(ends: Sequence[float], size: float) -> bool:
    """Whether the lines of a column end where it ends, as running text does."""
    edge = max(ends)
    full = sum(edge - end < COLUMN_GAP * size for end in ends)
    return full >= LEAST_FULL * len(ends)


def find_gutter(rows: Sequence[Sequence[Char]]) -> float | None:
    """Where the gap between two columns of running text lies; None where the page has none."""
    left = min((row[0]["x0"] for row in rows), default=0.0)
    right = max((row[-1]["x1"] for row in rows), default=0.0)
    low, high = (left + share * (right - left) for share in MIDDLE)
    spaced = [(row, gap) for row in rows if (gap := middle_gap(row, low, high))]
    if len(spaced) < FEWEST_ROWS:
        return None
    size = median(char["size"] for char in chain.from_iterable(rows))
    is_few = len(spaced) < LEAST_ROWS
    if is_few:
        # The median of a few is that of their last lines, which may be short.
        gutter = (max(gap[0] for _, gap in spaced) + min(gap[1] for _, gap in spaced)) / 2
    else:
        gutter = median((begin + end) / 2 for _, (begin, end) in spaced)
    near = [(row, gap) for row, gap in spaced if gap[0] < gutter < gap[1]]
    if len(near) < max(FEWEST_ROWS, LEAST_NEAR * len(spaced)):
        return None
    edge = max(gap[0] for _, gap in near)
    least_width = LEAST_WIDTH_OF_FEW if is_few else LEAST_WIDTH
    is_wide = edge - min(row[0]["x0"] for row, _ in near) > least_width * size
    if not is_wide or not is_running([gap[0] for _, gap in near], size):
        return None
    if is_few and not (right - gutter > least_width * size and breaks_sentences(near)):
        return None
    return gutter


def breaks_sentences(spaced: Sequence[tuple[Sequence[Char], Gap]]) -> bool:
    """Whether most lines of two columns but their last go on in the next line, as no cells of a table do."""
    breaks = [
        not_blank[-1] not in STOPS
        for row, (begin, end) in spaced[:-1]
        for side in (
            [char for char in row if char["x1"] <= begin],
            [char for char in row if char["x0"] >= end],
        )
        if (not_blank := [char["text"] for char in side if not char["text"].isspace()])
    ]
    return bool(breaks) and sum(breaks) > LEAST_BROKEN * len(breaks)


def wide_gaps(row: Sequence[Char]) -> list[Gap]:
    """The gaps in a row that are as wide as between columns."""
    return [
        (before["x1"], after["x0"])
        for before, after in pairwise(row)
        if after["x0"] - before["x1"] > COLUMN_GAP * before["size"]
    ]


def middle_gap(row: Sequence[Char], low: float, high: float) -> Gap | None:
    """The only gap in a row that is as wide as between columns, if its middle lies between two places."""
    gaps = wide_gaps(row)
    if len(gaps) != 1 or not low < (gaps[0][0] + gaps[0][1]) / 2 < high:
        return None
    return gaps[0]


def goes_over(row: Sequence[Char], gutter: float) -> bool:
    """Whether a row goes on over the gutter: with a character, or without a gap, as a title does."""
    if any(char["x0"] < gutter < char["x1"] for char in row):
        return True
    before = [char for char in row if char["x1"] <= gutter]
    after = [char for char in row if char["x0"] >= gutter]
    if not before or not after:
        return False
    gap: float = after[0]["x0"] - before[-1]["x1"]
    return bool(gap < before[-1]["size"])


def stands_apart(
    row: Sequence[Char], rows: Sequence[Sequence[Char]], gutters: Sequence[float]
) -> bool:
    """Whether a row is set in the middle of the page within a middle column, as a short title is.

    What the column itself holds begins where the column does, or two characters further in.
    """
    inside = [gutter for gutter in gutters if gutter < row[0]["x0"]]
    if not inside or len(inside) == len(gutters) or row[-1]["x1"] > gutters[len(inside)]:
        return False
    starts = [
        char["x0"]
        for other in rows
        for before, char in pairwise(other)
        if before["x1"] <= inside[-1] <= char["x0"]
    ]
    begins: float = row[0]["x0"] - min(starts, default=row[0]["x0"])
    size: float = row[0]["size"]
    return begins > MOST_INDENT * size or begins < -MOST_OUTDENT * size


def split_band(band: Sequence[Sequence[Char]], gutters: Sequence[float]) -> list[list[Char]]:
    """The columns of the rows between two that go over the whole width."""
    bounds = [float("-inf"), *gutters, float("inf")]
    columns = [
        [char for char in chain.from_iterable(band) if left <= char["x0"] and char["x1"] <= right]
        for left, right in pairwise(bounds)
    ]
    return [column for column in columns if column]


def merge_wide(regions: list[list[Char]], gutters: Sequence[float]) -> list[list[Char]]:
    """Regions with those that follow each other over the whole width put together."""
    merged: list[list[Char]] = []
    was_wide = False
    for region in regions:
        first, last = region[0]["x0"], max(char["x1"] for char in region)
        is_wide = any(first < gutter < last for gutter in gutters)
        if is_wide and was_wide:
            merged[-1] += region
        else:
            merged.append(list(region))
        was_wide = is_wide
    return merged
