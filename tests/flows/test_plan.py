"""A plan says what is wrong before anything begins."""

import shutil
from pathlib import Path

import pytest

from flows.plan import make_plan
from taizhang.errors import UserError
from taizhang.settings import Settings

REPLAY = Path(__file__).parents[1] / "portals"
CORRECTION = f"""[[correction]]
document = "00000000000000a1"
digest = "sha256:{"0" * 64}"
field = "topic"
absent = true
reason = "seen on paper"
"""


@pytest.fixture
def portals(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPLAY, tmp_path / "portals"))


def write(portals: Path, name: str, text: str) -> None:
    folder = portals / "corrections"
    folder.mkdir()
    (folder / name).write_text(text, "utf-8")


def test_corrections_stand_beside_the_portal_files(portals: Path) -> None:
    write(portals, "lanshan.toml", CORRECTION)
    plan = make_plan(Settings(portals=portals), ["lanshan"], None)
    [correction] = plan.corrections["lanshan"]
    assert (correction.field, correction.file) == ("topic", "corrections/lanshan.toml")


def test_corrections_of_no_portal_are_refused(portals: Path) -> None:
    write(portals, "lanshn.toml", CORRECTION)
    with pytest.raises(UserError, match="there is no portal lanshn"):
        make_plan(Settings(portals=portals), ["lanshan"], None)


def test_an_unknown_portal_is_refused(portals: Path) -> None:
    with pytest.raises(UserError, match="no portal nowhere; there are changsha"):
        make_plan(Settings(portals=portals), ["nowhere"], None)
