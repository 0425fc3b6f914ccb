"""What a page prints about its document as values of our tables, each with where it stands."""

import re
from collections.abc import Sequence
from datetime import date

from taizhang.dates import read_day
from taizhang.doc_numbers import read_doc_number
from taizhang.tables.terms import Validity
from transform import lexicon
from transform.model import Evidence, Metadata
from transform.web.printed import Printed

BETWEEN_ISSUERS = re.compile(r"[\s\u3000、，,;；]+")
VALIDITIES = {
    word: Validity(entry["value"]) for word, entry in lexicon.word_entries("fields", "validity")
}


def describe_page(values: Sequence[Printed]) -> Metadata:
    """The metadata that a page prints: for each column the first place that can be read."""
    metadata = Metadata()
    for value in values:
        column = value.field
        if column == "issuer":
            if not metadata.issuers:
                metadata.issuers = split_issuers(value.raw)
                metadata.evidence += [
                    _make_evidence(value, "issuers", i) for i in range(len(metadata.issuers))
                ]
        elif getattr(metadata, column) is None and (read := _read_value(value)) is not None:
            setattr(metadata, column, read)
            metadata.evidence.append(_make_evidence(value, column, None))
    return metadata


def split_issuers(raw: str) -> list[str]:
    """Joint issuers in order.

    >>> split_issuers("青山县水务局、青山县财政局"), split_issuers(" ")
    (['青山县水务局', '青山县财政局'], [])
    """
    return [name for name in BETWEEN_ISSUERS.split(raw.strip()) if name]


def _read_value(value: Printed) -> str | date | Validity | None:
    match value.field:
        case "published_on" | "written_on":
            return read_day(value.raw)
        case "doc_number":
            return read_doc_number(value.raw)
        case "validity":
            return VALIDITIES.get("".join(value.raw.split()))
        case _:
            return value.raw or None


def _make_evidence(value: Printed, column: str, index: int | None) -> Evidence:
    return Evidence(column, 0, value.rule, index, place=value.place, raw=value.raw)
