"""Files of a store that are JSON of another shape: each is damage that is named, never a fault of ours."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from site_of_tests import Site
from test_damage import day, night

from flows.cli import run_command
from load.release.retention import pin_release
from taizhang.errors import PortalError, StoreError

DEEP = b"[" * 100_000
HOLDERS = ("latest", "manifest", "history", "newest", "build", "decision", "names")


@pytest.fixture
def keys(site: Site) -> dict[str, str]:
    release = night(site, 1)
    pin_release(site.store, release.release_id, "cited", day(1))
    build = release.build_of("lanshan")
    return {
        "latest": "latest.json",
        "manifest": f"{release.folder}/datapackage.json",
        "history": f"{release.folder}/history.json",
        "newest": "builds/lanshan/newest.json",
        "build": f"builds/lanshan/{build}/build.json",
        "decision": f"decisions/pin/{release.release_id}.json",
        "names": "archive/decisions.json",
    }


def ask(site: Site, capsys: pytest.CaptureFixture[str]) -> str:
    """What commands say of a store, in one text."""
    said = []
    for command in (["status"], ["decisions"], ["verify"], ["clear", "--keep", "1", "--dry-run"]):
        run_command([*command, "--store", site.store.root])
        said.append(capsys.readouterr().err)
    try:
        night(site, 2)
    except (PortalError, StoreError) as error:
        said.append(str(error))
    return "".join(said)


@pytest.mark.disk(reason="commands open the store by its folder")
@pytest.mark.parametrize("content", [DEEP, b"{}", b'{"release": 5, "build_id": [], "day": 1}'])
@pytest.mark.parametrize("holder", HOLDERS)
def test_a_file_of_another_shape_is_no_fault_of_ours(
    site: Site,
    keys: dict[str, str],
    holder: str,
    content: bytes,
    capsys: pytest.CaptureFixture[str],
) -> None:
    site.store.write(keys[holder], content)
    assert "fault" not in ask(site, capsys)


def with_record(**values: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda found: found | {"taizhang": found["taizhang"] | values}


CHANGES: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "pointer out of the store": ("latest", lambda found: found | {"release": "../../etc"}),
    "day": ("manifest", with_record(as_of="yesterday")),
    "portals": ("manifest", with_record(portals=[])),
    "files out of the release": (
        "manifest",
        lambda found: found | {"resources": [{"name": "tasks", "path": "../../latest.json"}]},
    ),
    "build out of the store": ("newest", lambda found: found | {"build_id": "../../x"}),
    "rows": ("build", lambda found: found | {"rows": "many", "bytes": "much"}),
    "until": ("build", lambda found: found | {"until": "some day"}),
    "day of a decision": ("decision", lambda found: found | {"day": "soon"}),
}


@pytest.mark.disk(reason="commands open the store by its folder")
@pytest.mark.parametrize("change", CHANGES)
def test_a_value_of_another_kind_is_no_fault_of_ours(
    site: Site, keys: dict[str, str], change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    holder, changed = CHANGES[change]
    found = changed(site.store.read_json(keys[holder]))
    site.store.write(keys[holder], json.dumps(found).encode())
    said = ask(site, capsys)
    assert "fault" not in said
    assert keys[holder].rpartition("/")[2] in said


@pytest.mark.disk(reason="a bucket has no folder in a file's place")
def test_a_folder_in_the_place_of_a_decision_is_a_lost_decision(
    site: Site, keys: dict[str, str]
) -> None:
    path = Path(site.store.root) / keys["decision"]
    path.unlink()
    path.mkdir()
    with pytest.raises(StoreError, match="has lost 1 decisions"):
        night(site, 2)
