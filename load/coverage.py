"""The table `coverage`.

Of each channel and month, whether everything that was published then was looked at.

A walk of a list on a day saw what was published between the day that it came down to and that day.
A month is complete where walks together leave none of its days out and every row of it was asked
for; the month under way is judged up to the last walk in it, so a night without news changes
nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pyarrow as pa

from extract.past_walks import PastWalk
from taizhang.archive import Capture, Purpose
from taizhang.portals import Portal
from taizhang.rows import Row
from taizhang.tables import TABLES
from taizhang.tables.terms import Coverage, Outcome

UNANSWERED = (Outcome.ERROR, Outcome.BLOCKED)
DAY = timedelta(days=1)


Spans = list[tuple[date, date]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list, or a document found otherwise: its day, and whether it was asked for."""

    day: date | None
    asked: bool


def coverage(
    portal: Portal,
    captures: Sequence[Capture],
    walks: Sequence[PastWalk],
    documents: pa.Table,
    as_of: date,
) -> pa.Table:
    """The portal's rows, from the month of its first known document to that of `as_of`.

    A document counts in the month that its list gives; where that gives none, in that of its
    publication.
    """
    found = _listed(portal, captures, walks, documents)
    days = [one.day for listed in found.values() for one in listed if one.day and one.day <= as_of]
    months = list(_months(min(days, default=as_of), as_of))
    rows: list[Row] = []
    for slug, listed in found.items():
        by_month: dict[str | None, list[Listed]] = defaultdict(list)
        for one in listed:
            by_month[f"{one.day:%Y-%m}" if one.day else None].append(one)
        # What has no day may belong to any month.
        nowhere = all(one.asked for one in by_month[None])
        seen = _seen([walk for walk in walks if walk.channel == slug])
        for first, last in months:
            inside = by_month[f"{first:%Y-%m}"]
            whole = (
                nowhere and all(one.asked for one in inside) and _whole(first, last, seen, as_of)
            )
            touched = inside or any(start <= last and end >= first for start, end in seen)
            if whole:
                state = Coverage.COMPLETE
            else:
                state = Coverage.PARTIAL if touched else Coverage.NEVER
            rows.append(
                {"portal": portal.slug, "channel": slug, "month": f"{first:%Y-%m}"}
                | {"state": state, "documents": len(inside)}
            )
    return TABLES["coverage"].to_arrow(rows)


def _listed(
    portal: Portal, captures: Sequence[Capture], walks: Sequence[PastWalk], documents: pa.Table
) -> dict[str, list[Listed]]:
    """What is known of each channel, each document once though it may have several addresses."""
    known: dict[str, tuple[str, date | None]] = {}
    columns = ("document_id", "url", "aliases", "published_on")
    for name, url, aliases, day in zip(
        *(documents[column].to_pylist() for column in columns),
        strict=True,
    ):
        known |= dict.fromkeys((url, *aliases), (name, day))
    rows: dict[str, dict[str, date | None]] = {channel.slug: {} for channel in portal.channels}
    for walk in walks:
        if walk.channel in rows:
            of_channel = rows[walk.channel]
            of_channel |= {url: day or of_channel.get(url) for url, day in walk.rows.items()}
    asked: set[str] = set()
    for capture in captures:
        if capture.purpose == Purpose.ARTICLE:
            if capture.outcome not in UNANSWERED:
                asked.add(capture.canonical_url)
            if capture.channel in rows and capture.canonical_url in known:
                rows[capture.channel].setdefault(capture.canonical_url, None)
    return {slug: list(_once(found, known, asked)) for slug, found in rows.items()}


def _once(
    rows: Mapping[str, date | None],
    known: Mapping[str, tuple[str, date | None]],
    asked: Collection[str],
) -> Iterator[Listed]:
    """Rows that are one document as one: with the first day that its addresses are listed with."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for url in rows:
        addresses[known[url][0] if url in known else url].append(url)
    for urls in addresses.values():
        days = [day for url in urls if (day := rows[url])]
        published = [day for url in urls if url in known and (day := known[url][1])]
        yield Listed(min(days or published, default=None), any(url in asked for url in urls))


def _seen(walks: Sequence[PastWalk]) -> Spans:
    """Stretches of days that were seen whole, both ends included, joined where they touch."""
    spans = sorted(
        (date.min if walk.ended or walk.bottom is None else walk.bottom + DAY, walk.on)
        for walk in walks
        if walk.ended or (walk.bottom is not None and walk.bottom < walk.on)
    )
    joined: Spans = []
    for first, last in spans:
        if joined and first <= joined[-1][1] + DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _whole(first: date, last: date, seen: Spans, as_of: date) -> bool:
    """Whether one stretch holds all days of a month.

    Of the month of `as_of`, those up to the last walk.
    """
    if not seen:
        return False
    if last >= as_of:
        last = min(last, seen[-1][1])
    if first > last:
        return False
    return any(start <= first and end >= last for start, end in seen)


def _months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last days of the months between two days."""
    month = first.replace(day=1)
    while month <= last:
        following = (month + 31 * DAY).replace(day=1)
        yield month, following - DAY
        month = following
