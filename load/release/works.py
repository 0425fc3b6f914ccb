"""What joins portals: one work published by several, and citations that lead to documents we hold.

Everything here is decided from the document itself, never from which others happen to be there, so that a document's
row does not change because another portal was added; only `cited_document_id` depends on what is held.
"""

import hashlib
import re
from collections import defaultdict
from typing import Any

import pyarrow as pa

BEGINNING = 200  # characters that tell two works of one title apart and that an edit seldom touches
NOT_SAID = re.compile(r"[^\w]|_")


def with_works(documents: pa.Table) -> pa.Table:
    """Documents with `work_id` and `is_primary`."""
    columns = ("document_id", "doc_number", "title", "issuers", "text", "portal_region_code", "issuer_region_code")
    rows = documents.select(columns).to_pylist()
    works = pa.array([work_of(row) for row in rows], pa.string())
    primary = pa.array([_is_primary(row) for row in rows], pa.bool_())
    for name, column in (("work_id", works), ("is_primary", primary)):
        documents = documents.set_column(documents.schema.get_field_index(name), documents.schema.field(name), column)
    return documents


def work_of(document: dict[str, Any]) -> str:
    """16 hex digits of what names the work: its 发文字号 with its subject, else issuer, subject and how it begins.

    Two places may share a 代字 (兰政办发 is that of Lanzhou and of Lanshan), hence the subject. Without a number, a
    title or an issuer the document is a work by itself.
    """
    subject = subject_of(document["title"])
    if document["doc_number"]:
        name = f"number {document['doc_number']} {subject}"
    elif subject and document["issuers"] and document["text"]:
        beginning = NOT_SAID.sub("", document["text"])[:BEGINNING]
        name = f"text {document['issuers'][0]} {subject} {beginning}"
    else:
        name = f"document {document['document_id']}"
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def subject_of(title: str | None) -> str:
    """What a title is about, without the issuer in front of 关于 and without punctuation; empty for none."""
    _, about, subject = (title or "").partition("关于")
    return NOT_SAID.sub("", subject if about else title or "")


def with_cited(citations: pa.Table, documents: pa.Table) -> pa.Table:
    """Citations with the document that they mean, where we hold it and only one work can be meant."""
    held = documents.select(["document_id", "doc_number", "title", "work_id", "is_primary", "portal"]).to_pylist()
    by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
    by_subject: dict[str, list[dict[str, Any]]] = defaultdict(list)
    portals = {}
    for document in held:
        portals[document["document_id"]] = document["portal"]
        if document["doc_number"]:
            by_number[document["doc_number"]].append(document)
        if subject := subject_of(document["title"]):
            by_subject[subject].append(document)
    found = []
    for row in citations.select(["document_id", "title", "doc_number"]).to_pylist():
        subject = subject_of(row["title"])
        meant = by_number.get(row["doc_number"], []) if row["doc_number"] else by_subject.get(subject, [])
        if row["doc_number"] and subject:
            meant = [one for one in meant if _agree(subject, subject_of(one["title"]))]
        others = [one for one in meant if one["document_id"] != row["document_id"]]
        found.append(_one(others, portals.get(row["document_id"])))
    place = citations.schema.get_field_index("cited_document_id")
    return citations.set_column(place, citations.schema.field(place), pa.array(found, pa.string()))


def _agree(cited: str, held: str) -> bool:
    """Whether a cited subject may be a held one: one is often shortened."""
    return not held or cited in held or held in cited


def _one(meant: list[dict[str, Any]], portal: str | None) -> str | None:
    """Of the publications of one work the issuer's own, else one of the same portal, else the first by id."""
    if len({document["work_id"] for document in meant}) != 1:
        return None
    best = min(meant, key=lambda one: (not one["is_primary"], one["portal"] != portal, one["document_id"]))
    found: str = best["document_id"]
    return found


def _is_primary(document: dict[str, Any]) -> bool | None:
    """Whether the portal's region is the issuer's; None where the issuer's is not known."""
    if document["issuer_region_code"] is None:
        return None
    return bool(document["issuer_region_code"] == document["portal_region_code"])
