"""Clauses in forms that were written before anybody looked at what the rules do with them (unseen_forms.toml)."""

import tomllib
from pathlib import Path

import pytest

from tests.transform.texts import read

PLAN = (
    "云泽县2024年渠系整治工作方案\n\n为做好今年工作，制定本方案。\n\n一、主要任务\n\n"
    "1.整修干渠。清除淤泥，加固堤岸。{clause}\n\n2.护林防火。加强巡查。（责任单位：县林业局）\n"
)
FORMS = tomllib.loads(Path(__file__).with_name("unseen_forms.toml").read_text("utf-8"))["form"]
CASES = [(form["kind"], *case.split(" => ")) for form in FORMS for case in form["clauses"]]
LETTERS = {"lead": "L", "responsible": "R", "cooperate": "C", "supervise": "S"}


@pytest.mark.parametrize(("kind", "clause", "said"), CASES, ids=[case[1] for case in CASES])
def test_a_clause_says_what_a_reader_sees(kind, clause, said):
    first, *others = read(PLAN.format(clause=clause.replace("/", "\n"))).tasks
    units = [LETTERS[unit.role] + unit.name for unit in first.units]
    wanted = said.split()
    if not wanted:
        assert (units, others) == (["R县林业局"], []), kind
        return
    deadlines = [word[1:] for word in wanted if word[0] == "D"]
    assert units == [word for word in wanted if word[0] != "D"], kind
    assert first.text == "整修干渠。清除淤泥，加固堤岸。"
    assert len(others) == 1
    assert not deadlines or deadlines[0] in (str(first.due_on), first.deadline_raw)


@pytest.mark.parametrize("kind", [form["kind"] for form in FORMS])
def test_each_kind_has_two_examples_and_one_that_differs(kind):
    clauses = next(form["clauses"] for form in FORMS if form["kind"] == kind)
    assert len(clauses) == 3
