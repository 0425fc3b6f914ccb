"""By what tasks are filtered, beside words: each facet has a column of the index, and counts that follow the query."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import pyarrow as pa

from taizhang.tables.terms import DeadlineKind, DocumentKind, Doubt, Role, TaskSource

Kind = Literal["one", "list", "number"]
# Asked for where a task has no value.
NONE = "none"


class Has(StrEnum):
    """What a task has besides its text."""

    TARGET = "target"
    LIMIT = "limit"
    LAST_YEAR = "last_year"
    CARRIES_OUT = "carries_out"


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter by a column: `kind` says whether a task has one value, several, or a number.

    `words` names the closed set that its values are put into words by; None where they stand for themselves. At most
    `shown` values are listed, those that are chosen always.
    """

    name: str
    column: str
    kind: Kind
    words: str | None = None
    shown: int = 12
    # Whether a task that has none of several values can be asked for.
    has_none: bool = False

    def lists(self, column: pa.Array) -> pa.Array:
        """The values of tasks as lists: a task without one has NONE, where it can only have one."""
        if self.kind == "list":
            return _with_none(column) if self.has_none else column
        offsets = pa.array(range(len(column) + 1), pa.int32())
        return pa.ListArray.from_arrays(offsets, column.cast(pa.string()).fill_null(NONE))


def _with_none(column: pa.Array) -> pa.Array:
    """Lists of values, of those that are empty or missing with NONE in them."""
    values = [value or [NONE] for value in column.to_pylist()]
    return pa.array(values, pa.list_(pa.string()))


FACETS = (
    Facet("region", "regions", "list", shown=400),
    Facet("unit", "units", "list", has_none=True),
    Facet("function", "functions", "list", shown=20),
    Facet("role", "roles", "list", "role"),
    Facet("source", "source", "one", "source"),
    Facet("deadline", "deadline_kind", "one", "deadline_kind"),
    Facet("year", "published_year", "number"),
    Facet("due_year", "due_year", "number"),
    Facet("kind", "document_kind", "one", "document_kind"),
    Facet("portal", "portal", "one"),
    Facet("has", "has", "list", "has"),
    Facet("doubt", "doubts", "list", "doubt"),
)
# A unit or function asked for together with a role: such a unit in such a role, not each by itself.
COMBINED = (
    Facet("unit_role", "unit_roles", "list"),
    Facet("function_role", "function_roles", "list"),
)
BY_NAME = {facet.name: facet for facet in FACETS}
SETS = {
    "role": Role,
    "source": TaskSource,
    "deadline_kind": DeadlineKind,
    "document_kind": DocumentKind,
    "has": Has,
    "doubt": Doubt,
}
