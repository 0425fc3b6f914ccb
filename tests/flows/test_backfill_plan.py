"""A backfill goes back as far as it is asked, and goes on where it was killed."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from flows import backfill
from flows.backfill import Backfill, Past
from flows.demo.server import serve_sample
from flows.demo.show import PORTALS
from flows.night import in_thread
from flows.plan import Plan, make_plan
from taizhang.archive import Archive
from taizhang.errors import UserError
from taizhang.settings import load_settings
from taizhang.store import Store

Done = TypeVar("Done")
JANUARY = Past(date(2026, 1, 1), date(2026, 1, 31))
WHOLE = Past(date(2020, 1, 1), date(2070, 1, 1))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    with serve_sample() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.delenv("NO_PROXY", raising=False)
        yield make_plan(
            load_settings(store=str(tmp_path / "store"), portals=PORTALS), ["heling"], None
        )


def fetched(plan: Plan) -> Counter[tuple[str, str]]:
    """How often each address was asked for, by purpose."""
    captures = Archive(Store(plan.settings.store)).captures("heling")
    return Counter((capture.purpose, capture.canonical_url) for capture in captures)


def test_only_documents_of_these_days_are_wanted(plan: Plan) -> None:
    (found,) = asyncio.run(Backfill(plan, JANUARY).make_plans())
    assert sorted(wanted.url[-9:] for wanted in found.wanted) == ["40590.htm", "40655.htm"]
    assert {wanted.channel for wanted in found.wanted} == {"xzfwj"}
    assert {purpose for purpose, _ in fetched(plan)} <= {"robots", "list"}


def test_a_killed_backfill_goes_on_where_it_was(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backfill, "PART", 0.04)  # two documents
    done = 0

    async def killed_in_the_second_part(
        stage: str, portal: str, work: Callable[[], Done], /
    ) -> Done:
        nonlocal done
        done += stage == "backfill"
        if done == 2:
            raise asyncio.CancelledError
        return await in_thread(stage, portal, work)

    async def first() -> None:
        work = Backfill(plan, WHOLE, killed_in_the_second_part)
        await work.fetch_planned(await work.make_plans())

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(first())
    before = fetched(plan)
    assert sum(purpose == "article" for purpose, _ in before) == 2

    async def second() -> int:
        work = Backfill(plan, WHOLE)
        plans = await work.make_plans()
        assert await work.fetch_planned(plans) == {}
        return len(plans[0].wanted)

    assert asyncio.run(second()) == 3
    after = fetched(plan)
    assert sum(purpose == "article" for purpose, _ in after) == 5
    assert {key for key, count in after.items() if count > 1} <= {
        ("robots", "http://heling.gov.test/robots.txt")
    }
    assert Store(plan.settings.store).keys("backfills") == []


def test_what_is_known_is_not_wanted_again(plan: Plan) -> None:
    async def whole() -> tuple[int, int]:
        work = Backfill(plan, JANUARY)
        plans = await work.make_plans()
        await work.fetch_planned(plans)
        again = await Backfill(plan, WHOLE).make_plans()
        return len(plans[0].wanted), len(again[0].wanted)

    assert asyncio.run(whole()) == (2, 3)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(UserError, match="before it begins"):
        Past(date(2021, 1, 1), date(2020, 1, 1))
