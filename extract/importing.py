"""Captures from anybody's WARC, Common Crawl's included: what belongs to a known portal goes into its archive.

Each answer is judged and kept as if it had been fetched at its own time; what is already there is not taken twice.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from extract.links import is_file_address
from taizhang.addresses import canonical_url, host_of, registrable_domain
from taizhang.archive import Archive, Exchange, Purpose
from taizhang.archive.capture import read_content_type
from taizhang.errors import UserError
from taizhang.outcomes import judge
from taizhang.portals import Portal
from taizhang.store import Store

TAKEN = WarcRecordType.response | WarcRecordType.revisit


@dataclass(slots=True)
class ImportReport:
    """What came of an import: captures by portal; answers left out, by the reason."""

    captures: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def import_warc(
    file: Path, portals: Sequence[Portal], store: Store, max_bytes: int = 32 * 2**20, now: datetime | None = None
) -> ImportReport:
    """Take the answers of a WARC file that belong to one of the portals. Raises UserError for what is no WARC file."""
    now = now or datetime.now(UTC)
    sites = {registrable_domain(host_of(portal.url)): portal for portal in portals}
    report = ImportReport()
    found: dict[str, list[Exchange]] = defaultdict(list)
    for exchange in _exchanges(file, sites, max_bytes, report.left_out):
        found[sites[registrable_domain(host_of(exchange.url))].slug].append(exchange)
    for slug, exchanges in sorted(found.items()):
        with store.lock(f"crawl-{slug}", f"importing into {slug}"):
            _keep(Archive(store), slug, exchanges, now, report)
    return report


def _keep(archive: Archive, slug: str, exchanges: list[Exchange], now: datetime, report: ImportReport) -> None:
    there = {(capture.canonical_url, capture.captured_at) for capture in archive.captures(slug)}
    fresh = [one for one in exchanges if (canonical_url(one.url), one.captured_at) not in there]
    report.left_out["already there"] += len(exchanges) - len(fresh)
    if not fresh:
        return
    run = archive.open_run(slug, now, "import")
    for exchange in sorted(fresh, key=lambda one: one.captured_at):
        run.write(exchange)
    run.close(complete=True)
    report.captures[slug] += len(fresh)


def _exchanges(file: Path, sites: dict[str, Portal], max_bytes: int, left_out: Counter[str]) -> Iterator[Exchange]:
    try:
        with file.open("rb") as stream:
            seen = 0
            for record in ArchiveIterator(stream, record_types=TAKEN, parse_http=False):
                seen += 1
                exchange = _exchange(record, sites, max_bytes, left_out)
                if exchange is not None:
                    yield exchange
    except OSError as error:
        raise UserError(f"{file}: {error.strerror or error}; name a WARC file (.warc or .warc.gz)") from None
    if not seen:
        raise UserError(f"{file}: no answers in it; name a WARC file (.warc or .warc.gz)")


def _exchange(record: WarcRecord, sites: dict[str, Portal], max_bytes: int, left_out: Counter[str]) -> Exchange | None:
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    try:
        portal = sites.get(registrable_domain(host_of(canonical_url(url))))
    except ValueError:
        portal = None
    if portal is None:
        left_out["no portal's address"] += 1
        return None
    if record.record_type == WarcRecordType.revisit:
        left_out["a revisit without its payload"] += 1
        return None
    if record.content_length > max_bytes or record.headers.get("WARC-Truncated"):
        left_out["too large or cut short"] += 1
        return None
    try:
        record.parse_http(auto_decode="all", quirks_mode=True)
        body = record.reader.read()
        status = record.http_headers.status_code if record.http_headers else None
    except (OSError, ValueError):
        status = None
    if status is None or len(body) > max_bytes:
        left_out["damaged"] += 1
        return None
    headers = tuple((name, value) for name, value in record.http_headers.items())
    named = {name.lower(): value for name, value in headers}
    media_type, _ = read_content_type(named.get("content-type"))
    purpose = _purpose(url, portal)
    outcome, detail = judge(status, media_type, url, body, purpose=purpose, location=named.get("location"))
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


def _purpose(url: str, portal: Portal) -> Purpose:
    """What an address would have been fetched for."""
    address = canonical_url(url)
    if address.endswith("/robots.txt"):
        return Purpose.ROBOTS
    if address == canonical_url(portal.url):
        return Purpose.HOME
    if address in {canonical_url(channel.url) for channel in portal.channels}:
        return Purpose.LIST
    return Purpose.ATTACHMENT if is_file_address(address) else Purpose.ARTICLE
