"""The replay portals, night after night: all that is listed is found, nothing else is fetched, little fetched twice."""

import itertools
import json
import multiprocessing
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crawling import NOW, crawl_all, manners_for

from extract.crawl import visit_addresses
from taizhang.archive import Archive
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Outcome

pytestmark = pytest.mark.shared
HELD = {Outcome.CONTENT, Outcome.UNCHANGED}


def address(request: dict[str, Any]) -> str:
    return f"http://{request['host']}{request['path']}"


def outcomes(folder: Path, portal: str) -> dict[str, Outcome]:
    return {capture.url: capture.outcome for capture in Archive(Store(folder)).captures(portal)}


def test_a_first_night_finds_every_article_and_fetches_nothing_forbidden(
    replay: Callable[..., Any], portals: list[Portal], truth: dict[str, Any], tmp_path: Path
) -> None:
    server = replay()
    reports = crawl_all(portals, tmp_path / "store")
    asked = Counter(address(request) for request in server.requests())
    for slug, site in truth.items():
        assert reports[slug].errors == []
        assert reports[slug].complete
        found = outcomes(tmp_path / "store", slug)
        first = site["generation1"]
        assert [a["url"] for a in first["articles"] if found.get(a["url"]) != "content"] == []
        assert [a["url"] for a in site["attachments"] if a["url"] not in found] == []
        assert {found[url] for url in site["dead_links"]} <= {"gone", "soft_404"}
        assert all(found[redirect["url"]] == "redirect" for redirect in site["redirects"])
        pages = {url for entry in first["entries"] for url in entry["page_urls"]}
        expected = {
            *(article["url"] for article in first["articles"]),
            *(attachment["url"] for attachment in site["attachments"]),
            *(redirect["url"] for redirect in site["redirects"]),
            *site["dead_links"],
            *pages,
        }
        other = {url for url in asked if url.startswith(f"http://{site['host']}/")} - expected
        # What else a crawl needs: robots.txt, the lists' interfaces, and a file that is none.
        assert all(
            "robots.txt" in url or "dataproxy" in url or "/common/search/" in url or "DEAD" in url
            for url in other
        )
    assert set(asked.values()) == {1}, "an address was asked for twice"
    assert {request["host"] for request in server.requests()} == {
        site["host"] for site in truth.values()
    }
    assert {request["user-agent"].partition("/")[0] for request in server.requests()} == {
        "taizhang"
    }


@pytest.mark.parametrize(("options", "share"), [((), 0.05), (("--no-list-validators",), 0.12)])
def test_a_quiet_night_costs_next_to_nothing(
    replay: Callable[..., Any],
    portals: list[Portal],
    tmp_path: Path,
    options: tuple[str, ...],
    share: float,
) -> None:
    server = replay(*options)
    crawl_all(portals, tmp_path / "store")
    first = server.requests()
    crawl_all(portals, tmp_path / "store", night=1)
    second = server.requests()[len(first) :]
    spent = sum(request["bytes"] for request in second) / sum(request["bytes"] for request in first)
    print(f"\nsecond night: {len(second)} requests, {spent:.1%} of the first night's bytes")
    assert spent < share
    archive = Archive(Store(tmp_path / "store"))
    for portal in portals:
        captures = archive.captures(portal.slug)
        held = {
            capture.url
            for capture in captures
            if capture.purpose == "article" and capture.outcome == "content"
        }
        again = [request for request in second if address(request) in held]
        assert len(again) == len(held)
        assert {request["status"] for request in again} == {304}
        newest = {capture.url: capture for capture in captures}
        assert {newest[url].outcome for url in held} == {Outcome.UNCHANGED}
        assert all(archive.payload(newest[url]) for url in held)


def test_a_changed_site_is_seen_as_it_changed(
    replay: Callable[..., Any], portals: list[Portal], truth: dict[str, Any], tmp_path: Path
) -> None:
    replay()
    crawl_all(portals, tmp_path / "store")
    replay("--generation", "2")
    reports = crawl_all(portals, tmp_path / "store", night=1)
    for slug, site in truth.items():
        found, second = outcomes(tmp_path / "store", slug), site["generation2"]
        assert {found[entry["url"]] for entry in second["new"]} == {"content"}
        assert {found[entry["url"]] for entry in second["changed"]} == {"content"}
        assert {found[entry["url"]] for entry in second["removed"]} <= {"gone", "soft_404"}
        moved = {entry["url"] for kind in ("new", "changed", "removed") for entry in second[kind]}
        still = (
            {a["url"] for a in site["generation1"]["articles"]} - moved - set(second["chrome_only"])
        )
        assert {found[url] for url in still} == {"unchanged"}
        assert reports[slug].new_articles == len(second["new"])


def test_a_patient_crawl_gets_everything(
    replay: Callable[..., Any],
    shared: Path,
    portals: list[Portal],
    truth: dict[str, Any],
    tmp_path: Path,
) -> None:
    server = replay("--faults", str(shared / "portals" / "faults" / "retry.json"))
    reports = crawl_all(portals, tmp_path / "store")
    for slug, site in truth.items():
        assert reports[slug].errors == []
        found = outcomes(tmp_path / "store", slug)
        assert [
            a["url"] for a in site["generation1"]["articles"] if found.get(a["url"]) != "content"
        ] == []
    told_to_wait = [request for request in server.requests() if request["status"] in (429, 503)]
    assert len(told_to_wait) > 2
    for request in told_to_wait:
        later = [
            r["time"]
            for r in server.requests()
            if r["host"] == request["host"] and r["time"] > request["time"]
        ]
        assert min(later) - request["time"] > 0.99, "Retry-After: 1 was not kept"


# Each fault lasts, on one article of its own: (kind, more of the rule, outcome, words of the detail).
FAULTS = [
    ("status", {"status": 503}, "error", "status 503"),
    ("status", {"status": 403}, "blocked", "status 403"),
    ("reset", {"after": 400}, "error", "400 of"),
    ("truncate", {}, "error", "bytes came"),
    ("drip", {"chunk": 1, "interval_ms": 200}, "error", "not finished in 3 s"),
    ("challenge", {}, "blocked", "challenge: $_ts"),
    ("redirect_loop", {}, "error", "more than 5 redirects"),
    ("redirect_loop", {"same": True}, "error", "redirects to itself"),
    ("big", {"size": 52428800}, "error", "larger than 4194304 bytes"),
    ("big", {"size": 52428800, "no_length": True}, "error", "larger than 4194304 bytes"),
    ("bad_gzip", {}, "error", "content encoding damaged"),
    ("close", {}, "error", "connection"),
    ("stall", {"seconds": 6}, "error", "timed out"),
]


def test_each_fault_has_an_outcome_and_the_rest_goes_on(
    replay: Callable[..., Any], portals: list[Portal], truth: dict[str, Any], tmp_path: Path
) -> None:
    site = truth["lanshan"]
    first = site["generation1"]
    plain = [a["url"] for a in first["articles"] if "listed_as" not in a]
    victims = plain[:: len(plain) // len(FAULTS)][: len(FAULTS)]
    rules = [
        {
            "host": site["host"],
            "path": "^" + url.partition(site["host"])[2].replace(".", r"\."),
            "fault": kind,
            **more,
        }
        for url, (kind, more, _, _) in zip(victims, FAULTS, strict=True)
    ]
    (tmp_path / "faults.json").write_text(json.dumps(rules))
    server = replay("--faults", str(tmp_path / "faults.json"))
    (report,) = crawl_all(
        [p for p in portals if p.slug == "lanshan"], tmp_path / "store", failure_limit=99
    ).values()
    captures = Archive(Store(tmp_path / "store")).captures("lanshan")
    print(f"\n{'fault':<15}{'outcome':<10}{'asked':>6}{'bytes':>10}  detail")
    for url, (kind, _, outcome, words) in zip(victims, FAULTS, strict=True):
        path = url.partition(site["host"])[2]
        mine = [capture for capture in captures if capture.url.startswith(url)]
        asked = [request for request in server.requests() if request["path"].startswith(path)]
        last, spent = mine[-1], sum(request["bytes"] for request in asked)
        print(f"{kind:<15}{last.outcome:<10}{len(asked):>6}{spent:>10}  {last.detail or ''}")
        assert last.outcome == outcome
        assert words in (last.detail or "")
        assert len(asked) <= 6
    found = {capture.url: capture.outcome for capture in captures}
    rest = [a["url"] for a in first["articles"] if a["url"] not in victims]
    assert [url for url in rest if found.get(url) != "content"] == []
    assert report.complete
    assert report.seconds < 60


def test_a_hostile_site_is_given_up_and_the_rest_goes_on(
    replay: Callable[..., Any],
    shared: Path,
    portals: list[Portal],
    truth: dict[str, Any],
    tmp_path: Path,
) -> None:
    replay("--faults", str(shared / "portals" / "faults" / "hostile.json"))
    reports = crawl_all(portals, tmp_path / "store")
    for slug, site in truth.items():
        (entry, *_) = site["generation1"]["entries"]
        here = [a["url"] for a in site["generation1"]["articles"] if a["column"] == entry["column"]]
        found = outcomes(tmp_path / "store", slug)
        assert [url for url in here if found.get(url) != "content"] == [], (
            "the other channel suffered"
        )
        assert len(reports[slug].errors) == 1
        assert reports[slug].seconds < 60


def test_four_workers_at_once_keep_rate_crawl_delay_and_retry_after(
    replay: Callable[..., Any], portals: list[Portal], truth: dict[str, Any], tmp_path: Path
) -> None:
    urls = {
        slug: [a["url"] for a in truth[slug]["generation1"]["articles"][-4:]]
        for slug in ("qinzhou", "huining")
    }
    busy = "^" + urls["qinzhou"][0].partition(".test")[2]
    rule = {
        "host": "qinzhou.gov.test",
        "path": busy,
        "fault": "status",
        "status": 503,
        "retry_after": 1,
        "first": 1,
    }
    (tmp_path / "faults.json").write_text(json.dumps([rule]))
    server = replay("--faults", str(tmp_path / "faults.json"))
    by_slug = {portal.slug: portal for portal in portals}

    def work(number: int) -> None:
        for slug, addresses in urls.items():
            portal, store = by_slug[slug], Store(tmp_path / str(number))
            manners = manners_for(portal, rate=20.0, longest_crawl_delay=5.0)
            visit_addresses(
                portal, store, manners, addresses[: 4 if slug == "qinzhou" else 2], now=NOW
            )

    workers = [
        multiprocessing.get_context("fork").Process(target=work, args=(number,))
        for number in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    log = sorted(server.requests(), key=lambda request: request["time"])
    for slug, least in (("qinzhou", 0.05), ("huining", 0.5)):
        # robots.txt says the Crawl-delay: what comes before it cannot keep it.
        times = [
            r["time"]
            for r in log
            if r["host"].startswith(slug) and (slug == "qinzhou" or "robots" not in r["path"])
        ]
        gaps = [after - before for before, after in itertools.pairwise(times)]
        print(
            f"\n{slug}: {len(times)} requests of four workers, {least} s asked for, least {min(gaps):.3f} s"
        )
        assert min(gaps) >= least - 0.001
    refused = next(r["time"] for r in log if r["status"] == 503)
    after = [r["time"] for r in log if r["host"].startswith("qinzhou") and r["time"] > refused]
    print(f"after Retry-After: 1 the site was left alone for {after[0] - refused:.3f} s")
    assert after[0] - refused > 0.99
