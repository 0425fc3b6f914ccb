"""A store with a small portal in it: on a disk, and in a bucket."""

from pathlib import Path

import pytest
from ledger_site import publish_with_ledger
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures
from site_of_tests import NEWS, NOTICE, PLAN, Site
from stores_of_tests import copy

from taizhang.releases import Release
from taizhang.store import Store


@pytest.fixture(params=["disk", pytest.param("bucket", marks=pytest.mark.prove)])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store. Every test that asks for one runs on a disk; among the long proofs, in a bucket too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if request.param == "disk":
        return Store(tmp_path / "store")
    if marker := request.node.get_closest_marker("disk"):
        pytest.skip(marker.kwargs["reason"])
    found: Store = request.getfixturevalue("bucket_store")
    return found


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Release]:
    """A store with a release of clauses and a ledger, made once."""
    made = Store(tmp_path_factory.mktemp("made") / "store")
    return made, publish_with_ledger(made)


@pytest.fixture
def published(store: Store, ledger: tuple[Store, Release]) -> Release:
    """That release in the test's own store, to spoil."""
    copy(ledger[0], store)
    return Release(store, ledger[1].release_id)


@pytest.fixture
def site(store: Store) -> Site:
    """A plan with four tasks, a news page and a notice."""
    made = Site(store)
    made.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    made.put("news", "全市政务公开工作会议召开", NEWS)
    made.put("notice", "关于2027年部分节假日安排的通知", NOTICE)
    return made
