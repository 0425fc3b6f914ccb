"""PDF files with a text layer, read page by page: ledgers over page breaks, paragraphs over lines and pages."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, Literal

import pdfplumber
from msgspec import Struct
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError, FileNote
from transform.files.pdf_columns import read_columns
from transform.files.pdf_device import draw_page, turn_page
from transform.files.pdf_effort import effort
from transform.files.pdf_letters import (
    MIN_TEXT,
    Letters,
    count_text,
    main_turn,
    mark_unseen,
    sort_letters,
)
from transform.files.pdf_lines import Char, PdfLine, form_lines, is_wrapped
from transform.files.pdf_tables import (
    Box,
    PdfTable,
    continue_table,
    find_boxes,
    form_table,
    goes_on,
    to_grid,
)
from transform.files.pdf_unruled import LEAST_COLUMNS, find_unruled_tables
from transform.model import Block, Paragraph, TableBlock
from transform.tables.recognition import is_ledger

# Beyond, a file is a book: nobody assigns work on 400 pages.
MAX_PAGES = 400
# Fonts without a map to Unicode give numbers of glyphs instead of text.
GLYPH = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
# So large a share of such characters leaves nothing to read.
MAX_GLYPHS = 0.3
# A picture of so much of a page without text is a scan; letters may be drawn as well, stroke by
# stroke.
SCANNED_SHARE = 0.3
DRAWN_STROKES = 400
PAGE_NUMBER = re.compile(
    r"[-—–－─·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/,，共]+\s*\d{1,4}\s*页?)?[-—–－─·\s]*"
)
# A page number stands in the outer part of a page.
MARGIN = 0.12
MAX_NAMED = 20
# In shares of a line's size: lines of one paragraph differ in size by at most the first, stand apart
# by at most the second, and its first line is set in by more than the third.
SAME_SIZE, LEADING, INDENT = 0.15, 1.5, 1.2
# A title is so much larger than the text.
TITLE_SIZE = 1.2


PdfPage = Any  # pdfplumber has no types


class PageContent(Struct):
    """What stands on a page, or in one column of it, in reading order: lines and tables."""

    items: list[PdfLine | PdfTable]
    left: float
    right: float


class Account(Struct):
    """What the pages of a file hold, and what of them was left out, by the pages' numbers."""

    characters: int = 0
    glyphs: int = 0
    text_pages: int = 0
    pictures: list[int] = []
    left_out: dict[str, list[int]] = {}
    refused: list[tuple[int, FileError]] = []

    def add(self, number: int, letters: Letters) -> None:
        """Notes what of a page's characters is no text."""
        counts = (
            (
                "characters that no reader sees (outside the page or drawn invisibly)",
                letters.unseen,
            ),
            ("slanted characters", letters.slanted),
            ("pale characters across the text", letters.stamped),
        )
        for what, count in counts:
            if count:
                self.left_out.setdefault(what, []).append(number)

    def notes(self, pages: int) -> list[FileNote]:
        """What becomes issues."""
        notes = [
            FileNote(Code.LEFT_OUT, f"{what} were not read: page {name_pages(at)}")
            for what, at in self.left_out.items()
        ]
        notes += [
            FileNote(error.code, f"page {number} was not read: {error}")
            for number, error in self.refused
        ]
        if self.pictures:
            message = f"{len(self.pictures)} of {pages} pages are pictures without text: page {name_pages(self.pictures)}"
            notes.append(FileNote(Code.NO_TEXT_LAYER, message))
        return notes


def name_pages(numbers: Sequence[int]) -> str:
    """Page numbers in a message."""
    return ", ".join(map(str, numbers[:MAX_NAMED])) + (" …" if len(numbers) > MAX_NAMED else "")


def read_pdf(content: bytes) -> FileContents:
    """Paragraphs and tables in reading order; pages that are pictures, and characters that are no text, are noted.

    Raises FileError where no page can be read: no_text_layer for scans and fonts that give no text, too_slow beyond
    400 pages or what `pdf_effort` allows, unreadable_file for what is damaged or locked.
    """
    effort.begin_file()
    account = Account()
    pages: list[PageContent] = []
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            count = len(document.pages)
            if count > MAX_PAGES:
                raise FileError(Code.TOO_SLOW, f"{count} pages, more than {MAX_PAGES}")
            for page in document.pages:
                # One page that cannot be read costs that page, not the file.
                try:
                    effort.begin_page()
                    pages += read_page(page, account)
                except FileError as error:
                    account.refused.append((page.page_number, error))
                page.close()
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, FileError):
            raise cause from error
        if isinstance(cause, PDFPasswordIncorrect):
            raise FileError(Code.UNREADABLE_FILE, "the PDF is locked by a password") from error
        raise FileError(Code.UNREADABLE_FILE, "the PDF is damaged") from error
    if account.refused and not account.text_pages:
        raise account.refused[0][1]
    if not account.text_pages:
        raise FileError(Code.NO_TEXT_LAYER, f"{count} scanned pages without a text layer")
    if account.glyphs > MAX_GLYPHS * account.characters:
        raise FileError(Code.NO_TEXT_LAYER, "its fonts do not say which characters they draw")
    return FileContents(list(form_blocks(pages)), account.notes(count))


def read_page(page: PdfPage, account: Account) -> list[PageContent]:
    """A page's columns in reading order, turned so that its text is upright."""
    draw_page(page)
    chars = page.chars
    degrees = main_turn(chars)
    if degrees:
        page = turn_page(page, degrees)
        chars = page.chars
    mark_unseen(page)
    letters = sort_letters(chars, page.bbox)
    account.add(page.page_number, letters)
    text = count_text(letters.upright)
    account.characters += text
    account.glyphs += sum(GLYPH.match(char["text"]) is not None for char in letters.upright)
    if text >= MIN_TEXT:
        account.text_pages += 1
    elif is_picture(page):
        account.pictures.append(page.page_number)
    return lay_out(page, letters, account)


def is_picture(page: PdfPage) -> bool:
    """Whether a page without text shows something: a scan, or letters that are drawn stroke by stroke."""
    area = float(page.width * page.height)
    shown = sum(abs(float(image["width"] * image["height"])) for image in page.images)
    if shown > SCANNED_SHARE * area:
        return True
    return len(page.curves) > DRAWN_STROKES


def lay_out(page: PdfPage, letters: Letters, account: Account) -> list[PageContent]:
    """The columns of one page, each with its lines and tables from top to bottom, page numbers left out."""
    tables: list[tuple[float, PdfTable]] = []
    rest = [*letters.upright, *letters.sideways]
    for frame, boxes in find_boxes(page):
        inside = [char for char in rest if stands_in(char, frame)]
        rest = [char for char in rest if not stands_in(char, frame)]
        tables += read_frame(frame, boxes, inside)
    sideways = [char for char in rest if not char["upright"]]
    if sideways:
        account.left_out.setdefault("characters that stand sideways", []).append(page.page_number)
    loose, rest = find_unruled_tables([char for char in rest if char["upright"]])
    for top, table in loose:
        if is_ledger(to_grid(table)):
            tables.append((top, table))
        else:
            rest += chain.from_iterable(cell.chars for cell in table.cells)
    regions = read_columns(rest)
    return [
        form_page(page, region, tables if number == 0 else [])
        for number, region in enumerate(regions or [[]])
    ]


def stands_in(char: Char, frame: Box) -> bool:
    """Whether the middle of a character lies in a frame."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3])


def read_frame(
    frame: Box,
    boxes: Sequence[Box],
    inside: Sequence[Char],
) -> list[tuple[float, PdfTable]]:
    """The table of a frame; one that has no rules down is parted by the white between its columns."""
    table = form_table(boxes, inside)
    if len(table.edges) == 2:
        loose, rest = find_unruled_tables(
            [char for char in inside if char["upright"]],
            [box[1] for box in boxes],
        )
        if len(loose) == 1 and not rest and len(loose[0][1].edges) > LEAST_COLUMNS:
            return loose
    return [(frame[1], table)]


def form_page(
    page: PdfPage,
    chars: Sequence[Char],
    tables: Sequence[tuple[float, PdfTable]],
) -> PageContent:
    """The lines of one column of a page, with tables between them."""
    height = float(page.height)
    lines = [
        line for line in form_lines(chars, keeps_gaps=True) if not is_page_number(line, height)
    ]
    items: list[tuple[float, PdfLine | PdfTable]] = [(line.top, line) for line in lines]
    items += tables
    items.sort(key=lambda pair: pair[0])
    left = min([line.x0 for line in lines] + [table.edges[0] for _, table in tables], default=0.0)
    right = max(
        [line.x1 for line in lines] + [table.edges[-1] for _, table in tables],
        default=float(page.width),
    )
    return PageContent([item for _, item in items], left, right)


def is_page_number(line: PdfLine, height: float) -> bool:
    """Whether a line at a page's head or foot is its number."""
    outside = line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height
    if not outside:
        return False
    return PAGE_NUMBER.fullmatch(line.text) is not None


def form_blocks(pages: Sequence[PageContent]) -> list[Block]:
    """Blocks over all pages: what a page break tore is put together."""
    body = body_size(pages)
    groups: list[list[PdfLine] | PdfTable] = []
    homes: list[PageContent] = []
    last: PageContent | None = None
    for page in pages:
        for place, item in enumerate(page.items):
            before = groups[-1] if groups else None
            if isinstance(item, PdfTable):
                if (
                    place == 0
                    and isinstance(before, PdfTable)
                    and last is not page
                    and goes_on(before, item)
                ):
                    continue_table(before, item)
                else:
                    groups.append(item)
                    homes.append(page)
            elif isinstance(before, list) and continues_paragraph(
                before[-1], item, homes[-1], page, body
            ):
                before.append(item)
                homes[-1] = page
            else:
                groups.append([item])
                homes.append(page)
            last = page
    return [
        TableBlock(to_grid(group), 0)
        if isinstance(group, PdfTable)
        else form_paragraph(group, page)
        for group, page in zip(groups, homes, strict=True)
    ]


def body_size(pages: Sequence[PageContent]) -> float:
    """The size that most characters outside tables have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for item in page.items:
            if isinstance(item, PdfLine):
                sizes[round(item.size, 1)] += len(item.text)
    if sizes:
        return sizes.most_common(1)[0][0]
    return 0.0


def continues_paragraph(
    line: PdfLine,
    following: PdfLine,
    page: PageContent,
    next_page: PageContent,
    body: float,
) -> bool:
    """Whether a line belongs to the paragraph of the line before it."""
    if abs(line.size - following.size) > SAME_SIZE * line.size:
        return False
    if page is next_page and following.top - line.bottom > LEADING * line.size:
        return False
    # A title over several lines.
    is_large = line.size > TITLE_SIZE * body
    if is_large and is_centred(line, page) and is_centred(following, next_page):
        return True
    is_indented = following.x0 - next_page.left > INDENT * following.size
    if is_indented:
        return False
    return is_wrapped(line, following, page.right - line.x0)


def is_centred(line: PdfLine, page: PageContent) -> bool:
    """Whether a line keeps the same distance from both margins and does not fill the width."""
    before, after = line.x0 - page.left, page.right - line.x1
    if before <= 2 * line.size:
        return False
    return abs(before - after) < 1.5 * line.size


def form_paragraph(lines: Sequence[PdfLine], page: PageContent) -> Paragraph:
    """The lines of one paragraph, put together without inserting anything."""
    align: Literal["left", "center", "right"] | None = None
    if all(is_centred(line, page) for line in lines):
        align = "center"
    elif len(lines) == 1 and lines[0].x0 > (page.left + page.right) / 2:
        align = "right"
    return Paragraph(
        "".join(line.text for line in lines),
        bold=all(line.bold for line in lines),
        align=align,
    )
