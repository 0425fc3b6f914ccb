"""The grid against the HTML standard's own steps, written out slowly, and against random merged tables."""

from hypothesis import given
from hypothesis import strategies as st

from transform.grid import MAX_COLSPAN, MAX_SLOTS, Grid, SourceCell, form_grid

spans = st.one_of(st.just(1), st.integers(0, 5))
sources = st.builds(SourceCell, st.text("甲乙", min_size=1, max_size=2), spans, spans)
tables = st.lists(st.lists(sources, max_size=4), max_size=7)


def grow(
    covered: dict[tuple[int, int], list[tuple[int, int]]],
    growing: list[tuple[tuple[int, int], int, int]],
    y: int,
) -> None:
    for origin, x, width in growing:
        for i in range(x, x + width):
            covered.setdefault((y, i), []).append(origin)


def form_slowly(
    groups: list[list[list[SourceCell]]],
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The standard's algorithm, step by step: (row, column) -> the origins of all cells that cover the slot."""
    covered: dict[tuple[int, int], list[tuple[int, int]]] = {}
    x_width = y_height = y_current = 0
    first_rows, rows_of_groups = [], []
    for group in groups:
        growing: list[tuple[tuple[int, int], int, int]] = []
        first_rows.append(y_current)
        rows_of_groups.append(len(group))
        for row in group:
            if y_height == y_current:
                y_height += 1
            x_current = 0
            grow(covered, growing, y_current)
            for source in row:
                while x_current < x_width and (y_current, x_current) in covered:
                    x_current += 1
                if x_current == x_width:
                    x_width += 1
                colspan = source.colspan or 1
                grows, rowspan = (True, 1) if source.rowspan == 0 else (False, source.rowspan)
                x_width = max(x_width, x_current + colspan)
                y_height = max(y_height, y_current + rowspan)
                origin = (y_current, x_current)
                for y in range(y_current, y_current + rowspan):
                    for x in range(x_current, x_current + colspan):
                        covered.setdefault((y, x), []).append(origin)
                if grows:
                    growing.append((origin, x_current, colspan))
                x_current += colspan
            y_current += 1
        while y_current < y_height:
            grow(covered, growing, y_current)
            y_current += 1
    # What the grid does otherwise: rows that the source does not have are left out.
    ours = {}
    number = 0
    for first, count in zip(first_rows, rows_of_groups, strict=True):
        for y in range(first, first + count):
            ours[y] = number
            number += 1
    return {
        (ours[y], x): [(ours[r], c) for r, c in origins]
        for (y, x), origins in covered.items()
        if y in ours
    }


def covering(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    return {
        (y, x): (cell.row, cell.column)
        for y, row in enumerate(grid.slots)
        for x, cell in enumerate(row)
        if cell is not None
    }


@given(st.lists(tables, min_size=1, max_size=3))
def test_grid_is_the_standards(groups: list[list[list[SourceCell]]]) -> None:
    rows = [row for group in groups for row in group]
    ends, total = [], 0
    for group in groups:
        total += len(group)
        if group:
            ends.append(total - 1)
    assert covering(form_grid(rows, ends)) == {
        slot: min(origins) for slot, origins in form_slowly(groups).items()
    }


@st.composite
def tilings(draw: st.DrawFn) -> list[list[str]]:
    """A rectangle cut into merged cells: the name of the cell at each slot."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    names: list[list[str]] = [[""] * width for _ in range(height)]
    for y in range(height):
        for x in range(width):
            if names[y][x]:
                continue
            free = next((i for i in range(x, width) if names[y][i]), width) - x
            w, h = draw(st.integers(1, free)), draw(st.integers(1, height - y))
            for i in range(y, y + h):
                names[i][x : x + w] = [f"{y},{x}"] * w
    return names


@given(tilings())
def test_merged_cells_round_trip(names: list[list[str]]) -> None:
    rows: list[list[SourceCell]] = []
    for y, line in enumerate(names):
        rows.append([])
        for x, name in enumerate(line):
            if name == f"{y},{x}":
                rowspan = sum(other[x] == name for other in names)
                rows[-1].append(SourceCell(name, rowspan, line.count(name)))
    grid = form_grid(rows)
    assert [[cell.text if cell else "" for cell in row] for row in grid.slots] == names
    assert [cell.text for cell in grid.origins()] == [cell.text for row in rows for cell in row]
    for y, line in enumerate(names):
        for x, name in enumerate(line):
            cell = grid.cell(y, x)
            assert cell is not None
            assert name == f"{cell.row},{cell.column}"


def test_spans_keep_to_their_row_group() -> None:
    rows = [
        [SourceCell("甲", 9), SourceCell("乙")],
        [SourceCell("丙")],
        [SourceCell("丁", 0), SourceCell("戊")],
        [],
    ]
    grid = form_grid(rows, [1])
    assert [[c.text if c else None for c in row] for row in grid.slots] == [
        ["甲", "乙"],
        ["甲", "丙"],
        ["丁", "戊"],
        ["丁"],
    ]
    assert grid.cell(3, 1) is None
    assert grid.cell(0, 0).rowspan == 2  # type: ignore[union-attr]


def test_a_slot_claimed_twice_stays_with_the_first() -> None:
    grid = form_grid([[SourceCell("甲"), SourceCell("乙", 2)], [SourceCell("丙", 1, 2)]])
    assert [[c.text if c else None for c in row] for row in grid.slots] == [
        ["甲", "乙"],
        ["丙", "乙"],
    ]


def test_absurd_spans_stay_bounded() -> None:
    wide = form_grid([[SourceCell("甲", 1, 99999)]])
    assert wide.width == MAX_COLSPAN
    bombs = [
        [[SourceCell("甲", 65534, 1000) for _ in range(50)]] + [[] for _ in range(2000)],
        [[SourceCell("甲")] * 5000 + [SourceCell("乙", 0)]] + [[] for _ in range(60000)],
    ]
    for rows in bombs:
        assert sum(map(len, form_grid(rows).slots)) <= MAX_SLOTS + len(rows[0])
