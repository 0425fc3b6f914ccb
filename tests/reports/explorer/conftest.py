"""The sample's release, made once a session, and a release whose every text was written by an enemy."""

from collections.abc import Iterator
from pathlib import Path

import hostile_release
import pytest
from running import night_without_prefect
from starlette.testclient import TestClient

from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from reports.explorer.app import make_app
from taizhang.store import Store


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with one night of the bundled sample."""
    folder = tmp_path_factory.mktemp("explorer") / "store"
    with serve_sample() as proxy:
        night_without_prefect(folder, PORTALS, proxy)
    return Store(folder)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for indexes."""
    return tmp_path_factory.mktemp("indexes")


@pytest.fixture(scope="session")
def client(sample_store: Store, cache: Path) -> Iterator[TestClient]:
    """A browser without a window, at the explorer of the sample."""
    with TestClient(make_app(sample_store, cache=cache), base_url="http://127.0.0.1") as made:
        yield made


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[TestClient]:
    """The same at a release full of markup, control characters and formulas."""
    store = hostile_release.make_store(tmp_path_factory.mktemp("hostile") / "store")
    with TestClient(make_app(store, cache=cache), base_url="http://127.0.0.1") as made:
        yield made
