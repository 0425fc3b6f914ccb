"""Doubts of the latest release, for a person to look at, each with the sentence that it is about."""

from collections.abc import Iterator, Mapping
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from reports.listing import require_portal, require_release
from taizhang.known_names import require_known
from taizhang.releases import Release
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.tables.terms import Doubt

Parts = Mapping[tuple[str, int], Row]
GROUPS = ("code", "portal", "document_id")
ENDS = "。；！？\n"  # of a sentence
MEANINGS = {str(doubt): doubt.en for doubt in Doubt}
LONGEST = 300  # characters of a sentence


def find_doubts(
    store: Store, portal: str | None = None, code: str | None = None, subject: str | None = None
) -> list[Row]:
    """Doubts of documents and of tasks, of one portal, of one code, or about one document or task.

    Each row has portal, code, what it means, document_id, task_id (None for the document's own),
    part_no with its capture_digest, sentence, whether that stands in the part so, title and url.
    Raises UserError for a portal or code that there is not, and for a document or task without
    doubts.
    """
    release = require_release(store)
    require_portal(release, portal)
    if code is not None:
        require_known("code of doubts", code, list(Doubt))
    rows = [*_of_documents(release), *_of_tasks(release)]
    if subject is not None:
        ids = chain.from_iterable((row["document_id"], row["task_id"]) for row in rows)
        known = set(filter(None, ids))
        require_known("doubt about", subject, known, "`taizhang doubts` lists what there is")
        rows = [row for row in rows if subject in (row["document_id"], row["task_id"])]
    chosen = [
        row for row in rows if portal in (None, row["portal"]) and code in (None, row["code"])
    ]
    return sorted(
        chosen,
        key=lambda row: (row["portal"], row["document_id"], row["task_id"] or "", row["code"]),
    )


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence around a stretch of a text.

    >>> sentence_at("先做这个。再由市民政局牵头落实。完。", 7, 11)
    '再由市民政局牵头落实。'
    """
    first = max((text.rfind(sign, 0, start) for sign in ENDS), default=-1) + 1
    # From the last sign of the stretch itself: it may be the one that ends the sentence.
    places = [text.find(sign, max(end - 1, start)) for sign in ENDS]
    ends = [place for place in places if place >= 0]
    last = min(ends, default=len(text)) + 1
    return text[first:last].strip()[:LONGEST]


def _of_documents(release: Release) -> Iterator[Row]:
    table = release.table(
        "documents",
        "portal",
        "document_id",
        "title",
        "url",
        "doubts",
        "evidence",
    )
    rows = _doubted_rows(table)
    parts = _parts_by_number(release, {row["document_id"] for row in rows})
    for row in rows:
        yield from _doubt_rows(row | {"task_id": None, "part_no": 0}, parts, row["title"] or "")


def _of_tasks(release: Release) -> Iterator[Row]:
    columns = (
        "portal",
        "document_id",
        "task_id",
        "part_no",
        "text",
        "document_title",
        "doubts",
        "evidence",
    )
    rows = _doubted_rows(release.table("tasks", *columns))
    parts = _parts_by_number(release, {row["document_id"] for row in rows})
    pages = release.table("documents", "document_id", "url").to_pylist()
    urls = {page["document_id"]: page["url"] for page in pages}
    for row in rows:
        about = {"title": row["document_title"], "url": urls.get(row["document_id"])}
        yield from _doubt_rows(row | about, parts, row["text"])


def _doubted_rows(table: pa.Table) -> list[Row]:
    """The rows with a doubt."""
    rows: list[Row] = table.filter(pc.greater(pc.list_value_length(table["doubts"]), 0)).to_pylist()
    return rows


def _parts_by_number(release: Release, document_ids: set[str]) -> Parts:
    """The parts of some documents by document and number."""
    parts = release.table("parts", "document_id", "part_no", "capture_digest", "text")
    wanted = parts.filter(
        pc.is_in(
            parts["document_id"],
            value_set=pa.array(sorted(document_ids), pa.string()),
        )
    )
    return {(part["document_id"], part["part_no"]): part for part in wanted.to_pylist()}


def _doubt_rows(row: Row, parts: Parts, otherwise: str) -> Iterator[Row]:
    """A row for each doubt of a document or task.

    `otherwise` stands for the sentence where no place is named.
    """
    for number, code in enumerate(row["doubts"]):
        places = [
            place
            for place in row["evidence"]
            if place["field"] == "doubts" and place["index"] == number
        ]
        # A doubt about something that is not there, as a missing unit, has no place: its task
        # stands for the sentence.
        place = next((place for place in places if place["spans"]), None)
        part_no, sentence = row["part_no"], otherwise
        if place is not None:
            part_no, span = place["part_no"], place["spans"][0]
            text = parts[row["document_id"], part_no]["text"]
            sentence = sentence_at(text, span["start"], span["end"]) or otherwise
        part = parts[row["document_id"], part_no]
        yield {
            "portal": row["portal"],
            "code": code,
            "meaning": MEANINGS[code],
            "document_id": row["document_id"],
            "task_id": row["task_id"],
            "part_no": part_no,
            "capture_digest": part["capture_digest"],
            "sentence": sentence,
            # Only then may an answer rest on the sentence; else it rests on the bytes of the part.
            "exact": bool(sentence) and sentence in part["text"],
            "title": row["title"],
            "url": row["url"],
        }
