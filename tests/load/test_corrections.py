"""Corrections by a person: strict files, applied to the bytes that their author saw, shown in the evidence."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from site_of_tests import FIRST, PLAN, Site, portal

from load.build import build
from load.corrections import (
    Correction,
    correct_rows,
    dump_corrections,
    load_corrections,
    parse_corrections,
)
from load.proof.verify import verify
from load.release.release import publish
from taizhang.errors import UserError
from taizhang.issues import Code
from taizhang.tables import TABLES

DIGEST = "sha256:" + "0" * 64
OTHER = "sha256:" + "1" * 64
DOCUMENT, TASK = "00000000000000a1", "00000000000000b1"
FILE = "corrections/lanshan.toml"
FELL = "correction_fell_away"
PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"


def place(field: str, index: int | None = None, rule: str = "clause") -> dict[str, Any]:
    columns = [f.name for f in TABLES["tasks"].field("evidence").type.value_type]
    return dict.fromkeys(columns) | {
        "field": field,
        "index": index,
        "part_no": 0,
        "rule": rule,
        "spans": [{"start": 1, "end": 3}],
    }


def rows() -> dict[str, list[dict[str, Any]]]:
    return {
        "documents": [
            {
                "document_id": DOCUMENT,
                "title": "要点",
                "written_on": None,
                "evidence": [place("title")],
            }
        ],
        "parts": [{"document_id": DOCUMENT, "part_no": 0, "capture_digest": DIGEST}],
        "tasks": [
            {
                "task_id": TASK,
                "part_no": 0,
                "due_on": None,
                "lead_units": ["市发改委"],
                "responsible_units": [],
                "cooperating_units": ["市财政局"],
                "evidence": [place("units", 0, "printed"), place("units", 1, "prefix")],
            }
        ],
        "task_units": [
            {
                "task_id": TASK,
                "position": 1,
                "role": "lead",
                "name": "市发改委",
                "name_raw": "市发改委",
            },
            {
                "task_id": TASK,
                "position": 2,
                "role": "cooperate",
                "name": "市财政局",
                "name_raw": "财政局",
            },
        ],
    }


def correction(**values: Any) -> Correction:
    given = {
        "document": DOCUMENT,
        "digest": DIGEST,
        "reason": "the annex says so",
        "file": FILE,
    } | values
    return Correction.model_validate(given)


def test_a_value_of_the_document_is_corrected_and_its_evidence_says_so() -> None:
    before = rows()
    made, issues = correct_rows(before, [correction(field="title", value="2021年要点")])
    assert issues == []
    assert made["documents"][0]["title"] == "2021年要点"
    assert made["documents"][0]["evidence"] == [
        place("title", rule="correction") | {"place": FILE, "raw": "the annex says so"}
    ]
    assert before == rows()


def test_a_value_that_stood_nowhere_gets_evidence() -> None:
    made, _ = correct_rows(rows(), [correction(field="written_on", value=date(2021, 4, 30))])
    assert made["documents"][0]["written_on"] == date(2021, 4, 30)
    new = made["documents"][0]["evidence"][-1]
    assert (new["field"], new["rule"], new["spans"]) == ("written_on", "correction", None)
    assert set(new) == {f.name for f in TABLES["documents"].field("evidence").type.value_type}


def test_a_task_and_a_unit_are_corrected_and_the_lists_of_the_task_follow() -> None:
    made, issues = correct_rows(
        rows(),
        [
            correction(task=TASK, field="due_on", value=date(2021, 6, 30)),
            correction(task=TASK, unit=2, field="role", value="responsible"),
            correction(task=TASK, unit=1, field="name", value="市发展改革委"),
        ],
    )
    [task] = made["tasks"]
    assert issues == []
    assert task["due_on"] == date(2021, 6, 30)
    assert (task["lead_units"], task["responsible_units"], task["cooperating_units"]) == (
        ["市发展改革委"],
        ["市财政局"],
        [],
    )
    assert [(e["field"], e["index"], e["rule"]) for e in task["evidence"]] == [
        ("units", 0, "correction"),
        ("units", 1, "correction"),
        ("due_on", None, "correction"),
    ]


def test_a_value_can_be_absent() -> None:
    made, _ = correct_rows(rows(), [correction(field="title", absent=True)])
    assert made["documents"][0]["title"] is None


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"field": "title", "value": "要点", "digest": OTHER}, "has changed"),
        (
            {"field": "text", "value": "做好", "task": "00000000000000b2"},
            "no task 00000000000000b2",
        ),
        ({"field": "name", "value": "市司法局", "task": TASK, "unit": 3}, "no unit 3"),
    ],
)
def test_a_correction_that_no_longer_holds_falls_away_with_an_issue(
    values: dict[str, Any], why: str
) -> None:
    made, [issue] = correct_rows(rows(), [correction(**values)])
    assert made == rows()
    assert issue.code is Code.CORRECTION_FELL_AWAY
    assert issue.document_id == DOCUMENT
    assert why in issue.message


def write(folder: Path, text: str) -> Path:
    (folder / "lanshan.toml").write_text(text, "utf-8")
    return folder


HEAD = f'[[correction]]\ndocument = "{DOCUMENT}"\ndigest = "{DIGEST}"\nreason = "seen on paper"\n'


def test_a_file_a_portal_is_read(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'field = "written_on"\nvalue = 2021-04-30\n'
        + HEAD
        + 'field = "topic"\nabsent = true\n'
    )
    first, second = load_corrections(write(tmp_path, text))["lanshan"]
    assert (first.value, first.file, second.value) == (date(2021, 4, 30), FILE, None)


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    assert load_corrections(tmp_path / "none") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[correction]", "not TOML"),
        ("[portal]\n", "nothing else"),
        (HEAD, "correction 1: key field is missing"),
        (HEAD + 'field = "title"\n', "either value or absent"),
        (HEAD + 'field = "title"\nvalue = "a"\nabsent = true\n', "either value or absent"),
        (HEAD + 'field = "title"\nvalue = "a"\nby = "me"\n', "unknown key by"),
        (HEAD + 'field = "url"\nvalue = "a"\n', "field url of documents is not corrected"),
        (
            HEAD + 'field = "written_on"\nvalue = "2021-04-30"\n',
            "written_on is a value of type date32",
        ),
        (HEAD + 'field = "issuers"\nvalue = "市政府"\n', "issuers is a value of type list"),
        (HEAD + 'field = "issuers"\nabsent = true\n', "issuers is never absent"),
        (HEAD + 'field = "kind"\nvalue = "poem"\n', "kind is one of plan"),
        (HEAD + 'field = "doc_number"\nvalue = "政办发8号"\n', "doc_number is not written"),
        (HEAD + 'field = "name"\nunit = 1\nvalue = "市司法局"\n', "name the task"),
        (HEAD.replace(DOCUMENT, "x") + 'field = "title"\nvalue = "a"\n', "document: "),
        (HEAD.replace("seen on paper", " ") + 'field = "title"\nvalue = "a"\n', "reason: "),
        (2 * (HEAD + 'field = "title"\nvalue = "a"\n'), "correction 2: title is corrected twice"),
    ],
)
def test_a_wrong_file_is_said_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as caught:
        load_corrections(write(tmp_path, text))
    assert "lanshan.toml" in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_corrections_survive_their_way_through_a_builds_manifest() -> None:
    given = [
        correction(field="written_on", value=date(2021, 4, 30)),
        correction(field="issuers", value=["市政府", "市委"]),
        correction(field="topic", absent=True),
        correction(task=TASK, field="open_ended", value=True),
        correction(task=TASK, unit=1, field="name", value="2021-04-30"),
    ]
    rows_told = json.loads(json.dumps(dump_corrections(given)))
    assert sorted(parse_corrections(rows_told), key=str) == sorted(given, key=str)
    assert dump_corrections(given) == dump_corrections(reversed(given))


def test_a_list_has_evidence_for_each_of_its_values() -> None:
    before = rows()
    before["documents"][0] |= {"issuers": ["甲"], "evidence": [place("issuers", 0), place("title")]}
    made, _ = correct_rows(before, [correction(field="issuers", value=["市政府", "市委"])])
    found = [
        (e["field"], e["index"], e["rule"], bool(e["spans"]))
        for e in made["documents"][0]["evidence"]
    ]
    assert found == [
        ("title", None, "clause", True),
        ("issuers", 0, "correction", True),
        ("issuers", 1, "correction", False),
    ]


def test_a_build_carries_corrections_until_their_document_changes(site: Site) -> None:
    archive = site.crawl(1)
    plain = build(site.store, archive, portal(), FIRST)
    [task] = [t for t in plain.table("tasks").to_pylist() if t["position"] == 1]
    [part] = [
        p for p in plain.table("parts").to_pylist() if p["document_id"] == task["document_id"]
    ]
    given = [
        Correction(
            document=task["document_id"],
            digest=part["capture_digest"],
            task=task["task_id"],
            unit=unit,
            field=field,
            value=value,
            reason="seen on paper",
            file=FILE,
        )
        for unit, field, value in (
            (None, "text", "公开规划信息。"),
            (1, "name", "市发展改革委员会"),
        )
    ]
    lost = Correction(
        document=DOCUMENT,
        digest=DIGEST,
        field="title",
        value="无",
        reason="of another site",
        file=FILE,
    )

    made = build(site.store, archive, portal(), FIRST, corrections=[*given, lost])
    assert made.build_id != plain.build_id
    [corrected] = [t for t in made.table("tasks").to_pylist() if t["task_id"] == task["task_id"]]
    assert corrected["text"] == "公开规划信息。"
    assert "市发展改革委员会" in corrected["lead_units"] + corrected["responsible_units"]
    assert {e["field"] for e in corrected["evidence"] if e["rule"] == "correction"} == {
        "text",
        "units",
    }
    assert [i["document_id"] for i in made.table("issues").to_pylist() if i["code"] == FELL] == [
        DOCUMENT
    ]

    release = publish(site.store, [portal()], FIRST)
    assert verify(site.store, archive, release).findings == []

    without = build(site.store, archive, portal(), FIRST + timedelta(days=1))
    assert without.table("tasks").equals(plain.table("tasks"))

    site.put("plan", PLAN_TITLE, PLAN + "\n特此通知。")
    changed = build(
        site.store, site.crawl(2), portal(), FIRST + timedelta(days=2), corrections=given
    )
    assert "seen on paper" not in str(changed.table("tasks").to_pylist())
    fallen = [i for i in changed.table("issues").to_pylist() if i["code"] == FELL]
    assert len(fallen) == 2
    assert all("has changed" in issue["message"] for issue in fallen)
