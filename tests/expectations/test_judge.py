"""Bad rows are caught, each with its reason; the good rows beside them are published."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import rows as make

from expectations import judge
from expectations.judge import Batch, Verdict, judge_builds, rules_of
from expectations.lexicon import join_patterns, read_entries

AS_OF = date(2026, 11, 22)
Spoil = Callable[[make.Rows], None]


def batch(rows: make.Rows, portal: str = "lanshan") -> Batch:
    return Batch(portal, f"build of {portal}", AS_OF, make.tables(rows))


def judged(rows: make.Rows) -> Verdict:
    return judge_builds([batch(rows)])[0]


def reconciles(verdict: Verdict) -> bool:
    return all(
        read == published + kept_out for read, published, kept_out in verdict.counts.values()
    )


def spoiled(table: str, number: int, **values: Any) -> Spoil:
    def spoil(rows: make.Rows) -> None:
        rows[table][number].update(values)

    return spoil


def added(table: str, row: dict[str, Any]) -> Spoil:
    return lambda rows: rows[table].append(row)


def without_units(rows: make.Rows) -> None:
    rows["task_units"].pop(0)
    rows["tasks"][0]["responsible_units"] = []


# What is spoiled, the table and rule that must catch it. Document 1 (index 0) holds what is spoiled throughout.
BAD: list[tuple[str, Spoil, str, str]] = [
    ("key twice", added("documents", make.document(1)), "documents", "document_id.unique"),
    ("key of no form", spoiled("documents", 0, document_id="lanshan-1"), "documents", "document_id.form"),
    ("no address", spoiled("documents", 0, url=None), "documents", "row.required"),
    ("no web address", spoiled("documents", 0, url="javascript:void(0)"), "documents", "url.address"),
    ("unknown kind", spoiled("documents", 0, kind="memo"), "documents", "kind.choices"),
    ("unknown flag", spoiled("documents", 0, flags=["odd"]), "documents", "flags.choices"),
    ("own address as alias", spoiled("documents", 0, aliases=["http://lanshan.gov.test/info/1021/1.htm"]), "documents",
     "aliases.other"),
    ("number with square brackets", spoiled("documents", 0, doc_number="兰政办发[2021]8号"), "documents",
     "doc_number.form"),
    ("number with a leading zero", spoiled("documents", 0, doc_number="兰政办发〔2021〕08号"), "documents",
     "doc_number.zero"),
    ("number of another age", spoiled("documents", 0, doc_number="兰政办发〔0021〕8号"), "documents",
     "doc_number.year"),
    ("published tomorrow week", spoiled("documents", 0, published_on=date(2026, 11, 29)), "documents",
     "published_on.future"),
    ("written in 1901", spoiled("documents", 0, written_on=date(1901, 1, 1)), "documents", "written_on.past"),
    ("changed before seen", spoiled("documents", 0, last_changed=date(2026, 11, 1)), "documents",
     "last_changed.order"),
    ("breadcrumb in the title", spoiled("documents", 0, title="首页 > 政务公开 > 工作要点"), "documents",
     "title.chrome"),
    ("title over two lines", spoiled("documents", 0, title="关于印发\n工作要点的通知"), "documents", "title.one_line"),
    ("casino in the text", spoiled("documents", 0, text="发布机构：澳门金沙博彩娱乐平台" + make.TEXT), "documents",
     "text.spam"),
    ("script in the text", spoiled("documents", 0, text=make.TEXT + "document.write(wzly)"), "documents",
     "text.markup"),
    ("mobile number", spoiled("documents", 0, text=make.TEXT + "联系人：王某，13812345678"), "documents",
     "text.personal"),
    ("masked but not flagged", spoiled("documents", 0, text=make.TEXT + "联系人：王某，" + "■" * 11), "documents",
     "flags.masked"),
    ("not Chinese", spoiled("documents", 0, text="Lorem ipsum dolor sit amet " * 10), "documents", "text.han_share"),
    ("wrong charset", spoiled("documents", 0, text=make.TEXT + "锟斤拷"), "documents", "text.garbled"),
    ("original of another length", spoiled("parts", 0, original="短"), "parts", "original.length"),
    ("identity number in a part", spoiled("parts", 0, text=make.TEXT + "110101199003074578"), "parts",
     "text.personal"),
    ("part of no document", added("parts", make.part(99)), "parts", "document_id.reference"),
    ("task of no document", added("tasks", make.task(99, 99)), "tasks", "document_id.reference"),
    ("empty task", spoiled("tasks", 0, text=""), "tasks", "text.length"),
    ("chrome in a task", spoiled("tasks", 0, text="公开规划信息。【打印本页】【关闭窗口】"), "tasks", "text.chrome"),
    ("page mark in a task", spoiled("tasks", 0, text="公开规划信息。\n— 2 —\n集中公开"), "tasks", "text.page_mark"),
    ("tags in a task", spoiled("tasks", 0, text="公开<br/>规划信息，集中公开本地区规划"), "tasks", "text.markup"),
    ("unknown source", spoiled("tasks", 0, source="guess"), "tasks", "source.choices"),
    ("due in 1921", spoiled("tasks", 0, deadline_raw="1921年底", deadline_kind="due", due_on=date(1921, 12, 31)),
     "tasks", "due_on.horizon"),
    ("kind without a deadline", spoiled("tasks", 0, deadline_kind="continuing"), "tasks", "deadline_raw.there"),
    ("tasks in a regulation", spoiled("documents", 0, kind="regulation"), "tasks", "document_id.carrier"),
    ("lists without their units", spoiled("tasks", 0, responsible_units=["市发展改革委", "市财政局"]), "tasks",
     "lead_units.agree"),
    ("clause that names nobody", without_units, "tasks", "source.says_who"),
    ("clause word in a unit", spoiled("task_units", 0, name="市发展改革委牵头"), "task_units", "name.clause_word"),
    ("two units as one", spoiled("task_units", 0, name="市司法局、市财政局"), "task_units", "name.one"),
    ("unit cut in a bracket", spoiled("task_units", 0, name="市农业委(市扶贫办"), "task_units", "name.brackets"),
    ("unit that is a number", spoiled("task_units", 0, name="12345"), "task_units", "name.han"),
    ("unknown role", spoiled("task_units", 0, role="boss"), "task_units", "role.choices"),
    ("unit of no task", added("task_units", make.unit(99)), "task_units", "task_id.reference"),
    ("a day for a period", spoiled("time_limits", 0, kind="recurring", period="P1M"), "time_limits", "due_on.fits"),
    ("realtime with a period", spoiled("time_limits", 0, kind="realtime", due_on=None, period="P1M"), "time_limits",
     "period.fits"),
    ("thirteenth month", spoiled("time_limits", 0, by_month=13), "time_limits", "by_month.month"),
    ("limit that ends before it starts", spoiled("time_limits", 0, end=3), "time_limits", "end.order"),
    ("negative amount", spoiled("targets", 0, value=-1.0), "targets", "value.positive"),
    ("range without its end", spoiled("targets", 0, comparator="range"), "targets", "value_to.range"),
    ("range that falls", spoiled("targets", 0, comparator="range", value_to=2.0), "targets", "value_to.range"),
    ("end without a range", spoiled("targets", 0, value_to=9.0), "targets", "value_to.range"),
    ("target that ends before it starts", spoiled("targets", 0, end=3), "targets", "end.order"),
    ("citation of nothing", spoiled("citations", 0, title=None, doc_number=None), "citations", "title.or_number"),
    ("citation of a bare number", spoiled("citations", 0, doc_number="12号"), "citations", "doc_number.form"),
]  # fmt: skip


@pytest.fixture(scope="module")
def verdicts() -> list[Verdict]:
    """All bad builds judged together, a good one among them: one run of Great Expectations for each table."""
    batches = []
    for number, (_, spoil, _, _) in enumerate(BAD):
        rows = make.good()
        spoil(rows)
        batches.append(batch(rows, f"portal{number}"))
    return judge_builds(batches)


@pytest.mark.parametrize("number", range(len(BAD)), ids=[what for what, *_ in BAD])
def test_a_bad_row_is_kept_out_with_its_reason(verdicts: list[Verdict], number: int):
    _, _, table, rule = BAD[number]
    verdict = verdicts[number]
    caught = [
        row
        for row in verdict.quarantine.to_pylist()
        if (row["table"], row["expectation"]) == (table, rule)
    ]
    assert caught, {(row["table"], row["expectation"]) for row in verdict.quarantine.to_pylist()}
    words = next(one.words for one in rules_of(table) if one.id == rule)
    assert all(row["reason"].startswith(f"{words}; found ") for row in caught)
    assert reconciles(verdict)
    keys = {(row["table"], row["key"]) for row in verdict.quarantine.to_pylist()}
    assert (
        len(keys) == sum(kept_out for _, _, kept_out in verdict.counts.values())
        or table == "documents"
    )


@pytest.mark.parametrize("number", range(len(BAD)), ids=[what for what, *_ in BAD])
def test_the_rows_beside_a_bad_one_are_published(verdicts: list[Verdict], number: int):
    accepted = verdicts[number].accepted
    for document in (2, 3):
        assert make.identifier(document) in accepted["documents"]["document_id"].to_pylist()
        for task in (2 * document - 1, 2 * document):
            assert make.identifier(1000 + task) in accepted["tasks"]["task_id"].to_pylist()
            assert make.identifier(1000 + task) in accepted["task_units"]["task_id"].to_pylist()


def test_good_rows_pass_whole():
    verdict = judged(make.good())
    assert verdict.quarantine.num_rows == 0
    assert verdict.issues == []
    assert verdict.counts["tasks"] == (6, 6, 0)
    assert {check.rule.table for check in verdict.checks} >= {"documents", "tasks", "task_units"}


def test_a_rejected_document_takes_everything_along():
    rows = make.good()
    rows["documents"][0]["title"] = "关于印发\n工作要点的通知"
    verdict = judged(rows)
    kept_out = {(row["table"], row["expectation"]) for row in verdict.quarantine.to_pylist()}
    assert kept_out >= {
        (table, "dependant") for table in ("parts", "tasks", "task_units", "targets", "citations")
    }
    assert {table: counts[2] for table, counts in verdict.counts.items()} == {
        "documents": 1, "parts": 1, "sections": 0, "attachments": 0, "tasks": 2, "task_units": 2, "time_limits": 1,
        "targets": 1, "citations": 1,
    }  # fmt: skip
    reasons = {
        row["reason"] for row in verdict.quarantine.to_pylist() if row["expectation"] == "dependant"
    }
    assert all("title.one_line" in reason for reason in reasons)


def test_a_rejected_unit_takes_its_task_along_and_no_other():
    rows = make.good()
    rows["task_units"][0]["name"] = "责任单位：市财政局"
    verdict = judged(rows)
    assert verdict.counts["tasks"] == (6, 5, 1)
    assert verdict.counts["task_units"] == (6, 5, 1)
    assert verdict.counts["documents"] == (3, 3, 0)


def test_a_quarantined_row_shows_value_reason_and_evidence():
    rows = make.good()
    rows["tasks"][0]["text"] += "<span>"
    [row] = [
        row for row in judged(rows).quarantine.to_pylist() if row["expectation"] == "text.markup"
    ]
    assert json.loads(row["key"]) == {"task_id": make.identifier(1001)}
    assert json.loads(row["row"])["text"].endswith("<span>")
    assert "<span>" in row["reason"]
    assert [place["field"] for place in json.loads(row["evidence"])] == ["text"]
    assert (row["portal"], row["build_id"]) == ("lanshan", "build of lanshan")


# What an operator reads: the rule, and what was found instead, with no figure that needs explaining.
REASONS = {
    "published tomorrow week": "published_on is not later than the day after the build's; found 2026-11-29, 7 days "
    "after the build's day",
    "written in 1901": "written_on is not before 1949-10-01; found 1901-01-01",
    "changed before seen": "last_changed is not before first_seen; found 2026-11-01, 19 days before first_seen",
    "no address": "every required column is there; found nothing in url",
    "key twice": "no two rows share document_id; found “0000000000000001”",
    "number of another age": "the year in doc_number lies between 1949 and 2100; found “兰政办发〔0021〕8号”",
    "number with square brackets": "doc_number is of the form 代字〔year〕n号 (GB/T 9704); found “兰政办发[2021]8号”",
    "not Chinese": "at least 30% of a text is Chinese, unless its document is flagged as garbled; found “Lorem ipsum "
    "dolor sit amet Lorem ipsum dolor sit amet Lorem ipsum dolor sit amet Lorem ipsum dolor sit amet Lorem ipsum …”, "
    "0% of its characters are Chinese",
    "masked but not flagged": "a document with masked numbers is flagged masked_personal_data; found nothing in flags",
    "part of no document": "document_id stands in documents; found “0000000000000063”",
    "empty task": "text has 2 to 30,000 characters; found nothing in text, 0 characters",
    "due in 1921": "due_on lies between 3 years before and 35 years after its document; found 1921-12-31, 36,280 days "
    "before its document",
    "kind without a deadline": "a kind of deadline comes with the deadline as printed; found nothing in deadline_raw",
    "tasks in a regulation": "only plans, notices, reports and other documents carry tasks; found “regulation”",
    "thirteenth month": "by_month is one of the twelve; found 13",
    "limit that ends before it starts": "end is after start; found 3, 7 characters before start",
    "citation of nothing": "a citation has a title or a number; found nothing in title",
}


@pytest.mark.parametrize("what", REASONS)
def test_a_reason_is_a_sentence_for_people(verdicts: list[Verdict], what: str):
    number = next(number for number, case in enumerate(BAD) if case[0] == what)
    _, _, table, rule = BAD[number]
    found = verdicts[number].quarantine.to_pylist()
    assert REASONS[what] in {
        row["reason"] for row in found if (row["table"], row["expectation"]) == (table, rule)
    }


def test_no_reason_holds_the_machines_own_words(verdicts: list[Verdict]):
    reasons = {row["reason"] for verdict in verdicts for row in verdict.quarantine.to_pylist()}
    assert [
        reason for reason in reasons if re.search(r"[{}\\^$]|None|True|False|nan", reason)
    ] == []


def test_a_personal_number_does_not_leave_by_the_quarantine():
    rows = make.good()
    rows["documents"][0]["text"] += "联系人：王某，13812345678"
    verdict = judged(rows)
    assert verdict.quarantine.num_rows
    assert "13812345678" not in json.dumps(verdict.quarantine.to_pylist(), default=str)


def test_what_is_unusual_is_published_with_an_issue():
    rows = make.good()
    rows["documents"][0]["written_on"] = date(2021, 5, 20)
    verdict = judged(rows)
    assert verdict.quarantine.num_rows == 0
    [issue] = verdict.issues
    assert issue.document_id == make.identifier(1)
    assert "usually published after it was written" in issue.message


def test_many_unusual_rows_are_summed_up_without_holding_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many are written down at a time, the verdict is the same, and no more are held than a page shows."""
    rows = make.good()
    late = date(2019, 12, 31)
    rows["tasks"] += [
        make.task(number, 1, position=number, due_on=late, deadline_kind="date")
        for number in range(100, 190)
    ]
    verdicts = []
    for at_once in (7, 1000):
        monkeypatch.setattr(judge, "AT_ONCE", at_once)
        verdicts.append(judged(rows))
    few, many = verdicts
    assert few.checks == many.checks
    assert few.issues == many.issues
    [past] = [check for check in few.checks if check.rule.id == "due_on.past"]
    assert past.failed >= 90
    assert len(past.examples) == judge.EXAMPLES
    assert sum(issue.count for issue in few.issues if "due_on.past" in issue.message) == past.failed


def test_a_verdict_does_not_depend_on_the_builds_judged_beside_it(verdicts: list[Verdict]):
    for number in (0, 5, 24, 39):
        rows = make.good()
        BAD[number][1](rows)
        [alone] = judge_builds([batch(rows, f"portal{number}")])
        assert alone.quarantine.equals(verdicts[number].quarantine)
        assert all(
            alone.accepted[name].equals(verdicts[number].accepted[name]) for name in alone.accepted
        )
        assert [(check.rule, check.failed) for check in alone.checks] == [
            (check.rule, check.failed) for check in verdicts[number].checks
        ]


@pytest.mark.parametrize("entry", read_entries(), ids=lambda entry: f"{entry.kind}: {entry.note}")
def test_a_pattern_catches_its_own_example(entry):
    import pyarrow as pa
    import pyarrow.compute as pc

    assert pc.match_substring_regex(pa.array([entry.example]), entry.pattern).to_pylist() == [True]
    assert entry.pattern in join_patterns(entry.kind)
