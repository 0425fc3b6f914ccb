"""Tasks of two plans are linked where they are the same duty, and only there."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.links import (
    OWN_PAIRS,
    judge,
    measure_pair,
    read_judging_pairs,
    read_pairs,
    right_links,
    similarity,
)
from flows.cli import run_command
from load.links import PlainTask, link_tasks
from load.links.duties import take_apart
from load.links.grams import (
    PAIR_LENGTHS,
    GramWeights,
    cosines,
    count_grams,
    count_sole_grams,
    shares_within,
)
from load.links.linking import compare_plans, prepare_plan
from load.links.measures import measure_pairs
from load.links.names import measure_names
from load.links.plan_grams import weigh_plan
from load.links.reasons import shared_words
from load.links.tables import link_number, link_table, measure_weights
from load.links.words import object_words, without_label, words_that_count

PARKS = "年内新建口袋公园12个，优先安排在老城区。"
MARKETS = "完成6家农贸市场标准化改造，增设快检室。"
SCHOOLS = "新增普惠性幼儿园学位2000个，缓解入园难。"
TREES = "义务植树30万株，建设城郊防护林带。"
BUSES = "更新新能源公交车80辆，优化公交线路。"


def plan(*texts: str) -> list[PlainTask]:
    return [PlainTask(None, (), text) for text in texts]


def sure_links(asking: list[PlainTask], origins: list[PlainTask]) -> set[tuple[int, int]]:
    return {(link.asking, link.origin) for link in link_tasks(asking, origins) if not link.doubtful}


def test_a_duty_goes_on_with_another_amount_and_another_day():
    before = plan(
        BUSES,
        "6月底前开工建设口袋公园8个，优先安排在老城区。",
        "改造农贸市场3家，实行标准化管理，增设快检室。",
    )
    assert sure_links(plan(PARKS, MARKETS, SCHOOLS), before) == {(0, 1), (1, 2)}


def test_a_duty_that_nobody_had_is_linked_to_nothing():
    assert sure_links(plan(SCHOOLS), plan(PARKS, MARKETS, TREES, BUSES)) == set()


def test_days_in_common_are_no_words_in_common():
    assert words_that_count("2025年6月30日前建成公园") == words_that_count("前建成公园")
    assert words_that_count("每年3月底开工") == words_that_count("每年开工")


def test_two_duties_merged_are_both_linked():
    merged = "加强城区绿化。新建口袋公园，优先安排在老城区；组织义务植树，建设城郊防护林带。"
    links = sure_links(plan(merged, MARKETS), plan(PARKS, TREES, BUSES))
    assert links == {(0, 0), (0, 1)}


def test_a_phrase_that_all_tasks_end_with_links_nothing():
    ending = "各责任单位要加强组织领导，营造良好氛围。"
    asking = plan(*(text + ending for text in (PARKS, MARKETS, SCHOOLS)))
    assert sure_links(asking, plan(*(text + ending for text in (TREES, BUSES)))) == set()


def test_a_citation_that_one_task_has_in_each_plan_is_a_reason_by_itself():
    asking = plan(PARKS, "账户被冻结的，按照法〔2031〕12号文件依法处置。", MARKETS)
    origins = plan(TREES, BUSES, "落实法[2031]12号，保障资金用于项目建设。")
    [link] = link_tasks(asking, origins)
    assert (link.asking, link.origin, link.doubtful) == (1, 2, False)
    assert link.reason == "法〔2031〕12号"
    assert link.similarity >= link_number("threshold")


def test_a_citation_that_several_tasks_have_links_none_of_them():
    cited = "，依据云政发〔2031〕5号。"
    asking = plan(PARKS + cited, MARKETS + cited)
    assert sure_links(asking, plan(TREES + cited, BUSES)) == set()


def test_the_reason_is_printed_in_the_asking_task():
    [link] = link_tasks(
        plan(PARKS, SCHOOLS), plan(BUSES, "城区建设口袋公园8个，优先安排在老城区。")
    )
    assert link.reason == "口袋公园…个，优先安排在老城区"
    assert all(run in PARKS for run in link.reason.split("…"))


def test_no_reason_is_made_up_where_no_words_are_shared():
    [parks], [plans] = take_apart(plan(PARKS)), take_apart(plan("修订应急预案。"))
    assert shared_words(parks, plans) == ""


def test_a_heading_of_its_own_is_a_tasks_title_and_one_that_others_share_is_a_section():
    alone = PlainTask("3.", ("一、民生实事", "（二）口袋公园"), "年内完成12个。")
    others = [
        PlainTask(label, ("一、民生实事", "（三）市场"), text)
        for label, text in (("4.", MARKETS), ("5.", BUSES))
    ]
    titled, first, _ = take_apart([alone, *others])
    assert (titled.title, titled.sections) == ("口袋公园", "民生实事")
    assert titled.statements == ["口袋公园", "年内完成12个"]
    assert (first.title, first.sections) == ("", "民生实事。市场")
    assert first.main == "完成6家农贸市场标准化改造，增设快检室"


def test_a_fine_duty_inside_a_coarse_one_is_linked_and_its_neighbours_are_not():
    coarse = plan(
        "提升城市品质。建设口袋公园，优先安排在老城区；改造农贸市场，增设快检室；更新公交车，优化公交线路。",
        TREES,
    )
    assert sure_links(plan(PARKS, SCHOOLS, BUSES), coarse) == {(0, 0), (2, 0)}


def test_an_object_that_only_an_enumeration_names_is_found():
    asking = plan(
        "医疗卫生信息公开。公布医院收费标准、药品价格，方便群众就医。",
        "供水信息公开。公布水质检测结果。",
        TREES,
    )
    origins = plan(
        "推进重点民生信息公开。着力做好医疗卫生、义务教育、供水等信息公开。",
        "政府公报数字化。完成历史公报入库。",
        MARKETS,
    )
    assert {origin for asked, origin in sure_links(asking, origins) if asked in (0, 1)} <= {0}
    near = {(link.asking, link.origin) for link in link_tasks(asking, origins)}
    assert (0, 0) in near


def test_shared_phrases_about_another_object_link_nothing():
    ending = "，各责任单位要细化措施、倒排工期，确保按期完成"
    asking = plan(
        *(f"{work}{ending}。" for work in ("农村公路养护", "口袋公园建设", "河道清淤", "校舍加固")),
        BUSES,
    )
    origins = plan(
        *(f"{work}{ending}。" for work in ("危房改造", "口袋公园建设", "管网更新", "水库除险")),
        SCHOOLS,
    )
    assert sure_links(asking, origins) == {(1, 1)}


def test_a_thing_under_its_new_name_is_the_same_thing():
    asking = plan("加强政务新媒体管理，落实内容审核责任。", TREES, SCHOOLS)
    origins = plan("用好两微一端，健全内容审核机制，落实责任。", BUSES, MARKETS)
    assert sure_links(asking, origins) == {(0, 0)}
    assert words_that_count("政务新媒体") == words_that_count("“两微一端”")


@pytest.mark.parametrize(
    "plans", [([], plan(PARKS)), (plan(PARKS), []), ([], []), (plan(""), plan("", "……"))]
)
def test_plans_without_words_have_no_links(plans):
    assert link_tasks(*plans) == []


def test_levels_numbers_and_labels_count_nothing():
    assert words_that_count("2.全省新建公园12个") == words_that_count("（五）我县新建公园3个")
    assert without_label("第三条 加强管理") == "加强管理"


def test_what_any_plan_says_of_anything_is_no_object():
    assert object_words("（二）进一步加强政府公报工作，推进历史公报数字化") == [
        "公报",
        "历史公报数字化",
    ]
    assert object_words("加强组织，推动落实") == []


def test_a_gram_of_few_tasks_weighs_more_than_one_of_all():
    here, there = (
        count_grams([["加强管理公园"], ["加强管理市场"]]),
        count_grams([["加强管理公园"], ["加强管理学校"]]),
    )
    weights = GramWeights(here, there, np.unique(here.gram))
    park, task, common = (
        weights.weigh(count_grams([[text]])) for text in ("公园", "加强公园", "加强管理")
    )
    assert cosines(task, park, weights.grams)[0, 0] > cosines(task, common, weights.grams)[0, 0] > 0
    assert cosines(park, park, weights.grams)[0, 0] == pytest.approx(1)
    assert shares_within(park, task, weights.grams)[0, 0] == pytest.approx(1)
    assert cosines(common, common, weights.grams)[0, 0] < 0.1, (
        "what all tasks say is not alike in any sense"
    )


@given(st.lists(st.text("公园市场学校加强管理，。12 a", max_size=30), max_size=5))
def test_grams_are_those_of_each_text_counted(texts):
    found = count_grams([[text] for text in texts])
    for place, text in enumerate(texts):
        runs = Counter(
            text[at : at + length] for length in (2, 3, 4) for at in range(len(text) - length + 1)
        )
        counts = found.times[found.row == place]
        assert sorted(counts) == sorted(runs.values())
    assert found.rows == len(texts)


def test_long_plans_are_measured_in_blocks_as_short_ones_are(monkeypatch):
    grams = [
        weigh_plan(take_apart(plan(*texts)))
        for texts in ((PARKS, MARKETS, SCHOOLS), (PARKS, TREES, BUSES))
    ]
    whole = measure_pairs(*grams)
    monkeypatch.setattr("load.links.grams.AT_ONCE", 5)
    for name, grid in measure_pairs(*grams).items():
        assert grid == pytest.approx(whole[name])


def test_a_name_in_quotation_marks_is_one_thing_wherever_it_is_printed():
    asking = take_apart(
        plan("深化“带押过户”，激发市场活力。", PARKS, "推广“一窗办”。", "用好“一窗办”窗口。")
    )
    origins = take_apart(plan(TREES, "推行贷款带押过户，无需提前还款。", "大厅设“一窗办”窗口。"))
    shared = measure_names(asking, origins)
    assert shared[0].tolist() == [0, 1, 0]
    assert shared[:, 2].tolist() == pytest.approx([0, 0, 0.707, 0.707], abs=0.001)


def test_what_an_enumeration_names_is_looked_for_in_what_names_the_other_duty():
    asking = prepare_plan(plan("电梯安全。推广责任保险。", PARKS, MARKETS))
    origins = prepare_plan(
        plan(TREES, "强化设备监察。对锅炉、电梯、索道开展排查。", "办好热线。接通率保持稳定。")
    )
    listed = compare_plans(asking, origins)["listed"]
    assert listed[0, 1] > 0.9
    assert listed[0, 0] == listed[0, 2] == listed[1, 1] == 0


def test_words_that_stand_in_two_tasks_alone_count_and_words_of_more_do_not():
    here = count_grams([["口袋公园"], ["校舍加固", "公园"]], PAIR_LENGTHS)
    there = count_grams([["口袋预算"], ["校舍公园"]], PAIR_LENGTHS)
    assert count_sole_grams(here, there).tolist() == [[1, 0], [0, 1]]


def test_a_duty_named_in_another_order_is_alike():
    asking = prepare_plan(plan("舆情回应。", PARKS, BUSES))
    origins = prepare_plan(plan("回应舆情。", MARKETS, SCHOOLS))
    alike = compare_plans(asking, origins)["main"]
    assert alike[0, 0] > 0.5
    assert alike[0, 0] == alike.max()


def test_a_thing_under_the_name_that_another_level_gives_it_is_linked():
    asking = plan("公布首违不罚事项50项，向社会公开。", PARKS, BUSES)
    origins = plan("制定轻微违法清单，规范裁量。", MARKETS, SCHOOLS)
    assert sure_links(asking, origins) == {(0, 0)}


def test_a_whole_in_words_of_its_own_is_alike_by_its_characters():
    asking = prepare_plan(plan("校舍修缮，夏前了结。", PARKS, BUSES))
    origins = prepare_plan(plan("修好校园房舍。", MARKETS, SCHOOLS))
    whole = compare_plans(asking, origins)["whole"]
    assert whole[0, 0] > 0.3
    assert whole[0, 0] == whole.max()


def test_our_own_pairs_of_plans_are_linked():
    pairs = read_pairs(OWN_PAIRS) + read_pairs(OWN_PAIRS / "kept_back")
    measures, rights = list(map(measure_pair, pairs)), list(map(right_links, pairs))
    weights = np.array([*measure_weights().values(), link_number("constant")])
    figures = judge(
        [similarity(grid, weights) for grid in measures], rights, link_number("threshold")
    )
    assert (figures.f1 > 0.93, figures.precision > 0.94, figures.unlinked > 0.8) == (
        True,
        True,
        True,
    ), figures


def test_every_measure_has_a_weight_and_every_entry_a_note():
    parks = prepare_plan(plan(PARKS))
    assert list(compare_plans(parks, parks)) == list(measure_weights())
    for key in ("level_word", "same_word", "general_word", "measure", "number"):
        assert all(entry["note"] for entry in link_table(key))


def test_the_command_prints_a_pair_as_the_scorer_reads_it(tmp_path, capsys):
    asking, origins = tmp_path / "2026.json", tmp_path / "2025.json"
    asking.write_text(
        json.dumps([{"label": "1.", "headings": [], "text": text} for text in (SCHOOLS, PARKS)])
    )
    origins.write_text(
        json.dumps({"tasks": [{"text": "建设口袋公园8个，优先安排在老城区。"}, {"text": BUSES}]})
    )
    assert run_command(["links", str(asking), str(origins), "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["pair"], line["links"]) == ("2026 2025", [[1, 0]])
    assert line["why"][0]["reason"] == "口袋公园…个，优先安排在老城区"


def test_the_command_reads_plans_and_says_how_many_links_they_have(tmp_path, capsys):
    for name, texts in (
        ("new.txt", (PARKS, SCHOOLS)),
        ("old.txt", ("建设口袋公园8个，优先安排在老城区。", BUSES)),
    ):
        rows = [f"{n}.{text}（责任单位：市住建局）" for n, text in enumerate(texts, 1)]
        (tmp_path / name).write_text("\n".join(["某市重点工作任务分解表", *rows]), "utf-8")
    assert run_command(["links", str(tmp_path / "new.txt"), str(tmp_path / "old.txt")]) == 0
    assert "2 and 2 tasks, 1 links" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no", "no JSON"),
        ("[{}]", "no list of tasks"),
        ("3", "no list of tasks"),
        ('[{"text": 3}]', "no list of tasks"),
    ],
)
def test_what_holds_no_tasks_is_an_error_of_one_line(tmp_path, capsys, content, message):
    file = tmp_path / "plan.json"
    file.write_text(content)
    assert run_command(["links", str(file), str(file)]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_one_plan_alone_is_an_error(tmp_path, capsys):
    file = tmp_path / "plan.json"
    file.write_text("[]")
    assert run_command(["links", str(file)]) == 2
    assert "two plans" in capsys.readouterr().err


@pytest.mark.shared
def test_gold_pairs_are_linked(shared, tmp_path, capsys):
    files = sorted((shared / "gold/links").glob("*.json"))
    assert run_command(["links", *map(str, files), "--json"]) == 0
    links = tmp_path / "links.jsonl"
    links.write_text(capsys.readouterr().out, "utf-8")
    floors = [
        "links.f1=0.915",
        "links.p=0.96",
        "last_year.f1=0.86",
        "carries_out.f1=0.94",
        "unlinked.f1=0.915",
    ]
    scorer = [
        sys.executable,
        str(shared / "score/score_links.py"),
        str(links),
        "--gold",
        str(shared / "gold/links"),
    ]
    scored = subprocess.run([*scorer, "--require", *floors], capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout + scored.stderr


@pytest.mark.shared
def test_pairs_of_annotated_documents_name_tasks_that_are_there(shared: Path) -> None:
    pairs = read_judging_pairs(shared / "gold")
    assert len(pairs) == 5
    for pair in pairs:
        sizes = len(pair["tasks_from"]), len(pair["tasks_to"])
        for asking, origin in [*pair["links"], *pair["doubtful"]]:
            assert asking < sizes[0], pair["id"]
            assert origin < sizes[1], pair["id"]
