"""The run report says what the release holds, escapes what portals wrote, and needs nobody else."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import sample

from reports.facts import gather_facts
from reports.run_report import render_report, write_report
from taizhang.errors import UserError
from taizhang.releases import Release, latest_release
from taizhang.store import Store


@pytest.fixture(scope="module")
def page(store: Store) -> str:
    release = latest_release(store)
    assert release is not None
    return render_report(gather_facts(release, sample.NOW))


class Reader(HTMLParser):
    """Text, links and unclosed elements of a page."""

    VOID = ("meta", "link", "br", "circle", "line", "polyline", "rect")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)


def read(page: str) -> tuple[str, list[str]]:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return " ".join(" ".join(reader.words).split()), reader.links


def test_it_says_which_portal_is_which_and_what_to_do(page: str):
    text, _ = read(page)
    assert "3 of 5 need a person" in text
    assert "以下 3 个门户需要人工处理" in text
    for sign in ("broken 故障", "blocked 被拦截", "stale 陈旧", "quiet 平静", "fresh 正常"):
        assert sign in text
    assert "share of list pages that answered: 0%" in text
    assert "不要加大采集力度" in text
    cards = re.findall(r'<article class="sheet card (\w+)" id="portal-(\w+)"', page)
    assert cards == [("broken", "tongliao"), ("blocked", "huining"), ("stale", "qinzhou")]


def test_it_counts_what_the_tables_hold(page: str):
    text, _ = read(page)
    rows = sample.rows()
    assert (
        f"{len(rows['documents'])} documents and {len(rows['tasks'])} tasks from 5 portals" in text
    )
    assert "+3 documents" in text
    days = sorted(task["due_on"] for task in rows["tasks"] if task["due_on"])
    due = [day for day in days if day >= sample.TODAY]
    past = [day for day in reversed(days) if day < sample.TODAY][:200]
    assert re.findall(r'<time datetime="([^"]+)"', page) == [
        day.isoformat() for day in [*past, *due[:12]]
    ]
    for function in ("发改", "财政", "教育", "卫生健康", "人社", "住建"):
        assert f'<span lang="zh-Hans">{function}</span>' in page


def test_it_shows_what_changed_with_what_left(page: str):
    text, _ = read(page)
    assert "title, validity · 1 task" in text
    assert "关于印发钦州市2017年政务公开工作要点的通知" in text
    assert "removed 删除" in text


def test_what_a_portal_wrote_is_never_markup(page: str):
    assert "onerror=alert" in page
    assert "<img" not in page
    assert "<td>1</td>" not in page.split("Kept out", 2)[-1].split("</section>")[0]


def test_it_fetches_nothing_and_holds_no_script(page: str):
    assert "<script" not in page
    tags = " ".join(re.findall(r"<[a-z][^>]*>", page))
    assert not re.search(r"\ssrc=|\ssrcset=|\son\w+=", tags)
    assert not re.search(r"@import|url\(", page)
    assert re.findall(r"<link [^>]*>", page) == re.findall(
        r'<link rel="icon" href="data:[^>]*>', page
    )
    assert len(page) < 200_000


def test_its_links_lead_to_what_is_there(store: Store):
    key = write_report(store, moment=sample.NOW)
    assert key == f"reports/{sample.RELEASES[-1]}.html"
    path = store.local_path(key)
    assert path is not None
    page = path.read_text(encoding="utf-8")
    _, links = read(page)
    here = [link for link in links if link.startswith("..")]
    assert f"../releases/{sample.RELEASES[-1]}/checks/lanshan.html" in here
    assert f"../releases/{sample.RELEASES[-1]}/tasks/" in here
    assert all((path.parent / link).exists() for link in here)
    assert {link[1:] for link in links if link.startswith("#")} <= set(
        re.findall(r' id="([^"]+)"', page)
    )
    assert store.read("reports/latest.html") == path.read_bytes()


def test_the_first_release_has_nothing_to_compare_with(store: Store):
    text, _ = read(render_report(gather_facts(Release(store, sample.RELEASES[0]), sample.NOW)))
    assert "the first release." in text
    assert "首次发布" in text
    assert "or there was none" in text


def test_an_empty_release_is_still_a_page(tmp_path: Path):
    made = sample.empty(tmp_path)
    text, _ = read(render_report(gather_facts(Release(made, "2026-11-22-001"), sample.NOW)))
    for said in (
        "0 documents and 0 tasks",
        "no portal needs a person",
        "No task names a unit",
        "No task falls due",
    ):
        assert said in text


def test_the_same_release_at_the_same_moment_gives_the_same_page(store: Store, page: str):
    assert render_report(gather_facts(Release(store, sample.RELEASES[-1]), sample.NOW)) == page


def test_there_is_no_report_without_a_release(tmp_path: Path):
    with pytest.raises(UserError, match="run `taizhang nightly`"):
        write_report(Store(tmp_path))
