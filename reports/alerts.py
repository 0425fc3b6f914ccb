"""What needs a person now, in one line each that says what to do, under a key that stays the same while it lasts.

Saying it, and saying it once, is up to whoever sends it.
"""

from datetime import timedelta

from reports.disk import in_words
from reports.explorer_links import explorer_page
from reports.health import PortalHealth
from reports.runs import newest_by_portal
from reports.status import Status
from taizhang.days import day_of
from taizhang.html import format_moment
from taizhang.tables.terms import Health

# A portal that only carries an older build needs a person after so long.
STALE_DAYS = 7
# So long without any crawl is too long, where there is one a night.
SILENT = timedelta(hours=36)
FULL_IN = 14  # days before the disk is full


def find_troubles(status: Status, disk_floor: int, explorer: str | None = None) -> dict[str, str]:
    """Troubles by key; `disk_floor` is in bytes, and a portal's trouble ends with its page in the explorer."""
    found = {
        # The key has no date and no figure: it must stay the same while the trouble lasts, or it
        # would be said every night.
        f"{portal.portal} {portal.health}": _portal_trouble(portal, explorer)
        for portal in status.portals
        if _is_overdue(portal, status)
    }
    return found | _night_troubles(status) | _disk_troubles(status, disk_floor)


def _is_overdue(portal: PortalHealth, status: Status) -> bool:
    """Whether a portal's state has lasted long enough to say it."""
    # A portal that is held back for a night or two most often comes back by itself.
    if portal.health is Health.STALE and portal.since is not None:
        return (day_of(status.at) - portal.since).days >= STALE_DAYS
    return portal.needs_a_person


def _portal_trouble(portal: PortalHealth, explorer: str | None) -> str:
    since = f" since {portal.since}" if portal.since else ""
    reason = portal.reason or "no reason was given"
    page = explorer_page(explorer, "portals", portal.portal)
    line = f"{portal.portal} ({portal.name}) is {portal.health}{since}: {reason}. {portal.todo.en}"
    return f"{line} {page}" if page else line


def _night_troubles(status: Status) -> dict[str, str]:
    """No release at all, no crawl for too long, or crawls whose release did not come out."""
    if status.release is None:
        line = "nothing could be published yet, every portal failed or was held back: run `taizhang nightly` to see why"
        return {"no release": line}
    newest = newest_by_portal(list(status.runs)).values()
    if not newest:
        return {}
    # By the archive, not by the release: a night that crawled and could not publish is another
    # trouble.
    last = max(run.started_at for run in newest)
    if status.at - last > SILENT:
        return {
            "no crawl": f"no portal was crawled since {format_moment(last)} Asia/Shanghai: is `taizhang serve` running?"
        }
    # All of them at once: the fault is most likely on our side.
    if len(status.portals) > 1 and all(portal.needs_a_person for portal in status.portals):
        line = "the release stands still, every portal is held back: look at this machine's own network first"
        return {"release held back": line}
    return {}


def _disk_troubles(status: Status, floor: int) -> dict[str, str]:
    free, left = status.disk.free, status.disk.days_left
    if free is None:
        return {}
    if free < floor or (left is not None and left < FULL_IN):
        when = f", enough for {left} days" if left is not None else ""
        return {
            "disk": f"{in_words(free)} free for the store {status.store}{when}: free some, or move the archive"
        }
    return {}
