"""Plans and annexes in one page are parts of their own, with their own text, outline, tasks and evidence."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from load.proof.proofs import SourceText, prove_citations, prove_sections, prove_task
from load.proof.verify import prove_document
from tests.transform.texts import DIGEST, read
from transform.model import Context, Payload, Reading
from transform.reading import read_source
from transform.rows import make_rows, task_ids

DOCUMENT = "0123456789abcdef"
NOTICE = (
    "某县人民政府办公室关于印发修渠等两个方案的通知\n某政办发〔2021〕3号\n各镇人民政府：\n根据《某意见》（某政发〔2020〕9号），现印发给你们。\n"
    "附件：1.修渠方案\n2.护林方案\n某县人民政府办公室\n2021年3月9日\n"
)
CANAL = (
    "某县2021年修渠实施方案\n为修好水渠，制定本方案，请各镇按照要求认真抓好落实，务求实效。\n"
    "一、清淤。年底前完成。（责任单位：县水利局、林业局）\n二、加固。每月报送进度。（县水利局牵头，各镇政府配合）\n"
)
WOODS = "附件2\n某县2021年护林实施方案\n一、巡山。先查后管，执行某林发〔2019〕7号。（责任单位：县林业局）\n"
FORM = "附件3\n护林登记表\n姓名  地块\n"


def texts(reading: Reading) -> list[tuple[str, str | None, str | None, str]]:
    return [(part.kind, part.name, part.title, part.text) for part in reading.parts]


def test_notice_plan_and_annexes_are_parts() -> None:
    reading = read(NOTICE + CANAL + WOODS + FORM)
    assert texts(reading) == [
        ("page", "plan.txt", "某县人民政府办公室关于印发修渠等两个方案的通知", NOTICE.rstrip()),
        ("plan", None, "某县2021年修渠实施方案", CANAL.rstrip()),
        ("annex", "附件2", "某县2021年护林实施方案", WOODS.rstrip()),
        ("annex", "附件3", "护林登记表", "附件3\n护林登记表\n姓名  地块"),
    ]
    assert reading.text == (NOTICE + CANAL + WOODS).rstrip() + "\n附件3\n护林登记表\n姓名  地块"
    assert [part.doc_number for part in reading.parts] == ["某政办发〔2021〕3号", None, None, None]
    assert [(t.part_no, t.label) for t in reading.tasks] == [(1, "一、"), (1, "二、"), (2, "一、")]
    assert [(s.part_no, s.section_no, s.label) for s in reading.sections] == [
        (1, 0, "一、"),
        (1, 1, "二、"),
        (2, 0, "一、"),
    ]
    assert [(c.part_no, c.doc_number) for c in reading.citations] == [
        (0, "某政发〔2020〕9号"),
        (2, "某林发〔2019〕7号"),
    ]


def test_all_evidence_stands_in_its_part() -> None:
    made = make_rows(read(NOTICE + CANAL + WOODS + FORM), DOCUMENT)
    sources = {part["part_no"]: SourceText(part["text"]) for part in made["parts"]}
    values = 0
    for task in made["tasks"]:
        units = [unit for unit in made["task_units"] if unit["task_id"] == task["task_id"]]
        limits = [limit for limit in made["time_limits"] if limit["task_id"] == task["task_id"]]
        assert {one["part_no"] for one in task["evidence"]} == {task["part_no"]}
        targets = [target for target in made["targets"] if target["task_id"] == task["task_id"]]
        proof = prove_task(task, units, limits, targets, sources[task["part_no"]])
        assert proof.flaws == []
        values += proof.values
    assert values >= 15
    for number, source in sources.items():
        assert (
            prove_sections([s for s in made["sections"] if s["part_no"] == number], source).flaws
            == []
        )
        assert (
            prove_citations([c for c in made["citations"] if c["part_no"] == number], source).flaws
            == []
        )
    [document] = made["documents"]
    written = next(one for one in document["evidence"] if one["field"] == "written_on")
    [span] = written["spans"]
    assert sources[written["part_no"]].text[span["start"] : span["end"]] == "2021年3月9日"


def test_what_is_added_behind_or_between_changes_no_other_id() -> None:
    alone = task_ids(read(NOTICE + CANAL), DOCUMENT)
    assert task_ids(read(NOTICE + CANAL + WOODS), DOCUMENT)[:2] == alone
    assert task_ids(read(NOTICE + CANAL + FORM), DOCUMENT) == alone
    both = task_ids(read(NOTICE + CANAL + WOODS), DOCUMENT)
    between = "附件1\n某县2021年防汛实施方案\n一、备料。（责任单位：县应急局）\n"
    after = task_ids(read(NOTICE + CANAL + between + WOODS), DOCUMENT)
    assert set(both) < set(after)
    assert len(after) == 4


def test_original_and_cuts_of_a_part_are_its_own() -> None:
    annex = "附件2\n某縣2021年護林實施方案\n一、巡山。\n— 2 —\n先查後管，認真落實。（責任單位：縣林業局）\n"
    reading = read(NOTICE + CANAL + annex)
    part = reading.parts[2]
    assert len(part.text) == len(part.original)
    assert (part.original[:12], part.text[:12]) == ("附件2\n某縣2021年護", "附件2\n某县2021年护")
    [cut] = part.cuts
    assert (cut.text, part.text[cut.at : cut.at + 4]) == ("— 2 —", "先查后管")


def test_one_plan_alone_is_the_page() -> None:
    reading = read(
        "某县人民政府关于修渠的实施意见\n各镇人民政府：\n提出如下意见。\n一、清淤。（责任单位：县水利局）\n二、加固。（责任单位：县水利局）"
    )
    assert [part.kind for part in reading.parts] == ["page"]
    assert [task.part_no for task in reading.tasks] == [0, 0]


@pytest.mark.parametrize(
    "tail",
    [
        "附件：某县水渠清单\n某县人民政府\n2021年3月9日",
        "某县人民政府\n2021年3月9日\n附件：某县水渠清单",
        "某县人民政府\n2021年3月9日\n附件1：某县水渠清单\n附件2：某县林地清单",
        "某县人民政府\n2021年3月9日\n附件\n某县水渠清单.docx\n某县林地清单.xlsx",
        "附件：1.2019年水渠“巩固成果 促\n进修渠护林”工作要点\n2.清单\n某县人民政府\n2021年3月9日",
        "附件：\n某县水渠清单\n某县人民政府\n2021年3月9日",
    ],
)
def test_a_list_of_annexes_is_no_annex(tail: str) -> None:
    reading = read(
        f"某县人民政府关于修渠的实施意见\n各镇人民政府：\n提出如下意见。\n一、清淤\n要快。\n二、加固\n要牢。\n{tail}"
    )
    assert [part.kind for part in reading.parts] == ["page"]
    assert [task.text for task in reading.tasks] == ["要快。", "要牢。"]


def test_a_table_behind_a_mark_is_the_annexs() -> None:
    table = (
        "<table><tr><th>序号</th><th>工作任务</th><th>责任单位</th></tr>"
        "<tr><td>1</td><td>清淤水渠</td><td>县水利局</td></tr><tr><td>2</td><td>巡山护林</td><td>县林业局</td></tr></table>"
    )
    body = "".join(f"<p>{line}</p>" for line in NOTICE.splitlines())
    head = "<meta name='ArticleTitle' content='关于印发修渠等两个方案的通知'>"
    page = f"<html><head>{head}</head><body><div class='TRS_Editor'>{body}<p>附件1</p>{table}</div></body></html>"
    reading = read_source(Payload(page.encode(), DIGEST, name="a.html"), Context())
    assert [(part.kind, part.name, part.title) for part in reading.parts][1:] == [
        ("annex", "附件1", None)
    ]
    assert [(t.part_no, t.text, t.units[0].name) for t in reading.tasks] == [
        (1, "清淤水渠", "县水利局"),
        (1, "巡山护林", "县林业局"),
    ]
    made = make_rows(reading, DOCUMENT)
    source = SourceText(
        made["parts"][1]["text"],
        {one.number: one for one in reading.parts[1].items if hasattr(one, "cells")},
    )
    for task in made["tasks"]:
        units = [unit for unit in made["task_units"] if unit["task_id"] == task["task_id"]]
        assert prove_task(task, units, [], [], source).flaws == []


@pytest.mark.parametrize(
    ("lines", "mark", "title"),
    [
        (
            "附件\n某县修渠工作领导小组\n组 建 方 案\n一、组成\n县水利局任组长单位。",
            "附件",
            "某县修渠工作领导小组组建方案",
        ),
        ("附件2.\n某县水渠的\n起止点\n东渠起于东门，止于西门。", "附件2", "某县水渠的起止点"),
        ("附件1-1：某县水渠名单\n东渠由东镇管护。", "附件1-1", "某县水渠名单"),
        (
            "附：《某县修渠办法》\n某县修渠办法（试行）\n第一条 为修好水渠，制定本办法。",
            "附",
            "某县修渠办法（试行）",
        ),
    ],
)
def test_the_head_of_an_annex(lines: str, mark: str, title: str) -> None:
    [_, annex] = read(f"{NOTICE}{lines}").parts
    assert (annex.kind, annex.name, annex.title, annex.text) == ("annex", mark, title, lines)


@pytest.mark.parametrize(
    "line",
    [
        "图1 某县水渠分布示意规划",
        "某县水利局 2021年3月9日印发",
        "某县水利局办公室 2021年3月9日印发\n共印28份",
    ],
)
def test_what_is_no_title(line: str) -> None:
    above = "某县修渠实施方案\n一、清淤。要快，先清干渠，后清支渠。\n某县水利局"
    text = f"{above}\n{line}\n二、加固。先查后修，抓好落实，各镇要如实上报情况，不得瞒报。"
    assert [part.kind for part in read(text).parts] == ["page"]


def test_lines_of_the_site_above_a_title_are_no_part() -> None:
    text = f"首页 > 信息公开 > 县政府文件\n发布日期 2021-03-10\n{CANAL}"
    [page] = read(text).parts
    assert page.text == text.strip()


PIECES = [
    NOTICE.rstrip(),
    CANAL.rstrip(),
    WOODS.rstrip(),
    FORM.rstrip(),
    "附件：某县水渠清单",
    "附\n某县水渠的\n一览表",
    "某县人民政府\n2021年3月9日",
    "序号 | 任务 | 责任单位\n1 | 清淤 | 县水利局\n2 | 巡山 | 县林业局",
    "2 | 育苗 | 县林业局",
    "— 3 —",
    "（一）防汛。先算后备，务求实效。",
    "（县应急局牵头，县水利局配合）",
    "縣政府關於護林的意見",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=9))
# Its issuers are doubted by a comparison, which has no place of its own.
@example([CANAL.rstrip(), "某县人民政府\n2021年3月9日", NOTICE.rstrip()])
@settings(max_examples=150, deadline=None)
def test_parts_hold_the_whole_text_and_all_that_was_read(pieces: list[str]) -> None:
    reading = read("\n".join(pieces))
    texts = [part.text for part in reading.parts]
    assert "".join("".join(texts).split()) == "".join(reading.text.split())
    assert [part.part_no for part in reading.parts] == list(range(len(texts)))
    made = make_rows(reading, DOCUMENT)
    assert [flaw for proof in prove_document(made, reading) for flaw in proof.flaws] == []
    assert len({task["task_id"] for task in made["tasks"]}) == len(reading.tasks)
    for evidence in reading.metadata.evidence:
        assert all(
            0 <= first < last <= len(texts[evidence.part_no]) for first, last in evidence.spans
        )
    for section in reading.sections:
        assert 0 <= section.start <= section.end <= len(texts[section.part_no])
        assert section.parent_no is None or 0 <= section.parent_no < section.section_no
    for part in reading.parts:
        assert len(part.text) == len(part.original)
        assert all(0 <= cut.at <= len(part.text) for cut in part.cuts)
