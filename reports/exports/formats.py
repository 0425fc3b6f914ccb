"""What a selection can be written as."""

from enum import StrEnum
from pathlib import Path

from taizhang.errors import UserError


class ExportFormat(StrEnum):
    """What a selection is written as."""

    XLSX = "xlsx"
    CSV = "csv"
    PARQUET = "parquet"
    ICS = "ics"


def format_of(path: Path, named: ExportFormat | None) -> ExportFormat:
    """The format asked for, or that of the file's ending.

    Raises UserError where neither says one.
    """
    if named is not None:
        return named
    ending = path.suffix.removeprefix(".").lower()
    if ending not in set(ExportFormat):
        known = ", ".join(ExportFormat)
        raise UserError(
            f"{path} has no ending that says a format: name one with --format ({known})"
        )
    return ExportFormat(ending)
