"""The kinds of files, and how well each keeps a ledger."""

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
    FLAT_WORD = "docx in one XML file"
    WORD_2003 = "Word 2003 XML"
    SHEETS_2003 = "Excel 2003 XML"
    HTML = "html"
    MHTML = "mhtml"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    OFD = "ofd"
    OPEN_DOCUMENT = "odf"
    SLIDES = "pptx"
    IMAGE = "image"
    LOCKED = "locked"
    XML = "xml"
    EMPTY = "empty"
    UNKNOWN = "unknown"


@cache
def load_ranks() -> dict[str, int]:
    """How well each format keeps a ledger, the lowest the best (lexicon/formats.toml)."""
    return {entry["word"]: entry["rank"] for entry in lexicon.table("formats", "format")}


def rank_format(name: str) -> int:
    """The rank of a format (or of the page itself: page); one that is never read stands last.

    >>> rank_format("xlsx") < rank_format("pdf") < rank_format("ofd")
    True
    """
    return load_ranks().get(name, max(load_ranks().values()) + 1)
