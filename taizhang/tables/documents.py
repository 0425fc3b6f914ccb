"""Tables about documents: what was published, in which version, with which pieces."""

from dataclasses import replace

from taizhang.tables.declaration import (
    BOOL,
    CUTS,
    DAY,
    EVIDENCE,
    INT,
    LONG,
    TEXT,
    TEXTS,
    AddedBy,
    Counts,
    Field,
    Reference,
    Table,
)
from taizhang.tables.terms import DocumentKind, Doubt, Flag, Outcome, PartKind, Script, Validity

ID = r"^[0-9a-f]{16}$"
DIGEST = r"^sha256:[0-9a-f]{64}$"
REGION = r"^[0-9]{6}$"
DOC_NUMBER = r"^\S+〔\d{4}〕\d+号$"  # GB/T 9704-2012, 7.2.5
DOCUMENT_ID = Field(
    "document_id",
    TEXT,
    "Id of the document, for ever",
    "文件标识，终身不变",
    required=True,
    pattern=ID,
)
PART_NO = Field(
    "part_no",
    INT,
    "Number of the part in its document, 0 is the page up to its first plan or annex",
    "部分序号，0 为页面（至首个方案或附件前）",
    required=True,
)
# Where something stands in its part's text: half-open, in code points.
SPAN_FIELDS = (
    Field(
        "start",
        INT,
        "Start in the part's text, code points",
        "起点",
        required=True,
        counts=Counts.PLACE,
    ),
    Field(
        "end",
        INT,
        "End in the part's text, code points, exclusive",
        "终点",
        required=True,
        counts=Counts.PLACE,
    ),
)
REGION_CODE = Field("region_code", TEXT, "Region, GB/T 2260", "行政区划代码", pattern=REGION)

DOCUMENTS = Table(
    "documents",
    "Documents, each in its newest version",
    "文件（最新版本）",
    ("document_id",),
    (
        DOCUMENT_ID,
        Field(
            "work_id",
            TEXT,
            "One work published by several portals",
            "同一文件在各门户的共同标识",
            counts=Counts.COPY,
            added_by=AddedBy.BUILD,
        ),
        Field(
            "is_primary",
            BOOL,
            "Whether this is the issuer's own publication of the work",
            "是否为制发机关本站发布",
            counts=Counts.COPY,
            added_by=AddedBy.BUILD,
        ),
        Field(
            "portal", TEXT, "Slug of the portal", "门户代号", required=True, added_by=AddedBy.PORTAL
        ),
        replace(
            REGION_CODE,
            name="portal_region_code",
            en="Region of the portal, GB/T 2260",
            zh="门户所属行政区划代码",
            required=True,
            added_by=AddedBy.PORTAL,
        ),
        Field(
            "url", TEXT, "Address of the page", "页面地址", required=True, added_by=AddedBy.ARCHIVE
        ),
        Field(
            "aliases",
            TEXTS,
            "Other addresses of the same document",
            "同一文件的其他地址",
            required=True,
            added_by=AddedBy.ARCHIVE,
        ),
        Field("title", TEXT, "The document's own full title", "标题", says=True, correctable=True),
        Field(
            "doc_number",
            TEXT,
            "发文字号, normalised: 代字〔year〕n号",
            "发文字号（规范化）",
            pattern=DOC_NUMBER,
            says=True,
            correctable=True,
        ),
        Field(
            "issuers",
            TEXTS,
            "Issuing organs in order",
            "发文机关（依次）",
            required=True,
            says=True,
            correctable=True,
        ),
        replace(
            REGION_CODE,
            name="issuer_region_code",
            en="Region of the first issuer, GB/T 2260",
            zh="发文机关所属行政区划代码",
            correctable=True,
        ),
        Field("index_number", TEXT, "索引号", "索引号", says=True, correctable=True),
        Field("topic", TEXT, "主题分类", "主题分类", says=True, correctable=True),
        Field(
            "written_on",
            DAY,
            "Date of writing (成文日期) or of the signature",
            "成文日期",
            correctable=True,
        ),
        Field(
            "published_on",
            DAY,
            "Date on which the page was published",
            "发布日期",
            correctable=True,
        ),
        Field(
            "validity",
            TEXT,
            "Whether it is in force, in its own words",
            "有效性",
            choices=Validity,
            correctable=True,
        ),
        Field(
            "kind",
            TEXT,
            "What the document is",
            "文件类型",
            required=True,
            choices=DocumentKind,
            correctable=True,
        ),
        Field("script", TEXT, "Script it is printed in", "字体（简/繁）", choices=Script),
        Field(
            "flags",
            TEXTS,
            "What is unusual about its text",
            "文本标记",
            required=True,
            choices=Flag,
        ),
        Field(
            "text",
            TEXT,
            "Whole text of its page, annexes included; empty for an image-only notice",
            "页面正文全文（含附件）",
            required=True,
        ),
        Field(
            "doubts",
            TEXTS,
            "What makes it worth a second look; its evidence says where",
            "存疑之处",
            required=True,
            choices=Doubt,
            counts=Counts.PLACE,
        ),
        Field(
            "evidence",
            EVIDENCE,
            "Where the metadata values stand",
            "元数据出处",
            required=True,
            counts=Counts.PLACE,
        ),
        Field(
            "capture_digest",
            TEXT,
            "Payload digest of the first capture of this version",
            "本版本首次采集的载荷摘要",
            required=True,
            pattern=DIGEST,
            counts=Counts.DIGEST,
            added_by=AddedBy.ARCHIVE,
        ),
        Field(
            "first_seen",
            DAY,
            "Day on which it was first seen",
            "首次发现日",
            required=True,
            counts=Counts.HISTORY,
            added_by=AddedBy.ARCHIVE,
        ),
        Field(
            "last_changed",
            DAY,
            "Day on which this version was first seen",
            "本版本首次发现日",
            required=True,
            counts=Counts.HISTORY,
            added_by=AddedBy.ARCHIVE,
        ),
    ),
)

PARTS = Table(
    "parts",
    "Pieces of documents, each with a text of its own",
    "文件的组成部分",
    ("document_id", "part_no"),
    (
        DOCUMENT_ID,
        PART_NO,
        Field(
            "kind",
            TEXT,
            "Page, plan or annex behind it in the page, attached file, member of a zip",
            "来源类型",
            required=True,
            choices=PartKind,
        ),
        Field(
            "name", TEXT, "File name, or the annex's mark (附件1)", "文件名或附件序号", says=True
        ),
        Field("title", TEXT, "Its own title", "标题", says=True),
        Field("doc_number", TEXT, "Its own 发文字号", "发文字号", says=True),
        Field(
            "capture_digest",
            TEXT,
            "Payload digest of the capture it was read from",
            "载荷摘要",
            required=True,
            pattern=DIGEST,
            counts=Counts.DIGEST,
        ),
        Field("text", TEXT, "Normalised text", "规范化文本", required=True, says=True),
        Field(
            "original",
            TEXT,
            "The same text as printed, character for character; null where it is the same",
            "原文（逐字对应；相同则空）",
            says=True,
        ),
        Field(
            "cuts",
            CUTS,
            "What was cut, and where",
            "删去的内容",
            required=True,
            counts=Counts.PLACE,
            says=True,
        ),
    ),
    (Reference("document_id", "documents", "document_id"),),
)

SECTIONS = Table(
    "sections",
    "Nodes of the parts' outlines",
    "文件提纲",
    ("document_id", "part_no", "section_no"),
    (
        DOCUMENT_ID,
        PART_NO,
        Field(
            "section_no",
            INT,
            "Number in reading order",
            "序号",
            required=True,
            counts=Counts.PLACE,
        ),
        Field("parent_no", INT, "Section that holds it", "上级序号", counts=Counts.PLACE),
        Field("level", INT, "1 一、  2 （一）  3 1.  4 （1）", "层级", required=True),
        Field("label", TEXT, "Label as printed", "标号"),
        Field("heading", TEXT, "Heading without its label", "标题"),
        *SPAN_FIELDS,
    ),
    (Reference("document_id", "documents", "document_id"),),
)

ATTACHMENTS = Table(
    "attachments",
    "Files linked from documents",
    "附件",
    ("document_id", "url"),
    (
        DOCUMENT_ID,
        Field("url", TEXT, "Address of the file", "文件地址", required=True, makes_version=False),
        Field("name", TEXT, "Name as the page gives it", "文件名", says=True),
        Field(
            "media_type", TEXT, "Type told from its first bytes", "类型", added_by=AddedBy.ARCHIVE
        ),
        Field("size", LONG, "Bytes", "字节数", added_by=AddedBy.ARCHIVE),
        Field(
            "digest",
            TEXT,
            "Payload digest",
            "载荷摘要",
            pattern=DIGEST,
            counts=Counts.DIGEST,
            added_by=AddedBy.ARCHIVE,
        ),
        Field(
            "outcome",
            TEXT,
            "What its newest fetch turned out to be",
            "采集结果",
            choices=Outcome,
            added_by=AddedBy.ARCHIVE,
        ),
    ),
    (Reference("document_id", "documents", "document_id"),),
)

VERSIONS = Table(
    "versions",
    "Past and present versions of documents",
    "文件版本",
    ("document_id", "valid_from", "digest"),
    (
        DOCUMENT_ID,
        Field(
            "valid_from",
            DAY,
            "Day on which the version was first seen",
            "首次发现日",
            required=True,
            counts=Counts.HISTORY,
        ),
        Field(
            "valid_to",
            DAY,
            "Day on which the next was first seen; null for the present one",
            "为新版本取代之日",
            counts=Counts.HISTORY,
        ),
        Field(
            "digest",
            TEXT,
            "Payload digest of its first capture",
            "载荷摘要",
            required=True,
            pattern=DIGEST,
        ),
        Field("title", TEXT, "Its title", "标题"),
    ),
)

GONE = Table(
    "gone",
    "Documents that left their portal",
    "已消失的文件",
    ("document_id",),
    (
        DOCUMENT_ID,
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("url", TEXT, "Address it stood at", "原地址", required=True),
        Field("title", TEXT, "Its last title", "最后标题"),
        Field(
            "gone_since",
            DAY,
            "Day of the first capture that missed it",
            "消失日",
            required=True,
            counts=Counts.HISTORY,
        ),
        Field(
            "last_digest",
            TEXT,
            "Payload digest of its last version",
            "最后版本载荷摘要",
            required=True,
            counts=Counts.DIGEST,
        ),
        Field(
            "reason",
            TEXT,
            "How it left: status, stub, or withdrawn with its reason",
            "原因",
            required=True,
        ),
    ),
)

DOCUMENT_TABLES = (DOCUMENTS, PARTS, SECTIONS, ATTACHMENTS, VERSIONS, GONE)
