"""The closed sets: every value that a column with a fixed vocabulary may hold."""

from enum import StrEnum
from typing import Self


class DocumentKind(StrEnum):
    """What a document is; only a plan or a notice carries tasks."""

    PLAN = "plan"
    NOTICE = "notice"
    REGULATION = "regulation"
    NEWS = "news"
    INTERPRETATION = "interpretation"
    REPLY = "reply"
    AWARD = "award"
    APPOINTMENT = "appointment"
    STATISTICS = "statistics"
    REPORT = "report"
    OTHER = "other"


class PartKind(StrEnum):
    """Where a part's text comes from.

    A page ends where a plan with a title of its own or an annex begins in it; these are parts of
    their own.
    """

    PAGE = "page"
    ANNEX = "annex"
    ATTACHMENT = "attachment"
    MEMBER = "member"
    PLAN = "plan"


class TaskSource(StrEnum):
    """Which of a document's sources a task comes from (docs/reading.md, Task)."""

    LEDGER = "ledger"
    CLAUSE = "clause"
    OUTLINE = "outline"


class Role(StrEnum):
    """What a unit does in a task."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    COOPERATE = "cooperate"
    SUPERVISE = "supervise"


class DueFrom(StrEnum):
    """Where the last day of a task comes from."""

    DEADLINE = "deadline"  # its own column or line
    # The latest due limit in its text.
    TIME_LIMIT = "time_limit"
    CORRECTION = "correction"  # a person


class Doubt(StrEnum):
    """What makes a document or a task worth a second look, with what it means in English and Chinese.

    A doubt says that a value may be wrong, and its evidence where to look. What was not understood
    at all is an issue.
    """

    en: str
    zh: str

    def __new__(cls, code: str, en: str, zh: str) -> Self:
        """A member whose value is its code."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.en, member.zh = en, zh
        return member

    KIND_BY_VOTES = (
        "kind_by_votes",
        "its kind follows from what it does, not from its title",
        "文件类型由内容推定",
    )
    DUTIES_UNREAD = (
        "duties_unread",
        "it looks like a plan and gives no task",
        "疑似方案而未读出任务",
    )
    LEARNED_FORM = (
        "learned_form",
        "read by a habit of this document that no rule knows",
        "按本文件自身的写法读取",
    )
    UNLIKE_A_UNIT = "unlike_a_unit", "a name that looks like no unit", "名称不像单位"
    UNKNOWN_LABEL = (
        "unknown_label",
        "a label that no rule knows stands in a clause",
        "责任条款中有未识别的标签",
    )
    UNRESOLVED_REFERENCE = "unresolved_reference", "同上 with nothing above it", "“同上”无所指"
    UNCLOSED_BRACKET = "unclosed_bracket", "a bracket too many or too few", "括号不成对"
    BROKEN_LINE = "broken_line", "a line end inside a sentence", "句中断行"
    GAP_IN_LABELS = "gap_in_labels", "a label that does not follow the one before it", "序号不连续"
    LIMIT_UNSURE = (
        "limit_unsure",
        "an expression that may or may not bind",
        "时间表述是否构成时限不确定",
    )
    UNREAD_DUTY = (
        "unread_duty",
        "words that assign stand where no clause was read",
        "疑有未读出的责任分工",
    )
    TITLE_UNSURE = "title_unsure", "the title may be another", "标题存疑"
    NUMBER_UNSURE = "number_unsure", "the document's number may be another", "发文字号存疑"
    DAY_UNSURE = "day_unsure", "a day of the document may be another", "日期存疑"
    ISSUER_UNSURE = "issuer_unsure", "the issuer may be another", "发文机关存疑"
    CITATION_UNSURE = (
        "citation_unsure",
        "something like a document's number became no citation",
        "疑有未读出的引用文号",
    )
    LEFT_OVER = (
        "left_over",
        "text behind an item's clause that belongs to no task",
        "责任条款之后的文字未归入任务",
    )
    NO_YEAR = "no_year", "a date whose year nothing says", "日期缺少年份"


class DeadlineKind(StrEnum):
    """What a ledger's deadline column, or a clause's own deadline line, says."""

    DUE = "due"
    CONTINUING = "continuing"
    UNSCHEDULED = "unscheduled"
    RECURRING = "recurring"


class LimitKind(StrEnum):
    """What a time expression in a task's text says."""

    DUE = "due"
    RECURRING = "recurring"
    REALTIME = "realtime"
    WITHIN = "within"
    BEFORE = "before"
    AT_LEAST = "at_least"


class Comparator(StrEnum):
    """How a promised amount bounds what is reached."""

    EQUAL = "equal"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    RANGE = "range"


class AmountChange(StrEnum):
    """Whether a promised amount is a difference from another level, and which way."""

    INCREASE = "increase"
    DECREASE = "decrease"


class DayBasis(StrEnum):
    """Whether a number of days counts working days."""

    WORKING = "working"
    CALENDAR = "calendar"


class Script(StrEnum):
    """The script a document is printed in."""

    HANS = "hans"
    HANT = "hant"


class Flag(StrEnum):
    """What is unusual about a document's text."""

    TRADITIONAL_SCRIPT = "traditional_script"
    VARIANT_CHARACTERS = "variant_characters"
    INJECTED_TEXT = "injected_text"
    MISSING_CHARACTERS = "missing_characters"
    GARBLED_TEXT = "garbled_text"
    MASKED_PERSONAL_DATA = "masked_personal_data"


class CutKind(StrEnum):
    """Why a piece of the source does not stand in a part's text."""

    PAGE_MARK = "page_mark"
    PINYIN = "pinyin"
    INJECTED = "injected"
    SEPARATOR = "separator"
    SPACING = "spacing"


class Validity(StrEnum):
    """A document's own word on whether it is in force (有效性)."""

    VALID = "valid"
    REPEALED = "repealed"
    EXPIRED = "expired"
    AMENDED = "amended"


class Relation(StrEnum):
    """How a document stands to one that it cites."""

    BASIS = "basis"
    FORWARDS = "forwards"
    IMPLEMENTS = "implements"
    REPEALS = "repeals"
    MENTIONS = "mentions"


class LinkKind(StrEnum):
    """Where a duty comes from."""

    LAST_YEAR = "last_year"
    CARRIES_OUT = "carries_out"


class UpperBy(StrEnum):
    """How the plan one level up was found: the plan cites it, or it has the same subject and year."""

    CITATION = "citation"
    SUBJECT = "subject"


class Outcome(StrEnum):
    """What one HTTP exchange turned out to be."""

    CONTENT = "content"
    UNCHANGED = "unchanged"
    BLOCKED = "blocked"
    SOFT_404 = "soft_404"
    REDIRECT = "redirect"
    GONE = "gone"
    ROBOTS_DENIED = "robots_denied"
    ERROR = "error"


class Stage(StrEnum):
    """Which stage raised an issue."""

    EXTRACT = "extract"
    TRANSFORM = "transform"
    EXPECTATIONS = "expectations"
    LOAD = "load"


class Change(StrEnum):
    """How a row differs from the previous release.

    A document or a task is `added`, `modified` or `removed`.
    """

    ADDED = "added"
    MODIFIED = "modified"
    REMOVED = "removed"


class Health(StrEnum):
    """A portal's state in a release."""

    FRESH = "fresh"
    QUIET = "quiet"
    STALE = "stale"
    BLOCKED = "blocked"
    BROKEN = "broken"


class Coverage(StrEnum):
    """How much of a channel's month was ever looked at."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NEVER = "never"
