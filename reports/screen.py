"""The status on a terminal, in one screen: what needs a person stands first."""

from datetime import datetime, timedelta
from itertools import chain

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reports.disk import in_words
from reports.health import PortalHealth
from reports.status import PortalCounts, Status, Trend
from reports.words import find_words
from taizhang.html import format_day, format_moment, format_share, format_signed
from taizhang.tables.terms import Coverage, Health

STYLES = {
    Health.FRESH: ("●", "green"),
    Health.QUIET: ("○", "cyan"),
    Health.STALE: ("◐", "yellow"),
    Health.BLOCKED: ("■", "magenta"),
    Health.BROKEN: ("◆", "red"),
}
BARS = "▁▂▃▄▅▆▇█"
# That are listed, those that need a person first; --json has all.
PORTALS = 20
# Days from which a forecast is not told to the day.
FAR = 3650
MOST = 5  # groups named in one line


def show_status(status: Status, console: Console) -> None:
    """Print it."""
    console.print(_head_text(status))
    if status.portals:
        console.print(_portal_table(status))
        _show_todo(status, console)
    for loss in status.losses:
        console.print(Text(loss, style="yellow"))
    facts = Table.grid(padding=(0, 2))
    for name, said in _status_facts(status):
        facts.add_row(Text(name, style="bold"), said)
    console.print(facts)


def _head_text(status: Status) -> Text:
    head = Text(f"{status.store}", style="bold")
    if status.release is None:
        return head.append(
            "\nNothing is published yet: `taizhang nightly` crawls, builds and publishes.",
            style="",
        )
    if status.rolled_back is not None:
        head.append(
            f"  release {status.release}, rolled back to it: {status.rolled_back}",
            style="yellow",
        )
    else:
        head.append(f"  release {status.release}", style="")
    states = ", ".join(
        f"{count} {find_words('health', state).en}" for state, count in status.health().items()
    )
    return head.append(f"\n{len(status.portals)} portals: {states}", style="")


def _portal_table(status: Status) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("portal", "health", "newest", "documents", "tasks", "issues", "last crawl"):
        table.add_column(
            column,
            justify="right" if column in ("documents", "tasks", "issues") else "left",
        )
    for portal in status.portals[:PORTALS]:
        counts = status.counts.get(portal.portal, PortalCounts())
        sign, colour = STYLES[portal.health]
        table.add_row(
            Text(portal.portal),
            Text(f"{sign} {portal.health.value}", style=colour),
            format_day(counts.newest_on),
            f"{counts.documents:,}",
            f"{counts.tasks:,}",
            f"{portal.issues:,}",
            _run_text(portal, status.at),
        )
    if len(status.portals) > PORTALS:
        table.add_row(Text(f"… and {len(status.portals) - PORTALS} more: --json", style="dim"))
    return table


def _run_text(portal: PortalHealth, at: datetime) -> Text:
    if portal.run is None:
        return Text("never", style="dim")
    came = ", ".join(
        f"{count} {find_words('outcome', outcome).en}"
        for outcome, count in portal.run.outcomes.items()
    )
    return Text(
        f"{format_ago(at - portal.run.started_at)}, {portal.run.state}: {came or 'nothing yet'}"
    )


def _show_todo(status: Status, console: Console) -> None:
    """Why, and what to do, for every portal that needs a person."""
    # Those that need a person stand first in the list, so that none of them is cut off before the
    # well ones.
    for portal in status.portals[:PORTALS]:
        if portal.needs_a_person:
            sign, colour = STYLES[portal.health]
            since = f" since {portal.since}" if portal.since else ""
            why = Text(
                f"{sign} {portal.portal} is {portal.health.value}{since}: {portal.reason or 'no reason was given'}",
                colour,
            )
            console.print(why)
            console.print(Padding(Text(portal.todo.en), (0, 0, 0, 2)))


def _status_facts(status: Status) -> list[tuple[str, Text]]:
    facts = [
        (trend.table, _trend_text(trend))
        for trend in status.trends
        if trend.table not in ("quarantine", "issues")
    ]
    if status.release:
        facts.append(
            (
                "quarantine",
                _groups_text([(" ".join(key), count) for key, count in status.quarantine]),
            )
        )
        facts.append(
            (
                "issues",
                _groups_text(
                    [(find_words("issue", code).en, count) for (code,), count in status.issues]
                ),
            )
        )
    if status.coverage:
        facts.append(("coverage", _coverage_text(status)))
    facts.append(("disk", _disk_text(status)))
    facts.append(
        (
            "next run",
            Text(
                f"{format_moment(status.next_run)} Asia/Shanghai"
                if status.next_run
                else "none is scheduled: `taizhang serve`"
            ),
        )
    )
    return facts


def _trend_text(trend: Trend) -> Text:
    if len(trend.counts) == 1:
        return Text(f"{trend.now:,}")
    return Text(f"{trend.now:,} ({format_signed(trend.gained)})  ").append(
        draw_bars(trend.counts),
        style="dim",
    )


def _groups_text(groups: list[tuple[str, int]]) -> Text:
    if not groups:
        return Text("none")
    words = ", ".join(f"{count:,} {name}" for name, count in groups[:MOST])
    more = ""
    if len(groups) > MOST:
        more = f", {len(groups) - MOST} kinds more"
    return Text(f"{sum(count for _, count in groups):,}: {words}{more}")


def _coverage_text(status: Status) -> Text:
    states = list(chain.from_iterable(strip.own for strip in status.coverage))
    least = min(status.coverage, key=lambda one: one.complete)
    words = f"{format_share(states.count(Coverage.COMPLETE) / len(states))} of {len(states):,} channel months complete"
    # Named so that a person knows where to backfill.
    if least.complete < 1:
        words += f"; least: {least.portal}/{least.channel} {format_share(least.complete)}"
    return Text(words)


def _disk_text(status: Status) -> Text:
    disk = status.disk
    parts = ", ".join(f"{name} {in_words(size)}" for name, size in disk.used.items())
    words = f"{in_words(disk.total)} ({parts})"
    if disk.free is not None:
        words += f"; {in_words(disk.free)} free"
    if disk.days_left is not None:
        when = "enough for ten years and more"
        # Beyond ten years the figure is nothing but noise of a month.
        if disk.days_left < FAR:
            when = f"full in {disk.days_left:,} days"
        words += f", {when} at the archive's {in_words(disk.pace)} a day"
    return Text(words)


def draw_bars(counts: tuple[int, ...]) -> str:
    """Counts as a line of small bars, from the least to the most."""
    low, high = min(counts), max(counts)
    return "".join(BARS[(count - low) * (len(BARS) - 1) // ((high - low) or 1)] for count in counts)


def format_ago(span: timedelta) -> str:
    """A span of time as people say it: `3 hours ago`."""
    seconds = max(0, int(span.total_seconds()))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        number = seconds // size
        if number:
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"
