"""The sample store, made once; tests that write take a folder of their own."""

from pathlib import Path

import pytest
import sample
from replay import PORTALS, serve_replay
from running import night_without_prefect

from reports.status import Status, read_status
from taizhang.store import Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return sample.store(Path(tmp_path_factory.mktemp("reports")) / "store")


@pytest.fixture(scope="session")
def now(store: Store) -> Status:
    return read_status(store, moment=sample.NOW)


@pytest.fixture(scope="session")
def replayed_store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store after a night at the five replay portals; tests only read it."""
    home = tmp_path_factory.mktemp("replayed")
    with serve_replay(shared, home / "log.jsonl") as replay:
        night_without_prefect(home / "store", PORTALS, replay.proxy)
    return Store(home / "store")
