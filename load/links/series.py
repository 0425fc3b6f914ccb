"""Which plans follow one another, and which carries out which.

The pairs whose tasks are worth comparing.

Candidates come from what is known of plans (issuer, title, year, citations, the tree of regions),
never from all pairs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from load.links.titles import issuing_organ, names_year, plan_subject, plan_year, series_number
from taizhang.ids import short_digest
from taizhang.regions import NATION
from taizhang.regions.table import parent_of
from taizhang.tables.terms import LinkKind, UpperBy


class PublishedPlan(NamedTuple):
    """A document with tasks, as far as its place among others goes.

    `cited` are documents that it carries out.
    """

    document_id: str
    region_code: str
    issuer: str
    title: str
    day: date | None
    cited: tuple[str, ...] = ()


class SeriesPlan(NamedTuple):
    """A row of `plan_series`."""

    series_id: str
    document_id: str
    region_code: str
    issuer: str
    subject: str
    year: int
    previous_document_id: str | None = None
    missing_years: tuple[int, ...] = ()
    upper_document_id: str | None = None
    upper_by: UpperBy | None = None


class PlanPair(NamedTuple):
    """Two plans whose tasks are to be linked."""

    asking: str
    origin: str
    kind: LinkKind


class _Topic(NamedTuple):
    """What plans of two years or levels have in common."""

    issuer: str
    subject: str


def find_series(plans: Iterable[PublishedPlan]) -> list[SeriesPlan]:
    """The plans that come again, or follow one of another level, with the plan before and the plan above each.

    A plan without a year or a subject stands in none.
    """
    days = {plan.document_id: plan.day for plan in plans}
    placed = {own.document_id: own for own in map(_place_plan, plans) if own}
    cited = {plan.document_id: plan.cited for plan in plans}
    by_series: dict[str, list[SeriesPlan]] = defaultdict(list)
    by_topic: dict[_Topic, dict[str, list[SeriesPlan]]] = defaultdict(lambda: defaultdict(list))
    for own in placed.values():
        by_series[own.series_id].append(own)
        by_topic[_Topic(own.issuer, own.subject)][own.region_code].append(own)
    found = []
    for series in by_series.values():
        for own in _follow_years(series, days):
            alike = by_topic[_Topic(own.issuer, own.subject)]
            found.append(
                _with_upper(
                    own,
                    [placed[one] for one in cited[own.document_id] if one in placed],
                    alike,
                    days,
                )
            )
    coming_again = {one.series_id for one in found if one.previous_document_id}
    titles = {plan.document_id: plan.title for plan in plans}
    return sorted(
        one
        for one in found
        if one.series_id in coming_again
        or one.upper_document_id
        or names_year(titles[one.document_id])
    )


def find_pairs(series: Iterable[SeriesPlan]) -> Iterator[PlanPair]:
    """The pairs of plans that a table of series names."""
    for own in series:
        if own.previous_document_id:
            yield PlanPair(own.document_id, own.previous_document_id, LinkKind.LAST_YEAR)
        if own.upper_document_id:
            yield PlanPair(own.document_id, own.upper_document_id, LinkKind.CARRIES_OUT)


def _place_plan(plan: PublishedPlan) -> SeriesPlan | None:
    """A plan by itself in its series; None for one without year or subject."""
    year, subject = plan_year(plan.title, plan.day), plan_subject(plan.title, plan.region_code)
    if year is None or not subject:
        return None
    issuer = issuing_organ(plan.issuer)
    series_id = short_digest(f"{plan.region_code} {issuer} {subject}")
    return SeriesPlan(series_id, plan.document_id, plan.region_code, issuer, subject, year)


def _follow_years(
    series: Sequence[SeriesPlan], days: Mapping[str, date | None]
) -> Iterator[SeriesPlan]:
    """The plans of a series in order, each with the one before it."""
    before: SeriesPlan | None = None
    for own in sorted(series, key=lambda one: _order_in_series(one, days)):
        if before is not None and own.year - before.year <= series_number("longest_gap"):
            missing = tuple(range(before.year + 1, own.year))
            yield own._replace(previous_document_id=before.document_id, missing_years=missing)
        else:
            yield own
        before = own


def _order_in_series(plan: SeriesPlan, days: Mapping[str, date | None]) -> tuple[int, date, str]:
    return plan.year, days[plan.document_id] or date.min, plan.document_id


def _with_upper(
    own: SeriesPlan,
    cited: Sequence[SeriesPlan],
    alike: Mapping[str, Sequence[SeriesPlan]],
    days: Mapping[str, date | None],
) -> SeriesPlan:
    """A plan with the one that it carries out.

    Of the nearest level above that has one, cited ones before others.
    """
    above = list(_regions_above(own.region_code))
    for code in above:
        there = [one for one in cited if one.region_code == code]
        if there:
            upper = min(
                there,
                key=lambda one: (
                    one.subject != own.subject,
                    abs(one.year - own.year),
                    one.document_id,
                ),
            )
            return own._replace(upper_document_id=upper.document_id, upper_by=UpperBy.CITATION)
    for code in above:
        there = [
            one
            for one in alike.get(code, ())
            if one.year == own.year and not _comes_after(one, own, days)
        ]
        if there:
            upper = max(there, key=lambda one: _order_in_series(one, days))
            return own._replace(upper_document_id=upper.document_id, upper_by=UpperBy.SUBJECT)
    return own


def _comes_after(one: SeriesPlan, other: SeriesPlan, days: Mapping[str, date | None]) -> bool:
    """Whether a plan was made later than another; not where a day is unknown."""
    mine, theirs = days[one.document_id], days[other.document_id]
    if mine is None:
        return False
    if theirs is None:
        return False
    return mine > theirs


def _regions_above(code: str) -> Iterator[str]:
    """The regions that hold one, the innermost first, the nation last."""
    while (code_above := parent_of(code)) is not None and code != NATION:
        yield code_above
        code = code_above
    if code != NATION:
        yield NATION
