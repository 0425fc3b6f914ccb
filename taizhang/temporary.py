"""Folders for this user alone among the machine's temporary files.

Nobody else can read them, list them or plant something in them.
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
        # /tmp is open to everybody: a folder or link of this name may have been laid there to have
        # an archive written, or read, elsewhere.
        if folder.is_symlink() or state.st_uid != os.getuid():
            raise StoreError(
                f"{folder} belongs to somebody else; remove it, or set TMPDIR to a folder of your own"
            )
        if state.st_mode & 0o077:
            folder.chmod(0o700)
    return home / name
