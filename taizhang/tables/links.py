"""Tables that are made at release, with all portals at hand: which plans and duties follow which."""

from taizhang.tables.declaration import (
    BOOL,
    FLOAT,
    INT,
    TEXT,
    YEARS,
    Counts,
    Field,
    Reference,
    Table,
)
from taizhang.tables.documents import DOCUMENT_ID, ID, REGION
from taizhang.tables.tasks import DOCUMENT_REFERENCE, TASK_ID
from taizhang.tables.terms import LinkKind, UpperBy

TASK_LINKS = Table(
    "task_links",
    "The same duty last year, or one level up",
    "任务关联",
    ("task_id", "linked_task_id"),
    (
        TASK_ID,
        Field(
            "linked_task_id",
            TEXT,
            "The task that it comes from",
            "来源任务标识",
            required=True,
            pattern=ID,
        ),
        Field(
            "kind",
            TEXT,
            "last_year: of the issuer's plan before it; carries_out: of the plan one level up",
            "关联类型（上年任务、落实上级任务）",
            required=True,
            choices=LinkKind,
        ),
        Field(
            "document_id",
            TEXT,
            "The plan that asks",
            "文件标识",
            required=True,
            pattern=ID,
            counts=Counts.COPY,
        ),
        Field(
            "linked_document_id",
            TEXT,
            "The plan that it comes from",
            "来源文件标识",
            required=True,
            pattern=ID,
            counts=Counts.COPY,
        ),
        Field(
            "similarity",
            FLOAT,
            "0 to 1, comparable within a kind; no meaning beyond order and threshold",
            "相似度（0 至 1）",
            required=True,
        ),
        Field(
            "reason",
            TEXT,
            "The words or the citation that both share, as the task prints them",
            "依据",
            required=True,
        ),
        Field(
            "doubtful",
            BOOL,
            "Whether it is below the threshold: no link, but worth a look",
            "是否存疑（低于阈值，不作关联）",
            required=True,
        ),
    ),
    (Reference("task_id", "tasks", "task_id"), Reference("linked_task_id", "tasks", "task_id")),
    joined=True,
)

PLAN_SERIES = Table(
    "plan_series",
    "Plans on one subject of one issuer, over the years",
    "历年方案",
    ("series_id", "document_id"),
    (
        Field(
            "series_id",
            TEXT,
            "One issuer's plans on one subject",
            "系列标识（同一机关、同一主题）",
            required=True,
            pattern=ID,
        ),
        DOCUMENT_ID,
        Field(
            "region_code",
            TEXT,
            "Region of the issuer, GB/T 2260; 100000 for the nation",
            "发文机关所属行政区划代码",
            required=True,
            pattern=REGION,
        ),
        Field(
            "issuer",
            TEXT,
            "The issuer, its place and its offices apart",
            "发文机关（略去地名与内设机构）",
            required=True,
        ),
        Field("subject", TEXT, "The title without place, year and form", "主题", required=True),
        Field("year", INT, "The year in its title, else of its day", "年度", required=True),
        Field("previous_document_id", TEXT, "The plan that it follows", "上一年度方案", pattern=ID),
        Field(
            "missing_years",
            YEARS,
            "Years between the two without a plan",
            "缺失年度",
            required=True,
        ),
        Field(
            "upper_document_id",
            TEXT,
            "The plan one level up that it carries out",
            "所落实的上级方案",
            pattern=ID,
        ),
        Field(
            "upper_by",
            TEXT,
            "How that was found; null without one",
            "上级方案的认定依据",
            choices=UpperBy,
        ),
    ),
    (
        DOCUMENT_REFERENCE,
        Reference("previous_document_id", "documents", "document_id"),
        Reference("upper_document_id", "documents", "document_id"),
    ),
    joined=True,
)

LINK_TABLES = (TASK_LINKS, PLAN_SERIES)
