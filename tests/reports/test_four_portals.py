"""Two nights of four portals, from the archive to the page: one stays well, one shrinks, one blocks, one breaks."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from load.build import finish_build, prepare_build
from load.build_order import BuildOrder
from load.builds import newest_build
from load.release.release import publish
from reports.alerts import find_troubles
from reports.run_report import write_report
from reports.screen import show_status
from reports.status import Status, read_status
from taizhang.archive import Archive, Exchange, Purpose
from taizhang.outcomes import ReceivedAnswer, judge_answer
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Health, Outcome

FIRST = date(2026, 11, 20)
NAMES = {"jian": "建安县", "suo": "索河县", "feng": "封丘县", "huai": "淮滨县"}
TASK = "（一）公开规划信息。集中公开本地区国民经济和社会发展规划，做好历史规划归集。（责任单位：县发展改革委）"
LIST, PAGES = b"<html><body><ul><li><a href='1.html'>1</a></li></ul></body></html>", range(1, 6)
CHALLENGE = b"<html><title>WAF</title><body>Access Denied</body></html>"


def portal(slug: str) -> Portal:
    root = f"http://{slug}.gov.test/"
    return Portal.model_validate(
        {
            "slug": slug,
            "name": f"{NAMES[slug]}人民政府",
            "region": {"code": "411000", "name": NAMES[slug]},
            "url": root,
            "owner": f"{NAMES[slug]}人民政府办公室",
            "terms": "made for tests",
            "channels": [{"slug": "zfwj", "name": "政府文件", "url": f"{root}zfwj/"}],
            "gone_after": 1,
        }
    )


def article(slug: str, number: int) -> bytes:
    title = f"{NAMES[slug]}人民政府办公室关于印发第{number}号政务公开工作要点的通知"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2026-11-{number + 10} 10:00"></head><body>
<h1>{title}</h1><div class="TRS_Editor"><p>一、推进重点领域信息公开</p><p>{TASK}</p></div></body></html>""".encode()


def crawl(archive: Archive, slug: str, night: int) -> None:
    """What each portal answers: all of it in the first night, and in the second each what its fate is."""
    now = datetime(FIRST.year, FIRST.month, FIRST.day, 2, tzinfo=UTC) + timedelta(days=night - 1)
    answers: dict[str, tuple[int | None, bytes]] = {"": (200, LIST)}
    answers |= {f"{number}.html": (200, article(slug, number)) for number in PAGES}
    if night == 2 and slug == "jian":
        answers["6.html"] = 200, article(slug, 6)
    if night == 2 and slug == "suo":
        answers |= {f"{number}.html": (404, b"") for number in PAGES if number > 1}
    if night == 2 and slug == "feng":
        answers = dict.fromkeys(answers, (403, CHALLENGE))
    if night == 2 and slug == "huai":
        answers = {"": (None, b"")}
    run = archive.open_run(slug, now)
    for number, (name, (code, body)) in enumerate(answers.items()):
        url, purpose = (
            f"http://{slug}.gov.test/zfwj/{name}",
            Purpose.ARTICLE if name else Purpose.LIST,
        )
        outcome, detail = (
            judge_answer(ReceivedAnswer(code, "text/html", url, body), purpose)
            if code
            else (Outcome.ERROR, "connection refused")
        )
        at, headers = now + timedelta(seconds=number), (("Content-Type", "text/html"),)
        run.write_exchange(
            Exchange(
                purpose,
                url,
                at,
                outcome,
                detail,
                status=code,
                headers=headers,
                body=body,
                channel="zfwj",
            )
        )
    run.close(complete=slug != "huai" or night == 1)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    made = Store(tmp_path_factory.mktemp("four") / "store")
    archive, portals = Archive(made), [portal(slug) for slug in NAMES]
    for night in (1, 2):
        day = FIRST + timedelta(days=night - 1)
        for slug in NAMES:
            crawl(archive, slug, night)
        for one in portals:
            finish_build(made, prepare_build(made, archive, BuildOrder(one, day)))
        publish(made, portals, day)
    return made


@pytest.fixture(scope="module")
def now(store: Store) -> Status:
    return read_status(store, moment=datetime(2026, 11, 21, 3, tzinfo=UTC))


def test_the_gates_tell_them_apart_and_the_release_keeps_what_was_good(now: Status):
    assert {one.portal: one.health for one in now.portals} == {
        "jian": Health.FRESH,
        "suo": Health.STALE,
        "feng": Health.BLOCKED,
        "huai": Health.BROKEN,
    }
    assert {slug: counts.documents for slug, counts in now.counts.items()} == {
        "jian": 6,
        "suo": 5,
        "feng": 5,
        "huai": 5,
    }


def test_the_status_says_what_to_do_about_each(store: Store, now: Status):
    console = Console(file=io.StringIO(), width=120)
    show_status(now, console)
    assert isinstance(console.file, io.StringIO)
    said = " ".join(console.file.getvalue().split())
    assert (
        "huai is broken since 2026-11-21: share of list pages that answered: 0%, wanted: at least one page"
        in said
    )
    assert "It cannot be reached. Open http://huai.gov.test/" in said
    assert "feng is blocked since 2026-11-21" in said
    assert "write to 封丘县人民政府办公室" in said
    assert "suo is stale since 2026-11-21: documents found by nightly crawls: 1" in said
    held = newest_build(store, "suo")
    assert held is not None
    assert f"taizhang accept suo {held.build_id}" in said
    assert "jian is" not in said


def test_the_report_says_the_same_with_links_to_the_checks(store: Store):
    path = store.local_path(write_report(store, moment=datetime(2026, 11, 21, 3, tzinfo=UTC)))
    assert path is not None
    page = path.read_text(encoding="utf-8")
    cards = re.findall(r'<article class="sheet card (\w+)" id="portal-(\w+)"', page)
    assert cards == [("broken", "huai"), ("blocked", "feng"), ("stale", "suo")]
    assert re.findall(r"(\d+) documents and (\d+) tasks", page)[0] == ("21", "21")
    checks = re.findall(r'href="(\.\./releases/[^"]+/checks/[^"]+)"', page)
    assert len(checks) == 5
    assert all((path.parent / link).is_file() for link in checks)


def test_broken_and_blocked_are_told_at_once(now: Status):
    assert set(find_troubles(now, 0)) == {"feng blocked", "huai broken"}
