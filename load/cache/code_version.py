"""Which code made something: a digest over its sources and the exact versions that it stands on."""

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from importlib.resources import files
from importlib.resources.abc import Traversable

from transform.files.office import converter_version

READING = ("taizhang", "transform")
LISTING = ("taizhang", "extract")
BUILDING = ("taizhang", "transform", "expectations", "load")
SOURCES = (".py", ".toml", ".csv", ".j2", ".css")
NAME = re.compile(r"^[A-Za-z0-9._-]+")


@cache
def code_version(
    packages: tuple[str, ...],
    without: Callable[[str], bool] = lambda name: False,  # noqa: ARG005
) -> str:
    """16 hex digits over the sources of `packages`, Python, every distribution that taizhang needs, and LibreOffice.

    The installed versions stand for the lock file, which an installed package does not carry.
    Sources whose name `without` says yes to do not count.
    """
    digest = hashlib.sha256(f"python {sys.version_info.major}.{sys.version_info.minor}\n".encode())
    # LibreOffice reads .doc files: another release of it may read them otherwise, and no lock file
    # names it.
    for line in (*sorted(_needed_distributions()), f"libreoffice {converter_version()}"):
        digest.update(f"{line}\n".encode())
    for package in packages:
        for name, content in sources_of(package):
            if without(name):
                continue
            digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def sources_of(package: str) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files of a package that decide what it does, its tables of knowledge included."""
    return _sources_below(files(package), package)


def _sources_below(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda file: file.name):
        path = f"{name}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _sources_below(entry, path)
        elif entry.name.endswith(SOURCES):
            yield path, entry.read_bytes()


@cache
def _needed_distributions() -> frozenset[str]:
    """`name version` of every distribution that taizhang needs, those that they need included."""
    found: dict[str, str] = {}
    waiting = list(_needed_by(metadata("taizhang")))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        # Asked once for both: the library parses a distribution's description at each question.
        try:
            description = metadata(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        found[name] = description["Version"]
        waiting += _needed_by(description)
    return frozenset(f"{name} {installed}" for name, installed in found.items())


def _needed_by(description: PackageMetadata) -> Iterator[str]:
    """Names of the distributions that one needs by its description; what only an extra needs reads no document."""
    for line in description.get_all("Requires-Dist") or []:
        if "extra ==" not in line and (match := NAME.match(line)):
            yield match[0].lower().replace("_", "-").replace(".", "-")
