"""The archive in a bucket: a run grows on this machine and goes up when its file is closed."""

from datetime import timedelta

from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures
from test_archive import NOW, PAGE, not_modified, page

from taizhang.archive import Archive
from taizhang.archive.spool import spooled_keys
from taizhang.store import Store


def test_a_run_goes_up_and_is_read_back(bucket_store: Store) -> None:  # noqa: F811 — asked for by its name
    archive = Archive(bucket_store)
    run = archive.open_run("a", NOW)
    first = run.write_exchange(page())
    assert archive.payload(first) == PAGE, "an open run is read on this machine"
    run.close(complete=True)
    again = archive.open_run("a", NOW + timedelta(days=1))
    later = again.write_exchange(not_modified(86400), first)
    again.close(complete=True)
    assert Archive(bucket_store).captures("a") == [first, later]
    assert Archive(bucket_store).payload(later) == PAGE
    assert spooled_keys(bucket_store, "archive/a/2026/11/21/") == set(), (
        "nothing is left on this machine"
    )


def test_a_killed_run_is_taken_up_on_the_same_machine(bucket_store: Store) -> None:  # noqa: F811
    archive = Archive(bucket_store)
    kept = archive.open_run("a", NOW).write_exchange(page())
    run = archive.open_run("a", NOW + timedelta(hours=1))
    assert run.captures == [kept]
    run.close(complete=True)
    assert archive.captures("a") == [kept]
    assert archive.payload(kept) == PAGE


def test_the_index_of_a_bucket_is_made_again(bucket_store: Store) -> None:  # noqa: F811
    archive = Archive(bucket_store)
    run = archive.open_run("a", NOW)
    run.write_exchange(page())
    run.close(complete=True)
    digest = archive.digests("a")
    bucket_store.remove("archive/a/captures")
    assert archive.rebuild_index("a") == 1
    assert Archive(bucket_store).digests("a") == digest
