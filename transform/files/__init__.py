"""Attachments: what a file says by its bytes, as blocks, or an issue that says why not."""

from collections.abc import Callable
from pathlib import PurePosixPath

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Stage
from transform.files.filetext import FileError, FileText, number_tables
from transform.files.formats import Format, detect, rank
from transform.model import Block, Payload

__all__ = ["FileText", "Format", "number_tables", "read_file"]

# Readers by format; each loads its library only when a file asks for it.


def _read_word(content: bytes) -> list[Block]:
    from transform.files.word import read_word

    return read_word(content)


def _read_workbook(content: bytes) -> list[Block]:
    from transform.files.sheets import read_workbook

    return read_workbook(content)


def _read_doc(content: bytes) -> list[Block]:
    from transform.files.office import to_docx

    return _read_word(to_docx(content, "doc"))


def _read_rtf(content: bytes) -> list[Block]:
    from transform.files.office import to_docx

    return _read_word(to_docx(content, "rtf"))


def _read_pdf(content: bytes) -> list[Block]:
    from transform.files.pdf import read_pdf

    return read_pdf(content)


def _read_text(content: bytes) -> list[Block]:
    from transform.files.text import read_text

    return read_text(content)


READERS: dict[Format, Callable[[bytes], list[Block]]] = {
    Format.DOCX: _read_word,
    Format.XLSX: _read_workbook,
    Format.XLS: _read_workbook,
    Format.DOC: _read_doc,
    Format.RTF: _read_rtf,
    Format.PDF: _read_pdf,
    Format.TXT: _read_text,
}
REFUSED = {
    Format.EMPTY: (Code.UNREADABLE_FILE, "the file is empty ({size} bytes)"),
    Format.HTML: (Code.UNREADABLE_FILE, "a web page was sent instead of the file"),
    Format.ZIP: (Code.UNSUPPORTED_FORMAT, "an archive inside an archive is not opened"),
    Format.UNKNOWN: (Code.UNSUPPORTED_FORMAT, "no known format"),
}


def read_file(payload: Payload) -> list[FileText]:
    """The text of a file, or of each member of an archive; at least one entry, with an issue where nothing was read."""
    if detect(payload.content) is not Format.ZIP:
        return [read_one(payload, payload.content, payload.name)]
    from transform.files.zipped import members

    texts: list[FileText] = []
    try:
        for name, content in members(payload.content):
            if isinstance(content, FileError):
                texts.append(refused(payload, Format.UNKNOWN, content, name))
            else:
                texts.append(read_one(payload, content, PurePosixPath(name).name, name))
    except FileError as error:
        return [refused(payload, Format.ZIP, error, None)]
    if not texts:
        return [refused(payload, Format.ZIP, FileError(Code.EMPTY_DOCUMENT, "the archive holds no file"), None)]
    return texts


def read_one(payload: Payload, content: bytes, name: str | None, member: str | None = None) -> FileText:
    """One file by the format that its bytes show."""
    known = detect(content)
    try:
        reader = READERS.get(known)
        if reader is None:
            code, message = REFUSED.get(known, (Code.UNSUPPORTED_FORMAT, f"{known} files are not read"))
            raise FileError(code, message.format(size=len(content)))
        blocks = reader(content)
        if not blocks:
            raise FileError(Code.EMPTY_DOCUMENT, f"the .{known} holds no text")
    except FileError as error:
        return refused(payload, known, error, member)
    except (MemoryError, RecursionError, Exception) as error:  # noqa: BLE001 - foreign files break libraries in any way
        broken = FileError(Code.UNREADABLE_FILE, f"the .{known} is damaged ({type(error).__name__}: {error})")
        return refused(payload, known, broken, member)
    number_tables(blocks)
    return FileText(name, known, rank(known), blocks, member=member)


def refused(payload: Payload, known: Format, error: FileError, member: str | None) -> FileText:
    """An entry without blocks whose issue names the file and the reason in one line."""
    what = " › ".join(filter(None, (payload.name, member))) or payload.url or "file"
    message = " ".join(f"{what}: {error}".split())[:300]
    issue = Issue(Stage.TRANSFORM, error.code, message, url=payload.url, capture_digest=payload.digest)
    name = PurePosixPath(member).name if member else payload.name
    return FileText(name, known, rank(known), issues=[issue], member=member)
