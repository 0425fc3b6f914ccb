"""How long the full suite takes on 1,000,000 task rows of which 100,000 are bad, and how much memory.

python -m benchmarks.validation [--rows 1000000]
"""

import argparse
import json
import resource
import time
from datetime import date

import pyarrow as pa

from expectations.judge import Batch, judge_builds
from taizhang.tables import TABLES

DIGEST = "sha256:" + "0" * 64
TEXTS = (
    "公开规划信息。集中公开本地区国民经济和社会发展规划，做好历史规划归集整理，充分展现五年规划发展历程。",
    "规范政务新媒体建设。严格内容审核把关，及时清理、关停无力维护的账号，第{n}项工作于2021年底前完成。",
    "优化政府公报数据库检索功能，每季度出版一期，推进政府公报智能化利用和数据开放，第{n}次检查。",
)
BAD = (
    "首页 > 政务公开",
    "公开<br/>规划信息，集中公开本地区规划",
    "澳门金沙博彩娱乐平台",
    "联系人：王某，13812345678",
)


def make_tables(rows: int, bad_every: int) -> dict[str, pa.Table]:
    """One build with `rows` tasks, ten a document.

    Every `bad_every`th task is bad in one of four ways.
    """
    documents = rows // 10
    # Ids as real ones: sixteen hexadecimal digits, which rules check.
    ids = [f"{number:016x}" for number in range(documents)]
    task_ids = [f"{1_000_000_000 + number:016x}" for number in range(rows)]
    of_task = [ids[min(number // 10, documents - 1)] for number in range(rows)]
    texts = [
        BAD[number // bad_every % len(BAD)]
        if number % bad_every == 0
        else TEXTS[number % 3].format(n=number)
        for number in range(rows)
    ]
    day = date(2021, 5, 6)
    columns = {
        "documents": {
            "document_id": ids,
            "portal": ["p"] * documents,
            "portal_region_code": ["371302"] * documents,
            "url": [f"http://p.gov.test/{number}.html" for number in range(documents)],
            "title": ["关于印发2021年政务公开工作要点的通知"] * documents,
            "kind": ["plan"] * documents,
            "text": [TEXTS[0] * 4] * documents,
            "capture_digest": [DIGEST] * documents,
            "written_on": [day] * documents,
            "published_on": [day] * documents,
            "first_seen": [day] * documents,
            "last_changed": [day] * documents,
        },
        "tasks": {
            "task_id": task_ids,
            "document_id": of_task,
            "part_no": [0] * rows,
            "position": [number % 10 + 1 for number in range(rows)],
            "portal": ["p"] * rows,
            "region": ["山东省临沂市兰山区"] * rows,
            "source": ["clause"] * rows,
            "label": ["（一）"] * rows,
            "headings": [["一、推进重点领域信息公开"]] * rows,
            "text": texts,
            "responsible_units": [["市发展改革委"]] * rows,
            "open_ended": [False] * rows,
        },
        "task_units": {
            "task_id": task_ids,
            "position": [1] * rows,
            "role": ["responsible"] * rows,
            "name": ["市发展改革委"] * rows,
            "name_raw": ["市发展改革委"] * rows,
            "is_group": [False] * rows,
        },
    }
    return {name: _fill_table(name, columns.get(name, {})) for name in TABLES}


def _fill_table(name: str, columns: dict[str, list[object]]) -> pa.Table:
    """Columns with what is required and was not given: empty lists."""
    rows = len(next(iter(columns.values()), []))
    arrays = []
    for field in TABLES[name].fields:
        empty: list[object] = [[]] * rows if pa.types.is_list(field.type) else [None] * rows
        arrays.append(pa.array(columns.get(field.name, empty), field.type))
    return pa.Table.from_arrays(arrays, schema=TABLES[name].schema)


def main() -> None:
    """Make the rows, judge them, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--bad-every", type=int, default=10)
    options = parser.parse_args()
    small = Batch("p", "warm", date(2021, 6, 1), make_tables(100, 10))
    judge_builds([small])  # imports Great Expectations
    batch = Batch("p", "b", date(2021, 6, 1), make_tables(options.rows, options.bad_every))
    began, cpu = time.perf_counter(), time.process_time()
    [verdict] = judge_builds([batch])
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    bad = -(-options.rows // options.bad_every)
    caught = set(verdict.quarantine.filter(failed_tasks(verdict.quarantine))["key"].to_pylist())
    # Neither more nor fewer: rules that let some through would be fast, rules that hit good rows useless.
    assert len(caught) == bad, (len(caught), bad)
    print(
        json.dumps(
            {
                "rows": options.rows,
                "bad": bad,
                "caught": len(caught),
                "seconds": round(seconds, 1),
                "cpu_seconds": round(cpu_seconds, 1),
                "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
                "quarantine_rows": verdict.quarantine.num_rows,
                "counts": verdict.counts,
            }
        )
    )


def failed_tasks(quarantine: pa.Table) -> pa.Array:
    """Which rows of a quarantine are tasks that failed a rule themselves."""
    return pa.array(
        [
            table == "tasks" and rule != "dependant"
            for table, rule in zip(
                quarantine["table"].to_pylist(), quarantine["expectation"].to_pylist(), strict=True
            )
        ]
    )


if __name__ == "__main__":
    main()
