"""The explorer under many readers: a made release, its index, and mixed requests of 20 readers at once.

python -m benchmarks.explorer [--tasks N] [--readers N] [--requests N] [--folder DIR]

Five tasks a document, some 190 characters a task, 40 portals. Asked are searches of words that many and few tasks hold,
one character, filters, pages of units, documents and tasks. Told are the time and size of the index, how long
the server needs to its first answer, its memory, and of each kind of request the median and the 95th percentile.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute as pc

from load.release.manifest import data_package
from load.release.tables import TableWriter
from taizhang.store import Store
from taizhang.tables import TABLES

RELEASE = "2026-11-22-001"
PER_DOCUMENT = 5
# Signs of a task that are drawn by chance, frequent ones more often.
RANDOM = 40
REGIONS = (
    "371302",
    "430100",
    "450700",
    "620422",
    "150500",
    "110108",
    "310115",
    "440300",
    "510100",
    "610100",
)
FUNCTIONS = (
    "发改",
    "财政",
    "教育",
    "卫健",
    "人社",
    "住建",
    "交通",
    "水利",
    "农业农村",
    "公安",
    "司法",
    "民政",
    "工信",
    "商务",
    "文旅",
)
OFFICES = ("局", "委员会", "办公室", "中心")
LEVELS = ("市", "县", "区", "省")
ROLES = ("lead", "responsible", "cooperate")
OPENINGS = ("加强", "推进", "完善", "落实", "规范", "深化", "优化", "健全", "提升", "开展")
MATTERS = (
    *(
        "政务公开",
        "营商环境",
        "财政预算",
        "重大项目",
        "义务教育",
        "基层医疗",
        "就业创业",
        "老旧小区改造",
        "农村公路",
        "河道治理",
    ),
    *(
        "粮食安全",
        "社会治安",
        "法治宣传",
        "养老服务",
        "工业互联网",
        "外贸稳定",
        "乡村旅游",
        "生态修复",
        "安全生产",
        "数据共享",
    ),
)
ENDINGS = (
    "，建立健全工作台账，明确责任分工，按季度通报进展情况",
    "，实行清单化管理、项目化推进、责任化落实，确保各项任务如期完成",
    "，及时公开办理结果，主动接受社会监督，切实提高群众满意度",
    "，加快补齐短板弱项，形成一批可复制可推广的经验做法",
    "，强化部门协同和上下联动，打通政策落实的最后一公里",
)
KINDS = (
    *("word", "two words", "rare", "one sign", "phrase", "filter", "word and filter"),
    *("first page", "unit", "document", "task"),
)


def make_release(folder: Path, tasks: int) -> Store:
    """A store with one release of so many tasks."""
    # Written as a release is, by the same writer: row groups and statistics are those that the index will meet.
    store = Store(folder)
    with store.new_folder(f"releases/{RELEASE}", "datapackage.json") as staged:
        writer = TableWriter(staged, None)
        tables = _make_tables(tasks, np.random.default_rng(7))
        for name, table in TABLES.items():
            writer.write(name, [tables.get(name, table.schema.empty_table())])
        staged.write("datapackage.json", data_package(RELEASE, writer.files, {"portals": {}}))
    store.write("latest.json", json.dumps({"release": RELEASE}).encode())
    return store


def _make_tables(tasks: int, chance: np.random.Generator) -> dict[str, pa.Table]:
    count = -(-tasks // PER_DOCUMENT)
    numbers = np.arange(tasks)
    owners = numbers // PER_DOCUMENT
    texts = _make_texts(tasks, chance)
    document_ids = _make_identifiers(count)
    portals = chance.integers(0, 40, count)
    regions = [REGIONS[number % len(REGIONS)] for number in portals]
    days = [date(2016, 1, 1) + timedelta(days=int(day)) for day in chance.integers(0, 3900, count)]
    titles = [
        f"关于印发{day.year}年{MATTERS[n % len(MATTERS)]}工作要点（第{n}号）的通知"
        for n, day in enumerate(days)
    ]
    documents = _fill_table(
        "documents",
        count,
        document_id=document_ids,
        portal=[f"portal{number}" for number in portals],
        portal_region_code=regions,
        url=[f"http://portal{portals[n]}.gov.test/{n}.html" for n in range(count)],
        title=titles,
        published_on=days,
        kind=["plan"] * count,
        text=[""] * count,
        capture_digest=["sha256:" + "0" * 64] * count,
        first_seen=[date(2026, 11, 20)] * count,
        last_changed=[date(2026, 11, 20)] * count,
    )
    joined = _join_by_document(texts, count)
    starts = np.zeros(tasks, dtype=np.int64)
    lengths = pc.utf8_length(texts).to_numpy()
    # A task begins behind the one before it and its line end: evidence must point at the task's own words.
    for place in range(1, PER_DOCUMENT):
        here = numbers[numbers % PER_DOCUMENT == place]
        starts[here] = starts[here - 1] + lengths[here - 1] + 1
    parts = _fill_table(
        "parts",
        count,
        document_id=document_ids,
        part_no=[0] * count,
        kind=["page"] * count,
        capture_digest=["sha256:" + "0" * 64] * count,
        text=joined,
    )
    units, names = _make_units(tasks, chance)
    offsets = chance.integers(0, 5, tasks)
    due = [
        days[owners[n]] + timedelta(days=100 * int(offsets[n])) if offsets[n] else None
        for n in range(tasks)
    ]
    task_table = _fill_table(
        "tasks",
        tasks,
        task_id=_make_identifiers(tasks),
        document_id=pc.take(document_ids, pa.array(owners)),
        part_no=np.zeros(tasks, dtype=np.int32),
        position=numbers % PER_DOCUMENT + 1,
        portal=pc.take(documents["portal"], pa.array(owners)),
        document_title=pc.take(documents["title"], pa.array(owners)),
        published_on=pc.take(documents["published_on"], pa.array(owners)),
        issuer_region_code=pc.take(documents["portal_region_code"], pa.array(owners)),
        region=pc.take(documents["portal"], pa.array(owners)),
        source=[("clause", "ledger", "outline")[n % 3] for n in range(tasks)],
        text=texts,
        lead_units=names["lead"],
        responsible_units=names["responsible"],
        cooperating_units=names["cooperate"],
        due_on=due,
        evidence=[
            [
                {
                    "field": "text",
                    "part_no": 0,
                    "spans": [{"start": int(s), "end": int(s + n)}],
                    "rule": "clause",
                }
            ]
            for s, n in zip(starts, lengths, strict=True)
        ],
    )
    slugs = [f"portal{number}" for number in range(40)]
    portal_rows = _fill_table(
        "portals",
        40,
        portal=slugs,
        name=[f"第{n}门户" for n in range(40)],
        region=[REGIONS[n % len(REGIONS)] for n in range(40)],
        region_code=[REGIONS[n % len(REGIONS)] for n in range(40)],
        family=["trs"] * 40,
        url=[f"http://{name}.gov.test/" for name in slugs],
        owner=slugs,
        terms=slugs,
        health=["fresh"] * 40,
    )
    return {
        "documents": documents,
        "parts": parts,
        "tasks": task_table,
        "task_units": units,
        "portals": portal_rows,
    }


def _make_texts(tasks: int, chance: np.random.Generator) -> pa.Array:
    """Four sentences a task, signs by chance so that pairs are as many as in real texts, and a number that few share."""

    def choose_words(words: Sequence[str]) -> pa.Array:
        return pc.take(pa.array(words), pa.array(chance.integers(0, len(words), tasks)))

    pieces: list[pa.Array] = []
    for _ in range(4):
        pieces += [
            choose_words(OPENINGS),
            choose_words(MATTERS),
            choose_words(ENDINGS),
            pa.array(["。"] * tasks),
        ]
    numbers = pa.array(
        [f"第{number}号" for number in chance.integers(1, max(2, tasks // 20), tasks)]
    )
    # By Zipf, as signs of real texts: equally likely ones would give pairs that stand nowhere else.
    signs = 0x4E00 + np.minimum(chance.zipf(1.15, (tasks, RANDOM)), 20_000).astype("<u4")
    by_chance = pa.array(signs.view(f"<U{RANDOM}").reshape(-1))
    joined = pc.binary_join_element_wise(*pieces, by_chance, numbers, "")
    return joined.combine_chunks() if isinstance(joined, pa.ChunkedArray) else joined


def _join_by_document(texts: pa.Array, count: int) -> pa.Array:
    # The last document may have fewer tasks; empty ones let all be joined by columns and not one by one.
    padded = pa.concat_arrays(
        [texts, pa.array([""] * (count * PER_DOCUMENT - len(texts)), pa.string())]
    )
    columns = [
        padded.take(pa.array(np.arange(place, len(padded), PER_DOCUMENT)))
        for place in range(PER_DOCUMENT)
    ]
    return pc.binary_join_element_wise(*columns, "\n")


def _make_units(
    tasks: int, chance: np.random.Generator
) -> tuple[pa.Table, dict[str, list[list[str]]]]:
    """Two units a task, of some 240 names."""
    names = [
        f"{level}{function}{office}"
        for level in LEVELS
        for function in FUNCTIONS
        for office in OFFICES
    ]
    chosen = chance.integers(0, len(names), (tasks, 2))
    roles = chance.integers(0, len(ROLES), (tasks, 2))
    lists: dict[str, list[list[str]]] = {role: [[] for _ in range(tasks)] for role in ROLES}
    for place in range(2):
        for number in range(tasks):
            lists[ROLES[roles[number, place]]][number].append(names[chosen[number, place]])
    flat, flat_roles = chosen.reshape(-1), roles.reshape(-1)
    unit_names = pc.take(pa.array(names), pa.array(flat))
    functions = [
        FUNCTIONS[(number // len(OFFICES)) % len(FUNCTIONS)] for number in range(len(names))
    ]
    table = _fill_table(
        "task_units",
        2 * tasks,
        task_id=pc.take(_make_identifiers(tasks), pa.array(np.repeat(np.arange(tasks), 2))),
        position=np.tile([1, 2], tasks),
        role=pc.take(pa.array(ROLES), pa.array(flat_roles)),
        name=unit_names,
        name_raw=unit_names,
        canonical_name=unit_names,
        function=pc.take(pa.array(functions), pa.array(flat)),
        is_group=np.zeros(2 * tasks, dtype=bool),
    )
    return table, lists


def _make_identifiers(count: int) -> pa.Array:
    return pa.array([f"{number:016x}" for number in range(count)])


def _fill_table(name: str, rows: int, /, **given: object) -> pa.Table:
    """A table with these columns, empty lists where a list is required, nothing in all others."""
    columns = []
    for field in TABLES[name].schema:
        # Columns that the explorer does not ask for stay empty, so that a schema may grow without this file.
        if field.name in given:
            value = given[field.name]
            if isinstance(value, pa.ChunkedArray):
                value = value.combine_chunks()
            columns.append(
                value.cast(field.type)
                if isinstance(value, pa.Array)
                else pa.array(value, field.type)
            )
        elif pa.types.is_list(field.type):
            columns.append(pa.array([[]] * rows, field.type))
        elif pa.types.is_boolean(field.type) and not field.nullable:
            columns.append(pa.array([False] * rows))
        else:
            columns.append(pa.nulls(rows, field.type))
    return pa.Table.from_arrays(columns, schema=TABLES[name].schema)


def make_requests(tasks: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Kinds of requests with their addresses, without end."""
    while True:
        kind = chance.choice(KINDS)
        level, function = chance.choice(LEVELS), chance.choice(FUNCTIONS)
        unit = f"{level}{function}{chance.choice(OFFICES)}"
        matter, ending = chance.choice(MATTERS), chance.choice(ENDINGS)
        number, cut = chance.randrange(tasks), chance.randrange(1, 9)
        words = {
            "word": matter,
            "two words": f"{matter} {ending[cut : cut + chance.randrange(2, 9)].strip('，、')}",
            "rare": f"第{chance.randrange(1, max(2, tasks // 20))}号",
            "one sign": chance.choice(ending),
            "phrase": f"“{matter}{ending[:cut]}”",
        }
        page = f"&page={chance.randrange(1, 4)}"
        yield (
            kind,
            {
                "filter": f"/?unit={quote(unit)}&year={chance.randrange(2016, 2026)}",
                "word and filter": f"/?q={quote(matter)}&function={quote(function)}{page}",
                "first page": "/",
                "unit": f"/units/{quote(unit)}",
                "document": f"/documents/{number // PER_DOCUMENT:016x}",
                "task": f"/tasks/{number:016x}",
            }.get(kind, f"/?q={quote(words.get(kind, ''))}{page}"),
        )


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """How long an answer took, and whether anybody had asked for the same before."""

    kind: str
    seconds: float
    is_new: bool
    status: int


def ask_all(port: int, tasks: int, readers: int, count: int) -> list[TimedAnswer]:
    """The answers to all readers, each of whom asks as soon as the last answer is there."""
    answered: list[TimedAnswer] = []
    seen: set[str] = set()

    def ask_on(reader: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        # A seed a reader: two rounds ask the same, however their answers fall.
        for (kind, address), _ in zip(
            make_requests(tasks, random.Random(reader)), range(count // readers), strict=False
        ):
            # Two readers may both take it for new; that is rare, and a lock would be measured with it.
            is_new = address not in seen
            seen.add(address)
            start = time.perf_counter()
            connection.request("GET", address)
            answer = connection.getresponse()
            answer.read()
            answered.append(TimedAnswer(kind, time.perf_counter() - start, is_new, answer.status))

    threads = [threading.Thread(target=ask_on, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answered


@dataclass(frozen=True, slots=True)
class Used:
    """What a server and its processes have used: seconds of CPU; bytes of their own, and with their share of files."""

    cpu: float
    own: int
    shared: int

    @classmethod
    def by(cls, pid: int) -> "Used":
        """Of a process and those that it has started."""
        parent = psutil.Process(pid)
        family = [parent, *parent.children(recursive=True)]
        times = [process.cpu_times() for process in family]
        # USS and PSS: by plain RSS, mapped index files would count once for each process of a server.
        memory = [process.memory_full_info() for process in family]
        return cls(
            sum(process.user + process.system for process in times),
            sum(process.uss for process in memory),
            sum(process.pss for process in memory),
        )


def time_work(what: str, work: Callable[[], object]) -> None:
    """Do a piece of work and tell what it took."""
    start, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    cpu = sum(after[:4]) - sum(before[:4])
    print(f"{what}: {time.perf_counter() - start:.1f} s, {cpu:.1f} s of CPU", flush=True)


def main() -> int:
    """Make, ask, tell. Returns 1 where something went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument(
        "--folder", type=Path, help="keep release and index here, and take up what lies here"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="taizhang-") as temporary:
        return measure_explorer(
            options.folder or Path(temporary), options.tasks, options.readers, options.requests
        )


def measure_explorer(folder: Path, tasks: int, readers: int, count: int) -> int:
    """One round in a folder."""
    store = folder / "store"
    if not (store / "latest.json").exists():
        time_work(f"a release of {tasks:,} tasks", lambda: make_release(store, tasks))
    cache = folder / "cache"
    program = (
        "import sys; from pathlib import Path; from taizhang.releases import release; "
        "from reports.explorer.index_file import ensure_index; "
        "ensure_index(release(sys.argv[1]), Path(sys.argv[2]))"
    )
    # A process of its own, as with `taizhang web`: what it leaves in memory must not be counted with the server.
    command = [sys.executable, "-c", program, str(store), str(cache / "taizhang" / "explorer")]
    time_work("its index", lambda: subprocess.run(command, check=True))
    indexes = sorted(cache.rglob("*.index"), key=lambda path: path.stat().st_mtime)
    parts = [*indexes[-1].iterdir(), *cache.rglob("*.segment")]
    size = sum(path.stat().st_size for path in parts)
    print(f"index of {size / 1e6:,.0f} MB, load average {os.getloadavg()[0]:.1f}")
    program_file = str(Path(sys.executable).parent / "taizhang")
    command = [program_file, "web", "--store", str(store), "--port", "0"]
    environment = {"XDG_CACHE_HOME": str(cache), "PATH": "/usr/bin:/bin"}
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        # The server names its address when it listens, so its first line is the moment at which it is up.
        port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/api/portals")
        connection.getresponse().read()
        took, before = time.perf_counter() - start, Used.by(server.pid)
        print(f"first answer after {took:.1f} s, {before.cpu:.1f} s of CPU in all processes")
        answered = ask_all(port, tasks, readers, count)
        after = Used.by(server.pid)
        server.terminate()
    wrong = [f"{answer.status} {answer.kind}" for answer in answered if answer.status != 200]
    each = (after.cpu - before.cpu) / len(answered) * 1000
    print(
        f"{len(answered):,} requests of {readers} readers, {each:.1f} ms of the server's CPU each"
    )
    print(
        f"server: {after.own / 1e6:,.0f} MB of its own, {after.shared / 1e6:,.0f} MB with mapped files"
    )
    print(f"{len(wrong)} went wrong {sorted(set(wrong))}, load average {os.getloadavg()[0]:.1f}")
    for kind in ("all", *KINDS):
        answers = [answer for answer in answered if kind in ("all", answer.kind)]
        print_times(kind, [answer.seconds for answer in answers])
        print_times(f"{kind}, new", [answer.seconds for answer in answers if answer.is_new])
    return 1 if wrong else 0


def print_times(what: str, seconds: Sequence[float]) -> None:
    """Median and 95th percentile of some times."""
    if len(seconds) > 1:
        late = statistics.quantiles(seconds, n=20)[-1]
        median = statistics.median(seconds)
        print(
            f"{what:22} {len(seconds):6,} median {median * 1000:6.0f} ms, 95 % {late * 1000:6.0f} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
