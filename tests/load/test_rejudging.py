"""`taizhang quarantine --again`: today's rules on the archive, nothing written unless it is asked for."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_of_tests import NEWS, PLAN, Site, portal

import expectations.judge
import load.build
from flows.cli import run_command as command
from load.build import build
from load.release.release import publish
from taizhang.days import today
from taizhang.releases import Release, latest_release
from taizhang.store import Store

TORN = "各单位：&lt;p class=x&gt;请按要求开展检查，认真填写表格，按时报送结果。" * 3


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A plan, and a page that shows markup and is therefore kept out."""
    made = Site(Store(tmp_path / "store"))
    made.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    made.put("torn", "关于开展检查的通知", TORN)
    for number in range(4):
        made.put(f"meeting{number}", f"第{number}次会议召开", f"{NEWS}这是第{number}次会议。")
    build(made.store, made.crawl(1), portal(), today())
    publish(made.store, [portal()], today())
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "lanshan.yaml").write_text(
        yaml.safe_dump(portal().model_dump(mode="json"))
    )
    return made


def run(site: Site, *options: str) -> int:
    folder = Path(site.store.root).parent / "portals"
    return command(["quarantine", "--store", site.store.root, "--portals", str(folder), *options])


def told(site: Site, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run(site, "--again", "--json", *options) == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return rows


def now(site: Site) -> Release:
    found = latest_release(site.store)
    assert found is not None
    return found


def with_rules(monkeypatch: pytest.MonkeyPatch, code: str, *without: str) -> None:
    """Other code, which lacks some rules."""
    kept = {
        table: [rule for rule in rules if rule.id not in without]
        for table, rules in expectations.judge.DOMAIN.items()
    }
    monkeypatch.setattr(expectations.judge, "DOMAIN", kept)
    monkeypatch.setattr(load.build, "code_version", lambda packages: f"{code} {packages[-1]}")


def test_by_the_same_rules_the_same_rows_are_kept_out_and_nothing_is_written(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    before = site.store.keys("builds"), site.store.keys("releases"), site.store.read("latest.json")
    rows = told(site, capsys)
    assert {row["verdict"] for row in rows} == {"still rejected"}
    assert {row["expectation"] for row in rows} >= {"text.markup", "dependant"}
    assert (
        site.store.keys("builds"),
        site.store.keys("releases"),
        site.store.read("latest.json"),
    ) == before


def test_a_rule_that_went_accepts_and_one_that_came_rejects(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = now(site)
    with_rules(monkeypatch, "lax", "text.markup")
    rows = told(site, capsys)
    assert {row["verdict"] for row in rows} == {"accepted"}
    assert "documents" in {row["table"] for row in rows}
    assert now(site).release_id == first.release_id
    assert run(site, "--again") == 0
    assert "nothing is published yet: --publish does it" in capsys.readouterr().out
    assert told(site, capsys, "--publish") == rows
    second = now(site)
    assert second.table("documents").num_rows == 6
    assert second.table("quarantine").num_rows == 0

    monkeypatch.undo()
    rows = told(site, capsys)
    assert {row["verdict"] for row in rows} == {"rejected"}
    [markup] = [
        row for row in rows if row["expectation"] == "text.markup" and row["table"] == "documents"
    ]
    assert markup["reason"].startswith("text holds no markup or script")


def test_a_row_that_is_there_no_more_is_neither(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.pages = {url: 404 if "torn" in url else page for url, page in site.pages.items()}
    site.crawl(2)
    assert {row["verdict"] for row in told(site, capsys)} == {"no longer read"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--publish",), "--publish goes with --again"),
        (("--again", "--by", "table"), "leave out --expectation and --by"),
        (("--again", "--portal", "nowhere"), "no portal nowhere"),
    ],
)
def test_wrong_usage(
    site: Site, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], says: str
) -> None:
    assert run(site, *options) == 2
    assert says in " ".join(capsys.readouterr().err.split())


def test_without_a_release_it_says_what_to_do(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [
        "--store",
        str(tmp_path / "empty"),
        "--portals",
        str(tmp_path / "portals"),
        "--again",
    ]
    assert command(["quarantine", *options]) == 2
    assert "there is no store" in capsys.readouterr().err
