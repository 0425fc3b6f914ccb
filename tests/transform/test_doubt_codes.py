"""Doubts: codes on tasks and documents, each with a place to look at."""

import pytest

from taizhang.tables.terms import Doubt, TaskSource
from tests.transform.texts import read
from transform.doubts import doubt_document, doubt_task
from transform.model import Evidence, Metadata, Reading, Task
from transform.rows import make_rows
from transform.score_json import as_json


def test_a_doubt_is_said_once_and_shows_each_of_its_places():
    task = Task(
        0, TaskSource.CLAUSE, "修渠。", evidence=[Evidence("text", 0, "clause", None, ((0, 3),))]
    )
    doubt_task(task, Doubt.NO_YEAR, [(0, 2)])
    doubt_task(task, Doubt.LIMIT_UNSURE, [(2, 3)])
    doubt_task(task, Doubt.NO_YEAR, [(1, 3)])
    assert task.doubts == [Doubt.NO_YEAR, Doubt.LIMIT_UNSURE]
    places = [(e.rule, e.index, e.spans) for e in task.evidence if e.field == "doubts"]
    assert places == [
        ("no_year", 0, ((0, 2),)),
        ("limit_unsure", 1, ((2, 3),)),
        ("no_year", 0, ((1, 3),)),
    ]


def test_doubts_reach_the_tables_and_the_json():
    reading = Reading(True, Metadata(title="修渠工作要点"), "修渠。")
    doubt_document(reading, Doubt.KIND_BY_VOTES)
    document = make_rows(reading, "0" * 16)["documents"][0]
    assert document["doubts"] == ["kind_by_votes"]
    assert document["evidence"][-1]["rule"] == "kind_by_votes"
    assert as_json(reading, "a.txt")["document"]["doubts"] == ["kind_by_votes"]


def test_every_doubt_says_in_both_languages_what_it_means():
    assert all(doubt.en and doubt.zh for doubt in Doubt)


SENTENCES = {
    "年底前入园企业畅享标准厂房。": True,
    "年底前热力管网鎏金。": False,
    "年底前完成审核，对合格企业给予补贴。": True,
    "年底前完成热力管网改造。": False,
    "年底前各镇都要开设窗口。": False,
    "年底前全市粮食储备20万吨以上。": False,
    "办理时间压缩至3个工作日。": False,
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_limit_that_binds_for_want_of_a_reason_is_doubted(sentence):
    (task,) = read(f"某县2024年工作要点\n1.{sentence}（责任单位：县住建局）").tasks
    assert task.time_limits
    doubts = [evidence.spans for evidence in task.evidence if evidence.rule == Doubt.LIMIT_UNSURE]
    assert bool(doubts) == SENTENCES[sentence]
    assert not doubts or doubts == [tuple(limit.span for limit in task.time_limits)]
