"""Whether a grid is a ledger: a column of tasks and one of units, known by its header or by its cells."""

from transform.grid import Grid
from transform.tables.bands import find_bands
from transform.tables.sheet import lay_out


def is_ledger(grid: Grid) -> bool:
    """Whether a grid has a column of tasks and one of units.

    Texts of its cells in simplified script.
    """
    return any(band.columns is not None for band in find_bands(lay_out(grid)))
