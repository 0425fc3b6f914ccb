"""What tests of the crawl share: replay servers, quick manners, nights on the replay portals and on small sites."""

import dataclasses
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from site_of_ones_own import Site

from extract.crawl import CrawlReport, crawl_portal
from extract.manners import Manners
from taizhang.portals import Channel, Portal, PortalRegion
from taizhang.settings import Settings
from taizhang.store import Store

PORTALS = Path(__file__).resolve().parents[1] / "portals"
SETTINGS = Settings(contact="mailto:crawler@example.org")
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
QUICK: dict[str, Any] = {
    "rate": 1e9,
    "longest_crawl_delay": 0.0,
    "timeout": 2.0,
    "exchange": 3.0,
    "delays": (0.05, 0.1, 0.2),
    "blocked_hold": (0.05,),
    "max_bytes": 4 * 2**20,
}


class Replay:
    """One replay server and its request log."""

    def __init__(self, shared: Path, log: Path, *options: str) -> None:
        self._log = log
        serve = shared / "portals" / "serve.py"
        command = [sys.executable, str(serve), "--port", "0", "--log", str(log), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.address = "http://" + self.process.stdout.readline().split()[2]

    def requests(self) -> list[dict[str, Any]]:
        """What was asked so far."""
        return (
            [json.loads(line) for line in self._log.read_text().splitlines()]
            if self._log.exists()
            else []
        )

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


def manners_for(portal: Portal, **given: Any) -> Manners:
    return dataclasses.replace(Manners.of(portal, SETTINGS), **{**QUICK, **given})


def crawl_all(
    portals: list[Portal], folder: Path, night: int = 0, **given: Any
) -> dict[str, CrawlReport]:
    """One night on all portals at once, as flows does it."""
    store, now = Store(folder), NOW + timedelta(days=night)

    def one(portal: Portal) -> CrawlReport:
        return crawl_portal(portal, store, manners_for(portal, **given), now)

    with ThreadPoolExecutor(len(portals)) as pool:
        return {report.portal: report for report in pool.map(one, portals)}


def portal_of(site: Site, **given: Any) -> Portal:
    values: dict[str, Any] = {
        "slug": "fangcheng",
        "name": "方城区人民政府",
        "region": PortalRegion(code="371302", name="方城区"),
        "url": site.url + "/",
        "owner": "方城区人民政府办公室",
        "terms": "none",
        "channels": (Channel(slug="zfwj", name="政府文件", url=site.url + "/list/"),),
        "allow_private": True,
        "recheck": "all",
    }
    return Portal(**{**values, **given})


def night(
    site: Site, folder: Path, number: int = 0, portal: Portal | None = None, **manners: Any
) -> CrawlReport:
    portal = portal or portal_of(site)
    now = NOW + timedelta(days=number)
    return crawl_portal(portal, Store(folder), manners_for(portal, **manners), now)
