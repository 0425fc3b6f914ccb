"""Line breaks to a page's width and labels of other forms change no reading of the annotated plans.

Each plan is written anew from its own text; what its tasks say must stay. A little is lost where a rewriting leaves
more than one reading (a plan printed on one line).
"""

import json

import pytest

from taizhang.tables.terms import TaskSource
from tests.transform.texts import DIGEST, read
from transform.model import Context, Payload
from transform.reading import read_source
from transform.text.outline import read_outline
from transform.text.regions import find_regions

pytestmark = pytest.mark.shared

DIGITS = " 一二三四五六七八九"
OWN_FORMS = {
    "first": "一、",
    "second": "（一）",
    "third": "1.",
    "fourth": "（1）",
    "fifth": "①",
    "article": "第一条",
}


def chinese(number):
    tens, ones = divmod(number, 10)
    return f"{DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones].strip()}"


FORMS = {
    "1、": lambda number: f"{number}、",
    "（1）": lambda number: f"（{number}）",
    "1）": lambda number: f"{number}）",
    "01": lambda number: f"{number:02d}",
    "任务一：": lambda number: f"任务{chinese(number)}：",
    "第一，": lambda number: f"第{chinese(number)}，",
}


@pytest.fixture(scope="module")
def plans(shared):
    """The parts of annotated plans whose tasks stand in running text."""
    parts = []
    files = {path.name: path for path in (shared / "corpus").rglob("*") if path.is_file()}
    golds = [
        gold
        for folder in ("seeds", "documents", "added")
        for gold in (shared / "gold" / folder).glob("*.json")
    ]
    for gold in sorted(golds):
        path = files[json.loads(gold.read_text("utf-8"))["file"].rpartition("/")[2]]
        reading = read_source(Payload(path.read_bytes(), DIGEST, name=path.name), Context())
        if reading.tasks and reading.tasks[0].source is not TaskSource.LEDGER:
            parts.append(reading.parts[0])
    assert len(parts) > 20
    return parts


def said(text):
    return [
        (
            "".join(task.text.split()),
            [(unit.role, unit.name) for unit in task.units],
            [x.text for x in task.time_limits],
        )
        for task in read(text).tasks
    ]


def share_kept(pairs):
    """The share of tasks that two texts have in common, over all pairs of texts."""
    total = kept = 0
    for before, after in pairs:
        again = said(after)
        for task in said(before):
            total += 1
            kept += task in again
    return kept / total


# A heading that fills its line to the end looks like any other line: narrow pages lose some.
@pytest.mark.parametrize(("width", "least"), [(20, 0.96), (34, 0.985)])
def test_lines_broken_to_a_pages_width(plans, width, least):
    def wrapped(line):
        return "\n".join(line[at : at + width] for at in range(0, len(line), width))

    pairs = [(part.text, "\n".join(map(wrapped, part.text.split("\n")))) for part in plans]
    assert share_kept(pairs) >= least


@pytest.mark.parametrize("form", FORMS)
def test_labels_of_another_form(plans, form):
    pairs = [(part.text, relabelled(part, form)) for part in plans]
    assert share_kept(pairs) >= 0.955


def relabelled(part, form):
    """The text of a part with the labels of its lowest items in another form, where no others have that form."""
    items = [
        item for item in read_outline(part, find_regions(part)).items if item.label_end > item.start
    ]
    kinds = [item.kind for item in items if not item.child_starts]
    if not kinds:
        return part.text
    kind = max(dict.fromkeys(kinds), key=kinds.count)
    if any(OWN_FORMS.get(item.kind, "")[:1] == form[:1] for item in items if item.kind != kind):
        return part.text
    text = part.text
    for item in reversed([item for item in items if item.kind == kind]):
        text = (
            text[: item.start] + FORMS[form](item.number) + text[item.label_end :].lstrip(" \u3000")
        )
    return text
