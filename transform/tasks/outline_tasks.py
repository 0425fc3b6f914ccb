"""Tasks of a plan that assigns nothing: each lowest item, general parts apart (docs/reading.md, Task, 3)."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from taizhang.tables.terms import LimitKind, TaskSource
from transform.lexicon import choice, words
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import Evidence, Part, Span, Task
from transform.tasks.task_texts import ItemTexts, heading_evidence, task_text
from transform.text.items import Item, Outline
from transform.text.regions import TextRegion
from transform.times.limits.reading import read_time_limits
from transform.times.plan_year import PlanYear

_LONGEST_TITLE = 24
# Items from which on a notice deploys work itself.
_WORKING_NOTICE = 4
_COVERS = table_pattern("kinds", "covers")
_BLANKS = "".join([character for character in map(chr, range(0x3001)) if character.isspace()])
_BEFORE_TITLE = f"{_BLANKS}、.．:："
_BEHIND_TITLE = f"{_BLANKS}。：:；;"
_WORD = choice(words("headings", "general"))
_FRAME = choice(words("headings", "general_frame"))
_ACT = choice(words("headings", "general_act"))
_OF_YEAR = table_expression("headings", "of_year")
_FRAMED = rf"{_ACT}{_FRAME}(?:[、和及与]{_ACT}?{_FRAME})*"
_ORDERS = choice(words("headings", "general_act_on"))
_HEAD = rf"(?!{_ORDERS})[\u4e00-\u9fff]{{0,6}}?(?:{choice(words('headings', 'general_head'))})"
_COMPOSED = rf"{_HEAD}(?:(?:以及|[、和及与])?{_HEAD})*"
_TITLE = rf"(?:{_OF_YEAR}(?:总体|工作|主要|基本|指导)?{_WORD}(?:[、和及与]{_WORD})*|{_FRAMED}|{_COMPOSED})"
_GENERAL = re.compile(rf"{_TITLE}$")
# 一、总体要求 以…为指导，…: a title that runs into its text.
_REPORTING = table_pattern("limits", "reporting")
_FINAL = table_pattern("headings", "final")
_REASON = table_pattern("headings", "reason")
_RUNS_ON = re.compile(
    rf"{_TITLE}(?:\s|以习近平|坚持以|(?:全面|深入|认真)贯彻|到20\d\d年|为(?:深入|全面|贯彻))"
)


def outline_tasks(part: Part, outline: Outline, regions: list[TextRegion]) -> list[Task]:
    """The lowest items of the plans in a part, in reading order."""
    texts = ItemTexts(part)
    general: dict[int, bool] = {}
    tasks = []
    plans = _lists_plans(regions, outline)
    leaves = [i for i in outline.leaves() if any(r.start <= i.start < r.end for r in plans)]
    for item in leaves:
        if _FINAL.match(part.text, item.body) or _is_general(part.text, item, general):
            continue
        task = _make_task(part, texts, item, _end_of(part.text, item, leaves))
        if task:
            tasks.append(task)
    return tasks


def _lists_plans(regions: list[TextRegion], outline: Outline) -> list[TextRegion]:
    """The regions that are plans: all but annexes, and but a notice that only covers the plan behind it."""
    whole = [r for r in regions if r.is_work]
    if len(whole) < 2:
        return whole
    first, *behind = whole
    items = sum(first.start <= item.start < first.end for item in outline.leaves())
    if items >= _WORKING_NOTICE and not _COVERS.search(first.title or ""):
        return [first]
    return behind


def find_limits_of_nobody(
    text: str, outline: Outline, taken: Sequence[Span], year: PlanYear
) -> list[Span]:
    """Days by which something is due in items that are no tasks, beside others that are.

    General parts are apart, and so is when reports are due. `taken` are the stretches that tasks
    have.
    """
    general: dict[int, bool] = {}
    found: list[Span] = []
    starts = sorted(start for start, _ in taken)
    # How far the stretches reach that begin so early.
    reach = list(accumulate((end for _, end in sorted(taken)), max))
    for item in outline.leaves():
        before = bisect_left(starts, item.end)
        if before and reach[before - 1] > item.body:
            continue
        if _FINAL.match(text, item.body) or _is_general(text, item, general):
            continue
        body = text[item.body : item.end]
        limits = read_time_limits(body, year)
        due = [
            limit.span
            for limit in limits
            if limit.kind is LimitKind.DUE and not _REPORTING.search(_sentence_at(body, limit.span))
        ]
        found += [(item.body + start, item.body + end) for start, end in due]
    return found


def _sentence_at(text: str, span: Span) -> str:
    start = max(map(text[: span[0]].rfind, "。；;\n")) + 1
    return text[start:].partition("\n")[0].partition("。")[0].partition("；")[0]


def _is_general(text: str, item: Item, answers: dict[int, bool]) -> bool:
    """Whether an item or one above it is a general part; `answers` remembers it of those above."""
    if _has_general_title(text, item):
        return True
    above = item.parent
    if above is None:
        return False
    if id(above) not in answers:
        answers[id(above)] = _is_general(text, above, answers)
    return answers[id(above)]


def _has_general_title(text: str, item: Item) -> bool:
    title = text[item.label_end : item.heading[1]].lstrip(_BEFORE_TITLE).rstrip(_BEHIND_TITLE)
    if item.parent is None and item.number == 1 and _REASON.fullmatch(title):
        return True
    return bool(_GENERAL.match(title) if len(title) <= _LONGEST_TITLE else _RUNS_ON.match(title))


def _end_of(text: str, item: Item, leaves: list[Item]) -> int:
    """Where an item's text ends.

    Where all items of a plan have one paragraph each, paragraphs behind the last one close the plan
    and belong to no item.
    """
    if item is not leaves[-1] or item.own_line:
        return item.end
    others = [i for i in leaves if i.kind == item.kind and i is not item]
    if len(others) < 2 or any("\n" in text[i.body : i.end].strip() for i in others):
        return item.end
    line_end = text.find("\n", item.body, item.end)
    if line_end >= 0:
        return line_end
    return item.end


def _make_task(part: Part, texts: ItemTexts, item: Item, end: int) -> Task | None:
    text, spans = task_text(part, item.body, end)
    if not text:
        return None
    number = part.part_no
    labels, headings = texts.labels(item), texts.headings(item)
    evidence = [
        Evidence("text", number, "lowest_item", None, tuple(spans)),
        Evidence("label", number, item.rule, None, ((item.start, item.label_end),)),
        *heading_evidence(number, headings),
    ]
    shown = [heading.text for heading in headings]
    task = Task(number, TaskSource.OUTLINE, text, labels[-1], shown)
    task.path, task.evidence = labels, evidence
    return task
