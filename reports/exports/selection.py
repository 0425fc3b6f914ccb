"""Which tasks of a release are wanted, and their rows ready for people, as an office would send them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from reports.exports.ledger import LEDGER_FIELDS
from taizhang.copies import COPY_COLUMNS, TASK_COLUMNS, list_once, works_of
from taizhang.errors import UserError
from taizhang.known_names import require_known
from taizhang.releases import Release
from taizhang.rows import Row
from taizhang.tables.terms import Role

# Beside what a ledger shows: the place of a task, for its order and its sentence, and who issued it.
_COLUMNS = (*LEDGER_FIELDS, "part_no", "position", "issuers")
# Rows that are Python's at a time.
_AT_ONCE = 5_000
_UNIT_COLUMNS = ("task_id", "name", "canonical_name", "function", "role")


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters; each is met by any of its values, all that are given must be met.

    `unit` and `function` ask for tasks that such a unit has a part in, with `role` in that role.
    `year` is that of publication. `due_from` and `due_to` bound the day a task is due, both
    included.
    """

    portal: Sequence[str] = ()
    region: Sequence[str] = ()
    document: Sequence[str] = ()
    unit: Sequence[str] = ()
    function: Sequence[str] = ()
    role: Sequence[Role] = ()
    year: Sequence[int] = ()
    due_from: date | None = None
    due_to: date | None = None


def select_tasks(release: Release, selection: Selection) -> pa.Table:
    """The tasks that a selection asks for, sorted by portal, document and place in it.

    What several copies of a work print is listed once, of those copies that the selection holds.
    A region is named in full or by its end. Raises UserError for a portal, region, document, year,
    unit or function that the release does not have, and for days the wrong way round.
    """
    tasks = release.table("tasks", *_COLUMNS)
    _check_names(tasks, selection)
    tasks = _keep_values(tasks, "portal", selection.portal)
    tasks = _keep_values(tasks, "region", map(release.full_region, selection.region))
    tasks = _keep_values(tasks, "document_id", selection.document)
    if selection.unit or selection.function or selection.role:
        tasks = _keep_values(tasks, "task_id", _tasks_of_units(release, selection))
    if selection.year:
        tasks = tasks.filter(
            pc.is_in(
                pc.year(tasks["published_on"]),
                value_set=pa.array(selection.year, pa.int64()),
            )
        )
    if selection.due_from:
        tasks = tasks.filter(
            pc.greater_equal(
                tasks["due_on"],
                pa.scalar(selection.due_from, pa.date32()),
            )
        )
    if selection.due_to:
        tasks = tasks.filter(
            pc.less_equal(
                tasks["due_on"],
                pa.scalar(selection.due_to, pa.date32()),
            )
        )
    return _sorted(_list_once(release, tasks))


def _list_once(release: Release, tasks: pa.Table) -> pa.Table:
    documents = release.table("documents", *COPY_COLUMNS)
    selected = pc.unique(tasks["document_id"])
    documents = documents.filter(pc.is_in(documents["document_id"], value_set=selected))
    rows = documents.to_pylist()
    works = works_of(_iter_rows(tasks), rows)
    counts = Counter(works.values())
    # Few plans have several copies: only their tasks become rows of Python's.
    rows = [row for row in rows if counts[works[row["document_id"]]] > 1]
    copies = pa.array([row["document_id"] for row in rows], pa.string())
    of_copies = pc.is_in(tasks["document_id"], value_set=copies)
    several = tasks.filter(of_copies).select(["task_id", *TASK_COLUMNS]).to_pylist()
    listed = [row["task_id"] for row in list_once(several, rows, works)]
    is_listed = pc.is_in(tasks["task_id"], value_set=pa.array(listed, pa.string()))
    return tasks.filter(pc.or_(pc.invert(of_copies), is_listed))


def _iter_rows(tasks: pa.Table) -> Iterator[Row]:
    for batch in tasks.select(TASK_COLUMNS).to_batches(max_chunksize=_AT_ONCE):
        yield from batch.to_pylist()


def take_tasks(release: Release, task_ids: Sequence[str]) -> pa.Table:
    """The tasks of these ids, sorted by portal, document and place in it."""
    return _sorted(_keep_values(release.table("tasks", *_COLUMNS), "task_id", task_ids))


def _sorted(tasks: pa.Table) -> pa.Table:
    order = [(column, "ascending") for column in ("portal", "document_id", "position")]
    return tasks.take(pc.sort_indices(tasks.select([name for name, _ in order]), sort_keys=order))


def _check_names(tasks: pa.Table, selection: Selection) -> None:
    named = {"portal": selection.portal, "document_id": selection.document}
    for column, values in named.items():
        known = pc.unique(tasks[column]).to_pylist() if values else []
        for value in values:
            require_known(column.removesuffix("_id"), value, known)
    years = filter(None, pc.unique(pc.year(tasks["published_on"])).to_pylist())
    known_years = sorted(map(str, years)) if selection.year else []
    for year in selection.year:
        require_known("year of publication", str(year), known_years)
    if selection.due_from and selection.due_to and selection.due_from > selection.due_to:
        raise UserError(
            f"no day is after {selection.due_from} and before {selection.due_to}: change the two"
        )


def _keep_values(tasks: pa.Table, column: str, values: Iterable[str]) -> pa.Table:
    wanted = list(values) if values is not None else []
    # No value of a filter lets everything pass; no task of a unit lets nothing.
    if not wanted and column != "task_id":
        return tasks
    return tasks.filter(pc.is_in(tasks[column], value_set=pa.array(wanted, pa.string())))


def _tasks_of_units(release: Release, selection: Selection) -> list[str]:
    """Ids of the tasks in which a wanted unit has a wanted role.

    Units are named as the reading restored them, or by their canonical names.
    """
    units = release.table("task_units", *_UNIT_COLUMNS)
    for value in selection.unit:
        known = [
            *pc.unique(units["name"]).to_pylist(),
            *filter(None, pc.unique(units["canonical_name"]).to_pylist()),
        ]
        require_known("unit", value, known)
    for value in selection.function:
        require_known("function", value, filter(None, pc.unique(units["function"]).to_pylist()))
    if selection.unit:
        names = pa.array(selection.unit, pa.string())
        # A person may type the name as printed, or the one under which all its spellings are
        # joined.
        by_either = pc.or_(
            pc.is_in(units["name"], value_set=names),
            pc.is_in(units["canonical_name"], value_set=names),
        )
        units = units.filter(by_either)
    units = _keep_values(units, "function", selection.function)
    units = _keep_values(units, "role", [role.value for role in selection.role])
    ids: list[str] = pc.unique(units["task_id"]).to_pylist()
    return ids


def addresses_of(release: Release) -> dict[str, Row]:
    """The page of each document: its address and the digest of its archived copy."""
    rows = release.rows("documents", "document_id", "url", "capture_digest")
    return {row["document_id"]: row for row in rows}


def units_of(tasks: pa.Table) -> dict[str, list[str]]:
    """The ids of the tasks of each unit, whatever its role, units in order of how many they have."""
    of_unit: dict[str, list[str]] = defaultdict(list)
    columns = ("lead_units", "responsible_units", "cooperating_units", "supervising_units")
    for row in tasks.select(["task_id", *columns]).to_pylist():
        names = dict.fromkeys(chain.from_iterable(row[column] for column in columns))
        for name in names:
            of_unit[name].append(row["task_id"])
    return dict(sorted(of_unit.items(), key=lambda item: (-len(item[1]), item[0])))
