"""Alerts reach a real webhook once, grouped, and say when trouble is over."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from webhook import Webhook, serve_webhook

from flows.alerts import NotDeliveredError, by_apprise, check_addresses, send_alerts
from taizhang.errors import UserError
from taizhang.store import Store


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve_webhook() as server:
        yield server


def say(store: Store, address: str, troubles: dict[str, str]) -> bool:
    return asyncio.run(send_alerts(store, by_apprise([SecretStr(address)]), troubles))


def test_trouble_is_said_once_together_and_its_end_too(webhook: Webhook, tmp_path: Path) -> None:
    store, address = Store(tmp_path), f"json://127.0.0.1:{webhook.server_port}/"
    troubles = {"lanshan broken": "lanshan: list page changed", "disk": "2 GB left"}
    assert say(store, address, troubles)
    assert not say(store, address, troubles)
    assert say(store, address, {"disk": "1 GB left"})
    assert not say(store, address, {"disk": "1 GB left"})
    first, second = webhook.told
    assert "list page changed" in first["message"]
    assert "2 GB left" in first["message"]
    assert "2 new" in first["title"]
    assert second["message"] == "over: lanshan broken"


def test_what_was_not_delivered_is_said_the_next_time(webhook: Webhook, tmp_path: Path) -> None:
    store, address = Store(tmp_path), f"json://127.0.0.1:{webhook.server_port}/"
    webhook.down = True
    with pytest.raises(NotDeliveredError):
        say(store, address, {"disk": "2 GB left"})
    webhook.down = False
    assert say(store, address, {"disk": "2 GB left"})
    assert len(webhook.told) == 1


def test_an_address_of_an_unknown_kind_is_refused_before_a_night() -> None:
    check_addresses(())
    check_addresses([SecretStr("json://127.0.0.1/"), SecretStr("mailto://u:p@example.cn")])
    with pytest.raises(
        UserError, match=r"address 2 \(foo://…\) is none that Apprise can send to"
    ) as caught:
        check_addresses([SecretStr("json://127.0.0.1/"), SecretStr("foo://secret-token")])
    assert "secret" not in str(caught.value)


def test_a_wrong_address_is_logged_without_its_token(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(NotDeliveredError):
        say(Store(tmp_path), "nonsense://secret-token", {"disk": "2 GB left"})
    assert "nonsense:" in caplog.text
    assert "secret-token" not in caplog.text
    assert list(tmp_path.iterdir()) == []
