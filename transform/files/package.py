"""Office packages (ECMA-376 part 2): parts found by content type and relationship, whatever they are named.

Word, Excel and WPS open a package by what `[Content_Types].xml` and the `.rels` parts say. Many a
library knows three fixed names instead, wants one content type, or opens pictures that nobody asked
for; a detail then costs a whole ledger.
"""

import io
import posixpath
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from lxml import etree

from taizhang.issues import Code
from transform.files.filetext import FileError

Element = Any  # lxml has no types

# What opens to more than this is an attack or no document.
MAX_UNPACKED = 200 * 2**20
# A parsed tree takes ten times as much.
MAX_MARKUP = 40 * 2**20
MARKUP = (".xml", ".rels", ".htm", ".html", ".mht")
CONTENT_TYPES = "[content_types].xml"
FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
MAIN = "officeDocument"
# ISO 29500 Strict says the same in namespaces of its own, and Word 2003 said nearly the same
# before.
NAMESPACES = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://schemas.microsoft.com/office/word/2003/wordml",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
# What a damaged member of an archive raises.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    NotImplementedError,
    OSError,
    EOFError,
    RuntimeError,
)


class PackageKind(StrEnum):
    """What a package holds."""

    WORD = "word"
    SHEETS = "sheets"
    SLIDES = "slides"
    OTHER = "other"


# Words in the content type of a main part: documents, templates, with and without macros, of any
# year.
KINDS = (
    ("wordprocessingml", PackageKind.WORD),
    ("ms-word", PackageKind.WORD),
    ("spreadsheetml", PackageKind.SHEETS),
    ("ms-excel", PackageKind.SHEETS),
    ("presentationml", PackageKind.SLIDES),
    ("ms-powerpoint", PackageKind.SLIDES),
)
FOLDERS = (("word/", PackageKind.WORD), ("xl/", PackageKind.SHEETS), ("ppt/", PackageKind.SLIDES))


class Package:
    """A package's parts by name; names are compared as ECMA-376 says, whatever their case and slashes."""

    def __init__(
        self,
        names: Mapping[str, str],
        read_part: Callable[[str], bytes],
        types: Mapping[str, str],
    ) -> None:
        self._names = names
        self._read = read_part
        self._types = types

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; None where the package has none of that name."""
        own = self._names.get(normal_name(name))
        if own is None:
            return None
        return self._read(own)

    def content_type(self, name: str) -> str:
        """What kind of content a part says to be, in lower case; empty where nothing says it."""
        own = normal_name(name)
        return self._types.get(own) or self._types.get("." + own.rpartition(".")[2], "")

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that a part names for a purpose, as `numbering`; none outside the package."""
        return [target for own, target in self.relations(part).values() if own == kind]

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What each relationship of a part (or of the package: "") is for, and the part's name that it leads to."""
        folder, _, name = part.rpartition("/")
        relations: dict[str, tuple[str, str]] = {}
        content = self.part(f"{folder}/_rels/{name}.rels")
        for link in parse_part(content).iter("{*}Relationship") if content else ():
            target = link.get("Target") or ""
            if link.get("TargetMode") != "External" and target:
                path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/")))
                relations[link.get("Id") or ""] = (
                    (link.get("Type") or "").rpartition("/")[2],
                    path.lstrip("/"),
                )
        return relations

    def main(self) -> str | None:
        """The name of the main part: the package's own relationship says it, else its type, else its name."""
        named = [name for name in self.related("", MAIN) if normal_name(name) in self._names]
        if named:
            return named[0]
        for name, content_type in self._types.items():
            if not name.startswith(".") and name in self._names and "main+xml" in content_type:
                return name
        usual = ("word/document.xml", "xl/workbook.xml")
        return next((name for name in usual if name in self._names), None)

    def kind(self) -> PackageKind:
        """What the package holds, by the content type of its main part, else by its folder."""
        main = self.main()
        if main is None:
            return PackageKind.OTHER
        content_type = self.content_type(main)
        by_type = (kind for word, kind in KINDS if word in content_type)
        by_folder = (kind for folder, kind in FOLDERS if normal_name(main).startswith(folder))
        return next(by_type, None) or next(by_folder, PackageKind.OTHER)

    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._names)


def open_package(content: bytes) -> Package:
    """A package in its usual form, a zip archive; raises FileError for what is damaged or opens to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileError(Code.UNREADABLE_FILE, f"the file is damaged ({error})") from error
    size = sum(member.file_size for member in members)
    markup = sum(member.file_size for member in members if member.filename.lower().endswith(MARKUP))
    if size > MAX_UNPACKED or markup > MAX_MARKUP:
        limits = f"more than {MAX_UNPACKED >> 20} MB, or {MAX_MARKUP >> 20} MB of text"
        raise FileError(Code.UNREADABLE_FILE, f"the file opens to {size >> 20} MB, {limits}")
    names = {normal_name(member.filename): member.filename for member in members}

    def read(name: str) -> bytes:
        try:
            return archive.read(name)
        except DAMAGE as error:
            raise FileError(
                Code.UNREADABLE_FILE,
                f"its part {name} is damaged ({error})",
            ) from error

    listed = None
    if CONTENT_TYPES in names:
        listed = read(names[CONTENT_TYPES])
    return Package(names, read, content_types(listed))


def open_flat(content: bytes) -> Package:
    """A package in one XML file (flat OPC), as Word saves a document "as XML"."""
    parts: dict[str, bytes] = {}
    types: dict[str, str] = {}
    for part in parse_part(content).iterfind(f"{FLAT}part"):
        name = normal_name(part.get(f"{FLAT}name") or "")
        types[name] = (part.get(f"{FLAT}contentType") or "").lower()
        tree = part.find(f"{FLAT}xmlData")
        packed = part.find(f"{FLAT}binaryData")
        if tree is not None and len(tree):
            parts[name] = etree.tostring(tree[0])
        elif packed is not None:
            parts[name] = b64decode("".join((packed.text or "").split()))
    return Package({name: name for name in parts}, parts.__getitem__, types)


def normal_name(name: str) -> str:
    r"""A part's name as it is compared: no leading slash, no backslash, in lower case.

    >>> normal_name("/Word\\Document.xml")
    'word/document.xml'
    """
    return unquote(name).replace("\\", "/").removeprefix("./").lstrip("/").lower()


def content_types(content: bytes | None) -> dict[str, str]:
    """What `[Content_Types].xml` says: content types by a part's name, and by a suffix with its dot."""
    types: dict[str, str] = {}
    if content is None:
        return types
    for entry in parse_part(content):
        content_type = (entry.get("ContentType") or "").lower()
        part = entry.get("PartName")
        if part:
            types[normal_name(part)] = content_type
        elif suffix := entry.get("Extension"):
            types["." + suffix.lower()] = content_type
    return types


def parse_part(content: bytes) -> Element:
    """The root of a part's XML in the usual namespaces. Raises FileError for what is damaged.

    Entities, which could grow without bound, are not resolved, and nothing is loaded; elements nest
    256 deep at most.
    """
    for other, usual in NAMESPACES:
        if other in content:
            content = content.replace(other, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileError(Code.UNREADABLE_FILE, f"the file's XML is damaged ({error})") from error
