"""Whether a grid is a ledger: a column of tasks and one of units, known by its header or by its cells."""

from transform.grid import Grid
from transform.tables.bands import find_bands
from transform.tables.sheet import lay_out


def is_ledger(grid: Grid) -> bool:
    """Whether a grid, its texts in simplified script, has a column of tasks and one of units.

    >>> from transform.grid import SourceCell, form_grid
    >>> def judge(*rows):
    ...     return is_ledger(form_grid([[SourceCell(text) for text in row] for row in rows]))
    >>> judge(("任务", "责任单位"), ("清淤修渠", "县水务局"))
    True

    Its cells may say so without any header, a list of persons does not:

    >>> rows = [(str(n), "清淤修渠，完善制度，确保水路畅通。", "县水务局、县财政局") for n in range(1, 5)]
    >>> judge(*rows)
    True
    >>> judge(("姓名", "职务"), ("林远", "副县长"))
    False
    """
    return any(band.columns is not None for band in find_bands(lay_out(grid)))
