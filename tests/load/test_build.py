"""Builds: a function of archive, code and portal file; what changed is told from what only moved."""

import gc
import io
import os
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from site_of_tests import FIRST, PLAN, ROOT, Site, portal
from stores_of_tests import beside, copy

import load.reading.workers
from load.build import build, finish_build, prepare_build
from load.build_order import BuildOrder
from load.builds import SEAL, Build, newest_build
from load.reading.workers import CALM, FEW, run_jobs
from taizhang.archive import Archive, ArchiveError, Exchange, Purpose
from taizhang.errors import PortalError
from taizhang.store import Store
from taizhang.tables import READ_TABLES
from taizhang.tables.terms import Outcome


def night(site: Site, number: int, **values: Any) -> Build:
    """Crawl and build one night."""
    archive = site.crawl(number)
    return build(site.store, archive, portal(**values), FIRST + timedelta(days=number - 1))


def rows(site: Site, made: Build, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.table(name).to_pylist()
    return found


def by_title(site: Site, made: Build) -> dict[str, dict[str, Any]]:
    return {row["title"]: row for row in rows(site, made, "documents")}


def contents(store: Store, made: Build) -> dict[str, bytes]:
    """Every file of a build."""
    return {key.removeprefix(made.folder): store.read(key) for key in store.keys(made.folder)}


def files(site: Site, made: Build) -> dict[str, bytes]:
    return contents(site.store, made)


def said(site: Site, made: Build) -> dict[str, bytes]:
    return {name: site.store.read(f"{made.folder}/{name}.parquet") for name in READ_TABLES}


PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"


def test_a_build_holds_documents_tasks_and_what_they_were_made_from(site: Site):
    made = night(site, 1)
    assert set(by_title(site, made)) == {
        PLAN_TITLE,
        "全市政务公开工作会议召开",
        "关于2027年部分节假日安排的通知",
    }
    tasks = rows(site, made, "tasks")
    assert len(tasks) == 4
    assert all(
        task["document_title"] == PLAN_TITLE and task["portal"] == "lanshan" for task in tasks
    )
    [document] = [row for row in rows(site, made, "documents") if row["title"] == PLAN_TITLE]
    assert (document["first_seen"], document["last_changed"]) == (FIRST, FIRST)
    cited = {row["digest"] for row in rows(site, made, "captures")}
    assert {row["capture_digest"] for row in rows(site, made, "parts")} <= cited
    assert made.record["counts"]["documents"] == {
        "read": 3,
        "published": 3,
        "quarantined": 0,
        "duplicates": 0,
    }
    assert {"archive", "code", "portal_file", "until", "as_of"} <= set(made.record)


def test_tables_are_readable_without_us(site: Site):
    made = night(site, 1)
    table, documents = (
        pq.read_table(io.BytesIO(site.store.read(f"{made.folder}/{name}.parquet")))
        for name in ("tasks", "documents")
    )
    units = {unit for units in table.to_pandas()["responsible_units"] for unit in units}
    assert "市发展改革委" in units
    assert type(documents["published_on"][0].as_py()) is date
    assert documents.schema.metadata is None


def test_a_build_made_again_is_the_same_byte_for_byte(site: Site):
    made = night(site, 1)
    before = files(site, made)
    site.store.remove(made.folder, SEAL)
    again = build(site.store, Archive(site.store), portal(), FIRST)
    assert again.build_id == made.build_id
    assert files(site, again) == before


def test_a_build_that_remembers_equals_one_that_does_not(site: Site):
    night(site, 1)
    site.put("plan", PLAN_TITLE, PLAN.replace("市教育局", "市教育局、市民政局"))
    site.put(
        "more",
        "关于加强政务新媒体管理的意见",
        "一、总体要求\n规范运行。\n二、明确职责\n落实责任。（责任单位：市教育局）",
    )
    site.files[f"{ROOT}/files/a.txt"] = ("text/plain", "附件正文".encode())
    remembered = night(site, 2)
    other = copy(site.store, beside(site.store, "other"), "archive")
    anew = build(other, Archive(other), portal(), FIRST + timedelta(days=1))
    assert anew.build_id == remembered.build_id
    assert {
        key.removeprefix(anew.folder): other.read(key) for key in other.keys(anew.folder)
    } == files(site, remembered)


def test_jobs_are_done_in_their_order_by_other_processes_where_there_are_many():
    many = [(number, os.getpid()) for number in range(60)]
    done = list(run_jobs(where, many, 2))
    assert [number for number, _ in done] == list(range(60))
    assert not any(here for _, here in done)
    assert all(here for _, here in run_jobs(where, many[: FEW - 1], 2))
    assert all(here for _, here in run_jobs(where, many, 1))


def test_processes_that_read_look_for_garbage_less_often():
    usual = gc.get_threshold()
    assert set(run_jobs(looks, range(FEW), 2)) == {CALM}
    assert gc.get_threshold() == usual  # this process reads no more than it did


def test_a_process_that_builds_looks_for_garbage_less_often(site: Site):
    usual = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        night(site, 1)
        assert gc.get_threshold() == CALM
    finally:
        gc.set_threshold(*usual)


def looks(_: int) -> tuple[int, int, int]:
    return gc.get_threshold()


def where(job: tuple[int, int]) -> tuple[int, bool]:
    """A job, and whether it was done by the process that asked for it."""
    number, asked_by = job
    return number, os.getpid() == asked_by


def test_one_worker_and_two_in_another_order_make_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(load.reading.workers, "FEW", 2)
    site.crawl(1)
    archive = Archive(site.store)
    other = portal(slug="other", name="别处")
    for key in site.store.keys("archive/lanshan"):
        site.store.write(key.replace("lanshan", "other"), site.store.read(key))
    second = copy(site.store, beside(site.store, "two"), "archive")
    one = [
        finish_build(site.store, prepare_build(site.store, archive, BuildOrder(some, FIRST)))
        for some in (portal(), other)
    ]
    again = Archive(second)
    two = [
        finish_build(second, prepare_build(second, again, BuildOrder(some, FIRST, workers=2)))
        for some in (other, portal())
    ]
    for made in one:
        [twin] = [b for b in two if b.build_id == made.build_id]
        assert contents(second, twin) == files(site, made)


def test_a_night_with_nothing_new_and_a_change_of_the_chrome_alone_change_no_row(site: Site):
    first = night(site, 1)
    second = night(site, 2)
    site.put("plan", PLAN_TITLE, PLAN, chrome="<a href='/new/'>新栏目</a>")
    third = night(site, 3)
    assert first.build_id != second.build_id != third.build_id
    assert said(site, first) == said(site, second) == said(site, third)
    assert len(rows(site, third, "versions")) == 3


def test_a_night_that_goes_on_past_midnight_is_one_day_for_ever(site: Site):
    site.starts = time(15, 59, 59)  # a second before midnight in China
    first, second = night(site, 1), night(site, 2)
    assert {row["first_seen"] for row in rows(site, first, "documents")} == {FIRST}
    assert said(site, first) == said(site, second)


def test_an_edit_makes_a_version_and_keeps_what_it_did_not_touch(site: Site):
    first = night(site, 1)
    site.put(
        "plan",
        PLAN_TITLE,
        PLAN.replace("（责任单位：市政府办公室）", "（责任单位：市政府办公室、市档案馆）"),
    )
    second = night(site, 2)
    before, after = (by_title(site, made)[PLAN_TITLE] for made in (first, second))
    assert after["document_id"] == before["document_id"]
    assert (after["first_seen"], after["last_changed"]) == (FIRST, FIRST + timedelta(days=1))
    assert after["capture_digest"] != before["capture_digest"]
    of_plan = [
        row for row in rows(site, second, "versions") if row["document_id"] == after["document_id"]
    ]
    assert [(row["valid_from"], row["valid_to"]) for row in of_plan] == [
        (FIRST, FIRST + timedelta(days=1)),
        (FIRST + timedelta(days=1), None),
    ]
    old, new = (
        {row["task_id"]: row for row in rows(site, made, "tasks")} for made in (first, second)
    )
    assert old.keys() == new.keys()
    edited = [key for key in old if old[key]["responsible_units"] != new[key]["responsible_units"]]
    assert [new[key]["responsible_units"] for key in edited] == [["市政府办公室", "市档案馆"]]


def test_a_task_inserted_in_the_middle_keeps_every_other_id(site: Site):
    first = night(site, 1)
    inserted = (
        "（二）公开财政信息。推进预算决算公开。（责任单位：市财政局）\n（三）公开市场主体信息。"
    )
    edited = PLAN.replace("（二）公开市场主体信息。", inserted).replace(
        "及时清理关停", "及时整改、清理关停"
    )
    site.put("plan", PLAN_TITLE, edited)
    second = night(site, 2)
    old, new = (
        {row["text"]: row["task_id"] for row in rows(site, made, "tasks")}
        for made in (first, second)
    )
    kept = {text: key for text, key in old.items() if text in new}
    assert len(old) == 4
    assert len(new) == 5
    assert len(kept) == 3
    moved = [
        text for text in kept if text.startswith("公开市场主体信息")
    ]  # its label is another one now
    assert all(new[text] == key for text, key in kept.items() if text not in moved)
    [before] = [key for text, key in old.items() if "关停" in text]
    [after] = [key for text, key in new.items() if "关停" in text]
    assert before == after


def test_an_article_is_gone_after_the_nights_that_its_portal_asks_for_and_comes_back_as_itself(
    site: Site,
):
    url = f"{ROOT}/zfwj/notice.html"
    first = night(site, 1, gone_after=2)
    page, site.pages[url] = site.pages[url], 404
    second = night(site, 2, gone_after=2)
    assert len(rows(site, second, "documents")) == 3
    third = night(site, 3, gone_after=2)
    [gone] = rows(site, third, "gone")
    notice = by_title(site, first)["关于2027年部分节假日安排的通知"]
    assert gone["document_id"] == notice["document_id"]
    assert (gone["gone_since"], gone["reason"]) == (FIRST + timedelta(days=1), "status 404")
    assert gone["last_digest"] == notice["capture_digest"]
    assert len(rows(site, third, "documents")) == 2
    site.pages[url] = page
    fourth = night(site, 4, gone_after=2)
    assert by_title(site, fourth)[notice["title"]] == notice
    assert rows(site, fourth, "gone") == []


def test_a_deleted_article_that_refreshes_to_its_folder_is_gone(site: Site):
    night(site, 1)
    site.pages[f"{ROOT}/zfwj/notice.html"] = (
        b"<html><head><meta http-equiv='refresh' content='0;url=./'></head></html>"
    )
    [gone] = rows(site, night(site, 2), "gone")
    assert gone["url"] == f"{ROOT}/zfwj/notice.html"


def test_a_challenge_or_an_error_says_nothing_about_the_article(site: Site):
    first = night(site, 1)
    for number, status in enumerate((412, 500, 403), 2):
        site.pages[f"{ROOT}/zfwj/notice.html"] = status
        made = night(site, number)
        assert said(site, made) == said(site, first)
        assert rows(site, made, "gone") == []


def test_one_article_under_several_addresses_is_one_document(site: Site):
    url = f"{ROOT}/zfwj/plan.html"
    site.pages[f"{ROOT}/tzgg/plan.html"] = site.pages[url].replace(b"/zfwj/", b"/tzgg/")
    site.pages[url.replace("http://", "http://www.")] = site.pages[url]
    site.pages[f"{ROOT}/zfwj/moved.html"] = url
    made = night(site, 1)
    document = by_title(site, made)[PLAN_TITLE]
    assert len(rows(site, made, "documents")) == 3
    assert document["url"] == url
    assert document["aliases"] == sorted(
        [
            f"{ROOT}/tzgg/plan.html",
            "http://www.lanshan.gov.test/zfwj/plan.html",
            f"{ROOT}/zfwj/moved.html",
        ]
    )
    assert made.record["counts"]["documents"] == {
        "read": 5,
        "published": 3,
        "quarantined": 0,
        "duplicates": 2,
    }


def test_an_article_that_moves_keeps_its_id(site: Site):
    before = by_title(site, night(site, 1))[PLAN_TITLE]
    url = f"{ROOT}/zfwj/plan.html"
    site.pages[f"{ROOT}/2027/plan.html"] = site.pages[url]
    site.pages[url] = f"{ROOT}/2027/plan.html"
    after = by_title(site, night(site, 2))[PLAN_TITLE]
    assert after["document_id"] == before["document_id"]
    assert (after["url"], after["aliases"]) == (f"{ROOT}/2027/plan.html", [url])
    assert after["last_changed"] == before["last_changed"]


def test_dead_links_are_issues_with_their_first_day(site: Site):
    site.pages[f"{ROOT}/zfwj/dead.html"] = 404
    night(site, 1)
    issues = rows(site, night(site, 2), "issues")
    [dead] = [row for row in issues if row["code"] == "dead_link"]
    assert (dead["url"], dead["first_seen"], dead["stage"]) == (
        f"{ROOT}/zfwj/dead.html",
        FIRST,
        "extract",
    )


@pytest.mark.parametrize("code", ["list_not_parsed", "empty_list"])
def test_a_list_that_gave_no_rows_is_an_issue(site: Site, code: str):
    archive = site.crawl(1)
    now = datetime.combine(FIRST, time(3), UTC)
    run = archive.open_run("lanshan", now, "nightly")
    url = f"{ROOT}/zfwj/index.html"
    run.write_exchange(
        Exchange(
            Purpose.LIST,
            url,
            now,
            Outcome.CONTENT,
            code,
            status=200,
            body=b"<html></html>",
            channel="zfwj",
        )
    )
    run.close(complete=False)
    issues = rows(site, build(site.store, archive, portal(), FIRST), "issues")
    assert [(row["url"], row["stage"]) for row in issues if row["code"] == code] == [
        (url, "extract")
    ]


def test_a_rejected_version_leaves_the_last_good_one_in_place(site: Site):
    first = night(site, 1)
    site.put("plan", PLAN_TITLE, PLAN.replace("做好历史", "&lt;span style='color:red'&gt;做好历史"))
    second = night(site, 2)
    before, after = (by_title(site, made)[PLAN_TITLE] for made in (first, second))
    assert after == before
    assert len(rows(site, second, "tasks")) == 4
    kept_out = rows(site, second, "quarantine")
    assert {"text.markup"} <= {row["expectation"] for row in kept_out}
    assert {row["table"] for row in kept_out} >= {"documents", "parts", "tasks", "task_units"}
    count = second.record["counts"]["documents"]
    assert count == {"read": 4, "published": 3, "quarantined": 1, "duplicates": 0}
    [issue] = [row for row in rows(site, second, "issues") if row["code"] == "kept_last_good"]
    assert issue["document_id"] == after["document_id"]
    assert (
        len(
            [
                row
                for row in rows(site, second, "versions")
                if row["document_id"] == after["document_id"]
            ]
        )
        == 1
    )
    page = site.store.read(f"{second.folder}/checks/index.html").decode()
    assert "holds no markup or script" in page
    assert not re.search(r"(src|href)=\"(?!data:|#)|url\(|@import|<script", page.split("<body>")[0])
    third = night(site, 3)
    assert said(site, third) == said(site, second)


def test_a_document_that_never_was_good_is_kept_out_and_its_neighbours_are_not(site: Site):
    site.put(
        "torn",
        "关于开展检查的通知",
        "各单位：&lt;p class=x&gt;请按要求开展检查，认真填写表格，按时报送结果。" * 3,
    )
    made = night(site, 1)
    assert len(rows(site, made, "documents")) == 3
    assert made.record["counts"]["documents"] == {
        "read": 4,
        "published": 3,
        "quarantined": 1,
        "duplicates": 0,
    }


def test_nothing_crawled_and_a_damaged_archive_are_said(site: Site):
    with pytest.raises(PortalError, match="lanshan: nothing in the archive; run `taizhang crawl"):
        build(site.store, Archive(site.store), portal(), FIRST)
    site.crawl(1)
    [warc] = [key for key in site.store.keys("archive") if key.endswith(".warc.gz")]
    content = site.store.read(warc)
    middle = len(content) // 2
    site.store.write(warc, content[:middle] + b"\0" * 64 + content[middle + 64 :])
    with pytest.raises(ArchiveError, match=r"warc\.gz"):
        build(site.store, Archive(site.store), portal(), FIRST)
    assert newest_build(site.store, "lanshan") is None


def test_only_what_changed_is_read_again(site: Site, monkeypatch: pytest.MonkeyPatch):
    night(site, 1)
    site.put("plan", PLAN_TITLE, PLAN.replace("市教育局", "市民政局"))
    archive = site.crawl(2)
    asked: list[str] = []
    payload = Archive.payload
    monkeypatch.setattr(
        Archive,
        "payload",
        lambda self, capture: (asked.append(capture.url), payload(self, capture))[1],
    )
    build(site.store, archive, portal(), FIRST + timedelta(days=1))
    assert set(asked) == {f"{ROOT}/zfwj/plan.html"}
