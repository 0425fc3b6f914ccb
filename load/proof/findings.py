"""What `taizhang verify` finds wrong, one thing at a time."""

from dataclasses import dataclass
from enum import StrEnum

from taizhang.rows import Row
from taizhang.tables import TABLES


class Fault(StrEnum):
    """What kind of thing is wrong."""

    DIGEST = "digest"
    # What a person has given up: said, and held against nobody.
    LOSS = "loss"
    READING = "reading"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    `key` is that of the row, `message` one line; `portal` is "-" where it is nobody's own.
    """

    fault: Fault
    portal: str
    document_id: str | None
    table: str
    key: str
    column: str | None
    message: str

    def __str__(self) -> str:
        """The finding in one line."""
        column = f".{self.column}" if self.column else ""
        return f"{self.fault}: {self.portal}: {self.table}{column} of {self.key}: {self.message}"


def key_of(name: str, row: Row) -> str:
    """A row's key in one word."""
    return " ".join(str(row[column]) for column in TABLES[name].key)
