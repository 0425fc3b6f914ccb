"""The simulated nights keep to the window, to one request at a time, and to the order of what matters."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.schedule import Country, invent, serve, simulate, take_oldest
from flows.night import CRAWLS

SMALL = Country(sites=200, domains=100, documents=100_000, hours=8.0)


def test_all_documents_stand_on_some_domain_and_a_quiet_country_is_wholly_known_by_morning():
    domains = invent(SMALL, np.random.default_rng(1))
    assert domains.documents.sum() == pytest.approx(SMALL.documents)
    assert (domains.rechecks <= domains.documents).all()
    found = simulate(SMALL, machines=1, nights=14)
    assert found["found_first_night"] == 1.0
    assert found["still_waiting"] == 0.0
    assert found["rechecks_overdue_nights"] == pytest.approx(0.0, abs=1e-9)


def test_no_domain_is_asked_faster_than_it_allows_nor_beyond_the_window():
    wanted = np.full(CRAWLS * 3, 4 * 3600.0)  # three rounds of four hours
    done, end = serve(wanted, SMALL, 1, np.random.default_rng(1))
    assert end == SMALL.hours
    assert sorted(set(done.tolist())) == [0.0, 4 * 3600.0]
    assert done.sum() == CRAWLS * SMALL.hours * 3600


def test_more_machines_and_longer_windows_never_find_less():
    busy = Country(sites=2000, domains=1000, documents=20_000_000, hours=2.0)
    by_machines = [
        simulate(busy, machines, nights=10)["found_first_night"] for machines in (1, 2, 8)
    ]
    assert all(less <= more for less, more in pairwise(by_machines))
    assert by_machines[0] < 1.0


def test_who_has_waited_longest_is_found_first():
    waiting = np.array([[5.0, 5.0], [3.0, 0.0], [1.0, 0.0]])
    taken = take_oldest(waiting, np.array([3.5, 2.0]))
    assert taken.tolist() == [2.0, 2.5, 1.0]
    assert waiting.tolist() == [[5.0, 3.0], [0.5, 0.0], [0.0, 0.0]]
