"""The archive read again, on the terminal: rows that differ with both values, or their verdicts."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from rich.console import Console
from rich.text import Text

from flows.plan import Plan, make_plan
from flows.progress import show_progress
from flows.reread import Reread, read_again
from flows.stores import open_existing
from flows.terminal.console import output_console
from load.compare import RowFate, find_rejudged
from reports import listing
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json
from taizhang.portals import load_portals
from taizhang.releases import latest_release
from taizhang.rows import Row
from taizhang.settings import Settings
from taizhang.store import Store

# Rows a table and kind of change that are printed; --json has all.
SHOWN = 10
# Characters of a value that are printed.
WIDTH = 48
# Rejected rows that are printed.
MOST = 50
GROUPS = ("portal", "verdict", "table", "expectation")
REJECTED = ("portal", "verdict", "table", "expectation", "reason", "key")


def show_reread(plan: Plan, *, dry_run: bool, as_json: bool, since: date | None = None) -> int:
    """Read again, show what differs from the latest release, publish unless it is a dry run; the exit code."""
    open_existing(plan.settings.store)
    with show_progress():
        reread = asyncio.run(read_again(plan, publishes=not dry_run, since=since))
    if as_json:
        sys.stdout.write(_as_json(reread) + "\n")
    else:
        _show_differences(reread, output_console())
    if reread.has_failed:
        return 1
    return 0


def show_rejudged(settings: Settings, only: str | None, *, publish: bool, as_json: bool) -> int:
    """Show what today's rules would accept and reject; publish it if asked to. The exit code.

    Raises UserError where no portal of the latest release has a file here.
    """
    plan = make_plan(
        settings,
        [only] if only else _carried_portals(settings, open_existing(settings.store)),
        None,
    )
    with show_progress():
        reread = asyncio.run(read_again(plan, find_rejudged, publishes=publish))
    if as_json:
        content = {"rows": reread.rows, "troubles": reread.troubles}
        sys.stdout.write(dump_json(content) + "\n")
    else:
        _show_verdicts(reread, output_console())
    if reread.has_failed:
        return 1
    return 0


def _as_json(reread: Reread) -> str:
    """Everything, for machines."""
    portals = [
        {
            "portal": scope.portal,
            "documents": scope.documents,
            "read": scope.read,
            "words": scope.words,
            "why": scope.give_reason(),
        }
        for scope in reread.scopes
    ]
    content = {"portals": portals, "changes": reread.rows, "troubles": reread.troubles}
    return dump_json(content)


def _show_differences(reread: Reread, console: Console) -> None:
    """What was read, then the rows that differ, with the values before and after."""
    for scope in reread.scopes:
        line = f"{scope.portal}: {scope.read:,} of {scope.documents:,} documents read again ({scope.give_reason()})"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if not reread.rows:
        console.print("no row of the latest release changes", highlight=False)
    for line_of_difference in _difference_lines(reread.rows):
        console.print(line_of_difference, soft_wrap=True)
    _show_end(reread, console)


def _show_verdicts(reread: Reread, console: Console) -> None:
    """Rejected rows by verdict, then those whose verdict has changed."""
    listing.show_rows(listing.group_rows(reread.rows, GROUPS, GROUPS), (*GROUPS, "count"), console)
    changed = [row for row in reread.rows if row["verdict"] != RowFate.STILL]
    if changed:
        console.print()
        listing.show_rows(changed, REJECTED, console, MOST)
    _show_end(reread, console)
    if changed and reread.summary is None:
        console.print(
            "nothing is published yet: --publish does it, so does the next night",
            highlight=False,
        )


def _show_end(reread: Reread, console: Console) -> None:
    for slug, trouble in reread.troubles.items():
        console.print(Text(f"{slug}: {trouble}", style="red"), soft_wrap=True)
    if reread.summary is not None:
        reread.summary.show_on(console)


def _carried_portals(settings: Settings, store: Store) -> list[str]:
    """Portals of the latest release that have a file here."""
    release = latest_release(store)
    known = {portal.slug for portal in load_portals(settings.portals)}
    carried = sorted(known.intersection(release.record["portals"] if release else ()))
    if not carried:
        raise UserError(
            f"no portal of {settings.portals} is in a release of {store.root}: run `taizhang nightly` first"
        )
    return carried


def _difference_lines(rows: Sequence[Row]) -> Iterator[Text]:
    ordered = sorted(rows, key=lambda row: (row["table"], row["change"], row["key"]))
    for (table, change), group in groupby(ordered, key=lambda row: (row["table"], row["change"])):
        same = list(group)
        yield Text(f"{table}: {len(same):,} {change}", style="bold")
        # A rule that touches a thousand rows is judged by a few of them.
        for row in same[:SHOWN]:
            yield Text(f"  {row['portal']} {row['key']}")
            if row["columns"]:
                for column in row["columns"]:
                    before, after = _shorten_values(
                        _plain_value(row["before"][column]), _plain_value(row["after"][column])
                    )
                    yield Text(f"    {column}: {before} → {after}")
        if len(same) > SHOWN:
            yield Text(f"  … and {len(same) - SHOWN:,} more; --json has all", style="dim")


def _plain_value(value: object) -> str:
    """A value as people read it."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return str(value).replace("\n", " ")


def _shorten_values(before: str, after: str) -> tuple[str, str]:
    """Two values cut to the place where they begin to differ."""
    differ = 0
    for place, (left, right) in enumerate(zip(before, after, strict=False)):
        if left != right:
            differ = place
            break
    start = 0
    if max(len(before), len(after)) > WIDTH:
        # A little of what both say stands before it, so that a person finds the place on the page.
        start = max(0, differ - WIDTH // 3)
    return _cut_value(before, start), _cut_value(after, start)


def _cut_value(text: str, start: int) -> str:
    return (
        ("…" if start else "")
        + text[start : start + WIDTH]
        + ("…" if len(text) > start + WIDTH else "")
    )
