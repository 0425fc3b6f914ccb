"""How a reader says that a value may be wrong: a code for its task or document, and evidence of where to look.

A doubt is a value like any other: the closed set `Doubt` names it, evidence with the field `doubts`
shows its place. What was not understood at all stays an issue.
"""

from collections.abc import Iterable

from taizhang.tables.terms import Doubt
from transform.model import Evidence, Reading, Span, Task

FIELD = "doubts"


def doubt_task(task: Task, doubt: Doubt, spans: Iterable[Span]) -> None:
    """Adds a doubt to a task; `spans` are where to look in the text of its part.

    A task has each doubt once, but a doubt that is said twice keeps both places.
    """
    if doubt not in task.doubts:
        task.doubts.append(doubt)
    task.evidence.append(
        Evidence(
            FIELD,
            task.part_no,
            doubt,
            task.doubts.index(doubt),
            tuple(spans),
        )
    )


def doubt_document(
    reading: Reading,
    doubt: Doubt,
    spans: Iterable[Span] = (),
    part_no: int = 0,
) -> None:
    """Adds a doubt to a document.

    `spans` are where to look in a part's text, none where the whole is meant.
    """
    if doubt not in reading.doubts:
        reading.doubts.append(doubt)
    place = Evidence(FIELD, part_no, doubt, reading.doubts.index(doubt), tuple(spans))
    reading.metadata.evidence.append(place)
