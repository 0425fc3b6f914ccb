"""What CPU time it costs to find the series of plans of a whole country and to link their tasks, and what a night adds.

python -m benchmarks.plan_links [--documents 10000 100000] [--new 100]

Documents are made by variation: one in ten is a yearly plan of a dozen tasks (five years of a place,
places of all levels by turns), all others are notices without tasks. They are given as the tables of
a build, so that what is measured is series, pairs and links, and neither crawling nor parsing.
"""

import argparse
import time
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from load.links.rows import (
    CITATION_COLUMNS,
    PLAN_COLUMNS,
    TASK_COLUMNS,
    link_pairs,
    plans_of,
    tasks_of_plans,
)
from load.links.series import PlanPair, find_pairs, find_series
from load.release.plan_links import AT_ONCE
from taizhang.ids import short_digest
from taizhang.regions import all_regions
from taizhang.tables import TABLES

PLANS = 10  # one document in so many is a plan
YEARS = range(2020, 2025)
ACTIONS = ("建设", "改造", "公开", "检查", "整治", "培训", "推广", "清理", "评估", "修订")
OBJECTS = (
    "口袋公园",
    "农贸市场",
    "公交线路",
    "幼儿园学位",
    "抽查结果",
    "政府公报",
    "农村公路",
    "河道",
    "危房",
    "管网",
    "预决算",
    "热线",
)
WAYS = (
    "优先安排在老城区，{n}月底前开工，年内完成{n}处",
    "落实主体责任，细化措施，倒排工期，确保按期完成",
    "建立台账，每季度通报一次进展，对进度滞后的{n}个单位约谈",
    "加强部门协同，数据共享，方便群众办事",
)


def plan_texts(region: int, year: int, subject: int) -> list[str]:
    """A dozen tasks, most of them those of the year before."""
    texts = []
    for task in range(12):
        # Every fourth task changes with the year: series of real plans repeat most of their tasks.
        kind = region * 7 + subject * 3 + task + (year if task % 4 == 0 else 0)
        thing, action = (
            OBJECTS[(kind * 5 + task) % len(OBJECTS)],
            ACTIONS[(kind + task) % len(ACTIONS)],
        )
        ways = "；".join(
            WAYS[(kind + k) % len(WAYS)].format(n=(year + task) % 9 + 2) for k in range(2)
        )
        texts.append(f"{action}{thing}。推进{thing}{action}工作，{ways}。")
    return texts


def make_tables(documents: int) -> dict[str, pa.Table]:
    """documents, citations and tasks with the columns that linking reads."""
    regions = [region for region in all_regions() if region.is_standing]
    rows, tasks = [], []
    for number in range(documents):
        # A place's years follow each other before the next place begins, so that few documents hold whole series.
        place, year = number // PLANS // len(YEARS), YEARS[number // PLANS % len(YEARS)]
        region, subject = regions[place % len(regions)], place // len(regions)
        document_id, is_plan = short_digest(f"document {number}"), number % PLANS == 0
        what = (
            f"关于印发{year}年第{subject}类民生实事工作要点的通知"
            if is_plan
            else f"关于第{number}号事项的通知"
        )
        rows.append(
            {
                "document_id": document_id,
                "title": f"{region.name}人民政府办公室{what}",
                "issuers": [f"{region.name}人民政府办公室"],
                "issuer_region_code": region.code,
                "written_on": None,
                "published_on": None,
                "work_id": document_id,
                "is_primary": True,
            }
        )
        if is_plan:
            for position, text in enumerate(plan_texts(place, year, subject), 1):
                task_id = short_digest(f"{document_id} {position}")
                tasks.append((document_id, position, task_id, None, ["重点任务"], text))
    documents_schema = pa.schema(
        [TABLES["documents"].schema.field(name).with_nullable(True) for name in PLAN_COLUMNS]
    )
    tasks_schema = pa.schema([TABLES["tasks"].schema.field(name) for name in TASK_COLUMNS])
    return {
        "documents": pa.Table.from_pylist(rows, schema=documents_schema),
        "citations": TABLES["citations"].schema.empty_table().select(CITATION_COLUMNS),
        "tasks": pa.Table.from_pylist(
            [dict(zip(TASK_COLUMNS, task, strict=True)) for task in tasks], tasks_schema
        ),
    }


def find_all_pairs(tables: dict[str, pa.Table]) -> list[PlanPair]:
    with_tasks = pc.unique(tables["tasks"]["document_id"])
    series = find_series(plans_of(tables["documents"], tables["citations"], with_tasks))
    return sorted(find_pairs(series), key=lambda pair: (pair.origin, pair.asking, pair.kind))


def link_all(tables: dict[str, pa.Table], pairs: Sequence[PlanPair]) -> int:
    """Link pairs as a release does; how many rows there are."""
    rows = 0
    # In pieces as a release links them: the tasks of all pairs at once would grow with the country.
    for start in range(0, len(pairs), AT_ONCE):
        batch = pairs[start : start + AT_ONCE]
        wanted = pa.array(
            sorted({document_id for pair in batch for document_id in (pair.asking, pair.origin)}),
            pa.string(),
        )
        tasks = tables["tasks"].filter(pc.is_in(tables["tasks"]["document_id"], value_set=wanted))
        rows += len(link_pairs(batch, tasks_of_plans(tasks)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument(
        "--new", type=int, default=100, help="documents of a night, all of them plans"
    )
    options = parser.parse_args()
    print("documents   pairs    links   series s   links s   a night s")
    for documents in options.documents:
        tables = make_tables(documents)
        began = time.process_time()
        pairs = find_all_pairs(tables)
        paired = time.process_time()
        links = link_all(tables, pairs)
        linked = time.process_time()
        # A night finds all series anew and links only what is new: the first is paid in full, hence `found - began`.
        newest = {pair.asking for pair in pairs[-options.new :]}
        link_all(tables, [pair for pair in pairs if pair.asking in newest])
        night = time.process_time() - linked + paired - began
        seconds = f"{paired - began:10.1f} {linked - paired:9.1f} {night:11.1f}"
        print(f"{documents:9} {len(pairs):7} {links:8} {seconds}", flush=True)


if __name__ == "__main__":
    main()
