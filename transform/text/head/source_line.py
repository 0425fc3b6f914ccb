"""The line below a title that says from where and when a text was published, where the text itself prints it."""

from taizhang.dates import find_day
from transform.model import Line, Part
from transform.text.head.values import HeadValue, OwnHead
from transform.text.publish_line import ABOUT, labelled_day, lone_day

_LONGEST = 120


def read_source_line(part: Part, lines: list[Line], head: OwnHead) -> None:
    """Adds the day of the first line that a label of the publish day, or of a source, tells.

    来源：县水务局 2021-04-08 is such a line; a day alone, or beside an organ, is the document's own.
    """
    if "published_on" in head.days:
        return
    for line in lines:
        text = part.text[line.start : line.end]
        if len(text) > _LONGEST or find_day(text) is None:
            continue
        printed = labelled_day(text) or (lone_day(text) if ABOUT.search(text) else None)
        if printed is not None:
            start = line.start + text.find(printed.raw)
            span = start, start + len(printed.raw)
            head.days["published_on"] = (
                printed.day,
                HeadValue(printed.raw, "source_line", part.part_no, span),
            )
            return
