"""Tasks of a plan that stands under several addresses, each listed once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from taizhang.rows import Row

# What is looked at in rows of `documents` and of `tasks`.
COPY_COLUMNS = (
    "document_id",
    "work_id",
    "is_primary",
    "published_on",
    "issuer_region_code",
    "portal_region_code",
)
TASK_COLUMNS = ("document_id", "text", "due_on")
# Tasks of a document that, all the same in another, are no chance.
FEWEST_TASKS = 3


def works_of(tasks: Iterable[Row], documents: Iterable[Row]) -> dict[str, str]:
    """What each document is a copy of, by its id: its work, and that of one with the same tasks.

    A ledger is often published twice under two titles, with its plan and with a note on how to fill
    it in: documents of one region whose tasks are the same to the word and to the day, three or
    more, are copies. Two counties that ask for the same have each a plan of its own.

    Rows have `TASK_COLUMNS` and `COPY_COLUMNS`.
    """
    works: dict[str, str] = {}
    regions: dict[str, str] = {}
    for row in documents:
        works[row["document_id"]] = row["work_id"] or row["document_id"]
        regions[row["document_id"]] = row["issuer_region_code"] or row["portal_region_code"]
    counts: dict[str, int] = defaultdict(int)
    # By sums of hashes, whatever the order: the texts of all tasks need no room.
    prints: dict[str, int] = defaultdict(int)
    for task in tasks:
        counts[task["document_id"]] += 1
        prints[task["document_id"]] += hash((task["text"], task["due_on"]))
    same: dict[tuple[str, int, int], str] = {}
    for key in sorted(works.keys() & counts.keys()):
        if counts[key] >= FEWEST_TASKS:
            said = regions[key], counts[key], prints[key]
            works[key] = same.setdefault(said, works[key])
    return works


def list_once(
    tasks: Sequence[Row], documents: Iterable[Row], works: Mapping[str, str]
) -> list[Row]:
    """The tasks without those that another copy of their plan prints in the same words.

    Of several copies the issuer's own publication is listed, else the one published first. What one
    copy alone prints stays, and so does what a copy prints twice. `works` are those of `works_of`; a
    document that is not among them is a work by itself.

    >>> first = {"document_id": "a", "is_primary": None, "published_on": None}
    >>> copies = [first, first | {"document_id": "b", "is_primary": True}]
    >>> tasks = [{"document_id": key, "text": "建成公园。"} for key in "ab"]
    >>> list_once(tasks, copies, {"a": "w", "b": "w"})
    [{'document_id': 'b', 'text': '建成公园。'}]
    """
    ranked = sorted(documents, key=_rank)
    place = {row["document_id"]: number for number, row in enumerate(ranked)}
    listed: dict[tuple[str, str], str] = {}
    for task in sorted(tasks, key=lambda task: place.get(task["document_id"], 0)):
        listed.setdefault(_name_task(task, works), task["document_id"])
    return [task for task in tasks if listed[_name_task(task, works)] == task["document_id"]]


def _rank(document: Row) -> tuple[bool, date, str]:
    published = document["published_on"] or date.max
    return (not document["is_primary"], published, document["document_id"])


def _name_task(task: Row, works: Mapping[str, str]) -> tuple[str, str]:
    document: str = task["document_id"]
    return works.get(document, document), task["text"]
