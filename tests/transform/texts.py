"""Texts of our own writing as parts and readings."""

from taizhang.tables.terms import PartKind
from transform.model import Context, Paragraph, Part, Payload, Reading
from transform.reading import read_source
from transform.text.parts import compose_part

DIGEST = "sha256:" + "0" * 64


def part_of(text: str) -> Part:
    """A part whose lines are those of `text`."""
    return compose_part(0, PartKind.PAGE, DIGEST, [Paragraph(line) for line in text.splitlines()])


def read(text: str) -> Reading:
    """The reading of a plain text."""
    return read_source(
        Payload(text.encode(), DIGEST, name="plan.txt", media_type="text/plain"), Context()
    )
