"""Files by their bytes, archives, and the ledger that the replay portals offer in every format."""

import io
import struct
import sys
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.issues import Code
from taizhang.tables.terms import PartKind
from tests.transform.files.reading import read_file
from tests.transform.tables import check_evidence
from transform.files import zipped as archives
from transform.files.detection import detect_format
from transform.files.filetext import FileError
from transform.files.formats import Format, load_ranks, rank_format
from transform.files.office import converter_version, find_converter, to_docx
from transform.model import Paragraph, Part, Payload, TableBlock, Task
from transform.tables.ledger import read_ledger
from transform.text.parts import compose_part

LANSHAN = "portals/sites/lanshan.gov.test/_files"
LEDGERS = {
    Format.DOCX: "DC07A7D23F3C6A9B.docx",
    Format.XLSX: "EE0B834E81FDB2E9.xlsx",
    Format.XLS: "04F8041A53A6839F.xls",
    Format.DOC: "6C4521211317FE63.doc",
    Format.PDF: "67B83BA3B1A3AA9C.pdf",
}
needs_office = pytest.mark.skipif(
    find_converter() is None, reason="needs LibreOffice, which is not installed"
)


class UnsaidName(zipfile.ZipInfo):
    """A member whose name is bytes in some charset, as Windows in China writes them: without saying so."""

    charset = "utf-8"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's own name
        return self.filename.encode(self.charset), self.flag_bits


def zipped(members: dict[str, bytes], charset: str = "utf-8") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = UnsaidName(name)
            info.charset = charset
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "known"),
    [
        (b"", Format.EMPTY),
        (b"\r\n", Format.EMPTY),
        (b"<!DOCTYPE html><html><body>404</body></html>", Format.HTML),
        (b"\xef\xbb\xbf \n<HTML lang='zh'>", Format.HTML),
        (b"<main><p>1</p></main>", Format.HTML),
        (b"<o:p></o:p><p>1</p>", Format.HTML),
        (b"<row>1</row>", Format.TXT),
        (b"%PDF-1.4\n", Format.PDF),
        (b"junk before\n%PDF-1.4\n", Format.PDF),
        (b"{\\rtf1\\ansi", Format.RTF),
        (b"Rar!\x1a\x07\x00", Format.RAR),
        (b"\x89PNG\r\n\x1a\n....", Format.IMAGE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, Format.UNKNOWN),
        ("关于印发方案的通知".encode(), Format.TXT),
        ("关于印发方案的通知".encode("gb18030"), Format.TXT),
        (b"\x00\x01\x02" * 99, Format.UNKNOWN),
    ],
)
def test_bytes_decide_the_format(content: bytes, known: Format) -> None:
    assert detect_format(content) is known


def test_every_ranked_format_is_read_and_every_read_format_is_ranked() -> None:
    from transform.files.readers import READERS

    assert set(load_ranks()) == set(READERS)
    assert rank_format(Format.UNKNOWN) > max(load_ranks().values())


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"\r\n", Code.UNREADABLE_FILE, "empty (2 bytes)"),
        (b"<html><title>404</title></html>", Code.UNREADABLE_FILE, "web page"),
        (b"Rar!\x1a\x07\x00......", Code.UNSUPPORTED_FORMAT, "rar"),
        (b"PK\x03\x04 torn", Code.UNREADABLE_FILE, "damaged"),
        (b"%PDF-1.4 torn", Code.UNREADABLE_FILE, "damaged"),
        (b"PK\x05\x06" + b"\x00" * 18, Code.EMPTY_DOCUMENT, "holds no file"),
    ],
)
def test_what_cannot_be_read_is_an_issue_that_says_why(
    content: bytes, code: Code, words: str
) -> None:
    (file,) = read_file(Payload(content, "digest", url="http://a.gov.test/f", name="附件1.docx"))
    assert file.blocks == []
    (issue,) = file.issues
    assert issue.code is code
    assert words in issue.message
    assert issue.message.startswith("附件1.docx: ")
    assert (issue.url, issue.capture_digest) == ("http://a.gov.test/f", "digest")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_archives_name_their_members_in_any_charset(encoding: str) -> None:
    content = zipped(
        {"附件/任务分工.txt": "一、任务".encode(), "__MACOSX/x": b"x", "附件/~$a.docx": b"x"},
        encoding,
    )
    (file,) = read_file(Payload(content, "digest", name="附件.zip"))
    assert (file.name, file.member) == ("任务分工.txt", "附件/任务分工.txt")
    assert file.blocks == [Paragraph("一、任务")]


def test_an_archive_inside_an_archive_is_an_issue() -> None:
    inner = zipped({"a.txt": b"x"})
    good, nested = read_file(
        Payload(zipped({"0.txt": "文".encode(), "1.zip": inner}), "digest", name="附件.zip")
    )
    assert good.issues == []
    assert [issue.code for issue in nested.issues] == [Code.UNSUPPORTED_FORMAT]
    assert nested.issues[0].message.startswith("附件.zip › 1.zip: ")


def test_archives_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER_SIZE", 1000)
    monkeypatch.setattr(archives, "MAX_TOTAL_SIZE", 1500)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 4)
    bomb = zipped({"a.txt": b"a" * 900, "b.txt": b"b" * 900, "c.txt": b"c" * 5000, "d.txt": b"d"})
    files = read_file(Payload(bomb, "digest", name="附件.zip"))
    assert [bool(file.blocks) for file in files] == [True, False, False, True]
    many = zipped({f"{i}.txt": b"x" for i in range(5)})
    (file,) = read_file(Payload(many, "digest", name="附件.zip"))
    assert "5 files" in file.issues[0].message


def test_a_lying_size_does_not_open_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBER_SIZE", 1000)
    content = bytearray(zipped({"a.txt": b"a" * 100_000}))
    central = content.index(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 10)
    (file,) = read_file(Payload(bytes(content), "digest", name="附件.zip"))
    assert sum(len(block.text) for block in file.blocks if isinstance(block, Paragraph)) <= 1000


def tasks_of(path: Path, known: Format) -> list[Task]:
    (file,) = read_file(Payload(path.read_bytes(), "digest", name=path.name))
    assert (file.format, file.issues) == (known, [])
    part = compose_part(1, PartKind.ATTACHMENT, "digest", file.blocks)
    ledger = read_ledger(part, 2021)
    check_evidence(part, ledger.tasks)
    assert ledger.issues == []
    return ledger.tasks


def said(task: Task) -> tuple[object, ...]:
    """All that a task says, without line ends."""
    units = [(unit.role, unit.name) for unit in task.units]
    text = "".join(task.text.split())
    return (
        task.label,
        task.headings,
        text,
        units,
        task.open_ended,
        task.deadline_raw,
        task.deadline_kind,
        task.due_on,
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    "known", [Format.XLSX, Format.XLS, pytest.param(Format.DOC, marks=needs_office), Format.PDF]
)
def test_one_ledger_says_the_same_in_every_format(known: Format, shared: Path) -> None:
    want = [said(task) for task in tasks_of(shared / LANSHAN / LEDGERS[Format.DOCX], Format.DOCX)]
    assert len(want) == 36
    assert want[7][-1] == date(2021, 10, 31)
    assert [said(task) for task in tasks_of(shared / LANSHAN / LEDGERS[known], known)] == want


@pytest.mark.shared
def test_a_scan_is_an_issue_not_an_empty_document(shared: Path) -> None:
    content = (shared / LANSHAN / "554D3C50A5BC6400.pdf").read_bytes()
    (file,) = read_file(Payload(content, "digest", name="扫描件.pdf"))
    assert (file.blocks, [issue.code for issue in file.issues]) == ([], [Code.NO_TEXT_LAYER])


@pytest.mark.shared
def test_the_replay_portals_archive(shared: Path) -> None:
    content = (shared / LANSHAN / "1A224C19240E6E83.zip").read_bytes()
    files = read_file(Payload(content, "digest", name="附件.zip"))
    assert [(file.format, file.member) for file in files] == [
        (Format.DOCX, "附件/通辽市2021年政务公开工作要点分工台账.docx"),
        (Format.XLSX, "附件/通辽市2021年政务公开工作要点分工台账.xlsx"),
    ]
    assert all(any(isinstance(block, TableBlock) for block in file.blocks) for file in files)


@pytest.mark.skipif(find_converter() is not None, reason="LibreOffice is installed")
def test_old_word_without_libreoffice_is_an_issue_that_says_so() -> None:
    content = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 600
        + "WordDocument".encode("utf-16-le")
        + b"\x00" * 99
    )
    (file,) = read_file(Payload(content, "digest", name="a.doc"))
    assert [issue.code for issue in file.issues] == [Code.UNSUPPORTED_FORMAT]
    assert "LibreOffice" in file.issues[0].message


def test_the_converters_version_is_known_before_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (converter_version() == "none") == (find_converter() is None)
    monkeypatch.setenv("PATH", "")
    assert converter_version() == "none"


@needs_office
def test_a_converter_that_hangs_is_ended(tmp_path: Path) -> None:
    content = b"{\\rtf1\\ansi slow}"
    with pytest.raises(FileError, match=r"longer than 0\.05 s"):
        to_docx(content, "rtf", timeout=0.05)


@needs_office
def test_rich_text_is_read_through_the_converter() -> None:
    (file,) = read_file(Payload(b"{\\rtf1\\ansi\\ansicpg936 hello\\par}", "digest", name="a.doc"))
    assert file.format is Format.RTF
    assert [block.text for block in file.blocks if isinstance(block, Paragraph)] == ["hello"]


def mutated(content: bytes, at: list[float], values: bytes) -> bytes:
    out = bytearray(content)
    for place, value in zip(at, values, strict=False):
        out[int(place * (len(out) - 1))] = value
    return bytes(out)


@pytest.mark.shared
@pytest.mark.parametrize("known", [Format.DOCX, Format.XLSX, Format.XLS, Format.PDF])
@settings(max_examples=25, deadline=None)
@given(
    at=st.lists(st.floats(0, 1), min_size=1, max_size=12),
    values=st.binary(min_size=12, max_size=12),
    cut=st.floats(0.05, 1),
)
def test_damaged_files_never_raise(
    known: Format, shared: Path, at: list[float], values: bytes, cut: float
) -> None:
    content = (shared / LANSHAN / LEDGERS[known]).read_bytes()
    for file in read_file(
        Payload(mutated(content, at, values)[: int(cut * len(content))], "digest", name="a")
    ):
        assert file.blocks or file.issues
        compose_part(0, PartKind.ATTACHMENT, "digest", file.blocks)


def test_a_part_of_a_file_is_a_part() -> None:
    (file,) = read_file(Payload("标题\n\n正文".encode(), "digest", name="a.txt"))
    part: Part = compose_part(0, PartKind.ATTACHMENT, "digest", file.blocks)
    assert part.text == "标题\n正文"


def convert(number: int) -> tuple[float, float]:
    """When a stand-in for the converter began and ended."""
    from transform.files.office import one_at_a_time, run_bounded

    with one_at_a_time():
        began = time.monotonic()
        run_bounded([sys.executable, "-c", "import time; time.sleep(0.2)"], "/", 30)
        return began, time.monotonic()


def test_files_are_converted_one_at_a_time_on_a_machine() -> None:
    with ProcessPoolExecutor(3) as pool:
        times = sorted(pool.map(convert, range(3)))
    assert all(before[1] <= after[0] for before, after in pairwise(times))
