"""The store on a disk: nothing half-written is seen, and failures are said in one line."""

import multiprocessing
import os
import signal
import threading
from pathlib import Path

import pytest

from taizhang.errors import StoreError, UserError
from taizhang.store import Store


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_what_is_written_is_read_again_and_listed_in_order(store: Store):
    store.write("builds/b/two.txt", b"2")
    store.write("builds/a/one.txt", "台账".encode())
    assert store.read("builds/a/one.txt").decode() == "台账"
    assert store.open("builds/b/two.txt").read() == b"2"
    assert store.keys("builds") == ["builds/a/one.txt", "builds/b/two.txt"]
    assert store.folders("builds") == ["a", "b"]
    assert store.sizes("builds") == {"builds/a/one.txt": 6, "builds/b/two.txt": 1}
    assert store.exists("builds/a")
    assert not store.exists("builds/c")
    assert store.keys("nothing") == store.folders("nothing") == []
    assert store.local_path("latest.json") == Path(store.root) / "latest.json"


def test_a_folder_is_seen_whole_or_not_at_all(store: Store):
    with store.new_folder("releases/1", "seal.json") as folder:
        folder.write("tasks.parquet", b"rows")
        folder.write("checks/index.html", b"page")
        folder.write("seal.json", b"{}")
        assert store.folders("releases") == []
        assert store.keys("releases") == []
    assert store.keys("releases/1") == [
        "releases/1/checks/index.html",
        "releases/1/seal.json",
        "releases/1/tasks.parquet",
    ]


def test_a_folder_whose_making_fails_leaves_nothing(store: Store):
    def make() -> None:
        with store.new_folder("releases/1", "seal.json") as folder:
            folder.write("tasks.parquet", b"rows")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make()
    assert _names(Path(store.root) / "releases") == []


def test_a_folder_that_is_there_stays_as_it_is(store: Store):
    for content in (b"first", b"second"):
        with store.new_folder("builds/x", "seal.json") as folder:
            folder.write("seal.json", content)
    assert store.read("builds/x/seal.json") == b"first"
    assert _names(Path(store.root) / "builds") == ["x"]


def test_a_folder_without_its_seal_is_refused(store: Store):
    with (
        pytest.raises(StoreError, match=r"seal\.json"),
        store.new_folder("builds/x", "seal.json") as folder,
    ):
        folder.write("tasks.parquet", b"rows")
    assert not store.exists("builds/x")


def test_the_pointer_is_replaced_only_where_nobody_else_did(store: Store):
    assert store.swap("latest.json", b"1", None)
    assert not store.swap("latest.json", b"2", None)
    assert store.swap("latest.json", b"2", b"1")
    assert not store.swap("latest.json", b"3", b"1")
    assert store.read("latest.json") == b"2"


def test_one_of_many_who_replace_at_once_wins(store: Store):
    store.write("latest.json", b"start")
    won: list[int] = []

    def replace(number: int) -> None:
        if store.swap("latest.json", b"%d" % number, b"start"):
            won.append(number)

    threads = [threading.Thread(target=replace, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"%d" % number for number in won] == [store.read("latest.json")]


def test_the_link_follows_the_pointer(store: Store):
    for name in ("1", "2"):
        with store.new_folder(f"releases/{name}", "seal") as folder:
            folder.write("seal", name.encode())
        store.link("latest", f"releases/{name}")
        assert (Path(store.root) / "latest" / "seal").read_text() == name


def test_a_lock_names_its_holder(store: Store):
    with store.lock("publish", "publishing"):
        words = rf"publishing since .*process {os.getpid()}.*wait until"
        with pytest.raises(StoreError, match=words) as caught, store.lock("publish", "publishing"):
            pass
        assert "\n" not in str(caught.value)
        with store.lock("crawl-lanshan", "crawling lanshan"):
            pass
    with store.lock("publish", "publishing"):
        pass


def _hold_until_killed(root: str, ready) -> None:
    store = Store(root)
    with store.lock("publish", "publishing"), store.new_folder("releases/1", "seal") as folder:
        folder.write("tasks.parquet", b"rows")
        ready.set()
        signal.pause()


def test_a_killed_process_leaves_no_lock_and_its_leftovers_are_swept(store: Store):
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_hold_until_killed, args=(store.root, ready))
    process.start()
    assert ready.wait(30)
    releases = Path(store.root) / "releases"
    store.sweep("releases")
    assert len(_names(releases)) == 1, "the living keep what they are making"
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with store.lock("publish", "publishing"):
        store.sweep("releases")
    assert _names(releases) == []


def test_removing_takes_away_a_folder_and_a_file(store: Store):
    store.write("releases/1/tasks.parquet", b"rows")
    store.write("note.txt", b"note")
    store.remove("releases/1")
    store.remove("note.txt")
    store.remove("never/there")
    assert store.keys("releases") == []
    assert not store.exists("note.txt")


def test_every_step_is_announced(tmp_path: Path):
    steps: list[tuple[str, str]] = []
    store = Store(tmp_path, after=lambda action, key: steps.append((action, key)))
    with store.new_folder("releases/1", "seal") as folder:
        folder.write("seal", b"")
    store.swap("latest.json", b"1", None)
    store.link("latest", "releases/1")
    assert steps == [
        ("stage", "seal"),
        ("rename", "releases/1"),
        ("aside", "latest.json"),
        ("write", "latest.json"),
        ("link", "latest"),
    ]


def _line(error: pytest.ExceptionInfo[StoreError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def test_a_missing_file_a_file_as_root_and_a_forbidden_folder_are_one_line_each(
    tmp_path: Path, store: Store
):
    with pytest.raises(StoreError) as missing:
        store.read("latest.json")
    assert "latest.json" in _line(missing)
    assert "right store" in _line(missing)

    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as wrong:
        Store(tmp_path / "file").write("a", b"")
    assert "not laid out as a store" in _line(wrong)


def test_a_full_disk_is_one_line_and_leaves_the_old_content(store: Store):
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    store.write("latest.json", b"old")

    def fill(action: str, key: str) -> None:
        if action == "aside":
            with Path("/dev/full").open("wb", buffering=0) as full:
                full.write(b"x")

    with pytest.raises(StoreError) as error:
        Store(store.root, after=fill).write("latest.json", b"new")
    assert "no space left" in _line(error)
    assert "untouched" in _line(error)
    assert store.read("latest.json") == b"old"
    assert _names(Path(store.root)) == ["latest.json"]


def test_keys_cannot_leave_the_store(store: Store):
    for key in ("../x", "/etc/passwd", "a/../../x", "", "a\\b"):
        with pytest.raises(ValueError, match="not a key"):
            store.write(key, b"")


def test_a_strange_address_is_refused():
    with pytest.raises(UserError, match="local folder or s3://"):
        Store("ftp://host/store")
