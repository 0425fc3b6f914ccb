"""How the house stands now: what `taizhang status` shows, for a screen, a page and a machine."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from load.release.decisions import decisions
from reports.disk import DiskUse, measure_disk
from reports.figures import Strip, count_groups, coverage_strips
from reports.health import PortalHealth, portals_health
from reports.runs import CrawlRun, last_runs, newest_by_portal
from taizhang.archive.losses import accepted_losses
from taizhang.days import day_of
from taizhang.releases import LATEST, Release, latest_release, read_pointer, releases_up_to
from taizhang.store import Store
from taizhang.tables.terms import Health

TREND = ("documents", "tasks", "task_units", "quarantine", "issues")
RELEASES = 14  # whose counts make a trend
RUNS = 7  # a portal that are looked at


@dataclass(frozen=True, slots=True)
class Trend:
    """Rows of one table in the last releases, the oldest first."""

    table: str
    counts: tuple[int, ...]

    @property
    def now(self) -> int:
        """Rows in the newest."""
        return self.counts[-1]

    @property
    def gained(self) -> int:
        """What the newest release has more than the one before; all that it has, if it is the first."""
        return self.counts[-1] - (self.counts[-2] if len(self.counts) > 1 else 0)


@dataclass(frozen=True, slots=True)
class PortalCounts:
    """What a portal has in the release; `newest_on` is the day of its newest document."""

    documents: int = 0
    tasks: int = 0
    newest_on: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Everything that is known.

    `quarantine` counts rows by table and expectation, `issues` by code, the most frequent first.
    """

    store: str
    at: datetime
    release: str | None
    releases: tuple[str, ...]
    portals: tuple[PortalHealth, ...]
    counts: dict[str, PortalCounts]
    trends: tuple[Trend, ...]
    runs: tuple[CrawlRun, ...]
    quarantine: tuple[tuple[tuple[str, ...], int], ...]
    issues: tuple[tuple[tuple[str, ...], int], ...]
    months: tuple[str, ...]
    coverage: tuple[Strip, ...]
    disk: DiskUse
    next_run: datetime | None = None
    # Why readers get an older release again, where somebody decided that.
    rolled_back: str | None = None
    # Files of the archive that were given up, a line each.
    losses: tuple[str, ...] = ()

    def health(self) -> dict[Health, int]:
        """How many portals stand how."""
        # In the order of Health, the healthiest first.
        counts = Counter(portal.health for portal in self.portals)
        return {state: counts[state] for state in Health if counts[state]}

    def to_json(self) -> str:
        """The same for machines: days and moments in ISO 8601, sizes in bytes."""
        return json.dumps(self.to_plain(), ensure_ascii=False, indent=1, default=_plain_value)

    def to_plain(self) -> dict[str, Any]:
        """The same as plain values, with names that are promised to machines."""
        return {
            "store": self.store,
            "at": self.at,
            "release": self.release,
            "rolled_back": self.rolled_back,
            "losses": list(self.losses),
            "next_run": self.next_run,
            "portals": [
                _plain_portal(entry, self.counts.get(entry.portal, PortalCounts()))
                for entry in self.portals
            ],
            "counts": {
                trend.table: {"now": trend.now, "gained": trend.gained} for trend in self.trends
            },
            "trend": {
                "releases": self.releases,
                **{trend.table: trend.counts for trend in self.trends},
            },
            "runs": [_plain_run(run) for run in self.runs],
            "quarantine": [
                {"table": table, "expectation": rule, "rows": count}
                for (table, rule), count in self.quarantine
            ],
            "issues": [{"code": code, "count": count} for (code,), count in self.issues],
            "coverage": [
                {
                    "portal": entry.portal,
                    "channel": entry.channel,
                    "complete": round(entry.complete, 4),
                }
                for entry in self.coverage
            ],
            "disk": asdict(self.disk)
            | {"total": self.disk.total, "days_left": self.disk.days_left},
        }


def read_status(
    store: Store,
    next_run: datetime | None = None,
    moment: datetime | None = None,
) -> Status:
    """How the store stands.

    `next_run` is known to whoever schedules; `moment` is this moment unless said otherwise.
    """
    at = moment or datetime.now(UTC)
    release = latest_release(store)
    return status_of(store, release, last_runs(store, RUNS), at, next_run)


def status_of(
    store: Store,
    release: Release | None,
    runs: list[CrawlRun],
    at: datetime,
    next_run: datetime | None = None,
) -> Status:
    """How the store stands with this release as the latest."""
    disk = measure_disk(store, day_of(at))
    # Runs and the disk are told even before the first release: a first night may have failed.
    if release is None:
        return Status(
            store.root,
            at,
            None,
            (),
            (),
            {},
            (),
            tuple(runs),
            (),
            (),
            (),
            (),
            disk,
            next_run,
        )
    issues = release.rows("issues", "portal", "code")
    metrics = release.rows("portal_metrics", "portal", "metric", "passed", "build_id")
    portals = portals_health(release.rows("portals"), metrics, issues, newest_by_portal(runs))
    # Counts from manifests: no table of an older release is read.
    history = releases_up_to(store, release, RELEASES)
    counted = [past.counts() for past in history]
    months, strips = coverage_strips(release.table("coverage"))
    losses = chain.from_iterable(accepted_losses(store, portal.portal) for portal in portals)
    return Status(
        store=store.root,
        at=at,
        release=release.release_id,
        releases=tuple(past.release_id for past in history),
        portals=tuple(portals),
        counts=_portal_counts(release),
        trends=tuple(Trend(name, tuple(rows.get(name, 0) for rows in counted)) for name in TREND),
        runs=tuple(runs),
        quarantine=tuple(
            count_groups(
                release.rows("quarantine", "table", "expectation"),
                "table",
                "expectation",
            )
        ),
        issues=tuple(count_groups(issues, "code")),
        months=months,
        coverage=tuple(strips),
        disk=disk,
        next_run=next_run,
        rolled_back=_rolled_back(store, release.release_id),
        losses=tuple(map(str, losses)),
    )


def _rolled_back(store: Store, release_id: str) -> str | None:
    """Why a person went back to this release; None where it came by itself."""
    if (
        not store.exists(LATEST)
        or read_pointer(store).get("why") != "rollback"
        or read_pointer(store)["release"] != release_id
    ):
        return None
    decision = decisions(store, "rollback").get(release_id)
    if decision:
        return f"{decision.reason} ({decision.day})"
    return "no reason was written down"


def _portal_counts(release: Release) -> dict[str, PortalCounts]:
    documents = release.table("documents", "portal", "published_on")
    promised = _count_rows(release.table("tasks", "portal"))
    newest = _newest_days(documents)
    return {
        portal: PortalCounts(count, promised.get(portal, 0), newest.get(portal))
        for portal, count in _count_rows(documents).items()
    }


def _count_rows(table: pa.Table) -> dict[str, int]:
    """Rows by portal. `group_by` would import pandas, half a second for one screen."""
    return {row["values"]: row["counts"] for row in pc.value_counts(table["portal"]).to_pylist()}


def _newest_days(documents: pa.Table) -> dict[str, date]:
    """The newest day of publication by portal."""
    dated = documents.filter(pc.is_valid(documents["published_on"]))
    dated = dated.sort_by([("portal", "ascending"), ("published_on", "ascending")])
    newest, end = {}, 0
    for portal, count in _count_rows(dated).items():
        end += count
        newest[portal] = dated["published_on"][end - 1].as_py()
    return newest


def _plain_portal(portal: PortalHealth, counts: PortalCounts) -> dict[str, Any]:
    return {
        "portal": portal.portal,
        "name": portal.name,
        "health": portal.health,
        "reason": portal.reason,
        "since": portal.since,
        "todo": portal.todo.en,
        "failed": portal.failed,
        "documents": counts.documents,
        "tasks": counts.tasks,
        "newest_on": counts.newest_on,
        "issues": portal.issues,
        "build": portal.build,
        "as_of": portal.as_of,
        "last_run": portal.run and _plain_run(portal.run),
    }


def _plain_run(run: CrawlRun) -> dict[str, Any]:
    return {
        "portal": run.portal,
        "run": run.run_id,
        "purpose": run.purpose,
        "started_at": run.started_at,
        "state": run.state,
        "outcomes": run.outcomes,
        "bytes": run.size,
    }


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
