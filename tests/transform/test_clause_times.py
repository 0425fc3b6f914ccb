"""A clause may end with when its work is due: the phrase is its deadline, never a unit."""

import pytest

from load.proof.proofs import SourceText, prove_task
from tests.transform.texts import read
from transform.actors.units import read_units
from transform.rows import make_rows

PLAN = "某县2024年水利工作要点\n"


def tasks(text: str) -> list[tuple[str, list[str], str | None]]:
    return [(t.text, [u.name for u in t.units], t.deadline_raw) for t in read(PLAN + text).tasks]


@pytest.mark.parametrize(
    "phrase",
    [
        "持续推进",
        "长期坚持",
        "全年实施",
        "年底前完成",
        "2024年6月底前完成",
        "6月底前",
        "力争上半年全部开工",
        "2024年底前建成，持续推进",
    ],
)
def test_the_phrase_behind_the_verb_is_the_deadline(phrase):
    assert tasks(f"1.修渠。（县水利局、县林业局按职责分工负责，{phrase}）") == [
        ("修渠。", ["县水利局", "县林业局"], phrase)
    ]
    assert tasks(f"1.修渠。（县水利局牵头，县林业局配合；{phrase}）") == [
        ("修渠。", ["县水利局", "县林业局"], phrase)
    ]


def test_its_kind_is_read():
    found = read(
        PLAN + "1.修渠。（县水利局负责，持续推进）\n2.护林。（县林业局负责，10月底前完成）"
    ).tasks
    assert [str(t.deadline_kind) for t in found] == ["continuing", "due"]
    assert str(found[1].due_on) == "2024-10-31"


def test_a_deadline_behind_units_at_a_paragraphs_end():
    text = "1.修好“幸福渠”。责任单位：县水利局、各镇（乡）政府；完成时限：2024年10月底前。\n2.护林。（县林业局负责）"
    assert tasks(text)[0] == ("修好“幸福渠”。", ["县水利局", "各镇（乡）政府"], "2024年10月底前")


def test_a_deadline_before_units_at_a_paragraphs_end():
    text = "1.修好水渠。完成时限：2024年9月底；责任单位：县水利局\n2.护林。进度安排：另行通知。"
    assert tasks(text) == [("修好水渠。", ["县水利局"], "2024年9月底")]


def test_a_deadline_in_brackets_of_its_own():
    assert tasks("1.修渠。（责任单位：县水利局）（完成时限：年底前）") == [
        ("修渠。", ["县水利局"], "年底前")
    ]


@pytest.mark.parametrize("name", ["2024年底前取得成效", "6月底前报送", "持续推进"])
def test_a_time_is_no_unit(name):
    assert [u.name for u in read_units(f"县水利局、{name}").units] == ["县水利局"]


def test_the_plans_year_in_chinese_numerals():
    [task, _] = read(
        "某县二〇二五年水利工作要点\n1.修渠。年底前完工。（县水利局负责）\n2.护林。（县林业局负责）"
    ).tasks
    assert [str(limit.due_on) for limit in task.time_limits] == ["2025-12-31"]


def test_next_years_deadline_is_proved():
    clauses = "1.修渠。（责任单位：县水利局；完成时限：明年6月底前）\n2.护林。（责任单位：县林业局；完成时限：1月前）"
    made = make_rows(read(PLAN + clauses), "0123456789abcdef")
    assert [str(task["due_on"]) for task in made["tasks"]] == ["2025-06-30", "2023-12-31"]
    for task in made["tasks"]:
        units = [unit for unit in made["task_units"] if unit["task_id"] == task["task_id"]]
        assert prove_task(task, units, [], [], SourceText(made["parts"][0]["text"])).flaws == []
