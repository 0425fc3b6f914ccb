"""What happens in a night, stage by stage, without Prefect.

A `Step` says how a piece of work is run and shown.
"""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from extract.crawl import CrawlReport, crawl
from extract.manners import Manners
from flows.plan import Plan
from flows.progress import show_stage
from flows.summary import PortalRun, Summary
from load.build import PreparedBuild, finish_build, prepare_build
from load.build_order import BuildOrder
from load.builds import Build
from load.reading.dask_workers import choose_workers
from load.release.release import publish
from reports.run_report import write_report
from taizhang.archive import Archive
from taizhang.errors import InUseError, PortalError
from taizhang.log import log_context
from taizhang.portals import Portal
from taizhang.release_record import PortalRecord
from taizhang.releases import latest_release
from taizhang.store import Store
from taizhang.tables.terms import Health

Done = TypeVar("Done")
A_NIGHT = "a night"
# Stands for the portal in a stage that joins portals.
ALL = "all"
# How often, and how many seconds apart, a portal that is in use is asked for.
TRIES, WAIT = 12, 15.0
# Portals read side by side, each by processes of its own: one may wait for the store.
READING = 2
# Portals crawled side by side: they wait for their sites, not for each other.
CRAWLS = 64

logger = logging.getLogger(__name__)


class Step(Protocol):
    """How one stage of one portal is run."""

    def __call__(self, stage: str, portal: str, work: Callable[[], Done], /) -> Awaitable[Done]:
        """Give what the work gives, raise what it raises."""
        ...


async def in_thread(stage: str, portal: str, work: Callable[[], Done]) -> Done:
    """Run work in a thread; its log lines say stage and portal."""
    with log_context(portal, stage), show_stage(stage, portal):
        return await asyncio.to_thread(work)


async def run_patiently(step: Step, stage: str, portal: str, work: Callable[[], Done]) -> Done:
    """Run work on a portal that something else may hold for a while, as a part of a backfill does.

    Raises InUseError where it is still held after some minutes.
    """
    for _ in range(TRIES):
        try:
            return await step(stage, portal, work)
        except InUseError as error:
            logger.info("waiting: %s", error)
            await asyncio.sleep(WAIT)
    return await step(stage, portal, work)


def make_reading(
    plan: Plan, store: Store, archive: Archive, portal: Portal, since: date | None = None
) -> Callable[[], PreparedBuild]:
    """The work of reading a portal's archive as far as the plan says; with `since`, a preview."""
    workers, corrections = choose_workers(plan.settings), plan.corrections.get(portal.slug, ())
    order = BuildOrder(portal, plan.as_of, plan.until, workers, corrections, since)
    return partial(prepare_build, store, archive, order)


class Night:
    """One run over some portals; the summary notes portal by portal how it went."""

    def __init__(self, plan: Plan, step: Step = in_thread) -> None:
        self._plan = plan
        self._step = step
        self._store = Store(plan.settings.store)
        self._archive = Archive(self._store)
        self._runs = {portal.slug: PortalRun(portal.slug) for portal in plan.chosen}
        self._readers = asyncio.Semaphore(READING)

    def check_ready(self, *, crawls: bool = True) -> None:
        """Raise UserError where a portal may not be crawled so, StoreError where the store cannot be written."""
        if crawls:
            self._check_manners()
        with self._store.lock("night", A_NIGHT):
            self._store.probe()

    async def run(
        self,
        *,
        crawls: bool = True,
        builds: bool = True,
        publishes: bool = True,
        patience: float = 0.0,
    ) -> Summary:
        """Run the stages asked for; wait `patience` seconds for another night on this store to end.

        Without publishing nobody is waited for. Raises UserError where a portal may not be crawled so, StoreError where
        the store cannot be written, both before anything is fetched. What happens to one portal stands in the summary.
        """
        began = time.monotonic()
        # asyncio's own default is a few threads more than cores: on a small machine most portals
        # would wait for the sites of a few.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(CRAWLS))
        if crawls:
            self._check_manners()
        # Taken before the summary is begun and given back after publishing: a second night would
        # publish what the first has half crawled. Who publishes nothing stands in nobody's way:
        # several machines may crawl and read, each its portals, which the store holds one by one.
        lock = await self._hold_store(patience) if publishes else ExitStack()
        summary = Summary(self._plan.as_of, list(self._runs.values()))
        with lock:
            # With the lock held and before the first fetch: a full disk found out after the crawl
            # would cost the night.
            self._store.probe()
            await asyncio.gather(
                # Nothing here raises for one portal: its trouble stands in the summary, and the
                # others go on.
                *(self._run_portal(portal, crawls, builds) for portal in self._plan.chosen)
            )
            if publishes:
                await self._publish_ready(summary)
        summary.seconds = time.monotonic() - began
        return summary

    def _check_manners(self) -> None:
        for portal in self._plan.chosen:
            Manners.of(portal, self._plan.settings)

    async def _hold_store(self, patience: float) -> AbstractContextManager[object]:
        """The store while a night has it: one at a time."""
        until = time.monotonic() + patience
        while True:
            stack = ExitStack()
            try:
                stack.enter_context(self._store.lock("night", A_NIGHT))
            except InUseError as error:
                if time.monotonic() >= until:
                    raise
                logger.info("waiting: %s", error)
                # The wait is asynchronous: work of other flows in this process goes on.
                await asyncio.sleep(min(WAIT, patience))
            else:
                return stack

    async def _run_portal(self, portal: Portal, crawls: bool, builds: bool) -> None:
        """Crawl a portal, read what it brought and judge it.

        After a failed crawl, what the archive has still counts.

        A build is written before the next portal is read: no more than a few portals are in memory,
        however many there are.
        """
        plan = self._plan
        if crawls:
            work = partial(crawl, portal, self._store, plan.settings)
            report = await self._try_stage("crawl", portal.slug, work)
            if report is not None:
                self._note_crawl(report)
        if not builds:
            return
        # Only readings are counted: a crawl waits for its site, a reading fills cores and memory.
        async with self._readers:
            prepared = await self._try_stage(
                "build", portal.slug, make_reading(plan, self._store, self._archive, portal)
            )
            if prepared is None:
                return
            build = await self._try_stage(
                "judge",
                portal.slug,
                partial(finish_build, self._store, prepared),
            )
            self._archive.let_go(portal.slug)
        if build is not None:
            self._note_build(build)

    async def _publish_ready(self, summary: Summary) -> None:
        """Publish what is ready; where nothing can be, the summary says why and the last release stays."""
        plan = self._plan
        # Asked before publishing: the same release again means that nothing has changed.
        before = latest_release(self._store)
        # Portals that nobody has verified are published only when a person names them.
        # All portals, not only tonight's: a release brings for each one its newest good build,
        # crawled tonight or not.
        carried = [portal for portal in plan.portals if portal.verified or portal in plan.chosen]
        work = partial(publish, self._store, carried, plan.as_of, summary.troubles)
        try:
            release = await self._step("publish", ALL, work)
        except PortalError as error:
            summary.unpublished = str(error)
            return
        summary.release = release.release_id
        summary.unchanged = before is not None and before.release_id == release.release_id
        if not summary.unchanged:
            changes = _changed_documents(release.table("changes"))
        else:
            changes = {}
        for slug, run in self._runs.items():
            self._note_release(run, release.record["portals"][slug], changes.get(slug, {}))
        report = await self._step(
            "report",
            ALL,
            partial(write_report, self._store, release.release_id),
        )
        checks = f"{release.folder}/checks/index.html"
        for what, key in {"Parquet": release.folder, "Report": report, "Checks": checks}.items():
            summary.places[what] = str(self._store.local_path(key) or f"{self._store.root}/{key}")

    def _note_release(
        self,
        run: PortalRun,
        latest: PortalRecord,
        changes: dict[str, int],
    ) -> None:
        """What the release carries of a portal: tonight's build and what it changed, an older one, or none."""
        # The newest build was looked at and is not the one that is published: its gates held it
        # back.
        if latest["build"] != latest["judged"]:
            run.published = "nothing" if latest["build"] is None else "the last good build"
            self._note_trouble(run.portal, f"held back: {latest['reason']}")
        elif latest["build"] is not None:
            if latest["health"] == Health.BROKEN:
                self._note_trouble(run.portal, str(latest["reason"]))
            run.published = (
                ", ".join(f"{count} {change}" for change, count in changes.items()) or "no change"
            )

    async def _try_stage(self, stage: str, portal: str, work: Callable[[], Done]) -> Done | None:
        """Run a stage of one portal; what goes wrong is that portal's trouble and nobody else's."""
        try:
            return await run_patiently(self._step, stage, portal, work)
        except PortalError as error:
            self._note_trouble(portal, str(error))
        # A fault of ours on one portal's pages must not cost the other portals their night; the
        # traceback is in the log.
        except Exception as error:
            with log_context(portal, stage):
                logger.exception("a fault in taizhang")
            self._note_trouble(
                portal,
                f"a fault in taizhang: {type(error).__name__}: {' '.join(str(error).split())}",
            )
        return None

    def _note_trouble(self, portal: str, line: str) -> None:
        """The first thing that went wrong with a portal is the one to look at."""
        run = self._runs[portal]
        # What follows mostly follows from it.
        run.trouble = run.trouble or line

    def _note_crawl(self, report: CrawlReport) -> None:
        run = self._runs[report.portal]
        run.crawled = dict(report.outcomes.most_common())
        if report.errors:
            self._note_trouble(report.portal, "; ".join(report.errors))

    def _note_build(self, build: Build) -> None:
        run, rows = self._runs[build.slug], build.record["rows"]
        run.documents, run.tasks = rows["documents"], rows["tasks"]
        run.quarantined, run.issues = rows["quarantine"], rows["issues"]


def _changed_documents(changes: pa.Table) -> dict[str, dict[str, int]]:
    """How many documents are added, modified and removed, by portal."""
    documents = changes.filter(pc.field("table") == "documents")
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for row in documents.group_by(["portal", "change"]).aggregate([([], "count_all")]).to_pylist():
        counts[row["portal"]][row["change"]] = row["count_all"]
    return counts
