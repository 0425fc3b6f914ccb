"""A rule's predicate and its expectation find the same rows, and Great Expectations is asked only where one points."""

import random
import subprocess
import sys
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import rows as make

import expectations.validate
from expectations.frames import frame_of
from expectations.judge import JUDGED, Batch, judge_builds, rules_of
from expectations.predicates import find_suspects
from expectations.rules import Between, Rule, Severity
from expectations.validate import ask_suite, validate_frame
from taizhang.tables import TABLES
from taizhang.tables.declaration import Field

AS_OF = date(2026, 11, 22)
# What a column may hold that no page should give: whatever rule it meets, both must say the same of it.
TEXTS = [
    "", " ", "\n", "短", "公开<br/>规划", "&amp;nbsp;", "澳门金沙博彩娱乐平台", "13812345678", "110101199003074578",
    "锟斤拷", "■■■■■■■■■■■", "首页 > 政务公开", "— 2 —", "责任单位：市财政局", "市司法局、市财政局", "市农业委(扶贫办",
    "牵头", "兰政办发[2021]8号", "兰政办发〔2021〕08号", "兰政办发〔0021〕8号", "P1M", "sha256:0", "javascript:void(0)",
    "http://lanshan.gov.test/info/1021/1.htm", "sheet", "12345", "x" * 400, "é\u3000", "公开。" * 12_000, "lead\x00",
    "memo", "plan", "due", "recurring", "range", "clause", make.TEXT + "document.write(wzly)", make.identifier(1001),
]  # fmt: skip
NUMBERS = [-(2**31), -1, 0, 1, 2, 12, 13, 2**31 - 1]
DAYS = [
    date(1, 1, 1),
    date(1901, 1, 1),
    date(2021, 12, 31),
    AS_OF,
    AS_OF + timedelta(2),
    date(9999, 12, 31),
]


def any_value(kind: pa.DataType, chance: random.Random) -> Any:
    """Something that a column of this type can hold, None among it."""
    if chance.random() < 0.1:
        return None
    if pa.types.is_list(kind):
        several = [any_value(kind.value_type, chance) for _ in range(chance.randrange(3))]
        return [one for one in several if one is not None]
    if pa.types.is_string(kind):
        return chance.choice(TEXTS)
    if pa.types.is_integer(kind):
        return chance.choice(NUMBERS)
    if pa.types.is_floating(kind):
        return chance.choice([*NUMBERS, float("nan"), float("inf"), -0.5])
    if pa.types.is_boolean(kind):
        return chance.random() < 0.5
    return chance.choice(DAYS) if pa.types.is_date(kind) else None


def wild_row(name: str, chance: random.Random) -> dict[str, Any]:
    """A row of a table in which every plain column holds anything."""
    return {field.name: any_value(field.type, chance) for field in _plain_fields(name)}


def spoiled_builds(seed: int, count: int) -> list[dict[str, pa.Table]]:
    """Builds of right rows in which some values are any, and some rows are wild, stand twice or not at all."""
    chance, builds = random.Random(seed), []
    for _ in range(count):
        rows = make.good()
        for name in JUDGED:
            for row in rows[name]:
                row |= {
                    one.name: any_value(one.type, chance)
                    for one in _plain_fields(name)
                    if chance.random() < 0.08
                }
            if chance.random() < 0.3:
                rows[name] += [wild_row(name, chance)] * chance.choice([1, 1, 2])
            if chance.random() < 0.1 and rows[name]:
                rows[name].pop(chance.randrange(len(rows[name])))
        builds.append(_as_tables(rows))
    return builds


def _plain_fields(name: str) -> list[Field]:
    """The columns of values, texts and lists of texts."""
    kinds = (
        (one, one.type.value_type if pa.types.is_list(one.type) else one.type)
        for one in TABLES[name].fields
    )
    return [field for field, kind in kinds if not pa.types.is_nested(kind)]


def _as_tables(rows: make.Rows) -> dict[str, pa.Table]:
    """Rows as tables that do not mind a null where none should be."""
    tables = {}
    for name, table in TABLES.items():
        schema = pa.schema([pa.field(field.name, field.type) for field in table.schema])
        tables[name] = pa.Table.from_pylist(rows.get(name, []), schema=schema)
    return tables


def find_same(seed: int, count: int) -> set[str]:
    """The rules that found something in spoiled builds; each found the same rows both ways."""
    builds, found = spoiled_builds(seed, count), set()
    for name in JUDGED:
        frame = pa.concat_tables(
            [frame_of(name, tables, AS_OF, number) for number, tables in enumerate(builds)]
        )
        for rule, judged in zip(rules_of(name), ask_suite(frame, rules_of(name)), strict=True):
            suspected = find_suspects(frame, rule)
            assert suspected.tolist() == judged.tolist(), f"{name}.{rule.id}"
            if len(suspected):
                found.add(f"{name}.{rule.id}")
    return found


def test_predicates_and_expectations_find_the_same_rows():
    found = find_same(seed=1, count=150)
    every = {f"{name}.{rule.id}" for name in JUDGED for rule in rules_of(name)}
    assert len(found) > 0.9 * len(every), every - found


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(2, 12))
def test_they_find_the_same_in_thousands_of_builds(seed: int):
    find_same(seed, count=1000)


def test_great_expectations_is_not_even_imported_where_nothing_looks_wrong():
    code = (
        "import sys; from expectations.judge import Batch, judge_builds; import rows, datetime\n"
        "[verdict] = judge_builds([Batch('p', 'b', datetime.date(2026, 11, 22), rows.tables(rows.good()))])\n"
        "assert verdict.counts['tasks'] == (6, 6, 0), verdict.counts\n"
        "sys.exit('great_expectations' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ".:tests"})


UNUSUAL = Rule(
    "tasks", "a", "usual", "a is usually small", Between(None, 5), severity=Severity.WARN
)
WRONG = Rule("tasks", "a", "right", "a is never above nine", Between(None, 9))


def test_a_row_that_stood_is_asked_about_only_where_it_would_be_kept_out(
    monkeypatch: pytest.MonkeyPatch,
):
    asked: list[list[int]] = []

    def note(frame: pa.Table, of_rules: list[Rule]) -> list[np.ndarray]:
        asked.append(frame["a"].to_pylist())
        return ask_suite(frame, of_rules)

    monkeypatch.setattr(expectations.validate, "ask_suite", note)
    frame = pa.table({"a": [1, 7, 8, 11]})
    usual, right = validate_frame(frame, [UNUSUAL, WRONG], np.array([True, True, False, True]))
    assert asked == [[8, 11]]
    assert usual.failed.tolist() == [1, 2, 3]
    assert right.failed.tolist() == [3]
    asked.clear()
    [usual] = validate_frame(frame, [UNUSUAL], np.ones(4, dtype=bool))
    assert usual.failed.tolist() == [1, 2, 3]
    assert asked == []


def test_great_expectations_has_the_last_word(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(
        expectations.validate, "find_suspects", lambda frame, rule: np.array([0, 3])
    )
    [finding] = validate_frame(pa.table({"a": [1, 7, 8, 11]}), [WRONG])
    assert finding.failed.tolist() == [3]
    assert "passes 1 rows that look wrong" in caplog.text


def test_a_verdict_is_the_same_for_documents_that_stood(caplog: pytest.LogCaptureFixture):
    rows = make.good()
    rows["documents"][0]["published_on"] = date(2021, 4, 1)  # before it was written: unusual
    rows["documents"][1]["title"] = "关于印发\n工作要点的通知"
    tables = make.tables(rows)
    [fresh] = judge_builds([Batch("p", "b", AS_OF, tables)])
    [again] = judge_builds(
        [Batch("p", "b", AS_OF, tables, frozenset(map(make.identifier, (1, 2))))]
    )
    assert fresh.issues
    assert again.issues == fresh.issues
    assert again.quarantine.equals(fresh.quarantine)
    assert again.checks == fresh.checks
    assert caplog.text == ""
