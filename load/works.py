"""One work published by several portals: what names it, and which publication is the issuer's own.

Both are decided from the document itself, never from which others happen to be there, so that a
document's row does not change because another portal was added.
"""

import re

import pyarrow as pa

from taizhang.ids import short_digest
from taizhang.rows import Row

# Characters that tell two works of one title apart and that an edit seldom touches.
BEGINNING = 200
AT_ONCE = 1000
NOT_SAID = re.compile(r"[^\w]|_")


def with_works(documents: pa.Table) -> pa.Table:
    """Documents with `work_id` and `is_primary`."""
    columns = (
        "document_id",
        "doc_number",
        "title",
        "issuers",
        "text",
        "portal_region_code",
        "issuer_region_code",
    )
    named: list[str] = []
    own: list[bool | None] = []
    # From the row alone: a document's work does not change because another portal is added.
    # Some at a time: their texts are Python's for as long as it takes.
    for batch in documents.select(columns).to_batches(max_chunksize=AT_ONCE):
        rows = batch.to_pylist()
        named += map(work_of, rows)
        own += map(_is_primary, rows)
    works, primary = pa.array(named, pa.string()), pa.array(own, pa.bool_())
    for name, column in (("work_id", works), ("is_primary", primary)):
        documents = documents.set_column(
            documents.schema.get_field_index(name),
            documents.schema.field(name),
            column,
        )
    return documents


def work_of(document: Row) -> str:
    """16 hex digits of what names the work.

    Its 发文字号 with its subject, else issuer, subject and how it begins.

    Two places may share a 代字 (兰政办发 is that of Lanzhou and of Lanshan), hence the subject. Without a
    number, a title or an issuer the document is a work by itself.
    """
    subject = subject_of(document["title"])
    if document["doc_number"]:
        name = f"number {document['doc_number']} {subject}"
    elif subject and document["issuers"] and document["text"]:
        beginning = NOT_SAID.sub("", document["text"])[:BEGINNING]
        name = f"text {document['issuers'][0]} {subject} {beginning}"
    else:
        name = f"document {document['document_id']}"
    return short_digest(name)


def subject_of(title: str | None) -> str:
    """What a title is about, without the issuer in front of 关于 and without punctuation.

    Empty for none.
    """
    _, about, subject = (title or "").partition("关于")
    return NOT_SAID.sub("", subject if about else title or "")


def _is_primary(document: Row) -> bool | None:
    """Whether the portal's region is the issuer's; None where the issuer's is not known."""
    if document["issuer_region_code"] is None:
        return None
    return bool(document["issuer_region_code"] == document["portal_region_code"])
