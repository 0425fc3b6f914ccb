"""Tasks of two plans are linked where they are the same duty, and only there."""

import json
import subprocess
import sys

import pytest

from flows.cli import run_command
from load.links import PlainTask, link_tasks
from load.links.duties import Duties, without_label, words_that_count
from load.links.measures import measure_pairs
from load.links.reasons import shared_words
from load.links.similarity import GramWeights, cosine, share_within
from load.links.tables import link_number, link_table, measure_weights

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
        BUSES, "6月底前开工建设口袋公园8个，优先安排在老城区。", "改造农贸市场3家，实行标准化管理，增设快检室。"
    )
    assert sure_links(plan(PARKS, MARKETS, SCHOOLS), before) == {(0, 1), (1, 2)}


def test_a_duty_that_nobody_had_is_linked_to_nothing():
    assert sure_links(plan(SCHOOLS), plan(PARKS, MARKETS, TREES, BUSES)) == set()


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
    [link] = link_tasks(plan(PARKS, SCHOOLS), plan(BUSES, "城区建设口袋公园8个，优先安排在老城区。"))
    assert link.reason == "口袋公园…个，优先安排在老城区"
    assert all(run in PARKS for run in link.reason.split("…"))


def test_no_reason_is_made_up_where_no_words_are_shared():
    assert (
        shared_words(
            Duties(plan(PARKS)[0]),
            Duties(plan("修订应急预案。")[0]),
        )
        == ""
    )


def test_a_title_is_a_statement_of_its_task():
    task = PlainTask("3.", ("一、民生实事", "（二）口袋公园"), "年内完成12个。")
    assert Duties(task).title == "口袋公园"
    assert Duties(task).statements == ["口袋公园", "年内完成12个"]


@pytest.mark.parametrize("plans", [([], plan(PARKS)), (plan(PARKS), []), ([], []), (plan(""), plan("", "……"))])
def test_plans_without_words_have_no_links(plans):
    assert link_tasks(*plans) == []


def test_levels_numbers_and_labels_count_nothing():
    assert words_that_count("2.全省新建公园12个") == words_that_count("（五）我县新建公园3个")
    assert without_label("第三条 加强管理") == "加强管理"


def test_a_gram_of_few_tasks_weighs_more_than_one_of_all():
    weights = GramWeights(["加强管理公园", "加强管理市场", "加强管理学校"])
    vector = weights.vector("加强公园")
    assert vector["公园"] > vector["加强"]
    assert cosine(vector, vector) == pytest.approx(1)
    assert share_within(weights.vector("公园"), vector) == pytest.approx(1)


def test_every_measure_has_a_weight_and_every_entry_a_note():
    tasks = [Duties(task) for task in plan(PARKS)]
    assert list(measure_pairs(tasks, tasks)) == list(measure_weights())
    for key in ("level_word", "measure", "number"):
        assert all(entry["note"] for entry in link_table(key))


def test_the_command_prints_a_pair_as_the_scorer_reads_it(tmp_path, capsys):
    asking, origins = tmp_path / "2026.json", tmp_path / "2025.json"
    asking.write_text(json.dumps([{"label": "1.", "headings": [], "text": text} for text in (SCHOOLS, PARKS)]))
    origins.write_text(json.dumps({"tasks": [{"text": "建设口袋公园8个，优先安排在老城区。"}, {"text": BUSES}]}))
    assert run_command(["links", str(asking), str(origins), "--json"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["pair"], line["links"]) == ("2026 2025", [[1, 0]])
    assert line["why"][0]["reason"] == "口袋公园…个，优先安排在老城区"


def test_the_command_reads_plans_and_says_how_many_links_they_have(tmp_path, capsys):
    for name, texts in (("new.txt", (PARKS, SCHOOLS)), ("old.txt", ("建设口袋公园8个，优先安排在老城区。", BUSES))):
        rows = [f"{n}.{text}（责任单位：市住建局）" for n, text in enumerate(texts, 1)]
        (tmp_path / name).write_text("\n".join(["某市重点工作任务分解表", *rows]), "utf-8")
    assert run_command(["links", str(tmp_path / "new.txt"), str(tmp_path / "old.txt")]) == 0
    assert "2 and 2 tasks, 1 links" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"),
    [("no", "no JSON"), ("[{}]", "no list of tasks"), ("3", "no list of tasks"), ('[{"text": 3}]', "no list of tasks")],
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
    floors = ["links.f1=0.85", "links.p=0.93", "last_year.f1=0.70", "carries_out.f1=0.92", "unlinked.r=0.97"]
    scorer = [sys.executable, str(shared / "score/score_links.py"), str(links), "--gold", str(shared / "gold/links")]
    scored = subprocess.run([*scorer, "--require", *floors], capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout + scored.stderr
