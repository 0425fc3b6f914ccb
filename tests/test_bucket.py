"""The store in a bucket: the same verbs. moto's server stands in for S3; any S3 is used by setting AWS_*."""

import errno
import json
import time

import pytest
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures

from taizhang.errors import StoreError
from taizhang.releases import release
from taizhang.store import Store, bucket
from taizhang.store.failures import in_words


@pytest.fixture
def store(bucket_store: Store) -> Store:  # noqa: F811 — asked for by its name
    return bucket_store


def test_what_is_written_is_read_again_and_listed_in_order(store: Store):
    store.write("builds/b/two.txt", b"2")
    store.write("builds/a/one.txt", "台账".encode())
    assert store.read("builds/a/one.txt").decode() == "台账"
    with store.open("builds/b/two.txt") as file:
        assert file.read() == b"2"
    assert store.keys("builds") == ["builds/a/one.txt", "builds/b/two.txt"]
    assert store.folders("builds") == ["a", "b"]
    assert store.sizes("builds") == {"builds/a/one.txt": 6, "builds/b/two.txt": 1}
    assert store.sizes("nothing") == {}
    assert store.exists("builds/a")
    assert not store.exists("builds/c")
    assert store.keys("nothing") == store.folders("nothing") == []
    assert store.local_path("latest.json") is None


def test_a_folder_goes_up_with_its_seal_last_and_stays_as_it_is(store: Store):
    steps: list[str] = []
    watched = Store(store.root, after=lambda action, key: steps.append(key))
    for content in (b"first", b"second"):
        with watched.new_folder("builds/x", "a-seal.json") as folder:
            folder.write("a-seal.json", content)
            folder.write("tasks.parquet", content)
            folder.write("checks/index.html", content)
    uploaded = [key for key in steps if key.startswith("builds/")]
    assert uploaded == [
        "builds/x/checks/index.html",
        "builds/x/tasks.parquet",
        "builds/x/a-seal.json",
    ]
    assert store.read("builds/x/tasks.parquet") == b"first"


def test_what_a_killed_upload_left_is_overwritten(store: Store):
    store.write("builds/x/tasks.parquet", b"left by the dead")
    with store.new_folder("builds/x", "seal.json") as folder:
        folder.write("seal.json", b"{}")
        folder.write("tasks.parquet", b"whole")
    assert store.read("builds/x/tasks.parquet") == b"whole"


def test_the_pointer_is_replaced_only_where_nobody_else_did(store: Store):
    assert store.swap("latest.json", b"1", None)
    assert not store.swap("latest.json", b"2", None)
    assert store.swap("latest.json", b"2", b"1")
    assert not store.swap("latest.json", b"3", b"1")
    assert store.read("latest.json") == b"2"


def test_a_change_between_comparing_and_writing_is_refused(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    store.write("latest.json", b"1")
    read = bucket.Bucket.read

    def read_then_lose(self: bucket.Bucket, key: str) -> bytes:
        content = read(self, key)
        if key == "latest.json" and content == b"1":
            self.write(key, b"somebody else")
        return content

    monkeypatch.setattr(bucket.Bucket, "read", read_then_lose)
    assert not store.swap("latest.json", b"2", b"1")
    assert store.read("latest.json") == b"somebody else"


def test_a_lock_names_its_holder_and_runs_out_with_him(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    held = store.lock("publish", "publishing")
    taken = pytest.raises(StoreError, match=r"publishing since .*wait until")
    with held, taken, store.lock("publish", "publishing"):
        pass
    with store.lock("publish", "publishing"):
        pass
    dead = {
        "purpose": "publishing",
        "process": 1,
        "host": "gone",
        "since": "long ago",
        "until": time.time() - 1,
    }
    store.write(".locks/publish", json.dumps(dead).encode())
    with store.lock("publish", "publishing"):
        pass


def test_a_lock_is_renewed_while_it_is_held(store: Store, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bucket, "LEASE", 0.8)
    with store.lock("publish", "publishing"):
        time.sleep(1.2)
        with pytest.raises(StoreError, match="in use"), store.lock("publish", "publishing"):
            pass


def test_removing_takes_away_a_folder_and_a_file(store: Store):
    store.write("releases/1/tasks.parquet", b"rows")
    store.write("releases/1/seal", b"")
    store.remove("releases/1", "seal")
    store.remove("never/there")
    assert store.keys("releases") == []


def test_missing_things_and_a_service_that_is_away_are_one_line_each(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(StoreError, match=r"lacks .*latest\.json"):
        store.read("latest.json")
    store.write("latest.json", b'{"release": "7"}')
    with pytest.raises(StoreError, match=r"lacks .*releases/7/datapackage\.json"):
        release(store.root)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(StoreError, match="cannot be used") as error:
        Store(store.root).read("latest.json")
    assert "\n" not in str(error.value)


def test_a_service_in_the_house_is_not_asked_through_the_proxy_of_the_portals(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    # Nothing listens there: a request that went through it would fail.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    again = Store(store.root)
    again.write("builds/a/one.txt", b"1")
    assert again.read("builds/a/one.txt") == b"1"


def test_a_service_that_fails_behind_a_proxy_says_how_to_go_past_it(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    line = in_words("s3://bucket/store", OSError(errno.EIO, "Not Implemented"))
    assert "Not Implemented" in line
    assert "NO_PROXY" in line
    assert "NO_PROXY" not in in_words("store", OSError(errno.EIO, "Input/output error"))
