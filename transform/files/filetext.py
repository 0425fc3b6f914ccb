"""What a file gives: its blocks in reading order, or the reason why there are none."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from taizhang.issues import Code, Issue
from transform.files.formats import Format
from transform.model import Block, TableBlock

# Reads the markup of a page or a piece of one; which rules it follows is not this room's concern
# (transform/web).
HtmlReader = Callable[[str], list[Block]]


class FileError(Exception):
    """A file that cannot be read; `code` and the message become an issue."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


class FileNote(Struct, frozen=True):
    """What of a file was left out, although the rest of it was read; becomes an issue."""

    code: Code
    message: str


class FileContents(Struct):
    """What a reader of one format gives."""

    blocks: list[Block]
    notes: list[FileNote] = []


class FileText(Struct):
    """One file's text, or that of one member of an archive.

    `name` is the file's, `member` the path inside the archive; `rank` tells which of several
    formats of one ledger is the best (the lowest). Blocks are empty where an issue says why; issues
    beside blocks say what was left out.
    """

    name: str | None
    format: Format
    rank: int
    blocks: list[Block] = []
    issues: list[Issue] = []
    member: str | None = None


def number_tables(blocks: Iterable[Block]) -> None:
    """Numbers the tables of a source from 0, in reading order."""
    for number, block in enumerate(block for block in blocks if isinstance(block, TableBlock)):
        block.number = number
