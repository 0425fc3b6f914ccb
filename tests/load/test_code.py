"""What a build is made by: all of our code, and the tables of knowledge that the code reads."""

from importlib.resources import files
from pathlib import Path

from load.cache.code_version import BUILDING, READING, code_version, sources_of


def test_every_file_that_is_not_for_tests_or_people_counts() -> None:
    for package in READING:
        counted = {name for name, _ in sources_of(package)}
        root = Path(str(files(package)))
        present = {
            f"{package}/{path.relative_to(root).as_posix()}"
            for path in root.rglob("*")
            # A portal's file is named in its build by what it says.
            if path.is_file()
            and "__pycache__" not in path.parts
            and path.suffix not in (".yaml", ".typed")
        }
        assert counted == present


def test_reading_and_building_have_versions_of_their_own() -> None:
    assert code_version(READING) != code_version(BUILDING)
    assert code_version(READING) == code_version(READING)
