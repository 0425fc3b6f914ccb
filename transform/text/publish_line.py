"""The line under a title that says when and from where a page was published: a labelled day, or a lone one."""

import re
from datetime import date
from itertools import chain

from msgspec import Struct

from taizhang.dates import find_day, read_day
from transform import lexicon
from transform.lexicon.pattern import Pattern
from transform.text.either_script import both_forms, either_script


def _either_script(*keys: str) -> str:
    """A regular expression for the words of some tables, the longest first."""
    words = sorted(
        chain.from_iterable(lexicon.words("page", key) for key in keys),
        key=len,
        reverse=True,
    )
    # A blank in an expression is layout.
    return "(?:" + "|".join(map(either_script, words)).replace(" ", r"\s") + ")"


PUBLISH = _either_script("publish", "update")
ANY_DATE = _either_script("publish", "update", "publish_weak")
SOURCE = _either_script("source")
UPDATES = frozenset(
    chain.from_iterable(both_forms(word) for word in lexicon.words("page", "update"))
)
# 日期 alone is the page's; 成文日期, 截止时间 and 活动时间 are not.
WEAK = _either_script("publish_weak")
LABELLED = Pattern(
    rf"(?P<label>{PUBLISH}|(?<![\u3400-\u9fff]){WEAK})[\s\u3000]*[:：]?[\s\u3000]*(?=(?:19|20)\d\d|[二一][〇○零])"
)
STRONG = re.compile(PUBLISH)
COUNTER = _either_script("counter")
ABOUT = Pattern(
    rf"(?:{ANY_DATE}|{SOURCE})[\s\u3000]*[:：]|{COUNTER}\s*[:：]?\s*[\[（(【]?\s*\d|[【\[]打印[】\]]|[【\[]关闭[】\]]"
)
_NAMED_SOURCE = re.compile(
    rf"{SOURCE}[\s\u3000]*[:：][\s\u3000]*(?P<name>[^\s\u3000|｜\[【（(:：]{{3,30}})"
)
_COUNTED = re.compile(COUNTER)
TODAY = re.compile("今天是|今日是|现在是")
# 發(fā)布: syllables that some mirrors of pages put behind characters.
_PINYIN = re.compile("(?<=[\u3400-\u9fff])[（(][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
# 15-04-28, between bars or spaces.
SHORT_GAP = re.compile(r"[\s|｜\[\]（()）]+")
LONGEST_SHORT = 8
SENTENCE = re.compile("[。，；]")
LONGEST_LINE = 240
# A date with nothing but a source's name beside it.
LONGEST_REST = 40


class PrintedDay(Struct):
    """A day and how it is printed, with the label beside it."""

    day: date
    raw: str
    label: str | None = None


def labelled_day(line: str) -> PrintedDay | None:
    """The date behind a label of the publish date, or of the last change where there is no other.

    >>> labelled_day("来源：县水务局 发布时间：2021-04-08").raw
    '2021-04-08'
    >>> labelled_day("更新时间：2021年4月9日 发布时间：2021年4月8日").raw
    '2021年4月8日'
    >>> labelled_day("發(fā)布時(shí)間：2021-04-08").raw
    '2021-04-08'

    A day of the document's own, and today's, are none:

    >>> labelled_day("成文日期：2021-04-06") is None, labelled_day("今天是：2021-04-08") is None
    (True, True)
    """
    if len(line) > LONGEST_LINE or is_today(line):
        return None
    if "(" in line or "（" in line:
        line = _PINYIN.sub("", line)
    updated: PrintedDay | None = None
    for label in LABELLED.finditer(line):
        behind = find_day(line, label.end())
        if behind is None or behind.start != label.end():
            continue
        day = PrintedDay(behind.day, line[behind.start : behind.end], label["label"])
        if not is_update(day.label):
            return day
        updated = updated or day
    return updated


def named_source(line: str) -> str | None:
    """The name behind the label of a source.

    >>> named_source("日期：2021-04-08 来源：青山日报 作者：李四")
    '青山日报'
    >>> named_source("水源：青山水库") is None
    True
    """
    if len(line) > LONGEST_LINE or "源" not in line:
        return None
    match = _NAMED_SOURCE.search(line)
    return match["name"] if match else None


def is_source_line(line: str) -> bool:
    """Whether a line is the label of a source with a name behind it: below the day, of the page.

    >>> is_source_line("发布人：水利股"), is_source_line("来源：各镇要查清水源，并报县水务局。")
    (True, False)
    """
    match = _NAMED_SOURCE.match(line.strip())
    return match is not None and match.end() == len(line.strip()) and SENTENCE.search(line) is None


def is_update(label: str | None) -> bool:
    """Whether a label tells when a page was changed last: believed where none tells when it was published.

    >>> is_update("更新时间"), is_update("发布时间")
    (True, False)
    """
    return label in UPDATES


def is_today(line: str) -> bool:
    """Whether a line says what day it is now.

    >>> is_today("今天是2021年4月8日"), is_today("2021年4月8日")
    (True, False)
    """
    return "是" in line and TODAY.search(line) is not None


def lone_day(line: str) -> PrintedDay | None:
    """The date of a line under the title that has no label for it.

    It stands beside a source, a counter, a button or nothing.

    >>> lone_day("2021-04-08").raw, lone_day("21-04-08 | 县水务局").raw
    ('2021-04-08', '21-04-08')
    >>> lone_day("会议定于2021年4月8日召开，请准时参加。") is None
    True
    """
    if len(line) > LONGEST_LINE or is_today(line) or SENTENCE.search(line):
        return None
    day = find_day(line)
    if day is None:
        return _short_day(line)
    rest = line[: day.start] + line[day.end :]
    is_about = len(rest) <= LONGEST_REST or ABOUT.search(rest)
    if is_about:
        return PrintedDay(day.day, line[day.start : day.end])
    return None


def _short_day(line: str) -> PrintedDay | None:
    """A day whose year has two figures, between blanks or bars: 21-04-08 | 县水务局."""
    for word in SHORT_GAP.split(line):
        if len(word) == LONGEST_SHORT:
            day = read_day(word)
            if day:
                if len(line) <= LONGEST_REST + LONGEST_SHORT:
                    return PrintedDay(day, word)
                return None
    return None


def is_publish_line(line: str) -> bool:
    """Whether a line is about the page rather than of the document.

    >>> is_publish_line("来源：县水务局 发布时间：2021-04-08 浏览次数：31")
    True
    >>> is_publish_line("会议时间：2021年4月8日")
    False
    """
    if len(line) > LONGEST_LINE or (":" not in line and "：" not in line):
        return False
    labels = ABOUT.findall(line)
    if not labels:
        return False
    is_said = len(labels) > 1 or STRONG.match(labels[0]) or _counts_beside_day(labels[0], line)
    return bool(is_said) and SENTENCE.search(line) is None


def _counts_beside_day(label: str, line: str) -> bool:
    """Whether a line is a day and a counter: [2021-4-8] [阅读：31次]."""
    if _COUNTED.match(label) is None or len(line) > LONGEST_REST:
        return False
    return find_day(line) is not None
