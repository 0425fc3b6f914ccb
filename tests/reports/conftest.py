"""The sample store, made once; tests that write take a folder of their own."""

from pathlib import Path

import pytest
import sample

from reports.status import Status, read_status
from taizhang.store import Store


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return sample.store(Path(tmp_path_factory.mktemp("reports")) / "store")


@pytest.fixture(scope="session")
def now(store: Store) -> Status:
    return read_status(store, moment=sample.NOW)
