"""Jobs done by several processes, in their order; which processes, and how seldom they look for garbage."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from threading import Thread
from typing import TypeVar

from load.reading.time_limit import can_bound

Job = TypeVar("Job")
Done = TypeVar("Done")

WINDOW = 256  # jobs that wait in memory for the pool
FEW = 200  # jobs for which other processes are not worth starting: 2 to 20 ms each, and a second for the start
CALM = (20_000, 20, 20)  # values made between two looks of the garbage collector, by generation


def run(function: Callable[[Job], Done], jobs: Iterable[Job], workers: int) -> Iterator[Done]:
    """Results in the order of the jobs, whoever did them: as many processes as `workers`, this one where jobs are few.

    Jobs are made as they are needed: they hold pages. A thread leaves few to a process as well, since only a process's
    main thread can stop a page that is too slow.
    """
    waiting = iter(jobs)
    first = list(islice(waiting, FEW))
    few = len(first) < FEW or workers < 2
    jobs = chain(first, waiting)
    if not first or (few and can_bound()):
        yield from map(function, jobs)
        return
    workers = 1 if few else workers
    with ProcessPoolExecutor(workers, mp_context=_processes(), initializer=_begin) as pool:
        while some := list(islice(jobs, WINDOW)):
            yield from pool.map(function, some, chunksize=max(1, len(some) // (4 * workers)))


@cache
def _processes() -> BaseContext:
    """Processes forked off one that has loaded the reading once, and has no threads that a fork could tear."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "load.reading.reader"])
    return context


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of them; the command that it is for ends us
    gc.freeze()
    calm_collector()
    _end_with_parent()


def calm_collector() -> None:
    """Lets the garbage collector look less often: readings and their rows are many values and few cycles."""
    gc.set_threshold(*CALM)


def _end_with_parent() -> None:
    """Ends this process when the one that it works for is killed."""
    parent = parent_process()
    if parent is not None:
        Thread(target=lambda: wait([parent.sentinel]) and os._exit(1), daemon=True).start()
