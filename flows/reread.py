"""The archive read again by today's rules, without the network, and what that changes in the rows."""

import asyncio
import json
import sys
from collections.abc import Sequence
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console

from flows.console import terminal
from flows.night import Night
from flows.plan import Plan
from flows.progress import progress
from load.build import newest_build
from load.changes import COMPARED, changes
from load.release import latest, without
from taizhang.errors import PortalError
from taizhang.store import Store
from taizhang.tables import TABLES

SHOWN = 10  # rows a table and kind of change that are printed; --json has all


def reread(plan: Plan, *, dry_run: bool, as_json: bool) -> int:
    """Read again, show what differs from the latest release, and publish unless it is a dry run."""
    with progress():
        summary = asyncio.run(Night(plan).run(crawls=False, publishes=False))
    if summary.failed:
        raise PortalError("; ".join(f"{portal}: {trouble}" for portal, trouble in summary.troubles.items()))
    found = difference(Store(plan.settings.store), [portal.slug for portal in plan.chosen])
    if as_json:
        sys.stdout.write(json.dumps(found.to_pylist(), ensure_ascii=False) + "\n")
    else:
        _show(found, terminal())
    if dry_run:
        return 0
    with progress():
        summary = asyncio.run(Night(plan).run(crawls=False, builds=False))
    if not as_json:
        summary.show(terminal())
    return 1 if summary.failed else 0


def difference(store: Store, portals: Sequence[str]) -> pa.Table:
    """The table `changes` from the latest release to some portals' newest builds. Raises PortalError without one."""
    release = latest(store)
    if release is None:
        raise PortalError(f"{store.root} holds no release to compare with; run `taizhang nightly` first")
    published = {name: release.table(store, name) for name in COMPARED}
    documents = published["documents"]
    chosen = pc.is_in(documents["portal"], value_set=pa.array(portals, pa.string()))
    others = documents.filter(pc.invert(chosen))
    builds = [build for portal in portals if (build := newest_build(store, portal)) is not None]
    again = {
        name: pa.concat_tables([TABLES[name].schema.empty_table(), *(build.table(store, name) for build in builds)])
        for name in COMPARED
    }
    return changes(without(published, others["document_id"].to_pylist()), again)


def _show(found: pa.Table, console: Console) -> None:
    rows = sorted(found.to_pylist(), key=lambda row: (row["table"], row["change"], row["key"]))
    if not rows:
        console.print("today's rules change nothing")
    for (table, change), group in groupby(rows, key=lambda row: (row["table"], row["change"])):
        some = list(group)
        console.print(f"{table}: {len(some):,} {change}", style="bold", highlight=False)
        for row in some[:SHOWN]:
            columns = f": {', '.join(row['columns'])}" if row["columns"] else ""
            console.print(f"  {row['portal']} {row['key']}{columns}", markup=False, highlight=False, soft_wrap=True)
        if len(some) > SHOWN:
            console.print(f"  … and {len(some) - SHOWN:,} more", style="dim", highlight=False)
