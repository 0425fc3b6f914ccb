"""The run report: one HTML page with each release, for those who read it and those who keep the house running.

It needs no network and holds no script; the same facts give the same page.
"""

from datetime import UTC, datetime

from markupsafe import Markup

from reports import charts
from reports.facts import Facts, gather_facts
from reports.figures import Timeline
from reports.status import PortalCounts, Status, Trend
from reports.words import find_words
from taizhang.errors import UserError
from taizhang.html import format_number, format_signed
from taizhang.html.templates import template_environment
from taizhang.releases import REPORTS, Release, latest_release
from taizhang.store import Store
from taizhang.tables import TABLES
from taizhang.tables.terms import Change, Coverage, Role

LABELS = {
    "documents": ("Documents", "文件"),
    "tasks": ("Tasks", "任务"),
    "task_units": ("Units named", "列名单位"),
    "quarantine": ("Kept out", "隔离"),
    "issues": ("Issues", "问题"),
}
# Portals that need a person, with what to do; all stand in the table.
CARDS = 24
# Channels whose coverage is drawn, the least complete first.
STRIPS = 40


def write_report(
    store: Store,
    release_id: str | None = None,
    moment: datetime | None = None,
) -> str:
    """Write the report of a release, the latest unless another is named; its key in the store.

    It stands beside the releases, which nobody touches once they are published. Raises UserError
    without a release.
    """
    release = Release(store, release_id) if release_id else latest_release(store)
    if release is None:
        raise UserError(f"the store {store.root} has no release yet: run `taizhang nightly`")
    page = render_report(gather_facts(release, moment or datetime.now(UTC))).encode()
    key = f"{REPORTS}/{release.release_id}.html"
    store.write(key, page)
    # A copy, not a link: a bucket has none, and a page that is sent by mail must hold everything.
    store.write(f"{REPORTS}/latest.html", page)
    return key


def render_report(facts: Facts) -> str:
    """The page."""
    status = facts.status
    strips = sorted(
        status.coverage, key=lambda strip: (strip.complete, strip.portal, strip.channel)
    )
    template = template_environment("reports").get_template("run_report.html.j2")
    return template.render(
        facts=facts,
        status=status,
        headline=_headline_words(status),
        names={portal.portal: portal.name for portal in status.portals},
        nothing=PortalCounts(),
        cards=CARDS,
        strips=strips[:STRIPS],
        more_strips=len(strips[STRIPS:]),
        labels=LABELS,
        spark=_trend_spark,
        columns=_time_columns,
        strip=charts.draw_strip,
        years=charts.draw_years,
        words=find_words,
        tables=TABLES,
        roles=list(Role),
        kinds=list(Change),
        states=list(Coverage),
    )


def _headline_words(status: Status) -> tuple[str, str]:
    """The release in one sentence, in English and Chinese."""
    trends = {trend.table: trend for trend in status.trends}
    documents, tasks = trends["documents"], trends["tasks"]
    portals = sum(portal.build is not None for portal in status.portals)
    en = f"{format_number(documents.now)} documents and {format_number(tasks.now)} tasks from {portals} portals"
    zh = f"{portals} 个门户，{format_number(documents.now)} 份文件，{format_number(tasks.now)} 项任务"
    # A first release gained nothing: there was none before it.
    if len(documents.counts) == 1:
        return f"{en}: the first release.", f"{zh}：首次发布。"
    if documents.gained == tasks.gained == 0:
        return f"{en}, as many as before.", f"{zh}，数量与上次发布相同。"
    more, most = format_signed(documents.gained), format_signed(tasks.gained)
    return (
        f"{en}: {more} documents and {most} tasks since the release before.",
        f"{zh}；较上次发布文件 {more}、任务 {most}。",
    )


def _trend_spark(trend: Trend) -> Markup:
    counts = ", ".join(format_number(count) for count in trend.counts)
    return charts.draw_spark(
        trend.counts,
        f"{trend.table} in the last {len(trend.counts)} releases: {counts}",
    )


def _time_columns(timeline: Timeline, says: str, tone: str) -> Markup:
    """A chart over time; `says` is what is counted."""
    sentence = f"{says} by {timeline.step}: {format_number(sum(timeline.counts))} in all"
    return charts.draw_columns(timeline.names, timeline.marks, timeline.counts, sentence, tone)
