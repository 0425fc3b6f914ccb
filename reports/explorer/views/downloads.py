"""What a search found, as a file."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pyarrow as pa
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.book import Book
from reports.explorer.etags import etag_of, is_known
from reports.explorer.pages import book_of
from reports.explorer.query import parse_query
from reports.explorer.search import find_ids
from reports.exports.files import write_tasks
from reports.exports.formats import ExportFormat
from reports.exports.selection import take_tasks
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json

router = APIRouter(tags=["downloads"])
MOST = 200_000  # tasks of one file
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
}
Ending = Literal["xlsx", "csv", "parquet", "ics", "json"]


@router.get("/download/tasks.{ending}")
def download_tasks(request: Request, ending: Ending) -> Response:
    """Tasks by the parameters of the search (`/api/tasks`), all of them: Excel, CSV, Parquet, calendar or JSON."""
    book = book_of(request)
    tag = etag_of(request, book)
    if is_known(request, tag):
        return Response(status_code=304, headers={"ETag": tag})
    # One more than may be had, to know whether there are too many.
    ids = find_ids(book, parse_query(request.query_params.multi_items()), MOST + 1)
    if len(ids) > MOST:
        raise UserError(
            f"more than {MOST:,} tasks: narrow the search, or read the release's Parquet"
        )
    content = write_file(book, take_tasks(book.release, ids), ending)
    name = f"tasks-{book.release_id}.{ending}"
    return Response(
        content,
        media_type=TYPES[ending],
        headers={"ETag": tag, "Content-Disposition": f'attachment; filename="{name}"'},
    )


def write_file(book: Book, tasks: pa.Table, ending: Ending) -> bytes:
    """The tasks as the bytes of a file, as `taizhang export` writes it; JSON as a list of rows."""
    if ending == "json":
        return b"".join(_json_lines(tasks))
    # `write_tasks` wants a path: a workbook is put together in a file, not in memory.
    with TemporaryDirectory(prefix="taizhang-") as folder:
        path = Path(folder) / f"tasks.{ending}"
        write_tasks(book.release, tasks, path, ExportFormat(ending))
        return path.read_bytes()


def _json_lines(tasks: pa.Table) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for batch in tasks.to_batches(max_chunksize=2_000):
        for row in batch.to_pylist():
            yield separator + dump_json(row).encode()
            separator = b",\n"
    yield b"\n]\n"
