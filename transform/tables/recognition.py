"""Whether a grid is a ledger: a column of tasks and one of units, known by its header or by its cells."""

from transform.grid import Grid
from transform.model import PlacedTable, Span
from transform.tables.cell_kinds import CellKind, kind_of, share_of_organs
from transform.tables.ledger_table import Sheet, find_header, read_columns

_FEWEST_ROWS = 2
_ORGANS = 0.6  # mean share of organs in the cells of a column, from which on it is one of units
_WORDS = (CellKind.PHRASE, CellKind.PROSE)
_ASKED = (CellKind.PROSE, CellKind.DEADLINE)


def is_ledger(grid: Grid) -> bool:
    """Whether a grid has a column of tasks and one of units; texts of its cells in simplified script."""
    sheet = lay_out(grid)
    header = find_header(sheet)
    if header is not None and read_columns(sheet, *header) is not None:
        return True
    return _has_typed_columns(sheet)


def lay_out(grid: Grid) -> Sheet:
    """A grid as a table of a part that holds nothing else."""
    cells: dict[tuple[int, int], Span] = {}
    pieces: list[str] = []
    at = 0
    for cell in grid.origins():
        cells[cell.row, cell.column] = at, at + len(cell.text)
        pieces.append(cell.text)
        at += len(cell.text)
    return Sheet(PlacedTable(grid, 0, 0, at, cells), "".join(pieces))


def _has_typed_columns(sheet: Sheet) -> bool:
    """Whether a column names organs, another says something in words, and prose or a day asks for work."""
    organs = words = asked = 0
    for x in range(sheet.table.grid.width):
        texts = _own_texts(sheet, x)
        if len(texts) < _FEWEST_ROWS:
            continue
        kinds = [kind_of(text) for text in texts]
        if CellKind.CONTACT in kinds:
            return False
        if sum(map(share_of_organs, texts)) >= _ORGANS * len(texts):
            organs += 1
            continue
        words += sum(kind in _WORDS for kind in kinds) > len(kinds) // 2
        asked += sum(kind in _ASKED for kind in kinds) > len(kinds) // 2
    return organs > 0 and words > 0 and asked > 0


def _own_texts(sheet: Sheet, x: int) -> list[str]:
    """The texts of the cells that begin in a column and span no other."""
    cells = [cell for cell in sheet.table.grid.origins() if cell.column == x and cell.colspan == 1]
    return [text for text in map(sheet.read, cells) if text]
