"""What a place must do to be a store: a folder and a bucket do, and whoever adds another starts here.

Keys have been checked when they reach a place. A place raises OSError, whatever its service calls a
failure; `Store` says it in words. It calls its `step` with (action, key) behind everything that
changes what it holds, so that tests can kill a process at each such moment.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol


class StorePlace(Protocol):
    """Files under keys, as `Store` needs them."""

    # The folder or the address, as people write it.
    root: str

    def local_path(self, key: str) -> Path | None:
        """Where a key lies on this machine's disk; None where it lies elsewhere."""

    def read(self, key: str) -> bytes:
        """The content of a file. Raises FileNotFoundError."""

    def open(self, key: str) -> BinaryIO:
        """A file to read from, seekable."""

    def exists(self, key: str) -> bool:
        """Whether a file, or one below the key, is there."""

    def keys(self, folder: str) -> list[str]:
        """Keys of all files below a folder, sorted, without those that begin with a dot."""

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each file below a folder; one that goes meanwhile is left out."""

    def size(self, key: str) -> int | None:
        """Bytes of a file; None where there is none."""

    def folders(self, folder: str) -> list[str]:
        """Names directly below a folder that have files below them, sorted."""

    def write(self, key: str, content: bytes) -> None:
        """Write a file: a reader sees the old content or the new, and what is written is not lost with the power."""

    def swap(self, key: str, content: bytes, expected: bytes | None) -> bool:
        """Write where the content is `expected` (None: no file), as one act; False where it is not."""

    def staging(self, key: str) -> AbstractContextManager[Path]:
        """A folder of this machine to make a folder in, gone when the block ends."""

    def carry(self, key: str, target: Path) -> bool:
        """Put the file at `key` into a staged folder without its bytes; False where only `take_in` can copy it."""

    def take_in(
        self,
        folder: Path,
        key: str,
        seal: str,
        carried: Mapping[str, str] | None = None,
    ) -> bool:
        """Let a staged folder stand at `key`, its `seal` last; False where one with its seal stands there already.

        `carried` are the names that `carry` left, with the keys that they lie at.
        """

    def remove(self, key: str, seal: str) -> None:
        """Take a file or folder away, the `seal` first; nothing where there is none."""

    def link(self, name: str, key: str) -> None:
        """Let a link at the root follow a folder; nothing where there are no links."""

    def sweep(self, folder: str) -> None:
        """Clear away what killed writers left directly in a folder, and nothing that a living one holds."""

    def hold(self, key: str, who: bytes) -> AbstractContextManager[None]:
        """Hold a lock that falls with its holder.

        Raises Held with what the present holder wrote.
        """
