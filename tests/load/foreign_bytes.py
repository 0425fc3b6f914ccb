"""Files of each kind, broken at random in the ways in which files break and are broken on purpose."""

import io
import random
import re
import resource
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import docx
import xlsxwriter

from tests.transform.files.pdf_writer import PdfPage, write_pdf
from transform.files.readers import read_file
from transform.model import Payload
from transform.web.fragment import read_fragment

ROWS = [
    ("序号", "任务", "责任单位", "时限"),
    ("1", "修建跨河大桥", "县交通局", "6月底"),
    ("2", "疏浚河道", "县水利局", "9月底"),
]
NUMBER = re.compile(rb"\d{1,7}")
NUMBERS = (b"0", b"-1", b"65535", b"1048576", b"2147483648", b"99999999999999", b"1e308")
MARKUP = re.compile(rb"<[^<>]{1,200}>")
Random = random.Random


@dataclass(frozen=True, slots=True)
class Attempt:
    """A file to be made by its number and read."""

    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading cost, in seconds of the processor and bytes of memory, and whether it said anything."""

    seconds: float
    memory: int
    is_answered: bool


def attempt(job: Attempt) -> Outcome:
    """Makes a broken file and reads it."""
    load_reader(job.kind)
    content = make(job)
    began = time.process_time()
    files = read_file(Payload(content, "digest", name=f"附件.{job.kind}"), read_fragment)
    seconds = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Outcome(
        seconds, memory, bool(files) and all(file.blocks or file.issues for file in files)
    )


@cache
def load_reader(kind: str) -> None:
    """Reads a sound file once in each process: loading a library is no fault of a file."""
    read_file(Payload(whole_files()[kind], "digest"), read_fragment)


def make(job: Attempt) -> bytes:
    """The file of an attempt, the same every time."""
    chance = random.Random(f"{job.kind} {job.number}")
    whole = whole_files()[job.kind]
    if job.kind in ("docx", "xlsx", "zip") and chance.random() < 0.7:
        return with_broken_member(whole, chance)
    return broken(whole, chance)


@cache
def whole_files() -> dict[str, bytes]:
    """One sound file of each kind."""
    letter = docx.Document()
    table = letter.add_table(len(ROWS), len(ROWS[0]))
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            table.cell(y, x).text = text
    table.cell(1, 3).merge(table.cell(2, 3))
    word, book, packed = io.BytesIO(), io.BytesIO(), io.BytesIO()
    letter.save(word)
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for y, row in enumerate(ROWS):
            sheet.write_row(y, 0, row)
        sheet.merge_range(1, 4, 2, 4, "备注")
        sheet.set_column(5, 5, None, None, {"hidden": True})
    page = PdfPage().text(40, 20, "河道管理任务分工")
    for y, row in enumerate(ROWS):
        for x, text in enumerate(row):
            page.cell(40 + 100 * x, 60 + 30 * y, 140 + 100 * x, 90 + 30 * y, text)
    lines = "".join(f"<tr><td>{'</td><td colspan=1>'.join(row)}</td></tr>" for row in ROWS)
    html = f"<!doctype html><html><body><h1>任务分工</h1><table>{lines}</table><ol><li>修桥</li></ol></body></html>"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("一.docx", word.getvalue())
        archive.writestr("二.txt", "一、修桥")
    return {
        "docx": word.getvalue(),
        "xlsx": book.getvalue(),
        "pdf": write_pdf(page, page),
        "html": html.encode(),
        "zip": packed.getvalue(),
    }


def with_broken_member(whole: bytes, chance: Random) -> bytes:
    """An archive, one of whose members is broken, packed anew so that readers get to it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(name, broken(content, chance) if name == chosen else content)
    return out.getvalue()


def broken(content: bytes, chance: Random) -> bytes:
    """Bytes with one to four faults."""
    for _ in range(chance.randint(1, 4) if len(content) > 1 else 0):
        content = chance.choice(FAULTS)(content, chance)
    return content


def flip(content: bytes, chance: Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(1, len(content))] if len(content) > 1 else content


def repeat(content: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(content))
    piece = content[start : start + chance.randint(1, 400)]
    return content[:start] + piece * chance.choice((2, 20, 200)) + content[start:]


def blow_up(content: bytes, chance: Random) -> bytes:
    places = list(NUMBER.finditer(content))
    if not places:
        return content
    place = chance.choice(places)
    return content[: place.start()] + chance.choice(NUMBERS) + content[place.end() :]


def nest(content: bytes, chance: Random) -> bytes:
    places = list(MARKUP.finditer(content))
    if not places:
        return content
    place = chance.choice(places)
    return (
        content[: place.start()] + place[0] * chance.choice((2, 300, 3000)) + content[place.end() :]
    )


def crowd(content: bytes, chance: Random) -> bytes:
    places = list(MARKUP.finditer(content))
    if not places:
        return content
    place = chance.choice(places)
    attributes = b" ".join(b"a%d=1" % number for number in range(chance.choice((10, 3000, 30_000))))
    return content[: place.end() - 1] + b" " + attributes + content[place.end() - 1 :]


FAULTS: tuple[Callable[[bytes, Random], bytes], ...] = (flip, cut, repeat, blow_up, nest, crowd)
