"""The one expectation of our own: a number within bounds, compared by column.

The stock one (ExpectColumnValuesToBeBetween) compares value by value in Python: six seconds of
every million rows.
"""

from typing import Any

import pandas as pd
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import ColumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)


class ColumnValuesWithin(ColumnMapMetricProvider):
    """Whether each value lies between `low` and `high`, both allowed; None: no bound."""

    condition_metric_name = "column_values.within"
    condition_value_keys = ("low", "high")

    @column_condition_partial(engine=PandasExecutionEngine)
    def _pandas(
        cls: Any,  # noqa: N805 — the decorator makes it a class method
        column: "pd.Series[float]",
        low: float | None,
        high: float | None,
        **_: object,
    ) -> "pd.Series[bool]":
        # Nulls are dropped by the library before this is asked.
        inside = pd.Series(True, index=column.index)
        if low is not None:
            inside &= column >= low
        if high is not None:
            inside &= column <= high
        return inside


class ExpectColumnValuesWithin(ColumnMapExpectation):
    """Expect each value to lie between `low` and `high`."""

    low: float | None = None
    high: float | None = None
    map_metric = "column_values.within"
    success_keys = ("low", "high", "mostly")
