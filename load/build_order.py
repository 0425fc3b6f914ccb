"""What is to be built: which portal, up to when, by whom, with which corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from load.corrections import Correction
from load.reading.workers import Workers
from taizhang.portals import Portal


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """An order for the build of one portal.

    What the archive shows of days after `as_of` does not count, nor what came after the moment
    `until`. `corrections` are the portal's. With `since` it is a preview: of what is older than
    that day nothing is read again.
    """

    portal: Portal
    as_of: date
    until: datetime | None = None
    workers: Workers = 1
    corrections: Sequence[Correction] = ()
    since: date | None = None
