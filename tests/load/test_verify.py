"""Verification: every value of an honest release is proved; a shifted span, a changed value, a bad byte is named."""

import copy
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

import load.proof.rereading
from load import parquet
from load.builds import newest_build
from load.proof.findings import Fault
from load.proof.proofs import SourceText, follows_by_step, is_joined
from load.proof.rereading import Rereading
from load.proof.verify import Verification, _by_document, prove_document, verify
from load.reading.reader import READ, reading_of
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.releases import Release
from taizhang.store import Store
from taizhang.tables import TABLES


def proved(store: Store, release: Release) -> Verification:
    return verify(store, Archive(store), release)


def put(store: Store, release: Release, name: str, rows: list[dict[str, Any]]) -> None:
    """Write a table of a release anew, as nobody should."""
    content = parquet.as_bytes(pa.Table.from_pylist(rows, schema=TABLES[name].schema))
    store.write(f"{release.folder}/{name}/all.parquet", content)


def test_an_honest_release_is_proved(store: Store, published: Release) -> None:
    seen: list[tuple[int, int]] = []
    found = verify(
        store, Archive(store), published, progress=lambda done, total: seen.append((done, total))
    )
    assert found.findings == []
    assert found.holds
    assert (found.documents, seen[-1]) == (4, (4, 4))
    tasks = published.table("tasks").to_pylist()
    assert sum(task["source"] == "ledger" for task in tasks) == 3
    assert found.values > 8 * len(tasks)


def test_before_the_first_release_one_line_says_what_to_do(store: Store) -> None:
    with pytest.raises(PortalError, match="no release yet; run `taizhang nightly`"):
        verify(store, Archive(store))


def test_every_span_shifted_by_one_is_found(store: Store, published: Release) -> None:
    tables = {name: published.table(name) for name in (*READ, "quarantine")}
    made = newest_build(store, "lanshan")
    assert made is not None
    again = Rereading(Archive(store), made)
    shifted = 0
    for document in tables["documents"].to_pylist():
        rows = _by_document(tables)[document["document_id"]]
        reading = reading_of(
            again.job(document, {part["capture_digest"] for part in rows["parts"]})
        )
        assert [flaw for proof in prove_document(rows, reading) for flaw in proof.flaws] == []
        for task in rows["tasks"]:
            for number, evidence in enumerate(task["evidence"]):
                if evidence["field"] == "doubts":
                    continue  # it says where to look, and no value; only reading again tells its place
                for place in range(len(evidence["spans"])):
                    for start, end in ((1, 1), (-1, -1), (0, 1), (-1, 0), (1, 0), (0, -1)):
                        wrong = copy.deepcopy(rows)
                        [other] = [
                            one for one in wrong["tasks"] if one["task_id"] == task["task_id"]
                        ]
                        span = other["evidence"][number]["spans"][place]
                        span["start"], span["end"] = span["start"] + start, span["end"] + end
                        flaws = [
                            flaw for proof in prove_document(wrong, reading) for flaw in proof.flaws
                        ]
                        assert task["task_id"] in {flaw.key for flaw in flaws}, (
                            evidence,
                            start,
                            end,
                        )
                        shifted += 1
    assert shifted > 150


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case date():
            return value + timedelta(days=1)
        case str():
            return f"{value}改"
        case [str(), *_]:
            return [other(value[0]), *value[1:]]
        case [dict() as first, *rest]:
            return [*rest] if rest else [first, first]
        case []:
            return None
    return "甲"


@pytest.mark.parametrize(
    "name",
    [
        "documents",
        "parts",
        "sections",
        "tasks",
        "task_units",
        "time_limits",
        "targets",
        "citations",
    ],
)
def test_every_value_changed_in_a_table_is_found_and_named(
    name: str, store: Store, published: Release
) -> None:
    rows = published.table(name).to_pylist()
    # What the calendar and the archive know stands under the file's own digest.
    history = {
        "first_seen",
        "last_changed",
        "aliases",
        "url",
        "document_id",
        "portal",
        "task_id",
        "portal_region_code",
    }
    tried = 0
    for column in TABLES[name].column_names():
        number = next(
            (
                i
                for i, row in enumerate(rows)
                if other(row[column]) is not None and row[column] is not None
            ),
            None,
        )
        if column in history or number is None:
            continue
        wrong = copy.deepcopy(rows)
        wrong[number][column] = other(wrong[number][column])
        put(store, published, name, wrong)
        found = proved(store, published)
        files = [
            finding for finding in found.of(Fault.DIGEST) if finding.key == f"{name}/all.parquet"
        ]
        assert len(files) == 1
        named = [finding for finding in found.findings if finding not in files]
        owner = wrong[number].get("document_id") or wrong[number]["task_id"]
        assert any(owner in f"{finding.document_id} {finding.key}" for finding in named), (
            column,
            named,
        )
        assert not found.holds
        assert all("\n" not in str(finding) for finding in found.findings)
        tried += 1
    put(store, published, name, rows)
    assert tried >= min(3, len(rows) * 3)
    assert proved(store, published).findings == []


@pytest.mark.parametrize("name", ["tasks", "task_units", "sections", "time_limits", "targets"])
def test_a_row_taken_out_or_put_in_is_found(name: str, store: Store, published: Release) -> None:
    rows = published.table(name).to_pylist()
    put(store, published, name, rows[1:])
    assert any(finding.table == name for finding in proved(store, published).of(Fault.VALUE))


def test_a_byte_changed_in_the_archive_is_found_and_named(store: Store, published: Release) -> None:
    [path] = [key for key in store.keys("archive/lanshan") if key.endswith(".warc.gz")]
    captures = published.table("captures").to_pylist()
    content = store.read(path)
    for capture in captures:
        middle = capture["warc_offset"] + capture["warc_length"] // 2
        store.write(
            path, content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
        )
        found = proved(store, published)
        assert found.of(Fault.VALUE) == []
        digests = found.of(Fault.DIGEST)
        assert digests, capture["url"]
        assert any(
            capture["url"] in finding.message or path.rpartition("/")[2] in finding.message
            for finding in digests
        )
        assert not found.holds
    store.write(path, content)
    assert proved(store, published).holds


def test_other_rules_of_today_are_no_doubt_about_the_release(
    store: Store, published: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load.proof.rereading, "code_version", lambda packages: "otherrules000000")
    rows = published.table("documents").to_pylist()
    rows[0]["kind"] = "other" if rows[0]["kind"] != "other" else "news"
    put(store, published, "documents", rows)
    build = newest_build(store, "lanshan")
    assert build is not None
    store.write(
        f"{build.folder}/documents.parquet", store.read(f"{published.folder}/documents/all.parquet")
    )
    found = proved(store, published)
    assert [(finding.table, finding.column) for finding in found.of(Fault.READING)] == [
        ("documents", "kind")
    ]
    assert found.of(Fault.VALUE) == []


@pytest.mark.parametrize(
    ("name", "raw", "rule", "others", "right"),
    [
        ("市司法局", "市司法局", "printed", [], True),
        ("市司法局", "司法局", "printed", [], False),
        ("市司法局", "市司\n法局", "joined", [], True),
        ("市财政局", "财政局", "prefix", ["市司法局"], True),
        ("省财政局", "财政局", "prefix", ["市司法局"], False),
        ("财政局", "财政局", "prefix", ["市司法局"], False),
        ("甲区人民政府", "甲区", "tail", ["乙区人民政府"], True),
        ("甲区管委会", "甲区", "tail", ["乙区人民政府"], False),
        ("广州市政府", "广州", "tail", ["深圳市政府"], True),
        ("各县、区政府", "各县，\n区政府", "group", [], True),
        ("市司法局", "市司法局", "magic", [], False),
    ],
)
def test_steps_from_what_is_printed_to_a_name(
    name: str, raw: str, rule: str, others: list[str], right: bool
) -> None:
    assert follows_by_step(name, raw, rule, others) is right


def test_pieces_of_a_text() -> None:
    assert is_joined("甲乙\n丙", ["甲", "乙", "丙"])
    assert not is_joined("甲乙", ["甲"])
    assert not is_joined("甲 乙", ["甲", "乙"])
    assert not is_joined("", [])
    assert SourceText("甲乙丙").pieces({"spans": [{"start": 1, "end": 3}]}) == ["乙丙"]
