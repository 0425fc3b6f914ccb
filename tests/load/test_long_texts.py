"""Texts that together are longer than Arrow's short offsets reach."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import rows as make

from benchmarks.releases import fill
from expectations.judge import Batch, judge_builds
from load.parquet import in_order, write_pieces
from load.release.changes import COMPARED, find_changes
from taizhang.ids import short_digest
from taizhang.tables import TABLES

pytestmark = pytest.mark.prove

SHORT_OFFSETS = 1 << 31
LINE = "天气晴好，湖面平静。" * 300
DAY = date(2026, 11, 20)


def make_documents(titles: list[str]) -> pa.Table:
    """Documents with a text of a mebibyte each, their ids in no order."""
    text = LINE * ((1 << 20) // len(LINE.encode()))
    rows = len(titles)
    ids = [short_digest(str(number)) for number in range(rows)]
    texts = [f"{identity}{text}" for identity in ids]
    same = {name: [name] * rows for name in ("portal", "portal_region_code", "url", "kind")}
    days = dict.fromkeys(("first_seen", "last_changed"), [DAY] * rows)
    return fill(
        "documents",
        rows,
        document_id=ids,
        title=titles,
        text=texts,
        capture_digest=ids,
        **same,
        **days,
    )


def test_texts_beyond_short_offsets_are_ordered_written_and_compared(tmp_path: Path) -> None:
    titles = [f"第{number}篇" for number in range(2100)]
    before = in_order("documents", make_documents(titles))
    assert before["text"].nbytes > SHORT_OFFSETS
    ids = before["document_id"].to_pylist()
    assert ids == sorted(ids)
    # Each row kept its own text.
    starts = pc.utf8_slice_codeunits(before["text"], 0, 16)
    assert pc.all(pc.equal(starts, before["document_id"])).as_py()
    with (tmp_path / "documents.parquet").open("wb") as file:
        assert write_pieces(file, before.schema, [before]) == len(ids)
    # One goes, one comes, one is edited: rows of both are moved to be compared.
    titles[5] = "改了"
    after = in_order("documents", make_documents([*titles[:-1], "", "新的"])).filter(
        pc.not_equal(pc.field("title"), "")
    )
    empty = {name: TABLES[name].schema.empty_table() for name in COMPARED}
    changes = find_changes("made0", empty | {"documents": before}, empty | {"documents": after})
    found = {(row["change"], row["document_id"]): row["columns"] for row in changes.to_pylist()}
    assert found == {
        ("modified", short_digest("5")): ["title"],
        ("removed", short_digest("2099")): [],
        ("added", short_digest("2100")): [],
    }


def test_bad_rows_among_texts_beyond_short_offsets_are_found_and_kept_out() -> None:
    rows = 2100
    ids = [make.identifier(number) for number in range(1, rows + 1)]
    good = make.tables(make.good(0))
    documents = pa.Table.from_pylist(
        [make.document(number) for number in range(1, rows + 1)], schema=TABLES["documents"].schema
    )
    # Each piece is the same text, held once.
    long_text = pa.array([LINE * ((1 << 20) // len(LINE.encode()))])
    texts = pa.chunked_array([long_text] * rows)
    documents = documents.set_column(documents.column_names.index("text"), "text", texts)
    titles = documents["title"].to_pylist()
    titles[1500] = "首页 > 政务公开 > 工作要点"
    documents = documents.set_column(
        documents.column_names.index("title"), "title", pa.array(titles)
    )
    documents = documents.cast(TABLES["documents"].schema)
    assert documents["text"].nbytes > SHORT_OFFSETS
    batch = Batch("lanshan", "a build", DAY, good | {"documents": documents})
    [verdict] = judge_builds([batch])
    out = {row["document_id"] for row in verdict.quarantine.to_pylist()}
    assert out == {ids[1500]}
