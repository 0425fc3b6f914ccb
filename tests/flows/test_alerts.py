"""Alerts reach a real webhook once, grouped, and say when trouble is over."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from flows.alerts import alert
from taizhang.store import Store


class Webhook(HTTPServer):
    """Keeps what it is told; refuses while `down`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[dict[str, str]] = []
        self.down = False


class Handler(BaseHTTPRequestHandler):
    server: Webhook

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.down:
            self.server.told.append(json.loads(content))
        self.send_response(503 if self.server.down else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — http.server's own name
        pass


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = Webhook()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_trouble_is_said_once_together_and_its_end_too(webhook: Webhook, tmp_path: Path) -> None:
    store, addresses = Store(tmp_path), [SecretStr(f"json://127.0.0.1:{webhook.server_port}/")]
    troubles = {"lanshan broken": "lanshan: list page changed", "disk": "2 GB left"}
    assert alert(store, addresses, troubles)
    assert not alert(store, addresses, troubles)
    assert alert(store, addresses, {"disk": "1 GB left"})
    assert not alert(store, addresses, {"disk": "1 GB left"})
    first, second = webhook.told
    assert "list page changed" in first["message"]
    assert "2 GB left" in first["message"]
    assert "2 new" in first["title"]
    assert second["message"] == "over: lanshan broken"


def test_what_was_not_delivered_is_said_the_next_time(webhook: Webhook, tmp_path: Path) -> None:
    store, addresses = Store(tmp_path), [SecretStr(f"json://127.0.0.1:{webhook.server_port}/")]
    webhook.down = True
    assert not alert(store, addresses, {"disk": "2 GB left"})
    webhook.down = False
    assert alert(store, addresses, {"disk": "2 GB left"})
    assert len(webhook.told) == 1


def test_a_wrong_address_is_logged_without_its_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not alert(Store(tmp_path), [SecretStr("nonsense://secret-token")], {"disk": "2 GB left"})
    assert "nonsense:" in caplog.text
    assert "secret-token" not in caplog.text


def test_nobody_to_tell(tmp_path: Path) -> None:
    assert not alert(Store(tmp_path), [], {"disk": "2 GB left"})
    assert list(tmp_path.iterdir()) == []
