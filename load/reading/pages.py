"""The pages of a portal looked at: what each is, and its document where that needs only the page.

A page's bytes are unpacked and its tree is made once for both. A page with files, or with further
pages, is read when it is known which of them belong to it.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace

from load.reading.articles import PageFacts
from load.reading.cage import Death
from load.reading.history import DocumentReader, id_of_address, key_of_payloads
from load.reading.reader import PageJob, PageRead, look_at_page
from load.reading.workers import Workers, run_jobs
from taizhang.archive import Capture, Purpose
from taizhang.issues import Code
from taizhang.tables.terms import Outcome
from transform.model import Context

# Address key and payload digest.
PageKey = tuple[str, str]


def page_key(capture: Capture) -> PageKey:
    """What the facts of a capture's page are known by."""
    return capture.url_key, capture.digest or ""


def look_at_pages(
    captures: Sequence[Capture],
    reader: DocumentReader,
    known: Mapping[PageKey, PageFacts],
    context: Context,
    workers: Workers,
) -> Iterator[tuple[PageKey, PageFacts]]:
    """Facts of every article page that was answered, known or looked at now.

    Documents that were read along are kept by `reader` until they are asked for.
    """
    wanted: dict[PageKey, Capture] = {}
    for capture in captures:
        if capture.purpose in (Purpose.ARTICLE, Purpose.PAGE) and capture.digest is not None:
            origin = reader.origin(capture)
            if origin.status is not None and 200 <= origin.status < 300:
                wanted.setdefault(page_key(capture), origin)
    # A page is known by address and payload: one that came again unchanged is not looked at again.
    unseen = [key for key in wanted if key not in known]
    jobs = (_page_job(key, wanted[key], reader, context) for key in unseen)
    for key, result in zip(unseen, run_jobs(look_at_page, jobs, workers, _as_death), strict=True):
        if isinstance(result, Death):
            found = look_alone(_page_job(key, wanted[key], reader, context), reader.unreadable)
        else:
            found = result
        if found.document is not None:
            reader.read_ahead[id_of_address(key[0]), key_of_payloads([key])] = found.document
        yield key, found.facts
    yield from ((key, known[key]) for key in wanted if key in known)


def look_alone(job: PageJob, unreadable: MutableMapping[str, str]) -> PageRead:
    """A page on which a process died, looked at alone, then read alone; noted as unreadable if that fails."""
    [found] = run_jobs(look_at_page, [replace(job, document_id=None)], 1, _refuse_page, _is_foreign)
    if found.facts.content is None:
        return found
    [read] = run_jobs(look_at_page, [job], 1, _as_death, _is_foreign)
    if isinstance(read, Death):
        unreadable[job.payload.digest] = str(read)
        return found
    return read


def _page_job(key: PageKey, capture: Capture, reader: DocumentReader, context: Context) -> PageJob:
    """A page to look at, and to read where it may be a document and reading it is not known to fail."""
    reads = capture.purpose == Purpose.ARTICLE and key[1] not in reader.unreadable
    return PageJob(
        reader.payload(capture),
        capture.status or 200,
        context,
        id_of_address(key[0]) if reads else None,
    )


def _as_death(_job: PageJob, death: Death) -> PageRead | Death:
    return death


def _is_foreign(_job: PageJob) -> bool:
    return True


def _refuse_page(_job: PageJob, _death: Death) -> PageRead:
    return PageRead(PageFacts(Outcome.ERROR, Code.READING_FAILED, None))
