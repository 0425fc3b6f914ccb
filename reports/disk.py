"""How much disk the store takes, and when it will be full if the archive grows as it did."""

import re
import shutil
from dataclasses import dataclass
from datetime import date, timedelta

from taizhang.store import Store

PARTS = ("archive", "builds", "releases")
# Days that the forecast looks back on.
SPAN = 30
WARC_DAY = re.compile(r"^archive/[^/]+/(\d{4})/(\d\d)/(\d\d)/")


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes used by each part of the store, free on its disk, and gained by the archive a day.

    `free` is None in a bucket. Builds and releases are left out of the pace: old ones are cleared
    away.
    """

    used: dict[str, int]
    free: int | None
    pace: float

    @property
    def total(self) -> int:
        """Bytes used in all."""
        return sum(self.used.values())

    @property
    def days_left(self) -> int | None:
        """Days until the disk is full at that pace; None where it does not grow or has no end."""
        if self.free is not None and self.pace > 0:
            return int(self.free / self.pace)
        return None


def measure_disk(store: Store, today: date) -> DiskUse:
    """The store's disk now."""
    sizes = {part: store.sizes(part) for part in PARTS}
    # None in a bucket, whose disk has no end that we could know.
    root = store.local_path("archive")
    free = None
    if root and root.parent.exists():
        free = shutil.disk_usage(root.parent).free
    used = {part: sum(found.values()) for part, found in sizes.items()}
    return DiskUse(used, free, archive_pace(sizes["archive"], today))


def archive_pace(sizes: dict[str, int], today: date) -> float:
    """Bytes a day that the archive gained over the last month, or since it began, by the days that its files name."""
    gained: dict[date, int] = {}
    for key, size in sizes.items():
        match = WARC_DAY.match(key)
        if match:
            day = date(int(match[1]), int(match[2]), int(match[3]))
            gained[day] = gained.get(day, 0) + size
    since = today - timedelta(days=SPAN)
    recent = {day: size for day, size in gained.items() if since <= day <= today}
    if not recent:
        return 0.0
    # An archive of a week is divided by its own days: by thirty its pace would look four times too
    # slow.
    begun = max(since, min(gained))
    return sum(recent.values()) / max(1, (today - begun).days)


def in_words(size: float) -> str:
    """Bytes as people read them: `1.4 GB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            if unit == "B" or size >= 10:
                return f"{size:.0f} {unit}"
            return f"{size:.1f} {unit}"
        size /= 1000
    if size >= 10:
        return f"{size:.0f} TB"
    return f"{size:.1f} TB"
