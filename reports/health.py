"""How each portal stands: its state as the release decided it, why, and what a person should do.

The state itself is decided once, where the gates are; here it is shown beside the figures that
explain it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reports.runs import CrawlRun
from reports.words import Words, all_advice
from taizhang.issues import Code
from taizhang.rows import Row
from taizhang.tables.terms import Health, Outcome

NEEDS_A_PERSON = (Health.BROKEN, Health.BLOCKED, Health.STALE)
ORDER = (*NEEDS_A_PERSON, Health.QUIET, Health.FRESH)


@dataclass(frozen=True, slots=True)
class PortalHealth:
    """One portal.

    `since` is the day since which newer builds failed, `failed` are the metrics whose gates it
    failed, `todo` says what a person should do.
    """

    portal: str
    name: str
    region: str
    url: str
    health: Health
    reason: str | None
    since: date | None
    build: str | None
    as_of: date | None
    failed: tuple[str, ...]
    issues: int
    run: CrawlRun | None
    todo: Words

    @property
    def needs_a_person(self) -> bool:
        """Whether somebody should look at it."""
        return self.health in NEEDS_A_PERSON


def portals_health(
    portals: Iterable[Row],
    metrics: Iterable[Row],
    issues: Iterable[Row],
    runs: Mapping[str, CrawlRun],
) -> list[PortalHealth]:
    """Every portal of a release, those first that need a person.

    Rows are those of the tables `portals`, `portal_metrics` (portal, metric, passed, build_id) and
    `issues` (portal, code); `runs` is each portal's newest crawl.
    """
    failed: dict[str, list[str]] = defaultdict(list)
    judged: dict[str, str] = {}
    for row in metrics:
        # The build that gates looked at, not the one that is published: that is the one to accept.
        judged[row["portal"]] = row["build_id"]
        if not row["passed"]:
            failed[row["portal"]].append(row["metric"])
    codes: dict[str, Counter[str]] = defaultdict(Counter)
    for issue in issues:
        codes[issue["portal"]][issue["code"]] += 1
    found = []
    for row in portals:
        slug = row["portal"]
        health = _portal_health(
            row, judged.get(slug), tuple(failed[slug]), codes[slug], runs.get(slug)
        )
        found.append(health)
    return sorted(found, key=lambda portal: (ORDER.index(portal.health), portal.portal))


def advise_portal(row: Row, signs: set[str], verdict: str | None = None) -> Words:
    """What to do about a portal (a row of `portals`) with these signs: failed metrics, codes of issues.

    `verdict` is its newest build, which a person may accept.
    """
    fitting = next(
        advice for advice in all_advice() if advice.fits_state(Health(row["health"]), signs)
    )
    places = {
        "portal": row["portal"],
        "owner": row["owner"],
        "url": row["url"],
        "build": verdict or "BUILD",
    }
    return Words(fitting.words.en.format(**places), fitting.words.zh.format(**places))


def _portal_health(
    row: Row,
    verdict: str | None,
    failed: tuple[str, ...],
    codes: Counter[str],
    run: CrawlRun | None,
) -> PortalHealth:
    signs = {*codes, *failed}
    # Half of the answers failed: the advice is about the site, whatever its gates say.
    if run is not None and 2 * run.outcomes.get(Outcome.ERROR, 0) > run.captures:
        signs.add(Code.FETCH_FAILED)
    return PortalHealth(
        portal=row["portal"],
        name=row["name"],
        region=row["region"],
        url=row["url"],
        health=Health(row["health"]),
        reason=row["reason"],
        since=row["stale_since"],
        build=row["build"],
        as_of=row["as_of"],
        failed=failed,
        issues=sum(codes.values()),
        run=run,
        todo=advise_portal(row, signs, verdict),
    )
