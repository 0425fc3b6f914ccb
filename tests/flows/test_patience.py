"""A night waits for another one on the same store as long as it is told to."""

import asyncio
import threading
from pathlib import Path

import pytest

from flows.demo.show import PORTALS
from flows.night import Night
from flows.plan import make_plan
from taizhang.errors import InUseError
from taizhang.settings import Settings
from taizhang.store import Store


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(make_plan(Settings(store=str(tmp_path), portals=PORTALS), ["heling"], None))


def test_without_patience_it_says_who_holds_the_store(night: Night, tmp_path: Path) -> None:
    with (
        Store(tmp_path).lock("night", "another night"),
        pytest.raises(InUseError, match="another night"),
    ):
        asyncio.run(night.run(crawls=False, builds=False))


def test_without_publishing_nobody_is_waited_for(night: Night, tmp_path: Path) -> None:
    with Store(tmp_path).lock("night", "another night"):
        summary = asyncio.run(night.run(crawls=False, builds=False, publishes=False))
    assert summary.release is None


def test_with_patience_it_begins_when_the_other_has_ended(night: Night, tmp_path: Path) -> None:
    held, let_go = threading.Event(), threading.Event()

    def other() -> None:
        with Store(tmp_path).lock("night", "another night"):
            held.set()
            let_go.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    held.wait(10)
    threading.Timer(0.5, let_go.set).start()
    summary = asyncio.run(night.run(crawls=False, builds=False, patience=1.0))
    thread.join()
    assert summary.seconds >= 0.4
