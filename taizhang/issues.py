"""Issues: what was not understood or not right, said with its evidence instead of guessed away."""

from dataclasses import dataclass
from enum import StrEnum

from taizhang.ids import short_digest
from taizhang.tables.terms import Stage


class Code(StrEnum):
    """Kinds of issue."""

    # transform
    EMPTY_DOCUMENT = "empty_document"
    NO_TEXT_LAYER = "no_text_layer"
    UNREADABLE_FILE = "unreadable_file"
    UNSUPPORTED_FORMAT = "unsupported_format"
    # A piece of a file that was otherwise read.
    LEFT_OUT = "left_out"
    TOO_DEEP = "too_deep"
    TOO_SLOW = "too_slow"
    READING_FAILED = "reading_failed"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_HEADER = "unknown_header"
    UNKNOWN_DEADLINE = "unknown_deadline"
    UNKNOWN_FIELD_LABEL = "unknown_field_label"
    DUTIES_UNREAD = "duties_unread"
    # Read by a habit of the document itself.
    LEARNED_FORM = "learned_form"
    AMBIGUOUS_REPAIR = "ambiguous_repair"
    UNKNOWN_CALENDAR_YEAR = "unknown_calendar_year"
    # extract
    DEAD_LINK = "dead_link"
    BLOCKED = "blocked"
    LIST_NOT_PARSED = "list_not_parsed"
    EMPTY_LIST = "empty_list"
    LEADS_OFF_SITE = "leads_off_site"
    LEADS_NOWHERE = "leads_nowhere"
    WRONG_FILE_TYPE = "wrong_file_type"
    FETCH_FAILED = "fetch_failed"
    WRONG_CLOCK = "wrong_clock"
    LOST_FILE = "lost_file"
    # expectations
    UNUSUAL_VALUE = "unusual_value"
    # load
    KEPT_LAST_GOOD = "kept_last_good"
    CORRECTION_FELL_AWAY = "correction_fell_away"


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue; `url`, `document_id` and `capture_digest` say where it stands."""

    stage: Stage
    code: Code
    message: str
    url: str | None = None
    document_id: str | None = None
    capture_digest: str | None = None
    count: int = 1

    def issue_id(self, portal: str) -> str:
        """16 hex digits that stay the same as long as the same thing is wrong at the same place."""
        # Neither the document nor the payload is part of it: an edit of the page, or another
        # version of it, leaves the same thing wrong. The unit separator stands in no address and no
        # message.
        parts = (self.stage, self.code, portal, self.url or "", self.message)
        return short_digest("\x1f".join(parts))
