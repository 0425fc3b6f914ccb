"""What a release says about one task, document, unit, region or portal, gathered from its tables."""

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


_LINKS = """
SELECT l.kind, l.similarity, l.reason, l.doubtful, l.task_id = $task AS is_mine, t.task_id, t.text, t.document_title,
       t.published_on, t.region
FROM task_links l
JOIN tasks t ON t.task_id = CASE WHEN l.task_id = $task THEN l.linked_task_id ELSE l.task_id END
WHERE l.task_id = $task OR l.linked_task_id = $task
ORDER BY is_mine DESC, l.doubtful, t.published_on DESC, t.task_id
"""
# The plans before and behind a plan in its series, the one that it carries out and those that carry it out.
_SERIES = """
WITH related AS (
  SELECT 1 AS place, 'previous' AS relation, previous_document_id AS document_id, missing_years
  FROM plan_series WHERE document_id = $document
  UNION ALL SELECT 2, 'next', document_id, missing_years FROM plan_series WHERE previous_document_id = $document
  UNION ALL SELECT 3, 'upper', upper_document_id, [] FROM plan_series WHERE document_id = $document
  UNION ALL SELECT 4, 'lower', document_id, [] FROM plan_series WHERE upper_document_id = $document
)
SELECT DISTINCT r.*, d.title, d.published_on FROM related r JOIN documents d USING (document_id)
ORDER BY r.place, d.published_on, document_id
"""


def find_task(book: Book, task_id: str) -> TaskRecord | None:
    """A task by its id; None where the release has none."""
    task = book.row("SELECT * FROM tasks WHERE task_id = ?", [task_id])
    if task is None:
        return None
    document_id, key = task["document_id"], [task_id]
    part = book.row(
        "SELECT * FROM parts WHERE document_id = ? AND part_no = ?", [document_id, task["part_no"]]
    )
    document = find_row(book, "documents", "document_id", document_id)
    if part is None or document is None:
        return None
    return TaskRecord(
        task,
        document,
        part,
        book.rows("SELECT * FROM task_units WHERE task_id = ? ORDER BY position", key),
        book.rows("SELECT * FROM time_limits WHERE task_id = ? ORDER BY position", key),
        book.rows("SELECT * FROM targets WHERE task_id = ? ORDER BY position", key),
        _issues(book, document_id),
        book.rows(_LINKS, {"task": task_id}),
    )


def find_document(book: Book, document_id: str) -> DocumentRecord | None:
    """A document by its id; None where the release has none."""
    document = find_row(book, "documents", "document_id", document_id)
    if document is None:
        return None
    key = [document_id]
    return DocumentRecord(
        document,
        book.rows("SELECT * FROM parts WHERE document_id = ? ORDER BY part_no", key),
        book.rows("SELECT * FROM sections WHERE document_id = ? ORDER BY part_no, section_no", key),
        book.rows("SELECT * FROM tasks WHERE document_id = ? ORDER BY no", key),
        book.rows("SELECT * FROM attachments WHERE document_id = ? ORDER BY url", key),
        book.rows("SELECT * FROM citations WHERE document_id = ? ORDER BY position", key),
        book.rows(
            "SELECT DISTINCT c.relation, d.document_id, d.title, d.published_on FROM citations c "
            "JOIN documents d USING (document_id) WHERE c.cited_document_id = ? ORDER BY d.published_on DESC",
            key,
        ),
        book.rows("SELECT * FROM versions WHERE document_id = ? ORDER BY valid_from DESC", key),
        _issues(book, document_id),
        book.rows(_SERIES, {"document": document_id}),
    )


def find_row(book: Book, table: str, column: str, value: str) -> Row | None:
    """The row of a table whose column has a value; table and column are names of ours."""
    return book.row(f'SELECT * FROM "{table}" WHERE "{column}" = ?', [value])  # noqa: S608


def table_of_task(book: Book, record: TaskRecord) -> list[Row]:
    """The tasks that were read from the same table of the same part, each with its evidence; none outside a table."""
    numbers = {place["table"] for place in record.task["evidence"] if place["table"] is not None}
    if not numbers:
        return []
    return book.rows(
        "SELECT task_id, evidence FROM tasks WHERE document_id = ? AND part_no = ? "
        'AND len(list_filter(evidence, lambda e: list_contains(?, e."table"))) > 0 ORDER BY no',
        [record.task["document_id"], record.task["part_no"], sorted(numbers)],
    )


def _issues(book: Book, document_id: str) -> list[Row]:
    return book.rows(
        "SELECT * FROM issues WHERE document_id = ? ORDER BY code, message", [document_id]
    )
