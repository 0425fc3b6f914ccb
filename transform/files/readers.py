"""A file's text by the format that its bytes show, or an issue that says why there is none."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from taizhang.files import link_tables
from taizhang.issues import Code, Issue
from taizhang.markup import MarkupError
from taizhang.tables.terms import Stage
from transform.files.detection import detect_format
from transform.files.filetext import FileContents, FileError, FileText, HtmlReader, number_tables
from transform.files.formats import Format, rank_format
from transform.model import Block, Paragraph, Payload
from transform.text.invisible import remove_invisible

# Readers by format; each loads its library only when a file asks for it.


def _read_word(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.package import open_package
    from transform.files.word import read_word

    return read_word(open_package(content), read_html)


def _read_flat_word(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.package import open_flat
    from transform.files.word import read_word

    return read_word(open_flat(content), read_html)


def _read_word_2003(content: bytes, _read_html: HtmlReader) -> FileContents:
    from transform.files.word import read_word_2003

    return read_word_2003(content)


def _read_workbook(content: bytes, _read_html: HtmlReader) -> FileContents:
    from transform.files.sheets import read_workbook

    return read_workbook(content)


def _read_sheets_2003(content: bytes, _read_html: HtmlReader) -> FileContents:
    from transform.files.sheets_2003 import read_sheets_2003

    return read_sheets_2003(content)


def _read_doc(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.office import to_docx

    return _read_word(to_docx(content, "doc"), read_html)


def _read_rtf(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.office import to_docx

    return _read_word(to_docx(content, "rtf"), read_html)


def _read_locked(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.sheets import unlock_file

    opened = unlock_file(content)
    known = detect_format(opened)
    if known is Format.LOCKED:
        raise FileError(Code.UNREADABLE_FILE, "locked by a password")
    return read_as(known, opened, None, read_html)


def _read_pdf(content: bytes, _read_html: HtmlReader) -> FileContents:
    from transform.files.pdf import read_pdf

    return read_pdf(content)


def _read_html_file(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.saved_html import read_saved_html

    return read_saved_html(content, read_html)


def _read_mhtml(content: bytes, read_html: HtmlReader) -> FileContents:
    from transform.files.saved_html import read_mhtml

    return read_mhtml(content, read_html)


def _read_text(content: bytes, _read_html: HtmlReader) -> FileContents:
    from transform.files.text import read_text

    return FileContents(read_text(content))


READERS: dict[Format, Callable[[bytes, HtmlReader], FileContents]] = {
    Format.DOCX: _read_word,
    Format.FLAT_WORD: _read_flat_word,
    Format.WORD_2003: _read_word_2003,
    Format.XLSX: _read_workbook,
    Format.XLS: _read_workbook,
    Format.SHEETS_2003: _read_sheets_2003,
    Format.DOC: _read_doc,
    Format.RTF: _read_rtf,
    Format.PDF: _read_pdf,
    Format.HTML: _read_html_file,
    Format.MHTML: _read_mhtml,
    Format.TXT: _read_text,
    Format.LOCKED: _read_locked,
}
REFUSED = {
    Format.EMPTY: (Code.UNREADABLE_FILE, "the file is empty ({size} bytes)"),
    Format.ZIP: (Code.UNSUPPORTED_FORMAT, "an archive inside an archive is not opened"),
    Format.UNKNOWN: (Code.UNSUPPORTED_FORMAT, "no known format"),
}
# Endings that promise bytes of their own: what is plain text under such a name is not what it says.
NO_TEXT = frozenset(entry["suffix"] for entry in link_tables()["type"]) - {"csv", "txt"}
SHEETS = frozenset({"xls", "et"})
# Texts of foreign exceptions name objects by where they lie in memory, which differs in every run.
ADDRESS = re.compile(r"<[^<>]{0,200} at 0x[0-9a-fA-F]+>|0x[0-9a-fA-F]{6,}")


def read_file(payload: Payload, read_html: HtmlReader) -> list[FileText]:
    """The text of a file, or of each member of an archive: one entry at least, with an issue where nothing was read."""
    if detect_format(payload.content) is not Format.ZIP:
        return [read_one(payload, payload.content, payload.name, read_html)]
    from transform.files.zipped import read_members

    texts: list[FileText] = []
    try:
        for name, content in read_members(payload.content):
            if isinstance(content, FileError):
                texts.append(refuse_file(payload, Format.UNKNOWN, content, name))
            else:
                texts.append(read_one(payload, content, PurePosixPath(name).name, read_html, name))
    except FileError as error:
        return [refuse_file(payload, Format.ZIP, error, None)]
    if not texts:
        return [
            refuse_file(
                payload,
                Format.ZIP,
                FileError(Code.EMPTY_DOCUMENT, "the archive holds no file"),
                None,
            )
        ]
    return texts


def read_one(
    payload: Payload,
    content: bytes,
    name: str | None,
    read_html: HtmlReader,
    member: str | None = None,
) -> FileText:
    """One file by the format that its bytes show."""
    known = detect_format(content)
    try:
        contents = read_as(known, content, name, read_html)
        if not contents.blocks:
            raise FileError(Code.EMPTY_DOCUMENT, f"the {name_format(known)} holds no text")
    except FileError as error:
        return refuse_file(payload, known, error, member)
    except MarkupError as error:
        return refuse_file(payload, known, FileError(Code.TOO_DEEP, str(error)), member)
    # A fault of this installation, not of the file.
    except ImportError:
        raise
    except MemoryError:
        return refuse_file(
            payload,
            known,
            FileError(Code.UNREADABLE_FILE, "it opens to more than the memory holds"),
            member,
        )
    except (RecursionError, Exception) as error:  # noqa: BLE001 - foreign files break libraries in any way
        broken = FileError(
            Code.UNREADABLE_FILE,
            f"the {name_format(known)} is damaged ({type(error).__name__})",
        )
        return refuse_file(payload, known, broken, member)
    blocks = remove_invisible(contents.blocks)
    number_tables(blocks)
    issues = [note_issue(payload, member, note.code, note.message) for note in contents.notes]
    return FileText(name, known, rank_format(known), blocks, issues, member)


def read_as(form: Format, content: bytes, name: str | None, read_html: HtmlReader) -> FileContents:
    """The contents of a file of a known format; raises FileError where there is no reader for it."""
    reader = READERS.get(form)
    if reader is None:
        code, message = REFUSED.get(form, (Code.UNSUPPORTED_FORMAT, f"{form} files are not read"))
        raise FileError(code, message.format(size=len(content)))
    ending = PurePosixPath(name or "").suffix.lower().lstrip(".")
    contents = reader(content, read_html)
    if (
        form is Format.TXT
        and ending in NO_TEXT
        and not (ending in SHEETS and has_tabs(contents.blocks))
    ):
        raise FileError(
            Code.UNREADABLE_FILE,
            f"the file is named .{ending}, but it is no such file",
        )
    return contents


def has_tabs(blocks: list[Block]) -> bool:
    """Whether a text is a table of values between tabs, as many a system exports under the name .xls."""
    tabs = [block.text.count("\t") for block in blocks if isinstance(block, Paragraph)]
    if len(tabs) <= 1:
        return False
    if tabs[-1] <= 0:
        return False
    return tabs[-1] == tabs[-2]


def name_format(form: Format) -> str:
    """A format as an issue names it.

    >>> name_format(Format.DOCX), name_format(Format.WORD_2003)
    ('.docx', 'file (Word 2003 XML)')
    """
    if " " in form:
        return f"file ({form})"
    return f".{form}"


def refuse_file(payload: Payload, form: Format, error: FileError, member: str | None) -> FileText:
    """An entry without blocks whose issue names the file and the reason in one line."""
    name = PurePosixPath(member).name if member else payload.name
    issue = note_issue(payload, member, error.code, str(error))
    return FileText(name, form, rank_format(form), issues=[issue], member=member)


def note_issue(payload: Payload, member: str | None, code: Code, message: str) -> Issue:
    """An issue on a file, or on a member of an archive; the same in every run."""
    place = " › ".join(filter(None, (payload.name, member))) or payload.url or "file"
    words = " ".join(f"{place}: {ADDRESS.sub('…', message)}".split())[:300]
    return Issue(Stage.TRANSFORM, code, words, url=payload.url, capture_digest=payload.digest)
