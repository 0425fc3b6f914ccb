"""The archive read again by today's rules, without the network: what that changes in the rows, then a release."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.console import terminal
from flows.night import ALL, READING, Night, Step, in_thread, reading
from flows.plan import Plan
from flows.progress import progress
from flows.summary import Summary
from load.build import JudgedBuild, PreparedBuild, judge_all, save_all
from load.compare import differences
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.portals import Portal
from taizhang.store import Store

Row = dict[str, Any]

SHOWN = 10  # rows a table and kind of change that are printed; --json has all
WIDTH = 48  # characters of a value that are printed
NAMED = 6  # words that are named


@dataclass(frozen=True, slots=True)
class Scope:
    """What of one portal was read again, and why; `words` of the lexicon by table, None where everything was."""

    portal: str
    documents: int
    read: int
    words: Mapping[str, Sequence[str]] | None

    def why(self) -> str:
        """The reason in words."""
        if self.words is None:
            return "more than words of the lexicon has changed: everything"
        if not self.words:
            return "the rules are those of its build" if not self.read else "new since its build, or with rows kept out"
        told = "; ".join(f"{table} {_some(words)}" for table, words in self.words.items())
        return f"documents with a word that changed: {told}"


@dataclass(slots=True)
class Reread:
    """What reading again came to: how much was read, and the rows that differ, each with its values."""

    scopes: list[Scope]
    rows: list[Row]
    troubles: dict[str, str]

    def json(self) -> str:
        """Everything, for machines."""
        portals = [
            {"portal": one.portal, "documents": one.documents, "read": one.read, "words": one.words, "why": one.why()}
            for one in self.scopes
        ]
        told = {"portals": portals, "changes": self.rows, "troubles": self.troubles}
        return json.dumps(told, ensure_ascii=False, default=str)

    def show(self, console: Console) -> None:
        """What was read, then the rows that differ, with the values before and after."""
        for one in self.scopes:
            line = f"{one.portal}: {one.read:,} of {one.documents:,} documents read again ({one.why()})"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        if not self.rows:
            console.print("no row of the latest release changes", highlight=False)
        for difference in _lines(self.rows):
            console.print(difference, soft_wrap=True)
        for portal, trouble in self.troubles.items():
            console.print(Text(f"{portal}: {trouble}", style="red"), soft_wrap=True)


def reread(plan: Plan, *, dry_run: bool, as_json: bool, since: date | None = None) -> int:
    """Read again, show what differs from the latest release, and publish unless it is a dry run. The exit code."""
    with progress():
        found, summary = asyncio.run(read_again(plan, dry_run=dry_run, since=since))
    if as_json:
        sys.stdout.write(found.json() + "\n")
    else:
        found.show(terminal())
        if summary is not None:
            summary.show(terminal())
    return 1 if found.troubles or (summary is not None and summary.failed) else 0


async def read_again(
    plan: Plan, *, dry_run: bool, since: date | None = None, step: Step = in_thread, patience: float = 0.0
) -> tuple[Reread, Summary | None]:
    """Read again and compare; unless it is a dry run, which leaves the store as it is, write builds and a release.

    With `since`, rows of documents published before that day are not reported; a dry run does not read them either.
    `patience` is how many seconds a release waits for a night to end. Without any, a night under way is an InUseError
    before anything is read.
    """
    store, night = Store(plan.settings.store), Night(plan, step)
    if not dry_run and not patience:
        night.check(crawls=False)
    troubles: dict[str, str] = {}
    prepared = await prepare_all(plan, store, since if dry_run else None, step, troubles)
    ready = await step("judge", ALL, partial(judge_all, store, prepared))
    rows = await step("compare", ALL, partial(differences, store, {one.slug: one.tables for one in ready}))
    scopes = [_scope(one, judged) for one, judged in zip(prepared, ready, strict=True)]
    found = Reread(scopes, _since(rows, ready, since), troubles)
    if dry_run:
        return found, None
    await step("build", ALL, partial(save_all, store, ready))
    summary = await night.run(crawls=False, builds=False, patience=patience)
    for run in summary.portals:
        run.trouble = run.trouble or troubles.get(run.portal)
    return found, summary


async def prepare_all(
    plan: Plan, store: Store, since: date | None, step: Step, troubles: dict[str, str]
) -> list[PreparedBuild]:
    """Portals read, side by side; what cannot be read is that portal's trouble."""
    archive, turn = Archive(store), asyncio.Semaphore(READING)

    async def one(portal: Portal) -> PreparedBuild | None:
        try:
            async with turn:
                return await step("read", portal.slug, reading(plan, store, archive, portal, since))
        except PortalError as error:
            troubles[portal.slug] = str(error)
            return None

    found = await asyncio.gather(*(one(portal) for portal in plan.chosen))
    return [portal for portal in found if portal is not None]


def _scope(prepared: PreparedBuild, ready: JudgedBuild) -> Scope:
    return Scope(prepared.slug, ready.documents, ready.read, prepared.words)


def _since(rows: list[Row], ready: Sequence[JudgedBuild], day: date | None) -> list[Row]:
    """Rows of documents published on or after a day; of those first seen since, where they have no day."""
    if day is None:
        return rows
    early = {
        row["document_id"]
        for one in ready
        for row in one.tables["documents"].select(["document_id", "published_on", "first_seen"]).to_pylist()
        if (row["published_on"] or row["first_seen"]) < day
    }
    return [row for row in rows if row["document_id"] not in early]


def _lines(rows: Sequence[Row]) -> Iterator[Text]:
    ordered = sorted(rows, key=lambda row: (row["table"], row["change"], row["key"]))
    for (table, change), group in groupby(ordered, key=lambda row: (row["table"], row["change"])):
        some = list(group)
        yield Text(f"{table}: {len(some):,} {change}", style="bold")
        for row in some[:SHOWN]:
            yield Text(f"  {row['portal']} {row['key']}")
            if row["columns"]:
                for column in row["columns"]:
                    was, now = _shortened(_plain(row["before"][column]), _plain(row["after"][column]))
                    yield Text(f"    {column}: {was} → {now}")
        if len(some) > SHOWN:
            yield Text(f"  … and {len(some) - SHOWN:,} more; --json has all", style="dim")


def _plain(value: object) -> str:
    """A value as people read it."""
    if value is None or value == []:
        return "–"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value).replace("\n", " ")


def _shortened(was: str, now: str) -> tuple[str, str]:
    """Two values cut to the place where they begin to differ."""
    same = next((at for at, (one, other) in enumerate(zip(was, now, strict=False)) if one != other), 0)
    start = max(0, same - WIDTH // 3) if max(len(was), len(now)) > WIDTH else 0
    return _cut(was, start), _cut(now, start)


def _cut(text: str, start: int) -> str:
    return ("…" if start else "") + text[start : start + WIDTH] + ("…" if len(text) > start + WIDTH else "")


def _some(words: Sequence[str]) -> str:
    more = f" and {len(words) - NAMED} more" if len(words) > NAMED else ""
    return "、".join(words[:NAMED]) + more
