"""The tasks that ledgers hold: the whole reading beside plain scripts over the tables of public libraries.

python -m benchmarks.tables [--shared DIR] [--count N] [--seed N] [--formats html,docx,xlsx,pdf]
    [--markitdown PYTHON]

Three sets in one run: the tables of ../shared/cases, ledgers made at random with header words that everybody knows,
and the same with words that stand in no list of ours (random_tables.py; pdf needs soffice). A plain script is what
one writes in ten minutes: the library gives rows of cells; the first row in which one header says task and another
says unit heads the columns, by the words below; each row after it is a task, an empty cell of units has those of the
row above, and units are parted at marks. With --markitdown the same script also reads the Markdown that
markitdown makes of each file, in an environment of its own, since its pins are not ours. All readings are
scored by score_cases.py, F1 of tasks and of units.
"""

import argparse
import importlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import docx
import pandas
import pdfplumber

from transform.model import Payload
from transform.reading import read_source
from transform.score_json import as_json

ROOT = Path(__file__).resolve().parents[1]
Rows = list[list[str]]
Said = dict[str, Any]

# What a script looks for in a header.
NAMES_TASK = re.compile("任务|事项|内容|措施|项目|要点")
NAMES_LEAD = re.compile("牵头|主办")
NAMES_HELP = re.compile("配合|协办|参与|协助")
NAMES_UNITS = re.compile("单位|部门|主体")
NAMES_NUMBER = re.compile("序号|编号")
ENGINES: dict[str, Any] = {".xlsx": "openpyxl", ".xls": "xlrd"}
BETWEEN = re.compile(r"[、，,;；/\s]+")
LABEL = re.compile(r"^[^：:]{2,6}[：:]")
ROLES = ((NAMES_LEAD, "lead"), (NAMES_HELP, "cooperate"), (NAMES_UNITS, "responsible"))


def read_frames(frames: Sequence[pandas.DataFrame]) -> Iterator[Rows]:
    """Rows of what pandas reads."""
    for frame in frames:
        yield [
            ["" if pandas.isna(cell) else str(cell).removesuffix(".0") for cell in row]
            for row in frame.values
        ]


def read_html(path: Path) -> Iterator[Rows]:
    yield from read_frames(pandas.read_html(path, header=None))


def read_sheets(path: Path) -> Iterator[Rows]:
    yield from read_frames(
        list(
            pandas.read_excel(
                path, header=None, sheet_name=None, engine=ENGINES[path.suffix]
            ).values()
        )
    )


def read_docx(path: Path) -> Iterator[Rows]:
    for table in docx.Document(str(path)).tables:
        yield [[cell.text for cell in row.cells] for row in table.rows]


def read_pdf(path: Path) -> Iterator[Rows]:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            for table in page.extract_tables():
                yield [[(cell or "").replace("\n", "") for cell in row] for row in table]


# Run by the Python that has markitdown: paths come by line, a JSON object of texts goes out.
CONVERT = """
import json, sys
from markitdown import MarkItDown
converter, texts = MarkItDown(), {}
for path in sys.stdin.read().splitlines():
    try:
        texts[path] = converter.convert(path).text_content
    except Exception:
        texts[path] = ""
sys.stdout.write(json.dumps(texts))
"""
BARS = re.compile(r"(?<!\\)\|")
RULE = re.compile(r":?-+:?")
EMPTY = re.compile(r"NaN|Unnamed: \d+")

LIBRARIES: dict[str, tuple[str, Callable[[Path], Iterator[Rows]]]] = {
    "html": ("pandas", read_html),
    "docx": ("python-docx", read_docx),
    "xlsx": ("pandas", read_sheets),
    "xls": ("pandas", read_sheets),
    "pdf": ("pdfplumber", read_pdf),
}


def read_plainly(path: Path) -> Said:
    """The tasks that a plain script finds, in the scorer's form; none where the library fails."""
    try:
        tables = list(LIBRARIES[path.suffix[1:]][1](path))
    except Exception:  # noqa: BLE001 - whatever stops the script, it found nothing
        tables = []
    return find_tasks(tables)


def convert_files(python: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """What markitdown of another Python makes of files; the empty text where it fails."""
    done = subprocess.run(
        [python, "-c", CONVERT],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
    )
    return {Path(path): text for path, text in json.loads(done.stdout).items()}


def read_markdown(text: str) -> Iterator[Rows]:
    """The rows of the tables in a Markdown text, without what it puts for empty cells."""
    rows: Rows = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            cells = [cell.strip().replace("\\|", "|") for cell in BARS.split(line.strip()[1:-1])]
            if not all(RULE.fullmatch(cell) for cell in cells):
                rows.append([EMPTY.sub("", cell) for cell in cells])
        elif rows:
            yield rows
            rows = []


def find_tasks(tables: Sequence[Rows]) -> Said:
    """The tasks of rows below a header, in the scorer's form."""
    tasks: list[Said] = []
    columns: list[str] | None = None
    for rows in tables:
        for row in rows:
            headed = head_columns(row)
            if headed:
                columns = headed
            # A row with one value across all columns is a heading that was merged over them.
            elif columns and len(row) == len(columns) and len({cell for cell in row if cell}) > 1:
                tasks.append(task_of(row, columns))
    # An empty cell was merged with the one above; in order, so that units go down several rows.
    for above, task in pairwise(tasks):
        task["units"] = task["units"] or above["units"]
    return {"document": {}, "tasks": tasks, "citations": []}


def head_columns(row: Sequence[str]) -> list[str]:
    """What each column holds, where a row is a header: a role, text, label or nothing."""
    kinds = [kind_of(cell) for cell in row]
    return kinds if "text" in kinds and {"lead", "cooperate", "responsible"} & set(kinds) else []


def kind_of(header: str) -> str:
    # Longer cells are tasks that happen to hold such a word.
    if len(header) > 12:
        return ""
    # Leaders first: 牵头单位 also holds the word by which responsible units are found.
    role = next((role for pattern, role in ROLES if pattern.search(header)), "")
    return role or (
        "text" if NAMES_TASK.search(header) else "label" if NAMES_NUMBER.search(header) else ""
    )


def task_of(row: Sequence[str], columns: Sequence[str]) -> Said:
    texts = [cell for cell, kind in zip(row, columns, strict=True) if kind == "text"]
    units = [
        {"role": kind, "name": name}
        for cell, kind in zip(row, columns, strict=True)
        if kind in ("lead", "cooperate", "responsible")
        for name in BETWEEN.split(LABEL.sub("", cell.strip()))
        if name
    ]
    label = next((cell for cell, kind in zip(row, columns, strict=True) if kind == "label"), None)
    return {"label": label, "headings": texts[:-1], "text": texts[-1], "units": units}


def read_ours(path: Path) -> Said:
    return as_json(read_source(Payload(path.read_bytes(), "digest", name=path.name)), str(path))


def made_at_random(
    scripts: ModuleType,
    words: Mapping[str, Any],
    formats: list[str],
    seed: int,
    count: int,
    folder: Path,
) -> Iterator[tuple[str, Said, Path]]:
    """The files of random ledgers, with format and right reading."""
    ledgers = [scripts.make(seed + n, words) for n in range(count)]
    scripts.write(ledgers, folder, formats)
    for ledger in ledgers:
        for form in formats:
            yield form, ledger["gold"], folder / form / f"{ledger['id']}.{form}"


def of_cases(shared: Path, formats: list[str]) -> Iterator[tuple[str, Said, Path]]:
    """The tables of the cases, with format and right reading."""
    for expected in sorted((shared / "cases" / "tables").glob("*/expected.json")):
        for form in formats:
            path = expected.with_name(f"table.{form}")
            if path.exists():
                yield form, json.loads(expected.read_text("utf-8")), path


def compare(
    name: str,
    files: Sequence[tuple[str, Said, Path]],
    formats: list[str],
    cases: ModuleType,
    markitdown: Path | None,
) -> None:
    """A line of the table for each format of a set."""
    readers = [read_ours, read_plainly]
    if markitdown is not None:
        texts = convert_files(markitdown, [path for _, _, path in files])
        readers.append(lambda path: find_tasks(list(read_markdown(texts[path]))))
    for form in formats:
        of_form = [(gold, path) for of, gold, path in files if of == form]
        if not of_form:
            continue
        figures = [
            cases.figures([(gold, read(path)) for gold, path in of_form]) for read in readers
        ]
        cells = " | ".join(f"{figure['tasks']:.3f} | {figure['units']:.3f}" for figure in figures)
        print(f"| {name} | {form} | {len(of_form)} | {cells} | {LIBRARIES[form][0]} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--count", type=int, default=60, help="random ledgers of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--formats", default="html,docx,xlsx,pdf")
    parser.add_argument(
        "--markitdown",
        type=Path,
        metavar="PYTHON",
        help="the Python of an environment that has markitdown[docx,xlsx,xls,pdf], read as well",
    )
    args = parser.parse_args()
    formats = args.formats.split(",")
    sys.path.insert(0, str(args.shared / "score"))
    cases, scripts = (
        importlib.import_module("score_cases"),
        importlib.import_module("random_tables"),
    )
    by_markdown = " markitdown, tasks | units |" if args.markitdown else ""
    print(
        f"| set | format | files | ours, tasks | units | script, tasks | units |{by_markdown} library |"
    )
    print("|---" * (10 if args.markitdown else 8) + "|")
    with tempfile.TemporaryDirectory() as folder:
        own = list(of_cases(args.shared, [*formats, "xls"]))
        compare("cases", own, [*formats, "xls"], cases, args.markitdown)
        for name, words in (
            ("random, known words", scripts.KNOWN),
            ("random, unknown words", scripts.HELD_BACK),
        ):
            here = (
                Path(folder) / name.rpartition(", ")[2].split()[0]
            )  # soffice wants a path without blanks
            made = made_at_random(scripts, words, formats, args.seed, args.count, here)
            compare(name, list(made), formats, cases, args.markitdown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
