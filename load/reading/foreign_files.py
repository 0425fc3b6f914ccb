"""Documents read where a file may end its reader: it is found, named and left out, the rest is read.

What cannot be read is known by its digest, so that it is not tried again until the code that reads
has changed.
"""

from collections import deque
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from itertools import groupby

from load.reading.cage import Death
from load.reading.reader import DocumentJob, DocumentRead, read_job, read_saved, refuse_saved
from load.reading.time_limit import FILE_SECONDS, TooSlowError, limit_time
from load.reading.workers import Workers, run_jobs
from taizhang.issues import Code
from taizhang.outcomes import is_html
from transform.files.readers import read_file
from transform.model import Payload, Reading
from transform.web.fragment import read_fragment

# Why a payload cannot be read, by its digest.
Unreadable = MutableMapping[str, str]


@dataclass(frozen=True, slots=True)
class FileTrial:
    """A file to be read alone, and how long that may take."""

    payload: Payload
    seconds: float = FILE_SECONDS


def read_documents(
    jobs: Iterable[DocumentJob],
    workers: Workers,
    unreadable: Unreadable,
) -> Iterator[DocumentRead]:
    """Documents in the order of the jobs, each without the files that are unreadable.

    Files that are found to be so now are added to `unreadable`.
    """
    waiting: deque[DocumentJob] = deque()

    def noted() -> Iterator[DocumentJob]:
        for job in jobs:
            known = tuple(
                (digest, unreadable[digest])
                for digest in payload_digests(job)
                if digest in unreadable
            )
            waiting.append(replace(job, unread=known))
            yield waiting[-1]

    for result in run_jobs(read_job, noted(), workers, _as_death, has_files):
        job = waiting.popleft()
        if isinstance(result, Death) or (has_files(job) and is_slow(result)):
            yield read_without(job, unreadable)
        else:
            yield result


def read_without(job: DocumentJob, unreadable: Unreadable) -> DocumentRead:
    """A document whose reading ended its process or took too long, without the files that do so when read alone."""
    trials = [
        FileTrial(payload) for payload in files_of(job) if payload.digest not in dict(job.unread)
    ]
    reasons = run_jobs(try_file, trials, 1, _reason_of, _is_foreign)
    found = {
        trial.payload.digest: reason
        for trial, reason in zip(trials, reasons, strict=True)
        if reason
    }
    rest = replace(job, unread=(*job.unread, *found.items()))
    [result] = run_jobs(read_job, [rest], 1, _as_death, _is_foreign)
    if isinstance(result, Death):
        found[job.page.digest] = str(result)
        # The page itself ends its reader: what is left is that the document is there, and why
        # nothing of it is read.
        result = read_job(replace(job, unread=((job.page.digest, str(result)),)))
    # Only now, when the document was read without them: a file is not blamed for what its page
    # does.
    unreadable.update(found)
    return result


def try_file(trial: FileTrial) -> str | None:
    """Why a file cannot be read in the time that it may take; None where it can, whatever is read."""
    try:
        with limit_time(trial.seconds):
            read_file(trial.payload, read_fragment)
    except TooSlowError:
        return f"it takes longer than {trial.seconds:g} seconds"
    return None


def read_saved_files(payloads: Iterable[Payload]) -> Iterator[Reading]:
    """Saved pages and files, each on its own; one that ends its reader is an issue."""
    for is_page, group in groupby(
        payloads,
        lambda payload: is_html(payload.media_type, payload.content),
    ):
        if is_page:
            yield from map(read_saved, group)
        else:
            yield from run_jobs(read_saved, group, 1, _refuse_dead, _is_foreign)


def files_of(job: DocumentJob) -> tuple[Payload, ...]:
    """The files of a document: its attachments, and its page where a list links straight to a file."""
    page = job.page
    if is_html(page.media_type, page.content):
        return job.attachments
    return (page, *job.attachments)


def has_files(job: DocumentJob) -> bool:
    """Whether reading a document parses files."""
    return bool(files_of(job))


def payload_digests(job: DocumentJob) -> list[str]:
    """The digests of all that a document is made of."""
    return [payload.digest for payload in (job.page, *job.attachments)]


def is_slow(result: DocumentRead) -> bool:
    """Whether a document was refused because reading took too long."""
    if not result.refused:
        return False
    return any(issue.code is Code.TOO_SLOW for issue in result.issues)


def _as_death(_job: DocumentJob, death: Death) -> DocumentRead | Death:
    return death


def _reason_of(_trial: FileTrial, death: Death) -> str | None:
    return str(death)


def _refuse_dead(payload: Payload, death: Death) -> Reading:
    return refuse_saved(payload, str(death))


def _is_foreign(_job: object) -> bool:
    return True
