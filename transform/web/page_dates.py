"""Dates that a page prints about itself: in <meta> tags, in the line under the title, in a script's variable."""

import re
from datetime import date

from msgspec import Struct

from transform import lexicon
from transform.lexicon.pattern import Pattern
from transform.text.either_script import either_script

DAY = Pattern(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>0?[1-9]|1[0-2])\s*[-/.月]\s*(?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
)
COMPACT = re.compile(r"^(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:\d{4,6})?$")
# 15-04-28, between bars or spaces
SHORT = re.compile(r"(?<![\d-])(?P<year>\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])(?![\d-])")


def _either_script(*keys: str) -> str:
    """A regular expression for the words of some tables, the longest first."""
    found = sorted((word for key in keys for word in lexicon.words("page", key)), key=len, reverse=True)
    return "(?:" + "|".join(map(either_script, found)) + ")"


PUBLISH = _either_script("publish")
ANY_DATE = _either_script("publish", "publish_weak")
SOURCE = _either_script("source")
# 日期 alone is the page's; 成文日期, 截止时间 and 活动时间 are not.
WEAK = _either_script("publish_weak")
LABELLED = Pattern(rf"(?P<label>{PUBLISH}|(?<![\u3400-\u9fff]){WEAK})[\s\u3000]*[:：]?[\s\u3000]*(?P<raw>{DAY.source})")
STRONG = re.compile(PUBLISH)
ABOUT = Pattern(rf"(?:{ANY_DATE}|{SOURCE})[\s\u3000]*[:：]|[【\[]打印[】\]]|[【\[]关闭[】\]]")
TODAY = re.compile("今天是|今日是|现在是")
SENTENCE = re.compile("[。，；]")
# var pubdata='2017年07月02日'; fbrq = "2017-07-02". Names are looked for first: most pages have none of them.
SCRIPT_NAMES = (
    "pubdat",
    "pub_dat",
    "pubtime",
    "pub_time",
    "publishdate",
    "publishtime",
    "publish_",
    "fbrq",
    "fbsj",
    "docreltime",
)
SCRIPT = re.compile(
    r"\b(?P<name>pub_?dat[ae]|pub_?time|publish_?(?:date|time)|fbrq|fbsj|docreltime)"
    r"\s*[=:]\s*['\"](?P<raw>[^'\"]{6,40})['\"]",
    re.IGNORECASE,
)
LONGEST_LINE = 240
# A date with nothing but a source's name beside it.
LONGEST_REST = 40


class PrintedDay(Struct):
    """A day and how it is printed, with the label beside it."""

    day: date
    raw: str
    label: str | None = None


def read_day(raw: str) -> PrintedDay | None:
    """The first day in a text, None where there is none or no calendar has it."""
    match = _find_day(raw)
    return printed(match) if match else None


def day_in(raw: str) -> date | None:
    """The same day alone."""
    match = _find_day(raw)
    return _day_of(match) if match else None


def _find_day(raw: str) -> re.Match[str] | None:
    return DAY.search(raw) or COMPACT.match(raw.strip()) or SHORT.fullmatch(raw.strip())


def _day_of(match: re.Match[str]) -> date | None:
    """The day that a match of a day pattern names, None where no calendar has it."""
    year, month, day = match.group("year", "month", "day")
    try:
        return date(int(year) if len(year) > 2 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return None


def printed(match: re.Match[str], label: str | None = None) -> PrintedDay | None:
    """A match of a day pattern as a day."""
    day = _day_of(match)
    raw = match["raw"] if "raw" in match.re.groupindex else match[0]
    return PrintedDay(day, raw, label) if day else None


def labelled_day(line: str) -> PrintedDay | None:
    """The date behind a label of the publish date."""
    if len(line) > LONGEST_LINE or is_today(line):
        return None
    match = LABELLED.search(line)
    return printed(match, match["label"]) if match else None


def is_today(line: str) -> bool:
    """Whether a line says what day it is now."""
    return "是" in line and TODAY.search(line) is not None


def lone_day(line: str) -> PrintedDay | None:
    """The date of a line under the title that has no label for it: beside a source, a counter, a button or nothing."""
    if len(line) > LONGEST_LINE or is_today(line) or SENTENCE.search(line):
        return None
    match = DAY.search(line) or SHORT.search(line)
    if match is None:
        return None
    rest = line[: match.start()] + line[match.end() :]
    return printed(match) if len(rest) <= LONGEST_REST or ABOUT.search(rest) else None


def is_publish_line(line: str) -> bool:
    """Whether a line is about the page rather than of the document: the time of a meeting is the document's."""
    if len(line) > LONGEST_LINE or (":" not in line and "：" not in line):
        return False
    labels = ABOUT.findall(line)
    return bool(labels) and (len(labels) > 1 or STRONG.match(labels[0]) is not None) and SENTENCE.search(line) is None


def script_day(source: str) -> tuple[PrintedDay, str] | None:
    """The publish date in a script's variable, with the variable's name."""
    lowered = source.lower()
    if not any(name in lowered for name in SCRIPT_NAMES):
        return None
    for match in SCRIPT.finditer(source):
        found = read_day(match["raw"])
        if found is not None:
            return found, match["name"]
    return None
