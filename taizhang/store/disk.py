"""A store on a local disk: everything is made aside and renamed.

What is being written stands beside its place under a hidden name, with a lock on it: the lock tells
what a killed process left behind, which may be deleted, from what another one is still writing.
"""

import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from taizhang.store.failures import Held


class Disk:
    """Keys are paths below the root."""

    def __init__(self, root: str, step: Callable[[str, str], None]) -> None:
        self.root = root
        self._root = Path(root).absolute()
        self._step = step

    def local_path(self, key: str) -> Path | None:
        """Where a key lies."""
        return self._root / key

    def read(self, key: str) -> bytes:
        """The content of a file."""
        return (self._root / key).read_bytes()

    def open(self, key: str) -> BinaryIO:
        """A file to read from."""
        return (self._root / key).open("rb")

    def exists(self, key: str) -> bool:
        """Whether a file or a folder is there."""
        return (self._root / key).exists()

    def keys(self, folder: str) -> list[str]:
        """Keys of all files below a folder, sorted."""
        return sorted(key for key, _ in self._list_files(folder))

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file below a folder; one that goes meanwhile is left out."""
        found: dict[str, int] = {}
        for key, entry in self._list_files(folder):
            with suppress(FileNotFoundError):
                found[key] = entry.stat().st_size
        return dict(sorted(found.items()))

    def _list_files(self, folder: str) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
        """Files below a folder with their keys, links to folders not followed.

        By entries, not by paths: an archive has three files more each night, listed twice a night.
        """
        base = PurePosixPath(folder).as_posix()
        waiting = ["" if base == "." else f"{base}/"]
        while waiting:
            prefix = waiting.pop()
            # A folder that is not there, or no folder, holds nothing.
            with suppress(FileNotFoundError, NotADirectoryError):
                for entry in os.scandir(self._root / prefix):
                    if entry.name.startswith("."):
                        continue
                    if not entry.is_dir():
                        yield f"{prefix}{entry.name}", entry
                    elif not entry.is_symlink():
                        waiting.append(f"{prefix}{entry.name}/")

    def size(self, key: str) -> int | None:
        """Bytes of a file; None where there is none."""
        path = self._root / key
        if path.is_file():
            return path.stat().st_size
        return None

    def folders(self, folder: str) -> list[str]:
        """Names of the folders directly below a folder, sorted."""
        here = self._root / folder
        if not here.is_dir():
            return []
        return sorted(
            entry.name
            for entry in here.iterdir()
            if entry.is_dir() and not entry.name.startswith(".")
        )

    def write(self, key: str, content: bytes) -> None:
        """Write aside, force to the disk, rename."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        aside, handle = _make_hidden(path, folder=False)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(handle)
                # A process killed here has left a hidden file that the next sweep takes away, and
                # the old content stands.
                self._step("aside", key)
                aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        # The rename itself must last too: a pointer that falls back after a power cut would name a
        # release that a retention has deleted.
        _sync_folder(path.parent)
        self._step("write", key)

    def swap(self, key: str, content: bytes, expected: bytes | None) -> bool:
        """Compare and write while holding the key's lock."""
        with self.hold(f".locks/{key.replace('/', '.')}", b"", wait=True):
            path = self._root / key
            if (path.read_bytes() if path.exists() else None) != expected:
                return False
            self.write(key, content)
            return True

    @contextmanager
    def staging(self, key: str) -> Iterator[Path]:
        """A hidden folder beside the key, held as long as the block lasts."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        aside, handle = _make_hidden(path, folder=True)
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)
            os.close(handle)

    def carry(self, key: str, target: Path) -> bool:
        """A hard link; a copy where the disk has none, or no more of this file."""
        try:
            target.hardlink_to(self._root / key)
        # The file to carry is not there at all: that is damage, not a disk without hard links.
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(self._root / key, target)
        return True

    def take_in(
        self,
        folder: Path,
        key: str,
        seal: str,
        carried: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> bool:
        """Move a folder in by one rename; what is carried is in it already.

        `seal` must be there, as in a bucket. False where the key is taken.
        """
        path = self._root / key
        if not (folder / seal).is_file():
            raise FileNotFoundError(None, None, str(folder / seal))
        path.parent.mkdir(parents=True, exist_ok=True)
        for here, _, _ in os.walk(folder):
            _sync_folder(Path(here))
        # Keys of folders name their content: what is there already is the same.
        if path.exists():
            return False
        try:
            folder.rename(path)
        except OSError:
            # Another process made the same folder at the same moment.
            if path.exists():
                return False
            raise
        _sync_folder(path.parent)
        self._step("rename", key)
        return True

    def remove(self, key: str, seal: str) -> None:  # noqa: ARG002  # one rename takes the seal along
        """Rename away, then delete."""
        path = self._root / key
        if not path.exists():
            return
        aside = _path_aside(path)
        path.rename(aside)
        _sync_folder(path.parent)
        self._step("remove", key)
        if aside.is_dir():
            shutil.rmtree(aside)
        else:
            aside.unlink()

    def link(self, name: str, key: str) -> None:
        """Replace the link in one rename.

        A folder in its place is what a tool made of it that follows links when it copies a store.
        """
        path = self._root / name
        if path.is_symlink() and path.readlink() == Path(key):
            return
        if path.is_dir() and not path.is_symlink():
            self.remove(name, seal="")
        aside = _path_aside(path)
        aside.symlink_to(key)
        aside.replace(path)
        _sync_folder(path.parent)
        self._step("link", name)

    def sweep(self, folder: str) -> None:
        """Delete hidden leftovers that nobody holds."""
        here = self._root / folder
        for path in sorted(here.glob(".*.tmp")) if here.is_dir() else []:
            if path.is_symlink():
                path.unlink()
                continue
            with suppress(FileNotFoundError):
                handle = os.open(path, os.O_RDONLY)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    if path.is_dir():
                        shutil.rmtree(path)
                    else:
                        path.unlink()
                # Somebody alive is writing it.
                except BlockingIOError:
                    pass
                finally:
                    os.close(handle)

    @contextmanager
    def hold(self, key: str, who: bytes, wait: bool = False) -> Iterator[None]:
        """Lock a file that says who holds it; the kernel drops the lock when the process ends."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                raise Held(os.pread(handle, 4096, 0)) from None
            os.ftruncate(handle, 0)
            os.pwrite(handle, who, 0)
            yield
        finally:
            os.close(handle)


def _make_hidden(path: Path, folder: bool) -> tuple[Path, int]:
    """A new hidden file or folder beside `path`, and the handle that holds it."""
    while True:
        aside = _path_aside(path)
        if folder:
            aside.mkdir()
        try:
            handle = os.open(
                aside,
                os.O_RDONLY if folder else os.O_WRONLY | os.O_CREAT | os.O_EXCL,
                0o644,
            )
        except FileNotFoundError:
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        # A sweep may have come between making and holding.
        if aside.exists():
            return aside, handle
        os.close(handle)


def _path_aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")


def _sync_folder(folder: Path) -> None:
    """Make a rename last: the folder's own entry must reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
