"""What a file is by its bytes; names and declared types are often wrong.

>>> detect_format(b"%PDF-1.7 ...").value, detect_format("一、工作任务".encode()).value
('pdf', 'txt')
>>> detect_format(b"<table><tr><td>1</td></tr></table>").value  # whatever its name says, as .xls
'html'
"""

import io
import re
import zipfile

from transform.files.filetext import FileError
from transform.files.formats import Format
from transform.files.package import PackageKind, normal_name, open_package

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
BOOK_STREAM = re.compile(
    b"(?:" + "Workbook".encode("utf-16-le") + b"|" + "Book".encode("utf-16-le") + b")\x00\x00"
)
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
# A text that begins with an element is markup, after what may stand before it.
MARKUP_START = re.compile(
    rb"\s*(?:<\?[^>]{0,400}>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,400}>\s*){0,8}<(?P<name>[a-zA-Z][\w:.-]{0,60})",
    re.IGNORECASE | re.DOTALL,
)
HTML_TYPE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)?<!doctype\s+html", re.IGNORECASE | re.DOTALL)
# Elements with which a page, or a piece of one, may begin; any other root is XML of some other
# kind.
HTML_ELEMENTS = frozenset(
    b"html head body script meta title style link base div p span table thead tbody tr td center font b strong br hr "
    b"h1 h2 h3 h4 h5 h6 ul ol li dl dt dd section article main header footer aside nav form img a pre i u em s small "
    b"big sub sup caption colgroup col blockquote address details figure label noscript o:p".split()
)
XML_ROOTS = {
    b"workbook": Format.SHEETS_2003,
    b"worddocument": Format.WORD_2003,
    b"package": Format.FLAT_WORD,
}
MIME_START = re.compile(rb"\s*(?:MIME-Version|From|Content-Type|Subject|Date):", re.IGNORECASE)
# Readers let a PDF begin anywhere in its first kilobyte (Adobe's PDF Reference 1.7, appendix H): some
# programs put lines before it.
PDF_REACH = 1024
# Bytes of a text by which its kind is known.
START = 8192
BY_KIND = {
    PackageKind.WORD: Format.DOCX,
    PackageKind.SHEETS: Format.XLSX,
    PackageKind.SLIDES: Format.SLIDES,
    PackageKind.OTHER: Format.UNKNOWN,
}
# All bytes but control characters; those that no text holds are what is left without these.
OF_TEXTS = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\x0b\x0c\r\x1b")


def detect_format(content: bytes) -> Format:
    r"""The format that the bytes show.

    >>> detect_format(b"{\\rtf1 ...").value, detect_format(b"  ").value
    ('rtf', 'empty')
    >>> detect_format(b"\x00\x01\x02").value
    'unknown'
    """
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
    return detect_in_text(content)


def detect_in_zip(content: bytes) -> Format:
    """Office files are zip archives with a list of content types or relationships; any other is an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {normal_name(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Format.ZIP
    if "ofd.xml" in names:
        return Format.OFD
    if "content.xml" in names and "mimetype" in names:
        return Format.OPEN_DOCUMENT
    if "[content_types].xml" not in names and "_rels/.rels" not in names:
        return detect_by_usual_names(names)
    try:
        known = BY_KIND[open_package(content).kind()]
    except (FileError, KeyError, zipfile.BadZipFile, OSError):
        known = Format.UNKNOWN
    if known is Format.UNKNOWN:
        return detect_by_usual_names(names, known)
    return known


def detect_by_usual_names(names: set[str], otherwise: Format = Format.ZIP) -> Format:
    """Office files whose own list of contents is damaged, by the names that their parts usually have."""
    if "word/document.xml" in names:
        return Format.DOCX
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return Format.XLSX
    return otherwise


def detect_in_compound_file(content: bytes) -> Format:
    """Word and Excel before 2007 share one container, as do locked files of any year: its directory tells them."""
    # First: a locked file's directory may name what it holds as well.
    if LOCKED_STREAM in content:
        return Format.LOCKED
    if WORD_STREAM in content:
        return Format.DOC
    if BOOK_STREAM.search(content):
        return Format.XLS
    return Format.UNKNOWN


def detect_in_text(content: bytes) -> Format:
    """Markup by its first element, else plain text, unless it holds what no text does."""
    start = content[:START].removeprefix(b"\xef\xbb\xbf")
    wide = UTF16.get(content[:2])
    if wide:
        start = start[2 : len(start) // 2 * 2].decode(wide, errors="replace").encode()
    if HTML_TYPE.match(start):
        return Format.HTML
    markup = MARKUP_START.match(start)
    if markup:
        name = markup["name"].lower()
        root = XML_ROOTS.get(name.rpartition(b":")[2])
        if root:
            return root
        if name in HTML_ELEMENTS:
            return Format.HTML
        if start.lstrip().startswith(b"<?xml"):
            return Format.XML
        # <附件> is how a text may begin.
        return Format.TXT
    if MIME_START.match(start) and b"boundary=" in start:
        return Format.MHTML
    if start.translate(None, OF_TEXTS):
        return Format.UNKNOWN
    return Format.TXT
