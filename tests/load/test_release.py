"""Releases: whole, described, compared with the one before, and never worse."""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from site_of_tests import FIRST, NEWS, PLAN, ROOT, Site, portal

import load.build
import load.reading.reader
import load.release.release
import taizhang
from load.build import build
from load.builds import newest_build
from load.release.decisions import decide
from load.release.release import publish
from load.release.retention import accept_build, roll_back
from taizhang.archive import Archive
from taizhang.archive.checks import write_checks
from taizhang.errors import PortalError, StoreError, UserError
from taizhang.portals import Portal
from taizhang.releases import Release, latest_release
from taizhang.store import Store
from taizhang.tables import READ_TABLES, TABLES, VERSION

PLAN_TITLE = "关于印发2026年政务公开工作要点的通知"


def day(number: int) -> date:
    return FIRST + timedelta(days=number - 1)


def night(site: Site, number: int, one: Portal | None = None) -> Release:
    """Crawl, build and publish one night."""
    one = one or portal()
    build(site.store, site.crawl(number), one, day(number))
    return publish(site.store, [one], day(number))


def rows(site: Site, release: Release, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = release.table(name).to_pylist()
    return found


def changed(
    site: Site, release: Release, table: str
) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Changes of a table by kind: keys and columns."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for row in rows(site, release, "changes"):
        if row["table"] == table:
            found.setdefault(row["change"], []).append((row["key"], tuple(row["columns"])))
    return found


def test_an_analyst_reads_it(site: Site):
    night(site, 1)
    release = taizhang.release(site.store.root)
    tasks = release.tasks()
    assert list(tasks["document_title"].unique()) == [PLAN_TITLE]
    assert "市发展改革委" in {unit for units in tasks["responsible_units"] for unit in units}
    if link := site.store.local_path("latest"):
        assert pd.read_parquet(link / "tasks").equals(tasks)
    assert tasks["due_on"].dropna().tolist() in ([], [date(2026, 12, 31)])


def test_the_manifest_describes_every_file(site: Site):
    release = night(site, 1)
    folder = release.path()
    package = json.loads((folder / "datapackage.json").read_text())
    files = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.parquet")}
    assert {resource["path"] for resource in package["resources"]} == files
    assert {resource["name"] for resource in package["resources"]} == set(TABLES)
    for resource in package["resources"]:
        [file] = resource["files"]
        content = (folder / file["path"]).read_bytes()
        assert file["path"] == resource["path"]
        assert file["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert file["bytes"] == len(content)
        table = pd.read_parquet(folder / resource["path"])
        assert resource["rows"] == file["rows"] == len(table)
        assert [field["name"] for field in resource["schema"]["fields"]] == list(table.columns)
        assert all(
            field["description"] and field["description_zh"]
            for field in resource["schema"]["fields"]
        )
    record = package["taizhang"]
    assert record["tables"] == VERSION
    assert record["portals"]["lanshan"]["archive"].startswith("sha256:")
    assert record["portals"]["lanshan"]["gates_failed"] == []
    assert release.release_id in (folder / "README.md").read_text()
    assert "兰山区人民政府" in site.store.read(f"{release.folder}/checks/index.html").decode()


def test_a_night_with_nothing_new_leaves_every_table_of_what_was_said_as_it_is(site: Site):
    first, second = night(site, 1), night(site, 2)
    assert first.release_id < second.release_id
    for name in READ_TABLES:
        before, after = (
            site.store.read(f"{release.folder}/{name}/all.parquet") for release in (first, second)
        )
        assert before == after, name
    assert rows(site, second, "changes") == []


def test_changes_name_what_is_new_changed_and_gone_and_nothing_that_only_moved(site: Site):
    first = night(site, 1)
    assert len(changed(site, first, "documents")["added"]) == 3
    titles = {row["title"]: row["document_id"] for row in rows(site, first, "documents")}
    site.put("news", "全市政务公开工作会议召开", NEWS, chrome="<b>新</b>")
    site.put(
        "plan",
        PLAN_TITLE,
        PLAN.replace("（责任单位：市政府办公室）", "（责任单位：市政府办公室、市档案馆）"),
    )
    site.put(
        "more", "关于公开食品抽检信息的通知", "现将食品抽检信息予以公开，请社会各界予以监督。" * 3
    )
    site.pages[f"{ROOT}/zfwj/notice.html"] = 410
    second = night(site, 2)
    more = next(
        row["document_id"] for row in rows(site, second, "documents") if "食品" in row["title"]
    )
    documents = changed(site, second, "documents")
    key = json.dumps
    assert documents == {
        "added": [(key({"document_id": more}), ())],
        "modified": [(key({"document_id": titles[PLAN_TITLE]}), ("text",))],
        "removed": [(key({"document_id": titles["关于2027年部分节假日安排的通知"]}), ())],
    }
    [(_, columns)] = changed(site, second, "tasks")["modified"]
    assert columns == ("responsible_units",)
    assert list(changed(site, second, "task_units")) == ["added"]
    assert [row["document_id"] for row in rows(site, second, "gone")] == [
        titles["关于2027年部分节假日安排的通知"]
    ]


def test_publishing_the_same_again_gives_the_same_release(site: Site):
    release = night(site, 1)
    assert publish(site.store, [portal()], FIRST).release_id == release.release_id
    assert site.store.folders("releases") == [release.release_id]


def test_a_portal_whose_gate_fails_keeps_its_last_good_build_and_comes_back(site: Site):
    first = night(site, 1)
    kept = dict(site.pages)
    site.pages = dict.fromkeys(kept, 404)
    second = night(site, 2)
    third = night(site, 3)
    for release in (second, third):
        for name in READ_TABLES:
            assert release.table(name).equals(first.table(name))
        [row] = rows(site, release, "portals")
        assert (row["health"], row["stale_since"], row["as_of"]) == ("stale", day(2), FIRST)
        assert row["reason"].startswith("documents: 0, wanted: at least one;")
    failed = {row["metric"] for row in rows(site, third, "portal_metrics") if not row["passed"]}
    assert failed >= {"documents", "documents_found"}
    site.pages = kept
    [row] = rows(site, night(site, 4), "portals")
    assert (row["health"], row["stale_since"], row["reason"]) == ("fresh", None, None)


def test_challenges_instead_of_pages_are_told_from_a_broken_portal(site: Site):
    first = night(site, 1)
    site.pages = dict.fromkeys(site.pages, 412)
    [row] = rows(site, night(site, 2), "portals")
    assert row["health"] == "blocked"
    assert row["build"] == first.record["portals"]["lanshan"]["build"]


def test_a_floor_of_the_portals_file_holds_back_a_first_build(site: Site):
    one = portal(floors={"documents": 10})
    build(site.store, site.crawl(1), one, FIRST)
    words = r"nothing to publish .*documents: 3, wanted: the portal's file asks for 10.*last release is untouched"
    with pytest.raises(PortalError, match=words):
        publish(site.store, [one], FIRST)
    assert latest_release(site.store) is None


def test_a_day_that_only_passes_makes_no_build_and_no_release(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    first = night(site, 1)
    made = newest_build(site.store, "lanshan")

    def look(*_: object) -> None:
        raise AssertionError("gates look at what they have looked at")

    monkeypatch.setattr(load.release.release, "portal_statuses", look)
    written: list[str] = []
    store = Store(site.store.root, after=lambda action, key: written.append(f"{action} {key}"))
    again = build(store, Archive(store), portal(), day(9))
    assert (again.build_id, again.as_of) == (made.build_id, FIRST)
    assert publish(store, [portal()], day(9)).release_id == first.release_id
    assert [step for step in written if ".locks" not in step] == []
    monkeypatch.undo()
    decide(site.store, "pin", first.release_id, "cited in a paper", day(9))
    assert publish(site.store, [portal()], day(9)).release_id > first.release_id


def test_a_portal_that_failed_tonight_is_named_and_the_others_are_published(site: Site):
    other = portal(slug="other", name="别处")
    build(site.store, site.crawl(1), portal(), FIRST)
    release = publish(site.store, [portal(), other], FIRST, {"other": "its server does not answer"})
    states = {
        row["portal"]: (row["health"], row["build"], row["reason"])
        for row in rows(site, release, "portals")
    }
    assert states["other"] == ("broken", None, "its server does not answer")
    assert states["lanshan"][0] == "fresh"


def test_a_portal_that_was_not_asked_for_stays_in_the_release(site: Site):
    night(site, 1)
    other = portal(slug="other", name="别处")
    away = Site(site.store)
    away.put(
        "a", "关于表彰先进集体的决定", "经研究，决定对下列先进集体予以表彰，希望再接再厉。" * 3
    )
    away.pages = {url.replace("lanshan", "other"): page for url, page in away.pages.items()}
    build(site.store, away.crawl(2, "other"), other, day(2))
    release = publish(site.store, [other], day(2))
    assert {row["portal"] for row in rows(site, release, "documents")} == {"lanshan", "other"}


def test_a_person_accepts_a_build_over_its_gates(site: Site):
    night(site, 1)
    site.pages = {url: page for url, page in site.pages.items() if "plan" in url} | {
        url: 404 for url in site.pages if "plan" not in url
    }
    held = night(site, 2)
    judged = held.record["portals"]["lanshan"]["judged"]
    assert len(rows(site, held, "documents")) == 3
    with pytest.raises(UserError, match="--reason"):
        decide(site.store, "accept", f"lanshan/{judged}", " ", day(2))
    decide(site.store, "accept", f"lanshan/{judged}", "the portal was cleared up", day(2))
    release = publish(site.store, [portal()], day(2))
    assert len(rows(site, release, "documents")) == 1
    [row] = rows(site, release, "portals")
    assert row["reason"].startswith("accepted by hand: the portal was cleared up")
    assert release.record["decisions"]["accepted"] == {"lanshan": "the portal was cleared up"}


def test_what_a_person_accepted_is_what_later_nights_are_compared_with(site: Site):
    first = night(site, 1)
    site.pages = {url: page if "plan" in url else 404 for url, page in site.pages.items()}
    held = night(site, 2)
    accept_build(
        site.store,
        "lanshan",
        held.record["portals"]["lanshan"]["judged"],
        "the portal was cleared up",
        day(2),
    )
    site.pages[f"{ROOT}/zfwj/other.html"] = (
        404  # the accepted build was never published: a night came in between
    )
    third = night(site, 3)
    [row] = rows(site, third, "portals")
    assert (row["health"], row["reason"]) == ("fresh", None)
    assert len(rows(site, third, "documents")) == 1
    older = first.record["portals"]["lanshan"]["build"]
    with pytest.raises(UserError, match=r"older than .* which is published: `taizhang rollback`"):
        accept_build(site.store, "lanshan", older, "it was better", day(3))


def test_a_build_that_was_accepted_is_carried_where_the_next_one_fails(site: Site):
    night(site, 1)
    pages = dict(site.pages)
    site.pages = {url: page if "news" not in url else 404 for url, page in pages.items()}
    site.pages[f"{ROOT}/zfwj/notice.html"] = 404
    held = night(site, 2)
    judged = held.record["portals"]["lanshan"]["judged"]
    accept_build(site.store, "lanshan", judged, "the portal was cleared up", day(2))
    site.pages = dict.fromkeys(site.pages, 412)
    third = night(site, 3)
    assert third.record["portals"]["lanshan"]["build"] == judged
    assert third.record["decisions"]["accepted"] == {"lanshan": "the portal was cleared up"}
    [row] = rows(site, third, "portals")
    assert (row["health"], row["as_of"]) == ("blocked", day(2))


def test_new_code_that_reads_less_on_the_same_pages_is_held_back_and_better_code_is_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
):
    first = night(site, 1)
    read = load.reading.reader.rows_of
    monkeypatch.setattr(load.build, "code_version", lambda packages: f"worse {packages}")
    monkeypatch.setattr(
        load.reading.reader,
        "rows_of",
        lambda *given: read(*given) | {"tasks": [], "task_units": []},
    )
    site.store.remove(
        "rules"
    )  # what the first night was read by is not known: everything is read again
    second = night(site, 2)
    [row] = rows(site, second, "portals")
    assert row["health"] == "stale"
    assert "tasks a plan or notice, read by new code on 3 unchanged documents: 0" in row["reason"]
    assert second.table("tasks").equals(first.table("tasks"))
    monkeypatch.setattr(load.build, "code_version", lambda packages: f"as good {packages}")
    monkeypatch.setattr(load.reading.reader, "rows_of", read)
    site.store.remove("rules")
    third = night(site, 3)
    [row] = rows(site, third, "portals")
    assert (row["health"], row["as_of"]) == ("fresh", day(3))
    assert third.table("tasks").equals(first.table("tasks"))
    assert {metric["metric"] for metric in rows(site, third, "portal_metrics")} >= {
        "code.tasks_a_document"
    }
    history = json.loads(site.store.read(f"{third.folder}/history.json"))["lanshan"]
    assert [one["figures"]["documents_found"] for one in history] == [3, 3]


def test_a_withdrawn_document_leaves_a_tombstone_in_every_later_release(site: Site):
    first = night(site, 1)
    [document] = [row for row in rows(site, first, "documents") if row["title"] == PLAN_TITLE]
    decide(site.store, "withdraw", document["document_id"], "asked for by its issuer", day(2))
    for number in (2, 3):
        release = night(site, number)
        assert len(rows(site, release, "documents")) == 2
        assert rows(site, release, "tasks") == rows(site, release, "task_units") == []
        [gone] = rows(site, release, "gone")
        assert (gone["document_id"], gone["title"]) == (document["document_id"], None)
        assert gone["reason"] == "withdrawn: asked for by its issuer"


def test_what_joins_portals_is_resolved(site: Site):
    basis = "国务院办公厅关于印发2026年政务公开工作要点的通知"
    number = "国办发〔2026〕12号"
    body = f"{number}\n各省、自治区、直辖市人民政府：\n现将要点印发给你们，请结合实际认真贯彻落实，切实抓好各项工作。"
    site.put("basis", basis, body)
    site.put(
        "cites",
        "关于贯彻落实工作要点的通知",
        f"根据《{basis}》（{number}）要求，现将有关事项通知如下。" * 2,
    )
    release = night(site, 1)
    documents = {row["title"]: row for row in rows(site, release, "documents")}
    cited = [row for row in rows(site, release, "citations") if row["doc_number"] == number]
    assert cited
    if documents[basis]["doc_number"] == number:
        assert {row["cited_document_id"] for row in cited} == {documents[basis]["document_id"]}
    assert all(row["work_id"] for row in documents.values())


def test_another_publisher_is_told_to_wait(site: Site):
    build(site.store, site.crawl(1), portal(), FIRST)
    with (
        site.store.lock("publish", "publishing"),
        pytest.raises(StoreError, match=r"in use \(publishing since .*wait"),
    ):
        publish(site.store, [portal()], FIRST)


def test_a_store_without_a_release_says_what_to_do(store: Store):
    with pytest.raises(StoreError, match="no release yet: run `taizhang nightly`"):
        taizhang.release(store.root)


def test_a_reader_may_name_tables_and_is_told_which_there_are(site: Site):
    night(site, 1)
    release = taizhang.release(site.store.root)
    folder = release.path("tasks", "documents")
    assert len(pd.read_parquet(folder / "tasks")) == 4
    if site.store.local_path("latest") is None:
        assert {path.name for path in folder.iterdir()} == {
            "tasks",
            "documents",
            "datapackage.json",
            "README.md",
        }
    with pytest.raises(UserError, match="there is no table promises; there are documents, "):
        release.files("promises")
    with pytest.raises(UserError, match="there is no column of tasks txt; do you mean "):
        release.tasks("txt")
    with pytest.raises(UserError, match=r"due_on is of type date32.*: 'soon' is no value of it"):
        release.tasks(due_on="soon")
    # Of a column with a closed set, a value that nothing has is asked by mistake.
    with pytest.raises(UserError, match="there is no role boss; there are lead, "):
        release.task_units(role=["lead", "boss"])
    with pytest.raises(UserError, match="there is no deadline_kind done; there are due, "):
        release.tasks(deadline_kind="done")


def test_a_reader_takes_columns_and_the_rows_that_it_asks_for(site: Site):
    night(site, 1)
    release = taizhang.release(site.store.root)
    everything = release.tasks()
    assert list(release.tasks("text", "label").columns) == ["text", "label"]
    with pytest.raises(UserError, match="no region nowhere"):
        release.tasks("text", region="nowhere")
    assert len(release.tasks("text", portal=["lanshan", "nowhere"])) == len(everything)
    held = release.tasks("text", responsible_units="市发展改革委")
    assert held["text"].tolist() == [
        row["text"]
        for row in everything.to_dict("records")
        if "市发展改革委" in row["responsible_units"]
    ]
    due = release.table("tasks", "due_on", due_on="2026-12-31")
    assert due["due_on"].to_pylist() == [date(2026, 12, 31)] * due.num_rows
    with pytest.raises(
        UserError, match="there is no release 2026-11-02-001; do you mean 2026-11-20-001"
    ):
        taizhang.release(site.store.root, "2026-11-02-001")


def test_every_table_is_a_method_of_a_release():
    assert all(callable(getattr(Release(Store("nowhere"), "1"), name)) for name in TABLES)


def test_a_pointer_that_cannot_be_read_is_said_and_a_rollback_writes_it_anew(site: Site):
    first = night(site, 1)
    for content in (b"", b'{"release"', b"[]", b"{}", b"\x00\xff"):
        site.store.write("latest.json", content)
        for ask in (
            lambda: taizhang.release(site.store.root),
            lambda: publish(site.store, [portal()], FIRST),
        ):
            with pytest.raises(
                StoreError, match=r"latest\.json of the store .* cannot be read: `taizhang rollback"
            ):
                ask()
    roll_back(site.store, first.release_id, "the pointer was broken", FIRST)
    assert taizhang.release(site.store.root).release_id == first.release_id
    assert publish(site.store, [portal()], FIRST).record["previous"] == first.release_id


def test_a_pointer_to_a_release_that_is_not_there_is_said(site: Site):
    first = night(site, 1)
    site.store.write("latest.json", b'{"release": "2026-11-19-001"}')
    with pytest.raises(StoreError, match=r"lacks .*releases/2026-11-19-001/datapackage\.json"):
        publish(site.store, [portal()], FIRST)
    roll_back(site.store, first.release_id, "the pointer was wrong", FIRST)
    assert latest_release(site.store).release_id == first.release_id


@pytest.mark.disk(reason="a bucket has no links")
def test_the_link_is_repaired_at_the_next_start(site: Site):
    night(site, 1)
    link = Path(site.store.root) / "latest"
    link.unlink()
    link.symlink_to("releases/nowhere")
    publish(site.store, [portal()], FIRST)
    assert (link / "documents" / "all.parquet").exists()


def test_every_declared_type_has_its_name_in_the_manifest():
    from load.release.manifest import frictionless_type

    types = {frictionless_type(field.type) for table in TABLES.values() for field in table.fields}
    assert types == {"string", "integer", "number", "boolean", "date", "datetime", "array"}


def test_a_full_disk_and_a_read_only_one_leave_the_last_release(site: Site):
    import errno
    import os

    first = night(site, 1)
    site.put("plan", PLAN_TITLE, PLAN.replace("市教育局", "市民政局"))
    build(site.store, site.crawl(2), portal(), day(2))
    for number, words in ((errno.ENOSPC, "no space left"), (errno.EROFS, "read-only disk")):

        def refuse(action: str, key: str, number: int = number) -> None:
            if key == "tasks/all.parquet":
                raise OSError(number, os.strerror(number), key)

        with pytest.raises(StoreError, match=words) as error:
            publish(Store(site.store.root, after=refuse), [portal()], day(2))
        assert "\n" not in str(error.value)
        assert site.store.folders("releases") == [first.release_id]
        assert taizhang.release(site.store.root).release_id == first.release_id
    assert publish(site.store, [portal()], day(2)).release_id > first.release_id


def test_inspections_up_to_its_day_are_in_the_next_release(site: Site):
    site.put("plan", PLAN_TITLE, PLAN)
    first = night(site, 1)
    assert rows(site, first, "portal_checks") == []
    for number, passed in ((2, False), (3, True)):
        check = {
            "portal": "lanshan",
            "checked_on": day(number),
            "channel": None,
            "check": "reachable",
            "passed": passed,
        }
        write_checks(site.store, "lanshan", day(number), [check])
    second = publish(site.store, [portal()], day(2))
    assert second.release_id != first.release_id
    assert [(row["checked_on"], row["passed"]) for row in rows(site, second, "portal_checks")] == [
        (day(2), False)
    ]
