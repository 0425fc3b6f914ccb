"""What a release says of how it was made: the object under `taizhang` in its datapackage.json."""

from datetime import date
from typing import NotRequired, TypedDict


class PortalRecord(TypedDict):
    """A portal in a release: the build that it brings, and what was judged for it.

    `asked` says whether its gates were asked, `stale_since` is a day in ISO 8601. Of a portal that
    broke before anything was built of it, `build` and `judged` are None.
    """

    build: str | None
    archive: str | None
    judged: str | None
    asked: bool
    health: str
    reason: str | None
    stale_since: str | None
    gates: list[str]
    gates_failed: list[str]


class DecisionRecord(TypedDict):
    """What people decided, each with its reason, by what it is about.

    `accepted` are portals whose gates were overruled, `withdrawn` documents, `pinned` and
    `rolled_back` releases, `lost` files of the archive that were given up.
    """

    accepted: dict[str, str]
    withdrawn: dict[str, str]
    pinned: dict[str, str]
    rolled_back: dict[str, str]
    lost: NotRequired[dict[str, str]]


class ReleaseRecord(TypedDict):
    """All that a release says of itself beside its tables.

    `decided` hashes the decisions that held, `inspected` is each portal's last check, by its slug;
    `release` is set once the release gets its id.
    """

    release: NotRequired[str]
    as_of: str
    code: str
    tables: str
    decided: str
    previous: str | None
    portals: dict[str, PortalRecord]
    inspected: dict[str, str | None]
    decisions: DecisionRecord


class ReleasePointer(TypedDict):
    """What latest.json must say; the id names a folder."""

    release: str


class _FileShape(TypedDict):
    path: str
    bytes: NotRequired[int]
    rows: NotRequired[int]
    hash: NotRequired[str]


class _ResourceShape(TypedDict):
    name: str
    path: str | list[str]
    rows: NotRequired[int]
    files: NotRequired[list[_FileShape]]


class _PortalShape(TypedDict, total=False):
    build: str | None
    health: str
    reason: str | None
    stale_since: date | None


class _RecordShape(TypedDict, total=False):
    as_of: date
    tables: str
    portals: dict[str, _PortalShape]
    decisions: dict[str, dict[str, str]]


class ReleaseManifest(TypedDict):
    """What the manifest of a release of any version must say; the rest of it is added by versions.

    Paths of files are relative to the release.
    """

    taizhang: _RecordShape
    resources: list[_ResourceShape]
