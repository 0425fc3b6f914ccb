"""Each store keeps Prefect's database beside it: two stores of one person do not show each other's runs."""

import os
from pathlib import Path

import pytest

from flows.prefect.database import DATABASE, keep_runs_beside
from taizhang.errors import StoreError


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(DATABASE, "to be put back in the end")
    for name in (DATABASE, "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))


def database_of(store: str) -> str:
    os.environ.pop(DATABASE, None)
    keep_runs_beside(store)
    return os.environ[DATABASE]


def test_a_store_on_a_disk_holds_its_own(tmp_path: Path) -> None:
    assert (
        database_of(str(tmp_path / "one"))
        == f"sqlite+aiosqlite:///{tmp_path / 'one' / '.prefect' / 'prefect'}.db"
    )
    assert (tmp_path / "one" / ".prefect").stat().st_mode & 0o777 == 0o700
    assert database_of(str(tmp_path / "one")) != database_of(str(tmp_path / "two"))


def test_buckets_differ_too(tmp_path: Path) -> None:
    assert str(tmp_path / "home" / "taizhang-") in database_of("s3://bucket/one")
    assert database_of("s3://bucket/one") != database_of("s3://bucket/two")


def test_what_a_person_has_set_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE, "postgresql+asyncpg://prefect@localhost/prefect")
    keep_runs_beside(str(tmp_path / "store"))
    assert os.environ[DATABASE].startswith("postgresql")
    monkeypatch.delenv(DATABASE)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    keep_runs_beside(str(tmp_path / "store"))
    assert DATABASE not in os.environ
    assert not (tmp_path / "store").exists()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file")
    with pytest.raises(StoreError, match="Prefect keeps its runs there"):
        keep_runs_beside(str(tmp_path / "store"))
