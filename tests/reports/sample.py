"""A store with three releases of five portals, one in each state, made of real Parquet in the declared types."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import rows as make

from load.release.manifest import data_package
from load.release.tables import TableWriter
from taizhang.archive import Capture
from taizhang.archive.index import index_bytes
from taizhang.store import Store
from taizhang.tables import TABLES
from taizhang.tables.terms import Outcome

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
RELEASES = ("2026-11-20-001", "2026-11-21-001", "2026-11-22-001")
Rows = dict[str, list[dict[str, Any]]]

PORTALS: dict[str, tuple[str, str, str, str, date | None, str | None]] = {
    "lanshan": ("临沂市兰山区人民政府", "山东省临沂市兰山区", "371302", "fresh", None, None),
    "changsha": (
        "长沙市人民政府",
        "湖南省长沙市",
        "430100",
        "quiet",
        None,
        "nothing new for 13 working days",
    ),
    "qinzhou": (
        "钦州市人民政府",
        "广西壮族自治区钦州市",
        "450700",
        "stale",
        date(2026, 11, 12),
        "documents found by nightly crawls: 3, wanted: at least 70% of the 12 published before and at most 42",
    ),
    "huining": (
        "会宁县人民政府",
        "甘肃省白银市会宁县",
        "620422",
        "blocked",
        date(2026, 11, 21),
        "share of challenges among the newest crawl's pages: 92%, wanted: at most 50%",
    ),
    "tongliao": (
        "通辽市人民政府",
        "内蒙古自治区通辽市",
        "150500",
        "broken",
        date(2026, 11, 22),
        "share of list pages that answered: 0%, wanted: at least one page",
    ),
}
FAILED = {"qinzhou": "documents_found", "huining": "blocked", "tongliao": "lists_answered"}
CAME = {
    "lanshan": {Outcome.CONTENT: 9, Outcome.UNCHANGED: 31, Outcome.GONE: 1},
    "changsha": {Outcome.CONTENT: 4, Outcome.UNCHANGED: 22},
    "qinzhou": {Outcome.CONTENT: 6},
    "huining": {Outcome.BLOCKED: 23, Outcome.CONTENT: 2},
    "tongliao": {Outcome.ERROR: 12},
}
UNITS = (
    ("市发展改革委", "发改"),
    ("市财政局", "财政"),
    ("市教育局", "教育"),
    ("市卫生健康委", "卫生健康"),
    ("市人力资源社会保障局", "人社"),
    ("市住房城乡建设局", "住建"),
    ("市两客一危办", None),
)
ROLES = ("lead", "responsible", "responsible", "cooperate")
WORK = (
    "集中公开本地区国民经济和社会发展规划纲要，以及区域规划和专项规划。",
    "推进“一件事一次办”集成改革，年内新增事项不少于十二项，并在政府网站设立专栏公开办理指南和常见问题。",
    "加强重大建设项目批准和实施领域的信息公开，重点公开批准结果、招标投标、征收土地、施工、质量安全监督等信息。",
    "规范行政规范性文件的发布，全文公开并同步公布解读材料。",
    "做好高校毕业生、农民工等重点群体就业信息公开，按月发布就业岗位和培训信息。",
)


def rows(release: int = len(RELEASES)) -> Rows:
    """The rows of the n-th release; each has a little more than the one before."""
    found = {name: [] for name in TABLES} | _documents(release)
    for slug, (name, region, code, health, since, reason) in PORTALS.items():
        found["portals"].append(
            {"portal": slug, "name": name, "region": region, "region_code": code, "family": "trs"}
            | {
                "url": f"http://{slug}.gov.test/",
                "owner": f"{name}办公室",
                "terms": "转载请注明来源",
            }
            | {"build": f"{slug}-build", "as_of": since or TODAY, "health": health}
            | {"stale_since": since, "reason": reason}
        )
        found["portal_metrics"].append(
            {
                "portal": slug,
                "build_id": f"{slug}-build",
                "metric": FAILED.get(slug, "documents"),
                "value": 1.0,
            }
            | {
                "low": 1.0,
                "high": None,
                "passed": slug not in FAILED,
                "reason": "there is at least one document",
            }
        )
        for number in range(24):
            month = f"{2025 + number // 12}-{number % 12 + 1:02}"
            state = (
                "never"
                if slug == "qinzhou" and number < 8
                else "partial"
                if number % 7 == 0
                else "complete"
            )
            found["coverage"].append(
                {
                    "portal": slug,
                    "channel": "zcwj",
                    "month": month,
                    "state": state,
                    "documents": number % 3,
                }
            )
    found["issues"] = [
        _issue(1, "unknown_unit", "lanshan", "单位“市两客一危办”不在词表中", 4),
        _issue(2, "unknown_deadline", "changsha", "时限“长期推进，适时完成”无法解析", 2),
        _issue(3, "blocked", "huining", "安全验证 (captcha)", 23),
        _issue(4, "empty_document", "lanshan", "正文只有一张图片 <img src=x onerror=alert(1)>", 1),
    ]
    found["quarantine"] = [
        {
            "table": "tasks",
            "key": json.dumps({"task_id": make.identifier(9000 + number)}),
            "portal": "lanshan",
        }
        | {
            "document_id": make.identifier(1),
            "row": "{}",
            "expectation": "text.markup",
            "evidence": None,
        }
        | {
            "reason": "a task's text holds no markup; found “<td>1</td>”",
            "build_id": "lanshan-build",
        }
        for number in range(3)
    ]
    if release > 1:
        found["changes"] = [
            _change("documents", 1, "modified", ["title", "validity"]),
            _change("documents", 7, "added", []),
            _change("documents", 999, "removed", []),
            _change("tasks", 1, "modified", ["responsible_units"]),
            _change("tasks", 7, "added", []),
        ]
        found["gone"] = [
            {
                "document_id": make.identifier(999),
                "portal": "qinzhou",
                "url": "http://qinzhou.gov.test/999.html",
            }
            | {
                "title": "关于印发钦州市2017年政务公开工作要点的通知",
                "gone_since": TODAY,
                "last_digest": make.DIGEST,
            }
            | {"reason": "404"}
        ]
    return found


def store(folder: Path) -> Store:
    """The store."""
    made = Store(folder)
    for number, release_id in enumerate(RELEASES, 1):
        _publish(made, release_id, rows(number))
    for slug in PORTALS:
        for back in range(3):
            _crawl(made, slug, NOW - timedelta(days=back, hours=7), complete=slug != "tongliao")
    return made


def empty(folder: Path) -> Store:
    """A store whose only release holds no row at all."""
    made = Store(folder)
    _publish(made, RELEASES[-1], {name: [] for name in TABLES})
    return made


def _publish(made: Store, release_id: str, found: Rows) -> None:
    with made.new_folder(f"releases/{release_id}", "datapackage.json") as folder:
        writer = TableWriter(folder, None)
        for name, some in found.items():
            writer.write(name, [TABLES[name].to_arrow(some)])
        folder.write("checks/lanshan.html", b"<!doctype html><title>checks</title>")
        folder.write("checks/index.html", b"<!doctype html><title>gates</title>")
        folder.write("datapackage.json", data_package(release_id, writer.files, {}))
    made.write("latest.json", json.dumps({"release": release_id}).encode())


def _documents(release: int) -> Rows:
    random = Random(7)
    found: Rows = {"documents": [], "tasks": [], "task_units": []}
    for number in range(1, 60 + 3 * release):
        slug = list(PORTALS)[random.choice([0, 0, 0, 1, 1, 2, 3, 4])]
        region = PORTALS[slug][1]
        published = date(2019, 1, 10) + timedelta(days=int(random.triangular(0, 2800, 2300)))
        title = f"关于印发{region}{published.year}年政务公开工作要点的通知"
        common = {"published_on": published, "portal": slug}
        found["documents"].append(
            make.document(
                number, title=title, url=f"http://{slug}.gov.test/{number}.html", **common
            )
        )
        for one in range(random.randint(0, 9)):
            key = number * 20 + one
            due = (
                published + timedelta(days=random.randint(30, 700))
                if random.random() < 0.5
                else None
            )
            some = [
                (*unit, random.choice(ROLES)) for unit in random.sample(UNITS, random.randint(1, 3))
            ]
            units = {f"{role}_units": [] for role in ("lead", "responsible", "cooperating")}
            for unit, _, role in some:
                units[f"{role.replace('cooperate', 'cooperating')}_units"].append(unit)
            said = units | {
                "text": WORK[key % len(WORK)],
                "due_on": due,
                "region": region,
                "document_title": title,
            }
            found["tasks"].append(make.task(key, number, **common, **said))
            for position, (unit, function, role) in enumerate(some, 1):
                about = {"name": unit, "name_raw": unit, "function": function, "role": role}
                found["task_units"].append(make.unit(key, position=position, **about))
    return found


def _issue(number: int, code: str, portal: str, message: str, count: int) -> dict[str, Any]:
    return {
        "issue_id": make.identifier(number),
        "stage": "transform",
        "code": code,
        "portal": portal,
        "url": f"http://{portal}.gov.test/{number}.html",
        "document_id": make.identifier(number),
        "capture_digest": None,
        "message": message,
        "first_seen": TODAY,
        "count": count,
    }


def _change(table: str, number: int, change: str, columns: list[str]) -> dict[str, Any]:
    key = (
        {"task_id": make.identifier(number)}
        if table == "tasks"
        else {"document_id": make.identifier(number)}
    )
    return {
        "table": table,
        "key": json.dumps(key),
        "portal": "lanshan",
        "document_id": make.identifier(number),
        "change": change,
        "columns": columns,
    }


def _crawl(made: Store, slug: str, started: datetime, *, complete: bool) -> None:
    """A closed run in the archive: its summary, its index, a WARC file of its day."""
    run_id = f"{started:%Y%m%dT%H%M%SZ}-nightly"
    captures = [
        _capture(slug, run_id, started + timedelta(seconds=number), outcome, number)
        for number, outcome in enumerate(
            outcome for outcome, count in CAME[slug].items() for _ in range(count)
        )
    ]
    summary = {
        "run_id": run_id,
        "purpose": "nightly",
        "started_at": started.isoformat(),
        "captures": len(captures),
        "complete": complete,
    }
    made.write(f"archive/{slug}/runs/{run_id}.json", json.dumps(summary).encode())
    made.write(f"archive/{slug}/captures/{run_id}.parquet", index_bytes(captures, {}))
    made.write(f"archive/{slug}/{started:%Y/%m/%d}/{run_id}-0000.warc.gz", bytes(1000))


def _capture(slug: str, run_id: str, at: datetime, outcome: Outcome, number: int) -> Capture:
    url = f"http://{slug}.gov.test/{number}.html"
    return Capture(
        portal=slug,
        run_id=run_id,
        purpose="article",
        channel="zcwj",
        referrer=None,
        url=url,
        canonical_url=url,
        url_key=f"test,gov,{slug})/{number}.html",
        method="GET",
        request_digest=None,
        captured_at=at,
        status=200,
        outcome=outcome,
        detail=None,
        media_type="text/html",
        charset_declared=None,
        size=1000,
        digest=None,
        etag=None,
        last_modified=None,
    )
