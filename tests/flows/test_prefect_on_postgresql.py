"""The same deployments on a server whose database is PostgreSQL, by one setting."""

from collections.abc import Iterator
from pathlib import Path

import postgresql_of_tests as postgresql
import pytest
from prefect_of_tests import Worker, deploy, free_port
from running import environment

from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from flows.prefect.server import run_server

pytestmark = [
    pytest.mark.prefect,
    pytest.mark.skipif(
        not postgresql.is_installed(), reason="needs PostgreSQL: apt-get install postgresql"
    ),
]


@pytest.fixture
def database() -> Iterator[str]:
    with postgresql.postgresql(free_port()) as address:
        yield address


def test_a_night(database: str, tmp_path: Path) -> None:
    setting = {"PREFECT_API_DATABASE_CONNECTION_URL": database}
    with (
        run_server(free_port(), environment(tmp_path / "server", **setting)) as ui,
        serve_sample() as proxy,
    ):
        server = deploy(f"{ui}/api", tmp_path)
        worker = Worker(server, proxy)
        worker.ensure()
        try:
            ended = server.carried_out(
                "nightly/nightly", store=str(tmp_path / "store"), portals=str(PORTALS)
            )
        finally:
            worker.stop()
        assert ended["state"]["type"] == "COMPLETED", ended["state"]
        assert "| heling |" in server.artifacts(ended["id"])["night"]
    rows = postgresql.query(database, f"select state_type from flow_run where id = '{ended['id']}'")
    assert rows == "COMPLETED"
    assert (
        int(
            postgresql.query(
                database, "select count(*) from task_run where state_type = 'COMPLETED'"
            )
        )
        > 5
    )
    assert not list((tmp_path / "server").glob("*.db"))
