"""How much work a PDF may make of its reading: counted, not timed, so that every machine reads and refuses the same.

A file of a kilobyte may hold what takes minutes: a dictionary of a hundred thousand names, the same
font under ten thousand. What is parsed and drawn is counted in parts that cost about the same, 5 µs
of a processor of 2026 each; a file has some for its frame and some for each page. A page of 5,000
characters needs two thirds of a page's, one of a ledger a third.
"""

import threading
from typing import Any

from pdfminer.pdfinterp import PDFContentParser, PDFResourceManager
from pdfminer.psparser import PSBaseParser

from taizhang.issues import Code
from transform.files.filetext import FileError

# For all that is no page: a third of a megabyte of dictionaries.
FRAME = 100_000
PAGE = 90_000
# What things cost: a word or a line of the file's syntax is one part, a word that draws two.
WORD, FONT, LETTER, STROKE = 1, 100, 12, 13
# A corner that cells of a table may have.
CROSSING = 60


class Effort(threading.local):
    """What the file that this thread reads has taken, and what it may take, in parts."""

    taken = 0
    most = FRAME

    def begin_file(self) -> None:
        """Counts anew, for a file of which no page has been met."""
        self.taken, self.most = 0, FRAME

    def begin_page(self) -> None:
        """Allows for one more page; what an earlier one took beyond its own is not taken from this."""
        self.most = max(self.most, self.taken) + PAGE

    def spend(self, parts: int) -> None:
        """Counts what is done. Raises FileError beyond what the file may take."""
        self.taken += parts
        if self.taken > self.most:
            raise FileError(
                Code.TOO_SLOW,
                "it holds more words, fonts or strokes than any that people write",
            )


effort = Effort()


def count_steps() -> None:
    """Lets pdfminer, which offers no place for a bound, count the words, lines and fonts that it parses."""
    next_token, next_line = PSBaseParser.nexttoken, PSBaseParser.nextline
    get_font = PDFResourceManager.get_font

    def count_token(parser: PSBaseParser) -> Any:  # noqa: ANN401 - of many types
        effort.spend(2 * WORD if isinstance(parser, PDFContentParser) else WORD)
        return next_token(parser)

    def count_line(parser: PSBaseParser) -> tuple[int, bytes]:
        effort.spend(WORD)
        return next_line(parser)

    def count_font(manager: PDFResourceManager, objid: object, spec: Any) -> Any:  # noqa: ANN401
        effort.spend(FONT)
        return get_font(manager, objid, spec)

    parsers: Any = PSBaseParser
    managers: Any = PDFResourceManager
    parsers.nexttoken, parsers.nextline = count_token, count_line
    managers.get_font = count_font


count_steps()
