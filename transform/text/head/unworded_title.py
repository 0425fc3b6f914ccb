"""A title that ends with no word of documents: a line or two that stand alone above the first paragraph."""

import re
from collections.abc import Sequence

from taizhang.dates import find_day
from transform.model import Line, Part
from transform.text.head.note import read_note
from transform.text.head.organs import is_organ_line
from transform.text.head.title import ends_head, frames_title, join_title
from transform.text.head.values import HeadValue, OwnHead

RULE = "unworded_title"
_MOST_LINES = 2
_SHORTEST, _LONGEST = 8, 60
_SENTENCE = re.compile(r"[。；！？!?|]|[，,].*[，,]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def take_unworded_title(
    part: Part, lines: Sequence[Line], head: OwnHead, fields: frozenset[int]
) -> None:
    """Adds the line or two above the first paragraph as the title, where no line ends as titles do.

    More lines, or a line that is a sentence, leave open what the title is.
    """
    run, below = _first_lines(part, lines, fields)
    if not run or len(run) > _MOST_LINES or below is None:
        return
    title = join_title([part.text[line.start : line.end] for line in run])
    if len(_CHINESE.findall(title)) < _SHORTEST or len(title) > _LONGEST:
        return
    if _SENTENCE.search(title) or "。" not in part.text[below.start : below.end]:
        return
    span = run[0].start, run[-1].end
    head.values["title"] = HeadValue(title, RULE, part.part_no, span)


def _first_lines(
    part: Part, lines: Sequence[Line], fields: frozenset[int]
) -> tuple[list[Line], Line | None]:
    """The first lines that frame nothing and are no organ's name, and the first paragraph below them."""
    run: list[Line] = []
    is_closed = False
    for line in lines:
        text = part.text[line.start : line.end]
        if ends_head(text) or len(text) > _LONGEST:
            return run, line
        is_beside = (
            frames_title(text, line.start in fields)
            or read_note(text) is not None
            or is_organ_line(text.strip())
            or find_day(text) is not None
        )
        if is_beside:
            is_closed = bool(run)
        elif is_closed:
            return [], None
        else:
            run.append(line)
    return run, None
