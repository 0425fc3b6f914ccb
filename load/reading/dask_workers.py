"""Jobs done by a Dask cluster: one that runs somewhere, or one of processes here.

A shard is a job. A few go out to each worker at a time, and they come back in their order. A future
is let go as soon as its result is here, so that a worker that dies takes only what it was doing
along: Dask gives that to another one. What travels is where the pages stand: workers take them from
the store, a shared folder or a bucket.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import current_process
from typing import TYPE_CHECKING, Protocol, TypeVar

from load.cache.code_version import BUILDING, code_version
from load.reading.cage import Death
from load.reading.workers import Workers, do_aside
from taizhang.errors import UserError
from taizhang.settings import Settings

if TYPE_CHECKING:
    from distributed import Client

Job = TypeVar("Job")
Done = TypeVar("Done")
Result = TypeVar("Result", covariant=True)

# Jobs that each worker has before it, so that none waits for the next: a task costs Dask 2 to 3 ms,
# and a shard a second or two.
AHEAD = 3
# What Dask is told of workers on this machine. Without the rest its two workers and its scheduler keep
# 5 % of the processor busy with watching themselves: a hundred looks a second at what a worker's
# thread does, fifty at whether its loop runs, ten at its memory, which the process beside it bounds.
QUIET: Mapping[str, object] = {
    # A worker reads in a process of its own.
    "distributed.worker.daemon": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.memory.monitor-interval": "2s",
    "distributed.admin.system-monitor.interval": "10s",
}


class _Pending(Protocol[Result]):
    """A job that a worker has: what Dask calls a future, whose own class has no types."""

    def result(self) -> Result: ...

    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class DaskCluster:
    """Where the cluster is: a scheduler's address, or None for `workers` processes of this machine."""

    scheduler: str | None
    workers: int

    def run(
        self,
        function: Callable[[Job], Done],
        jobs: Iterable[Job],
        on_death: Callable[[Job, Death], Done] | None,
    ) -> Iterator[Done]:
        """Results in the order of the jobs, see `load.reading.workers.run_jobs`.

        Raises UserError without the extra `dask`, where no scheduler answers, and where a worker would read otherwise.
        """
        client = connect_client(self.scheduler, self.workers)
        waiting = iter(jobs)
        futures: deque[_Pending[Done]] = deque()
        most = AHEAD * max(1, len(client.scheduler_info()["workers"]))
        while True:
            for job in islice(waiting, most - len(futures)):
                # Dask would otherwise hash each job to find that it is a new one.
                futures.append(client.submit(do_aside, function, job, on_death, pure=False))
            if not futures:
                return
            future = futures.popleft()
            # In the order of the jobs: an earlier one that is slow holds back later ones, which wait
            # at their workers.
            result = future.result()
            # Let go at once: all results together would not fit into the workers' memory.
            future.release()
            yield result


@cache
def connect_client(scheduler: str | None, workers: int) -> "Client":
    """A client of the cluster, kept for the life of this process.

    Raises UserError as `DaskCluster.run` does.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UserError(
            "executor dask needs the extra dask: pip install 'taizhang[dask]'"
        ) from error
    with dask.config.set(QUIET):
        try:
            where = scheduler or LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            )
            client = Client(where, timeout=20)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as error:
            raise UserError(
                f"no Dask scheduler answers at {scheduler}: start one, or correct the setting"
            ) from error
    check_workers(client)
    return client


def check_workers(client: "Client") -> None:
    """Raise UserError where a worker has other code or packages than we, or cannot bound what it reads."""
    ours = code_version(BUILDING)
    for address, (theirs, is_daemon) in client.run(describe_worker).items():
        if theirs != ours:
            raise UserError(
                f"the Dask worker {address} has other code or packages: install the same lock there"
            )
        if is_daemon:
            hint = "start it with --no-nanny, or with DASK_DISTRIBUTED__WORKER__DAEMON=false"
            raise UserError(
                f"the Dask worker {address} may start no processes, so it cannot stop a page: {hint}"
            )


def describe_worker() -> tuple[str, bool]:
    """What reading in this process stands on, and whether it may start no others."""
    return code_version(BUILDING), bool(current_process().daemon)


def choose_workers(settings: Settings) -> Workers:
    """The processes or the cluster that the settings name."""
    if settings.executor == "dask":
        return DaskCluster(settings.scheduler, settings.readers)
    return settings.readers
