"""Going back in time: what a portal's lists show of a stretch of days, and the fetching of it in parts.

A stretch is planned by walking the lists down to its first day; what is known already is not wanted. A part is a crawl
of its own, so that a kill loses nothing and the night can come in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.crawl import CrawlReport, crawl
from extract.known import Memory
from extract.lists import Item
from extract.manners import Manners
from extract.visitor import Clock, Job, StopNight, Visitor
from extract.walk import Walk, Walker
from taizhang.archive import Archive, Purpose
from taizhang.errors import PortalError
from taizhang.portals import Portal
from taizhang.settings import Settings
from taizhang.store import Store

PURPOSE = "backfill"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to fetch; `listed_on` is None where its list gives no date."""

    url: str
    channel: str
    referrer: str
    listed_on: date | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a channel's list shows of the days asked for. `problem`: why the list was not walked to their first day."""

    channel: str
    list_pages: int
    listed: int
    known: int
    wanted: tuple[Wanted, ...]
    problem: str | None


def plan_backfill(portal: Portal, store: Store, settings: Settings, since: date, until: date) -> list[Stretch]:
    """Walk a portal's lists; only list pages are fetched. Raises PortalError where the site stops the walk."""
    clock = Clock()
    with store.lock(f"crawl-{portal.slug}", f"planning a backfill of {portal.slug}"):
        archive = Archive(store)
        run = archive.open_run(portal.slug, clock.start, "plan")
        memory = Memory(archive.table(portal.slug))
        visitor = Visitor(portal, archive, run, memory, Manners.of(portal, settings), clock)
        ended = False
        try:
            stretches = [
                _stretch(
                    Walker(visitor, channel, lambda item: _before(item, since), full=False).walk(), memory, since, until
                )
                for channel in portal.channels
            ]
            ended = True
        except StopNight as reason:
            raise PortalError(f"{portal.slug}: {reason}") from None
        finally:
            visitor.close()
            run.close(complete=ended)
    return stretches


def fetch_part(portal: Portal, store: Store, settings: Settings, wanted: Sequence[Wanted]) -> CrawlReport:
    """Fetch some of what was planned, with its attachments. Raises InUseError while another crawl has the portal."""
    jobs = [Job(one.url, Purpose.ARTICLE, one.channel, one.referrer) for one in wanted]
    return crawl(portal, store, settings, purpose=PURPOSE, jobs=jobs)


def _before(item: Item, since: date) -> bool:
    """Whether an item lies before the stretch; a page of nothing else ends the walk."""
    return item.day is not None and item.day < since


def _stretch(walk: Walk, memory: Memory, since: date, until: date) -> Stretch:
    inside = [item for item in walk.items.values() if item.day is None or since <= item.day <= until]
    unknown = [item for item in inside if memory.get((item.url, None)) is None]
    channel = walk.channel
    wanted = tuple(Wanted(item.url, channel.slug, channel.url, item.day) for item in unknown)
    return Stretch(channel.slug, walk.pages, len(inside), len(inside) - len(unknown), wanted, walk.problem)
