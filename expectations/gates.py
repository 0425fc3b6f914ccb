"""Gates: whether a portal's new build may be published, judged on its figures by a second suite.

Hard floors stand in the portal's file. All else is compared with the builds that were published
before: a fault shows as a jump. Documents that a backfill brought and a new version of the code are
judged apart, so that an improvement is not taken for a fault.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from statistics import median
from typing import Any

import pyarrow as pa

from expectations.difference import Difference
from expectations.metrics import WEEK, Figures
from expectations.rules import Between, Rule
from expectations.validate import validate_frame
from taizhang.portals import Portal
from taizhang.tables.terms import Health

# A night may lose a few documents and find many; more than this is a fault until a person says
# otherwise.
# Share of the documents published before that must still be there.
KEPT = 0.7
# The most that nightly crawls find: so many times as many documents, or so many more.
GROWN = 2.0
GROWN_BY = 30
# Robust standard deviations around the median of the portal's own history.
DEVIATIONS = 4.0
# Share of the median that is allowed in any case: some histories show no variation at all.
LEAST_SPREAD = 0.1
LEAST_HISTORY = 5  # builds that make a history
# Share of the tasks that new code must still read on the same pages.
TASKS_KEPT = 0.8
QUARANTINED = 0.2  # share of rows kept out
# Share of pages that were challenges.
BLOCKED = 0.5
PAUSE = 3.0  # times the usual pause
# Working days without anything new that are never alarming.
LEAST_PAUSE = 20.0

RULES = [
    Rule(
        "portal_metrics",
        "value",
        "low",
        "the figure is not too low",
        Between(0, None),
        "value.above_low",
    ),
    Rule(
        "portal_metrics",
        "value",
        "high",
        "the figure is not too high",
        Between(0, None),
        "value.below_high",
    ),
]


@dataclass(frozen=True, slots=True)
class Gate:
    """One figure with its bounds, each None where there is none, and in words what is measured and wanted."""

    metric: str
    says: str
    value: float | None
    low: float | None
    high: float | None
    wanted: str

    def to_row(self) -> dict[str, Any]:
        """The row of `portal_metrics`, but for the build and the verdict."""
        bounds = {"metric": self.metric, "value": self.value, "low": self.low, "high": self.high}
        return bounds | {"reason": f"{self.says}: {self.wanted}"}

    def describe_failure(self) -> str:
        """What is wrong, for a person."""
        if self.value is None:
            found = "unknown"
        else:
            if self.says.startswith("share"):
                found = f"{self.value:.0%}"
            else:
                found = f"{self.value:.4g}"
        return f"{self.says}: {found}, wanted: {self.wanted}"


@dataclass(frozen=True, slots=True)
class MissingShare:
    """Something that is missing in a share of what was read.

    `more` is how much more than usual is let pass; `old` how much more may be missing in what a
    backfill brought, which is older and poorer than today's lists.
    """

    metric: str
    says: str
    more: float
    old: float | None = None


MISSING = (
    MissingShare("without_title", "share of documents without a title", 0.1, 0.2),
    MissingShare(
        "without_published_on",
        "share of documents without a day of publication",
        0.2,
        0.5,
    ),
    MissingShare("without_doc_number", "share of documents without a 发文字号", 0.3),
    MissingShare("without_units", "share of tasks without a unit", 0.3),
)


@dataclass(frozen=True, slots=True)
class Result:
    """A portal's gates judged: rows of `portal_metrics` without the build, and what they mean together."""

    rows: list[dict[str, Any]]
    health: Health
    reason: str | None

    @property
    def has_passed(self) -> bool:
        """Whether the build may be published."""
        return all(row["passed"] for row in self.rows)


def gates_of(
    portal: Portal, figures: Figures, history: Sequence[Figures], code: Difference | None = None
) -> list[Gate]:
    """All gates of one build.

    `history` are the figures of builds published before it, the oldest first, as today's code would
    have measured them; `code` is what that code reads otherwise than the last of them, where it is
    another one.
    """
    found = [
        *_floor_gates(portal, figures),
        *_limit_gates(figures),
        # Always asked, with or without a history: the rhythm is the documents' own, known from the
        # first build on.
        *_freshness_gates(figures),
        *_of_backfill(figures, history),
    ]
    if history:
        found += _history_gates(figures, history, code.gained if code else 0)
    if code is not None:
        found += _of_code(code)
    return found


def judge_gates(portals: Mapping[str, Sequence[Gate]]) -> dict[str, Result]:
    """Judge the gates of all portals in one call."""
    listed: list[tuple[str, Gate]] = []
    for slug, gates in portals.items():
        listed += [(slug, gate) for gate in gates]
    frame = pa.table(
        {
            "value.above_low": pa.array(
                # Bounds differ from gate to gate and a rule has one for all rows, so that each
                # figure is checked by its distance from its own bound: null where there is no
                # bound.
                [_subtract_figures(gate.value, gate.low) for _, gate in listed],
                pa.float64(),
            ),
            "value.below_high": pa.array(
                [_subtract_figures(gate.high, gate.value) for _, gate in listed], pa.float64()
            ),
        }
    )
    numbers = chain.from_iterable(finding.failed for finding in validate_frame(frame, RULES))
    failed = {int(number) for number in numbers}
    judged: dict[str, list[tuple[Gate, bool]]] = {slug: [] for slug in portals}
    for number, (slug, gate) in enumerate(listed):
        judged[slug].append((gate, number not in failed))
    return {slug: _gate_result(slug, gates) for slug, gates in judged.items()}


def _floor_gates(portal: Portal, figures: Figures) -> list[Gate]:
    floors = portal.floors
    wanted = (
        ("documents", "documents", floors.documents),
        ("tasks", "tasks", floors.tasks),
        ("share_with_units", "share of tasks with a unit", floors.share_with_units),
    )
    return [
        Gate(
            f"{metric}.floor",
            says,
            figures[metric] or 0.0,
            float(low),
            None,
            f"the portal's file asks for {low:g}",
        )
        for metric, says, low in wanted
        if low is not None
    ]


def _limit_gates(figures: Figures) -> list[Gate]:
    """What holds for every build, with or without a past."""
    found = []
    for name in ("documents", "tasks"):
        metric, most = f"quarantined_{name}", f"at most {QUARANTINED:.0%}"
        found.append(
            Gate(
                metric,
                f"share of {name} kept out",
                figures[metric],
                None,
                QUARANTINED,
                most,
            )
        )
    found.append(Gate("documents", "documents", figures["documents"], 1, None, "at least one"))
    says = "share of challenges among the newest crawl's pages"
    found.append(Gate("blocked", says, figures["blocked"], None, BLOCKED, f"at most {BLOCKED:.0%}"))
    says = "share of list pages that answered"
    found.append(
        Gate(
            "lists_answered",
            says,
            # Not a share that must be reached: some lists may be down for a night. Only a crawl
            # that saw no list at all says nothing about the portal.
            figures["lists_answered"],
            0.01,
            None,
            "at least one page",
        )
    )
    return found


def _freshness_gates(figures: Figures) -> list[Gate]:
    """Whether something new comes, by the portal's own rhythm."""
    usual = figures["usual_pause"]
    high = None if usual is None else max(LEAST_PAUSE, PAUSE * usual)
    wanted = "no bound, too little is known of its rhythm"
    if usual is not None:
        wanted = f"at most {high:g}; its longest usual pause is {usual:g}"
    says = "working days without anything new"
    return [Gate("workdays_without_new", says, figures["workdays_without_new"], None, high, wanted)]


def _of_backfill(figures: Figures, history: Sequence[Figures]) -> list[Gate]:
    """What backfills brought, compared with what nightly crawls found and with what was published of it before."""
    found = []
    # The most, not the last: a backfill brings its documents once and for all.
    most = max(_known_values(history, "documents_backfilled"), default=0.0)
    if most:
        says = "documents found by backfills"
        wanted = f"at least {KEPT:.0%} of the {most:g} published before"
        found.append(
            Gate(
                "documents_backfilled",
                says,
                figures["documents_backfilled"],
                KEPT * most,
                None,
                wanted,
            )
        )
    for share in MISSING:
        own, metric = figures[share.metric], f"backfilled_{share.metric}"
        if share.old is not None and own is not None and figures[metric] is not None:
            says = f"{share.says}, found by backfills"
            wanted = f"at most {share.old:.0%} more than the {own:.0%} of the others"
            found.append(
                Gate(metric, says, figures[metric], None, min(1.0, own + share.old), wanted)
            )
    return found


def _history_gates(figures: Figures, history: Sequence[Figures], gained: int) -> list[Gate]:
    """What is compared with the builds published before; `gained` documents are there by new code alone."""
    found: list[Gate] = []
    before = _known_values(history, "documents_found")
    if before:
        # The floor is that of the best build ever published: a portal that shrinks night by night, each time
        # by a little, must not slip through.
        most, last = max(before), before[-1]
        high = max(GROWN * last, last + GROWN_BY) + gained
        says, wanted = (
            "documents found by nightly crawls",
            f"at least {KEPT:.0%} of the {most:g} published before",
        )
        wanted += f" and at most {high:g} ({GROWN:g} times the last {last:g}, or {GROWN_BY} more)"
        found.append(
            Gate(
                "documents_found",
                says,
                figures["documents_found"],
                KEPT * most,
                high,
                wanted,
            )
        )
    before = _known_values(history, "tasks_a_document")
    if before:
        found.append(_task_gate(figures["tasks_a_document"], before))
    before = _known_values(history, "published_a_workday")
    # A pace of a few nights is chance.
    if len(before) >= LEAST_HISTORY:
        found.append(_publishing_gate(figures["published_a_workday"], before))
    for share in MISSING:
        before = _known_values(history, share.metric)
        if before:
            usual = median(before)
            wanted = f"at most {share.more:.0%} more than the usual {usual:.0%}"
            found.append(
                Gate(
                    share.metric,
                    share.says,
                    figures[share.metric],
                    None,
                    min(1.0, usual + share.more),
                    wanted,
                )
            )
    return found


def _task_gate(value: float | None, before: Sequence[float]) -> Gate:
    """Tasks a document within a robust band; with too little history, half to double of the last value."""
    if len(before) < LEAST_HISTORY:
        low, high = before[-1] / 2, before[-1] * 2
        wanted = f"between half and double the last {before[-1]:.3g}"
    else:
        low, high = _robust_band(before, 0.0)
        wanted = f"{low:.3g} to {high:.3g}, by the {len(before)} builds published before"
    return Gate("tasks_a_document", "tasks a plan or notice", value, low, high, wanted)


def _publishing_gate(value: float | None, before: Sequence[float]) -> Gate:
    """Newly published documents a working day within a robust band.

    Even where nothing is wrong such a count varies by its root (Poisson); GROWN_BY more in a week
    are never alarming.
    """
    middle = median(before)
    low, high = _robust_band(before, sqrt(max(middle * WEEK, 1.0)) / WEEK)
    high = max(high, middle + GROWN_BY / WEEK)
    says = f"documents newly published a working day, in the last {WEEK}"
    wanted = f"{low:.3g} to {high:.3g}, by the {len(before)} builds published before"
    return Gate("published_a_workday", says, value, low, high, wanted)


def _robust_band(before: Sequence[float], least: float) -> tuple[float, float]:
    """A band around the median, by the median deviation from it, at least `least` a standard deviation."""
    middle = median(before)
    spread = max(
        # The factor makes the median deviation of a normal distribution its standard deviation,
        # which a single bad night would widen.
        1.4826 * median(abs(value - middle) for value in before),
        LEAST_SPREAD * middle,
        least,
    )
    return max(0.0, middle - DEVIATIONS * spread), middle + DEVIATIONS * spread


def _of_code(code: Difference) -> list[Gate]:
    """What new code reads on pages that have not changed since the last published build; more is welcome."""
    where = f"read by new code on {code.documents:g} unchanged documents"
    found = []
    tasks = code.before["tasks_a_document"]
    if tasks is not None:
        says, wanted = (
            f"tasks a plan or notice, {where}",
            f"at least {TASKS_KEPT:.0%} of the {tasks:.3g} before",
        )
        found.append(
            Gate(
                "code.tasks_a_document",
                says,
                # No upper bound: new rules are written to find more.
                code.now["tasks_a_document"],
                TASKS_KEPT * tasks,
                None,
                wanted,
            )
        )
    for share in MISSING:
        was = code.before[share.metric]
        if was is not None:
            wanted = f"at most {share.more:.0%} more than the {was:.0%} before"
            value, high = code.now[share.metric], min(1.0, was + share.more)
            found.append(
                Gate(
                    f"code.{share.metric}",
                    f"{share.says}, {where}",
                    value,
                    None,
                    high,
                    wanted,
                )
            )
    return found


def _known_values(history: Sequence[Figures], metric: str) -> list[float]:
    values = [figures.get(metric) for figures in history]
    return [value for value in values if value is not None]


def _gate_result(slug: str, gates: Sequence[tuple[Gate, bool]]) -> Result:
    """What the gates of one portal mean: the reason is what a person should see first."""
    rows = [{"portal": slug, "passed": passed} | gate.to_row() for gate, passed in gates]
    failed = {gate.metric: gate for gate, passed in gates if not passed}
    reasons = "; ".join(gate.describe_failure() for gate in failed.values())
    # A blocked or broken crawl explains the gates that fail after it: a person should not look for
    # a fault of the reading then.
    if "blocked" in failed:
        return Result(rows, Health.BLOCKED, reasons)
    if "lists_answered" in failed:
        return Result(rows, Health.BROKEN, reasons)
    if failed:
        return Result(rows, Health.STALE, reasons)
    # Past a third of the bound, silence is shown but holds nothing back: holidays look the same.
    for gate, _ in gates:
        if (
            gate.metric == "workdays_without_new"
            and (gate.value or 0.0) > (gate.high or PAUSE * LEAST_PAUSE) / PAUSE
        ):
            return Result(rows, Health.QUIET, f"nothing new for {gate.value:g} working days")
    return Result(rows, Health.FRESH, None)


def _subtract_figures(figure: float | None, other: float | None) -> float | None:
    if figure is None or other is None:
        return None
    return figure - other
