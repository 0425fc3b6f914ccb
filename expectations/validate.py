"""The one module that runs Great Expectations: rules and a frame in, the rows that fail out.

Great Expectations is the judge, and is asked only about rows that a predicate suspects
(expectations/predicates.py): importing it takes seconds, a call 10 ms a rule however few rows there
are. Its telemetry is off and its progress bars are not shown.
"""

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from expectations.predicates import BATCH, RowNumbers, find_suspects
from expectations.rules import Between, Check, Match, NoMatch, OneOf, Rule, Severity, Unique

# Great Expectations is imported late and untyped: what it hands out is nobody's type here.
Foreign: TypeAlias = Any

# Portals are judged in threads; nothing says that Great Expectations may be asked from several.
_asking = Lock()
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found: how many rows it looked at, and the numbers of those that fail, in order."""

    rule: Rule
    checked: int
    failed: RowNumbers


def validate_frame(
    frame: pa.Table, rules: Sequence[Rule], stood: npt.NDArray[np.bool_] | None = None
) -> list[RuleResult]:
    """All rules on one frame. Raises RuntimeError where a rule cannot run.

    `stood` says of each row whether it stood whole under these rules before: then it was asked
    about whether it is unusual, and only what would keep it out is asked again.
    """
    suspected = [find_suspects(frame, rule) for rule in rules]
    settled = [
        _settled_rows(rule, rows, stood) for rule, rows in zip(rules, suspected, strict=True)
    ]
    open_rows = [
        np.setdiff1d(rows, known, assume_unique=True)
        for rows, known in zip(suspected, settled, strict=True)
    ]
    asked = [number for number, rows in enumerate(open_rows) if len(rows)]
    failed = dict(enumerate(settled))
    if asked:
        rows = np.unique(np.concatenate([open_rows[number] for number in asked]))
        of_rules = [rules[number] for number in asked]
        chosen = np.zeros(frame.num_rows, dtype=bool)
        # Filtered, not taken: texts of more than 2 GiB cannot be taken from.
        chosen[rows] = True
        narrow = frame.select(_checked_columns(frame, of_rules)).filter(pa.array(chosen))
        for number, answer in zip(asked, ask_suite(narrow, of_rules), strict=True):
            judged = rows[answer]
            _say_where_they_differ(rules[number], open_rows[number], judged)
            failed[number] = np.union1d(settled[number], judged)
    return [RuleResult(rule, frame.num_rows, failed[number]) for number, rule in enumerate(rules)]


def _settled_rows(
    rule: Rule,
    suspects: RowNumbers,
    stood: npt.NDArray[np.bool_] | None,
) -> RowNumbers:
    """Suspects of which it is known that they are unusual and no more."""
    # Whatever keeps rows out is always asked anew: a verdict of before must never let a row pass
    # today.
    if stood is None or rule.severity is Severity.REJECT:
        return suspects[:0]
    return suspects[stood[suspects]]


def _say_where_they_differ(rule: Rule, suspects: RowNumbers, rows: RowNumbers) -> None:
    # The judge's word holds. But predicates and expectations find the same rows by construction, so
    # that a difference is a fault in one of them and worth a line.
    acquitted = len(np.setdiff1d(suspects, rows))
    if acquitted:
        logger.warning(
            "%s.%s: Great Expectations passes %d rows that look wrong",
            rule.table,
            rule.id,
            acquitted,
        )


def ask_suite(frame: pa.Table, rules: Sequence[Rule]) -> list[RowNumbers]:
    """For each rule, in one call, the numbers of the rows that Great Expectations fails."""
    # Without index columns: named ones cost eight times the whole validation.
    rows = frame.select(_checked_columns(frame, rules)).to_pandas(date_as_object=True)
    with _asking:
        gx = _great_expectations()
        expectations = [
            _stock_expectation(gx, rule.check, rule.checked_column, number)
            for number, rule in enumerate(rules)
        ]
        suite = gx.ExpectationSuite(name=rules[0].table, expectations=expectations)
        # Without a data context and its sources, which would hash every value twice: a quarter of
        # the whole time.
        engine = gx.execution_engine.PandasExecutionEngine(batch_data_dict={"all": rows})
        validator = gx.validator.validator.Validator(execution_engine=engine)
        validator.metrics_calculator.show_progress_bars = False
        form = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
        found = validator.graph_validate(
            suite.expectation_configurations, runtime_configuration={"result_format": form}
        )
    answers: dict[int, Foreign] = {
        answer.expectation_config.meta["rule"]: answer for answer in found
    }
    return [_failed_rows(rule, answers[number]) for number, rule in enumerate(rules)]


def _checked_columns(frame: pa.Table, rules: Sequence[Rule]) -> list[str]:
    """The columns that rules check, and the one of the build where the frame has it."""
    columns = {BATCH: None} if BATCH in frame.column_names else {}
    for rule in rules:
        columns |= dict.fromkeys(
            rule.check.columns if isinstance(rule.check, Unique) else (rule.checked_column,)
        )
    return list(columns)


def _failed_rows(rule: Rule, answer: Foreign) -> RowNumbers:
    if _has_raised(answer.exception_info):
        raise RuntimeError(f"rule {rule.table}.{rule.id} cannot run: {answer.exception_info}")
    failed = np.array(sorted(answer.result.get("unexpected_index_list") or []), dtype=np.int64)
    # An answer that failed without naming rows would publish them all.
    assert answer.success == (len(failed) == 0), rule.id
    return failed


def _has_raised(info: dict[str, Foreign]) -> bool:
    """Whether an expectation could not run, by what is said of it or of one of its metrics."""
    if bool(info.get("raised_exception")):
        return True
    return any(isinstance(part, dict) and _has_raised(part) for part in info.values())


def _stock_expectation(gx: Foreign, check: Check, column: str, number: int) -> Foreign:
    """The stock expectation for a check; its number finds the rule again."""
    stock: Foreign = gx.expectations
    meta = {"rule": number}
    match check:
        case OneOf(values):
            return stock.ExpectColumnValuesToBeInSet(
                column=column,
                value_set=list(values),
                meta=meta,
            )
        case Match(pattern):
            return stock.ExpectColumnValuesToMatchRegex(column=column, regex=pattern, meta=meta)
        case NoMatch(pattern):
            return stock.ExpectColumnValuesToNotMatchRegex(column=column, regex=pattern, meta=meta)
        case Between(low, high):
            # Late: a subclass of the library's own, which would import it for everybody who imports
            # this.
            from expectations.within import ExpectColumnValuesWithin

            return ExpectColumnValuesWithin(column=column, low=low, high=high, meta=meta)
        case Unique(columns):
            return stock.ExpectCompoundColumnsToBeUnique(column_list=[BATCH, *columns], meta=meta)


@cache
def _great_expectations() -> Foreign:
    # Before the import, which reads it.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    import great_expectations.execution_engine
    import great_expectations.validator.validator

    # The latter sets its own.
    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return gx
