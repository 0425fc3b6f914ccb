"""Pages that were saved or exported as a file: tables named .xls, letters named .doc, web archives (.mht).

Excel and Word open them without a question, so systems and people publish them. A page of the site
that came instead of a file is another thing: it has scripts, or no table and no sign of an office
program.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from taizhang.decoding import decode_text
from taizhang.issues import Code
from transform.files.filetext import FileContents, FileError, HtmlReader
from transform.model import Block, Paragraph, TableBlock

WHOLE_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
ROWS_ALONE = re.compile(r"\s*+<(?:t[rdh]|tbody|thead|colgroup|col)\b", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
OFFICE_SIGNS = ("urn:schemas-microsoft-com:office", "progid", "mso-", "kingsoft")
HEAD_REACH = 8192
MAX_PIECES = 200


def read_saved_html(content: bytes, read_html: HtmlReader) -> FileContents:
    """The blocks of a saved page or a fragment of one. Raises FileError for a page of the site."""
    source = decode_text(content).text
    # A parser drops rows that stand outside of a table.
    if ROWS_ALONE.match(source):
        source = f"<table>{source}</table>"
    blocks = read_html(source)
    head = source[:HEAD_REACH].lower()
    is_office = any(sign in head for sign in OFFICE_SIGNS)
    if WHOLE_PAGE.search(head) and not is_office:
        has_table = any(isinstance(block, TableBlock) for block in blocks)
        if not has_table or SCRIPT.search(source):
            raise FileError(Code.UNREADABLE_FILE, "a web page was sent instead of the file")
    return FileContents(title_first(blocks))


def title_first(blocks: list[Block]) -> list[Block]:
    """Blocks with the leading rows of a first table that hold one cell as paragraphs: how a sheet gives its title."""
    if not blocks or not isinstance(blocks[0], TableBlock):
        return blocks
    slots = blocks[0].grid.slots
    titles: list[Block] = []
    for row in slots:
        cells = {id(cell): cell for cell in row if cell is not None and cell.text}
        cell = next(iter(cells.values()), None)
        if len(cells) > 1 or (
            cell is not None and (cell.rowspan > 1 or cell.colspan < blocks[0].grid.width)
        ):
            break
        titles.append(Paragraph(cell.text if cell else "", align="center"))
    if len(titles) == len(slots):
        return blocks
    for cell in blocks[0].grid.origins():
        cell.row -= len(titles)
    del slots[: len(titles)]
    return [*titles, *blocks]


def read_mhtml(content: bytes, read_html: HtmlReader) -> FileContents:
    """The blocks of a web archive (RFC 2557), of the first page in it."""
    message = message_from_bytes(content.lstrip(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    for number, piece in enumerate(message.walk()):
        if number > MAX_PIECES:
            break
        if piece.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = piece.get_payload(decode=True)
            if isinstance(body, bytes):
                return FileContents(
                    title_first(read_html(decode_text(body, piece.get_content_charset()).text))
                )
    raise FileError(Code.UNREADABLE_FILE, "the web archive holds no page")
