"""The one module that runs Great Expectations: rules and a frame in, the rows that fail out.

Importing Great Expectations takes seconds, a call 0.1 to 0.4 s however few rows there are: it is imported when first
needed, and each table is validated in one call. Its telemetry is off and its progress bars are not shown.
"""

import logging
import os
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.rules import Between, Check, Match, NoMatch, OneOf, Rule, Unique

# Great Expectations is imported late and untyped: what it hands out is nobody's type here.
Foreign: TypeAlias = Any
BATCH = "batch"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found: how many rows it looked at, and the numbers of those that fail, in order."""

    rule: Rule
    checked: int
    failed: npt.NDArray[np.int64]


def validate_frame(frame: pd.DataFrame, rules: list[Rule]) -> list[RuleResult]:
    """All rules on one frame, whose index must be its row numbers. Raises RuntimeError where a rule cannot run."""
    assert isinstance(frame.index, pd.RangeIndex)  # named index columns cost eight times the whole validation
    if frame.empty:
        return [RuleResult(rule, 0, np.empty(0, np.int64)) for rule in rules]
    gx = _great_expectations()
    expectations = [_stock_expectation(gx, rule.check, rule.checked, number) for number, rule in enumerate(rules)]
    suite = gx.ExpectationSuite(name=rules[0].table, expectations=expectations)
    # Without a data context and its sources, which would hash every value twice: a quarter of the whole time.
    engine = gx.execution_engine.PandasExecutionEngine(batch_data_dict={"all": frame})
    validator = gx.validator.validator.Validator(execution_engine=engine)
    validator.metrics_calculator.show_progress_bars = False
    form = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
    found = validator.graph_validate(suite.expectation_configurations, runtime_configuration={"result_format": form})
    answers: dict[int, Foreign] = {answer.expectation_config.meta["rule"]: answer for answer in found}
    return [_rule_result(rule, len(frame), answers[number]) for number, rule in enumerate(rules)]


def _rule_result(rule: Rule, checked: int, answer: Foreign) -> RuleResult:
    if _has_raised(answer.exception_info):
        raise RuntimeError(f"rule {rule.table}.{rule.id} cannot run: {answer.exception_info}")
    failed = np.array(sorted(answer.result.get("unexpected_index_list") or []), dtype=np.int64)
    assert answer.success == (len(failed) == 0), rule.id
    return RuleResult(rule, checked, failed)


def _has_raised(info: dict[str, Foreign]) -> bool:
    """Whether an expectation could not run; the answer says so for itself or for each of its metrics."""
    return bool(info.get("raised_exception")) or any(
        isinstance(one, dict) and _has_raised(one) for one in info.values()
    )


def _stock_expectation(gx: Foreign, check: Check, column: str, number: int) -> Foreign:
    """The stock expectation for a check; its number finds the rule again."""
    made: Foreign = gx.expectations
    meta = {"rule": number}
    match check:
        case OneOf(values):
            return made.ExpectColumnValuesToBeInSet(column=column, value_set=list(values), meta=meta)
        case Match(pattern):
            return made.ExpectColumnValuesToMatchRegex(column=column, regex=pattern, meta=meta)
        case NoMatch(pattern):
            return made.ExpectColumnValuesToNotMatchRegex(column=column, regex=pattern, meta=meta)
        case Between(low, high):
            from expectations.within import ExpectColumnValuesWithin

            return ExpectColumnValuesWithin(column=column, low=low, high=high, meta=meta)
        case Unique(columns):
            return made.ExpectCompoundColumnsToBeUnique(column_list=[BATCH, *columns], meta=meta)


@cache
def _great_expectations() -> Foreign:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import great_expectations.execution_engine
    import great_expectations.validator.validator

    for name in ("great_expectations", "great_expectations.data_context.types.base"):  # the latter sets its own
        logging.getLogger(name).setLevel(logging.WARNING)
    return gx
