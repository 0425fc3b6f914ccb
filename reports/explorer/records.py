"""What a release says about one task or document, gathered from its tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.explorer.book import Book
from taizhang.rows import Row


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """A task with all that the release says about it; `part` is the piece of its document that it stands in."""

    task: Row
    document: Row
    part: Row
    units: list[Row]
    limits: list[Row]
    targets: list[Row]
    issues: list[Row]
    links: list[Row]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document with its tasks, outline, files and citations, and where else it is cited."""

    document: Row
    parts: list[Row]
    sections: list[Row]
    tasks: list[Row]
    attachments: list[Row]
    citations: list[Row]
    cited_by: list[Row]
    versions: list[Row]
    issues: list[Row]
    series: list[Row]


LINKED = ("task_id", "text", "document_title", "published_on", "region")
NAMED = ("document_id", "title", "published_on")


def find_task(book: Book, task_id: str) -> TaskRecord | None:
    """A task by its id; None where the release has none."""
    number = book.number_of("tasks", task_id)
    if number is None:
        return None
    task = book.tasks.rows(number, number + 1)[0]
    document_number = int(book.sets.document[number])
    parts = book.owned("parts").of(document_number)
    # A few parts a document: to look through them costs less than an index of them.
    part = next((one for one in parts if one["part_no"] == task["part_no"]), None)
    if part is None:
        return None
    return TaskRecord(
        task,
        book.documents.rows(document_number, document_number + 1)[0],
        part,
        book.owned("task_units").of(number),
        book.owned("time_limits").of(number),
        book.owned("targets").of(number),
        book.owned("issues").of(document_number),
        find_links(book, number),
    )


def find_document(book: Book, document_id: str) -> DocumentRecord | None:
    """A document by its id; None where the release has none."""
    number = book.number_of("documents", document_id)
    if number is None:
        return None
    return DocumentRecord(
        book.documents.rows(number, number + 1)[0],
        book.owned("parts").of(number),
        book.owned("sections").of(number),
        book.document_tasks.of(number),
        book.owned("attachments").of(number),
        book.owned("citations").of(number),
        _with_documents(book, book.owned("cited_by").of(number)),
        book.owned("versions").of(number),
        book.owned("issues").of(number),
        _with_documents(book, book.owned("series").of(number), newest_first=False),
    )


def find_part(book: Book, document_id: str, part_no: int) -> Row | None:
    """A part of a document."""
    number = book.number_of("documents", document_id)
    parts = book.owned("parts").of(number) if number is not None else []
    return next((one for one in parts if one["part_no"] == part_no), None)


def find_links(book: Book, number: int) -> list[Row]:
    """The links of a task, those to where it comes from first, the newest first."""
    links = book.owned("links").of(number)
    # In one go, in the columns that are shown: a task's evidence is most of its row.
    others = book.tasks.take((link["other"] for link in links), LINKED)
    found = _joined(links, others)
    # Sorts are stable: the last of the three decides, the ones before it break its ties.
    found.sort(key=lambda row: row["task_id"])
    found.sort(key=lambda row: str(row["published_on"] or ""), reverse=True)
    return sorted(found, key=lambda row: (not row["is_mine"], bool(row["doubtful"])))


def find_row(book: Book, table: str, column: str, value: str) -> Row | None:
    """The row of a whole table whose column has a value; table and column are names of ours."""
    return book.row(f'SELECT * FROM "{table}" WHERE "{column}" = ?', [value])  # noqa: S608


def table_of_task(book: Book, record: TaskRecord) -> Sequence[Row]:
    """The tasks that were read from the same table of the same part, each with its evidence; none outside a table."""
    task = record.task
    numbers = {place["table"] for place in task["evidence"] if place["table"] is not None}
    document = book.number_of("documents", task["document_id"]) if numbers else None
    if document is None:
        return []
    places = book.document_tasks.places(document)
    columns = ("task_id", "part_no", "evidence")
    rows = book.tasks.rows(places.start, places.stop, columns)
    return [
        row
        for row in rows
        if row["part_no"] == task["part_no"]
        and any(place["table"] in numbers for place in row["evidence"])
    ]


def _joined(rows: Iterable[Row], others: Iterable[Row]) -> list[Row]:
    """Rows with those that their column `other` numbers, in its place."""
    found = [row | other for row, other in zip(rows, others, strict=True)]
    for row in found:
        del row["other"]
    return found


def _with_documents(book: Book, rows: Iterable[Row], *, newest_first: bool = True) -> list[Row]:
    """Rows with what the documents are called that they lead to."""
    known = list(rows)
    others = book.documents.take((row["other"] for row in known), NAMED)
    found = _joined(known, others)
    if newest_first:
        found.sort(key=lambda row: str(row["published_on"] or ""), reverse=True)
    return found
