"""A night stage by stage: what `nightly --portal` takes, crawl, build and publish take as well."""

from pathlib import Path

import pytest
from running import run

import taizhang
from flows.cli import run_command as command
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder whose portals nobody has checked yet."""
    (tmp_path / "portals").mkdir()
    for file in PORTALS.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("verified: true", "verified: false")
        (tmp_path / "portals" / file.name).write_text(text, encoding="utf-8")
    return tmp_path


def test_an_unverified_portal_goes_through_all_stages(place: Path) -> None:
    with serve_sample() as proxy:
        for stage in ("crawl", "build", "publish"):
            words = (
                "taizhang",
                stage,
                "--portal",
                "heling",
                "--portals",
                "portals",
                "--store",
                "store",
            )
            ended = run(*words, home=place, proxy=proxy)
            assert ended.code == 0, f"{stage}: {ended.out}{ended.err}"
    assert set(taizhang.release(place / "store").documents()["portal"]) == {"heling"}


def test_without_its_name_the_line_says_which_option_names_it(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    (place / "store" / "archive").mkdir(parents=True)
    for stage in ("crawl", "build", "publish", "nightly"):
        assert command([stage, "--portals", "portals", "--store", "store"]) == 2
        assert "no portal there is verified; name one with --portal" in capsys.readouterr().err
