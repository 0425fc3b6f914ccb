"""The table `coverage`: of each channel and month, whether all that was published was looked at.

A walk of a list on a day saw what was published between the day that it came down to and that day.
A month is complete where walks together leave none of its days out and every row of it was asked
for; the month under way is judged up to the last walk in it, so that a night without news changes
nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

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


def measure_coverage(
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
    found = _rows_by_channel(portal, captures, walks, documents)
    days = _without_none(row.day for row in chain.from_iterable(found.values()))
    first_day = min((day for day in days if day <= as_of), default=as_of)
    months = list(_list_months(first_day, as_of))
    rows: list[Row] = []
    for slug, listed in found.items():
        by_month: dict[str | None, list[Listed]] = defaultdict(list)
        for row in listed:
            by_month[f"{row.day:%Y-%m}" if row.day else None].append(row)
        # What has no day may belong to any month.
        nowhere = all(row.asked for row in by_month[None])
        seen = _days_seen([walk for walk in walks if walk.channel == slug])
        for first, last in months:
            inside = by_month[f"{first:%Y-%m}"]
            whole = (
                nowhere
                and all(row.asked for row in inside)
                and _is_seen_whole(first, last, seen, as_of)
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


def _rows_by_channel(
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
            # A dead link was answered: nothing more can be had of it. An error or a challenge
            # leaves the month open.
            if capture.outcome not in UNANSWERED:
                asked.add(capture.canonical_url)
            if capture.channel in rows and capture.canonical_url in known:
                rows[capture.channel].setdefault(capture.canonical_url, None)
    return {slug: list(_join_addresses(found, known, asked)) for slug, found in rows.items()}


def _join_addresses(
    rows: Mapping[str, date | None],
    known: Mapping[str, tuple[str, date | None]],
    asked: Collection[str],
) -> Iterator[Listed]:
    """Rows that are one document as one: with the first day that its addresses are listed with."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for url in rows:
        addresses[known[url][0] if url in known else url].append(url)
    for urls in addresses.values():
        days = _without_none(rows[url] for url in urls)
        published = _without_none(known[url][1] for url in urls if url in known)
        yield Listed(min(days or published, default=None), any(url in asked for url in urls))


def _without_none(days: Iterable[date | None]) -> list[date]:
    return [day for day in days if day is not None]


def _days_seen(walks: Sequence[PastWalk]) -> Spans:
    """Stretches of days that were seen whole, both ends included, joined where they touch."""
    spans = sorted(
        (date.min if walk.ended or walk.bottom is None else walk.bottom + DAY, walk.on)
        for walk in walks
        if walk.ended or (walk.bottom is not None and walk.bottom < walk.on)
    )
    joined: Spans = []
    for first, last in spans:
        # Days that touch are one stretch: a walk on each of two days leaves nothing between them.
        if joined and first <= joined[-1][1] + DAY:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def _is_seen_whole(first: date, last: date, seen: Spans, as_of: date) -> bool:
    """Whether one stretch holds all days of a month; of the month of `as_of`, those up to the last walk."""
    if not seen:
        return False
    # The month under way cannot be seen to its end yet: nothing is wrong about that.
    if last >= as_of:
        last = min(last, seen[-1][1])
    if first > last:
        return False
    return any(start <= first and end >= last for start, end in seen)


def _list_months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last days of the months between two days."""
    month = first.replace(day=1)
    while month <= last:
        # 31 days from the first of a month lie in the next one, whatever its length.
        following = (month + 31 * DAY).replace(day=1)
        yield month, following - DAY
        month = following
