"""From the web to rows: a document whose body, pages or files do not lie where its own page is."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from crawling import manners_for, portal_of
from site_of_ones_own import Answer, Site

from extract.crawl import crawl_portal
from load.build import build
from load.proof.verify import verify
from load.release.release import publish
from taizhang.archive import Archive
from taizhang.days import today
from taizhang.parquet import read_parquet
from taizhang.store import Store

PLAN = "2025年全市营商环境工作任务分工表"
INTRO = "各县区人民政府，市政府各部门：现将任务分工表印发给你们，请结合实际认真贯彻执行，按时完成各项任务。"
FIRST = "一、加快建设数据平台。6月底前建成并上线运行。（牵头单位：市大数据局）"
SECOND = "二、开展企业满意度调查。12月底前形成调查报告。（牵头单位：市统计局）"


def page(body: str, head: str = "") -> Answer:
    title = f"<title>{PLAN}</title>{head}"
    return Answer(
        f"<html><head>{title}</head><body><h1>{PLAN}</h1><p>发布日期：2025-03-01</p>{body}</body></html>"
    )


def content(*paragraphs: str) -> str:
    return '<div class="TRS_Editor">' + "".join(f"<p>{text}</p>" for text in paragraphs) + "</div>"


def workbook() -> Answer:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["序号", "工作任务", "牵头单位", "完成时限"])
    sheet.append([1, "建成数据平台", "市大数据局", "2025年6月底"])
    sheet.append([2, "完成满意度调查", "市统计局", "2025年12月底"])
    buffer = io.BytesIO()
    book.save(buffer)
    return Answer(buffer.getvalue(), headers={"Content-Type": "application/octet-stream"})


class Run:
    """A crawl of a site and what was read of it."""

    def __init__(self, site: Site, folder: Path) -> None:
        rows = "".join(
            f'<li><a href="{path}">{PLAN}</a><span>2025-03-01</span></li>'
            for path in ("/a/1.html",)
        )
        site.pages.setdefault(
            "/list/", Answer(f"<html><title>文件</title><ul class=list>{rows}</ul></html>")
        )
        self.site, self.store, self.portal = site, Store(folder), portal_of(site)
        self.night()

    def night(self, days: int = 0) -> None:
        """Crawl, build and publish."""
        now = datetime.now(UTC) + timedelta(days=days)
        crawl_portal(self.portal, self.store, manners_for(self.portal), now)
        self.build = build(self.store, Archive(self.store), self.portal, today(), None, 1)

    def table(self, name: str) -> list[dict[str, Any]]:
        """A table of the build."""
        rows: list[dict[str, Any]] = read_parquet(
            self.store.read(f"{self.build.folder}/{name}.parquet")
        ).to_pylist()
        return rows

    @property
    def leads(self) -> list[str]:
        """Who leads the tasks."""
        return sorted(unit for task in self.table("tasks") for unit in task["lead_units"])

    @property
    def issues(self) -> list[tuple[str, str]]:
        """Codes and messages."""
        return [(issue["code"], issue["message"]) for issue in self.table("issues")]

    def verify(self) -> bool:
        """Publish and prove."""
        publish(self.store, [self.portal], today())
        return verify(self.store, Archive(self.store)).holds


def test_a_file_behind_redirects_is_the_documents(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/a/1.html": page(content(INTRO) + '<p><a href="/down/1.xlsx">任务分工表.xlsx</a></p>'),
        "/down/1.xlsx": Answer("", 302, {"Location": "/hop?id=1"}),
        "/hop?id=1": Answer("", 301, {"Location": "/real/2025.xlsx"}),
        "/real/2025.xlsx": workbook(),
    }
    run = Run(site, tmp_path)
    assert run.leads == ["市大数据局", "市统计局"]
    (attachment,) = run.table("attachments")
    assert (attachment["outcome"], attachment["url"]) == ("content", f"{site.url}/down/1.xlsx")
    assert attachment["digest"] is not None
    assert run.verify()


def test_a_file_that_the_list_links_too_is_the_documents(site: Site, tmp_path: Path) -> None:
    row = f'<li><a href="/a/1.html">{PLAN}</a><a href="/f/1.xlsx">下载</a><span>2025-03-01</span></li>'
    site.pages |= {
        "/list/": Answer(f"<html><title>文件</title><ul class=list>{row}</ul></html>"),
        "/a/1.html": page(content(INTRO) + '<p><a href="/f/1.xlsx">任务分工表.xlsx</a></p>'),
        "/f/1.xlsx": workbook(),
    }
    assert Run(site, tmp_path).leads == ["市大数据局", "市统计局"]


@pytest.mark.parametrize(
    "pager",
    [
        '<a href="1_1.html">下一页</a> <a href="1_1.html">2</a>',
        '<script>createPageHTML(2, 0, "1", "html");</script>',
    ],
)
def test_an_article_on_several_pages_is_one_document(
    site: Site, tmp_path: Path, pager: str
) -> None:
    following = '<a href="2.html">下一篇</a>'
    file = '<p>附件：<a href="/f/1.docx">清单.docx</a></p>'
    site.pages |= {
        "/a/1.html": page(content(INTRO, FIRST) + f"<div>{pager}{following}</div>"),
        "/a/1_1.html": page(content(INTRO, SECOND) + file + '<a href="1.html">上一页</a>'),
        "/a/2.html": page(content(INTRO)),
    }
    run = Run(site, tmp_path)
    assert run.leads == ["市大数据局", "市统计局"]
    (document,) = run.table("documents")
    assert document["text"].count(INTRO) == 1
    assert [row["url"] for row in run.table("attachments")] == [f"{site.url}/f/1.docx"]
    assert "/a/2.html" not in site.paths()
    assert run.verify()


def test_each_page_leads_to_the_next(site: Site, tmp_path: Path) -> None:
    third = "三、规范涉企检查。全年组织开展。（牵头单位：市司法局）"
    site.pages |= {
        "/a/1.html": page(content(INTRO, FIRST) + '<a href="1_1.html">下一页</a>'),
        "/a/1_1.html": page(content(SECOND) + '<a href="1_2.html">下一页</a>'),
        "/a/1_2.html": page(content(third) + '<a href="/a/1_1.html">上一页</a>'),
    }
    assert Run(site, tmp_path).leads == ["市司法局", "市大数据局", "市统计局"]


def test_a_further_page_that_cannot_be_had_is_an_issue(site: Site, tmp_path: Path) -> None:
    site.pages["/a/1.html"] = page(content(INTRO, FIRST) + '<a href="1_1.html">下一页</a>')
    run = Run(site, tmp_path)
    assert run.leads == ["市大数据局"]
    assert (
        "left_out",
        f"the document goes on at {site.url}/a/1_1.html, which was not fetched",
    ) in run.issues


def test_a_body_in_a_frame_is_the_documents(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/a/1.html": page('<iframe src="/body/6.html" width="100%"></iframe>'),
        "/body/6.html": Answer(f"<html><body><p>{INTRO}</p><p>{FIRST}</p></body></html>"),
    }
    run = Run(site, tmp_path)
    assert run.leads == ["市大数据局"]
    assert run.table("documents")[0]["title"] == PLAN
    assert run.verify()


def test_a_body_in_a_frameset_is_the_documents(site: Site, tmp_path: Path) -> None:
    frames = '<frameset cols="20%,80%"><frame src="/nav.html"><frame src="/body/7.html"></frameset>'
    site.pages |= {
        "/a/1.html": Answer(f"<html><head><title>{PLAN}</title></head>{frames}</html>"),
        "/nav.html": Answer('<html><body><a href="/">首页</a><a href="/b/">公开</a></body></html>'),
        "/body/7.html": Answer(f"<html><body><p>{INTRO}</p><p>{FIRST}</p></body></html>"),
    }
    assert Run(site, tmp_path).leads == ["市大数据局"]


def test_an_article_that_leads_off_the_site_is_an_issue(site: Site, tmp_path: Path) -> None:
    site.pages["/a/1.html"] = Answer("", 302, {"Location": "http://other.example.net/x.html"})
    run = Run(site, tmp_path)
    assert (
        "leads_off_site",
        "article: leads to another site, not followed: http://other.example.net/x.html",
    ) in [(code, message.partition(" (named")[0]) for code, message in run.issues]


def test_a_row_whose_script_names_no_address_is_an_issue(site: Site, tmp_path: Path) -> None:
    rows = f'<li><a href="/a/1.html">{PLAN}</a><span>2025-03-01</span></li>'
    rows += '<li><a href="javascript:show(14)">县2025年水利要点</a><span>2025-03-02</span></li>'
    rows += '<li><a href="#" onclick="show(15)">县2025年农业要点</a><span>2025-03-03</span></li>'
    rows += '<li><a href="javascript:void(0)">打印</a><span>2025-03-03</span></li>'
    site.pages |= {
        "/list/": Answer(f"<html><title>文件</title><ul class=list>{rows}</ul></html>"),
        "/a/1.html": page(content(INTRO, FIRST)),
    }
    run = Run(site, tmp_path)
    assert run.leads == ["市大数据局"]
    message = "list: 2 rows are links without an address, first “县2025年水利要点”"
    assert ("leads_nowhere", message) in run.issues


def test_a_row_by_script_is_followed_and_a_folder_on_passports_is_no_log_in(
    site: Site, tmp_path: Path
) -> None:
    rows = f'<li><a href="javascript:window.open(\'/a/1.html\')" title="{PLAN}">{PLAN}</a><span>2025-03-01</span></li>'
    rows += f'<li><a href="#" onclick="go(\'/a/2.html\', 1)">{PLAN}</a><span>2025-03-02</span></li>'
    site.pages |= {
        "/list/": Answer(f"<html><title>文件</title><ul class=list>{rows}</ul></html>"),
        "/a/1.html": Answer("", 302, {"Location": "/passport/t74.html"}),
        "/passport/t74.html": page(content(INTRO, FIRST)),
        "/a/2.html": page(content(INTRO, SECOND)),
    }
    assert Run(site, tmp_path).leads == ["市大数据局", "市统计局"]
