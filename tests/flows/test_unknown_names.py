"""What is not there is said: every command that takes a name refuses one that nothing has, and says what is near."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from site_of_tests import FIRST, NEWS, PLAN, Site, portal

from flows.cli import app, run_command
from load.build import build
from load.release.release import publish
from taizhang.errors import UserError
from taizhang.known_names import require_known
from taizhang.store import Store

# Parameters that take a name, and what else must be said before the name is looked at.
NAMES = {
    "portal",
    "slug",
    "store",
    "code",
    "expectation",
    "document",
    "task",
    "release",
    "build",
    "kind",
}
ELSE = {
    "accept": {"portal": "lanshan", "build": "0" * 16, "reason": "r"},
    "rollback": {"release": "2026-11-20-001", "reason": "r"},
    "pin": {"release": "2026-11-20-001", "reason": "r"},
    "withdraw": {"document": "0" * 16, "reason": "r"},
    "clear": {"keep": "3"},
    "explain": {"task": "0" * 16},
    "backfill": {"missing": None},
    "backup": {"folder": "elsewhere"},
    "portal check": {"slug": "lanshan"},
    "export": {"file": "out.xlsx"},
    "bulletin": {"region": "兰山区", "quarter": "2026Q4"},
    "archive accept-loss": {"file": "archive/lanshan/lost.warc.gz", "reason": "r"},
}
# A store that is not there is one that these make; a portal is looked for among the folder's files by all others.
MAKES_A_STORE = {"nightly", "crawl", "backfill", "inspect", "serve", "demo", "restore", "import"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store that holds a release, and the portal's file."""
    folder = tmp_path_factory.mktemp("names")
    site = Site(Store(folder / "store"))
    site.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    site.put("news", "全市政务公开工作会议召开", NEWS)
    build(site.store, site.crawl(1), portal(), FIRST)
    publish(site.store, [portal()], FIRST)
    (folder / "portals").mkdir()
    (folder / "portals" / "lanshan.yaml").write_text(
        yaml.safe_dump(portal(verified=True).model_dump(mode="json"))
    )
    return folder


def commands() -> Iterator[tuple[str, Any]]:
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        for below, one in getattr(command, "commands", {"": command}).items():
            yield f"{name} {below}".strip(), one


def cases() -> list[tuple[str, str]]:
    found = [
        (name, param.name)
        for name, command in commands()
        for param in command.params
        if param.name in NAMES
    ]
    return [
        (name, param) for name, param in found if not (param == "store" and name in MAKES_A_STORE)
    ]


@pytest.mark.parametrize(("name", "wrong"), cases())
def test_a_name_that_nothing_has_is_an_error(
    name: str,
    wrong: str,
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(place)
    command = dict(commands())[name]
    said = (
        {"portals": "portals"}
        | ELSE.get(name, {})
        | {wrong: "lanshn" if wrong in ("portal", "slug") else "stor"}
    )
    words = name.split()
    for param in command.params:
        if param.name in said:
            option = [max(param.opts, key=len)] if param.param_type_name == "option" else []
            value = said[param.name]
            words += [*option, *([value] if value is not None else [])]
    assert run_command(words) == 2, capsys.readouterr()
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert "there is no " in line, line
    assert "lanshan" in line or wrong not in ("portal", "slug"), line


@pytest.mark.parametrize("name", sorted(MAKES_A_STORE))
def test_commands_that_make_a_store_are_there(name: str) -> None:
    assert name in dict(commands())


def test_what_is_near_is_named_else_what_there_is() -> None:
    with pytest.raises(UserError, match=r"there is no portal lanshn; do you mean lanshan\?"):
        require_known("portal", "lanshn", ["changsha", "lanshan"])
    with pytest.raises(UserError, match=r"there is no portal x; there are changsha, lanshan$"):
        require_known("portal", "x", ["changsha", "lanshan"])
    with pytest.raises(UserError, match="there is no release x; there are none yet"):
        require_known("release", "x", [])
    with pytest.raises(UserError, match="there is no task x; take one"):
        require_known("task", "x", ["8f"], "take one")
    with pytest.raises(UserError, match=r"and 4 more$"):
        require_known("portal", "x", [str(number) for number in range(12)])
