"""Tables about trust: what was not understood, what was rejected, how each portal stands, what changed."""

from taizhang.tables.declaration import BOOL, DAY, FLOAT, INT, TEXT, TEXTS, Counts, Field, Table
from taizhang.tables.documents import DIGEST, ID
from taizhang.tables.terms import Change, Health, Stage

ISSUES = Table(
    "issues",
    "What was not understood or not right",
    "问题",
    ("issue_id",),
    (
        Field(
            "issue_id",
            TEXT,
            "Stable id: digest of stage, code, portal, address and message",
            "问题标识",
            required=True,
            pattern=ID,
        ),
        Field("stage", TEXT, "Stage that raised it", "阶段", required=True, choices=Stage),
        Field("code", TEXT, "What kind of issue", "代码", required=True),
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("url", TEXT, "Address concerned", "地址"),
        Field("document_id", TEXT, "Document concerned", "文件标识", pattern=ID),
        Field(
            "capture_digest",
            TEXT,
            "Payload digest of the capture concerned",
            "载荷摘要",
            pattern=DIGEST,
            counts=Counts.DIGEST,
        ),
        Field(
            "message", TEXT, "What was found, with the words of the source", "说明", required=True
        ),
        Field(
            "first_seen",
            DAY,
            "Day on which it was first seen",
            "首次发现日",
            required=True,
            counts=Counts.HISTORY,
        ),
        Field("count", INT, "How often it stands there", "次数", required=True),
    ),
)

QUARANTINE = Table(
    "quarantine",
    "Rejected rows and the rows that depended on them",
    "隔离区",
    ("table", "key", "expectation"),
    (
        Field("table", TEXT, "Table the row was meant for", "表", required=True),
        Field("key", TEXT, "Its key as JSON", "主键", required=True),
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("document_id", TEXT, "Document it belongs to", "文件标识"),
        Field("row", TEXT, "The row as JSON", "行（JSON）", required=True),
        Field(
            "expectation",
            TEXT,
            "What it failed; `dependant` for a row rejected with another",
            "规则",
            required=True,
        ),
        Field(
            "reason",
            TEXT,
            "The rule in words, with the value that broke it",
            "原因",
            required=True,
        ),
        Field("evidence", TEXT, "Where the value stands, as JSON", "出处（JSON）"),
        Field("build_id", TEXT, "Build that rejected it", "构建标识", required=True),
    ),
)

PORTALS = Table(
    "portals",
    "Portals and their state in this release",
    "门户",
    ("portal",),
    (
        Field("portal", TEXT, "Slug", "代号", required=True),
        Field("name", TEXT, "Name", "名称", required=True),
        Field("region", TEXT, "Name of its region", "地区", required=True),
        Field("region_code", TEXT, "Region, GB/T 2260", "行政区划代码", required=True),
        Field("family", TEXT, "CMS family", "网站平台", required=True),
        Field("url", TEXT, "Home page", "首页", required=True),
        Field("owner", TEXT, "Who runs it", "主办单位", required=True),
        Field("terms", TEXT, "Terms of use, or what is known of them", "使用条款", required=True),
        Field(
            "build",
            TEXT,
            "Build that this release carries; null before the first good one",
            "构建标识",
        ),
        Field(
            "as_of",
            DAY,
            "Day up to which that build read the archive",
            "截止日",
            counts=Counts.HISTORY,
        ),
        Field("health", TEXT, "How it stands", "状态", required=True, choices=Health),
        Field(
            "stale_since",
            DAY,
            "Day since which newer builds failed their gate",
            "过期起始日",
            counts=Counts.HISTORY,
        ),
        Field("reason", TEXT, "Why it is stale, blocked or broken", "原因"),
    ),
)

PORTAL_METRICS = Table(
    "portal_metrics",
    "The figures that gates judged",
    "门户指标",
    ("portal", "metric"),
    (
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field(
            "build_id",
            TEXT,
            "Build that was judged",
            "构建标识",
            required=True,
            counts=Counts.DIGEST,
        ),
        Field("metric", TEXT, "What was measured", "指标", required=True),
        Field("value", FLOAT, "Its value; null where it has none", "数值"),
        Field("low", FLOAT, "Least allowed", "下限"),
        Field("high", FLOAT, "Most allowed", "上限"),
        Field("passed", BOOL, "Whether it passed", "是否通过", required=True),
        Field("reason", TEXT, "The rule in words", "规则说明", required=True),
    ),
)

CHANGES = Table(
    "changes",
    "Rows that differ from the previous release",
    "变化",
    ("table", "key"),
    (
        Field("table", TEXT, "Table", "表", required=True),
        Field("key", TEXT, "Key of the row as JSON", "主键", required=True),
        Field("portal", TEXT, "Slug of the portal", "门户代号"),
        Field("document_id", TEXT, "Document it belongs to", "文件标识"),
        Field(
            "change", TEXT, "added, modified or removed", "变化类型", required=True, choices=Change
        ),
        Field(
            "columns", TEXTS, "Columns that differ, for a modified row", "变化的列", required=True
        ),
    ),
)

JUDGEMENT_TABLES = (ISSUES, QUARANTINE, PORTALS, PORTAL_METRICS, CHANGES)
