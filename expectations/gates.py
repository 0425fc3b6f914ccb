"""Gates: whether a portal's new build may be published, judged on its figures by a second suite.

Hard floors stand in the portal's file. All else is compared with the builds that were published before: a fault shows
as a jump. Documents that a backfill brought and a new version of the code are judged apart, so that an improvement is
not taken for a fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pyarrow as pa

from expectations.metrics import Figures
from expectations.rules import Between, Rule
from expectations.validate import validate
from taizhang.portals import Portal
from taizhang.tables.terms import Health

# A night may lose a few documents and find many; more than this is a fault until a person says otherwise.
KEPT = 0.7  # share of the documents published before that must still be there
GROWN = 2.0  # times as many documents, and
GROWN_BY = 30  # so many more, is the most that nightly crawls find
DEVIATIONS = 5.0  # robust standard deviations around the median of the portal's own history
LEAST_HISTORY = 5  # builds that make a history
QUARANTINED = 0.2  # share of rows kept out
BLOCKED = 0.5  # share of pages that were challenges
PAUSE = 3.0  # times the usual pause
LEAST_PAUSE = 30.0  # days without anything new that are never alarming

RULES = [
    Rule("portal_metrics", "value", "low", "the figure is not too low", Between(0, None), "value.above_low"),
    Rule("portal_metrics", "value", "high", "the figure is not too high", Between(0, None), "value.below_high"),
]


@dataclass(frozen=True, slots=True)
class Past:
    """A build that was published: its figures and the code that read it."""

    code: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure with its bounds, each None where there is none, and the rule in words."""

    metric: str
    value: float | None
    low: float | None
    high: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """A portal's gates judged: rows of `portal_metrics` but for the build, and what they mean together."""

    rows: list[dict[str, Any]]
    health: Health
    reason: str | None

    @property
    def passed(self) -> bool:
        """Whether the build may be published."""
        return all(row["passed"] for row in self.rows)


def gates_of(portal: Portal, figures: Figures, code: str, history: Sequence[Past]) -> list[Gate]:
    """All gates of one build; `history` are the builds published before it, the oldest first."""
    found = [*_floors(portal, figures), *_limits(figures)]
    if history:
        found += _against(figures, code, history)
    return found


def judge_gates(portals: Mapping[str, Sequence[Gate]]) -> dict[str, Result]:
    """Judge the gates of all portals in one call."""
    rows: list[dict[str, Any]] = [
        {"portal": slug, "metric": gate.metric, "value": gate.value, "low": gate.low, "high": gate.high}
        | {"reason": gate.reason, "passed": True}
        for slug, gates in portals.items()
        for gate in gates
    ]
    frame = pa.table(
        {
            "value.above_low": pa.array([_less(row["value"], row["low"]) for row in rows], pa.float64()),
            "value.below_high": pa.array([_less(row["high"], row["value"]) for row in rows], pa.float64()),
        }
    )
    for finding in validate(frame.to_pandas(), RULES):
        for number in finding.failed:
            rows[number]["passed"] = False
    return {slug: _result([row for row in rows if row["portal"] == slug]) for slug in portals}


def _floors(portal: Portal, figures: Figures) -> list[Gate]:
    floors = portal.floors
    wanted = (
        ("documents", floors.documents),
        ("tasks", floors.tasks),
        ("share_with_units", floors.share_with_units),
    )
    return [
        Gate(
            f"{metric}.floor", figures[metric] or 0.0, float(low), None, f"the portal's file asks for {metric} ≥ {low}"
        )
        for metric, low in wanted
        if low is not None
    ]


def _limits(figures: Figures) -> list[Gate]:
    """What holds for every build, with or without a past."""
    found = [
        Gate(metric, figures[metric], None, QUARANTINED, f"at most {QUARANTINED:.0%} of the rows are kept out")
        for metric in ("quarantined_documents", "quarantined_tasks")
    ]
    found.append(Gate("documents", figures["documents"], 1, None, "there is at least one document"))
    words = f"at most {BLOCKED:.0%} of the newest run's pages are challenges"
    found.append(Gate("blocked", figures["blocked"], None, BLOCKED, words))
    found.append(Gate("lists_answered", figures["lists_answered"], 0.01, None, "some list page answered"))
    usual = figures["usual_pause"]
    high = max(LEAST_PAUSE, PAUSE * usual) if usual is not None else None
    words = f"something new within {PAUSE:g} times the portal's usual pause, {LEAST_PAUSE:g} days at least"
    found.append(Gate("days_without_new", figures["days_without_new"], None, high, words))
    return found


def _against(figures: Figures, code: str, history: Sequence[Past]) -> list[Gate]:
    """What is compared with the builds published before."""
    last = history[-1]
    found: list[Gate] = []
    before = last.figures["documents_found"]
    if before:
        low, high = KEPT * before, max(GROWN * before, before + GROWN_BY)
        words = f"the last published build had {before:g} (without backfill): at least {KEPT:.0%} of them, "
        words += f"at most {GROWN:g} times as many or {GROWN_BY} more"
        found.append(Gate("documents_found", figures["documents_found"], low, high, words))
    same = [past for past in history if past.code == code]
    if same:
        found += _band("tasks_a_plan", figures, same)
    elif last.figures["tasks_a_plan"]:
        low = 0.8 * last.figures["tasks_a_plan"]
        words = "new code: at least 80 % of the tasks a plan that the old one read; more is welcome"
        found.append(Gate("tasks_a_plan", figures["tasks_a_plan"], low, None, words))
    for metric, slack in (("without_title", 0.1), ("without_published_on", 0.2), ("without_doc_number", 0.3)):
        base = last.figures[metric]
        if base is not None:
            high = min(1.0, base + slack)
            found.append(
                Gate(metric, figures[metric], None, high, f"at most {slack:.0%} more than the {base:.0%} before")
            )
    base = last.figures["share_with_units"]
    if base is not None:
        words = f"at most 30 % less than the {base:.0%} before"
        found.append(Gate("share_with_units", figures["share_with_units"], max(0.0, base - 0.3), None, words))
    return found


def _band(metric: str, figures: Figures, history: Sequence[Past]) -> list[Gate]:
    """A robust band around the median of the history; half and double of the last value while there is none."""
    values = [past.figures[metric] for past in history if past.figures[metric] is not None]
    known = [value for value in values if value is not None]
    if not known:
        return []
    if len(known) < LEAST_HISTORY:
        low, high = known[-1] / 2, known[-1] * 2
        words = f"between half and double the {known[-1]:.3g} before"
    else:
        middle = median(known)
        spread = max(1.4826 * median(abs(value - middle) for value in known), 0.1 * middle)
        low, high = max(0.0, middle - DEVIATIONS * spread), middle + DEVIATIONS * spread
        words = f"within {DEVIATIONS:g} robust deviations of {middle:.3g}, the median of {len(known)} builds"
    return [Gate(metric, figures[metric], low, high, words)]


def _result(rows: list[dict[str, Any]]) -> Result:
    """What the gates of one portal mean: why it is not fresh, in the order of what a person should see first."""
    failed = {row["metric"]: row for row in rows if not row["passed"]}
    said = "; ".join(f"{metric} is {_figure(row['value'])}; wanted: {row['reason']}" for metric, row in failed.items())
    if "blocked" in failed:
        return Result(rows, Health.BLOCKED, said)
    if "lists_answered" in failed:
        return Result(rows, Health.BROKEN, said)
    if failed:
        return Result(rows, Health.STALE, said)
    figures = {row["metric"]: row for row in rows}
    pause = figures.get("days_without_new")
    if (
        pause
        and pause["high"] is not None
        and (pause["value"] or 0.0) > max(pause["high"] / PAUSE, LEAST_PAUSE / PAUSE)
    ):
        return Result(rows, Health.QUIET, f"nothing new for {pause['value']:g} days")
    return Result(rows, Health.FRESH, None)


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3g}"
