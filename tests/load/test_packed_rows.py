"""What was read of a document waits packed for the end of its portal: a tenth of what its rows take as values."""

import sys
from typing import Any

from site_of_tests import PLAN, article

from load.reading.reader import DocumentJob, read_job
from transform.model import Context, Payload

TITLE = "关于印发2026年政务公开工作要点的通知"


def size_of(value: Any) -> int:
    """Bytes of a value and of all that it holds."""
    inside: list[Any] = []
    if isinstance(value, dict):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        inside = value
    return sys.getsizeof(value) + sum(
        size_of(one) for one in inside if isinstance(one, dict | list)
    )


def test_a_document_waits_packed_and_its_rows_are_nobodys():
    payload = Payload(
        article(TITLE, PLAN),
        "sha256:1",
        url="http://lanshan.gov.test/1.html",
        media_type="text/html",
    )
    got = read_job(DocumentJob("d", payload, (), Context()))
    assert got.title == TITLE
    assert len(got.packed) < size_of(got.rows) / 8
    got.rows["tasks"].clear()
    assert len(got.rows["tasks"]) == 4
