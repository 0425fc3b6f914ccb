"""How fresh a country's ledger is when every site is asked politely: a simulation of nights, nothing is fetched.

python -m benchmarks.schedule [--sites 14000] [--documents 10000000] [--machines 1 2 4] [--nights
30] [--json FILE]

A site is asked for its lists, for what is new and for what is due by age (extract/recheck.py), in
this order, one request at a time on its registrable domain (extract/budget.py), within the night's
window. Domains wait for a free place: so many are crawled side by side on a machine
(flows/night.py). What a night does not reach waits for the next. All figures of the country are
options, so that who knows better can ask again; what they stand on is in docs/scale.md.
"""

import argparse
import heapq
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from extract.recheck import MIDDLE, MONTH, WEEK, YOUNG
from flows.night import CRAWLS

Counts = npt.NDArray[np.float64]

WORKDAYS = 5 / 7  # share of the days on which offices publish
LONGEST = 60  # nights that a new document may wait before it is no longer told apart from others that waited so long


@dataclass(frozen=True, slots=True)
class Country:
    """What is assumed of a country's sites.

    Rates are requests a second and domain, times hours and seconds.
    """

    sites: int = 14_000
    domains: int = 6_000  # registrable domains that the sites share
    documents: int = 10_000_000
    spread: float = 1.5  # standard deviation of the logarithm of a site's documents: few sites hold most of them
    years: float = 10.0  # in which the documents were published
    files: float = 0.6  # attachments a document
    channels: int = 6  # lists a site
    rows: int = 20  # documents a list page
    rate: float = 0.5
    answer: float = 0.6  # seconds until an answer begins, in which nothing else is asked
    hours: float = 8.0  # of the night's window

    @property
    def seconds(self) -> float:
        """From one request of a domain to its next."""
        return 1.0 / self.rate + self.answer


@dataclass(slots=True)
class Domain:
    """What stands on each domain, as arrays with a value a domain."""

    documents: Counts
    published: Counts  # a day
    lists: Counts  # pages a night

    @property
    def rechecks(self) -> Counts:
        """Known documents that are due a night, by age: nightly, weekly, monthly."""
        young = np.minimum(self.documents, self.published * YOUNG)
        middle = np.minimum(self.documents - young, self.published * (MIDDLE - YOUNG))
        return young + middle / WEEK + (self.documents - young - middle) / MONTH


def invent(country: Country, chance: np.random.Generator) -> Domain:
    """A country's domains: sites of very different sizes, spread over domains of very different numbers of sites."""
    # Log-normal, for few sites hold most documents: equal ones would hide those that no night is long enough for.
    sizes = chance.lognormal(0.0, country.spread, country.sites)
    sizes *= country.documents / sizes.sum()
    popular = chance.lognormal(0.0, 1.0, country.domains)
    of_site = chance.choice(country.domains, country.sites, p=popular / popular.sum())
    # A list is walked to its first page without anything new, once a week to its end.
    lists = country.channels + (sizes / country.rows) / WEEK
    documents, pages = (np.bincount(of_site, values, country.domains) for values in (sizes, lists))
    return Domain(documents, documents / (country.years * 365), pages)


def simulate(country: Country, machines: int, nights: int, seed: int = 1) -> dict[str, float]:
    """Nights one after the other; what came of them, each figure over all nights and domains."""
    chance = np.random.default_rng(seed)
    domains = invent(country, chance)
    waiting = np.zeros(
        (LONGEST, country.domains)
    )  # new documents by the nights that they have waited
    overdue = np.zeros(country.domains)  # rechecks that no night has reached
    found_by_age = np.zeros(LONGEST)
    asked, due, ends, late = 0.0, 0.0, [], 0.0
    each = 1 + country.files  # requests a document
    for night in range(nights):
        # All that a week brings comes on five days: nights after working days are the full ones.
        publishes = domains.published / WORKDAYS if night % 7 < 5 else np.zeros(country.domains)
        waiting[0] += chance.poisson(publishes)
        fresh, known = waiting.sum(axis=0), domains.rechecks + overdue
        due += float(domains.rechecks.sum())
        wanted = domains.lists + (fresh + known) * each
        done, end = serve(wanted * country.seconds, country, machines, chance)
        requests = done / country.seconds
        asked += float(requests.sum())
        ends.append(end)
        room = np.maximum(requests - domains.lists, 0.0) / each  # documents, the new ones first
        found_by_age += take_oldest(waiting, room)
        overdue = known - np.clip(room - fresh, 0.0, known)
        late = float(overdue.sum())
        # A night older; the last row gathers all who have waited longer than is told apart.
        waiting = np.vstack(
            [
                np.zeros(country.domains),
                waiting[: LONGEST - 2],
                waiting[LONGEST - 2 :].sum(axis=0)[None],
            ]
        )
    # Of all that was published, found or not: shares of what was found would be best where least is.
    shares = np.cumsum(found_by_age) / max(found_by_age.sum() + waiting.sum(), 1.0)
    return {
        "requests_a_night": asked / nights,
        "found_first_night": float(shares[0]),
        "found_second_night": float(shares[1]),
        "still_waiting": float(waiting.sum()),
        "rechecks_overdue_nights": late / (due / nights),
        "hours_of_the_last_domain": max(ends),
    }


def serve(
    wanted: Counts,
    country: Country,
    machines: int,
    chance: np.random.Generator,
) -> tuple[Counts, float]:
    """Seconds that each domain gets of those wanted, and after how many hours the last one is done.

    Domains come in any order to the first place that is free; none begins or goes on after the
    window.
    """
    window = country.hours * 3600
    places = [0.0] * min(CRAWLS * machines, len(wanted))
    done = np.zeros(len(wanted))
    # In any order: a fixed one would let the same domains miss every night's window.
    for domain in chance.permutation(len(wanted)):
        begins = places[0]
        done[domain] = max(0.0, min(float(wanted[domain]), window - begins))
        heapq.heapreplace(places, begins + done[domain])
    return done, max(places) / 3600


def take_oldest(waiting: Counts, room: Counts) -> Counts:
    """Take from each domain as many waiting documents as there is room for, the oldest first.

    How many of each age.
    """
    taken = np.zeros(len(waiting))
    room = room.copy()
    for age in range(len(waiting) - 1, -1, -1):
        now = np.minimum(waiting[age], room)
        waiting[age] -= now
        room -= now
        taken[age] = now.sum()
    return taken


def print_figures(country: Country, by_machines: dict[int, dict[str, float]]) -> None:
    """The figures as a table, a line for each number of machines."""
    title = f"{country.sites:,} sites, {country.documents:,} documents, {country.rate:g} requests a second and domain, "
    table = Table(title=title + f"{country.hours:g} hours a night", title_justify="left")
    for column in (
        "machines",
        "requests a night",
        "found 1st night",
        "by the 2nd",
        "waiting",
        "rechecks late",
        "done after h",
    ):
        table.add_column(column, justify="right")
    for machines, figures in by_machines.items():
        table.add_row(
            str(machines),
            f"{figures['requests_a_night']:,.0f}",
            f"{figures['found_first_night']:.1%}",
            f"{figures['found_second_night']:.1%}",
            f"{figures['still_waiting']:,.0f}",
            f"{figures['rechecks_overdue_nights']:.2f} nights",
            f"{figures['hours_of_the_last_domain']:.1f}",
        )
    Console(width=120).print(table)


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for field in fields(Country):
        parser.add_argument(f"--{field.name}", type=type(field.default), default=field.default)
    parser.add_argument("--machines", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    country = Country(**{field.name: getattr(options, field.name) for field in fields(Country)})
    by_machines = {
        machines: simulate(country, machines, options.nights) for machines in options.machines
    }
    print_figures(country, by_machines)
    if options.json:
        result = {"country": asdict(country), "machines": by_machines}
        options.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
