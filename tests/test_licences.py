"""Every package that runs with us is under a licence that we know and may use; the GPL is none of them."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TABLE = tomllib.loads(Path(__file__).with_name("licences.toml").read_text(encoding="utf-8"))
ALLOWED = {name for entry in TABLE["allowed"] for name in entry["names"]}
CHOSEN = {entry["package"]: entry["licence"] for entry in TABLE["chosen"]}
LOCK = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
LOCKED = sorted(set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", LOCK, re.MULTILINE)))


def licences_of(package: str) -> list[str]:
    """What a package's metadata says: its SPDX expression, else its classifiers, else the first line of the field."""
    about = metadata.metadata(package)
    classifiers = [
        text for text in about.get_all("Classifier") or [] if text.startswith("License ::")
    ]
    named = (
        about.get_all("License-Expression") or []
    )  # asked by name, a missing field raises where importlib_metadata is
    named = named or [text.split("::")[-1].strip() for text in classifiers]
    named = named or [(about.get_all("License") or ["none named"])[0].splitlines()[0]]
    return [
        licence
        for text in named
        for licence in re.split(r" (?:AND|OR) ", text.replace("(Apache-2.0 OR MIT)", "Apache-2.0"))
    ]


def is_installed(package: str) -> bool:
    """Not so what other systems or other Pythons need."""
    try:
        metadata.metadata(package)
    except metadata.PackageNotFoundError:
        return False
    return True


@pytest.mark.parametrize("package", [package for package in LOCKED if is_installed(package)])
def test_a_package_that_runs_with_us_may_be_used(package: str) -> None:
    if package in CHOSEN:
        return
    assert set(licences_of(package)) <= ALLOWED, f"{package}: {licences_of(package)}"


def test_what_is_chosen_by_hand_is_locked_and_would_not_pass_by_itself() -> None:
    assert set(CHOSEN) <= set(LOCKED)
    assert [package for package in CHOSEN if set(licences_of(package)) <= ALLOWED] == []
