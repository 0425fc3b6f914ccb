"""What a file is by its bytes; names and declared types are often wrong."""

import io
import re
import zipfile
from enum import StrEnum
from functools import cache

from transform import lexicon


class Format(StrEnum):
    """A kind of file; the value is what people call it."""

    DOCX = "docx"
    XLSX = "xlsx"
    XLS = "xls"
    DOC = "doc"
    RTF = "rtf"
    PDF = "pdf"
    TXT = "txt"
    ZIP = "zip"
    HTML = "html"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    OFD = "ofd"
    OPEN_DOCUMENT = "odf"
    MHTML = "mhtml"
    IMAGE = "image"
    EMPTY = "empty"
    UNKNOWN = "unknown"


SIGNATURES = (
    (b"Rar!\x1a\x07", Format.RAR),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"{\\rtf", Format.RTF),
    (b"\x89PNG\r\n\x1a\n", Format.IMAGE),
    (b"\xff\xd8\xff", Format.IMAGE),
    (b"GIF8", Format.IMAGE),
    (b"BM", Format.IMAGE),
    (b"II*\x00", Format.IMAGE),
    (b"MM\x00*", Format.IMAGE),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in the directory of a compound file, in UTF-16; Excel 5 says Book.
WORD_STREAM = "WordDocument".encode("utf-16-le")
BOOK_STREAM = re.compile(b"(?:" + "Workbook".encode("utf-16-le") + b"|" + "Book".encode("utf-16-le") + b")\x00\x00")
HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*){0,5}<(?:!doctype\s+html|html|head|body|script|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
MIME_START = re.compile(rb"\s*(?:MIME-Version|From|Content-Type):", re.IGNORECASE)
# The specification lets a PDF begin anywhere in its first kilobyte.
PDF_REACH = 1024
MEMBERS = (
    ("word/document.xml", Format.DOCX),
    ("xl/workbook.xml", Format.XLSX),
    ("xl/workbook.bin", Format.XLSX),
    ("OFD.xml", Format.OFD),
    ("content.xml", Format.OPEN_DOCUMENT),
)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect(content: bytes) -> Format:
    """The format that the bytes show."""
    if not content.strip():
        return Format.EMPTY
    for signature, known in SIGNATURES:
        if content.startswith(signature):
            return known
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return detect_in_zip(content)
    if content.startswith(OLE):
        return detect_in_compound_file(content)
    if b"%PDF-" in content[:PDF_REACH]:
        return Format.PDF
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if HTML_START.match(start):
        return Format.HTML
    if MIME_START.match(start) and b"boundary=" in start:
        return Format.MHTML
    return Format.UNKNOWN if CONTROL.search(start) and not start.startswith((b"\xff\xfe", b"\xfe\xff")) else Format.TXT


def detect_in_zip(content: bytes) -> Format:
    """Office files are zip archives with known members; any other is an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Format.ZIP
    return next((known for member, known in MEMBERS if member in names), Format.ZIP)


def detect_in_compound_file(content: bytes) -> Format:
    """Word and Excel before 2007 share one container; its directory names the main stream."""
    if WORD_STREAM in content:
        return Format.DOC
    return Format.XLS if BOOK_STREAM.search(content) else Format.UNKNOWN


@cache
def ranks() -> dict[str, int]:
    """How well each format keeps a ledger, the lowest the best (lexicon/formats.toml)."""
    return {entry["word"]: entry["rank"] for entry in lexicon.table("formats", "format")}


def rank(known: str) -> int:
    """The rank of a format (or of the page itself: page); one that is never read stands last."""
    return ranks().get(known, max(ranks().values()) + 1)
