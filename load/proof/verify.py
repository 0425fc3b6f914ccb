"""`taizhang verify`: read the archive again and prove every published value, document by document.

Four kinds of fault are told apart. digest: bytes are not those that were captured or published.
value: a table says what neither its evidence nor the archive nor its build bears out, or lacks what
they hold. reading: today's rules, which are not those of the build, read something else than what
the evidence bears out; that calls for a new build, not for doubt. loss: a file
of the archive is gone, as a person accepted by name.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from load.builds import open_build
from load.copies import copy_to_task
from load.corrections import correct_rows
from load.proof.completeness import find_incomplete
from load.proof.findings import Fault, Finding, key_of
from load.proof.plan_links import LINK_TABLES, prove_plan_links
from load.proof.proofs import Proof, SourceText, prove_citations, prove_sections, prove_task
from load.proof.rereading import Rereading
from load.reading.reader import READ, reading_within, rows_in
from load.release.citations import CITED_BY, CitedDocuments
from load.works import with_works
from taizhang.archive import Archive, ArchiveError, payload_digest
from taizhang.errors import PortalError, StoreError
from taizhang.ids import full_digest
from taizhang.releases import Release, files_of, latest_release
from taizhang.rows import Row, Rows
from taizhang.store import Store
from taizhang.tables import TABLES
from transform.model import PlacedTable, Reading


@dataclass(slots=True)
class Verification:
    """What was proved, and what was not."""

    release_id: str
    documents: int = 0
    values: int = 0
    findings: list[Finding] = field(default_factory=list)

    def of(self, fault: Fault) -> list[Finding]:
        """The findings of one kind."""
        return [finding for finding in self.findings if finding.fault is fault]

    @property
    def holds(self) -> bool:
        """Whether every byte and value is what it was; other rules of today do not count against it."""
        return not self.of(Fault.DIGEST) and not self.of(Fault.VALUE)


def verify(
    store: Store,
    archive: Archive,
    release: Release | None = None,
    portals: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Prove a release (the latest), or some portals of it.

    `progress(done, total)` is called after each document. Raises PortalError before the first
    release, StoreError where a table cannot be read.
    """
    release = release or latest_release(store)
    if release is None:
        raise PortalError(f"{store.root} holds no release yet; run `taizhang nightly` first")
    release = replace(release, counts_rows=False)
    found = Verification(release.release_id)
    found.findings += _changed_files(store, release)
    tables = {name: release.table(name) for name in (*READ, "captures", "quarantine")}
    # A file of another table stands there, and was named above: nothing can be compared with it.
    if found.findings and any(_lacks_values(name, table) for name, table in tables.items()):
        return found
    found.findings += _joined_columns(tables)
    found.findings += _plan_links(release, tables)
    # What stands there is proved below, document by document; that nothing is missing can only be
    # told from the builds.
    found.findings += find_incomplete(store, release)
    slugs = sorted(set(tables["documents"]["portal"].to_pylist()))
    chosen = [slug for slug in slugs if portals is None or slug in portals]
    total = sum(slug in chosen for slug in tables["documents"]["portal"].to_pylist())
    for slug in chosen:
        own = _of_portal(tables, slug)
        build = open_build(store, slug, release.record["portals"][slug]["build"] or "")
        if build is None:
            # Which is among what is incomplete.
            continue
        found.findings += _lost_archive(archive, slug)
        found.findings += _given_up(archive, slug)
        portal = Rereading(archive, build)
        found.findings += _strange_captures(portal, tables["captures"])
        rows = _by_document(own)
        for document in own["documents"].to_pylist():
            _verify_document(portal, document, rows[document["document_id"]], found)
            found.documents += 1
            if progress is not None:
                progress(found.documents, total)
    return found


# Files and columns of the whole release


def _changed_files(store: Store, release: Release) -> Iterator[Finding]:
    """Tables whose bytes are not those that the manifest names."""
    for name, resource in release.resources.items():
        for file in files_of(resource):
            try:
                content = store.read(f"{release.folder}/{file['path']}")
            except StoreError as error:
                yield Finding(Fault.DIGEST, "-", None, name, file["path"], None, str(error))
                continue
            got = f"sha256:{full_digest(content)}"
            if got != file["hash"]:
                message = f"is not the file that was published: {got} for {file['hash']}"
                yield Finding(Fault.DIGEST, "-", None, name, file["path"], None, message)


def _lacks_values(name: str, table: pa.Table) -> bool:
    """Whether values are null that every row of such a table has."""
    return any(table[field.name].null_count for field in TABLES[name].schema if not field.nullable)


def _joined_columns(tables: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """What names works and resolves citations, computed again."""
    documents, citations = tables["documents"], tables["citations"]
    yield from _other_values(
        "documents",
        documents,
        with_works(documents),
        ("work_id", "is_primary"),
    )
    cited = CitedDocuments(documents.select(CITED_BY))
    for slug in pc.unique(documents["portal"]).to_pylist():
        ids = documents.filter(pc.equal(documents["portal"], slug))["document_id"].combine_chunks()
        own = citations.filter(pc.is_in(citations["document_id"], value_set=ids))
        yield from _other_values("citations", own, cited.resolve(own, slug), ("cited_document_id",))


def _plan_links(release: Release, tables: Mapping[str, pa.Table]) -> Iterator[Finding]:
    """Which plans follow one another and which tasks are linked, computed again.

    A release from before there were links has neither.
    """
    if all(release.has(name) for name in LINK_TABLES):
        published = {name: release.table(name) for name in LINK_TABLES}
        for flaw in prove_plan_links({**tables, **published}):
            yield Finding(
                Fault.VALUE,
                "-",
                flaw.document_id,
                flaw.table,
                flaw.key,
                flaw.column,
                flaw.message,
            )


def _other_values(
    name: str,
    table: pa.Table,
    again: pa.Table,
    columns: Sequence[str],
) -> Iterator[Finding]:
    """Where columns of a table differ from those of the same rows computed again."""
    wanted = [*TABLES[name].key, *columns]
    rows = zip(table.select(wanted).to_pylist(), again.select(wanted).to_pylist(), strict=True)
    for row, right in rows:
        for column in columns:
            if row[column] != right[column]:
                message = f"is {row[column]}, the release's documents say {right[column]}"
                yield Finding(
                    Fault.VALUE,
                    "-",
                    row["document_id"],
                    name,
                    key_of(name, row),
                    column,
                    message,
                )


def _lost_archive(archive: Archive, slug: str) -> Iterator[Finding]:
    """A file of the archive that is gone or cut off, whether the release cites what stood there or not."""
    try:
        archive.require_present(slug)
    except ArchiveError as error:
        yield Finding(Fault.DIGEST, slug, None, "captures", slug, None, str(error))


def _given_up(archive: Archive, slug: str) -> Iterator[Finding]:
    """Files of the archive that are lost and were given up by name: nothing that they held is proved or published."""
    for loss in archive.losses(slug):
        yield Finding(Fault.LOSS, slug, None, "captures", loss.name, None, str(loss))


def _strange_captures(portal: Rereading, published: pa.Table) -> Iterator[Finding]:
    """Captures that the release cites and the archive's index has otherwise."""
    known = {key_of("captures", capture.to_row()): capture.to_row() for capture in portal.captures}
    for row in published.to_pylist():
        if row["portal"] == portal.slug:
            key = key_of("captures", row)
            right = known.get(key, {})
            wrong = [column for column, value in row.items() if value != right.get(column)]
            if wrong:
                message = f"is {row[wrong[0]]}, the archive's index says {right.get(wrong[0])}"
                yield Finding(Fault.DIGEST, portal.slug, None, "captures", key, wrong[0], message)


# One document


def _verify_document(portal: Rereading, document: Row, rows: Rows, found: Verification) -> None:
    key = document["document_id"]

    def note(fault: Fault, table: str, row_key: str, column: str | None, message: str) -> None:
        found.findings.append(Finding(fault, portal.slug, key, table, row_key, column, message))

    try:
        job = portal.job(document, {part["capture_digest"] for part in rows["parts"]})
    except ArchiveError as error:
        note(Fault.DIGEST, "documents", key, "capture_digest", str(error))
        return
    for payload in (job.page, *job.attachments):
        digest = payload_digest(payload.content)
        if digest != payload.digest:
            # Nothing is read of it: values read from other bytes would report a hundred faults for
            # one.
            note(Fault.DIGEST, "captures", payload.url or key, "digest", f"its bytes are {digest}")
            return
    # Read anew from the archive, not from what a build remembers: a proof must not rest on what it
    # proves.
    reading, _ = reading_within(job)
    proofs = list(prove_document(rows, reading))
    found.values += sum(proof.values for proof in proofs)
    flaws = list(chain.from_iterable(proof.flaws for proof in proofs))
    for flaw in flaws:
        note(Fault.VALUE, flaw.table, flaw.key, flaw.column, flaw.message)
    # Under other rules a difference is expected: it calls for a new build, and accuses nobody.
    fault = Fault.VALUE if portal.same_rules else Fault.READING
    reported = {(flaw.table, flaw.key) for flaw in flaws}
    corrections = [correction for correction in portal.corrections if correction.document == key]
    again = correct_rows(rows_in(reading, job), corrections).rows
    for table, row_key, column, message in find_differences(rows, again, rows["quarantine"]):
        # Said once: a row whose evidence does not hold is mostly read otherwise as well.
        if (table, row_key) not in reported:
            note(fault, table, row_key, column, message)
    for task in rows["tasks"]:
        for column, right in copy_to_task(document, portal.slug, portal.region).items():
            if task[column] != right:
                message = f"is {task[column]}, its document says {right}"
                note(Fault.VALUE, "tasks", task["task_id"], column, message)


def prove_document(rows: Rows, reading: Reading) -> Iterator[Proof]:
    """The evidence of a document's rows, tried on the published texts and on grids rebuilt from the capture."""
    rebuilt = {part.part_no: part for part in reading.parts}
    sources: dict[int, SourceText] = {}
    for part in rows["parts"]:
        again = rebuilt.get(part["part_no"])
        # Where the text was read otherwise, cells have other places: then the published text alone
        # is the proof.
        same = again is not None and again.text == part["text"]
        if same and again:
            placed = [item for item in again.items if isinstance(item, PlacedTable)]
        else:
            placed = []
        # From the published text, not from the one read now: what readers have is what is proved.
        sources[part["part_no"]] = SourceText(
            part["text"],
            {table.number: table for table in placed} if same else None,
        )
    units, limits, targets = (
        _by_task(rows[name]) for name in ("task_units", "time_limits", "targets")
    )
    for task in rows["tasks"]:
        source = sources.get(task["part_no"], SourceText(""))
        yield prove_task(
            task,
            units[task["task_id"]],
            limits[task["task_id"]],
            targets[task["task_id"]],
            source,
        )
    for number, source in sources.items():
        yield prove_sections([row for row in rows["sections"] if row["part_no"] == number], source)
        yield prove_citations(
            [row for row in rows["citations"] if row["part_no"] == number],
            source,
        )


def find_differences(
    rows: Rows,
    again: Rows,
    quarantined: Sequence[Row],
) -> Iterator[tuple[str, str, str | None, str]]:
    """Where rows differ from those read again: table, key, column and what differs."""
    kept_out = {row["table"] for row in quarantined}
    for name in READ:
        left = {key_of(name, row): row for row in rows[name]}
        right = {key_of(name, row): row for row in as_read_back(name, again[name])}
        for key, row in left.items():
            if key not in right:
                yield name, key, None, "is not read from the archive"
                continue
            for column, value in right[key].items():
                if row[column] != value:
                    yield (
                        name,
                        key,
                        column,
                        f"is {_shorten_value(row[column])}, the archive says {_shorten_value(value)}",
                    )
        for key in right.keys() - left.keys():
            # Rows that were rejected are rightly not published; which of them cannot be told from
            # the key alone.
            if name not in kept_out:
                yield name, key, None, "is read from the archive, but not published"


def as_read_back(name: str, rows: Sequence[Row]) -> list[Row]:
    """Rows as a table gives them back, with the columns that a reading knows."""
    if not rows:
        return []
    schema = TABLES[name].schema
    names = [
        column
        for column in schema.names
        if column in rows[0] and column not in TABLES[name].added_columns()
    ]
    found: list[Row] = pa.Table.from_pylist(
        list(rows), schema=pa.schema([schema.field(column) for column in names])
    ).to_pylist()
    return found


def _of_portal(tables: Mapping[str, pa.Table], slug: str) -> dict[str, pa.Table]:
    """The rows of one portal: only these are held as rows at a time."""
    found = {"documents": tables["documents"].filter(pc.equal(tables["documents"]["portal"], slug))}
    keys = found["documents"]["document_id"].combine_chunks()
    tasks = tables["tasks"].filter(pc.is_in(tables["tasks"]["document_id"], value_set=keys))
    for name in (*READ, "quarantine"):
        table = tables[name]
        column, values = (
            ("document_id", keys)
            if "document_id" in table.column_names
            else ("task_id", tasks["task_id"])
        )
        found[name] = table.filter(
            pc.is_in(
                table[column],
                value_set=pa.array(values.to_pylist(), pa.string()),
            )
        )
    return found


def _by_document(tables: Mapping[str, pa.Table]) -> dict[str, Rows]:
    """Rows of each document, table by table."""
    found: dict[str, Rows] = defaultdict(lambda: {name: [] for name in (*READ, "quarantine")})
    owner = dict(
        zip(
            *(tables["tasks"][name].to_pylist() for name in ("task_id", "document_id")),
            strict=True,
        )
    )
    for name in (*READ, "quarantine"):
        for row in tables[name].to_pylist():
            if "document_id" in row:
                key = row["document_id"]
            else:
                key = owner.get(row["task_id"])
            found[key or ""][name].append(row)
    return found


def _by_task(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows of each task by position."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row["position"]):
        found[row["task_id"]].append(row)
    return found


def _shorten_value(value: object) -> str:
    text = " ".join(str(value).split())
    if len(text) <= 60:
        return text
    return f"{text[:40]}…{text[-16:]}"
