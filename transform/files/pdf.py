"""PDF files with a text layer: ledger tables over page breaks, paragraphs over lines and pages."""

import io
import re
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

import pdfplumber
from msgspec import Struct
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError
from transform.files.pdf_lines import Char, PdfLine, form_lines, is_wrapped
from transform.files.pdf_tables import PdfTable, continue_table, find_boxes, form_table, goes_on, to_grid
from transform.model import Block, Paragraph, TableBlock

MAX_PAGES = 400
MAX_SECONDS = 60.0
MAX_CHARS_A_PAGE = 40_000
# A page of text has hundreds of characters; a scan has none, or a stamp's few.
MIN_CHARS_A_PAGE = 10
# Fonts without a map to Unicode give numbers of glyphs instead of text.
GLYPH = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
MAX_GLYPHS = 0.3
PAGE_NUMBER = re.compile(r"[-—–－─·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/,，共]+\s*\d{1,4}\s*页?)?[-—–－─·\s]*")
# A page number stands in the outer part of a page.
MARGIN = 0.12


PdfPage = Any  # pdfplumber has no types


class Page(Struct):
    """What stands on a page in reading order: lines and tables."""

    items: list[PdfLine | PdfTable]
    left: float
    right: float


def read_pdf(content: bytes) -> FileContents:
    """Paragraphs and tables in reading order.

    Raises FileError: no_text_layer for scans and fonts that give no text, too_slow beyond 400 pages or 60 seconds,
    unreadable_file for what is damaged or locked.
    """
    started = time.monotonic()
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MAX_PAGES:
                raise FileError(Code.TOO_SLOW, f"{len(document.pages)} pages, more than {MAX_PAGES}")
            pages, glyphs, characters = [], 0, 0
            for page in document.pages:
                chars = page.chars
                if len(chars) > MAX_CHARS_A_PAGE or time.monotonic() - started > MAX_SECONDS:
                    raise FileError(Code.TOO_SLOW, f"page {page.page_number} of {len(document.pages)} takes too long")
                characters += sum(not c["text"].isspace() for c in chars)
                glyphs += sum(GLYPH.match(c["text"]) is not None for c in chars)
                pages.append(lay_out(page, chars))
                page.close()
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise FileError(Code.UNREADABLE_FILE, "the PDF is locked by a password") from error
        raise FileError(Code.UNREADABLE_FILE, "the PDF is damaged") from error
    if characters < MIN_CHARS_A_PAGE * len(pages):
        raise FileError(Code.NO_TEXT_LAYER, f"{len(pages)} scanned pages without a text layer")
    if glyphs > MAX_GLYPHS * characters:
        raise FileError(Code.NO_TEXT_LAYER, "its fonts do not say which characters they draw")
    return FileContents(list(form_blocks(pages)))


def lay_out(page: PdfPage, chars: Sequence[Char]) -> Page:
    """The lines and tables of one page from top to bottom, page numbers left out."""
    tables: list[tuple[float, PdfTable]] = []
    rest = list(chars)
    for (x0, top, x1, bottom), boxes in find_boxes(page):
        inside: list[Char] = []
        outside: list[Char] = []
        for char in rest:
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            (inside if x0 <= x <= x1 and top <= y <= bottom else outside).append(char)
        tables.append((top, form_table(boxes, inside)))
        rest = outside
    lines = [line for line in form_lines(rest, keeps_gaps=True) if not is_page_number(line, float(page.height))]
    items: list[tuple[float, PdfLine | PdfTable]] = [(line.top, line) for line in lines]
    items += tables
    items.sort(key=lambda pair: pair[0])
    left = min([line.x0 for line in lines] + [table.edges[0] for _, table in tables], default=0.0)
    right = max([line.x1 for line in lines] + [table.edges[-1] for _, table in tables], default=float(page.width))
    return Page([item for _, item in items], left, right)


def is_page_number(line: PdfLine, height: float) -> bool:
    """Whether a line at a page's head or foot is its number."""
    outside = line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height
    return outside and PAGE_NUMBER.fullmatch(line.text) is not None


def form_blocks(pages: Sequence[Page]) -> list[Block]:
    """Blocks over all pages: what a page break tore is put together."""
    body = body_size(pages)
    groups: list[list[PdfLine] | PdfTable] = []
    homes: list[Page] = []
    last: Page | None = None
    for page in pages:
        for place, item in enumerate(page.items):
            before = groups[-1] if groups else None
            if isinstance(item, PdfTable):
                if place == 0 and isinstance(before, PdfTable) and last is not page and goes_on(before, item):
                    continue_table(before, item)
                else:
                    groups.append(item)
                    homes.append(page)
            elif isinstance(before, list) and continues(before[-1], item, homes[-1], page, body):
                before.append(item)
                homes[-1] = page
            else:
                groups.append([item])
                homes.append(page)
            last = page
    return [
        TableBlock(to_grid(group), 0) if isinstance(group, PdfTable) else paragraph(group, page)
        for group, page in zip(groups, homes, strict=True)
    ]


def body_size(pages: Sequence[Page]) -> float:
    """The size that most characters outside tables have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, PdfLine):
                sizes[round(item.size, 1)] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def continues(line: PdfLine, following: PdfLine, page: Page, next_page: Page, body: float) -> bool:
    """Whether a line belongs to the paragraph of the line before it."""
    if abs(line.size - following.size) > 0.15 * line.size:
        return False
    if page is next_page and following.top - line.bottom > 1.5 * line.size:
        return False
    if line.size > 1.2 * body and is_centred(line, page) and is_centred(following, next_page):
        return True  # a title over several lines
    is_indented = following.x0 - next_page.left > 1.2 * following.size
    return not is_indented and is_wrapped(line, following, page.right - line.x0)


def is_centred(line: PdfLine, page: Page) -> bool:
    """Whether a line keeps the same distance from both margins and does not fill the width."""
    before, after = line.x0 - page.left, page.right - line.x1
    return before > 2 * line.size and abs(before - after) < 1.5 * line.size


def paragraph(lines: Sequence[PdfLine], page: Page) -> Paragraph:
    """The lines of one paragraph, put together without inserting anything."""
    align: Literal["left", "center", "right"] | None = None
    if all(is_centred(line, page) for line in lines):
        align = "center"
    elif len(lines) == 1 and lines[0].x0 > (page.left + page.right) / 2:
        align = "right"
    return Paragraph("".join(line.text for line in lines), bold=all(line.bold for line in lines), align=align)
