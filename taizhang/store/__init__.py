"""The store: one folder or one bucket that holds archive, builds and releases, behind a few verbs.

Keys are relative paths with `/`. Nothing half-written is ever visible under a key: files are
written aside and renamed, folders are made aside and moved in whole, and what says which release is
the latest is replaced on a condition.
"""

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from taizhang.errors import DamagedError, InUseError, StoreError, UserError
from taizhang.store.disk import Disk
from taizhang.store.failures import Held, describe_damage, in_words
from taizhang.store.keys import is_key
from taizhang.store.place import StorePlace

Step = Callable[[str, str], None]
# A file, and the bytes that there must be room for.
PROBE, PROBED = ".locks/probe", 1 << 20


class Staging:
    """A folder being made; nothing of it is visible in the store until it is moved in."""

    def __init__(self, path: Path, place: StorePlace, step: Step) -> None:
        self.path = path
        self._place = place
        self._step = step
        # Names of files that are copied within the place, with the keys they are at.
        self.carried: dict[str, str] = {}

    def write(self, name: str, content: bytes) -> None:
        """Write the file `name` (it may stand in subfolders) and force it to the disk."""
        with self.writing(name) as file:
            file.write(content)

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """The file `name` to write to, piece by piece; forced to the disk when the block ends."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            yield file
            file.flush()
            # Before the folder is moved in: after a power cut a disk may know the new name and not
            # yet the bytes.
            os.fsync(file.fileno())
        self._step("stage", name)

    def carry(self, name: str, key: str) -> None:
        """Let `name` be the file that stands at `key`, without writing its bytes anew where the place can do that.

        On a disk it is a hard link; a bucket copies it itself when the folder is moved in.
        """
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._place.carry(_check_key(key), target):
            self.carried[name] = key
        self._step("carry", name)


class Store:
    """A local folder, or `s3://bucket/prefix`.

    `after` is called with (action, key) after every single step that changes the store; a test that
    kills a process there has been at every moment that matters. Every method raises StoreError, one
    line that says what to do.
    """

    def __init__(self, root: str | Path, after: Step | None = None) -> None:
        self._step: Step = after or _ignore_step
        self._place = _open_place(str(root), self._step)

    @property
    def root(self) -> str:
        """The folder or the address, as people write it."""
        return self._place.root

    def __repr__(self) -> str:
        return f"Store({self.root!r})"

    # Reading

    def read(self, key: str) -> bytes:
        """The content of a file."""
        with self._say_in_words(), self._no_folder(key):
            return self._place.read(_check_key(key))

    def read_json(self, key: str, shape: Any = dict) -> dict[str, Any]:  # noqa: ANN401 - any TypedDict
        """The object in a JSON file. Raises DamagedError where there is none, or none of the `shape` wanted."""
        try:
            found = json.loads(self.read(key))
            msgspec.convert(found, shape)
        except (ValueError, RecursionError):
            raise DamagedError(describe_damage(self.root, key)) from None
        return cast("dict[str, Any]", found)

    def open(self, key: str) -> BinaryIO:
        """A file to read from, seekable."""
        with self._say_in_words(), self._no_folder(key):
            return self._place.open(_check_key(key))

    def exists(self, key: str) -> bool:
        """Whether a file or a folder is there."""
        with self._say_in_words():
            return self._place.exists(_check_key(key))

    def keys(self, folder: str) -> list[str]:
        """Keys of all files below a folder, sorted; empty where there is no such folder."""
        with self._say_in_words():
            return self._place.keys(_check_key(folder))

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file below a folder, by its key."""
        with self._say_in_words():
            return self._place.sizes(_check_key(folder))

    def size(self, key: str) -> int | None:
        """Bytes of a file; None where there is none."""
        with self._say_in_words():
            return self._place.size(_check_key(key))

    def folders(self, folder: str) -> list[str]:
        """Names of the folders directly below a folder, sorted."""
        with self._say_in_words():
            return self._place.folders(_check_key(folder))

    def local_path(self, key: str) -> Path | None:
        """Where a key lies on this machine's disk; None in a bucket."""
        return self._place.local_path(_check_key(key))

    # Writing

    def probe(self) -> None:
        """Write a file and take it away again: a store that cannot be written is known before a night's work."""
        with self._say_in_words():
            self._place.write(PROBE, bytes(PROBED))
            self._place.remove(PROBE, "")

    def write(self, key: str, content: bytes) -> None:
        """Write a file, whole or not at all; a reader sees the old content or the new."""
        with self._say_in_words():
            self._place.write(_check_key(key), content)

    def swap(self, key: str, content: bytes, expected: bytes | None) -> bool:
        """Replace a small file if its content still is `expected` (None: if there is no such file yet).

        False when somebody else has changed it meanwhile: nothing was written then.
        """
        with self._say_in_words():
            return self._place.swap(_check_key(key), content, expected)

    @contextmanager
    def new_folder(self, key: str, seal: str) -> Iterator[Staging]:
        """Make a folder aside; it is moved in whole when the block ends well and vanishes when it does not.

        `seal` is the file without which a folder does not count: a bucket knows no rename of
        folders, there it is written last. A folder that is already there stays as it is: keys of
        folders name their content.
        """
        with self._say_in_words(), self._place.staging(_check_key(key)) as path:
            staging = Staging(path, self._place, self._step)
            yield staging
            # Only reached where the block ended well; an error leaves the staging folder to be
            # deleted, and nothing of it is in the store.
            self._place.take_in(path, key, seal, staging.carried)

    def remove(self, key: str, seal: str = "") -> None:
        """Take a file or a folder away, whole at once; of a bucket's folder the seal goes first."""
        with self._say_in_words():
            self._place.remove(_check_key(key), seal)

    def link(self, name: str, key: str) -> None:
        """Let the link `name` at the root follow a folder, where the place knows links."""
        with self._say_in_words():
            self._place.link(_check_key(name), _check_key(key))

    def sweep(self, folder: str) -> None:
        """Clear away what killed writers left in a folder; what a living one is making stays."""
        with self._say_in_words():
            self._place.sweep(folder)

    @contextmanager
    def lock(self, name: str, purpose: str) -> Iterator[None]:
        """Hold the exclusive lock `name`; it falls when the process ends, however it ends.

        Raises InUseError naming the holder and its purpose (`publishing`, `crawling lanshan`) when it is taken.
        """
        since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        who = {
            "purpose": purpose,
            "process": os.getpid(),
            "host": socket.gethostname(),
            "since": since,
        }
        with ExitStack() as held:
            with self._say_in_words():
                try:
                    # Only the taking stands inside: an OSError of the caller's own work must not be
                    # told as one of the lock.
                    held.enter_context(self._place.hold(f".locks/{name}", json.dumps(who).encode()))
                except Held as error:
                    raise InUseError(_who_holds(self.root, error.holder)) from None
            yield

    @contextmanager
    def _no_folder(self, key: str) -> Iterator[None]:
        """A folder where a file should be is damage of that file: the rest of the store can be used."""
        try:
            yield
        except IsADirectoryError as error:
            raise DamagedError(describe_damage(self.root, key)) from error

    @contextmanager
    def _say_in_words(self) -> Iterator[None]:
        """Turn a failure of the disk or the bucket into one line for people."""
        try:
            yield
        except OSError as error:
            raise StoreError(in_words(self.root, error)) from error


def _ignore_step(action: str, key: str) -> None:
    """What follows a step where no test looks on."""


def _open_place(root: str, step: Step) -> StorePlace:
    if root.startswith("s3://"):
        # The extra "s3", slow to import.
        from taizhang.store.bucket import Bucket

        return Bucket(root, step)
    if "://" in root:
        raise UserError(f"{root} is no store: name a local folder or s3://bucket/prefix")
    return Disk(root, step)


def _check_key(key: str) -> str:
    """The key itself; keys come from code, never from a page.

    Raises ValueError for one that could leave the store.
    """
    if not is_key(key):
        raise ValueError(f"not a key of a store: {key!r}")
    return key


def _who_holds(root: str, holder: bytes) -> str:
    try:
        who = json.loads(holder)
        text = f"{who['purpose']} since {who['since']}, process {who['process']} on {who['host']}"
    except (ValueError, KeyError, TypeError):
        text = "another process"
    return f"the store {root} is in use ({text}): wait until it is done, or stop it, and run again"
