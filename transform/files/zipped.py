"""Archives (.zip) of attachments: their members' names in any charset, bounded in number and size, one level deep."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from taizhang.issues import Code
from transform.files.filetext import FileError

MAX_MEMBERS = 200
MAX_MEMBER_SIZE = 50 * 2**20
MAX_TOTAL_SIZE = 200 * 2**20
# Bits of a member's flags (APPNOTE.TXT, 4.4.4).
UTF8_NAMES = 0x800
ENCRYPTED = 0x1
# What operating systems and office programs leave behind.
LITTER = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", "~$", "._")


def read_members(content: bytes) -> Iterator[tuple[str, bytes | FileError]]:
    """Path and bytes of each file in an archive, instead of the bytes the reason why they cannot be had.

    Raises FileError where the archive itself cannot be read.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileError(Code.UNREADABLE_FILE, f"the archive is damaged ({error})") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        named = [(member_name(info), info) for info in infos]
        wanted = [(name, info) for name, info in named if not is_litter(name)]
        if len(wanted) > MAX_MEMBERS:
            raise FileError(
                Code.UNREADABLE_FILE,
                f"the archive holds {len(wanted)} files, more than {MAX_MEMBERS}",
            )
        left = MAX_TOTAL_SIZE
        for name, info in sorted(wanted, key=lambda pair: pair[0]):
            member = unpack_member(archive, info, min(left, MAX_MEMBER_SIZE))
            left -= len(member) if isinstance(member, bytes) else 0
            yield name, member


def unpack_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes | FileError:
    """A member's bytes; never more than `limit`, whatever the archive says its size is."""
    if info.flag_bits & ENCRYPTED:
        return FileError(Code.UNREADABLE_FILE, "locked by a password")
    try:
        with archive.open(info) as stream:
            content = stream.read(limit + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        NotImplementedError,
        OSError,
        EOFError,
        RuntimeError,
    ) as error:
        return FileError(Code.UNREADABLE_FILE, f"damaged or packed in an unknown way ({error})")
    if len(content) > limit:
        return FileError(Code.UNREADABLE_FILE, f"opens to more than {limit >> 20} MB")
    return content


def member_name(info: zipfile.ZipInfo) -> str:
    """The path of a member. Archives made on Chinese Windows hold GBK bytes and do not say so."""
    if info.flag_bits & UTF8_NAMES:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for charset in ("utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return info.filename


def is_litter(name: str) -> bool:
    """Whether a path belongs to no document.

    >>> is_litter("__MACOSX/._方案.docx"), is_litter("附件/方案.docx")
    (True, False)
    """
    return any(part.startswith(LITTER) for part in PurePosixPath(name).parts)
