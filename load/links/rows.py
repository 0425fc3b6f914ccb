"""From rows of the tables to plans and tasks, and from links back to rows.

The same for a release and its proof.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from load.links.duties import PlainTask
from load.links.linking import PreparedPlan, TaskLink, link_plans, prepare_plan
from load.links.series import PlanPair, PublishedPlan, SeriesPlan
from taizhang.rows import Row
from taizhang.tables.terms import Relation

PLAN_COLUMNS = (
    "document_id",
    "title",
    "issuers",
    "issuer_region_code",
    "written_on",
    "published_on",
    "work_id",
    "is_primary",
)
CITATION_COLUMNS = ("document_id", "relation", "cited_document_id")
TASK_COLUMNS = ("document_id", "position", "task_id", "label", "headings", "text")
CARRIED_OUT = (Relation.BASIS, Relation.FORWARDS, Relation.IMPLEMENTS)


class PlanTasks(NamedTuple):
    """The tasks of a plan in its order, with their ids."""

    ids: list[str]
    tasks: list[PlainTask]


def plans_of(documents: pa.Table, citations: pa.Table, with_tasks: pa.Array) -> list[PublishedPlan]:
    """The plans among documents.

    Each work that has tasks once, the issuer's own publication or the first by id.

    `documents` has `PLAN_COLUMNS`; `citations` has `CITATION_COLUMNS`, resolved; `with_tasks` are
    ids of documents. A document whose issuer or its region is not known is none: what it follows
    cannot be told.
    """
    rows = documents.filter(pc.is_in(documents["document_id"], value_set=with_tasks)).to_pylist()
    works: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["issuers"] and row["issuer_region_code"] and row["title"]:
            works[row["work_id"]].append(row)
    shown = {
        work: min(copies, key=lambda row: (not row["is_primary"], row["document_id"]))
        for work, copies in works.items()
    }
    shown_as: dict[str, str] = {}
    for work, copies in works.items():
        shown_as |= dict.fromkeys(
            (row["document_id"] for row in copies), shown[work]["document_id"]
        )
    cited = _cited_plans(citations, shown_as)
    return [
        PublishedPlan(
            row["document_id"],
            row["issuer_region_code"],
            row["issuers"][0],
            row["title"],
            row["written_on"] or row["published_on"],
            tuple(cited.get(row["document_id"], ())),
        )
        for _, row in sorted(shown.items())
    ]


def _cited_plans(citations: pa.Table, shown_as: Mapping[str, str]) -> dict[str, list[str]]:
    """The plans that each plan says it carries out."""
    carrying = citations.filter(
        pc.is_in(
            citations["relation"],
            value_set=pa.array([*CARRIED_OUT], pa.string()),
        )
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in carrying.drop_columns("relation").to_pylist():
        cited = shown_as.get(row["cited_document_id"])
        if cited and row["document_id"] in shown_as:
            found[row["document_id"]].append(cited)
    return found


def tasks_of_plans(tasks: pa.Table) -> dict[str, PlanTasks]:
    """The tasks of each document in a table with `TASK_COLUMNS`."""
    found: dict[str, PlanTasks] = defaultdict(lambda: PlanTasks([], []))
    for row in sorted(tasks.to_pylist(), key=lambda row: (row["document_id"], row["position"])):
        plan = found[row["document_id"]]
        plan.ids.append(row["task_id"])
        plan.tasks.append(PlainTask(row["label"], tuple(row["headings"]), row["text"]))
    return dict(found)


def link_pairs(pairs: Iterable[PlanPair], plans: Mapping[str, PlanTasks]) -> list[Row]:
    """Rows of `task_links` of pairs of plans; each plan is taken apart once."""
    prepared: dict[str, PreparedPlan] = {}

    def prepare(document_id: str) -> PreparedPlan:
        if document_id not in prepared:
            prepared[document_id] = prepare_plan(plans[document_id].tasks)
        return prepared[document_id]

    rows = []
    for pair in pairs:
        links = link_plans(prepare(pair.asking), prepare(pair.origin))
        rows += [_row_of_link(pair, plans, link) for link in links]
    return rows


def _row_of_link(pair: PlanPair, plans: Mapping[str, PlanTasks], link: TaskLink) -> Row:
    return {
        "task_id": plans[pair.asking].ids[link.asking],
        "linked_task_id": plans[pair.origin].ids[link.origin],
        "kind": pair.kind,
        "document_id": pair.asking,
        "linked_document_id": pair.origin,
        "similarity": link.similarity,
        "reason": link.reason,
        "doubtful": link.doubtful,
    }


def rows_of_series(series: Sequence[SeriesPlan]) -> list[Row]:
    """Rows of `plan_series`."""
    return [{**plan._asdict(), "missing_years": list(plan.missing_years)} for plan in series]
