"""Exchanges as WARC/1.1 records (ISO 28500): request, response or revisit, metadata.

A response is kept without transfer and content encoding, its original headers for these renamed
`X-Crawl-…` as Common Crawl does: so the payload digest in the record, the digest in the index and
the payload's own are one. An exchange ends with its metadata record, which holds the whole row of
the index: the index can be made again from the WARC alone, and an exchange without its metadata was
cut off by a kill.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from taizhang.archive.capture import (
    PLACE,
    ArchiveError,
    Capture,
    Exchange,
    Headers,
    capture_of,
    payload_digest,
)
from taizhang.archive.members import Member
from taizhang.tables.terms import Outcome

# Of gzip: 6 costs a third more time for 2 % less.
LEVEL = 5
ENCODING = {"transfer-encoding", "content-encoding", "content-length"}
REVISITS = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED = REVISITS + "server-not-modified"
SAME_PAYLOAD = REVISITS + "identical-payload-digest"


def file_head(software: str, run_id: str, portal: str, moment: datetime) -> bytes:
    """The warcinfo record that a WARC file begins with."""
    fields = {
        "software": software,
        "format": "WARC File Format 1.1",
        "isPartOf": portal,
        "description": run_id,
    }
    body = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    record = _make_record(WarcRecordType.warcinfo, moment, None, "application/warc-fields", body)
    return _pack_records([record])[0]


def write_exchange(
    exchange: Exchange,
    portal: str,
    run_id: str,
    warc_file: str,
    offset: int,
    original: Capture | None,
) -> tuple[bytes, Capture]:
    """The bytes of an exchange's records, to stand at `offset` of `warc_file`, and its capture.

    `original` is an earlier capture of the address whose payload this answer repeats (it was not
    modified, or came again with the same payload): a revisit refers to it instead of keeping the
    payload twice.
    """
    digest = size = None
    # The payload's digest even where no payload came (304): the index then says what the page was
    # at that moment.
    if original is not None:
        digest, size = original.digest, original.size
    # A body that is still encoded has no digest: nothing may take it for a payload.
    elif exchange.status is not None and not exchange.raw:
        digest, size = payload_digest(exchange.body), len(exchange.body)
    capture = capture_of(exchange, portal, run_id, digest, size)
    records: list[WarcRecord] = []
    answer = None
    if exchange.status is not None:
        records.append(_request_record(exchange))
        answer = _answer_record(exchange, digest, original)
        # ISO 28500: request and response of one exchange name each other.
        records[0].headers["WARC-Concurrent-To"] = answer.headers["WARC-Record-ID"]
        records.append(answer)
    records.append(_metadata_record(exchange, capture, answer))
    packed = _pack_records(records)
    if answer is not None:
        place = offset + len(packed[0])
        capture = replace(
            capture,
            warc_file=warc_file,
            warc_offset=place,
            warc_length=len(packed[1]),
        )
    return b"".join(packed), capture


def read_captures(members: Iterator[Member], warc_file: str) -> Iterator[tuple[Capture, int]]:
    """The captures whose records stand whole in a file, each with the offset at which its exchange ends."""
    answer: Member | None = None
    for member in members:
        record = parse_record(member.content, warc_file, member.offset)
        if record.record_type in (WarcRecordType.response, WarcRecordType.revisit):
            answer = member
        elif record.record_type == WarcRecordType.metadata:
            capture = Capture.from_row(_read_row(record.reader.read()))
            if answer is not None:
                capture = replace(
                    capture,
                    warc_file=warc_file,
                    warc_offset=answer.offset,
                    warc_length=answer.length,
                )
            yield capture, member.offset + member.length
            answer = None


def parse_record(content: bytes, warc_file: str, offset: int) -> WarcRecord:
    """One record. Raises ArchiveError naming the file and the offset."""
    try:
        return WarcRecord.from_bytes(content)
    except OSError as error:
        raise ArchiveError(f"{warc_file} at {offset}: not a WARC record ({error})") from None


def _pack_records(records: list[WarcRecord]) -> list[bytes]:
    """Each record as a gzip member of its own."""
    packed = []
    for record in records:
        buffer = io.BytesIO()
        writer = GzipWriter(buffer, compression_level=LEVEL)
        record.write(writer)
        writer.finish()
        packed.append(buffer.getvalue())
    return packed


def _make_record(
    kind: WarcRecordType,
    moment: datetime,
    url: str | None,
    content_type: str,
    body: bytes,
) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind)
    record.headers["WARC-Date"] = _format_moment(moment)
    if url is not None:
        record.headers["WARC-Target-URI"] = url
    record.headers["Content-Type"] = content_type
    record.set_bytes_content(body)
    return record


def _request_record(exchange: Exchange) -> WarcRecord:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    names = {name.lower() for name, _ in exchange.request_headers}
    headers: Headers = exchange.request_headers
    if "host" not in names:
        headers = (("Host", parts.netloc), *headers)
    head = _head_bytes(f"{exchange.method} {target} HTTP/1.1", headers)
    body = head + (exchange.request_body or b"")
    return _make_record(
        WarcRecordType.request,
        exchange.captured_at,
        exchange.url,
        "application/http; msgtype=request",
        body,
    )


def _answer_record(exchange: Exchange, digest: str | None, original: Capture | None) -> WarcRecord:
    revisit = original is not None
    if exchange.raw:
        headers = exchange.headers
    else:
        # Of a revisit the headers alone are kept; a length of a payload that is not there would
        # mislead its readers.
        headers = _plain_headers(exchange.headers, None if revisit else len(exchange.body))
    head = _head_bytes(f"HTTP/1.1 {exchange.status} {exchange.reason}".rstrip(), headers)
    record = _make_record(
        WarcRecordType.revisit if revisit else WarcRecordType.response,
        exchange.captured_at,
        exchange.url,
        "application/http; msgtype=response",
        head if revisit else head + exchange.body,
    )
    if digest is not None:
        record.headers["WARC-Payload-Digest"] = digest
    if original is not None:
        record.headers["WARC-Profile"] = NOT_MODIFIED if exchange.status == 304 else SAME_PAYLOAD
        record.headers["WARC-Refers-To-Target-URI"] = original.url
        record.headers["WARC-Refers-To-Date"] = _format_moment(original.captured_at)
    if exchange.cut:
        record.headers["WARC-Truncated"] = exchange.cut
    return record


def _metadata_record(exchange: Exchange, capture: Capture, answer: WarcRecord | None) -> WarcRecord:
    row = {
        name: value
        for name, value in capture.to_row().items()
        if value is not None and name not in PLACE
    }
    row["captured_at"] = _format_moment(capture.captured_at)
    body = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    record = _make_record(
        WarcRecordType.metadata,
        exchange.captured_at,
        exchange.url,
        "application/json",
        body,
    )
    if answer is not None:
        record.headers["WARC-Refers-To"] = answer.headers["WARC-Record-ID"]
    return record


def _read_row(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body)
    row = {name: found.get(name) for name in Capture.__slots__}
    row["captured_at"] = datetime.fromisoformat(found["captured_at"])
    row["outcome"] = Outcome(found["outcome"])
    return row


def _plain_headers(headers: Headers, length: int | None) -> Headers:
    """Headers that fit a payload without encodings; those that do not fit are kept under other names."""
    plain = [
        (f"X-Crawl-{name}" if name.lower() in ENCODING else name, value) for name, value in headers
    ]
    if length is not None:
        plain.append(("Content-Length", str(length)))
    return tuple(plain)


def _head_bytes(first: str, headers: Headers) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    # A header may hold any bytes; http.client hands them over as Latin-1. A line break in one would
    # forge another.
    clean = (line.replace("\r", " ").replace("\n", " ") for line in lines)
    return ("\r\n".join(clean) + "\r\n\r\n").encode("latin-1", "replace")


def _format_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
