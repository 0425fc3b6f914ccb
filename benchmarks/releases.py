"""What a release costs that is larger than one could crawl for a test: rows are made, not read.

python -m benchmarks.releases [--documents 1000000] [--portals 400] [--letters 2700] [--json FILE]

Builds are written as a night leaves them, each with a text of so many letters a document (three
bytes each), in every tenth document ten tasks with a unit. Their texts are paragraphs by chance, so
they compress better than real ones. Nobody knows their issuers' regions, so no plan follows another:
`benchmarks.plan_links` measures links. Stages, each a process of its own, with CPU and largest memory:

make       builds of all portals
publish    their release
again      publish once more, nothing changed
one        a build in which one document differs, and its release; what publishing alone took
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from random import Random

import pyarrow as pa
from rich.console import Console
from rich.table import Table

from benchmarks.growth import inodes, largest_memory, portal
from expectations.metrics import measure_build
from load.build_record import BuildRecord
from load.builds import SEAL, Build, as_json, point_to_newest
from load.parquet import in_order, write_pieces
from taizhang.ids import full_digest, short_digest
from taizhang.store import Store
from taizhang.tables import TABLES, VERSION

DAY = date(2026, 11, 20)
# Letters of a paragraph, and how many different ones there are.
PARAGRAPH, PARAGRAPHS = 270, 4000
WORDS = "推进重点领域信息公开及时发布财政预算决算加强政策解读回应社会关切完善平台建设落实责任分工"
PLAN_EVERY, TASKS = 10, 10
STAGES = ("make", "publish", "again", "one")

Made = dict[str, pa.Table]


def fill(table: str, rows: int, /, **columns: Sequence[object]) -> pa.Table:
    """A declared table: some columns given, lists empty, all else null."""
    made = []
    for field in TABLES[table].schema:
        if field.name in columns:
            made.append(pa.array(columns[field.name], field.type))
        elif pa.types.is_list(field.type):
            made.append(pa.array([[]] * rows, field.type))
        else:
            made.append(pa.nulls(rows, field.type))
    return pa.Table.from_arrays(made, schema=TABLES[table].schema)


@cache
def shelf() -> list[str]:
    """The paragraphs that texts are put together from."""
    return ["".join(Random(seed).choices(WORDS, k=PARAGRAPH)) for seed in range(PARAGRAPHS)]


def make_tables(number: int, documents: int, letters: int, edition: int = 0) -> Made:
    """The tables of one portal; `edition` is in the title of its first document."""
    slug, random = f"made{number}", Random(number)
    count = -(-letters // PARAGRAPH)
    texts = ["\n".join(random.choices(shelf(), k=count))[:letters] for _ in range(documents)]
    ids = [short_digest(f"{slug} {at}") for at in range(documents)]
    digests = [f"sha256:{full_digest(one)}" for one in ids]
    titles = [f"关于印发第{number}县第{at}号工作要点的通知" for at in range(documents)]
    titles[0] += f"（第{edition}稿）" if edition else ""
    days = [DAY - timedelta(days=random.randrange(3000)) for _ in range(documents)]
    one = {"document_id": ids, "text": texts, "capture_digest": digests}
    same = {"portal": [slug] * documents, "portal_region_code": ["371302"] * documents}
    plans = [ids[at] for at in range(0, documents, PLAN_EVERY) for _ in range(TASKS)]
    tasks = [short_digest(f"task {plan} {at}") for at, plan in enumerate(plans)]
    made = {
        "documents": fill(
            "documents",
            documents,
            **one,
            **same,
            work_id=ids,
            is_primary=[True] * documents,
            url=[f"http://{slug}.gov.test/zfwj/{at}.html" for at in range(documents)],
            title=titles,
            issuers=[["造县人民政府办公室"]] * documents,
            published_on=days,
            kind=["plan"] * documents,
            first_seen=days,
            last_changed=days,
        ),
        "parts": fill(
            "parts", documents, **one, part_no=[0] * documents, kind=["page"] * documents
        ),
        "tasks": fill(
            "tasks",
            len(tasks),
            task_id=tasks,
            document_id=plans,
            part_no=[0] * len(tasks),
            position=[at % TASKS for at in range(len(tasks))],
            portal=[slug] * len(tasks),
            region=["造县"] * len(tasks),
            source=["clause"] * len(tasks),
            text=[random.choice(shelf())[:80] for _ in tasks],
            open_ended=[False] * len(tasks),
        ),
        "task_units": fill(
            "task_units",
            len(tasks),
            task_id=tasks,
            position=[0] * len(tasks),
            role=["responsible"] * len(tasks),
            name=["市财政局"] * len(tasks),
            name_raw=["市财政局"] * len(tasks),
            is_group=[False] * len(tasks),
        ),
    }
    others = {name: table.schema.empty_table() for name, table in TABLES.items()}
    return {name: in_order(name, table) for name, table in (others | made).items()}


def write_build(store: Store, number: int, tables: Made, until: str) -> None:
    """A build of these tables, the portal's newest."""
    slug, sizes = f"made{number}", dict[str, int]()
    rows = {name: table.num_rows for name, table in tables.items()}
    record: BuildRecord = {
        "portal": slug,
        "as_of": DAY.isoformat(),
        "until": until,
        "archive": until,
        "code": "made",
        "reading_code": "made",
        "tables": VERSION,
        "portal_file": portal(number).model_dump(mode="json"),
        "build_id": short_digest(f"{slug} {until}"),
        "counts": {},
        "metrics": measure_build(tables, (), DAY, {}, ()),
        "rows": rows,
        "bytes": sizes,
    }
    build = Build(store, slug, record["build_id"], record)
    with store.new_folder(build.folder, SEAL) as folder:
        for name, table in tables.items():
            with folder.writing(f"{name}.parquet") as file:
                write_pieces(file, table.schema, [table])
            sizes[name] = (folder.path / f"{name}.parquet").stat().st_size
        folder.write(SEAL, as_json(record))
    point_to_newest(store, build)


def stage_make(store: Store, documents: int, portals: int, letters: int) -> None:
    """Builds of all portals."""
    for number in range(portals):
        tables = make_tables(number, documents // portals, letters)
        write_build(store, number, tables, "2026-11-20T02:00:00+00:00")


def stage_publish(store: Store, documents: int, portals: int, letters: int) -> None:  # noqa: ARG001  # all stages are asked alike
    """A release of all portals; prints the bytes of its files that are new to the store."""
    from load.release.release import publish

    began = time.process_time()
    release = publish(store, [portal(number) for number in range(portals)], DAY)
    figures = {"publish_cpu": time.process_time() - began, **release.counts()}
    sys.stdout.write(json.dumps(figures) + "\n")


def stage_one(store: Store, documents: int, portals: int, letters: int) -> None:
    """One document edited, and the release that says so."""
    tables = make_tables(0, documents // portals, letters, edition=2)
    write_build(store, 0, tables, "2026-11-21T02:00:00+00:00")
    stage_publish(store, documents, portals, letters)


def measure(stage: str, store: Path, said: argparse.Namespace) -> dict[str, float]:
    """A stage in a process of its own."""
    files = inodes(store)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "benchmarks.releases", "--stage", stage, "--store", str(store)]
    for name in ("documents", "portals", "letters"):
        command += [f"--{name}", str(getattr(said, name))]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures: dict[str, float] = {
        "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "written": sum(size for inode, size in inodes(store).items() if inode not in files),
    }
    for line in done.stdout.splitlines():
        figures |= json.loads(line)
    return figures


def run_stage(said: argparse.Namespace) -> None:
    """A stage in this process; each line that it prints is JSON."""
    stages: dict[str, Callable[[Store, int, int, int], None]] = {
        "make": stage_make,
        "publish": stage_publish,
        "again": stage_publish,
        "one": stage_one,
    }
    stages[said.stage](Store(said.store), said.documents, said.portals, said.letters)
    sys.stdout.write(json.dumps({"memory": largest_memory()}) + "\n")


def show(found: dict[str, dict[str, float]]) -> None:
    """The figures as a table."""
    table = Table()
    for column in ("stage", "CPU s", "of it publish", "memory MB", "written MB", "documents"):
        table.add_column(column, justify="left" if column == "stage" else "right")
    for stage, figures in found.items():
        publish = f"{figures['publish_cpu']:.1f}" if "publish_cpu" in figures else ""
        sizes = [f"{figures[name] / 2**20:,.0f}" for name in ("memory", "written")]
        count = f"{figures['documents']:,.0f}" if "documents" in figures else ""
        table.add_row(stage, f"{figures['cpu']:.1f}", publish, *sizes, count)
    Console(width=100).print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--portals", type=int, default=400)
    parser.add_argument("--letters", type=int, default=2700)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--store", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.stage:
        run_stage(said)
        return
    with tempfile.TemporaryDirectory() as folder:
        take = partial(measure, store=Path(folder), said=said)
        found = {stage: take(stage) for stage in STAGES}
    show(found)
    if said.json:
        said.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
