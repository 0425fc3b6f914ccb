"""Lists of every family, on pages of our own in the markup that its sites use: each is walked to its true end."""

import json
from collections.abc import Callable
from datetime import date
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest

from extract.lists import ListPage, ListRow, Request, read_list
from taizhang.portals import Channel, Selectors

SITE = "http://www.fangcheng.gov.cn"
Answers = Callable[[Request], str | None]


def walk(
    url: str, answers: Answers, selectors: Selectors | None = None
) -> tuple[list[ListRow], list[str]]:
    """Items and addresses asked for, as the crawl walks: until nothing follows."""
    channel = Channel(slug="zfwj", name="政府文件", url=url, selectors=selectors)
    items: dict[str, ListRow] = {}
    asked: list[str] = []
    request: Request | None = Request(url.partition("#")[0])
    while request is not None and len(asked) < 50:
        asked.append(request.url)
        text = answers(request)
        if text is None:
            break
        listing = read_list(ListPage(request, request.url, text, channel))
        items.update({item.url: item for item in listing.items})
        request = listing.next
    return list(items.values()), asked


def row(path: str, number: int, mark: str = "span") -> str:
    title = f"方城市人民政府办公室关于印发第{number}号工作方案的通知"
    return f'<li><a href="{path}" title="{title}">{title[:12]}...</a><{mark}>2024-{number % 12 + 1:02}-09</{mark}></li>'


def page(rows: str, pager: str = "", head: str = "") -> str:
    """A list between a navigation, a calendar, a hot list with dates, and a footer."""
    hot = "".join(
        f'<li><a href="/zt/t2019010{n}_{n}.html">热点{n}</a><i>2019-01-0{n}</i></li>'
        for n in range(1, 9)
    )
    return (
        f"<html><head><title>政府文件</title>{head}</head><body><div class='nav'><ul><li><a href='/'>首页</a></li>"
        f"<li><a href='/zwgk/'>政务公开</a></li></ul></div><div class='hotlist'><ul>{hot}</ul></div>"
        f"<div class='list_con'><ul class='more'>{rows}</ul><div class='page'>{pager}</div></div>"
        "<div class='footer'><a href='http://beian.miit.gov.cn/'>ICP备</a> 更新 2024-09-01</div></body></html>"
    )


def numbers(items: list[ListRow]) -> list[int]:
    return sorted(int(item.title.partition("第")[2].partition("号")[0]) for item in items)


@pytest.mark.parametrize("said", [3, 2, 9])
def test_trs_goes_to_the_true_end_whatever_number_of_pages_is_named(said: int) -> None:
    folder = "/zwgk/zfwj/"

    def answer(request: Request) -> str | None:
        number = (
            0
            if request.url.endswith("/")
            else int(request.url.rpartition("_")[2].partition(".")[0])
        )
        first = number * 5
        rows = "".join(
            row(f"./202401/t20240109_{n}.html", n) for n in range(first, min(first + 5, 12))
        )
        return (
            page(rows, f'<script>createPageHTML({said}, {number}, "index", "html");</script>')
            if first < 12
            else None
        )

    items, asked = walk(SITE + folder, answer)
    assert numbers(items) == list(range(12))
    assert items[0].url == f"{SITE}{folder}202401/t20240109_0.html"
    assert items[0].title == "方城市人民政府办公室关于印发第0号工作方案的通知"
    assert items[0].day == date(2024, 1, 9)
    assert len(asked) <= 4


def test_trs_numbers_of_pages_in_a_variable_and_pages_by_another_name() -> None:
    def answer(request: Request) -> str | None:
        number = int(request.url.rpartition("_")[2].partition(".")[0])
        rows = "".join(
            row(f"./202401/t20240109_{n}.htm", n)
            for n in range(number * 5, min(number * 5 + 5, 12))
        )
        return (
            page(rows, f"<script>var currentPage = {number}; var countPage = 3;</script>")
            if rows
            else None
        )

    items, asked = walk(SITE + "/zhengce/zuixin/home_0.htm", answer)
    assert numbers(items) == list(range(12))
    assert asked[1:] == [SITE + "/zhengce/zuixin/home_1.htm", SITE + "/zhengce/zuixin/home_2.htm"]


def test_trs_haiyun_counts_its_pages_again_from_the_number_of_documents() -> None:
    def answer(request: Request) -> str | None:
        number = (
            0
            if request.url.endswith("/")
            else int(request.url.rpartition("_")[2].partition(".")[0])
        )
        rows = "".join(
            row(f"./t28{n:06}.shtml", n) for n in range(number * 20, min(number * 20 + 20, 47))
        )
        return (
            page(rows, f'<script>createPageHTML(1,{number},"index","shtml","47");</script>')
            if rows
            else None
        )

    items, asked = walk(SITE + "/zwgk/zfwj/", answer)
    assert numbers(items) == list(range(47))
    assert asked[1:] == [SITE + "/zwgk/zfwj/index_1.shtml", SITE + "/zwgk/zfwj/index_2.shtml"]


def test_a_pager_that_counts_from_one() -> None:
    def answer(request: Request) -> str | None:
        number = (
            1 if "_" not in request.url else int(request.url.rpartition("_")[2].partition(".")[0])
        )
        rows = "".join(
            row(f"/fc/c00215/202401/{n:032x}.shtml", n)
            for n in range(number * 5 - 5, min(number * 5, 12))
        )
        return page(
            rows, f"<script>createPageHTML('page-div',3,{number},'list','shtml',12);</script>"
        )

    items, asked = walk(SITE + "/fc/c00215/list.shtml", answer)
    assert numbers(items) == list(range(12))
    assert asked[1:] == [SITE + "/fc/c00215/list_2.shtml", SITE + "/fc/c00215/list_3.shtml"]


def test_vsb_counts_down_and_its_numbers_shift() -> None:
    def answer(request: Request) -> str | None:
        number = (
            1
            if request.url.endswith("zfwj.htm")
            else 4 - int(request.url.rpartition("/")[2].partition(".")[0])
        )
        up = "" if number == 1 else "../"
        rows = "".join(
            f"<tr><td><table><tr><td>·</td><td><a href='{up}../info/1021/{n}.htm' title='第{n}号通知'>第{n}号"
            f"</a></td><td>(发布时间：2024-01-0{n % 9 + 1} 20:00 阅读次数：<span></span>)</td></tr></table></td></tr>"
            for n in range(number * 4 - 4, min(number * 4, 10))
        )
        return page(
            f"</ul><table class=outer>{rows}</table><ul>",
            "<script>function a1015_gopage_fun(){_simple_list_gotopage_fun(3,'a1015GOPAGE',2)}</script>",
        )

    items, asked = walk(SITE + "/zwgk/zfwj.htm", answer)
    assert numbers(items) == list(range(10))
    assert asked[1:] == [SITE + "/zwgk/zfwj/2.htm", SITE + "/zwgk/zfwj/1.htm"]


@pytest.mark.parametrize("escaped", [False, True])
def test_hanweb_records_and_their_proxy(escaped: bool) -> None:
    records = [
        f"<record><![CDATA[\n{row(f'/art/2024/1/9/art_1287_{n}.html', n)}]]></record>"
        for n in range(40)
    ]

    def answer(request: Request) -> str | None:
        if request.form:
            assert dict(request.form)["columnid"] == "1287"
            assert dict(request.form)["webname"] == "方城市人民政府"
            query = parse_qs(urlsplit(request.url).query)
            first, last = int(query["startrecord"][0]), int(query["endrecord"][0])
            return f"<datastore><totalrecord>40</totalrecord>{''.join(records[first - 1 : last])}</datastore>"
        island = "<datastore><recordset>" + "".join(records[:8]) + "</recordset></datastore>"
        if escaped:
            island = island.replace("<", "&lt;").replace(">", "&gt;")
        script = (
            "<script>$('#3815').jpage({totalRecord:40,perPage:5,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
            "proxyParam:{'col':1,'appid':1,'columnid':1287,'unitid':'3815','webname':'方城市人民政府','permissiontype':0}});"
        )
        return page(
            "", f"<div id=3815><script type='text/xml'>{island}</script></div>{script}</script>"
        )

    items, asked = walk(SITE + "/col/col1287/index.html", answer)
    assert numbers(items) == list(range(40))
    assert len(asked) == 4


def test_hanweb_proxy_named_itself() -> None:
    records = [
        f"<record><![CDATA[\n{row(f'/art/2024/1/9/art_1_{n}.html', n)}]]></record>"
        for n in range(40)
    ]

    def answer(request: Request) -> str | None:
        if request.form:
            assert dict(request.form) == {"columnid": "14418", "unitid": "18878", "webid": "28"}
        query = parse_qs(urlsplit(request.url).query)
        first, last = (
            int(query.get("startrecord", ["1"])[0]),
            int(query.get("endrecord", ["15"])[0]),
        )
        return f"<datastore><totalrecord>40</totalrecord>{''.join(records[first - 1 : last])}</datastore>"

    items, _ = walk(
        SITE + "/module/web/jpage/dataproxy.jsp?columnid=14418&unitid=18878&webid=28", answer
    )
    assert numbers(items) == list(range(40))


def jpaas_page(body: str = "") -> str:
    unit = (
        '<script parseType="bulidstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit" queryData="{{'
        "'parseType':'bulidstatic','webId':'f75d','tplSetId':'a1','pageType':'column','tagId':'{}','editType':'null',"
        "'pageId':'p9'}}\"></script>"
    )
    return page("", body + unit.format("左侧导航") + unit.format("当前栏目list"))


def jpaas_answer(request: Request, first_page: int) -> str | None:
    query = parse_qs(urlsplit(request.url).query)
    if query["tagId"] != ["当前栏目list"]:
        return json.dumps(
            {"success": True, "data": {"html": "<ul><li><a href='/a/'>栏目</a></li></ul>"}}
        )
    wanted = json.loads(query["paramJson"][0])
    assert wanted["pageSize"] == 15
    if wanted["pageNo"] < first_page:
        return json.dumps({"success": False, "data": None})
    rows = [
        row(f"/art/2024/art_{n:032x}.html" if n != 20 else "javascript:void(0)", n)
        for n in range(wanted["pageNo"] * 15 - 15, min(wanted["pageNo"] * 15, 38))
    ]
    return json.dumps(
        {"success": True, "data": {"html": f"<div class=l><ul>{''.join(rows)}</ul></div>"}}
    )


def test_hanweb_jpaas_asks_the_interface_that_the_page_names() -> None:
    def answer(request: Request) -> str | None:
        return jpaas_answer(request, 1) if "build/unit" in request.url else jpaas_page()

    items, asked = walk(SITE + "/xxgk/zfwj/index.html", answer)
    assert numbers(items) == [n for n in range(38) if n != 20], (
        "a row that leads nowhere shortens a page, not the list"
    )
    assert len(asked) == 5


def jpaas_unit(given: str, spelled: str = "buildstatic") -> str:
    address = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    return page(
        "", f'<script parseType="{spelled}" url="{address}" queryData="{escape(given)}"></script>'
    )


UNITS = [
    (
        "{'webId':'f75d','tagId':'信息列表','paramJson':'{\"pageNo\":1,\"pageSize\":20,\"search\":\"\"}'}",
        20,
        "",
    ),
    (
        '{"webId":"f75d","tagId":"信息列表","paramJson":{"pageNo":1,"pageSize":20,"search":""}}',
        20,
        "",
    ),
    ("{webId:'f75d', tagId: '信息列表'}", 15, None),
]


@pytest.mark.parametrize(("given", "size", "search"), UNITS)
def test_hanweb_jpaas_is_asked_with_all_that_the_page_says(
    given: str, size: int, search: str | None
) -> None:
    def answer(request: Request) -> str | None:
        if "build/unit" not in request.url:
            return jpaas_unit(given)
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        wanted = json.loads(query.pop("paramJson"))
        assert query == {"webId": "f75d", "tagId": "信息列表", "parseType": "buildstatic"}
        assert (wanted["pageSize"], wanted.get("search")) == (size, search)
        first = (wanted["pageNo"] - 1) * size
        rows = "".join(
            row(f"../../art/2024/art_{n:032x}.html", n)
            .replace("-09<", "/09<")
            .replace(">2024-", ">2024/")
            for n in range(first, min(first + size, 50))
        )
        return json.dumps({"data": {"html": f"<ul>{rows}</ul><p>第{wanted['pageNo']}/2页</p>"}})

    items, _ = walk(SITE + "/xxgk/zcwj/zfwj/index.html", answer)
    assert numbers(items) == list(range(50)), "the number of pages that the answer names is wrong"
    assert items[0].url == f"{SITE}/xxgk/art/2024/art_{0:032x}.html", (
        "rows are relative to the page that shows them"
    )
    assert items[0].day == date(2024, 1, 9)


SIDS = ["SID: '2'", "SID: 2", '"SID":"2"', 'SID = "2"']


@pytest.mark.parametrize("said", SIDS)
def test_gkmlpt_names_its_site_in_several_ways_and_the_total_is_not_always_right(said: str) -> None:
    def answer(request: Request) -> str | None:
        if "/api/" not in request.url:
            return f"<html><script>window._CONFIG = {{{said}}}; /* gkmlpt */</script></html>"
        number = int(parse_qs(urlsplit(request.url).query)["page"][0])
        rows = [
            {
                "title": f"关于&ldquo;第{n}号&rdquo;的<em>通知</em>",
                "url": f"./content/8/1/post_{n}.html",
                "date": "1704729600",
            }
            for n in range(number * 100 - 100, min(number * 100, 230))
        ]
        return json.dumps({"articles": rows, "total": 100})

    items, _ = walk(SITE + "/gkmlpt/mindex#77", answer)
    assert [item.title for item in items[:1]] == ["关于“第0号”的通知"]
    assert len(items) == 230


def test_gkmlpt_pages_of_a_hundred() -> None:
    def answer(request: Request) -> str | None:
        if "/api/" not in request.url:
            return (
                "<html><script>window._CONFIG = { SID: '2', NODE: 1 }; /* gkmlpt */</script></html>"
            )
        assert "/gkmlpt/api/all/4321?" in request.url
        assert "sid=2" in request.url
        number = int(parse_qs(urlsplit(request.url).query)["page"][0])
        rows = [
            {
                "title": f"第{n}号通知",
                "url": f"{SITE}/gkmlpt/content/8/1/post_{n}.html",
                "date": 1704729600,
            }
            for n in range(number * 100 - 100, min(number * 100, 230))
        ]
        return json.dumps({"articles": rows, "total": 230})

    for url in (SITE + "/gkmlpt/index#4321", SITE + "/gkmlpt/api/all/4321?page=1&sid=2"):
        items, asked = walk(url, answer)
        assert numbers(items) == list(range(230))
        assert items[0].day == date(2024, 1, 9)
        assert len(asked) == (4 if "#" in url else 3)


HEADS = [
    '<meta name="channelId" content="5b80c5ff2bb349d6948d17015fa43ddf"><script>var u="/common/search/"+id;</script>',
    '<script>var channelId = "5b80c5ff2bb349d6948d17015fa43ddf"; $.get("/common/search/" + channelId)</script>',
    '<script>$.get("/common/search/5b80c5ff2bb349d6948d17015fa43ddf?_isAgg=true&_isJson=true&page=1")</script>',
    None,
]


@pytest.mark.parametrize("head", HEADS)
def test_ucap_interface_behind_a_page_or_named_itself(head: str | None) -> None:
    def answer(request: Request) -> str | None:
        if "/common/search/" not in request.url:
            return page("", head=head or "")
        assert "/common/search/5b80c5ff2bb349d6948d17015fa43ddf?" in request.url
        number = int(parse_qs(urlsplit(request.url).query)["page"][0])
        rows = [
            {
                "title": f"第{n}号通知",
                "url": f"/fc/c1/202401/{n:032x}.shtml",
                "publishedTimeStr": "2024-01-09 08:00:00",
            }
            for n in range(number * 10 - 10, min(number * 10, 34))
        ]
        return json.dumps({"data": {"page": number, "rows": 10, "total": 34, "results": rows}})

    url = SITE + (
        "/zwgk/zfwj/"
        if head
        else "/common/search/5b80c5ff2bb349d6948d17015fa43ddf?_isJson=true&page=1"
    )
    items, asked = walk(url, answer)
    assert numbers(items) == list(range(34))
    assert items[0].day == date(2024, 1, 9)
    assert len(asked) == (5 if head else 4)


@pytest.mark.parametrize(
    "path", ["/common/search/5b80c5ff2bb349d6", "/searchList/5b80c5ff2bb349d6?_isJson=true"]
)
def test_ucap_interface_without_a_number_of_its_page(path: str) -> None:
    def answer(request: Request) -> str | None:
        number = int(parse_qs(urlsplit(request.url).query).get("page", ["1"])[0])
        rows = [
            {"title": f"第{n}号通知", "url": f"/fc/c1/202401/{n:032x}.shtml"}
            for n in range(number * 10 - 10, min(number * 10, 34))
        ]
        return json.dumps({"data": {"page": number, "rows": 10, "total": 20, "results": rows}})

    items, asked = walk(SITE + path, answer)
    assert numbers(items) == list(range(34)), "the total is wrong"
    assert asked[1].startswith(SITE + path)


def test_lonsun_puts_the_number_behind_an_address_in_a_script() -> None:
    def answer(request: Request) -> str | None:
        number = int(parse_qs(urlsplit(request.url).query).get("pageIndex", ["1"])[0])
        rows = "".join(
            row(f"/public/6605241/{n + 10000}.html", n)
            for n in range(number * 6 - 6, min(number * 6, 16))
        )
        script = (
            '<script>Ls.pagination("#page", function(n){ return "/content/column/6795961?pageIndex=" + n },'
            f"{{currentPage: {number}, pageCount: 3}});</script>"
        )
        return page(rows, f'<!--StartLabelHtml_1--><a href="javascript:;">下一页</a>{script}')

    items, asked = walk(SITE + "/content/column/6795961", answer)
    assert numbers(items) == list(range(16))
    assert len(asked) == 3


PAGERS = [
    '<a href="?pageNo={next}">下一页</a><a href="javascript:goPage(3)">末页</a>',
    '<a href="?pageNo=1">1</a><a href="?pageNo=2">2</a><a href="?pageNo=3">3</a>',
    '<span>共16条 第{number}/3页</span><a href="?pageNo=1">首页</a><a href="javascript:next()">下一页</a>',
]


@pytest.mark.parametrize("pager", PAGERS)
def test_numbered_pages(pager: str) -> None:
    def answer(request: Request) -> str | None:
        number = int(parse_qs(urlsplit(request.url).query).get("pageNo", ["1"])[0])
        rows = "".join(
            row(f"/zwgk/2024-01/09/content_{n:08x}.shtml", n, "em")
            for n in range(number * 6 - 6, min(number * 6, 16))
        )
        shown = pager if number < 3 else "<span>共16条 第3/3页</span>"
        return page(rows, shown.format(next=number + 1, number=number))

    items, asked = walk(SITE + "/zwgk/list.shtml", answer)
    assert numbers(items) == list(range(16))
    assert len(asked) == 3


def test_a_list_in_a_frame() -> None:
    def answer(request: Request) -> str | None:
        if request.url.endswith("front/right.jsp"):
            return page("".join(row(f"t20240109_{n}.html", n) for n in range(4)))
        return '<html><body><iframe src="//other.cn/x"></iframe><iframe src="front/right.jsp"></iframe></body></html>'

    items, _ = walk(SITE + "/szxxgk/", answer)
    assert numbers(items) == list(range(4))


def test_a_portals_own_selectors_win() -> None:
    html = (
        "<dl><dt><a href='/a/1.html' title='第1号通知'>x</a></dt><dd class=d>2024-01-09</dd></dl>"
        "<dl><dt><a href='/a/2.html'>第2号通知</a></dt><dd class=d>2024-01-08</dd></dl><a id=n href='/a/p2'>more</a>"
    )
    selectors = Selectors(item="dl", link="dt a", date="dd.d", next="#n")
    items, asked = walk(SITE + "/a/", lambda r: html if r.url.endswith("/a/") else "<p>", selectors)
    assert [(item.title, item.day) for item in items] == [
        ("第1号通知", date(2024, 1, 9)),
        ("第2号通知", date(2024, 1, 8)),
    ]
    assert asked == [SITE + "/a/", SITE + "/a/p2"]


def test_rows_without_dates_are_told_by_their_addresses() -> None:
    rows = "".join(
        f"<li><a href='./202401/t20240109_{n}.html'>第{n}号通知</a></li>" for n in range(5)
    )
    items, _ = walk(
        SITE + "/zwgk/", lambda _: page(rows).replace("2019-01-0", "").replace("2024-09-01", "")
    )
    assert numbers(items) == list(range(5))


DATES = {
    "<em>09</em><i>2024-01</i>": date(2024, 1, 9),
    "<i>2024.01</i><em>09</em>": date(2024, 1, 9),
    "<b>01-09</b><b>2024</b>": date(2024, 1, 9),
    "<span>[2024年1月9日]</span>": date(2024, 1, 9),
    "<span>01-09</span>": None,
    "<span>[01/09]</span>": None,
}


@pytest.mark.parametrize("shown", DATES)
def test_dates_whose_parts_stand_apart_or_without_a_year(shown: str) -> None:
    rows = "".join(
        f"<li>{shown}<a href='/gk/{n}.html'>关于2023年5月4日停水的第{n}号通知</a></li>"
        for n in range(9)
    )
    items, _ = walk(SITE + "/zwgk/", lambda _: page(rows))
    assert numbers(items) == list(range(9))
    assert {item.day for item in items} == {DATES[shown]}


def test_a_headline_above_the_list_belongs_to_it() -> None:
    head = "<h2><a href='./t28000009.shtml'>关于第9号工作的通知</a></h2><p>摘要<a href='./t28000009.shtml'>[详情]</a></p>"
    rows = "".join(row(f"./t2800000{n}.shtml", n) for n in range(5))
    html = page(rows).replace(
        "<div class='list_con'>", f"<div class='list_con'><div class=top>{head}</div>"
    )
    items, _ = walk(SITE + "/zwgk/zfwj/", lambda _: html)
    assert sorted({item.url.rpartition("/")[2] for item in items}) == [
        f"t2800000{n}.shtml" for n in (0, 1, 2, 3, 4, 9)
    ]
    assert "关于第9号工作的通知" in {item.title for item in items}


def test_what_stands_beside_the_list_is_not_the_list_of_a_page_behind_its_end() -> None:
    def answer(request: Request) -> str | None:
        end = request.url.endswith("index_1.html")
        rows = "" if end else "".join(row(f"./202401/t20240109_{n}.html", n) for n in range(3))
        return page(rows, '<script>createPageHTML(9, 0, "index", "html");</script>').replace(
            "hotlist", "dynamic"
        )

    items, asked = walk(SITE + "/zwgk/zfwj/", answer)
    assert numbers(items) == [0, 1, 2]
    assert len(asked) == 2


def test_a_date_in_a_title_is_no_dated_list() -> None:
    rows = "".join(
        f"<li><a href='./202401/t20240109_{n}.html'>第{n}号通知</a></li>" for n in range(5)
    )
    rows += "<li><a href='./202401/t20240109_9.html'>关于2024年1月9日停水的第9号通知</a></li>"
    items, _ = walk(
        SITE + "/zwgk/", lambda _: page(rows).replace("2019-01-0", "").replace("2024-09-01", "")
    )
    assert numbers(items) == [0, 1, 2, 3, 4, 9]


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick=\"window.location='./t20240109_1.html'\"><span>第1号通知</span><span>2024-01-09</span></li>",
        "<li><a href='#' data-href='./t20240109_1.html'>第1号通知</a><span>2024-01-09</span></li>",
    ],
)
def test_a_row_may_keep_its_address_elsewhere_than_in_a_link(row: str) -> None:
    items, _ = walk(SITE + "/zwgk/", lambda _: page(row))
    assert [item.url for item in items] == [SITE + "/zwgk/t20240109_1.html"]
    assert items[0].title == "第1号通知"


def test_links_that_lead_nowhere_are_no_items() -> None:
    rows = "".join(
        f"<li><a href='{href}'>第{n}号通知</a><span>2024-01-09</span></li>"
        for n, href in enumerate(["javascript:void(0)", "mailto:a@b.cn", "#", "./t20240109_1.html"])
    )
    items, _ = walk(SITE + "/zwgk/", lambda _: page(rows))
    assert [item.url for item in items] == [SITE + "/zwgk/t20240109_1.html"]
