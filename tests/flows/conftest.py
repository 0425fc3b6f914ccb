"""A real Prefect server with the deployments of prefect.yaml and a real worker, once a session."""

from collections.abc import Iterator

import pytest
from prefect_of_tests import Requests, Server, Worker, deploy, free_port
from running import environment
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures

from flows.demo.server import serve_sample
from flows.prefect.server import run_server


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real server on SQLite, as `taizhang serve` starts it."""
    with run_server(free_port(), environment(tmp_path_factory.mktemp("prefect"))) as ui:
        yield f"{ui}/api"


@pytest.fixture(scope="session")
def server(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """That server with the deployments."""
    return deploy(prefect_server, tmp_path_factory.mktemp("deployed"))


@pytest.fixture(scope="session")
def the_worker(server: Server) -> Iterator[Worker]:
    """A worker that has not started yet; its portals are the sample's."""
    requests = Requests()
    with serve_sample(on_request=requests.note) as proxy:
        worker = Worker(server, proxy, requests)
        yield worker
        worker.stop()


@pytest.fixture
def worker(the_worker: Worker) -> Worker:
    """A worker that runs."""
    the_worker.ensure()
    return the_worker
