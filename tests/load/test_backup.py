"""A backup is a drill: from it comes the same store, and what was withdrawn stays withdrawn."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from site_of_tests import FIRST, Site, portal
from stores_of_tests import beside

from flows.backup import back_up, restore_backup
from flows.cli import run_command as command
from load.build import build
from load.release.decisions import NAMES, decisions
from load.release.release import publish
from load.release.retention import withdraw_document
from taizhang.archive import Archive
from taizhang.errors import StoreError, UserError
from taizhang.releases import Release
from taizhang.settings import Settings, load_settings
from taizhang.store import Store

DAY = FIRST


@pytest.fixture
def settings(site: Site, tmp_path: Path) -> Settings:
    """A store with one release, from which a document was withdrawn; a portal file, a correction, settings."""
    publish_now(site.store, site.crawl(1))
    news = document(site.store, "zfwj/news.html")
    withdraw_document(site.store, news, "names private persons", DAY)
    for name in ("releases", "latest.json"):
        site.store.remove(name)
    publish_now(site.store, Archive(site.store))
    folder = tmp_path / "portals"
    (folder / "corrections").mkdir(parents=True)
    (folder / "lanshan.yaml").write_text(yaml.safe_dump(portal().model_dump(mode="json")))
    (folder / "corrections" / "lanshan.toml").write_text("# none yet\n")
    (tmp_path / "settings.toml").write_text('contact = "ops@example.org"\n')
    return load_settings(store=site.store.root, portals=folder, config=tmp_path / "settings.toml")


def publish_now(store: Store, archive: Archive, as_of: date = DAY) -> Release:
    build(store, archive, portal(), as_of)
    return publish(store, [portal()], as_of)


def document(store: Store, end: str) -> str:
    """The id of the document at an address."""
    rows = (
        build(store, Archive(store), portal(), DAY)
        .table("documents")
        .select(["document_id", "url"])
    )
    return next(row["document_id"] for row in rows.to_pylist() if row["url"].endswith(end))


def files(store: Store, folder: str) -> dict[str, bytes]:
    return {key: store.read(key) for key in store.keys(folder)}


def restored(settings: Settings, tmp_path: Path) -> Store:
    """The store that comes from a backup of these settings."""
    back_up(settings, tmp_path / "backup")
    store = beside(Store(settings.store), "restored")
    restore_backup(
        tmp_path / "backup",
        load_settings(store=store.root),
        tmp_path / "again",
        tmp_path / "again.toml",
    )
    return store


def test_a_restored_store_is_the_same_byte_for_byte(settings: Settings, tmp_path: Path):
    before, after = Store(settings.store), restored(settings, tmp_path)
    for folder in ("archive", "decisions", "releases"):
        assert files(after, folder) == files(before, folder)
    assert publish_now(after, Archive(after)).release_id == "2026-11-20-001"
    assert command(["verify", "--store", after.root]) == 0
    assert (tmp_path / "again" / "lanshan.yaml").read_bytes() == (
        settings.portals / "lanshan.yaml"
    ).read_bytes()
    assert (tmp_path / "again" / "corrections" / "lanshan.toml").exists()
    assert (tmp_path / "again.toml").read_text() == 'contact = "ops@example.org"\n'


def test_from_archive_and_decisions_alone_comes_the_same_release(
    settings: Settings, tmp_path: Path
):
    before, after = Store(settings.store), restored(settings, tmp_path)
    for name in ("builds", "releases", "latest.json"):
        after.remove(name)
    release = publish_now(after, Archive(after))
    assert release.record["decisions"]["withdrawn"]
    assert files(after, "releases") == files(before, "releases")


def test_a_store_without_its_decisions_says_so_before_it_publishes(
    settings: Settings, tmp_path: Path
):
    store = restored(settings, tmp_path)
    for name in ("builds", "releases", "latest.json", "decisions"):
        store.remove(name)
    with pytest.raises(StoreError, match="has lost 1 decisions of people, decisions/withdraw/"):
        publish_now(store, Archive(store))
    assert not store.exists("latest.json")
    store.remove(NAMES)
    assert publish_now(store, Archive(store)).release_id
    assert not decisions(store, "withdraw")


def test_a_second_backup_copies_only_what_is_new(settings: Settings, site: Site, tmp_path: Path):
    first = back_up(settings, tmp_path / "backup")
    assert first.new == first.files
    assert back_up(settings, tmp_path / "backup").new == 0
    publish_now(site.store, site.crawl(2), date(2026, 11, 21))
    assert 0 < back_up(settings, tmp_path / "backup").new < first.files
    kept = Store(tmp_path / "backup" / "store")
    assert kept.folders("releases") == ["2026-11-21-001"]


def test_a_backup_that_is_not_whole_is_not_restored(settings: Settings, tmp_path: Path):
    back_up(settings, tmp_path / "backup")
    warc = next((tmp_path / "backup" / "store" / "archive").rglob("*.warc.gz"))
    warc.write_bytes(warc.read_bytes()[:-1])
    target = beside(Store(settings.store), "restored")
    with pytest.raises(UserError, match="is not as the backup was made"):
        restore_backup(
            tmp_path / "backup",
            load_settings(store=target.root),
            tmp_path / "again",
            tmp_path / "again.toml",
        )
    assert not target.exists("archive")


def test_nothing_is_restored_over_what_is_there(settings: Settings, tmp_path: Path):
    back_up(settings, tmp_path / "backup")
    with pytest.raises(UserError, match="there is a store at"):
        restore_backup(tmp_path / "backup", settings, tmp_path / "again", tmp_path / "again.toml")
    empty = load_settings(store=beside(Store(settings.store), "restored").root)
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "lanshan.yaml").write_text("slug: lanshan\n")
    with pytest.raises(UserError, match="differs from the backup's: move it away"):
        restore_backup(tmp_path / "backup", empty, tmp_path / "again", tmp_path / "again.toml")
    with pytest.raises(UserError, match="is no backup"):
        restore_backup(tmp_path / "nothing", empty, tmp_path / "elsewhere", tmp_path / "again.toml")
