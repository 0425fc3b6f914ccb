"""The day on which a crawl saw something: one for a whole run, also where the run goes on past midnight."""

from contextlib import suppress
from datetime import UTC, date, datetime

from taizhang.archive import Capture
from taizhang.days import day_of

STAMP = "%Y%m%dT%H%M%SZ"  # what a run's id begins with: when it started


def seen_on(capture: Capture, as_of: date) -> date:
    """The day in China on which the capture's run started; its own day where it is older, as an imported one is.

    Never later than the build's day. A day taken from the capture alone would move once the next night's build no
    longer cut it off at its own.
    """
    days = [as_of, day_of(capture.captured_at)]
    with suppress(ValueError):  # an archive whose runs are named otherwise
        days.append(day_of(datetime.strptime(capture.run_id[:16], STAMP).replace(tzinfo=UTC)))
    return min(days)
