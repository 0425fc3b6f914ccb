"""The command line: quick to start, every error one line that says what to do, exit codes 0, 1 and 2."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows import cli
from flows.demo.site import load_sites
from taizhang.errors import StoreError

SHOW_SETTINGS = "flows.terminal.settings_table.show_settings"


def test_nothing_heavy_is_loaded_for_help() -> None:
    heavy = "{'prefect', 'great_expectations', 'pandas', 'pyarrow'}"
    code = f"import sys, flows.cli; print(sorted({heavy} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stdout == "[]\n"


def test_no_command_shows_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run_command([]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_every_command_has_an_example() -> None:
    lacking = [
        command.callback
        for command in cli.app.registered_commands
        if "Example: " not in (command.epilog or "")
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nightyl"], "nightyl"),
        (["settings", "--no-such-option"], "--no-such-option"),
        (["read"], "FILE"),
        (["read", "/nowhere/plan.html"], "/nowhere/plan.html"),
        (["--config", "/nowhere.toml", "settings"], "/nowhere.toml"),
        (["nightly", "--as-of", "tomorrow"], "tomorrow"),
        (["nightly", "--portals", "/nowhere"], "--portals"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run_command(arguments) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.startswith("taizhang: ")
    assert said.count("\n") == 1


def test_a_store_that_fails_is_one_line_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "flows.terminal.settings_table.show_settings",
        _raise(StoreError("the disk is full: make room")),
    )
    assert cli.run_command(["settings"]) == 1
    assert capsys.readouterr().err == "taizhang: the disk is full: make room\n"


def test_a_fault_of_ours_is_one_line_and_keeps_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(SHOW_SETTINGS, _raise(KeyError("gone\nwrong")))
    assert cli.run_command(["settings"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "KeyError" in said
    file = re.search(r"traceback in (\S+)\)", said)
    assert file
    assert "Traceback" in Path(file[1]).read_text(encoding="utf-8")
    with pytest.raises(KeyError):
        cli.run_command(["--debug", "settings"])


def test_settings_as_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAIZHANG_RATE", "2")
    assert cli.run_command(["settings", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rate"] == {"value": 2.0, "origin": "TAIZHANG_RATE"}


def test_read_prints_one_object_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = load_sites()["heling.gov.test"]["/info/1017/40655.htm"].content
    files = [tmp_path / "a.html", tmp_path / "b.html"]
    for file in files:
        file.write_bytes(plan)
    assert cli.run_command(["read", *map(str, files), "--json"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["source"] for entry in said] == [str(file) for file in files]
    assert [unit["name"] for unit in said[1]["tasks"][0]["units"]] == [
        "县市场监管局",
        "县公安局",
        "县税务局",
    ]


def test_read_shows_a_person_the_tasks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plan.html"
    file.write_bytes(load_sites()["heling.gov.test"]["/info/1017/40862.htm"].content)
    assert cli.run_command(["read", str(file)]) == 0
    said = capsys.readouterr().out
    assert "禾政办字〔2026〕9号" in said
    assert "改造提升农村公路86公里" in said


def _raise(error: Exception) -> object:
    def raises(*_: object, **__: object) -> None:
        raise error

    return raises
