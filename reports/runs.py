"""Crawl runs as the archive tells of them: when, for what, whether complete, what came of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from taizhang.archive.joined import read_runs
from taizhang.archive.run import read_whole_records
from taizhang.store import Store
from taizhang.tables.terms import Outcome

# The purpose of a run that asked nobody.
IMPORT = "import"


@dataclass(frozen=True, slots=True)
class CrawlRun:
    """One run of one portal. `complete` is None while it is open; `size` is in bytes of payload."""

    portal: str
    run_id: str
    purpose: str
    started_at: datetime
    complete: bool | None
    outcomes: dict[Outcome, int]
    size: int = 0

    @property
    def captures(self) -> int:
        """HTTP exchanges."""
        return sum(self.outcomes.values())

    @property
    def state(self) -> str:
        """The state in one word."""
        return {None: "open", True: "complete", False: "partial"}[self.complete]


def last_runs(store: Store, number: int) -> list[CrawlRun]:
    """The newest runs of each portal, `number` at most a portal, the newest first; run ids sort by time."""
    runs = []
    for portal in store.folders("archive"):
        keys = [
            # A run that is under way, or was killed, has an open marker only.
            key
            for key in store.keys(f"archive/{portal}/runs")
            if key.endswith((".json", ".open"))
        ]
        records = list(read_whole_records(store, keys[-number:]))
        index = read_runs(store, portal, {run["run_id"] for run in records})
        runs += [_crawl_run(portal, run, index.get(run["run_id"])) for run in records]
    return sorted(runs, key=lambda run: (run.started_at, run.portal), reverse=True)


def newest_by_portal(runs: list[CrawlRun]) -> dict[str, CrawlRun]:
    """Each portal's newest crawl; captures of other people that were taken in are none."""
    found: dict[str, CrawlRun] = {}
    for run in runs:
        # Captures of others bear the days on which others made them.
        if run.purpose == IMPORT:
            continue
        if run.portal not in found or found[run.portal].started_at < run.started_at:
            found[run.portal] = run
    return found


def _crawl_run(portal: str, record: dict[str, Any], index: pa.Table | None) -> CrawlRun:
    """A run by what it says of itself, and by its index: None where that is not written yet."""
    outcomes: dict[Outcome, int] = {}
    size = 0
    if index is not None:
        counts = Counter(index["outcome"].to_pylist())
        outcomes = {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}
        size = sum(size or 0 for size in index["size"].to_pylist())
    started = datetime.fromisoformat(record["started_at"])
    return CrawlRun(
        portal,
        record["run_id"],
        record["purpose"],
        started,
        record.get("complete"),
        outcomes,
        size,
    )
