"""Crawl runs as the archive tells of them.

When, for what, whether complete, and what came of the exchanges.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from taizhang.parquet import read_parquet
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
    """The newest runs of each portal, `number` at most a portal, the newest first.

    Run ids sort by time.
    """
    runs = []
    for portal in store.folders("archive"):
        keys = [
            key for key in store.keys(f"archive/{portal}/runs") if key.endswith((".json", ".open"))
        ]
        runs += [_read_run(store, portal, key) for key in keys[-number:]]
    return sorted(runs, key=lambda run: (run.started_at, run.portal), reverse=True)


def newest_by_portal(runs: list[CrawlRun]) -> dict[str, CrawlRun]:
    """Each portal's newest crawl; captures of other people that were taken in are none."""
    found: dict[str, CrawlRun] = {}
    for run in runs:
        if run.purpose == IMPORT:
            continue
        if run.portal not in found or found[run.portal].started_at < run.started_at:
            found[run.portal] = run
    return found


def _read_run(store: Store, portal: str, key: str) -> CrawlRun:
    said = json.loads(store.read(key))
    outcomes, size = _count_outcomes(store, f"archive/{portal}/captures/{said['run_id']}.parquet")
    started = datetime.fromisoformat(said["started_at"])
    return CrawlRun(
        portal,
        said["run_id"],
        said["purpose"],
        started,
        said.get("complete"),
        outcomes,
        size,
    )


def _count_outcomes(store: Store, key: str) -> tuple[dict[Outcome, int], int]:
    """How often each outcome came, and the bytes.

    Nothing for a run whose index is not written yet.
    """
    if not store.exists(key):
        return {}, 0
    with store.open(key) as file:
        table = read_parquet(file, ["outcome", "size"])
    counts = Counter(table["outcome"].to_pylist())
    size = sum(size or 0 for size in table["size"].to_pylist())
    return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}, size
