"""A rule as an Arrow predicate: the rows that its expectation would find, found by columns.

One declaration (`Rule`) gives both: its expectation, by which Great Expectations judges
(expectations/validate.py), and the predicate here, which says which rows are worth asking about.
That both find the same rows is proved on spoiled ones (tests/expectations/test_predicates.py).
"""

from collections.abc import Sequence
from math import inf

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from expectations.rules import Between, Match, NoMatch, OneOf, Rule, Unique

# The column of a frame that says which build a row is of.
BATCH = "batch"

RowNumbers = npt.NDArray[np.int64]


def find_suspects(frame: pa.Table, rule: Rule) -> RowNumbers:
    """The numbers of the rows of a frame that fail a rule, in order; null passes."""
    if isinstance(rule.check, Unique):
        return _repeated(frame, [BATCH, *rule.check.columns])
    column = frame[rule.checked_column]
    match rule.check:
        case OneOf(values):
            failing = pc.invert(pc.is_in(column, value_set=pa.array(values).cast(column.type)))
            # Arrow finds null in no set, whatever the set; here null passes.
            failing = pc.and_(failing, column.is_valid())
        case Match(pattern):
            failing = pc.invert(pc.match_substring_regex(column, pattern))
        case NoMatch(pattern):
            failing = pc.match_substring_regex(column, pattern)
        case Between(low, high):
            failing = _outside(column, low, high)
    found: RowNumbers = pc.indices_nonzero(failing).to_numpy().astype(np.int64)
    return found


def _outside(column: pa.ChunkedArray, low: float | None, high: float | None) -> pa.ChunkedArray:
    """Whether each number lies outside two bounds; what is no number lies nowhere."""
    least, most = -inf if low is None else low, inf if high is None else high
    return pc.or_(pc.less(column, least), pc.greater(column, most))


def _repeated(frame: pa.Table, columns: Sequence[str]) -> RowNumbers:
    """Rows that share these columns with another one."""
    keys = frame.select(columns).append_column("row", pa.array(np.arange(frame.num_rows)))
    counted = keys.group_by(columns, use_threads=False).aggregate([("row", "count")])
    # Lists of rows are made only where a key does repeat, which is rare: they cost more than to
    # count.
    if counted.num_rows == frame.num_rows:
        return np.empty(0, np.int64)
    listed = keys.group_by(columns, use_threads=False).aggregate([("row", "list")])["row_list"]
    several = listed.filter(pc.greater(pc.list_value_length(listed), 1))
    found: RowNumbers = np.sort(pc.list_flatten(several).to_numpy())
    return found
