"""What a release holds: the build of each portal, and the documents that are left out of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from load.builds import Build
from load.release.citations import CITED_BY
from load.release.decisions import Decision
from taizhang.rows import Tables
from taizhang.tables import TABLES


@dataclass(frozen=True, slots=True)
class Share:
    """One portal's share of a release.

    `left_out` are documents of its build that the release does not show, `tombstones` rows of
    `gone` for those of them that a person withdrew.
    """

    build: Build
    left_out: tuple[str, ...]
    tombstones: pa.Table

    @property
    def slug(self) -> str:
        """The portal."""
        return self.build.slug

    def table(self, name: str) -> pa.Table:
        """What the release shows of one of the build's tables."""
        if not self.left_out:
            return self.build.table(name)
        needed = {name: self.build.table(name)}
        if name != "tasks" and "task_id" in TABLES[name].column_names():
            needed["tasks"] = self.build.table("tasks", "task_id", "document_id")
        return leave_out(needed, self.left_out)[name]

    def tables(self, names: Iterable[str]) -> dict[str, pa.Table]:
        """Several of them."""
        return {name: self.table(name) for name in names}


def share_out(
    builds: Sequence[Build],
    withdrawn: Mapping[str, Decision],
) -> tuple[list[Share], pa.Table]:
    """Each portal's share, and the columns `CITED_BY` of all documents that are shown.

    A document that two portals hold belongs to the first by slug.
    """
    builds = sorted(builds, key=lambda build: build.slug)
    documents = [build.table("documents", *CITED_BY) for build in builds]
    if documents:
        everything = pa.concat_tables(documents)
    else:
        everything = TABLES["documents"].schema.empty_table()
    counts = pc.value_counts(everything["document_id"])
    several = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    out = pa.array(sorted(withdrawn), pa.string())
    taken: set[str] = set()
    shares, shown = [], []
    for build, table in zip(builds, documents, strict=True):
        left_out = set(_ids_among(table, out))
        # Two portals may publish under one address, as after a merger of their sites: readers must
        # not find one id twice.
        shared = set(_ids_among(table, several)) - left_out
        left_out |= shared & taken
        taken |= shared
        shares.append(Share(build, tuple(sorted(left_out)), _make_tombstones(build, withdrawn)))
        shown.append(leave_out({"documents": table}, left_out)["documents"])
    return shares, pa.concat_tables(shown)


def _ids_among(documents: pa.Table, ids: pa.Array) -> list[str]:
    found: list[str] = pc.filter(
        documents["document_id"], pc.is_in(documents["document_id"], value_set=ids)
    ).to_pylist()
    return found


def leave_out(tables: Tables, documents: Iterable[str]) -> dict[str, pa.Table]:
    """Tables without everything of some documents; `tasks` is among them where one knows only tasks."""
    out = pa.array(sorted(documents), pa.string())
    if len(out) == 0:
        return dict(tables)
    of_tasks = pa.array([], pa.string())
    if "tasks" in tables:
        tasks = tables["tasks"]
        of_tasks = tasks.filter(pc.is_in(tasks["document_id"], value_set=out))[
            "task_id"
        ].combine_chunks()
    return {name: _drop_rows(table, out, of_tasks) for name, table in tables.items()}


def _drop_rows(table: pa.Table, documents: pa.Array, tasks: pa.Array) -> pa.Table:
    """A table without the rows of some documents, or of some tasks where it knows only these."""
    if "document_id" in table.column_names:
        return table.filter(pc.invert(pc.is_in(table["document_id"], value_set=documents)))
    if "task_id" in table.column_names:
        return table.filter(pc.invert(pc.is_in(table["task_id"], value_set=tasks)))
    return table


def _make_tombstones(build: Build, withdrawn: Mapping[str, Decision]) -> pa.Table:
    """A row of `gone` for each withdrawn document that a build still holds, its title withdrawn with it."""
    if not withdrawn:
        return TABLES["gone"].schema.empty_table()
    rows = []
    for document in build.table("documents", "document_id", "url", "capture_digest").to_pylist():
        decision = withdrawn.get(document["document_id"])
        if decision is None:
            continue
        rows.append(
            {
                "document_id": document["document_id"],
                "portal": build.slug,
                "url": document["url"],
                "title": None,
                "gone_since": date.fromisoformat(decision.day),
                "last_digest": document["capture_digest"],
                "reason": f"withdrawn: {decision.reason}",
            }
        )
    return TABLES["gone"].to_arrow(rows)
