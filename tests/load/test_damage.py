"""Files of a store that were damaged: what can be made again is, the rest is one line; readers keep what they had."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from site_of_tests import FIRST, PLAN, Site, portal

from load.build import build
from load.builds import newest_build
from load.parquet import as_bytes
from load.proof.verify import verify
from load.release.release import publish
from load.release.retention import roll_back
from taizhang.archive import Archive
from taizhang.archive.index import read_index, table_bytes
from taizhang.errors import DamagedError, PortalError
from taizhang.releases import Release, latest_release
from taizhang.store import Store


def day(number: int) -> date:
    return FIRST + timedelta(days=number - 1)


def night(site: Site, number: int) -> Release:
    build(site.store, site.crawl(number), portal(), day(number))
    return publish(site.store, [portal()], day(number))


@pytest.mark.parametrize(
    "name", ["tasks.parquet", "memory/pages.parquet", "memory/snapshots.parquet"]
)
def test_a_damaged_build_is_not_remembered_and_the_next_night_reads_everything(
    site: Site, name: str, caplog: pytest.LogCaptureFixture
):
    first = night(site, 1)
    made = newest_build(site.store, "lanshan")
    site.store.write(f"{made.folder}/{name}", b"PAR1 and nothing else")
    second = night(site, 2)
    assert second.release_id > first.release_id
    assert second.table("tasks").equals(first.table("tasks"))
    assert f"{made.folder}/{name} of the store" in caplog.text


@pytest.mark.parametrize("table", ["tasks", "documents", "task_units"])
def test_a_build_that_lost_a_table_is_not_published_without_it(site: Site, table: str):
    build(site.store, site.crawl(1), portal(), day(1))
    made = newest_build(site.store, "lanshan")
    site.store.remove(f"{made.folder}/{table}.parquet")
    with pytest.raises(PortalError, match=rf"{made.build_id}/{table}.parquet .*taizhang build"):
        publish(site.store, [portal()], day(1))
    assert latest_release(site.store) is None


@pytest.mark.parametrize("table", ["tasks", "task_units", "documents", "coverage"])
def test_a_table_of_another_portal_in_a_build_is_refused_and_named(site: Site, table: str):
    first = night(site, 1)
    build(site.store, site.crawl(1, "yunxi"), portal(slug="yunxi"), day(1))
    site.put("second", "关于印发2027年政务公开工作要点的通知", PLAN)
    made = build(site.store, site.crawl(2), portal(), day(2))
    foreign = newest_build(site.store, "yunxi")
    other = site.store.read(f"{foreign.folder}/{table}.parquet")
    site.store.write(f"{made.folder}/{table}.parquet", other)
    release = publish(site.store, [portal()], day(2))
    [row] = release.table("portals").to_pylist()
    assert (row["health"], row["as_of"]) == ("broken", FIRST)
    assert f"{made.folder}/{table}.parquet" in row["reason"]
    assert "`taizhang build` makes it again" in row["reason"]
    assert release.table("tasks").equals(first.table("tasks"))


def test_rows_of_another_portal_are_refused_though_their_file_is_as_long(site: Site):
    build(site.store, site.crawl(1), portal(), day(1))
    made = newest_build(site.store, "lanshan")
    documents = made.table("documents")
    place = documents.schema.get_field_index("portal")
    foreign = documents.set_column(
        place, documents.schema.field(place), [["yunxi"] * len(documents)]
    )
    content = as_bytes(foreign)
    site.store.write(f"{made.folder}/documents.parquet", content)
    record = site.store.read_json(f"{made.folder}/build.json")
    record["bytes"]["documents"] = len(content)
    site.store.write(f"{made.folder}/build.json", json.dumps(record).encode())
    with pytest.raises(DamagedError, match=r"documents.parquet .*`taizhang build`"):
        publish(site.store, [portal()], day(1))
    assert latest_release(site.store) is None


def test_an_index_with_fewer_rows_than_its_run_made_is_named_before_anything_is_built(site: Site):
    first = night(site, 1)
    archive = site.crawl(2)
    index = site.store.keys("archive/lanshan/captures")[-1]
    whole = read_index(site.store.read(index))
    site.store.write(index, table_bytes(whole.slice(0, 1)))
    with pytest.raises(PortalError, match=f"{index} has 1 of the .*`taizhang archive rebuild"):
        build(site.store, archive, portal(), day(2))
    [row] = publish(site.store, [portal()], day(2)).table("portals").to_pylist()
    assert f"{index} has 1 of the" in row["reason"]
    archive.rebuild_index("lanshan")
    build(site.store, archive, portal(), day(2))
    release = publish(site.store, [portal()], day(2))
    assert release.table("tasks").equals(first.table("tasks"))


@pytest.mark.disk(reason="a bucket has no links")
def test_a_store_copied_by_a_tool_that_follows_links_publishes_again(site: Site, tmp_path: Path):
    night(site, 1)
    copied = Store(shutil.copytree(site.store.root, tmp_path / "copied", symlinks=False))
    latest = Path(copied.root) / "latest"
    assert not latest.is_symlink()
    second = publish(copied, [portal()], day(2))
    assert latest.readlink() == Path("releases") / second.release_id
    assert not list(Path(copied.root).glob(".latest*"))


def test_a_damaged_pointer_to_the_newest_build_is_written_anew(site: Site):
    night(site, 1)
    site.store.write("builds/lanshan/newest.json", b"")
    assert night(site, 2).record["portals"]["lanshan"]["health"] == "fresh"


def test_a_damaged_newest_build_leaves_its_portal_with_the_last_good_one(site: Site):
    first = night(site, 1)
    build(site.store, site.crawl(2), portal(), day(2))
    made = newest_build(site.store, "lanshan")
    site.store.write(f"{made.folder}/build.json", b"{")
    release = publish(site.store, [portal()], day(2))
    [row] = release.table("portals").to_pylist()
    assert (row["health"], row["as_of"]) == ("broken", FIRST)
    assert f"remove {made.folder}, `taizhang build` makes it again" in row["reason"]
    assert release.table("tasks").equals(first.table("tasks"))


def test_a_build_whose_tables_are_damaged_is_said_and_can_be_made_again(site: Site):
    first = night(site, 1)
    archive = site.crawl(2)
    made = build(site.store, archive, portal(), day(2))
    site.store.write(f"{made.folder}/documents.parquet", b"")
    release = publish(site.store, [portal()], day(2))
    [row] = release.table("portals").to_pylist()
    assert f"remove {made.folder}, `taizhang build` makes it again" in row["reason"]
    assert release.table("tasks").equals(first.table("tasks"))
    site.store.remove(made.folder, "build.json")
    assert build(site.store, archive, portal(), day(2)).build_id == made.build_id
    assert publish(site.store, [portal()], day(2)).release_id > first.release_id


@pytest.mark.parametrize("name", ["tasks/all.parquet", "datapackage.json", "history.json"])
def test_a_damaged_release_is_said_and_an_older_one_takes_its_place(site: Site, name: str):
    first, second = night(site, 1), night(site, 2)
    site.store.write(f"{second.folder}/{name}", b"[")
    with pytest.raises(
        PortalError, match=f"{second.folder}/{name} of the store .* `taizhang rollback`"
    ) as error:
        night(site, 3)
    assert "\n" not in str(error.value)
    roll_back(site.store, first.release_id, "the newest one is damaged", day(3))
    assert night(site, 4).record["previous"] == first.release_id


def test_an_archive_that_lost_a_warc_leaves_its_portal_with_the_last_good_build(site: Site):
    first = night(site, 1)
    archive = site.crawl(2)
    lost = next(key for key in site.store.keys("archive/lanshan") if key.endswith(".warc.gz"))
    content = site.store.read(lost)
    site.store.write(lost, content[:-100])
    with pytest.raises(PortalError, match=f"{lost} is cut off at byte .*; restore it from a copy"):
        build(site.store, archive, portal(), day(2))
    release = publish(site.store, [portal()], day(2))
    [row] = release.table("portals").to_pylist()
    assert row["health"] == "broken"
    assert f"{lost} is cut off" in row["reason"]
    assert release.table("tasks").equals(first.table("tasks"))
    faults = [str(finding) for finding in verify(site.store, Archive(site.store)).findings]
    assert [line for line in faults if f"{lost} is cut off" in line]
    site.store.write(lost, content)
    build(site.store, archive, portal(), day(2))
    assert publish(site.store, [portal()], day(2)).record["portals"]["lanshan"]["health"] == "fresh"


def test_an_archive_that_lost_an_index_file_is_named_by_who_publishes(site: Site):
    night(site, 1)
    [index] = site.store.keys("archive/lanshan/captures")
    site.store.remove(index)
    [row] = publish(site.store, [portal()], day(2)).table("portals").to_pylist()
    assert "`taizhang archive rebuild --portal lanshan`" in row["reason"]


def test_an_archive_that_is_gone_as_a_whole_is_named_by_who_publishes(site: Site):
    first = night(site, 1)
    for key in site.store.keys("archive/lanshan"):
        site.store.remove(key)
    release = publish(site.store, [portal()], day(2))
    [row] = release.table("portals").to_pylist()
    assert (row["health"], row["as_of"]) == ("broken", FIRST)
    assert "archive is gone" in row["reason"]
    assert release.table("tasks").equals(first.table("tasks"))


@pytest.mark.parametrize("table", ["tasks", "coverage"])
def test_a_table_of_a_release_with_other_rows_is_damage_to_its_readers(site: Site, table: str):
    release = night(site, 1)
    key = f"{release.folder}/{table}/all.parquet"
    site.store.write(key, as_bytes(release.table(table).slice(0, 0)))
    opened = latest_release(site.store)
    with pytest.raises(DamagedError, match=key):
        opened.table(table)
    with pytest.raises(DamagedError, match=key):
        list(opened.batches(table))


def test_a_clock_that_goes_backwards_loses_nothing(site: Site):
    night(site, 5)
    site.put(
        "later", "关于开展检查的通知", "请各单位按要求开展检查，认真填写表格，按时报送结果。" * 3
    )
    third = night(site, 3)
    assert latest_release(site.store).release_id == third.release_id
    assert night(site, 6).table("documents").num_rows == 4


def test_a_portal_whose_file_is_gone_stays_and_says_since_when_nobody_asked(site: Site):
    first = night(site, 1)
    release = publish(site.store, [], day(3))
    [row] = release.table("portals").to_pylist()
    assert (row["as_of"], row["reason"]) == (FIRST, "not asked for since 2026-11-20")
    assert release.table("documents").equals(first.table("documents"))
    assert publish(site.store, [], day(4)).record["portals"] == release.record["portals"]


@pytest.mark.disk(reason="in a bucket a folder and a file may have one name")
@pytest.mark.parametrize("name", ["build.json", "tasks.parquet"])
def test_a_folder_in_the_place_of_a_builds_file_stops_its_portal_only(site: Site, name: str):
    first = night(site, 1)
    build(site.store, site.crawl(2), portal(), day(2))
    made = newest_build(site.store, "lanshan")
    site.store.remove(f"{made.folder}/{name}")
    site.store.write(f"{made.folder}/{name}/x", b"")
    with pytest.raises(DamagedError, match=f"remove {made.folder}, `taizhang build`"):
        newest_build(site.store, "lanshan").table("tasks")
    if name == "build.json":
        release = publish(site.store, [portal()], day(2))
        assert release.record["portals"]["lanshan"]["health"] == "broken"
        assert release.table("tasks").equals(first.table("tasks"))


def test_a_file_of_another_table_in_a_release_is_a_finding(site: Site):
    release = night(site, 1)
    site.store.write(
        f"{release.folder}/documents/all.parquet",
        site.store.read(f"{release.folder}/tasks/all.parquet"),
    )
    [finding] = verify(site.store, Archive(site.store)).findings
    assert (finding.table, finding.fault) == ("documents", "digest")
