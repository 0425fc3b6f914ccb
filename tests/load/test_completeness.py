"""Completeness: what was taken out of a release is missed, even where its manifest was made to fit."""

import json
from datetime import timedelta

import pytest
from site_of_tests import FIRST, Site, portal

from load import parquet
from load.build import build
from load.builds import newest_build
from load.proof.verify import verify
from load.release.decisions import decide
from load.release.release import publish
from load.release.retention import roll_back
from taizhang.archive import Archive
from taizhang.errors import DamagedError, PortalError
from taizhang.ids import full_digest
from taizhang.releases import MANIFEST, Release, open_release
from taizhang.store import Store
from taizhang.tables import TABLES


def night(site: Site, number: int) -> Release:
    day = FIRST + timedelta(days=number - 1)
    build(site.store, site.crawl(number), portal(), day)
    return publish(site.store, [portal()], day)


def fit_manifest(store: Store, release: Release, name: str, rows: int) -> Release:
    """Let the manifest say what a table's file is now, as a forger would."""
    content = store.read(f"{release.folder}/{name}/all.parquet")
    manifest = json.loads(store.read(f"{release.folder}/{MANIFEST}"))
    [resource] = [one for one in manifest["resources"] if one["name"].replace("-", "_") == name]
    said = {"bytes": len(content), "hash": f"sha256:{full_digest(content)}", "rows": rows}
    resource.update(said)
    resource["files"][0].update(said)
    store.write(f"{release.folder}/{MANIFEST}", json.dumps(manifest).encode())
    return open_release(store, release.release_id)


def take_out(store: Store, release: Release, name: str) -> Release:
    """A release without the first row of a table, with a manifest that fits."""
    table = release.table(name).slice(1)
    store.write(f"{release.folder}/{name}/all.parquet", parquet.as_bytes(table))
    return fit_manifest(store, release, name, table.num_rows)


def complaints(store: Store, release: Release) -> list[str]:
    return [str(finding) for finding in verify(store, Archive(store), release).findings]


@pytest.fixture
def second(site: Site) -> Release:
    """A release with one before it, in which something changed."""
    night(site, 1)
    site.put(
        "later", "关于开展检查的通知", "请各单位按要求开展检查，认真填写表格，按时报送结果。" * 3
    )
    return night(site, 2)


def test_a_row_that_was_taken_out_of_any_table_is_missed_and_named(
    site: Site, second: Release
) -> None:
    assert complaints(site.store, second) == []
    held = {name: site.store.read(f"{second.folder}/{name}/all.parquet") for name in TABLES}
    manifest = site.store.read(f"{second.folder}/{MANIFEST}")
    tried = [name for name in TABLES if second.table(name).num_rows]
    assert {
        "documents",
        "tasks",
        "portals",
        "portal_metrics",
        "changes",
        "coverage",
        "captures",
    } <= set(tried)
    for name in tried:
        forged = take_out(site.store, second, name)
        assert any(name in complaint for complaint in complaints(site.store, forged)), name
        site.store.write(f"{second.folder}/{name}/all.parquet", held[name])
        site.store.write(f"{second.folder}/{MANIFEST}", manifest)


def test_a_table_that_the_manifest_does_not_name_is_missed(site: Site, second: Release) -> None:
    manifest = json.loads(site.store.read(f"{second.folder}/{MANIFEST}"))
    manifest["resources"] = [one for one in manifest["resources"] if one["name"] != "gone"]
    site.store.write(f"{second.folder}/{MANIFEST}", json.dumps(manifest).encode())
    forged = open_release(site.store, second.release_id)
    assert "digest: -: gone of datapackage.json: is not in the manifest" in complaints(
        site.store, forged
    )


def test_a_build_with_fewer_rows_than_it_says_is_named(site: Site, second: Release) -> None:
    made = newest_build(site.store, "lanshan")
    assert made is not None
    site.store.write(
        f"{made.folder}/issues.parquet", parquet.as_bytes(made.table("issues").slice(0, 0))
    )
    [first, *_] = complaints(site.store, second)
    assert f"{made.folder}/issues.parquet of the store" in first
    assert "is damaged: remove" in first


def test_no_release_stands_on_one_that_lost_rows_and_the_way_back_is_named(
    site: Site, second: Release
) -> None:
    first = open_release(site.store, second.record["previous"])
    take_out(site.store, second, "tasks")
    with pytest.raises(
        (DamagedError, PortalError), match=r"tasks has \d+ rows, its builds have \d+"
    ) as error:
        night(site, 3)
    assert "`taizhang rollback`" in str(error.value)
    assert "\n" not in str(error.value)
    roll_back(site.store, first.release_id, "the newest one lost a row", FIRST + timedelta(days=2))
    assert night(site, 4).record["previous"] == first.release_id


def test_withdrawn_documents_are_no_loss(site: Site, second: Release) -> None:
    [one, *_] = second.table("documents")["document_id"].to_pylist()
    decide(site.store, "withdraw", one, "asked for by its issuer", FIRST + timedelta(days=2))
    third = night(site, 3)
    assert one not in third.table("documents")["document_id"].to_pylist()
    assert complaints(site.store, third) == []
    assert night(site, 4).table("documents").equals(third.table("documents"))
