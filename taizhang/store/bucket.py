"""A store in an S3 bucket: folders are uploaded file by file, the seal last, as it has no rename.

Writes that must not race carry a condition (If-None-Match, If-Match), which the service itself
checks.
"""

import errno
import ipaddress
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

from taizhang.errors import UserError
from taizhang.store.failures import Held

# Seconds after which a lock whose holder died may be taken over.
LEASE = 120.0
REFUSED = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409"}


class Bucket:
    """Keys are object names below the prefix; credentials and endpoint come from AWS_* variables."""

    def __init__(self, root: str, step: Callable[[str, str], None]) -> None:
        try:
            import s3fs
        except ImportError as error:
            raise UserError(f"{root} needs the extra s3: pip install 'taizhang[s3]'") from error
        self.root = root.rstrip("/")
        self._bucket, _, self._prefix = self.root.removeprefix("s3://").partition("/")
        # Without caches: what another machine wrote must be seen at once.
        self._files = s3fs.S3FileSystem(
            use_listings_cache=False, skip_instance_cache=True, config_kwargs=_client_settings()
        )
        self._step = step

    def local_path(self, key: str) -> Path | None:  # noqa: ARG002  # the same question as to a disk
        """None: a bucket is no disk."""
        return None

    def read(self, key: str) -> bytes:
        """The content of an object."""
        with _as_os_error(self._object_path(key)):
            return cast("bytes", self._files.cat_file(self._object_path(key)))

    def open(self, key: str) -> BinaryIO:
        """An object to read from, fetched in ranges."""
        with _as_os_error(self._object_path(key)):
            return cast("BinaryIO", self._files.open(self._object_path(key), "rb"))

    def exists(self, key: str) -> bool:
        """Whether an object, or one below the key, is there."""
        with _as_os_error(self._object_path(key)):
            return bool(self._files.exists(self._object_path(key)))

    def keys(self, folder: str) -> list[str]:
        """Keys of all objects below a folder, sorted."""
        with _as_os_error(self._object_path(folder)):
            found = [self._key(path) for path in self._files.find(self._object_path(folder))]
        return sorted(
            key for key in found if not any(part.startswith(".") for part in key.split("/"))
        )

    def sizes(self, folder: str) -> dict[str, int]:
        """Bytes of each object below a folder."""
        with _as_os_error(self._object_path(folder)):
            found = self._files.find(self._object_path(folder), detail=True)
        return {self._key(path): entry["size"] for path, entry in sorted(found.items())}

    def size(self, key: str) -> int | None:
        """Bytes of an object; None where there is none."""
        with _as_os_error(self._object_path(key)):
            try:
                found = self._files.info(self._object_path(key))
            except FileNotFoundError:
                return None
        return cast("int", found["size"]) if found["type"] == "file" else None

    def folders(self, folder: str) -> list[str]:
        """First path components below a folder, sorted."""
        below = [key.removeprefix(folder).strip("/").partition("/") for key in self.keys(folder)]
        return sorted({name for name, slash, _ in below if slash})

    # No condition here: only what nobody else writes goes this way. What may race goes through
    # `swap`.
    def write(self, key: str, content: bytes) -> None:
        """One put, whole or not at all by the service's own promise."""
        with _as_os_error(self._object_path(key)):
            self._files.pipe_file(self._object_path(key), content)
        self._step("write", key)

    def swap(self, key: str, content: bytes, expected: bytes | None) -> bool:
        """A put on the condition that the object still is the one whose content was compared."""
        condition = {"IfNoneMatch": "*"}
        if expected is not None:
            # Asked for before the content: if that is newer, the put is refused.
            etag = self._find_etag(key)
            if etag is None or self.read(key) != expected:
                return False
            condition = {"IfMatch": etag}
        if not self._put_if(key, content, condition):
            return False
        self._step("write", key)
        return True

    @contextmanager
    def staging(self, key: str) -> Iterator[Path]:  # noqa: ARG002  # any folder of this machine will do
        """A temporary folder of this machine."""
        with tempfile.TemporaryDirectory(prefix="taizhang-") as folder:
            yield Path(folder)

    def carry(self, key: str, target: Path) -> bool:  # noqa: ARG002  # the same question as to a disk
        """False: what lies here already is copied there, by `take_in`."""
        return False

    def take_in(
        self,
        folder: Path,
        key: str,
        seal: str,
        carried: Mapping[str, str] | None = None,
    ) -> bool:
        """Upload all files, the seal last; what a killed upload left is overwritten.

        `carried` are names of files that the service copies itself, with the keys at which they
        lie.
        """
        if not (folder / seal).is_file():
            raise FileNotFoundError(None, None, str(folder / seal))
        # Somebody made the same folder meanwhile; it is whole, and holds the same.
        if self.exists(f"{key}/{seal}"):
            return False
        files = sorted(
            path for path in folder.rglob("*") if path.is_file() and path != folder / seal
        )
        for name, origin in sorted((carried or {}).items()):
            with _as_os_error(self._object_path(origin)):
                self._files.copy(self._object_path(origin), self._object_path(f"{key}/{name}"))
            self._step("copy", f"{key}/{name}")
        # A reader, and the next writer, take the folder for whole as soon as the seal is there:
        # whatever is lost before it is written is written again.
        for path in [*files, folder / seal]:
            self.write(f"{key}/{path.relative_to(folder).as_posix()}", path.read_bytes())
        return True

    def remove(self, key: str, seal: str) -> None:
        """Delete the seal, then the rest."""
        if seal and self.exists(f"{key}/{seal}"):
            with _as_os_error(self._object_path(key)):
                self._files.rm_file(self._object_path(f"{key}/{seal}"))
            self._step("remove", f"{key}/{seal}")
        with _as_os_error(self._object_path(key)):
            if self._files.exists(self._object_path(key)):
                self._files.rm(self._object_path(key), recursive=True)
        self._step("remove", key)

    def link(self, name: str, key: str) -> None:
        """Nothing: a bucket has no links, its readers ask latest.json."""

    def sweep(self, folder: str) -> None:
        """Nothing: no half-written object is ever shown, and a folder without its seal is overwritten."""

    @contextmanager
    def hold(self, key: str, who: bytes) -> Iterator[None]:
        """An object written on the condition that there is none, renewed while held, free again after LEASE seconds."""
        lease = _Lease(self, key, who)
        lease.take_lease()
        try:
            yield
        finally:
            lease.give_back()

    def _find_etag(self, key: str) -> str | None:
        with _as_os_error(self._object_path(key)):
            try:
                return cast("str", self._files.info(self._object_path(key))["ETag"])
            except FileNotFoundError:
                return None

    def _put_if(self, key: str, content: bytes, condition: dict[str, str]) -> bool:
        with _as_os_error(self._object_path(key)):
            try:
                self._files.call_s3(
                    "put_object",
                    Bucket=self._bucket,
                    Key=self._object_name(key),
                    Body=content,
                    **condition,
                )
            except OSError as error:
                if _error_code(error) not in REFUSED:
                    raise
                # A put repeated because its answer was lost meets itself.
                return self.exists(key) and self.read(key) == content
        return True

    def _object_name(self, key: str) -> str:
        return f"{self._prefix}/{key}".strip("/")

    def _object_path(self, key: str) -> str:
        return f"{self._bucket}/{self._object_name(key)}"

    def _key(self, path: str) -> str:
        return path.removeprefix(self._bucket + "/").removeprefix(self._prefix).strip("/")


def _client_settings() -> dict[str, Any]:
    """Settings of the service's client besides the AWS_* variables.

    HTTP_PROXY is there for the portals and leads out of the house: a service on this machine, or at
    an address of the house, is asked without it. Any other host is spared by NO_PROXY.
    """
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if _is_in_house(urlsplit(endpoint or "").hostname or ""):
        return {"proxies": {}}
    return {}


def _is_in_house(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


class _Lease:
    """A lock in a bucket: an object that says until when it is held, and a thread that keeps moving that moment."""

    def __init__(self, bucket: Bucket, key: str, who: bytes) -> None:
        self._bucket, self._key, self._who = bucket, key, json.loads(who)
        self._content = b""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew_lease, name=f"lease {key}", daemon=True)

    def take_lease(self) -> None:
        """Write the object where there is none or only one that ran out. Raises Held."""
        current = None
        if self._bucket.exists(self._key):
            current = self._bucket.read(self._key)
        if current is not None and json.loads(current)["until"] > time.time():
            raise Held(current)
        # Two that find the same lease run out write on the same condition, and one is refused.
        if not self._write_lease(current):
            raise Held(self._bucket.read(self._key))
        self._thread.start()

    def give_back(self) -> None:
        """Let the next one in: the lease has run out."""
        self._stop.set()
        # Waited for: a renewal under way would lengthen the lease that is about to be given back.
        self._thread.join()
        self._write_lease(self._content, over=True)

    def _renew_lease(self) -> None:
        while not self._stop.wait(LEASE / 4):
            try:
                if not self._write_lease(self._content):
                    # Taken over after a long sleep; the pointer's own condition keeps the release whole.
                    return
            except OSError:
                # The service is away for a moment; there are three more tries within the lease.
                continue

    def _write_lease(self, expected: bytes | None, *, over: bool = False) -> bool:
        until = time.time() + (0.0 if over else LEASE)
        content = json.dumps(self._who | {"until": until}).encode()
        if not self._bucket.swap(self._key, content, expected):
            return False
        self._content = content
        return True


@contextmanager
def _as_os_error(path: str) -> Iterator[None]:
    """Turn what the service's client raises besides OSError into OSError."""
    import botocore.exceptions

    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, "no such object", f"s3://{path}") from error
    except botocore.exceptions.BotoCoreError as error:
        raise OSError(errno.EIO, str(error), f"s3://{path}") from error


def _error_code(error: OSError) -> str:
    response = getattr(error.__cause__, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
