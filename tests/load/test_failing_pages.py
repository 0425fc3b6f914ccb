"""A page on which the reading fails is an issue and no more; many are a fault of the code, and nothing is built."""

from datetime import timedelta

import pytest
from site_of_tests import FIRST, PLAN, Site, portal

import load.reading.reader
from load.build import build
from load.builds import Build
from load.proof.verify import verify
from load.reading.reader import DocumentJob, PageJob, look_at_page, read_job, read_saved
from load.release.release import publish
from taizhang.errors import PortalError
from taizhang.issues import Code
from taizhang.tables.terms import Outcome
from transform.model import Context, Payload, Reading
from transform.web.page import Page

ODD = "罕见"
TITLE = "关于印发2026年政务公开工作要点的通知"


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reading of a page that holds an odd word fails behind what the page prints, as nobody had foreseen."""
    right = load.reading.reader.read_document

    def fails(
        page: Payload, attachments: tuple[Payload, ...], context: Context, found: Page | None = None
    ) -> Reading:
        if ODD.encode() in page.content:
            raise KeyError(ODD)
        return right(page, attachments, context, found)

    monkeypatch.setattr(load.reading.reader, "read_document", fails)


@pytest.fixture
def odder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even what such a page prints can be read."""
    right = load.reading.reader.read_page

    def fails(page: Payload, context: Context) -> Page:
        if ODD.encode() in page.content:
            raise RecursionError
        return right(page, context)

    monkeypatch.setattr(load.reading.reader, "read_page", fails)


def issues(site: Site, made: Build) -> list[tuple[str, str, str]]:
    rows = made.table("issues").to_pylist()
    return [
        (row["code"], row["url"], row["message"])
        for row in rows
        if row["code"] == Code.READING_FAILED
    ]


def titles(site: Site, made: Build) -> set[str]:
    return {row["title"] for row in made.table("documents").to_pylist()}


def payload(site: Site, url: str) -> Payload:
    content = site.pages[url]
    assert isinstance(content, bytes)
    return Payload(content, "sha256:1", url=url, media_type="text/html")


@pytest.mark.usefixtures("odd")
def test_a_document_on_which_reading_fails_is_a_row_with_an_issue(site: Site):
    url = site.put("odd", TITLE, PLAN + ODD)
    got = read_job(DocumentJob("d", payload(site, url), (), Context()))
    [document] = got.rows["documents"]
    assert (document["title"], document["text"], got.rows["tasks"], got.refused) == (
        TITLE,
        "",
        [],
        True,
    )
    [issue] = got.issues
    assert issue.code is Code.READING_FAILED
    assert (
        issue.message
        == "reading failed, KeyError in fails (test_failing_pages.py): the text was not read"
    )


@pytest.mark.usefixtures("odd", "odder")
def test_a_page_of_which_nothing_can_be_read_says_nothing(site: Site):
    page = payload(site, site.put("odd", TITLE, PLAN + ODD))
    facts = look_at_page(PageJob(page, 200, Context())).facts
    assert (facts.outcome, facts.detail, facts.content) == (
        Outcome.ERROR,
        Code.READING_FAILED,
        None,
    )
    [document] = read_job(DocumentJob("d", page, (), Context())).rows["documents"]
    assert (document["title"], document["text"]) == (None, "")


def test_whoever_reads_a_saved_page_sees_the_error_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> Reading:
        raise KeyError(ODD)

    monkeypatch.setattr(load.reading.reader, "read_source", fails)
    with pytest.raises(KeyError):
        read_saved(payload(site, site.put("odd", TITLE, PLAN)))


@pytest.mark.usefixtures("odd")
def test_the_others_are_built_and_the_last_good_version_stays(site: Site):
    first = build(site.store, site.crawl(1), portal(), FIRST)
    changed = site.put("plan", TITLE, PLAN + ODD)
    new = site.put(
        "new",
        "关于加强校园安全工作的意见",
        "一、落实责任。各学校要健全制度。（责任单位：市教育局）" + ODD,
    )
    site.put(
        "other", "关于加强防汛工作的意见", "一、落实责任。各单位要健全制度。（责任单位：市水利局）"
    )
    archive = site.crawl(2)
    second = build(site.store, archive, portal(), FIRST + timedelta(days=1))
    assert titles(site, second) >= titles(site, first) | {"关于加强防汛工作的意见"}
    said = second.table("tasks").to_pylist()
    assert {task["document_title"] for task in said} == {TITLE, "关于加强防汛工作的意见"}
    assert {url for _, url, _ in issues(site, second)} == {changed, new}
    release = publish(site.store, [portal()], FIRST + timedelta(days=1))
    assert verify(site.store, archive, release).findings == []


@pytest.mark.usefixtures("odder")
def test_a_page_of_which_nothing_can_be_read_leaves_what_was_known(site: Site):
    first = build(site.store, site.crawl(1), portal(), FIRST)
    url = site.put("plan", TITLE, PLAN + ODD)
    second = build(site.store, site.crawl(2), portal(), FIRST + timedelta(days=1))
    assert titles(site, second) == titles(site, first)
    [(_, found, message)] = issues(site, second)
    assert found == url
    assert "taizhang --debug read" in message


@pytest.mark.usefixtures("odd")
def test_where_reading_fails_on_many_pages_nothing_is_built(site: Site):
    for number in range(4):
        site.put(f"odd{number}", f"关于第{number}项工作的意见", PLAN + ODD)
    with pytest.raises(
        PortalError, match=r"lanshan: reading failed on 4 of 7 pages, so nothing was built"
    ):
        build(site.store, site.crawl(1), portal(), FIRST)
