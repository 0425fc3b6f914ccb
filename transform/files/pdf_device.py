"""What pdfminer (below pdfplumber) does not do by itself: bound what streams unpack to, tell what is invisible.

A stream of a kilobyte may unpack to a gigabyte (ISO 32000-1, 7.4.4), and a text may be drawn in a
mode that shows nothing (9.3.6), as the layer of recognised characters below a scan, or outside the
path that cuts off all that is drawn (8.5.4), as what an editor cropped.
"""

import logging
import zlib
from typing import Any

import pdfminer.pdftypes
from pdfminer.layout import LTChar
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.utils import Matrix, Rect, apply_matrix_pt
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from taizhang.issues import Code
from transform.files.filetext import FileError
from transform.files.pdf_effort import LETTER, STROKE, effort

MAX_STREAM = 64 * 2**20
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

    # What of the page can be seen; None where nothing is cut off.
    clip: Rect | None = None

    _is_invisible = False

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - pdfminer has no types
        super().__init__(*arguments, **options)
        # What could be seen around each figure that is open.
        self._outer_clips: list[Rect | None] = []

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
        effort.spend(LETTER if isinstance(newest, LTChar) else STROKE)
        is_hidden = self._is_invisible or (isinstance(newest, LTChar) and self._is_cut_off(newest))
        if is_hidden and newest is not None:
            vars(newest)["tag"] = INVISIBLE

    def _is_cut_off(self, char: LTChar) -> bool:
        """Whether the middle of a character lies outside what can be seen."""
        if self.clip is None:
            return False
        x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        return not (self.clip[0] <= x <= self.clip[2] and self.clip[1] <= y <= self.clip[3])

    def narrow_clip(self, bounds: Rect) -> None:
        """Cuts off what lies outside of bounds as well."""
        if self.clip is None:
            self.clip = bounds
        else:
            a, b = self.clip, bounds
            self.clip = max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """A figure shows nothing outside its own box (ISO 32000-1, 8.10.1)."""
        super().begin_figure(name, bbox, matrix)
        self._outer_clips.append(self.clip)
        self.narrow_clip(self.cur_item.bbox)

    def end_figure(self, name: str) -> None:
        """Shows again what could be seen before the figure."""
        super().end_figure(name)
        self.clip = self._outer_clips.pop()


class ClippingInterpreter(PDFPageInterpreter):
    """Tells its device what clipping paths leave of the page: the box around each, which is the path of most."""

    device: MarkingDevice

    def init_state(self, ctm: Matrix) -> None:
        """Begins a page or a figure."""
        super().init_state(ctm)
        self._clips: list[Rect | None] = []

    def do_q(self) -> None:
        """Saves the state, what can be seen included."""
        super().do_q()
        self._clips.append(self.device.clip)

    def do_Q(self) -> None:  # noqa: N802 - the operator's name
        """Restores the state that was saved last."""
        super().do_Q()
        if self._clips:
            self.device.clip = self._clips.pop()

    def do_W(self) -> None:  # noqa: N802 - the operator's name
        """Cuts off what lies outside the path that was just drawn."""
        points = [
            apply_matrix_pt(self.ctm, (float(segment[at]), float(segment[at + 1])))
            for segment in self.curpath
            for at in range(1, len(segment) - 1, 2)
        ]
        if points:
            across, down = zip(*points, strict=True)
            self.device.narrow_clip((min(across), min(down), max(across), max(down)))

    do_W_a = do_W  # noqa: N815 - W* of the standard


def draw_page(page: PdfPage) -> PdfPage:
    """A page whose characters are marked where they are invisible; raises FileError and what damaged files raise."""
    device = MarkingDevice(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    ClippingInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()
    return page


def turn_page(page: PdfPage, degrees: int) -> PdfPage:
    """The same page turned clockwise, as a reader turns a table that is printed sideways."""
    attributes = page.page_obj
    attributes.rotate = (attributes.rotate + degrees) % 360
    attributes.attrs = {**attributes.attrs, "Rotate": attributes.rotate}
    return draw_page(Page(page.pdf, attributes, page.page_number))
