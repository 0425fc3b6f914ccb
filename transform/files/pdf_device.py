"""What pdfminer (below pdfplumber) does not do by itself: bound what streams unpack to, tell what is invisible.

A stream of a kilobyte may unpack to a gigabyte (ISO 32000-1, 7.4.4), and a text may be drawn in a
mode that shows nothing (9.3.6), as the layer of recognised characters below a scan.
"""

import logging
import zlib
from typing import Any

import pdfminer.pdftypes
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from taizhang.issues import Code
from transform.files.filetext import FileError

MAX_STREAM = 64 * 2**20
# A page of small print has 5,000.
MAX_LETTERS = 10_000
# A map has as many.
MAX_OBJECTS = 100_000
INVISIBLE = "invisible"
# Text that is neither filled nor drawn, alone or as a clipping path.
INVISIBLE_MODES = frozenset({3, 7})
PdfPage = Any  # pdfplumber has no types


class BoundedZlib:
    """The part of zlib that pdfminer uses, with a bound on what a stream opens to."""

    error = zlib.error

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """As zlib.decompress. Raises FileError beyond the bound."""
        unpacker = zlib.decompressobj()
        out = unpacker.decompress(data, MAX_STREAM)
        if unpacker.unconsumed_tail:
            raise FileError(
                Code.UNREADABLE_FILE,
                f"a stream of the PDF opens to more than {MAX_STREAM >> 20} MB",
            )
        if not unpacker.eof:
            raise zlib.error("incomplete or truncated stream")
        return out


def decompress_damaged(data: bytes) -> bytes:
    """What can be unpacked of a damaged stream; raises zlib.error where nothing can, FileError beyond the bound."""
    unpacker = zlib.decompressobj()
    out = bytearray()
    for start in range(0, len(data), 1024):
        try:
            out += unpacker.decompress(data[start : start + 1024], MAX_STREAM + 1 - len(out))
        except zlib.error:
            if not out:
                raise
            break
        if len(out) > MAX_STREAM:
            raise FileError(
                Code.UNREADABLE_FILE,
                f"a stream of the PDF opens to more than {MAX_STREAM >> 20} MB",
            )
    return bytes(out)


# What it warns of is a fault of the file, of which the reader tells what matters.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
# pdfminer offers no place for a bound: it is put where its module finds zlib.
vars(pdfminer.pdftypes)["zlib"] = BoundedZlib
vars(pdfminer.pdftypes)["decompress_corrupted"] = decompress_damaged


class MarkingDevice(PDFPageAggregatorWithMarkedContent):
    """Gives characters that are drawn invisibly the tag `invisible`."""

    _is_invisible = False
    _objects = 0
    _letters = 0

    def render_string(self, textstate: Any, *arguments: Any) -> None:  # noqa: ANN401 - pdfminer has no types
        """Notes the mode in which a string is drawn."""
        self._is_invisible = textstate.render in INVISIBLE_MODES
        super().render_string(textstate, *arguments)
        self._is_invisible = False

    def tag_cur_item(self) -> None:
        """Marks the newest object; raises FileError for a page that holds more than any that people read."""
        super().tag_cur_item()
        newest = None
        if self.cur_item._objs:
            newest = self.cur_item._objs[-1]
        if isinstance(newest, LTChar):
            self._letters += 1
        self._objects += 1
        if self._letters > MAX_LETTERS or self._objects > MAX_OBJECTS:
            raise FileError(
                Code.TOO_SLOW,
                f"more than {MAX_LETTERS} characters or {MAX_OBJECTS} strokes on a page",
            )
        if self._is_invisible and newest is not None:
            vars(newest)["tag"] = INVISIBLE


def draw_page(page: PdfPage) -> PdfPage:
    """A page whose characters are marked where they are invisible; raises FileError and what damaged files raise."""
    device = MarkingDevice(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    return page


def turn_page(page: PdfPage, degrees: int) -> PdfPage:
    """The same page turned clockwise, as a reader turns a table that is printed sideways."""
    attributes = page.page_obj
    attributes.rotate = (attributes.rotate + degrees) % 360
    attributes.attrs = {**attributes.attrs, "Rotate": attributes.rotate}
    return draw_page(Page(page.pdf, attributes, page.page_number))
