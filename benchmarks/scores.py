"""The readings scored against the gold files in ../shared, by the scorers that stand there.

python -m benchmarks.scores [--shared DIR] [--write]

Prints a table in Markdown; with --write it also replaces the one between the marks in README.md.
Exit status 1 where a figure falls short of what is required.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MARKS = ("<!-- scores: made by `make scores ARGS=--write` -->", "<!-- end of scores -->")

# What is required of each set: {measure: the least figure}. The figure is the measure's own: F1, accuracy or mean.
SEEDS = {
    "tasks": 0.995,
    "task_text_exact": 0.99,
    "headings": 0.99,
    "labels": 0.99,
    "units": 0.99,
    "units_order": 0.99,
    "open_ended": 0.98,
    "deadlines": 1.0,
    "time_limits": 0.97,
    "citations": 1.0,
    "flags": 1.0,
}
DOCUMENTS = {
    "tasks": 0.99,
    "task_text_exact": 0.98,
    "headings": 0.98,
    "labels": 0.98,
    "units": 0.985,
    "units_order": 0.97,
    "open_ended": 0.97,
    "deadlines": 0.97,
    "time_limits": 0.90,
    "citations": 1.0,
}
FIELDS = ("title", "issuer", "doc_number", "index_number", "written_on", "published_on", "script")
PAGES = {"text": 0.99, "no_document": 0.909, "title": 0.969, "published_on": 0.97}  # at most one page wrong in each
FIGURES = ("f1", "acc", "mean")

Scores = dict[str, dict[str, float]]


def read(files: Iterable[Path], out: Path) -> Path:
    """What `taizhang read --json` prints of `files`, in `out`."""
    with out.open("w", encoding="utf-8") as lines:
        command = [sys.executable, "-c", "from flows.cli import main; main()", "read", "--json", *map(str, files)]
        subprocess.run(command, stdout=lines, check=True, cwd=ROOT)
    return out


def score(shared: Path, scorer: str, predictions: Path, gold: str) -> Scores:
    """The scorer's figures. Raises subprocess.CalledProcessError where it cannot read its input."""
    command = [sys.executable, str(shared / "score" / scorer), str(predictions), "--gold", str(shared / "gold" / gold)]
    scored = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    figures: Scores = json.loads(scored.stdout)
    return figures


def annotated(shared: Path, gold: str, folder: str) -> list[Path]:
    """The sources of a set of gold files."""
    files = [json.loads(path.read_text("utf-8"))["file"] for path in sorted((shared / "gold" / gold).glob("*.json"))]
    return [shared / folder / Path(file).name for file in files]


def score_all(shared: Path) -> dict[str, Scores]:
    """Figures by set: seeds (pages of the replay portals), documents, pages."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        command = [sys.executable, str(shared / "score" / "seed_pages.py"), str(here / "seeds")]
        subprocess.run(command, check=True, capture_output=True)
        seeds = read(sorted((here / "seeds").iterdir()), here / "seeds.jsonl")
        documents = read(annotated(shared, "documents", "corpus/documents"), here / "documents.jsonl")
        pages = read(annotated(shared, "pages", "corpus/html"), here / "pages.jsonl")
        return {
            "seeds": score(shared, "score.py", seeds, "seeds"),
            "documents": score(shared, "score.py", documents, "documents"),
            "pages": score(shared, "score_pages.py", pages, "pages"),
        }


def figure(scores: Scores, measure: str) -> float:
    """The one figure of a measure that counts."""
    return next(scores[measure][name] for name in FIGURES if name in scores[measure])


def missed(scores: dict[str, Scores]) -> list[str]:
    """What falls short, a line each."""
    required = [("seeds", SEEDS), ("documents", DOCUMENTS), ("pages", PAGES)]
    short = [
        f"{name} {measure}: {figure(scores[name], measure):.4f}, wanted {least}"
        for name, least_of in required
        for measure, least in least_of.items()
        if figure(scores[name], measure) < least
    ]
    for field in FIELDS:
        for name, wrong in (("seeds", 0), ("documents", 1)):
            got = scores[name][f"document.{field}"]
            if round(got["n"] * (1 - got["acc"])) > wrong:
                short.append(f"{name} document.{field}: {got['acc']:.4f} of {got['n']:.0f}")
    return short


def table(scores: dict[str, Scores], day: date) -> str:
    """The figures in Markdown, what is required beside what was reached."""
    seeds, documents, pages = scores["seeds"], scores["documents"], scores["pages"]
    lines = [
        f"Scores of {day.isoformat()}, on annotated documents that the rules were written with:",
        "",
        "| measure | 5 seed pages | wanted | 29 documents | wanted |",
        "|---|---|---|---|---|",
    ]
    for measure, least in SEEDS.items():
        wanted = DOCUMENTS.get(measure, "–")
        lines.append(
            f"| {measure} | {figure(seeds, measure):.3f} | {least} | {figure(documents, measure):.3f} | {wanted} |"
        )
    for field in FIELDS:
        measure = f"document.{field}"
        lines.append(f"| {field} | {seeds[measure]['acc']:.3f} | all | {documents[measure]['acc']:.3f} | one wrong |")
    lines += ["", "| saved pages | reached | wanted |", "|---|---|---|"]
    lines += [f"| {measure} | {figure(pages, measure):.3f} | {least} |" for measure, least in PAGES.items()]
    return "\n".join(lines)


def write(text: str, readme: Path) -> None:
    """Put the table between the marks of the README. Raises ValueError where it has none."""
    before, _, rest = readme.read_text("utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    if not rest or not after:
        raise ValueError(f"{readme.name} has no marks {MARKS[0]} … {MARKS[1]}")
    readme.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", "utf-8")


def main() -> int:
    """Score, print, and say what falls short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder beside the project")
    parser.add_argument("--write", action="store_true", help="also put the table into README.md")
    args = parser.parse_args()
    if not (args.shared / "gold").is_dir():
        print(f"{args.shared} has no gold files: name the folder with --shared", file=sys.stderr)
        return 2
    scores = score_all(args.shared)
    text = table(scores, date.today())
    print(text)
    if args.write:
        write(text, ROOT / "README.md")
    for line in (short := missed(scores)):
        print(f"short: {line}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
