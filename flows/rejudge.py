"""The quarantine judged again by today's rules, from the archive, without the network."""

import asyncio
import json
import sys
from functools import partial
from typing import Any

from flows.console import terminal
from flows.night import ALL, Night, in_thread
from flows.plan import make_plan
from flows.progress import progress
from flows.reread import prepare_all
from flows.summary import Summary
from load.build import judge_all, save_all
from load.compare import RowFate, rejudged
from reports import listing
from taizhang.errors import UserError
from taizhang.portals import load_portals
from taizhang.releases import latest
from taizhang.settings import Settings
from taizhang.store import Store

MOST = 50  # rows printed; --json has all
GROUPS = ("portal", "verdict", "table", "expectation")
SHOWN = ("portal", "verdict", "table", "expectation", "reason", "key")


def judge_again(settings: Settings, only: str | None, *, publish: bool, as_json: bool) -> int:
    """Say what would be accepted and rejected by today's rules; publish it if asked to. The exit code.

    Raises UserError where no portal of the latest release has a file here.
    """
    store = Store(settings.store)
    plan = make_plan(settings, [only] if only else _carried(settings, store), None)

    async def inside() -> tuple[list[dict[str, Any]], dict[str, str], Summary | None]:
        night, troubles = Night(plan), dict[str, str]()
        if publish:
            night.check(crawls=False)
        prepared = await prepare_all(plan, store, None, in_thread, troubles)
        ready = await in_thread("judge", ALL, partial(judge_all, store, prepared))
        rows = await in_thread("compare", ALL, partial(rejudged, store, {one.slug: one.tables for one in ready}))
        if not publish:
            return rows, troubles, None
        await in_thread("build", ALL, partial(save_all, store, ready))
        return rows, troubles, await night.run(crawls=False, builds=False)

    with progress():
        rows, troubles, summary = asyncio.run(inside())
    if as_json:
        sys.stdout.write(json.dumps({"rows": rows, "troubles": troubles}, ensure_ascii=False, default=str) + "\n")
        return 1 if troubles or (summary and summary.failed) else 0
    console = terminal()
    listing.show(listing.groups(rows, GROUPS, GROUPS), (*GROUPS, "count"), console)
    if changed := [row for row in rows if row["verdict"] != RowFate.STILL]:
        console.print()
        listing.show(changed, SHOWN, console, MOST)
    for portal, trouble in troubles.items():
        console.print(f"{portal}: {trouble}", style="red", markup=False, soft_wrap=True)
    if summary is not None:
        summary.show(console)
    elif any(row["verdict"] != RowFate.STILL for row in rows):
        console.print("nothing is published yet: --publish does it, so does the next night", highlight=False)
    return 1 if troubles or (summary and summary.failed) else 0


def _carried(settings: Settings, store: Store) -> list[str]:
    """Portals of the latest release that have a file here."""
    release = latest(store)
    known = {portal.slug for portal in load_portals(settings.portals)}
    found = sorted(known.intersection(release.about["portals"] if release else ()))
    if not found:
        raise UserError(
            f"no portal of {settings.portals} is in a release of {store.root}: run `taizhang nightly` first"
        )
    return found
