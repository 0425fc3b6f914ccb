"""Each source read without what its own documents alone taught: a measure of what was never seen.

A source is whoever wrote a document, as its file says (2022_anyang_yijian: anyang). What stands in the documents of
one source and in no other's (words, forms and names of organs) is taken out of the tables, and its documents are
scored as if nobody had read them before. What code was written for them stays, so the truth lies lower still.

Tables are compiled when they are imported, so each source needs a process of its own:

    python -m benchmarks.left_out < JSON    prints what is read, a line of JSON a file
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from benchmarks.ablations import ROOT, TABLES, Shape, is_in, shapes_of, take_out

NAMES = (
    ("organs", "organ"),
    ("units", "other_organ"),
    ("units", "at_a_place"),
    ("headings", "general"),
)
MEASURES = (
    "tasks",
    "headings",
    "task_text_exact",
    "units",
    "open_ended",
    "deadlines",
    "time_limits",
    "document.title",
    "document.issuer",
    "document.doc_number",
    "document.written_on",
    "document.published_on",
)
_SOURCE = re.compile(r"(?:\d{4}_)?(?P<source>[a-z]+)")


def source_of(file: Path) -> str:
    """Who wrote a document, as its file's name says.

    >>> source_of(Path("2022_anyang_yijian.txt")), source_of(Path("2018_gwy_nongji.html"))
    ('anyang', 'gwy')
    """
    match = _SOURCE.match(file.stem)
    return match["source"] if match else file.stem


def find_own_shapes(texts: Mapping[Path, str]) -> dict[str, list[Shape]]:
    """The shapes that the documents of one source hold and no other's, by source."""
    by_source: dict[str, str] = {}
    for file, text in texts.items():
        source = source_of(file)
        by_source[source] = by_source.get(source, "") + "\n" + text
    own: dict[str, list[Shape]] = {source: [] for source in by_source}
    # Names of organs as well: ablations.py leaves them out, for unknown names do not count there.
    for name in (*TABLES, *NAMES):
        for shape in shapes_of(*name):
            holders = [source for source, text in by_source.items() if is_in(shape, text)]
            # What two sources hold could have been learned from either, so each would have taught it to the other.
            if len(holders) == 1:
                own[holders[0]].append(Shape(*name, shape))
    return own


def read_without(shapes: Sequence[Shape], files: Iterable[Path]) -> list[str]:
    """What is read of files without some shapes, a line of JSON each.

    Raises subprocess.CalledProcessError where nothing can be read without them.
    """
    order = {
        "shapes": [[shape.table, shape.key, shape.shape] for shape in shapes],
        "files": [str(file) for file in files],
    }
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.left_out"],
        check=True,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return process.stdout.splitlines()


def read_left_out(texts: Mapping[Path, str]) -> tuple[dict[Path, str], dict[str, int]]:
    """What is read of each file without its source's own shapes, and how many these are by source."""
    read: dict[Path, str] = {}
    counts: dict[str, int] = {}
    for source, shapes in find_own_shapes(texts).items():
        files = [file for file in texts if source_of(file) == source]
        counts[source] = len(shapes)
        read |= dict(zip(files, read_without(shapes, files), strict=True))
    return read, counts


def print_left_out(scores: Mapping[str, Mapping[str, Mapping[str, float]]], taken: int) -> str:
    """A table in Markdown: each measure, a column a set."""
    lines = [
        f"Each source without the {taken} words and forms that only its own documents hold:",
        "",
        f"| measure | {' | '.join(scores)} |",
        f"|---|{'---|' * len(scores)}",
    ]
    for measure in MEASURES:
        cells = [_print_figure(reached[measure]) for reached in scores.values()]
        lines.append(f"| {measure.removeprefix('document.')} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _print_figure(reached: Mapping[str, float]) -> str:
    """The one figure of a measure that counts."""
    return f"{next(reached[name] for name in ('f1', 'acc', 'mean') if name in reached):.3f}"


def main() -> None:
    """Read the files of standard input without the shapes that it lists."""
    order = json.load(sys.stdin)
    # Before the imports below, which compile the tables.
    for shape in order["shapes"]:
        take_out(Shape(*shape))
    from transform.model import Payload
    from transform.reading import read_source
    from transform.score_json import as_json

    for name in order["files"]:
        file = Path(name)
        payload = Payload(file.read_bytes(), f"sha256:{file.stem}", name=file.name)
        print(json.dumps(as_json(read_source(payload), name), ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
