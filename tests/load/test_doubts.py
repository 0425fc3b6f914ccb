"""Doubts for review, and a person's answer to one: it holds as long as the sentence stays."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_of_tests import FIRST, NEWS, PLAN, Site, portal

from flows.answers import parse_value
from flows.cli import run_command
from load.build import build
from load.corrections import Correction, correct_rows, load_corrections
from load.release.release import publish
from reports.doubts import find_doubts, sentence_at
from taizhang.archive import Archive
from taizhang.errors import UserError
from taizhang.store import Store

CODE = "kind_by_votes"
LETTER = """各镇（街道）、各有关部门：
一、清点管网。对辖区地下管网逐段登记造册，标明材质和埋深。
二、更换老旧管段。优先更换漏损严重的管段，做好施工期间供水。
三、加强巡查。建立巡查台账，发现问题立即处置。"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A plan, news, and a letter whose title says nothing of its kind, which is therefore doubted."""
    site = Site(Store(tmp_path / "store"))
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    site.put("letter", "关于开展供水管网整治工作的通知", LETTER)
    site.put("news", "全市政务公开工作会议召开", NEWS)
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "lanshan.yaml").write_text(
        yaml.safe_dump(portal().model_dump(mode="json"))
    )
    publish_night(site, 1)
    return site


def publish_night(site: Site, night: int) -> None:
    folder = Path(site.store.root).parent / "portals" / "corrections"
    corrections = load_corrections(folder).get("lanshan", ())
    archive: Archive = site.crawl(night)
    build(site.store, archive, portal(), FIRST, corrections=corrections)
    publish(site.store, [portal()], FIRST)


def command(site: Site, *words: str) -> int:
    folder = Path(site.store.root).parent / "portals"
    return run_command(["doubts", *words, "--store", site.store.root, "--portals", str(folder)])


def doubt(site: Site) -> dict[str, Any]:
    (row,) = [row for row in find_doubts(site.store) if row["code"] == CODE]
    return row


def test_a_doubt_is_listed_with_its_sentence(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(site, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    (row,) = [row for row in rows if row["code"] == CODE]
    assert row["title"] == "关于开展供水管网整治工作的通知"
    assert row["url"].endswith("/letter.html")
    assert row["sentence"] == row["title"]  # the whole is doubted, not one place of it
    assert command(site, "--code", CODE) == 0
    assert row["sentence"] in capsys.readouterr().out
    assert command(site, "--by", "code", "--json") == 0
    assert {"code": CODE, "count": 1} in json.loads(capsys.readouterr().out)


def test_a_confirmed_doubt_is_gone_until_its_sentence_changes(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    row = doubt(site)
    words = ("--code", CODE, "--confirm", "--reason", "it only reminds, it assigns nothing")
    assert command(site, row["document_id"], *words) == 0, capsys.readouterr()
    file = Path(site.store.root).parent / "portals" / "corrections" / "lanshan.toml"
    (entry,) = tomllib.loads(file.read_text(encoding="utf-8"))["correction"]
    assert entry["confirms"] == CODE
    publish_night(site, 2)
    assert [row for row in find_doubts(site.store) if row["code"] == CODE] == []
    site.put(
        "letter",
        "关于开展供水管网整治工作的通知",
        LETTER.replace("做好施工期间供水", "做好施工期间临时供水"),
    )
    publish_night(site, 3)
    assert doubt(site)["document_id"] == row["document_id"]


def test_the_right_value_settles_the_doubt_too(site: Site) -> None:
    row = doubt(site)
    words = ("--field", "kind", "--value", "notice", "--reason", "it is a notice")
    assert command(site, row["document_id"], "--code", CODE, *words) == 0
    publish_night(site, 2)
    assert [row for row in find_doubts(site.store) if row["code"] == CODE] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--confirm", "--reason", "r"), "name the document or task"),
        (("ID", "--confirm"), "say why with --reason"),
        (
            ("ID", "--field", "kind", "--reason", "r"),
            "goes with the right --value, or with --absent",
        ),
        (("ID", "--field", "kind", "--value", "song", "--reason", "r"), "kind is one of"),
        (
            ("ID", "--field", "colour", "--value", "red", "--reason", "r"),
            "field colour of documents is not corrected",
        ),
        (("ffff", "--confirm", "--reason", "r"), "there is no doubt about ffff"),
        (("--code", "nope"), "there is no code of doubts nope"),
    ],
)
def test_a_wrong_answer_is_one_line_and_leaves_the_file(
    site: Site, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    subject = doubt(site)["document_id"]
    assert command(site, *(subject if word == "ID" else word for word in words)) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1
    assert not list((Path(site.store.root).parent / "portals" / "corrections").glob("*.toml"))


def test_values_are_read_by_their_column() -> None:
    assert str(parse_value("tasks", "due_on", ["2026-06-30"])) == "2026-06-30"
    assert parse_value("tasks", "headings", ["一、甲", "（一）乙"]) == ["一、甲", "（一）乙"]
    assert parse_value("tasks", "open_ended", ["true"]) is True
    with pytest.raises(UserError, match="due_on is a day: write it like"):
        parse_value("tasks", "due_on", ["soon"])
    with pytest.raises(UserError, match="true or false"):
        parse_value("tasks", "open_ended", ["maybe"])


def test_a_sentence_is_cut_at_its_ends() -> None:
    assert sentence_at("甲。乙乙。丙", 3, 4) == "乙乙。"
    assert sentence_at("没有句号", 1, 2) == "没有句号"
    assert sentence_at("一行\n二行\n三行", 3, 5) == "二行"


def test_an_answer_by_sentence_holds_while_the_sentence_stays() -> None:
    evidence = [
        {"field": "doubts", "index": 0, "rule": "no_year", "spans": []},
        {"field": "doubts", "index": 1, "rule": "limit_unsure", "spans": []},
        {"field": "text", "index": None, "rule": "clause", "spans": []},
    ]
    task = {
        "task_id": "b" * 16,
        "part_no": 0,
        "doubts": ["no_year", "limit_unsure"],
        "evidence": evidence,
    }
    parts = [
        {"part_no": 0, "capture_digest": "sha256:" + "0" * 64, "text": "其他都变了。六月底前完成。"}
    ]
    rows = {
        "documents": [{"document_id": "a" * 16}],
        "tasks": [task],
        "parts": parts,
        "task_units": [],
    }
    answer = Correction(
        document="a" * 16,
        task="b" * 16,
        sentence="六月底前完成。",
        confirms="no_year",
        reason="the plan's own year",
        file="corrections/lanshan.toml",
    )
    corrected = correct_rows(rows, [answer])
    assert corrected.issues == []
    assert corrected.rows["tasks"][0]["doubts"] == ["limit_unsure"]
    places = [
        (one["field"], one["index"], one["rule"]) for one in corrected.rows["tasks"][0]["evidence"]
    ]
    assert places == [("doubts", 0, "limit_unsure"), ("text", None, "clause")]
    parts[0]["text"] = "七月底前完成。"
    stale = correct_rows(rows, [answer])
    assert stale.rows["tasks"][0]["doubts"] == ["no_year", "limit_unsure"]
    assert "fell away: the document has changed since" in stale.issues[0].message
