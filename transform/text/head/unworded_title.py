"""A title that ends with no word of documents: a line or two that stand alone above the first paragraph."""

import re
from collections.abc import Sequence

from taizhang.dates import find_day
from transform.model import Line, Part
from transform.text.head.note import read_note
from transform.text.head.organs import is_organ_line
from transform.text.head.title import ends_head, frames_title, join_title
from transform.text.head.title_lines import is_column
from transform.text.head.values import HeadValue, OwnHead

RULE = "unworded_title"
_MOST_LINES = 2
_SHORTEST, _LONGEST = 8, 60
_SENTENCE = re.compile(r"[。；|]|[，,].*[，,]")
_COLONS = ("：", ":")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def take_unworded_title(
    part: Part, lines: Sequence[Line], head: OwnHead, fields: frozenset[int]
) -> None:
    """Adds the line or two above the first paragraph as the title, where no line ends as titles do.

    Of several such lines those count that stand above the day of publishing. More lines in one place, or a line that
    is a sentence, leave open what the title is.
    """
    runs, below = _find_runs(part, lines, fields)
    dated = [run for run, is_dated in runs if is_dated]
    if len(dated) != 1 and len(runs) != 1:
        return
    run = dated[0] if len(dated) == 1 else runs[0][0]
    if len(run) > _MOST_LINES or below is None:
        return
    title = join_title([part.text[line.start : line.end] for line in run])
    if len(_CHINESE.findall(title)) < _SHORTEST or len(title) > _LONGEST:
        return
    if _SENTENCE.search(title) or "。" not in part.text[below.start : below.end]:
        return
    span = run[0].start, run[-1].end
    head.values["title"] = HeadValue(title, RULE, part.part_no, span)


def _find_runs(
    part: Part, lines: Sequence[Line], fields: frozenset[int]
) -> tuple[list[tuple[list[Line], bool]], Line | None]:
    """Lines one below the other that frame nothing and are no organ's name, and the first paragraph below them all.

    Of each run it is said whether a line with a day follows it.
    """
    runs: list[tuple[list[Line], bool]] = []
    run: list[Line] = []
    for line in lines:
        text = part.text[line.start : line.end]
        is_dated = find_day(text) is not None
        if is_dated or _frames(text, line, fields):
            runs += [(run, is_dated)] if run else []
            run = []
        elif ends_head(text) or text.endswith(_COLONS) or len(text) > _LONGEST:
            runs += [(run, False)] if run else []
            return runs, line
        elif run or not is_column(text):
            run.append(line)
    return runs, None


def _frames(text: str, line: Line, fields: frozenset[int]) -> bool:
    """Whether a line belongs to a head and is no part of its title."""
    if frames_title(text, line.start in fields) or is_organ_line(text.strip()):
        return True
    return read_note(text) is not None
