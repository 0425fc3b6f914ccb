"""What a task's row repeats of its document and its portal, so that it can be read alone."""

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.regions.table import full_name
from taizhang.rows import Row
from taizhang.tables import TABLES

COPIES = TABLES["tasks"].copied_columns()


def copy_to_task(document: Row, slug: str, region: str) -> Row:
    """The copied columns of a document's tasks; `region` is the portal's.

    The region of the first issuer stands beside the portal's: a county's portal publishes plans of
    its province too.
    """
    # None where the issuer's seat is not known: a portal's region is no substitute for it.
    code = document["issuer_region_code"]
    of_portal = {
        "portal": slug,
        "region": region,
        "issuer_region": full_name(code) if code else None,
    }
    return of_portal | {ours: document[theirs] for ours, theirs in COPIES.items()}


def copy_to_tasks(tasks: pa.Table, documents: pa.Table, slug: str, region: str) -> pa.Table:
    """Tasks with the copied columns of their documents, see `copy_to_task`."""
    places = pc.index_in(tasks["document_id"], value_set=documents["document_id"].combine_chunks())
    codes = documents["issuer_region_code"].to_pylist()
    regions = pa.array([full_name(code) if code else None for code in codes], pa.string())
    columns = {
        "portal": pa.repeat(pa.scalar(slug), tasks.num_rows),
        "region": pa.repeat(pa.scalar(region), tasks.num_rows),
        "issuer_region": regions.take(places),
    }
    columns |= {ours: documents[theirs].take(places) for ours, theirs in COPIES.items()}
    for name, column in columns.items():
        tasks = tasks.set_column(
            tasks.schema.get_field_index(name),
            tasks.schema.field(name),
            column,
        )
    return tasks
