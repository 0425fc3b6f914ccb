"""Folders of this user among the machine's temporary files.

For nobody else to read, list or plant something in.
"""

import os
import tempfile
from pathlib import Path

from taizhang.errors import StoreError


def private_folder(name: str) -> Path:
    """A folder of that name for this user alone (mode 0700).

    Raises StoreError where somebody else made it first.
    """
    home = Path(tempfile.gettempdir()) / f"taizhang-{os.getuid()}"
    for folder in (home, home / name):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = folder.lstat()
        if folder.is_symlink() or state.st_uid != os.getuid():
            raise StoreError(
                f"{folder} belongs to somebody else; remove it, or set TMPDIR to a folder of your own"
            )
        if state.st_mode & 0o077:
            folder.chmod(0o700)
    return home / name
