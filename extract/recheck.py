"""When a known address is asked for again: nightly while it is young, then weekly, then monthly; spread over nights."""

import zlib
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
YOUNG, MIDDLE = 30, 180  # days
WEEK, MONTH = 7, 30


def day_in_china(moment: datetime) -> date:
    """The day that a moment belongs to on the portals' calendar."""
    return moment.astimezone(CHINA).date()


def is_due(key: str, first: datetime, last: datetime, now: datetime, policy: Literal["age", "all", "never"]) -> bool:
    """Whether an address, first seen and last asked for then, is due tonight."""
    if policy != "age":
        return policy == "all"
    today = day_in_china(now)
    since = (today - day_in_china(last)).days
    if since < 1:
        return False
    age = (today - day_in_china(first)).days
    interval = 1 if age < YOUNG else WEEK if age < MIDDLE else MONTH
    return since >= 2 * interval or falls_on(key, today, interval)


def falls_on(key: str, today: date, interval: int) -> bool:
    """Whether today is this key's day of every `interval` days: so that what was fetched in one night is spread."""
    return (today.toordinal() + zlib.crc32(key.encode())) % interval == 0
