"""Processes that parse foreign bytes, bounded in memory and time; a death is the fault of its job.

A library written in C may end its process on an odd file, or ask for all memory there is. Here that
ends one process, which is replaced; whoever gave the job learns how it ended, and all other jobs
are done as if nothing had happened.
"""

import resource
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

Job = TypeVar("Job")
Done = TypeVar("Done")

# Bytes that a process may hold; most files need a tenth.
MEMORY = 1_500 * 2**20
# Jobs sent to a process at once: a shard each, and one that it need not wait for.
BATCH = 2
# Results that wait for an earlier one: a shard's is a megabyte or two.
AHEAD = 32
# How processes end that were ended by others.
FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM)
# Seconds in which a process that has no more to do ends.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Death:
    """How a process ended with a job undone."""

    exit_code: int | None

    def __str__(self) -> str:
        """In words, the same in every run."""
        code = self.exit_code
        if code is None or code >= 0:
            return "its process ended"
        if -code == signal.SIGPROF:
            return "it took far too long"
        with suppress(ValueError):
            return f"its process was ended by {signal.Signals(-code).name}"
        return f"its process was ended by signal {-code}"


@dataclass(slots=True)
class _Worker(Generic[Job]):
    """A process, the end of the line to it, and the numbered jobs that it has not answered yet."""

    process: BaseProcess
    line: Connection
    jobs: deque[tuple[int, Job]] = field(default_factory=deque)


class Cage(Generic[Job, Done]):
    """Processes that do `function`; `on_death` says what a job comes to on which a process died.

    With `stays` processes that are idle at the end wait for the next `run`: what a process learned
    from the pages of one job it need not learn again. They end with this process.
    """

    def __init__(
        self,
        function: Callable[[Job], Done],
        on_death: Callable[[Job, Death], Done],
        context: BaseContext,
        begin: Callable[[], None],
        *,
        stays: bool = False,
    ) -> None:
        self._function = function
        self._on_death = on_death
        self._context = context
        self._begin = begin
        self._stays = stays
        self._workers: list[_Worker[Job]] = []
        self._results: dict[int, Done] = {}
        self._tried_again: set[int] = set()

    def run(self, jobs: Iterable[Job], workers: int) -> Iterator[Done]:
        """Results in the order of the jobs, which are made as they are needed."""
        self._results.clear()
        self._tried_again.clear()
        self._drop_dead()
        numbered = enumerate(jobs)
        waiting: deque[tuple[int, Job]] = deque()
        following = 0
        try:
            while True:
                # Results come out of order: one slow job must not let thousands of others pile up
                # in memory behind it.
                room = AHEAD - len(self._results)
                waiting.extend(
                    islice(
                        numbered,
                        max(0, min(room, 2 * BATCH * workers) - len(waiting)),
                    )
                )
                self._hand_out(waiting, workers)
                busy = [worker for worker in self._workers if worker.jobs]
                if not busy:
                    return
                self._collect(busy, waiting)
                while following in self._results:
                    yield self._results.pop(following)
                    following += 1
        finally:
            self._end()

    def _hand_out(self, waiting: deque[tuple[int, Job]], workers: int) -> None:
        """Gives every idle process something to do, starting processes as they are needed."""
        while waiting:
            idle = next((worker for worker in self._workers if not worker.jobs), None)
            if idle is None and len(self._workers) >= workers:
                return
            idle = idle or self._start()
            # Near the end smaller shares, so that no process is left with jobs while the others have
            # none.
            share = min(BATCH, max(1, len(waiting) // workers))
            idle.jobs.extend(waiting.popleft() for _ in range(share))
            # It has died; what it was given is found undone.
            with suppress(OSError):
                idle.line.send([job for _, job in idle.jobs])

    def _start(self) -> _Worker[Job]:
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._function, self._begin)
        process = self._context.Process(target=_do_jobs, args=arguments, daemon=True)  # type: ignore[attr-defined]
        with _interrupts_blocked():
            process.start()
        # The end of the line that the process holds: while we hold it too, its death would not show
        # as the end of the line.
        theirs.close()
        worker: _Worker[Job] = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _collect(self, busy: list[_Worker[Job]], waiting: deque[tuple[int, Job]]) -> None:
        """Take what the processes have answered; jobs that a dead one had not begun go to others."""
        by_line = {worker.line: worker for worker in busy}
        for line in wait(list(by_line)):
            worker = by_line[line]  # type: ignore[index]
            try:
                done, answer = worker.line.recv()
            except (EOFError, OSError):
                self._bury(worker, waiting)
                continue
            number, _ = worker.jobs.popleft()
            # An exception of the function, not a death: a fault of ours that nobody foresaw, raised
            # where the job was given.
            if not done:
                raise answer
            self._results[number] = answer

    def _bury(self, worker: _Worker[Job], waiting: deque[tuple[int, Job]]) -> None:
        worker.process.join()
        worker.line.close()
        self._workers.remove(worker)
        number, job = worker.jobs.popleft()
        waiting.extendleft(reversed(worker.jobs))
        # These come from outside: a person, or a system without memory. The job may be innocent.
        if worker.process.exitcode in FROM_OUTSIDE and number not in self._tried_again:
            self._tried_again.add(number)
            waiting.appendleft((number, job))
            return
        self._results[number] = self._on_death(job, Death(worker.process.exitcode))

    def _drop_dead(self) -> None:
        """Forget processes that died while they had nothing to do: no job is to blame for that."""
        for worker in [worker for worker in self._workers if not worker.process.is_alive()]:
            worker.line.close()
            self._workers.remove(worker)

    def _end(self) -> None:
        """End all processes, or, where they stay, those whose answers nobody waits for any more."""
        ending = [worker for worker in self._workers if worker.jobs or not self._stays]
        for worker in ending:
            worker.line.close()
            if worker.jobs:
                worker.process.kill()
        for worker in ending:
            worker.process.join(PATIENCE)
            if worker.process.exitcode is None:
                worker.process.kill()
                worker.process.join()
            self._workers.remove(worker)


def _do_jobs(line: Connection, function: Callable[[Job], Done], begin: Callable[[], None]) -> None:
    """Does jobs until nobody sends any: what a process of a cage runs."""
    begin()
    limit_memory(MEMORY)
    while True:
        try:
            jobs = line.recv()
        except (EOFError, OSError):
            return
        for job in jobs:
            answer: tuple[bool, object]
            try:
                answer = True, function(job)
            except Exception as error:  # noqa: BLE001 - told to the one that gave the job
                answer = False, error
            try:
                line.send(answer)
            except OSError:
                return  # nobody waits any more


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Ctrl-C reaches every process of a terminal: what is started now, and what that starts, leaves it to us.

    We end them when we end; a traceback of each would be said to a person who only wanted to stop.
    """
    # Started by Python with the first process, it lets interrupts through again once it is there:
    # the process that others are forked from would load the reading, seconds, with none to spare it.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def limit_memory(size: int) -> None:
    """Lets this process hold no more than so many bytes, where the system can say so."""
    with suppress(ValueError, OSError):
        # RLIMIT_DATA, not RLIMIT_AS: address space that a library only reserves is no memory.
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))
        # No core dumps: each would write a gigabyte to the disk of the store.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
