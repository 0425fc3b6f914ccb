"""The whole reading: a page with its attachments, or a single file, to everything that is known of it."""

from collections.abc import Sequence

from taizhang.tables.terms import PartKind
from transform.clause_tasks import clause_tasks
from transform.clauses import find_clauses
from transform.files import read_file
from transform.model import Block, Context, Metadata, Payload, Reading
from transform.outline import read_outline, sections
from transform.parts import compose_part


def read_source(payload: Payload, context: Context | None = None) -> Reading:
    """Reads a single file or saved page without attachments."""
    blocks: list[Block] = []
    for file in read_file(payload):
        blocks += file.blocks
    part = compose_part(0, PartKind.PAGE, payload.digest, blocks, url=payload.url, name=payload.name)
    outline = read_outline(part)
    clauses = find_clauses(part, [i.start for i in outline.items])
    reading = Reading(True, Metadata(), parts=[part])
    reading.sections = sections(0, part.text, outline)
    reading.tasks = clause_tasks(part, outline, clauses)
    return reading
