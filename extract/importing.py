"""Captures from anybody's WARC, Common Crawl's included, for the archives of known portals.

Each answer is judged and kept as if it had been fetched at its own time; what is already there is
not taken twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from taizhang.addresses import canonical_url, host_of, registrable_domain
from taizhang.archive import Archive, Exchange, Purpose, Run
from taizhang.archive.capture import read_content_type
from taizhang.errors import UserError
from taizhang.files import is_file_address
from taizhang.outcomes import ReceivedAnswer, judge_answer
from taizhang.portals import Portal
from taizhang.store import Store

TAKEN = WarcRecordType.response | WarcRecordType.revisit


@dataclass(slots=True)
class ImportReport:
    """How an import went: captures by portal; answers left out, by the reason."""

    captures: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def import_warc(
    file: Path,
    portals: Sequence[Portal],
    store: Store,
    max_bytes: int = 32 * 2**20,
    moment: datetime | None = None,
) -> ImportReport:
    """Take the answers of a WARC file that belong to one of the portals, one after the other as they stand in it.

    Raises UserError for what is no WARC file, and where one ends in damage: what stood before that is taken.
    """
    moment = moment or datetime.now(UTC)
    report = ImportReport()
    takers: dict[str, _Taker] = {}
    with ExitStack() as stack:
        for portal, exchange in _read_exchanges(file, portals, max_bytes, report.left_out):
            if portal.slug not in takers:
                stack.enter_context(
                    store.lock(f"crawl-{portal.slug}", f"importing into {portal.slug}")
                )
                takers[portal.slug] = taker = _Taker(Archive(store), portal.slug, moment)
                stack.callback(taker.close)
            if takers[portal.slug].take_exchange(exchange):
                report.captures[portal.slug] += 1
            else:
                report.left_out["already there"] += 1
    return report


class _Taker:
    """Takes answers into the archive of one portal, each once."""

    def __init__(self, archive: Archive, slug: str, moment: datetime) -> None:
        self._archive, self._slug, self._now = archive, slug, moment
        self._there = {
            (capture.canonical_url, capture.captured_at) for capture in archive.captures(slug)
        }
        self._run: Run | None = None

    def take_exchange(self, exchange: Exchange) -> bool:
        """Whether it was new."""
        # Address and moment tell one answer from another: a file imported twice adds nothing.
        key = canonical_url(exchange.url), exchange.captured_at
        if key in self._there:
            return False
        self._there.add(key)
        if self._run is None:
            # Opened with the first new answer: an import that brings nothing must not leave an
            # empty run.
            self._run = self._archive.open_run(self._slug, self._now, "import")
        self._run.write_exchange(exchange)
        return True

    def close(self) -> None:
        """Close the run, where there was anything new."""
        if self._run is not None:
            self._run.close(complete=True)


def _read_exchanges(
    file: Path, portals: Sequence[Portal], max_bytes: int, left_out: Counter[str]
) -> Iterator[tuple[Portal, Exchange]]:
    # Several portals may share a site: the one of the very host comes first.
    by_host = {host_of(portal.url).removeprefix("www."): portal for portal in reversed(portals)}
    by_site = {registrable_domain(host_of(portal.url)): portal for portal in reversed(portals)}
    try:
        with file.open("rb") as stream:
            seen = 0
            for record in ArchiveIterator(stream, record_types=TAKEN, parse_http=False):
                seen += 1
                url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
                try:
                    host = host_of(canonical_url(url))
                except ValueError:
                    host = ""
                portal = by_host.get(host.removeprefix("www.")) or by_site.get(
                    registrable_domain(host)
                )
                if portal is None:
                    left_out["no portal's address"] += 1
                elif (
                    exchange := _read_exchange(record, url, portal, max_bytes, left_out)
                ) is not None:
                    yield portal, exchange
    except OSError as error:
        raise UserError(
            f"{file}: {error.strerror or error}; name a WARC file (.warc or .warc.gz)"
        ) from None
    if not seen:
        raise UserError(f"{file}: no answers in it; name a WARC file (.warc or .warc.gz)")


def _read_exchange(
    record: WarcRecord, url: str, portal: Portal, max_bytes: int, left_out: Counter[str]
) -> Exchange | None:
    # A revisit names its payload by digest only, and the record that has it may be in another file.
    if record.record_type == WarcRecordType.revisit:
        left_out["a revisit without its payload"] += 1
        return None
    if record.content_length > max_bytes or record.headers.get("WARC-Truncated"):
        left_out["too large or cut short"] += 1
        return None
    try:
        # Quirks mode: heads of old servers break the rules in small ways.
        record.parse_http(auto_decode="all", quirks_mode=True)
        body = record.reader.read()
        status = None
        if record.http_headers:
            status = record.http_headers.status_code
    except (OSError, ValueError):
        status = None
    if status is None or len(body) > max_bytes:
        left_out["damaged"] += 1
        return None
    headers = tuple((name, value) for name, value in record.http_headers.items())
    named = {name.lower(): value for name, value in headers}
    media_type, _ = read_content_type(named.get("content-type"))
    purpose = _guess_purpose(url, portal)
    outcome, detail = judge_answer(
        ReceivedAnswer(status, media_type, url, body, named.get("location")),
        purpose,
    )
    return Exchange(
        purpose=purpose,
        url=url,
        captured_at=record.record_date.astimezone(UTC),
        outcome=outcome,
        detail=detail,
        status=status,
        reason=record.http_headers.reason_phrase or "",
        headers=headers,
        body=body,
    )


def _guess_purpose(url: str, portal: Portal) -> Purpose:
    """What an address would have been fetched for."""
    address = canonical_url(url)
    if address.endswith("/robots.txt"):
        return Purpose.ROBOTS
    if address == canonical_url(portal.url):
        return Purpose.HOME
    if address in {canonical_url(channel.url) for channel in portal.channels}:
        return Purpose.LIST
    if is_file_address(address):
        return Purpose.ATTACHMENT
    return Purpose.ARTICLE
