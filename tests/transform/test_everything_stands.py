"""What goes into a file comes out: each cell stands in the text, and each task and unit in a row or behind an issue."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transform.made_ledgers import TITLE, WRITERS, MadeLedger, made_ledgers
from tests.transform.texts import DIGEST
from transform.model import Context, Payload, Reading
from transform.reading import read_source

FORMATS = st.sampled_from(sorted(WRITERS))


def read_made(made: MadeLedger, form: str) -> Reading:
    return read_source(Payload(WRITERS[form](made.rows), DIGEST, name=f"a.{form}"), Context())


def tasks_of(reading: Reading) -> list[object]:
    return [
        (t.label, t.text, [(unit.role, unit.name) for unit in t.units], t.due_on)
        for t in reading.tasks
    ]


def names(cells: str) -> list[str]:
    """The units of cells, in any order."""
    return sorted(filter(None, re.split("[、，]", cells)))


def check(made: MadeLedger, form: str) -> None:
    reading = read_made(made, form)
    text = "\n".join(part.text for part in reading.parts)
    lost = [cell for row in made.rows for cell in row if cell not in text]
    assert not lost or reading.issues, (form, made.rows, lost)
    assert reading.metadata.title == TITLE, (form, made.rows)
    found = [(task.text, sorted(unit.name for unit in task.units)) for task in reading.tasks]
    silent = [task for task in made.tasks if (task[0], names(task[1])) not in found]
    assert not silent or reading.issues, (form, made.rows, found)
    texts = {task for task, _ in made.tasks}
    assert all(task.text in texts for task in reading.tasks) or reading.issues, (
        form,
        made.rows,
        found,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_ledgers(), FORMATS)
def test_what_goes_in_comes_out(made: MadeLedger, form: str) -> None:
    check(made, form)


@pytest.mark.prove
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_ledgers(), FORMATS)
def test_what_goes_in_comes_out_however_it_is_made(made: MadeLedger, form: str) -> None:
    check(made, form)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made_ledgers())
def test_the_format_decides_nothing(made: MadeLedger) -> None:
    readings = {form: read_made(made, form) for form in WRITERS}
    said = {form: tasks_of(reading) for form, reading in readings.items()}
    assert said["docx"] == said["xlsx"] == said["html"], made.rows
    # Bare signs may be no table at all: then an issue says that a plan gave no task.
    others = {
        form: tasks
        for form, tasks in said.items()
        if tasks != said["html"] and not readings[form].issues
    }
    assert others == {} or readings["html"].issues, made.rows
