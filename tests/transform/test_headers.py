"""Headers as data: each word is known once, says what its entry says, and has a reason."""

from collections import Counter

import pytest

from taizhang.tables.terms import Role
from transform.actors.lead_rules import LeadRule
from transform.lexicon import entry_words, table, words
from transform.tables.headers import Column, is_foreign, is_money, read_header

COLUMNS = table("headers", "column")


def test_each_word_stands_once_and_each_entry_has_a_note() -> None:
    counted = Counter([word for entry in COLUMNS for word in entry_words(entry)])
    counted.update(
        [
            *words("roles", "deadline_label"),
            *words("headers", "foreign"),
            *words("headers", "money"),
        ]
    )
    assert [word for word, times in counted.items() if times > 1] == []
    assert all(
        entry["note"]
        for name in ("column", "foreign", "money", "note_row", "total_row")
        for entry in table("headers", name)
    )


@pytest.mark.parametrize("entry", COLUMNS, ids=lambda entry: entry["words"][0])
def test_each_word_is_read_as_its_entry_says(entry: dict[str, object]) -> None:
    for word in entry_words(entry):
        header = read_header(word)
        assert header is not None, word
        assert (header.kind, header.rank) == (entry["kind"], entry.get("rank", 0)), word
        assert header.role == entry.get("role", Role.RESPONSIBLE), word


def test_every_foreign_word_is_foreign() -> None:
    assert all(is_foreign(word) for word in words("headers", "foreign"))
    assert all(is_money(word) and not is_foreign(word) for word in words("headers", "money"))


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        ("序  号", Column.NUMBER, None),
        ("责 任\n单 位", Column.UNITS, Role.RESPONSIBLE),
        ("牵头（责任）单位", Column.UNITS, Role.LEAD),
        ("市级牵头责任单位", Column.UNITS, Role.LEAD),
        ("考核部门", Column.UNITS, Role.SUPERVISE),
        ("牵头单位、责任单位", Column.UNITS, Role.RESPONSIBLE),
        ("2024年度重点任务", Column.TASK, None),
        ("完成时限（月底前）", Column.DEADLINE, None),
        ("任務名稱", None, None),  # the part's text is simplified before headers are read
        ("市数据局", None, None),
        ("加强任务落实，确保各项措施按时完成", None, None),
    ],
)
def test_headers_as_printed(text: str, kind: Column | None, role: Role | None) -> None:
    header = read_header(text)
    assert (header.kind if header else None) == kind
    if role is not None and header is not None:
        assert header.role is role


def test_a_note_in_a_header_may_be_a_rule_or_a_year() -> None:
    header = read_header("责任单位（列第一位的为牵头单位）")
    assert header is not None
    assert header.rules == (LeadRule.FIRST,)
    dated = read_header("完成时限（2022年）")
    assert dated is not None
    assert dated.year == 2022
