"""The tables `plan_series` and `task_links` of a release; only pairs that changed are linked again.

What a pair's links follow from is hashed: the captures and rules by which both plans were read, the
code that links. Where the release before linked a pair of the same hash, its rows are taken over.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pyarrow as pa
import pyarrow.compute as pc

from load.cache.code_version import code_version
from load.links.rows import (
    CITATION_COLUMNS,
    PLAN_COLUMNS,
    TASK_COLUMNS,
    PlanTasks,
    link_pairs,
    plans_of,
    rows_of_series,
    tasks_of_plans,
)
from load.links.series import PlanPair, PublishedPlan, find_pairs, find_series
from load.release.citations import CitedDocuments
from load.release.contents import Share, leave_out
from load.release.tables import TableWriter
from taizhang.errors import DamagedError
from taizhang.ids import short_digest
from taizhang.releases import Release
from taizhang.store import Staging
from taizhang.tables import TABLES

# By pair, what its links follow from: the next release spares by it.
LINKED = "linked.json"
# The code that decides links.
LINKING = ("taizhang", "load")
# What a build read its documents by.
READ_BY = ("code", "rules", "portal_file", "corrections")
# Pairs whose plans are held at a time.
AT_ONCE = 500
LINKS = TABLES["task_links"]


def write_plan_links(
    folder: Staging,
    writer: TableWriter,
    shares: Sequence[Share],
    cited: CitedDocuments,
    previous: Release | None,
) -> None:
    """Write both tables of a release, and what the next one spares by."""
    series = find_series(_plans_of_shares(shares, cited))
    read_from = _read_from(shares, {plan.document_id for plan in series})
    pairs = {
        pair: short_digest(f"{read_from[pair.asking]} {read_from[pair.origin]}")
        for pair in find_pairs(series)
    }
    before = _linked_before(previous)
    # Linking costs more than all else at release; what neither plan's reading nor the code has
    # changed is taken over.
    unchanged = {pair for pair, digest in pairs.items() if before.get(_name_pair(pair)) == digest}
    links = [_rows_of(previous, unchanged), *_link_anew(shares, sorted(pairs.keys() - unchanged))]
    writer.write("plan_series", [TABLES["plan_series"].to_arrow(rows_of_series(series))])
    writer.write(
        "task_links",
        [pa.concat_tables(links).sort_by([(name, "ascending") for name in LINKS.key])],
    )
    record = {
        "code": code_version(LINKING),
        "pairs": {_name_pair(pair): digest for pair, digest in sorted(pairs.items())},
    }
    folder.write(LINKED, (json.dumps(record) + "\n").encode())


def _plans_of_shares(shares: Sequence[Share], cited: CitedDocuments) -> list[PublishedPlan]:
    documents = pa.concat_tables(
        [_read_columns(share, "documents", *PLAN_COLUMNS) for share in shares]
    )
    citations = [
        cited.resolve(
            _read_columns(share, "citations", "title", "doc_number", *CITATION_COLUMNS), share.slug
        )
        for share in shares
    ]
    with_tasks = pa.concat_tables(
        [_read_columns(share, "tasks", "document_id") for share in shares]
    )
    ids = pc.unique(with_tasks["document_id"])
    return plans_of(documents, pa.concat_tables(citations).select(CITATION_COLUMNS), ids)


def _read_columns(share: Share, name: str, *columns: str) -> pa.Table:
    """Some columns, the document's id among them, of what a release shows of a build's table."""
    return leave_out({"columns": share.build.table(name, *columns)}, share.left_out)["columns"]


def _read_from(shares: Sequence[Share], plans: set[str]) -> dict[str, str]:
    """For each plan what its tasks follow from: captures of its parts, what read them, how many passed."""
    found: dict[str, str] = {}
    for share in shares:
        read_by = json.dumps([share.build.record.get(name) for name in READ_BY], sort_keys=True)
        parts = _read_columns(
            share, "parts", "document_id", "part_no", "capture_digest"
        ).to_pylist()
        own = sorted(
            (row["document_id"], row["part_no"], row["capture_digest"])
            for row in parts
            if row["document_id"] in plans
        )
        tasks = Counter(_read_columns(share, "tasks", "document_id")["document_id"].to_pylist())
        for document_id, rows in groupby(own, key=lambda row: row[0]):
            # With the number of its tasks: a rule of expectations may reject some of them though
            # nothing was read anew.
            found[document_id] = short_digest(f"{read_by} {list(rows)} {tasks[document_id]}")
    return found


# What was linked before
# --------------------------------------------------------------------------------------------


def _linked_before(previous: Release | None) -> Mapping[str, str]:
    """By pair, what its links in the release before follow from; nothing where other code made them."""
    if previous is None or not previous.store.exists(f"{previous.folder}/{LINKED}"):
        return {}
    # It only spares work: where it is damaged, all pairs are linked again and come to the same.
    try:
        record = previous.store.read_json(f"{previous.folder}/{LINKED}")
    except DamagedError:
        return {}
    if record.get("code") != code_version(LINKING):
        return {}
    pairs: Mapping[str, str] = record["pairs"]
    return pairs


def _rows_of(previous: Release | None, pairs: set[PlanPair]) -> pa.Table:
    """The rows of some pairs in the release before."""
    if previous is None or not pairs:
        return LINKS.schema.empty_table()
    table = previous.table("task_links")
    names = pc.binary_join_element_wise(
        table["document_id"],
        table["linked_document_id"],
        table["kind"],
        " ",
    )
    return table.filter(
        pc.is_in(
            names,
            value_set=pa.array([_name_pair(pair) for pair in sorted(pairs)], pa.string()),
        )
    )


def _name_pair(pair: PlanPair) -> str:
    return f"{pair.asking} {pair.origin} {pair.kind}"


# What is linked now
# ------------------------------------------------------------------------------------------------


def _link_anew(shares: Sequence[Share], pairs: Sequence[PlanPair]) -> Iterator[pa.Table]:
    """The rows of pairs, batch by batch; those that come from one plan are neighbours and share it."""
    # A provincial plan is the origin of a hundred others: side by side they share it.
    in_order = sorted(pairs, key=lambda pair: (pair.origin, pair.asking, pair.kind))
    for start in range(0, len(in_order), AT_ONCE):
        batch = in_order[start : start + AT_ONCE]
        asking, origins = {pair.asking for pair in batch}, {pair.origin for pair in batch}
        yield LINKS.to_arrow(link_pairs(batch, _tasks_of(shares, asking | origins)))


def _tasks_of(shares: Sequence[Share], documents: set[str]) -> dict[str, PlanTasks]:
    wanted = pa.array(sorted(documents), pa.string())
    pieces = []
    for share in shares:
        tasks = _read_columns(share, "tasks", *TASK_COLUMNS)
        pieces.append(tasks.filter(pc.is_in(tasks["document_id"], value_set=wanted)))
    return tasks_of_plans(pa.concat_tables(pieces))
