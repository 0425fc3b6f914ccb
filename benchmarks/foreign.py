"""How the time of each reader of foreign bytes grows when what it reads is doubled, in shapes made to be slow.

python -m benchmarks.foreign [--doublings 3] [--json FILE]

`make prove` prints the table. A reader whose time grows by more than `STEEPEST` a doubling is no
linear one; the last doubling counts, since the first hold what is loaded once.
"""

import argparse
import copy
import gzip
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import xlsxwriter

from extract.lists import ListPage, Request, read_list
from extract.unpacking import lift_encodings
from taizhang.outcomes import ReceivedAnswer, judge_answer, signs
from taizhang.portals import Channel
from transform.files.readers import read_file
from transform.model import Context, Payload
from transform.reading import read_document
from transform.web.fragment import read_fragment

# Of a doubling: two, and room for a busy machine.
STEEPEST = 3.0
# Seconds below which a figure is noise.
NOISE = 0.05
ADDRESS = "http://x.gov.test/list/"
CHANNEL = Channel(slug="z", name="政府文件", url=ADDRESS, kind="policy")
ROW = ("修建跨河大桥并通车", "县交通局", "6月底")


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader by name: what makes its input of some size, and what reads that; `least` is the size to begin with."""

    name: str
    least: int
    make: Callable[[int], bytes]
    read: Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of the processor by size of one reader's input, the smallest first."""

    name: str
    seconds: dict[int, float]

    @property
    def last_doubling(self) -> float:
        """How many times the last size takes what the one before takes."""
        before, last = list(self.seconds.values())[-2:]
        return last / max(before, NOISE)


def make_list(rows: int) -> bytes:
    """An old list: links and days in one element."""
    links = "".join(f"<a href='/a/{n}.html'>关于{n}的通知</a> 2026-11-02 <br>" for n in range(rows))
    return f"<html><body><div>{links}</div></body></html>".encode()


def make_challenge(times: int) -> bytes:
    """A challenge's sign, and scripts that never end."""
    return (signs()["challenge"][0]["text"] + "<script" * times).encode()


def make_members(members: int) -> bytes:
    """Empty members of gzip, one behind the other."""
    return gzip.compress(b"", 1, mtime=0) * members


def make_page(pieces: int) -> bytes:
    """A page of open brackets, spans and units in one container."""
    inner = "<span>（责任单位：县水利局、</span>" * pieces
    return f"<html><body><div class=TRS_Editor><p>一、总体要求。</p>{inner}</div></body></html>".encode()


def make_word(rows: int) -> bytes:
    """A Word file with one table."""
    letter, out = docx.Document(), io.BytesIO()
    table = letter.add_table(1, len(ROW))
    body = table.rows[0]._tr
    for cell, text in zip(table.rows[0].cells, ROW, strict=True):
        cell.text = text
    # Copies of the first row: the library itself is quadratic in `add_row`.
    for _ in range(rows - 1):
        body.addnext(copy.deepcopy(body))
    letter.save(out)
    return out.getvalue()


def make_book(rows: int) -> bytes:
    """A workbook with one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for y in range(rows):
            sheet.write_row(y, 0, ROW)
    return out.getvalue()


def make_zip(members: int) -> bytes:
    """An archive of small texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for number in range(members):
            packed.writestr(f"{number}.txt", "一、修桥。（责任单位：县交通局）")
    return out.getvalue()


def make_pdf(names: int) -> bytes:
    """A PDF whose catalogue holds names without end."""
    crowd = b" ".join(b"/N%d 1" % number for number in range(names))
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/X<<" + crowd + b">>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>",
    )
    parts = [b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(objects, 1)]
    return b"%PDF-1.4\n" + b"".join(parts) + b"trailer <</Size 4/Root 1 0 R>>\n%%EOF"


def read_as_file(name: str) -> Callable[[bytes], object]:
    """Reads bytes as a file of that name."""
    return lambda content: read_file(Payload(content, "sha256:0", name=name), read_fragment)


def read_as_list(content: bytes) -> object:
    """Reads bytes as a page of a list."""
    return read_list(ListPage(Request(ADDRESS), ADDRESS, content.decode(), CHANNEL))


def read_as_page(content: bytes) -> object:
    """Reads bytes as the page of a document."""
    return read_document(Payload(content, "sha256:0", url=ADDRESS), [], Context())


def judge_as_challenge(content: bytes) -> object:
    """Asks whether an answer is a challenge."""
    return judge_answer(ReceivedAnswer(412, "text/html", ADDRESS, content))


def unpack(content: bytes) -> object:
    """Unpacks the body of an answer."""
    return lift_encodings(content, "gzip", 32 << 20)


READERS = (
    Reader("list", 500, make_list, read_as_list),
    Reader("challenge", 20_000, make_challenge, judge_as_challenge),
    Reader("unpacking", 20_000, make_members, unpack),
    Reader("html", 500, make_page, read_as_page),
    Reader("pdf", 10_000, make_pdf, read_as_file("a.pdf")),
    Reader("workbook", 2_000, make_book, read_as_file("a.xlsx")),
    Reader("word", 200, make_word, read_as_file("a.docx")),
    Reader("zip", 50, make_zip, read_as_file("a.zip")),
)


def measure_growth(reader: Reader, doublings: int) -> Growth:
    """The time of a reader over sizes that double."""
    reader.read(reader.make(max(1, reader.least // 10)))
    seconds = {}
    for size in (reader.least << step for step in range(doublings + 1)):
        content = reader.make(size)
        began = time.process_time()
        reader.read(content)
        seconds[size] = time.process_time() - began
    return Growth(reader.name, seconds)


def format_growth(found: Sequence[Growth]) -> str:
    """The table for people: sizes in pieces, seconds of the processor."""
    lines = ["| reader | pieces: seconds | last doubling |", "|---|---|---|"]
    for growth in found:
        figures = ", ".join(f"{size:,}: {took:.2f}" for size, took in growth.seconds.items())
        lines.append(f"| {growth.name} | {figures} | {growth.last_doubling:.1f} |")
    return "\n".join(lines)


def main() -> int:
    """Prints the table; exit code 1 where a reader is not linear."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doublings", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    found = [measure_growth(reader, given.doublings) for reader in READERS]
    sys.stdout.write(format_growth(found) + "\n")
    if given.json:
        given.json.write_text(json.dumps({growth.name: growth.seconds for growth in found}))
    return int(any(growth.last_doubling > STEEPEST for growth in found))


if __name__ == "__main__":
    sys.exit(main())
