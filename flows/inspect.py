"""Portals inspected side by side by 国办秘函〔2019〕19号; what was found stands in the next release."""

from dataclasses import dataclass
from functools import partial
from itertools import chain

from extract.inspection import inspect_site as inspect_portal
from flows.night import Step, run_patiently
from flows.plan import Plan
from flows.side_by_side import work_side_by_side
from taizhang.portals import Portal
from taizhang.rows import Row
from taizhang.store import Store


@dataclass(frozen=True, slots=True)
class Inspections:
    """Rows of `portal_checks` by portal, and why a portal could not be inspected."""

    checks: dict[str, list[Row]]
    troubles: dict[str, str]

    @property
    def not_passed(self) -> list[Row]:
        """The checks that did not pass."""
        return [row for row in chain.from_iterable(self.checks.values()) if not row["passed"]]

    def headline(self) -> str:
        """All in one line."""
        checks = sum(len(rows) for rows in self.checks.values())
        portals = len(self.checks) + len(self.troubles)
        return f"{len(self.not_passed)} of {checks} checks on {portals} portals did not pass"


async def inspect_all(plan: Plan, step: Step) -> Inspections:
    """Inspect the chosen portals side by side."""
    store = Store(plan.settings.store)

    async def inspect_one(portal: Portal) -> list[Row]:
        # A crawl of the portal may be under way: its lock means that the site is being asked
        # already.
        return await run_patiently(
            step,
            "inspect",
            portal.slug,
            partial(inspect_portal, portal, store, plan.settings),
        )

    return Inspections(*await work_side_by_side(plan.chosen, inspect_one))
