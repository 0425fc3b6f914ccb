"""Tables about fetching: what was asked for, what came, and what was looked at."""

from taizhang.tables.declaration import BOOL, DAY, INT, LONG, MOMENT, TEXT, Counts, Field, Table
from taizhang.tables.documents import DIGEST
from taizhang.tables.terms import Coverage, Outcome

CAPTURES = Table(
    "captures",
    "HTTP exchanges kept in the archive",
    "采集记录",
    ("portal", "url_key", "captured_at", "warc_offset"),
    (
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("run_id", TEXT, "Crawl that made it", "采集批次", required=True),
        Field(
            "purpose",
            TEXT,
            "What it was fetched for: robots, list, article, page, attachment, home",
            "用途",
            required=True,
        ),
        Field("channel", TEXT, "Slug of the channel it was found in", "栏目代号"),
        Field("referrer", TEXT, "Page that named it", "来源页面"),
        Field("url", TEXT, "Address as fetched", "地址", required=True),
        Field("canonical_url", TEXT, "Address in its canonical form", "规范地址", required=True),
        Field("url_key", TEXT, "SURT key of the canonical address", "SURT 键", required=True),
        Field("method", TEXT, "HTTP method", "请求方法", required=True),
        Field(
            "request_digest", TEXT, "Digest of the request's body; null without one", "请求体摘要"
        ),
        Field("captured_at", MOMENT, "When the answer had come", "采集时间", required=True),
        Field("status", INT, "HTTP status; null where no answer came", "HTTP 状态"),
        Field(
            "outcome",
            TEXT,
            "What the exchange turned out to be",
            "结果",
            required=True,
            choices=Outcome,
        ),
        Field(
            "detail", TEXT, "Why, for an outcome that is not content: error, target, sign", "说明"
        ),
        Field("media_type", TEXT, "Type declared", "类型"),
        Field("charset_declared", TEXT, "Charset declared in the header", "声明字符集"),
        Field("size", LONG, "Bytes of the payload", "字节数"),
        Field(
            "digest",
            TEXT,
            "Payload digest; of an unchanged page, that of the capture it refers to",
            "载荷摘要",
            pattern=DIGEST,
        ),
        Field("etag", TEXT, "ETag", "ETag"),
        Field("last_modified", TEXT, "Last-Modified", "Last-Modified"),
        Field("warc_file", TEXT, "WARC file, relative to the archive of the portal", "WARC 文件"),
        Field("warc_offset", LONG, "Offset of the response or revisit record", "偏移"),
        Field("warc_length", LONG, "Length of the gzip member", "长度"),
    ),
)

PORTAL_CHECKS = Table(
    "portal_checks",
    "Checks of portals by 国办秘函〔2019〕19号",
    "门户检查",
    ("portal", "checked_on", "channel", "check"),
    (
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("checked_on", DAY, "Day of the check", "检查日", required=True),
        Field("channel", TEXT, "Slug of the channel; null for the whole site", "栏目代号"),
        Field("check", TEXT, "What was checked", "检查项", required=True),
        Field("value", TEXT, "What was found", "实测值"),
        Field("limit", TEXT, "What is allowed", "限值"),
        Field("passed", BOOL, "Whether it passed", "是否通过", required=True),
        Field("evidence", TEXT, "What shows it", "依据"),
    ),
)

COVERAGE = Table(
    "coverage",
    "What was ever looked at",
    "采集覆盖",
    ("portal", "channel", "month"),
    (
        Field("portal", TEXT, "Slug of the portal", "门户代号", required=True),
        Field("channel", TEXT, "Slug of the channel", "栏目代号", required=True),
        Field("month", TEXT, "Month, YYYY-MM", "月份", required=True, pattern=r"^\d{4}-\d{2}$"),
        Field(
            "state", TEXT, "How much of it was looked at", "状态", required=True, choices=Coverage
        ),
        Field(
            "documents",
            INT,
            "Documents known of that month",
            "已知文件数",
            required=True,
            counts=Counts.COPY,
        ),
    ),
)

CRAWL_TABLES = (CAPTURES, PORTAL_CHECKS, COVERAGE)
