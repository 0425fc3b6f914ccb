"""A portal's tables before they are judged: each article in its newest version, with its history."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from extract.past_walks import PastWalk, read_past_walks
from load import parquet
from load.build_order import BuildOrder
from load.cache.memory import Memory
from load.copies import copy_to_tasks
from load.corrections import Correction, correct_rows
from load.issues import add_issue
from load.reading.articles import PageFacts, find_file_targets, read_articles
from load.reading.facts_table import PageKey, page_key
from load.reading.history import DocumentHistory, DocumentReader, Version, day_seen, read_histories
from load.reading.kept_shards import KeptShards, ShardFile, open_table
from load.reading.pages import look_at_pages
from load.reading.reader import READ
from load.reading.shard_rows import tables_of, take_rows
from load.works import with_works
from taizhang.addresses import surt_key
from taizhang.archive import Archive, Capture, Purpose
from taizhang.archive.losses import AcceptedLoss
from taizhang.days import last_moment
from taizhang.errors import PortalError
from taizhang.issues import Code, Issue
from taizhang.portals import Portal
from taizhang.rows import Row, Rows
from taizhang.tables import TABLES
from taizhang.tables.terms import Outcome, Stage
from transform.model import Context

# Reading may fail on so many pages, or on such a share of a portal's: they are odd, and the others
# are right.
FEW_FAILED, SHARE_FAILED = 3, 0.01


@dataclass(slots=True)
class Draft:
    """Everything that is known of a portal up to a moment, ready to be judged."""

    portal: Portal
    as_of: date
    captures: Sequence[Capture]
    histories: dict[str, DocumentHistory]
    pages: dict[PageKey, PageFacts]
    reader: DocumentReader
    memory: Memory
    walks: Sequence[PastWalk]
    from_the_future: Sequence[Capture] = ()
    losses: Sequence[AcceptedLoss] = ()
    attachments: dict[str, list[Capture]] = field(default_factory=dict)
    corrections: dict[str, list[Correction]] = field(default_factory=dict)

    def newest(self) -> dict[str, Version]:
        """The newest version of every document that is there."""
        return {
            key: history.versions[-1]
            for key, history in self.histories.items()
            if history.article.gone is None
        }

    def before(self, document_id: str, version: Version) -> Version | None:
        """The version before another one."""
        versions = self.histories[document_id].versions
        place = versions.index(version)
        return versions[place - 1] if place else None


def context_of(portal: Portal) -> Context:
    """What a portal's file says about its documents before they are read."""
    family = None if portal.family == "generic" else portal.family
    return Context(family, portal.name, portal.owner, portal.region.name, portal.region.code)


def draft_portal(
    archive: Archive, order: BuildOrder, memory: Memory, kept: KeptShards | None = None
) -> Draft:
    """Read what changed since `memory`.

    Raises ArchiveError where the archive is damaged, PortalError where reading fails on more than a few pages.
    """
    portal, as_of = order.portal, order.as_of
    captures = archive.captures(portal.slug, order.until)
    timely = [capture for capture in captures if capture.captured_at <= last_moment(as_of)]
    # In order of time, so that all behind the last timely one are to come: they count once their
    # day is there.
    captures, from_the_future = timely, captures[len(timely) :]
    # One reader for looking and reading: a document that was read with its page is not read again.
    reader = DocumentReader(
        archive,
        captures,
        context_of(portal),
        order.workers,
        unreadable=memory.unreadable,
        kept=kept,
    )
    pages = dict(look_at_pages(captures, reader, memory.pages))
    articles = read_articles(
        captures,
        lambda capture: pages.get(page_key(capture)),
        portal.gone_after,
    )
    histories = {
        history.document_id: history
        for history in read_histories(articles, memory.summaries, reader, as_of)
    }
    # Before anything is judged: under faulty code documents would be rejected one by one, and the
    # gates blame the portal.
    refuse_faulty_code(portal.slug, pages, histories.values())
    walked = read_past_walks(archive, portal, captures, memory.walks)
    draft = Draft(
        portal,
        as_of,
        captures,
        histories,
        pages,
        reader,
        memory,
        walked,
        from_the_future,
        archive.losses(portal.slug),
    )
    for capture in captures:
        if capture.purpose == Purpose.ATTACHMENT:
            draft.attachments.setdefault(capture.url_key, []).append(capture)
    of_files = [capture for capture in captures if capture.purpose == Purpose.ATTACHMENT]
    for link, target in find_file_targets(of_files).items():
        fetches = [*draft.attachments.get(link, ()), *draft.attachments.get(target, ())]
        draft.attachments[link] = sorted(fetches, key=lambda capture: capture.captured_at)
    for correction in order.corrections:
        draft.corrections.setdefault(correction.document, []).append(correction)
    return draft


def refuse_faulty_code(
    slug: str,
    pages: Mapping[PageKey, PageFacts],
    histories: Iterable[DocumentHistory],
) -> None:
    """Raises PortalError where reading failed on so many pages that the code must be at fault."""
    failed = sum(facts.detail == Code.READING_FAILED for facts in pages.values())
    for history in histories:
        issues = [issue for issue, _ in history.refused]
        for said in history.read.values():
            issues += said.saying.issues
        failed += any(issue.code is Code.READING_FAILED for issue in issues)
    if failed > max(FEW_FAILED, SHARE_FAILED * len(pages)):
        raise PortalError(
            f"{slug}: reading failed on {failed} of {len(pages)} pages, so nothing was built; that is a fault of the "
            "code: go back to the version before, or save one of the pages and see `taizhang --debug read`"
        )


def make_tables(draft: Draft, chosen: Mapping[str, Version]) -> dict[str, pa.Table]:
    """The tables of some documents, each in a chosen version; read anew where nothing remembers its rows."""
    # What stands in the newest build by the same rules is taken over as Arrow rows, without
    # becoming Python values.
    known = choose_remembered(draft, chosen)
    missing = [
        (key, version.snapshot)
        for key, version in chosen.items()
        if key not in known and version.key not in draft.histories[key].read
    ]
    for (key, _), got in zip(missing, draft.reader.read(missing), strict=True):
        draft.histories[key].read[chosen[key].key] = got
    fresh = [(key, version) for key, version in sorted(chosen.items()) if key not in known]
    pieces = list(_read_tables(draft, fresh))
    if known:
        pieces.append(_remembered_tables(draft, known))
    # Table by table, each piece let go when it is used: there are as many bytes of them as of tables.
    tables: dict[str, pa.Table] = {}
    for name in list(pieces[0]):
        # What Arrow keeps for itself of memory that the table before needed meanwhile.
        pa.default_memory_pool().release_unused()
        # In one expression: nobody but `in_order` holds the table while it moves its rows.
        tables[name] = parquet.in_order(
            name,
            _complete_table(draft, name, pa.concat_tables([piece.pop(name) for piece in pieces])),
        )
    pa.default_memory_pool().release_unused()
    return tables


def _complete_table(draft: Draft, name: str, table: pa.Table) -> pa.Table:
    """Rows as read, with what only all of a portal's captures and rows say."""
    if name == "attachments":
        return _with_fetches(draft, table)
    if name == "documents":
        return with_works(table)
    return table


def _read_tables(
    draft: Draft, documents: Sequence[tuple[str, Version]]
) -> Iterator[dict[str, pa.Table]]:
    """The rows of some documents as read just now, shard by shard; one without rows where there are none."""
    by_file: dict[ShardFile, list[tuple[str, Version]]] = defaultdict(list)
    corrected: list[tuple[str, Version]] = []
    for key, version in documents:
        if key in draft.corrections:
            corrected.append((key, version))
        else:
            by_file[draft.histories[key].read[version.key].file].append((key, version))
    for file, of_file in by_file.items():
        numbers = [draft.histories[key].read[version.key].saying.number for key, version in of_file]
        yield _with_archive(draft, take_rows(open_table(file), numbers), dict(of_file), {})
    # Tables with their columns, though nothing be new.
    if corrected or not documents:
        yield _correct_tables(draft, corrected)


def _correct_tables(draft: Draft, documents: Sequence[tuple[str, Version]]) -> dict[str, pa.Table]:
    """The rows of documents that have corrections."""
    rows: Rows = {name: [] for name in READ}
    fallen: dict[str, list[Issue]] = {}
    for key, version in documents:
        # On the rows as read, before copies are made: a corrected title stands in the tasks' rows too.
        read, fallen[key] = correct_rows(
            draft.histories[key].read[version.key].rows, draft.corrections[key]
        )
        for name in READ:
            rows[name] += read[name]
    return _with_archive(draft, tables_of(rows), dict(documents), fallen)


def _with_archive(
    draft: Draft,
    tables: dict[str, pa.Table],
    versions: Mapping[str, Version],
    fallen: Mapping[str, Sequence[Issue]],
) -> dict[str, pa.Table]:
    """Rows as read, with what the portal and the archive know of their documents, and the issues on them."""
    portal = draft.portal
    documents = _set_archive_columns(draft, tables["documents"], versions)
    tasks = copy_to_tasks(tables["tasks"], documents, portal.slug, portal.region.name)
    noted: list[Row] = []
    for key, version in versions.items():
        issues = (*draft.histories[key].read[version.key].saying.issues, *fallen.get(key, ()))
        noted += _issue_rows(draft, key, version, issues)
    of_issues = pa.Table.from_pylist(noted, schema=TABLES["issues"].schema)
    return {**tables, "documents": documents, "tasks": tasks, "issues": of_issues}


def choose_remembered(draft: Draft, chosen: Mapping[str, Version]) -> dict[str, Version]:
    """Those of some versions of documents whose rows stand whole in what is remembered."""
    return {
        key: version
        for key, version in chosen.items()
        if draft.memory.present.get(key) == version.key
        and version.key not in draft.histories[key].read
        # With a correction its rows are made from what is read: corrections that have come or gone
        # must show.
        and key not in draft.corrections
    }


def make_other_tables(draft: Draft, published: Mapping[str, Version]) -> dict[str, pa.Table]:
    """What follows from which version of each document is published: versions, gone, captures."""
    versions: list[Row] = []
    gone: list[Row] = []
    cited: dict[tuple[object, ...], Capture] = {}
    for key, history in sorted(draft.histories.items()):
        # A document that is gone is judged no more: its last version stands in `gone`, whatever the
        # rules say of it today.
        last = history.versions[-1] if history.article.gone else published.get(key)
        if last is None:
            continue
        versions_to_last = history.versions[: history.versions.index(last) + 1]
        ends: list[date | None] = [version.first_seen for version in versions_to_last[1:]]
        ends.append(
            day_seen(history.article.gone.missed_first, draft.as_of)
            if history.article.gone
            else None
        )
        for version, end in zip(versions_to_last, ends, strict=True):
            versions.append(
                {"document_id": key, "valid_from": version.first_seen, "valid_to": end}
                | {"digest": version.snapshot.page.digest, "title": version.summary.title}
            )
        if history.article.gone is not None:
            gone.append(_gone_row(draft, key, history, last))
        else:
            for capture in (
                last.snapshot.page,
                *last.snapshot.attachments,
                *_newest_fetches(draft, last),
            ):
                # One page may be cited by several documents, as a frame or a file that they share.
                cited[capture.url_key, capture.captured_at, capture.warc_offset or 0] = capture
    found = {
        "versions": _drop_repeated(versions, "document_id", "valid_from", "digest"),
        "gone": gone,
        "captures": [capture.to_row() for capture in cited.values()],
    }
    return {name: TABLES[name].to_arrow(rows) for name, rows in found.items()}


def _issue_rows(draft: Draft, key: str, version: Version, issues: Iterable[Issue]) -> Iterable[Row]:
    """Issues on a document as rows, each once."""
    url = draft.histories[key].article.page.canonical_url
    rows: dict[str, Row] = {}
    for issue in issues:
        of_document = replace(issue, document_id=issue.document_id or key, url=issue.url or url)
        add_issue(rows, draft.portal.slug, of_document, version.first_seen)
    return rows.values()


def _set_archive_columns(
    draft: Draft, documents: pa.Table, versions: Mapping[str, Version]
) -> pa.Table:
    """Documents with what the archive and the portal's file say of them now."""
    known = [
        _archive_columns(draft, key, versions[key]) for key in documents["document_id"].to_pylist()
    ]
    for name in known[0] if known else ():
        field = documents.schema.field(name)
        values = pa.array([columns[name] for columns in known], field.type)
        documents = documents.set_column(documents.schema.get_field_index(name), field, values)
    return documents


def _archive_columns(draft: Draft, key: str, version: Version) -> Row:
    """What the archive and the portal's file say of a document."""
    history = draft.histories[key]
    url = _present_address(draft, history)
    return {
        "document_id": key,
        "portal": draft.portal.slug,
        "portal_region_code": draft.portal.region.code,
        "url": url,
        "aliases": sorted(other for other in history.article.urls if other != url),
        "capture_digest": version.snapshot.page.digest,
        "first_seen": history.versions[0].first_seen,
        "last_changed": version.first_seen,
    }


def _remembered_tables(draft: Draft, versions: Mapping[str, Version]) -> dict[str, pa.Table]:
    """Rows of documents that have not changed, with aliases as they are known now."""
    tables = {name: draft.memory.rows(name, versions) for name in READ}
    tables["documents"] = _set_archive_columns(draft, tables["documents"], versions)
    issues = draft.memory.rows("issues", versions)
    # Issues of other stages are found anew each time: they belong to the archive and to the
    # judgement, not to the reading.
    tables["issues"] = issues.filter(pc.equal(issues["stage"], Stage.TRANSFORM.value))
    return tables


def _with_fetches(draft: Draft, table: pa.Table) -> pa.Table:
    """Attachments with what came of fetching them.

    Size, digest and type are those of the newest fetch that brought content, the outcome is that of
    the newest.
    """
    rows = table.to_pylist()
    for row in rows:
        fetches = draft.attachments.get(surt_key(row["url"]), [])
        with_content = [
            fetch
            for fetch in fetches
            if fetch.outcome in (Outcome.CONTENT, Outcome.UNCHANGED) and fetch.digest
        ]
        if with_content:
            origin = draft.reader.origin(with_content[-1])
            row |= {
                "size": origin.size,
                "digest": with_content[-1].digest,
                "media_type": row["media_type"] or origin.media_type,
            }
        newest = fetches[-1].outcome if fetches else None
        row["outcome"] = Outcome.CONTENT if newest is Outcome.UNCHANGED else newest
    return pa.Table.from_pylist(rows, schema=table.schema)


def _newest_fetches(draft: Draft, version: Version) -> Iterator[Capture]:
    """The first capture of the content that each attachment shows."""
    for capture in version.snapshot.attachments:
        yield draft.reader.origin(capture)


def _gone_row(draft: Draft, key: str, history: DocumentHistory, last: Version) -> Row:
    assert history.article.gone is not None
    return {
        "document_id": key,
        "portal": draft.portal.slug,
        "url": _present_address(draft, history),
        "title": last.summary.title,
        "gone_since": day_seen(history.article.gone.missed_first, draft.as_of),
        "last_digest": last.snapshot.page.digest,
        "reason": history.article.gone.reason,
    }


def _present_address(draft: Draft, history: DocumentHistory) -> str:
    """Where an article stands now, or stood last; of http and https, with and without www., the first seen."""
    return draft.reader.origin(history.article.page).canonical_url


def _drop_repeated(rows: list[Row], *columns: str) -> list[Row]:
    """Rows that differ in these columns; of several alike, as of a version that lasted hours, the last."""
    return list({tuple(row[column] for column in columns): row for row in rows}.values())
