"""When a known address is asked for again: nightly while it is young, then weekly, then monthly."""

import zlib
from datetime import date, datetime
from typing import Literal

from extract.known_addresses import KnownAddresses
from extract.visits import Job
from taizhang.archive import Archive, Purpose
from taizhang.days import day_of
from taizhang.portals import Portal
from taizhang.tables.terms import Outcome

YOUNG, MIDDLE = 30, 180  # days
WEEK, MONTH = 7, 30
# The night asks for these by their age.
GONE = frozenset({Outcome.GONE, Outcome.SOFT_404, Outcome.REDIRECT})


def is_due(
    key: str,
    first: datetime,
    last: datetime,
    moment: datetime,
    policy: Literal["age", "all", "never"],
) -> bool:
    """Whether an address, first seen and last asked for then, is due tonight."""
    if policy != "age":
        return policy == "all"
    today = day_of(moment)
    since = (today - day_of(last)).days
    # A second run of the same day asks for nothing again.
    if since < 1:
        return False
    age = (today - day_of(first)).days
    interval = 1
    if age >= YOUNG:
        interval = WEEK if age < MIDDLE else MONTH
    # Nights that were missed are made up for: whose day fell on one of them is due at twice the
    # interval.
    return since >= 2 * interval or falls_on(key, today, interval)


def falls_on(key: str, today: date, interval: int) -> bool:
    """Whether today is this key's day of every `interval` days: what one night fetched is spread over many."""
    return (today.toordinal() + zlib.crc32(key.encode())) % interval == 0


def list_overdue(portal: Portal, archive: Archive, before: datetime) -> list[Job]:
    """The articles of a portal that still stand and were last asked for before a moment, the oldest first.

    For a recheck of everything, whatever its age, fetched in parts.
    """
    channels = {channel.slug for channel in portal.channels}
    overdue = [
        known
        for known in KnownAddresses(archive.table(portal.slug)).by_key.values()
        if known.purpose == Purpose.ARTICLE
        and known.channel in channels
        and known.outcome not in GONE
        and known.last_at < before
    ]
    overdue.sort(key=lambda known: (known.last_at, known.url))
    return [Job(known.url, Purpose.ARTICLE, known.channel, known.referrer) for known in overdue]
