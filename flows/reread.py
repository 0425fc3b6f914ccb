"""The archive read again by today's rules, without the network: what changes, then a release.

One sequence: read, judge, compare, and publish if asked to. What is compared is the comparer's:
`find_differences` of all rows, or what becomes of those that were kept out (`find_rejudged`).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flows.night import ALL, READING, Night, Step, in_thread, make_reading
from flows.plan import Plan
from flows.side_by_side import work_side_by_side
from flows.summary import Summary
from load.build import JudgedBuild, PreparedBuild, judge_prepared, save_build
from load.compare import find_differences
from taizhang.archive import Archive
from taizhang.portals import Portal
from taizhang.rows import Row, Tables
from taizhang.store import Store

# From the latest release to these tables, by portal.
Comparer = Callable[[Store, Mapping[str, Tables]], list[Row]]

NAMED = 6  # words that are named


@dataclass(frozen=True, slots=True)
class Scope:
    """What of one portal was read again, and why.

    `words` are those of the lexicon that have changed, by table; None where everything was read.
    """

    portal: str
    documents: int
    read: int
    words: Mapping[str, Sequence[str]] | None

    def give_reason(self) -> str:
        """The reason in words."""
        # A change of code, or of a table whose words act anywhere, cannot be narrowed to documents.
        if self.words is None:
            return "more than words of the lexicon has changed: everything"
        if not self.words:
            if not self.read:
                return "the rules are those of its build"
            return "new since its build, or with rows kept out"
        changed = "; ".join(f"{table} {_few_words(words)}" for table, words in self.words.items())
        return f"documents with a word that changed: {changed}"


@dataclass(slots=True)
class Reread:
    """What reading again came to: what was read, the comparer's rows, what failed, the run that published."""

    scopes: list[Scope]
    rows: list[Row]
    troubles: dict[str, str]
    summary: Summary | None = None

    @property
    def has_failed(self) -> bool:
        """Whether a portal could not be read, failed or was held back."""
        if bool(self.troubles):
            return True
        return self.summary is not None and self.summary.has_failed


async def read_again(
    plan: Plan,
    comparer: Comparer = find_differences,
    *,
    publishes: bool,
    since: date | None = None,
    step: Step = in_thread,
    patience: float = 0.0,
) -> Reread:
    """Read again and compare; with `publishes`, write builds and a release, else leave the store as it is.

    With `since`, rows of documents published before that day are not reported, and a preview does
    not read them either. `patience` is how many seconds a release waits for a night to end; without
    any, a night under way is an InUseError before anything is read.
    """
    store, night = Store(plan.settings.store), Night(plan, step)
    # Before hours of reading: whoever does not want to wait for a night should hear at once that
    # there is one.
    if publishes and not patience:
        night.check_ready(crawls=False)
    prepared, troubles = await _read_portals(plan, store, None if publishes else since, step)
    ready = [await step("judge", one.slug, partial(judge_prepared, store, one)) for one in prepared]
    rows = await step(
        "compare",
        ALL,
        partial(comparer, store, {build.slug: build.tables for build in ready}),
    )
    scopes = [
        _describe_scope(reading, judged) for reading, judged in zip(prepared, ready, strict=True)
    ]
    reread = Reread(scopes, _rows_since(rows, ready, since), troubles)
    if publishes:
        # All are judged and compared before the first is written: a comparer that fails leaves the
        # store as it was.
        for one in ready:
            await step("build", one.slug, partial(save_build, store, one))
        reread.summary = await night.run(crawls=False, builds=False, patience=patience)
        reread.summary.add_troubles(troubles)
    return reread


async def _read_portals(
    plan: Plan, store: Store, since: date | None, step: Step
) -> tuple[list[PreparedBuild], dict[str, str]]:
    """Portals read, side by side, and why one could not be."""
    archive, turn = Archive(store), asyncio.Semaphore(READING)

    async def read_portal(portal: Portal) -> PreparedBuild:
        async with turn:
            return await step(
                "read",
                portal.slug,
                make_reading(plan, store, archive, portal, since),
            )

    prepared, troubles = await work_side_by_side(plan.chosen, read_portal)
    return list(prepared.values()), troubles


def _describe_scope(prepared: PreparedBuild, ready: JudgedBuild) -> Scope:
    return Scope(prepared.slug, ready.documents, ready.read, prepared.words)


def _rows_since(rows: list[Row], ready: Sequence[JudgedBuild], day: date | None) -> list[Row]:
    """Rows of documents published on or after a day; without one, first seen since then."""
    if day is None:
        return rows
    early = set()
    for portal in ready:
        documents = portal.tables["documents"].select(["document_id", "published_on", "first_seen"])
        for row in documents.to_pylist():
            # Without a date of its own a document is as old as our first sight of it.
            if (row["published_on"] or row["first_seen"]) < day:
                early.add(row["document_id"])
    return [row for row in rows if row["document_id"] not in early]


def _few_words(words: Sequence[str]) -> str:
    more = ""
    if len(words) > NAMED:
        more = f" and {len(words) - NAMED} more"
    return "、".join(words[:NAMED]) + more
