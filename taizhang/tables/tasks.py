"""Tables about tasks: who promised what, by when, citing what."""

from dataclasses import replace

from taizhang.tables.declaration import (
    BOOL,
    DAY,
    EVIDENCE,
    FLOAT,
    INT,
    TEXT,
    TEXTS,
    AddedBy,
    Counts,
    Field,
    Reference,
    Table,
)
from taizhang.tables.documents import DOCUMENT_ID, DOCUMENTS, ID, PART_NO
from taizhang.tables.terms import (
    AmountChange,
    Comparator,
    DayBasis,
    DeadlineKind,
    Doubt,
    DueFrom,
    LimitKind,
    Relation,
    Role,
    TaskSource,
)

TASK_ID = Field(
    "task_id", TEXT, "Id of the task, kept through edits", "任务标识（修改后不变）", required=True, pattern=ID
)
PERIOD = r"^P.+$"  # ISO 8601
DOCUMENT_REFERENCE = Reference("document_id", "documents", "document_id")

TASKS = Table(
    "tasks",
    "Tasks, ready to read",
    "任务",
    ("task_id",),
    (
        TASK_ID,
        DOCUMENT_ID,
        PART_NO,
        Field(
            "position",
            INT,
            "Place of the task in its document, from 1",
            "在文件中的次序",
            required=True,
            counts=Counts.PLACE,
        ),
        Field(
            "portal", TEXT, "Slug of the portal", "门户代号", required=True, counts=Counts.COPY, added_by=AddedBy.PORTAL
        ),
        Field(
            "region",
            TEXT,
            "Name of the portal's region",
            "门户所属地区",
            required=True,
            counts=Counts.COPY,
            added_by=AddedBy.PORTAL,
        ),
        Field("document_title", TEXT, "Title of its document", "文件标题", counts=Counts.COPY, copy_of="title"),
        Field("doc_number", TEXT, "发文字号 of its document", "发文字号", counts=Counts.COPY, copy_of="doc_number"),
        Field(
            "issuers",
            TEXTS,
            "Issuers of its document",
            "发文机关",
            required=True,
            counts=Counts.COPY,
            copy_of="issuers",
        ),
        Field(
            "published_on",
            DAY,
            "Day its document was published",
            "发布日期",
            counts=Counts.COPY,
            copy_of="published_on",
        ),
        Field(
            "issuer_region",
            TEXT,
            "Name of the region of the document's first issuer; region is the portal's",
            "发文机关所属地区（region 为门户所属地区，门户亦转载上级文件）",
            counts=Counts.COPY,
            added_by=AddedBy.BUILD,
        ),
        replace(
            DOCUMENTS.field("issuer_region_code"),
            en="Region of the document's first issuer, GB/T 2260",
            correctable=False,
            counts=Counts.COPY,
            copy_of="issuer_region_code",
        ),
        Field(
            "source", TEXT, "Which source of the document it comes from", "任务来源", required=True, choices=TaskSource
        ),
        Field("label", TEXT, "Label of the item that holds it, as printed", "条目标号", says=True, correctable=True),
        Field(
            "headings",
            TEXTS,
            "Headings above it, outermost first",
            "上级标题",
            required=True,
            says=True,
            correctable=True,
        ),
        Field("text", TEXT, "What is to be done", "任务内容", required=True, says=True, correctable=True),
        Field("lead_units", TEXTS, "Units that lead", "牵头单位", required=True),
        Field("responsible_units", TEXTS, "Units responsible", "责任单位", required=True),
        Field("cooperating_units", TEXTS, "Units that cooperate", "配合单位", required=True),
        Field(
            "supervising_units", TEXTS, "Units that watch over it or check it", "督导、监督或考核单位", required=True
        ),
        Field(
            "open_ended",
            BOOL,
            "Whether the list of units ends with 等",
            "单位列举是否未尽（等）",
            required=True,
            correctable=True,
        ),
        Field(
            "deadline_raw",
            TEXT,
            "The deadline as printed in its column or line",
            "完成时限（原文）",
            says=True,
            correctable=True,
        ),
        Field("deadline_kind", TEXT, "What the deadline says", "时限类型", choices=DeadlineKind, correctable=True),
        Field(
            "due_on", DAY, "Last day, of the deadline or else of the last due time limit", "截止日期", correctable=True
        ),
        Field("due_from", TEXT, "Where due_on comes from; null without one", "截止日期来源", choices=DueFrom),
        Field(
            "doubts",
            TEXTS,
            "What makes it worth a second look; its evidence says where",
            "存疑之处",
            required=True,
            choices=Doubt,
            counts=Counts.PLACE,
        ),
        Field("evidence", EVIDENCE, "Where each value stands", "出处", required=True, counts=Counts.PLACE),
    ),
    (DOCUMENT_REFERENCE,),
)

TASK_UNITS = Table(
    "task_units",
    "Units of tasks",
    "任务单位",
    ("task_id", "position"),
    (
        TASK_ID,
        Field("position", INT, "Place in the task's list of units, from 1", "次序", required=True),
        Field("role", TEXT, "What the unit does", "角色", required=True, choices=Role, correctable=True),
        Field(
            "name",
            TEXT,
            "Name with prefix and tail restored",
            "单位名称（补全）",
            required=True,
            says=True,
            correctable=True,
        ),
        Field("name_raw", TEXT, "Name as printed", "单位名称（原文）", required=True, says=True),
        Field(
            "canonical_name",
            TEXT,
            "Name of the unit of this kind in the tables; null where they do not know it",
            "规范名称",
            correctable=True,
        ),
        Field(
            "function",
            TEXT,
            "What it administers (发改, 财政, 教育 …), across the reforms of 2018 and 2023",
            "职能",
            correctable=True,
        ),
        Field("is_group", BOOL, "Whether the name stands for several units", "是否为群体", required=True),
    ),
    (Reference("task_id", "tasks", "task_id"),),
)

TIME_LIMITS = Table(
    "time_limits",
    "Time expressions in tasks",
    "时间要求",
    ("task_id", "position"),
    (
        TASK_ID,
        Field("position", INT, "Place in the task's text, from 1", "次序", required=True),
        Field("text", TEXT, "The expression as printed", "原文", required=True, says=True),
        Field("kind", TEXT, "What it says", "类型", required=True, choices=LimitKind),
        Field(
            "due_on", DAY, "Last day, for a due limit, or a within limit that runs from its document's day", "截止日期"
        ),
        Field("period", TEXT, "ISO 8601 period, for all others but realtime", "周期（ISO 8601）", pattern=PERIOD),
        Field("day_basis", TEXT, "Whether its days are working days", "日历日或工作日", choices=DayBasis),
        Field("by_month", INT, "The month by whose end a yearly duty is due", "每年期限月份"),
        Field(
            "year_origin", TEXT, "Where a due limit's year comes from: text, title, doc_number, signature", "年份来源"
        ),
        Field("start", INT, "Start in the part's text, code points", "起点", required=True, counts=Counts.PLACE),
        Field("end", INT, "End in the part's text, exclusive", "终点", required=True, counts=Counts.PLACE),
    ),
    (Reference("task_id", "tasks", "task_id"),),
)

TARGETS = Table(
    "targets",
    "Numeric commitments in tasks",
    "量化目标",
    ("task_id", "position"),
    (
        TASK_ID,
        Field("position", INT, "Place in the task's text, from 1", "次序", required=True),
        Field("text", TEXT, "The amount as printed, with the words that bound it", "原文", required=True, says=True),
        Field("what", TEXT, "The thing measured, as printed; null where the text does not say", "指标"),
        Field("comparator", TEXT, "How the amount bounds what is reached", "约束", required=True, choices=Comparator),
        Field("change", TEXT, "Which way, where it is a difference from another level", "增减", choices=AmountChange),
        Field("value", FLOAT, "The number, 万 and 亿 multiplied out, 80% as 80", "数值", required=True),
        Field("value_to", FLOAT, "The end of a range", "数值上限"),
        Field("measure", TEXT, "Its unit as printed, without 万 and 亿", "单位", required=True),
        Field("each", TEXT, "Who must each reach it", "适用于每个"),
        Field("when", TEXT, "The time words it is due or counted in", "时间（原文）"),
        Field("by", DAY, "The last day that these name", "截止日期"),
        Field("period", TEXT, "ISO 8601 period that these name", "周期（ISO 8601）", pattern=PERIOD),
        Field("start", INT, "Start in the part's text, code points", "起点", required=True, counts=Counts.PLACE),
        Field("end", INT, "End in the part's text, exclusive", "终点", required=True, counts=Counts.PLACE),
    ),
    (Reference("task_id", "tasks", "task_id"),),
)

CITATIONS = Table(
    "citations",
    "Documents cited by documents",
    "引用的文件",
    ("document_id", "position"),
    (
        DOCUMENT_ID,
        Field("position", INT, "Place in the document, from 1", "次序", required=True),
        Field("part_no", INT, "Part that cites", "部分序号", required=True, counts=Counts.PLACE),
        Field("title", TEXT, "Title cited", "被引标题", says=True),
        Field("doc_number", TEXT, "发文字号 cited, normalised", "被引发文字号", says=True),
        Field("relation", TEXT, "How it is cited", "引用关系", required=True, choices=Relation),
        Field(
            "cited_document_id",
            TEXT,
            "The document, where a portal published it",
            "被引文件标识",
            counts=Counts.COPY,
            added_by=AddedBy.RELEASE,
        ),
        Field("start", INT, "Start in the part's text, code points", "起点", required=True, counts=Counts.PLACE),
        Field("end", INT, "End in the part's text, exclusive", "终点", required=True, counts=Counts.PLACE),
    ),
    (DOCUMENT_REFERENCE,),
)

TASK_TABLES = (TASKS, TASK_UNITS, TIME_LIMITS, TARGETS, CITATIONS)
