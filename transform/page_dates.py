"""Dates that a page prints about itself: in <meta> tags, in the line under the title, in a script's variable."""

import re
from dataclasses import dataclass
from datetime import date

from transform import lexicon

DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>0?[1-9]|1[0-2])\s*[-/.月]\s*(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
)
COMPACT = re.compile(r"^(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])$")
PUBLISH = lexicon.alternatives("page", "publish")
SOURCE = lexicon.alternatives("page", "source")
# 发布日期：2021-07-24; the label may have spaces inside and none at all may stand before the date.
LABELLED = re.compile(rf"(?P<label>{PUBLISH})[\s\u3000]*[:：]?[\s\u3000]*(?P<raw>{DAY.pattern})")
# A line about the page: a source, a counter, a date.
ABOUT = re.compile(rf"(?:{PUBLISH}|{SOURCE})[\s\u3000]*[:：]")
# var pubdata='2017年07月02日'; fbrq = "2017-07-02"
SCRIPT = re.compile(
    r"\b(?P<name>pub_?dat[ae]|pub_?time|publish_?(?:date|time)|fbrq|fbsj|docreltime|docpubtime|pubDate)\s*[=:]\s*['\"](?P<raw>[^'\"]{6,40})['\"]",
    re.IGNORECASE,
)
LONGEST_LINE = 240


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day and how it is printed, with the label beside it."""

    day: date
    raw: str
    label: str | None = None


def read_day(raw: str) -> PrintedDay | None:
    """The first day in a text, None where there is none or no calendar has it."""
    match = DAY.search(raw) or COMPACT.match(raw.strip())
    return printed(match) if match else None


def printed(match: re.Match[str], label: str | None = None) -> PrintedDay | None:
    """A match of a day pattern as a day."""
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    raw = match.groupdict().get("raw") or match[0]
    return PrintedDay(day, raw, label)


def publish_day(line: str) -> PrintedDay | None:
    """The publish date of a publish line: a labelled one, else the only one of a line that is about the page."""
    if len(line) > LONGEST_LINE:
        return None
    match = LABELLED.search(line)
    if match:
        return printed(match, match["label"])
    match = DAY.search(line)
    if match is None:
        return None
    rest = line[: match.start()] + line[match.end() :]
    if ABOUT.search(rest) or not re.search("[\u4e00-\u9fff]{2}", rest):
        return printed(match)
    return None


def is_publish_line(line: str) -> bool:
    """Whether a line is about the page rather than of the document."""
    return len(line) <= LONGEST_LINE and (ABOUT.search(line) is not None) and publish_day(line) is not None


def script_day(source: str) -> tuple[PrintedDay, str] | None:
    """The publish date in a script's variable, with the variable's name."""
    for match in SCRIPT.finditer(source):
        found = read_day(match["raw"])
        if found is not None:
            return found, match["name"]
    return None
