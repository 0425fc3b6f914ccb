"""Jobs done by several processes, in their order: which processes, how seldom they collect garbage."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from threading import Thread, local
from typing import Any, NoReturn, Protocol, TypeVar, cast

from load.reading.cage import Cage, Death
from load.reading.time_limit import can_bound, enter_cage

Job = TypeVar("Job")
Done = TypeVar("Done")


class Cluster(Protocol):
    """Workers elsewhere that do jobs as `run_jobs` does."""

    def run(
        self,
        function: Callable[[Job], Done],
        jobs: Iterable[Job],
        on_death: Callable[[Job, Death], Done] | None,
    ) -> Iterator[Done]:
        """Results in the order of the jobs."""


Workers = int | Cluster

# Jobs for which other processes are not worth starting: a shard is a second or two of reading, and
# starting takes one.
FEW = 2
# Values made between two looks of the garbage collector, by generation.
CALM = (20_000, 20, 20)


def run_jobs(
    function: Callable[[Job], Done],
    jobs: Iterable[Job],
    workers: Workers,
    on_death: Callable[[Job, Death], Done] | None = None,
    is_foreign: Callable[[Job], bool] = lambda _: False,
) -> Iterator[Done]:
    """Results in the order of the jobs, done by `workers` processes, by a cluster, or by this process.

    Where jobs are few, this one does them. Jobs are made as they are needed: they may hold pages. A job
    that `is_foreign` is never done by this process, since it may end it; nor is any from a thread,
    since only a process's main thread can stop a page that is too slow. `on_death` says what a job
    comes to on which a process died; without it that is an error.
    """
    waiting = iter(jobs)
    # Looked at without taking them all: jobs hold the bytes of pages, and a portal has a hundred
    # thousand.
    first = list(islice(waiting, FEW))
    few = len(first) < FEW or workers == 1
    jobs = chain(first, waiting)
    if not first or (few and can_bound() and not any(map(is_foreign, first))):
        yield from map(function, jobs)
        return
    if not isinstance(workers, int) and not few:
        yield from workers.run(function, jobs, on_death)
        return
    workers = workers if isinstance(workers, int) and not few else 1
    yield from Cage(function, on_death or _raise_death, _fork_context(), _begin_work).run(
        jobs, workers
    )


def do_aside(
    function: Callable[[Job], Done], job: Job, on_death: Callable[[Job, Death], Done] | None
) -> Done:
    """One job done by a process beside this thread, which stays for the next one that the thread has.

    For workers of a cluster, which have their jobs one by one and in threads, where no page that is
    too slow can be stopped.
    """
    on_death = on_death or _raise_death
    cage = _standing.cages.get((function, on_death))
    if cage is None:
        cage = Cage(function, on_death, _fork_context(), _begin_work, stays=True)
        _standing.cages[function, on_death] = cage
    [result] = cage.run([job], 1)
    return cast("Done", result)


class _StandingCages(local):
    """The cages that wait for the next job, of each thread its own: two must not read the answers of one process."""

    def __init__(self) -> None:
        self.cages: dict[tuple[object, object], Cage[Any, Any]] = {}


_standing = _StandingCages()


def _raise_death(_job: object, death: Death) -> NoReturn:
    raise RuntimeError(f"a process that reads died: {death}")


@cache
def _fork_context() -> BaseContext:
    """Processes forked off one that has loaded the reading once, and has no threads that a fork could tear."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "load.reading.shard_reader", "load.reading.warm"])
    return context


def _begin_work() -> None:
    enter_cage()
    # Ctrl-C goes to all of them; the command that it is for ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What the forked process shares with its parent is not touched by collecting: else its memory
    # would be copied.
    gc.freeze()
    calm_collector()
    _end_with_parent()


def calm_collector() -> None:
    """Let the garbage collector look less often: readings and rows are many values and few cycles."""
    gc.set_threshold(*CALM)


def _end_with_parent() -> None:
    """Ends this process when the one that it works for is killed."""
    parent = parent_process()
    if parent is not None:
        # A parent that was killed cannot say so: without this its workers would read on for nobody.
        Thread(target=lambda: wait([parent.sentinel]) and os._exit(1), daemon=True).start()
