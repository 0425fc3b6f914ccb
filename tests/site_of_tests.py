"""A small portal whose pages a test writes, crawled into a real archive night by night."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from taizhang.archive import Archive, Capture, Exchange, Purpose, payload_digest
from taizhang.outcomes import ReceivedAnswer, judge_answer
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables.terms import Outcome

FIRST = date(2026, 11, 20)
ROOT = "http://lanshan.gov.test"

PLAN = """一、推进重点领域信息公开
（一）公开规划信息。集中公开本地区国民经济和社会发展规划，做好历史规划归集。（责任单位：市发展改革委）
（二）公开市场主体信息。对咨询、投诉进行分析，2026年底前完成规章库建设。（牵头单位：市司法局；配合单位：市财政局）
二、完善政务公开平台
（一）规范政务新媒体。严格内容审核把关，及时清理关停无力维护的账号。（责任单位：市政务服务局、市教育局）
（二）办好政府公报。优化政府公报数据库检索功能，每季度出版一期。（责任单位：市政府办公室）"""
NEWS = """昨日，市政府召开全市政务公开工作会议，总结去年工作，安排今年任务。
会议要求各级各部门提高认识，扎实做好各项工作，市领导出席会议并讲话。会议由市政府秘书长主持。"""
NOTICE = """为做好节假日期间有关工作，现将放假安排通知如下，请各单位妥善安排值班和安全保卫等工作。
遇有重大突发事件，要按规定及时报告并妥善处置，确保人民群众祥和平安度过假期。"""


def portal(**values: Any) -> Portal:
    """The portal's file."""
    return Portal.model_validate(
        {
            "slug": "lanshan",
            "name": "兰山区人民政府",
            "region": {"code": "371302", "name": "山东省临沂市兰山区"},
            "url": f"{ROOT}/",
            "owner": "兰山区人民政府办公室",
            "terms": "made for tests",
            "channels": [{"slug": "zfwj", "name": "政府文件", "url": f"{ROOT}/zfwj/"}],
            "recheck": "all",
            "gone_after": 1,
        }
        | values
    )


def article(
    title: str, text: str, published: str = "2026-11-18", chrome: str = "", links: str = ""
) -> bytes:
    """A page as a portal of the national standard shows it."""
    body = "\n".join(f"<p>{line}</p>" for line in text.splitlines())
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_兰山区人民政府</title>
<meta name="SiteName" content="兰山区人民政府"><meta name="ArticleTitle" content="{title}">
<meta name="PubDate" content="{published} 10:00"></head><body>
<div class="nav"><a href="/">首页</a><a href="/zfwj/">政府文件</a>{chrome}</div>
<h1>{title}</h1><div class="TRS_Editor">{body}
{links}</div><div class="footer">版权所有</div></body></html>""".encode()


@dataclass
class Site:
    """Addresses and what they answer: bytes with status 200, a number for another status, a text for a redirect."""

    store: Store
    pages: dict[str, bytes | int | str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    purpose: str = "nightly"
    starts: time = time(2)
    _seen: dict[tuple[str, str], Capture] = field(default_factory=dict)

    def put(self, name: str, title: str, text: str, **values: str) -> str:
        """A page; its address."""
        self.pages[f"{ROOT}/zfwj/{name}.html"] = article(title, text, **values)
        return f"{ROOT}/zfwj/{name}.html"

    def crawl(self, night: int = 1, slug: str = "lanshan") -> Archive:
        """One night: everything that the site has is asked for once."""
        archive = Archive(self.store)
        now = datetime.combine(FIRST, self.starts, UTC) + timedelta(days=night - 1)
        run = archive.open_run(slug, now, self.purpose)
        for number, (url, answer) in enumerate(self.pages.items()):
            self._fetch(
                run, Purpose.ARTICLE, url, answer, "text/html", now + timedelta(seconds=number)
            )
        for number, (url, (media_type, content)) in enumerate(self.files.items()):
            self._fetch(
                run,
                Purpose.ATTACHMENT,
                url,
                content,
                media_type,
                now + timedelta(minutes=5, seconds=number),
            )
        run.close(complete=True)
        return archive

    def _fetch(
        self,
        run: Any,
        purpose: Purpose,
        url: str,
        answer: bytes | int | str,
        media_type: str,
        now: datetime,
    ) -> None:
        headers: tuple[tuple[str, str], ...] = (("Content-Type", media_type),)
        body, status, location = (
            (answer, 200, None) if isinstance(answer, bytes) else (b"", 404, None)
        )
        if isinstance(answer, int):
            status = answer
        elif isinstance(answer, str):
            status, location, headers = 302, answer, (("Location", answer),)
        before = self._seen.get((url, payload_digest(body))) if status == 200 else None
        if before is not None:
            exchange = Exchange(purpose, url, now, Outcome.UNCHANGED, status=304, channel="zfwj")
            run.write_exchange(exchange, before)
            return
        outcome, detail = judge_answer(
            ReceivedAnswer(status, media_type, url, body, location), purpose
        )
        exchange = Exchange(
            purpose,
            url,
            now,
            outcome,
            detail,
            status=status,
            headers=headers,
            body=body,
            channel="zfwj",
        )
        capture = run.write_exchange(exchange)
        if status == 200:
            self._seen[url, payload_digest(body)] = capture
