"""Old Word files (.doc, .rtf) through LibreOffice: the one edge of this package where a process is started.

The converter runs in a folder of its own with a profile of its own, for a bounded time, one at a
time on a machine, and leaves nothing behind. Where it is not installed, the file is an issue that
says so.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from taizhang.issues import Code
from transform.files.filetext import FileError

PROGRAMS = ("soffice", "libreoffice")
# Seconds; the first start of a new profile takes up to 20 on a slow machine.
TIMEOUT = 90.0


def find_converter() -> str | None:
    """The converter's path; None where none is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def converter_version() -> str:
    """What reads old Word files here, in one word: "none", or a digest of what the converter says about its version.

    Two machines that differ in it read the same file differently, so it belongs to what a build is
    made from.
    """
    path = find_converter()
    if path is None:
        return "none"
    about = Path(path).resolve().with_name("versionrc")
    if about.is_file():
        return hashlib.sha256(about.read_bytes()).hexdigest()[:12]
    return "unknown"


def to_docx(content: bytes, suffix: str, timeout: float = TIMEOUT) -> bytes:
    """The file as .docx; `timeout` in seconds. Raises FileError where no converter is, it fails or takes longer."""
    converter = find_converter()
    if converter is None:
        raise FileError(
            Code.UNSUPPORTED_FORMAT,
            f".{suffix} needs LibreOffice, which is not installed here",
        )
    with tempfile.TemporaryDirectory(prefix="taizhang-office-") as folder:
        source, target = Path(folder, f"in.{suffix}"), Path(folder, "out", "in.docx")
        source.write_bytes(content)
        command = [
            converter,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(target.parent),
            str(source),
        ]
        with one_at_a_time():
            run_bounded(command, folder, timeout)
        if not target.is_file():
            raise FileError(Code.UNREADABLE_FILE, f"LibreOffice cannot open this .{suffix}")
        return target.read_bytes()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Waits until no other process of this user converts: each takes a processor and half a gigabyte."""
    with Path(tempfile.gettempdir(), f"taizhang-office-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run_bounded(command: list[str], folder: str, timeout: float) -> None:
    """Runs a command and all that it starts; ends them together when the time is over."""
    # A session of its own: soffice is a script that starts the real program, which must end as well.
    process = subprocess.Popen(  # noqa: S603 - a fixed command on a file of our own naming
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise FileError(Code.TOO_SLOW, f"LibreOffice took longer than {timeout:g} s") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
