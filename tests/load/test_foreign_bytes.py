"""Readers of files meet ten thousand broken files of each kind: none ends its process, none takes long or much."""

import pytest

from load.reading.cage import Death
from load.reading.workers import run_jobs
from tests.load.foreign_bytes import Attempt, Outcome, attempt, whole_files

SECONDS, MEMORY = 2.0, 2**30


def dead(job: Attempt, death: Death) -> Outcome:
    raise AssertionError(f"{job}: {death}")


def is_foreign(_: object) -> bool:
    return True


def insist(kind: str, count: int) -> None:
    jobs = [Attempt(kind, number) for number in range(count)]
    outcomes = list(run_jobs(attempt, jobs, 2, dead, is_foreign))
    slow = [
        (job, outcome.seconds)
        for job, outcome in zip(jobs, outcomes, strict=True)
        if outcome.seconds > SECONDS
    ]
    silent = [job for job, outcome in zip(jobs, outcomes, strict=True) if not outcome.is_answered]
    assert (slow, silent) == ([], [])
    assert max(outcome.memory for outcome in outcomes) < MEMORY


@pytest.mark.parametrize("kind", sorted(whole_files()))
def test_some_broken_files_of_each_kind(kind: str) -> None:
    insist(kind, 60)


@pytest.mark.prove
@pytest.mark.parametrize("kind", sorted(whole_files()))
def test_ten_thousand_broken_files_of_each_kind(kind: str) -> None:
    insist(kind, 10_000)
