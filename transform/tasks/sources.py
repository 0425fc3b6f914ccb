"""Which source a document's tasks come from: ledgers, else clauses, else the outline (docs/reading.md, Task)."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import chain

from msgspec import Struct

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Doubt, Stage
from transform.actors.lead_rules import LeadRule, lead_rules
from transform.doubts import FIELD
from transform.model import Part, PlacedTable, Task
from transform.tables.ledger import read_ledger
from transform.tables.recognition import is_ledger
from transform.tasks.clause_tasks import clause_tasks
from transform.tasks.clauses import Clause, find_clauses
from transform.tasks.outline_tasks import outline_tasks
from transform.tasks.run_together import run_together_tasks
from transform.text.items import Outline
from transform.text.outline import read_outline
from transform.text.regions import TextRegion, find_regions

# Share of task texts that two parts have in common, from which on they are one work in two formats.
_SAME = 0.6

# Characters of an item in which its heading says what it is about.
_HEADING = 24


class ReadPart(Struct):
    """A part with its regions, its outline and, once somebody asks for them, its clauses."""

    part: Part
    regions: list[TextRegion]
    outline: Outline
    _clauses: list[Clause] | None = None
    _has_ledger: bool | None = None

    @property
    def clauses(self) -> list[Clause]:
        """The clauses outside of tables; most kinds of document are known without them, and a ledger's tasks too."""
        if self._clauses is None:
            self._clauses = find_clauses(self.part, [item.start for item in self.outline.items])
        return self._clauses

    def has_table(self) -> bool:
        """Whether a table stands in the part."""
        return PlacedTable in map(type, self.part.items)

    def has_ledger(self) -> bool:
        """Whether a table of the part gives tasks to units; kept, since several ask and each cell is looked at."""
        if self._has_ledger is None:
            tables = [item for item in self.part.items if isinstance(item, PlacedTable)]
            self._has_ledger = any(is_ledger(table.grid) for table in tables)
        return self._has_ledger

    def headings(self) -> list[str]:
        """The first words of the part's items, without their labels."""
        text = self.part.text
        return [
            text[item.label_end : item.label_end + _HEADING].lstrip() for item in self.outline.items
        ]

    def region_at(self, position: int) -> TextRegion:
        """The region that holds a position."""
        if len(self.regions) == 1:
            return self.regions[0]
        return self.regions[
            bisect_right(self.regions, position, key=lambda region: region.start) - 1
        ]


class Tasks(Struct):
    """A document's tasks and what was not understood on the way."""

    tasks: list[Task] = []
    issues: list[Issue] = []


def analyse_part(part: Part) -> ReadPart:
    """Everything about a part that its tasks are read from."""
    regions = find_regions(part)
    return ReadPart(part, regions, read_outline(part, regions))


def read_tasks(
    parts: Sequence[ReadPart],
    year: Callable[[], int | None],
    *,
    lists_work: bool,
) -> Tasks:
    """The tasks of a document's parts, the page first; `lists_work` allows the outline as a source.

    The same work in several formats counts once, from the part that comes first. The plan's `year`
    is asked for where there is a table.
    """
    result = Tasks()
    for part in parts:
        if part.has_table():
            ledger = read_ledger(part.part, year(), _rules_for(part, parts))
            _add_tasks(result.tasks, ledger.tasks)
            result.issues += ledger.issues
    # A ledger says who does what in columns: clauses beside it are its summary.
    if result.tasks and not _is_outweighed(result.tasks, parts):
        return result
    result.tasks = []
    for part in parts:
        more = clause_tasks(part.part, part.outline, part.clauses) if part.clauses else ()
        result.issues += _learned_issues(part.part, more)
        _add_tasks(result.tasks, more or run_together_tasks(part.part, part.outline))
    if result.tasks or not lists_work:
        return result
    for part in parts:
        result.tasks = outline_tasks(part.part, part.outline, part.regions)
        if result.tasks:
            break
    return result


def _is_outweighed(tasks: Sequence[Task], parts: Sequence[ReadPart]) -> bool:
    """Whether a table that only its cells make a ledger has fewer rows than its document has clauses."""
    if any(Doubt.LEARNED_FORM not in task.doubts for task in tasks):
        return False
    return sum(len(part.clauses) for part in parts) > len(tasks)


def _learned_issues(part: Part, tasks: Sequence[Task]) -> list[Issue]:
    """The issue that clauses were read by a habit of their document, with the first of them."""
    learned = [task for task in tasks if Doubt.LEARNED_FORM in task.doubts]
    if not learned:
        return []
    doubts = (evidence for evidence in learned[0].evidence if evidence.field == FIELD)
    start, end = next(
        evidence.spans[0] for evidence in doubts if evidence.rule == Doubt.LEARNED_FORM
    )
    message = f"clauses of a form of the document's own: “{part.text[start:end][:40]}”"
    where = {"url": part.url, "capture_digest": part.digest}
    return [Issue(Stage.TRANSFORM, Code.LEARNED_FORM, message, **where, count=len(learned))]


def _rules_for(ledger: ReadPart, parts: Sequence[ReadPart]) -> set[LeadRule]:
    """Rules on who leads that hold for a whole ledger: those said in running text."""
    rules = {
        stated.rule for stated in chain.from_iterable(lead_rules(part.part.text) for part in parts)
    }
    if rules and ledger.clauses:
        return set()
    return rules


def _add_tasks(tasks: list[Task], more: Sequence[Task]) -> None:
    """Adds a part's tasks unless most of them are there already."""
    if not more:
        return
    known = {_task_key(task) for task in tasks}
    if known and sum(_task_key(task) in known for task in more) >= _SAME * len(more):
        return
    tasks += more


def _task_key(task: Task) -> str:
    return "".join(c for c in task.text if c.isalnum())
