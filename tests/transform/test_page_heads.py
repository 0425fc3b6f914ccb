"""What pages say about their documents in markup of no family: page_heads.toml, a habit each."""

import tomllib
from pathlib import Path

import pytest

from transform.model import Payload, Reading
from transform.reading import read_source

PAGES = tomllib.loads(Path(__file__).with_name("page_heads.toml").read_text("utf-8"))["page"]
BODY = [
    "各乡镇人民政府，县政府各部门：",
    "为保护饮用水源，提出如下意见。",
    "一、划定保护区。完成界碑设置。（责任单位：县生态环境局）",
    "二、清理排污口。逐一登记整改。（责任单位：县水利局）",
]


def read(page: dict[str, str]) -> Reading:
    lines = [*BODY, *page.get("tail", "").split("\n")]
    body = page.get("body") or "".join(f"<p>{line}</p>" for line in lines if line)
    html = (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{page["head"]}</head><body>'
        '<div id="nav"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">互动交流</a></div>'
        f'<div class="wrap">{page.get("above", "")}<div class=con>{body}</div>{page.get("below", "")}</div>'
        '<div class="ft">主办：青石县人民政府办公室 备案号：京ICP备05000001号</div></body></html>'
    )
    return read_source(
        Payload(html.encode(), "d", url="http://www.qs.gov.cn/zc/202306/t1.html", name="x.html")
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["habit"])
def test_what_a_page_says(page):
    reading = read(page)
    metadata = reading.metadata
    said = {
        name: " ".join(metadata.issuers) if name == "issuers" else getattr(metadata, name)
        for name in page["says"]
    }
    assert said == {name: value or None for name, value in page["says"].items()}
    assert len(reading.tasks) == 2
