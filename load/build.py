"""A build: one portal's judged tables, made from its archive and never changed afterwards.

It is a function of the archive up to a moment, the code with its lock and the portal's file: its id
is their hash, `build.json` names them, and made again it is the same, byte for byte. Its day is the
newest on which the archive shows anything of the portal: that another day has come alone makes no
other build.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pyarrow as pa

from expectations.metrics import BACKFILL, measure_build
from expectations.pages import checks_page, checks_rows
from load import parquet
from load.build_order import BuildOrder
from load.build_record import BuildIdentity, BuildInputs, BuildRecord
from load.builds import SEAL, Build, BuildTables, as_json, newest_build, open_build, point_to_newest
from load.cache.code_version import BUILDING, LISTING, READING, code_version
from load.cache.memory import snapshots_table, walks_table
from load.cache.reuse import remember_build
from load.cache.rules import rules_of_today
from load.corrections import Correction, dump_corrections
from load.coverage import measure_coverage
from load.draft import Draft, draft_portal, make_other_tables, make_tables
from load.issues import archive_issues, clock_issues, issue_rows, loss_issues, stale_corrections
from load.judging import Judgement, judge_draft
from load.reading.facts_table import pages_table
from load.reading.history import last_day_seen
from load.reading.kept_shards import KeptShards, clear_shards
from load.reading.workers import Workers, calm_collector
from taizhang.archive import Archive
from taizhang.errors import DamagedError, PortalError
from taizhang.ids import short_digest
from taizhang.issues import Code, Issue
from taizhang.portals import Portal
from taizhang.rows import Row
from taizhang.store import Staging, Store
from taizhang.tables import TABLES, VERSION
from taizhang.tables.terms import Stage

FIRST = "documents"

logger = logging.getLogger(__name__)


def build(  # noqa: PLR0913 — scripts of others call it so (tests/test_stage_names.py)
    store: Store,
    archive: Archive,
    portal: Portal,
    as_of: date,
    until: datetime | None = None,
    workers: Workers = 1,
    corrections: Sequence[Correction] = (),
) -> Build:
    """Build one portal.

    Raises PortalError where the archive is damaged or nothing of the portal was ever crawled.
    """
    order = BuildOrder(portal, as_of, until, workers, corrections)
    return finish_build(store, prepare_build(store, archive, order))


@dataclass(slots=True)
class PreparedBuild:
    """A portal read, before it is judged.

    `draft` is None where the very same build is there already. `words` are words of the lexicon
    that decided what was read again, by table; None where everything was. With `same_rules` what is
    remembered was judged by today's rules. A `preview` is only looked at, never saved.
    """

    slug: str
    record: BuildIdentity
    draft: Draft | None
    words: Mapping[str, list[str]] | None = field(default_factory=dict)
    same_rules: bool = False
    preview: bool = False


def prepare_build(store: Store, archive: Archive, order: BuildOrder) -> PreparedBuild:
    """Read what changed in a portal's archive, or is read otherwise by today's rules.

    Raises PortalError as `build` does.
    """
    calm_collector()
    slug = order.portal.slug
    # A build is a function of the archive: of one that lost a part it would be another, in silence.
    archive.require_present(slug)
    # A day on which nothing was seen makes no other build.
    order = replace(order, as_of=last_day_seen(archive.table(slug, order.until), order.as_of))
    record = describe_inputs(archive, order)
    # The id is the hash of all that goes in: where it stands, the very same work was done, and
    # nothing is read.
    if open_build(store, slug, record["build_id"]) is not None:
        return PreparedBuild(slug, record, None)
    newest = None
    try:
        newest = newest_build(store, slug)
        remembered = remember_build(store, newest, record, order.since)
    # What a build remembers only spares work: without it everything is read again, and the result
    # is the same.
    except DamagedError as error:
        logger.warning("%s; everything of %s is read again", error, slug)
        remembered = remember_build(store, None, record)
    is_preview = order.since is not None
    # A preview writes nothing.
    kept = None if is_preview else KeptShards(store, slug, record["code"])
    draft = draft_portal(archive, order, remembered.memory, kept)
    same_rules = newest is not None and newest.record["code"] == record["code"]
    return PreparedBuild(slug, record, draft, remembered.words, same_rules, is_preview)


@dataclass(slots=True)
class JudgedBuild:
    """A portal judged: its tables, not written yet where `draft` is not None."""

    record: BuildIdentity
    tables: Mapping[str, pa.Table]
    draft: Draft | None
    judgement: Judgement | None

    @property
    def slug(self) -> str:
        """The portal's slug."""
        return str(self.record["portal"])

    @property
    def documents(self) -> int:
        """Documents that the archive holds of it, those that are gone included."""
        if self.draft is None:
            return int(self.tables["documents"].num_rows + self.tables["gone"].num_rows)
        return len(self.draft.histories)

    @property
    def read(self) -> int:
        """Documents that were read for it."""
        if self.draft is None:
            return 0
        return sum(bool(history.read) for history in self.draft.histories.values())


def judge_prepared(store: Store, prepared: PreparedBuild) -> JudgedBuild:
    """Judge what was prepared. Nothing is written."""
    if prepared.draft is not None:
        judgement = judge_draft(
            prepared.draft,
            prepared.record["build_id"],
            same_rules=prepared.same_rules,
        )
        return JudgedBuild(
            prepared.record,
            _make_build_tables(prepared.draft, judgement),
            prepared.draft,
            judgement,
        )
    there = open_build(store, prepared.slug, prepared.record["build_id"])
    # Opened when it was prepared; a seal is written last, so that it is whole.
    assert there is not None
    return JudgedBuild(there.record, BuildTables(there), None, None)


def finish_build(store: Store, prepared: PreparedBuild) -> Build:
    """Judge what was prepared, and write the build."""
    # Documents from before a day stand as they were read once, the others as they are read today.
    assert not prepared.preview, "a preview mixes rules: it is no build"
    return save_build(store, judge_prepared(store, prepared))


def save_build(store: Store, judged: JudgedBuild) -> Build:
    """Write what was judged as the portal's newest build."""
    if judged.draft is not None and judged.judgement is not None:
        build = _write_build(store, judged.draft, judged.record, judged.judgement, judged.tables)
    else:
        there = open_build(store, judged.slug, judged.record["build_id"])
        assert there is not None
        build = there
    # After the folder is in its place: a kill in between leaves a whole build, which the next run
    # finds by its id.
    point_to_newest(store, build)
    clear_shards(store, build.slug)
    return build


def describe_inputs(archive: Archive, order: BuildOrder) -> BuildIdentity:
    """What a build is made from, and the id that follows from it."""
    portal, until = order.portal, order.until
    captures = archive.table(portal.slug, until)
    if captures.num_rows == 0:
        raise PortalError(
            f"{portal.slug}: nothing in the archive; run `taizhang crawl --portal {portal.slug}` first"
        )
    made_from: BuildInputs = {
        "portal": portal.slug,
        "as_of": order.as_of.isoformat(),
        "archive": archive.digests(portal.slug, until),
        "until": captures["captured_at"][-1].as_py().isoformat(),
        "code": code_version(BUILDING),
        "reading_code": code_version(READING),
        "rules": rules_of_today().digest,
        "listing_code": code_version(LISTING),
        "tables": VERSION,
        "portal_file": portal.model_dump(mode="json"),
        "corrections": dump_corrections(order.corrections),
    }
    # Sorted: the id must not depend on the order in which a portal file names its keys.
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    return {"build_id": short_digest(text), **made_from}


def _make_build_tables(draft: Draft, judgement: Judgement) -> dict[str, pa.Table]:
    """All tables of a build, rows in order."""
    tables = dict(judgement.tables) or make_tables(draft, {})
    tables |= make_other_tables(draft, judgement.published)
    tables["coverage"] = measure_coverage(
        draft.portal,
        draft.captures,
        draft.walks,
        tables["documents"],
        draft.as_of,
    )
    tables["quarantine"] = _quarantine_table(judgement.quarantine)
    tables["issues"] = issue_rows(draft.portal.slug, _list_issues(draft, judgement), tables)
    return {name: parquet.in_order(name, table) for name, table in tables.items()}


def _write_build(
    store: Store,
    draft: Draft,
    identity: BuildIdentity,
    judgement: Judgement,
    tables: Mapping[str, pa.Table],
) -> Build:
    """Write a build aside and move it in whole."""
    counts = _reconcile_counts(draft, judgement, tables)
    metrics = measure_build(
        tables,
        draft.captures,
        draft.as_of,
        counts,
        _backfilled_documents(draft, judgement),
    )
    sizes: dict[str, int] = {}
    record: BuildRecord = {
        **identity,
        "counts": counts,
        "metrics": metrics,
        "rows": {name: table.num_rows for name, table in sorted(tables.items())},
        "bytes": sizes,
        # Why, by digest: what the next build need not try.
        "unreadable": draft.reader.unreadable,
    }
    build = Build(store, draft.portal.slug, record["build_id"], record)
    # Before the build that names them: a build whose rules are unknown is read again in full.
    rules_of_today().keep(store)
    # Aside, then moved in whole: no reader ever meets half a build.
    with store.new_folder(build.folder, SEAL) as folder:
        for name, table in sorted(tables.items()):
            with folder.writing(f"{name}.parquet") as file:
                parquet.write_pieces(file, table.schema, [table])
            sizes[name] = (folder.path / f"{name}.parquet").stat().st_size
        _save_memory(folder, draft, judgement)
        folder.write("checks/checks.json", as_json(checks_rows(judgement.checks)))
        folder.write(
            "checks/index.html",
            checks_page(draft.portal.name, record, judgement.checks).encode(),
        )
        folder.write(SEAL, as_json(record))
    return build


def _save_memory(folder: Staging, draft: Draft, judgement: Judgement) -> None:
    """Write what the next build need not read again."""
    histories = [history for _, history in sorted(draft.histories.items())]
    snapshots = snapshots_table(histories, _whole_documents(judgement), draft.memory)
    folder.write("memory/pages.parquet", parquet.as_bytes(pages_table(draft.pages)))
    folder.write("memory/walks.parquet", parquet.as_bytes(walks_table(draft.walks)))
    folder.write("memory/snapshots.parquet", parquet.as_bytes(snapshots))


def _quarantine_table(rows: list[Row]) -> pa.Table:
    """Quarantined rows; of a document rejected in several versions, the newest stands for all."""
    first = {(row["table"], row["key"], row["expectation"]): row for row in reversed(rows)}
    return TABLES["quarantine"].to_arrow(list(first.values()))


def _list_issues(draft: Draft, judgement: Judgement) -> Iterator[tuple[Issue, date]]:
    """Issues of the judgement, of the archive, of snapshots that were refused and of corrections, with their days."""
    for issue in judgement.issues:
        yield issue, _day_of(draft, issue)
    for document_id, version in sorted(judgement.fallen_back.items()):
        words = f"the newest version was rejected; the one of {version.first_seen.isoformat()} is published"
        issue = Issue(Stage.LOAD, Code.KEPT_LAST_GOOD, words, document_id=document_id)
        yield issue, _day_of(draft, issue)
    yield from archive_issues(draft.captures, draft.histories, draft.pages, draft.as_of)
    yield from clock_issues(draft.from_the_future, draft.as_of)
    yield from loss_issues(draft.losses)
    for history in draft.histories.values():
        yield from history.refused
    yield from stale_corrections(draft.corrections, draft.histories, draft.as_of)


def _day_of(draft: Draft, issue: Issue) -> date:
    """The day of the version that an issue is about."""
    history = draft.histories.get(issue.document_id or "")
    if history:
        return history.versions[-1].first_seen
    return draft.as_of


def _whole_documents(judgement: Judgement) -> dict[str, str]:
    """Documents of which nothing was kept out, with the key of what they were read from."""
    torn = {row["document_id"] for row in judgement.quarantine}
    return {key: version.key for key, version in judgement.published.items() if key not in torn}


def _reconcile_counts(
    draft: Draft,
    judgement: Judgement,
    tables: Mapping[str, pa.Table],
) -> dict[str, dict[str, int]]:
    """Read = published + quarantined + duplicates, for every judgement table.

    Raises PortalError where it is not so.
    """
    there = [history for history in draft.histories.values() if history.article.gone is None]
    # One article under several addresses is one document: each further address was read, and is
    # counted as doubled.
    duplicates = sum(len(history.article.addresses) - 1 for history in there)
    counts: dict[str, dict[str, int]] = {}
    for name, (read, _, kept_out) in sorted(judgement.counts.items()):
        twice = duplicates if name == FIRST else 0
        counts[name] = {
            "read": read + twice,
            "published": tables[name].num_rows,
            "quarantined": kept_out,
            "duplicates": twice,
        }
    # Law two of the house: what was read is published, kept out or doubled; anything else is a
    # fault of ours and nothing is written.
    for name, count in counts.items():
        if count["read"] != count["published"] + count["quarantined"] + count["duplicates"]:
            raise PortalError(
                f"{draft.portal.slug}: rows of {name} do not reconcile: {count}; report this as a bug"
            )
    return counts


def _backfilled_documents(draft: Draft, judgement: Judgement) -> set[str]:
    """Published documents that a backfill found."""
    return {
        key for key in judgement.published if BACKFILL in draft.histories[key].article.first.run_id
    }
