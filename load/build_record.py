"""What a build says of itself: the object in its build.json, key by key."""

from datetime import date, datetime
from typing import NotRequired, TypedDict, cast

from taizhang.errors import DamagedError
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.store.failures import describe_damage


class BuildInputs(TypedDict):
    """What a build is made from; its id is the hash of all this."""

    portal: str
    # Days and moments in ISO 8601, as JSON holds them.
    as_of: str
    until: str
    # One digest over the captures that were read.
    archive: str
    code: str
    reading_code: str
    # Absent in builds from before rules and lists had versions of their own.
    rules: NotRequired[str]
    listing_code: NotRequired[str]
    tables: str
    portal_file: Row
    corrections: NotRequired[list[Row]]


class BuildIdentity(BuildInputs):
    """What is known of a build before anything of it is read."""

    build_id: str


class BuildRecord(BuildIdentity):
    """All of build.json: what it was made from, and what came of it.

    `counts` are the rows read, published, quarantined and doubled by table, `metrics` the figures
    for the gates, `rows` and `bytes` the sizes of its tables; `unreadable` says by digest why a
    file could not be read.
    """

    counts: dict[str, dict[str, int]]
    metrics: dict[str, float | None]
    rows: dict[str, int]
    # Absent in builds from before sizes and files without a reader were remembered.
    bytes: NotRequired[dict[str, int]]
    unreadable: NotRequired[dict[str, str]]


def read_build_record(store: Store, key: str) -> BuildRecord:
    """The record in a file.

    Raises DamagedError for one that lacks what each build says of itself.
    """
    found = store.read_json(key, BuildRecord)
    try:
        date.fromisoformat(found["as_of"])
        datetime.fromisoformat(found["until"])
    except ValueError:
        raise DamagedError(describe_damage(store.root, key)) from None
    return cast("BuildRecord", found)
