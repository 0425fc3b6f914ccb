"""Readings as rows: every row fits its table; ids of tasks outlive edits."""

import pyarrow as pa

from taizhang.tables import TABLES
from tests.transform.texts import read
from transform.rows import make_rows, task_ids
from transform.score_json import as_json

DOCUMENT = "0123456789abcdef"
PLAN = (
    "某县人民政府办公室关于印发修渠方案的通知\n各镇政府：\n现印发给你们。\n某县人民政府办公室\n2021年3月9日\n某县2021年修渠实施方案\n"
    "为落实《某意见》（某政发〔2020〕3号），制定本方案。\n一、水利\n1.清淤。年底前完成。（责任单位：县水利局、林业局）\n"
    "2.加固。每月报送进度。（县水利局牵头，各镇政府配合）\n二、林业\n3.护林。先查后管。\n责任单位：县林业局\n完成时限：2021年6月底前"
)
# What load knows of every document and task, for the tables' sake.
KNOWN = {
    "documents": {
        "portal": "p", "portal_region_code": "110000", "url": "http://p.test/", "aliases": [],
        "capture_digest": "sha256:" + "0" * 64, "first_seen": None, "last_changed": None,
    },
    "tasks": {"portal": "p", "region": "某县", "issuers": []},
}  # fmt: skip


def test_rows_fit_their_tables():
    made = make_rows(read(PLAN), DOCUMENT, "110000")
    for name, found in made.items():
        table = TABLES[name]
        complete = [row | KNOWN.get(name, {}) for row in found]
        assert all(set(row) <= {f.name for f in table.fields} for row in complete), name
        pa.Table.from_pylist(complete, schema=table.schema)
    assert {name: len(found) for name, found in made.items()} == {
        "documents": 1, "parts": 2, "sections": 5, "tasks": 3, "task_units": 5, "time_limits": 2, "targets": 0,
        "citations": 1, "attachments": 0,
    }  # fmt: skip


def test_what_a_task_row_says():
    [first, second, third] = make_rows(read(PLAN), DOCUMENT)["tasks"]
    assert first["responsible_units"] == ["县水利局", "县林业局"]
    assert str(first["due_on"]) == "2021-12-31"
    assert (second["lead_units"], second["cooperating_units"]) == (["县水利局"], ["各镇政府"])
    assert (third["deadline_raw"], str(third["due_on"])) == ("2021年6月底前", "2021-06-30")


def test_ids_are_unique_and_stay_the_same():
    ids = task_ids(read(PLAN), DOCUMENT)
    assert len(set(ids)) == 3
    assert ids == task_ids(read(PLAN), DOCUMENT)
    assert ids != task_ids(read(PLAN), "f" * 16)


def test_an_edit_keeps_the_id_and_so_does_a_task_inserted_elsewhere():
    before = task_ids(read(PLAN), DOCUMENT)
    assert task_ids(read(PLAN.replace("清淤。", "清淤并加宽。")), DOCUMENT) == before
    inserted = PLAN.replace("二、林业\n", "（三）验收。（责任单位：县水利局）\n二、林业\n")
    after = task_ids(read(inserted), DOCUMENT)
    assert len(after) == 4
    assert set(before) < set(after)


def test_positions_of_rows_are_those_of_the_parts_text():
    made = make_rows(read(PLAN), DOCUMENT)
    texts = {part["part_no"]: part["text"] for part in made["parts"]}
    part_of = {task["task_id"]: task["part_no"] for task in made["tasks"]}
    for limit in made["time_limits"]:
        assert texts[part_of[limit["task_id"]]][limit["start"] : limit["end"]] == limit["text"]
    for citation in made["citations"]:
        assert (
            texts[citation["part_no"]][citation["start"] : citation["end"]] == "某政发〔2020〕3号"
        )


def test_the_json_form_says_the_same():
    reading = read(PLAN)
    found = as_json(reading, "plan.txt")
    assert found["source"] == "plan.txt"
    assert found["document"]["written_on"] == "2021-03-09"
    assert [t["label"] for t in found["tasks"]] == ["1.", "2.", "3."]
    assert found["tasks"][0]["units"][1]["name_raw"] == "林业局"
    assert found["citations"][0]["doc_number"] == "某政发〔2020〕3号"
    texts = [part["text"] for part in found["parts"]]
    assert "\n".join(texts) == found["document"]["text"]
    for task in found["tasks"]:
        [place] = [e for e in task["evidence"] if e["field"] == "text"]
        assert (
            "".join(texts[place["part_no"]][slice(*span)] for span in place["spans"])
            == task["text"]
        )
