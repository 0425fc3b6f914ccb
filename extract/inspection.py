"""A look at a portal by 国办秘函〔2019〕19号 (检查指标) and for signs of hijacking: rows of `portal_checks`.

The site is asked for its home page and its channels' first pages only; all else is told from the
archive.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from extract.hijack import hijack_signs
from extract.known_addresses import KnownAddresses
from extract.list_walk import NOT_PARSED, Walk, Walker
from extract.manners import Manners
from extract.visitor import Visitor
from extract.visits import Clock, Job, StopNight, Visit
from taizhang.archive import Archive, Capture, Purpose
from taizhang.archive.checks import write_checks
from taizhang.dates import find_days
from taizhang.days import day_of
from taizhang.decoding import decode_text
from taizhang.portals import Channel, Portal
from taizhang.settings import Settings
from taizhang.store import Store
from taizhang.tables.terms import Outcome

# 站点无法访问: no answer within 15 seconds.
ANSWER_SECONDS = 15
HOME_DAYS = 14  # 首页不更新
# 栏目不更新: this many fail the whole site.
STALE_CHANNELS = 10
EMPTY_CHANNELS = 5  # 空白栏目
DEAD = frozenset({Outcome.GONE, Outcome.SOFT_404})
# Articles whose pages are looked at for signs, the newest first.
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Check:
    """One row of `portal_checks` but for portal and day."""

    check: str
    passed: bool
    value: str
    limit: str
    channel: str | None = None
    evidence: str | None = None


def inspect_site(
    portal: Portal,
    store: Store,
    settings: Settings,
    now: datetime | None = None,
    manners: Manners | None = None,
) -> list[dict[str, Any]]:
    """Inspect a portal; the rows of `portal_checks`, also kept in the archive.

    Raises StoreError where a crawl holds the portal.
    """
    manners = manners or Manners.of(portal, settings)
    clock = Clock(now)
    with store.lock(f"crawl-{portal.slug}", f"inspecting {portal.slug}"):
        archive = Archive(store)
        known = archive.captures(portal.slug)
        run = archive.open_run(portal.slug, clock.start, "inspect")
        visitor = Visitor(
            portal,
            archive,
            run,
            KnownAddresses(archive.table(portal.slug), clock.start),
            manners,
            clock,
        )
        try:
            checks = list(_looked_at(portal, visitor, day_of(clock.start)))
        finally:
            visitor.close()
            run.close(complete=True)
        checks += _from_archive(archive, known)
    rows = [_check_row(portal.slug, day_of(clock.start), check) for check in checks]
    write_checks(store, portal.slug, day_of(clock.start), rows)
    return rows


def _looked_at(portal: Portal, visitor: Visitor, today: date) -> Iterator[Check]:
    """Checks that visits of this night answer."""
    started = time.monotonic()
    try:
        visit = visitor.visit_once(Job(portal.url, Purpose.HOME))
    except StopNight as reason:
        yield Check("reachable", False, str(reason), f"{ANSWER_SECONDS} s", evidence=portal.url)
        return
    seconds = time.monotonic() - started
    # The measure of the inspectors: a page that comes after that counts as not reached.
    reached = visit.has_page and seconds <= ANSWER_SECONDS
    if visit.has_page:
        value = f"{seconds:.1f} s"
    else:
        value = visit.capture.detail or visit.capture.outcome.value
    yield Check("reachable", reached, value, f"{ANSWER_SECONDS} s", evidence=portal.url)
    if visit.has_page:
        yield _home_updated(visit, today)
        for sign in hijack_signs(visit.text, portal.url):
            if sign.evidence:
                evidence = f"{portal.url} {sign.evidence}"
            else:
                evidence = portal.url
            yield Check(sign.check, sign.passed, sign.value, sign.limit, evidence=evidence)
    yield from _check_channels(portal, visitor, today)


def _home_updated(visit: Visit, today: date) -> Check:
    # A notice of an event to come bears its day: only days that have been say when the page was
    # last tended.
    days = [found.day for found in find_days(visit.text) if found.day <= today]
    newest = max(days, default=None)
    passed = newest is not None and (today - newest).days <= HOME_DAYS
    return Check(
        "home_updated",
        passed,
        str(newest or "no date"),
        f"{HOME_DAYS} days",
        evidence=visit.job.url,
    )


def _check_channels(portal: Portal, visitor: Visitor, today: date) -> Iterator[Check]:
    counts: Counter[str] = Counter()
    for channel in portal.channels:
        try:
            walk = Walker(visitor, channel, lambda _: True, full=False).walk_list()
        except StopNight as reason:
            yield Check(
                "channel_reachable",
                False,
                str(reason),
                "reachable",
                channel.slug,
                channel.url,
            )
            continue
        for check in _check_channel(channel, walk, today):
            counts[check.check] += not check.passed
            yield check
    for name, limit in (("channel_updated", STALE_CHANNELS), ("channel_not_empty", EMPTY_CHANNELS)):
        yield Check(f"failed_{name}", counts[name] < limit, str(counts[name]), f"< {limit}")


def _check_channel(channel: Channel, walk: Walk, today: date) -> Iterator[Check]:
    # A list that broke off behind its first rows is no empty channel: its newest day is known.
    if walk.problem is not None and not walk.complete and not walk.items:
        kind = "channel_reachable"
        if walk.problem == NOT_PARSED:
            kind = "list_parsed"
        yield Check(kind, False, walk.problem, "a list", channel.slug, channel.url)
        return
    yield Check(
        "channel_not_empty",
        bool(walk.items),
        f"{len(walk.items)} items",
        "> 0",
        channel.slug,
        channel.url,
    )
    days = [item.day for item in walk.items.values() if item.day is not None and item.day <= today]
    limit = channel.kind.freshness_days
    if limit is not None and walk.items:
        newest = max(days, default=None)
        passed = newest is not None and (today - newest).days <= limit
        yield Check(
            "channel_updated",
            passed,
            str(newest or "no date"),
            f"{limit} days",
            channel.slug,
            channel.url,
        )


def _from_archive(archive: Archive, captures: list[Capture]) -> Iterator[Check]:
    """Checks that the archive answers: dead links, and signs on the newest articles."""
    # Captures are in order of time: of each address the newest stays.
    newest = {
        capture.canonical_url: capture for capture in captures if capture.purpose != Purpose.ROBOTS
    }
    dead = sorted(url for url, capture in newest.items() if capture.outcome in DEAD)
    yield Check("dead_links", not dead, str(len(dead)), "0", evidence=" ".join(dead[:5]) or None)
    failed: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    limits: dict[str, str] = {}
    pages = [c for c in captures if c.purpose == Purpose.ARTICLE and c.outcome == Outcome.CONTENT]
    # The newest, in order of time: signs on pages of years ago were seen by earlier inspections.
    for capture in pages[-LOOKED_AT:]:
        if capture.media_type != "text/html":
            continue
        for sign in hijack_signs(_page_text(archive, capture), capture.url):
            limits[sign.check] = sign.limit
            if not sign.passed:
                failed[sign.check, capture.channel].append(
                    f"{capture.url} ({sign.value}: {sign.evidence or ''})"
                )
    for check, limit in limits.items():
        yield Check(
            f"articles_{check}",
            not any(key[0] == check for key in failed),
            f"{min(len(pages), LOOKED_AT)} articles",
            limit,
        )
    for (check, channel), found in failed.items():
        evidence = " ".join(found[:5])
        yield Check(
            f"channel_{check}",
            False,
            f"{len(found)} articles",
            limits[check],
            channel,
            evidence,
        )


def _page_text(archive: Archive, capture: Capture) -> str:
    return decode_text(archive.payload(capture), capture.charset_declared).text


def _check_row(portal: str, day: date, check: Check) -> dict[str, Any]:
    return {
        "portal": portal,
        "checked_on": day,
        "channel": check.channel,
        "check": check.check,
        "value": check.value,
        "limit": check.limit,
        "passed": check.passed,
        "evidence": check.evidence,
    }
