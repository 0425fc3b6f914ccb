"""Tasks of a work that stands under several addresses, each listed once."""

from collections.abc import Iterable, Sequence
from datetime import date

from taizhang.rows import Row

# What `list_once` looks at in rows of `documents` and of `tasks`.
COPY_COLUMNS = ("document_id", "work_id", "is_primary", "published_on")
TASK_COLUMNS = ("document_id", "text")


def list_once(tasks: Sequence[Row], documents: Iterable[Row]) -> list[Row]:
    """The tasks without those that another copy of their work prints in the same words.

    Of several copies the issuer's own publication is listed, else the one published first. What one
    copy alone prints stays, and so does what a copy prints twice. Rows have `TASK_COLUMNS` and
    `COPY_COLUMNS`; a document that is not among `documents` is a work by itself.

    >>> first = {"document_id": "a", "work_id": "w", "is_primary": None, "published_on": None}
    >>> copies = [first, first | {"document_id": "b", "is_primary": True}]
    >>> list_once([{"document_id": key, "text": "建成公园。"} for key in "ab"], copies)
    [{'document_id': 'b', 'text': '建成公园。'}]
    """
    ranked = sorted(documents, key=_rank)
    works = {row["document_id"]: row["work_id"] or row["document_id"] for row in ranked}
    place = {row["document_id"]: number for number, row in enumerate(ranked)}
    listed: dict[tuple[str, str], str] = {}
    for task in sorted(tasks, key=lambda task: place.get(task["document_id"], 0)):
        listed.setdefault(_name_task(task, works), task["document_id"])
    return [task for task in tasks if listed[_name_task(task, works)] == task["document_id"]]


def _rank(document: Row) -> tuple[bool, date, str]:
    published = document["published_on"] or date.max
    return (not document["is_primary"], published, document["document_id"])


def _name_task(task: Row, works: dict[str, str]) -> tuple[str, str]:
    document: str = task["document_id"]
    return works.get(document, document), task["text"]
