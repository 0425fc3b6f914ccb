"""The line below a title that says from where and when a text was published, where the text itself prints it."""

import re

from taizhang.dates import find_day
from transform.model import Line, Part
from transform.text.head.values import HeadValue, OwnHead
from transform.text.labelled import find_labels
from transform.text.publish_line import ABOUT, labelled_day, lone_day

_LONGEST = 120
_SHORTEST_PARAGRAPH = 60
# 归档时间：2021-04-08: a label of days that is none of publishing.
_OTHER_DAY = re.compile(r"[\u3400-\u9fff]{2}(?:时间|日期)\s*[:：]?\s*(?=(?:19|20)\d\d\s?[-/.年])")
# Labels that end so have a day behind them.
_OF_DAYS = ("日期", "时间")
# 2021-04-08 10:22 县水务局, 县水务局 | 2021年4月8日 10:22:05: what a page prints below a title, with hardly more beside it.
_WITH_HOUR = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d\d?\s?[-/.月]\s?\d\d?\s?日?\s{0,4}\d\d?:\d\d(?!\d)"
)
_LONGEST_WITH_HOUR = 40
_SENTENCE = re.compile("[。，；]")
# 2021-04-08, H1/2021-00004 2021-04-08: nothing beside the day but an index number.
_BARE = re.compile(r"\s*+(?:[!-~]{4,40}\s++)?(?:19|20)\d\d([-/])\d\d?\1\d\d?\s*")


def read_source_line(part: Part, lines: list[Line], head: OwnHead) -> None:
    """Adds the day of the first line that a label of the publish day, or of a source, tells.

    来源：县水务局 2021-04-08 is such a line, so is a day with an hour, or with hyphens right below the title; a
    day alone, beside an organ or behind a label of another kind (生成日期) is the document's own, and so is one on
    the line below its label.
    """
    if "published_on" in head.days:
        return
    taken = [printed.span[0] for _, printed in head.days.values()]
    is_above = True
    for line in lines:
        text = part.text[line.start : line.end]
        # Below the text days with an hour are those of other articles.
        is_above = is_above and not (text.endswith("。") and len(text) > _SHORTEST_PARAGRAPH)
        if len(text) > _LONGEST or find_day(text) is None or line.start in taken:
            continue
        printed = labelled_day(text)
        if printed is None and _is_about_page(part, line, head, is_above=is_above):
            printed = lone_day(text)
        if printed is not None:
            start = line.start + text.find(printed.raw)
            span = start, start + len(printed.raw)
            head.days["published_on"] = (
                printed.day,
                HeadValue(printed.raw, "source_line", part.part_no, span),
            )
            return


def _is_about_page(part: Part, line: Line, head: OwnHead, *, is_above: bool) -> bool:
    """Whether a line with a day speaks of the page: beside a source or a counter, by the hour, or by its place."""
    text = part.text[line.start : line.end]
    if any(label.name.endswith(_OF_DAYS) for label in find_labels(text)):
        return False
    if _OTHER_DAY.search(text) is not None:
        return False
    if ABOUT.search(text):
        return True
    is_short = len(text) <= _LONGEST_WITH_HOUR and _SENTENCE.search(text) is None
    if is_short and is_above and _WITH_HOUR.search(text):
        return True
    title = head.values.get("title")
    is_below_title = title is not None and line.start == title.span[1] + 1
    return is_below_title and _BARE.fullmatch(text) is not None
