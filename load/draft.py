"""A portal's tables before they are judged: every article in its newest version, with what only the archive knows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from extract.past_walks import PastWalk, read_past_walks
from load import parquet
from load.articles import PageFacts, read_articles
from load.corrections import Correction, correct, fell_away
from load.lives import Life, Reader, Version, read_lives
from load.memory import Memory, PageKey
from load.reader import READ, DocumentRead, PageJob, Rows, look
from load.seen import seen_on
from load.troubles import archive_issues
from load.workers import run
from taizhang.addresses import surt_key
from taizhang.archive import Archive, Capture, Purpose
from taizhang.errors import PortalError
from taizhang.issues import Code, Issue
from taizhang.portals import Portal
from taizhang.privacy import mask
from taizhang.tables import TABLES
from taizhang.tables.terms import Outcome
from transform.model import Context

# Reading may fail on so many pages, or on such a share of a portal's: they are odd, and the others are right.
FEW_FAILED, SHARE_FAILED = 3, 0.01


@dataclass(slots=True)
class Draft:
    """Everything that is known of a portal up to a moment, ready to be judged."""

    portal: Portal
    as_of: date
    captures: Sequence[Capture]
    lives: dict[str, Life]
    pages: dict[PageKey, PageFacts]
    reader: Reader
    memory: Memory
    walks: Sequence[PastWalk]
    attachments: dict[str, list[Capture]] = field(default_factory=dict)
    corrections: dict[str, list[Correction]] = field(default_factory=dict)

    def newest(self) -> dict[str, Version]:
        """The newest version of every document that is there."""
        return {key: life.versions[-1] for key, life in self.lives.items() if life.article.gone is None}

    def before(self, document_id: str, version: Version) -> Version | None:
        """The version before another one."""
        versions = self.lives[document_id].versions
        place = versions.index(version)
        return versions[place - 1] if place else None


def context_of(portal: Portal) -> Context:
    """What a portal's file says about its documents before they are read."""
    family = None if portal.family == "generic" else portal.family
    return Context(family, portal.name, portal.owner, portal.region.name, portal.region.code)


def draft(
    archive: Archive,
    portal: Portal,
    as_of: date,
    until: datetime | None,
    memory: Memory,
    workers: int,
    corrections: Iterable[Correction] = (),
) -> Draft:
    """Read what changed since `memory`.

    Raises ArchiveError where the archive is damaged, PortalError where reading fails on more than a few pages.
    """
    captures = archive.captures(portal.slug, until)
    reader = Reader(archive, captures, context_of(portal), workers)
    pages = dict(_look(captures, reader, memory, context_of(portal), workers))
    articles = read_articles(captures, lambda capture: pages.get(_page_key(capture)), portal.gone_after)
    lives = {life.document_id: life for life in read_lives(articles, memory.told, reader, as_of)}
    insist_on_pages(portal.slug, pages, lives.values())
    walked = read_past_walks(archive, portal, captures, memory.walks)
    made = Draft(portal, as_of, captures, lives, pages, reader, memory, walked)
    for capture in captures:
        if capture.purpose == Purpose.ATTACHMENT:
            made.attachments.setdefault(capture.url_key, []).append(capture)
    for correction in corrections:
        made.corrections.setdefault(correction.document, []).append(correction)
    return made


def insist_on_pages(slug: str, pages: Mapping[PageKey, PageFacts], lives: Iterable[Life]) -> None:
    """Raises PortalError where reading failed on more pages than are odd: then the code is at fault, not a page."""
    failed = sum(facts.detail == Code.READING_FAILED for facts in pages.values())
    for life in lives:
        issues = (*(issue for issue, _ in life.refused), *(issue for got in life.read.values() for issue in got.issues))
        failed += any(issue.code is Code.READING_FAILED for issue in issues)
    if failed > max(FEW_FAILED, SHARE_FAILED * len(pages)):
        raise PortalError(
            f"{slug}: reading failed on {failed} of {len(pages)} pages, so nothing was built; that is a fault of the "
            "code: go back to the version before, or save one of the pages and see `taizhang --debug read`"
        )


def tables_of(made: Draft, chosen: Mapping[str, Version]) -> dict[str, pa.Table]:
    """The tables of some documents, each in a chosen version; read anew only where nothing remembers its rows."""
    kept = {
        key: version
        for key, version in chosen.items()
        if made.memory.present.get(key) == version.key
        and version.key not in made.lives[key].read
        and key not in made.corrections
    }
    missing = [
        (key, version.snapshot)
        for key, version in chosen.items()
        if key not in kept and version.key not in made.lives[key].read
    ]
    for (key, _), got in zip(missing, made.reader.read(missing), strict=True):
        made.lives[key].read[chosen[key].key] = got
    rows: Rows = {name: [] for name in (*READ, "issues")}
    for key, version in sorted(chosen.items()):
        if key not in kept:
            _add(rows, made, key, version, made.lives[key].read[version.key])
    tables = {name: pa.Table.from_pylist(found, schema=TABLES[name].schema) for name, found in rows.items()}
    if kept:
        remembered = _remembered(made, kept)
        tables = {name: pa.concat_tables([table, remembered[name]]) for name, table in tables.items()}
    tables["attachments"] = _with_fetches(made, tables["attachments"])
    return {name: parquet.in_order(name, table) for name, table in tables.items()}


def other_tables(made: Draft, published: Mapping[str, Version]) -> dict[str, pa.Table]:
    """What follows from which version of each document is published: versions, gone, captures."""
    versions: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    cited: dict[tuple[Any, ...], Capture] = {}
    for key, life in sorted(made.lives.items()):
        last = life.versions[-1] if life.article.gone else published.get(key)
        if last is None:
            continue
        told = life.versions[: life.versions.index(last) + 1]
        ends: list[date | None] = [version.since for version in told[1:]]
        ends.append(seen_on(life.article.gone.since, made.as_of) if life.article.gone else None)
        for version, end in zip(told, ends, strict=True):
            versions.append(
                {"document_id": key, "valid_from": version.since, "valid_to": end}
                | {"digest": version.snapshot.page.digest, "title": version.told.title}
            )
        if life.article.gone is not None:
            gone.append(_gone(made, key, life, last))
        else:
            for capture in (last.snapshot.page, *last.snapshot.attachments, *_newest_fetches(made, last)):
                cited[capture.url_key, capture.captured_at, capture.warc_offset or 0] = capture
    found = {
        "versions": _once(versions, "document_id", "valid_from", "digest"),
        "gone": gone,
        "captures": [capture.row() for capture in cited.values()],
    }
    return {name: TABLES[name].arrow(rows) for name, rows in found.items()}


def issue_rows(made: Draft, issues: Iterable[tuple[Issue, date]], tables: Mapping[str, pa.Table]) -> pa.Table:
    """Issues as rows, those of the archive included; the same one is one row with its count."""
    rows: dict[str, dict[str, Any]] = {row["issue_id"]: row for row in tables["issues"].to_pylist()}
    urls = dict(zip(*(tables["documents"][name].to_pylist() for name in ("document_id", "url")), strict=True))
    others = archive_issues(made.captures, made.lives, made.pages, made.as_of)
    refused = (issue for life in made.lives.values() for issue in life.refused)
    for issue, day in (*issues, *others, *refused, *_homeless(made)):
        _note(rows, made.portal.slug, issue, day, urls)
    return TABLES["issues"].arrow(list(rows.values()))


def _homeless(made: Draft) -> Iterator[tuple[Issue, date]]:
    """Corrections of documents that the portal does not have, or no longer."""
    for key, corrections in made.corrections.items():
        life = made.lives.get(key)
        if life is None or life.article.gone is not None:
            day = seen_on(life.article.gone.since, made.as_of) if life and life.article.gone else made.as_of
            yield from ((fell_away(one, "the portal has no such document"), day) for one in corrections)


def _look(
    captures: Sequence[Capture], reader: Reader, memory: Memory, context: Context, workers: int
) -> Iterator[tuple[PageKey, PageFacts]]:
    """Facts of every article page that was answered, remembered or looked at now."""
    wanted: dict[PageKey, Capture] = {}
    for capture in captures:
        if capture.purpose == Purpose.ARTICLE and capture.digest is not None:
            origin = reader.origin(capture)
            if origin.status is not None and 200 <= origin.status < 300:
                wanted.setdefault(_page_key(capture), origin)
    unseen = [key for key in wanted if key not in memory.pages]
    jobs = (PageJob(reader.payload(wanted[key]), wanted[key].status or 200, context) for key in unseen)
    yield from zip(unseen, run(look, jobs, workers), strict=True)
    yield from ((key, memory.pages[key]) for key in wanted if key in memory.pages)


def _page_key(capture: Capture) -> PageKey:
    return capture.url_key, capture.digest or ""


def _add(rows: Rows, made: Draft, key: str, version: Version, got: DocumentRead) -> None:
    """The rows of one document as read, with what the portal and the archive know of it."""
    portal, article = made.portal, made.lives[key].article
    read, fallen = correct(got.rows, made.corrections.get(key, ()))
    [document] = read["documents"]
    document = document | _known(made, key, version)
    copied = {"portal": portal.slug, "region": portal.region.name, "document_title": document["title"]}
    copied |= {name: document[name] for name in ("doc_number", "issuers", "published_on")}
    rows["documents"].append(document)
    rows["tasks"] += (task | copied for task in read["tasks"])
    for name in READ:
        if name not in ("documents", "tasks"):
            rows[name] += read[name]
    noted: dict[str, dict[str, Any]] = {}
    for issue in (*got.issues, *fallen):
        _note(noted, portal.slug, issue, version.since, {}, document_id=key, url=article.page.canonical_url)
    rows["issues"] += noted.values()


def _known(made: Draft, key: str, version: Version) -> dict[str, Any]:
    """What the archive and the portal's file say of a document."""
    life = made.lives[key]
    url = _address(made, life)
    return {
        "document_id": key,
        "portal": made.portal.slug,
        "portal_region_code": made.portal.region.code,
        "url": url,
        "aliases": sorted(other for other in life.article.urls if other != url),
        "capture_digest": version.snapshot.page.digest,
        "first_seen": life.versions[0].since,
        "last_changed": version.since,
    }


def _remembered(made: Draft, kept: Mapping[str, Version]) -> dict[str, pa.Table]:
    """Rows of documents that have not changed, with aliases as they are known now."""
    tables = {name: made.memory.rows(name, kept) for name in READ}
    documents = [
        row | _known(made, row["document_id"], kept[row["document_id"]]) for row in tables["documents"].to_pylist()
    ]
    tables["documents"] = pa.Table.from_pylist(documents, schema=TABLES["documents"].schema)
    issues = made.memory.rows("issues", kept)
    tables["issues"] = issues.filter(
        pa.array([stage == "transform" for stage in issues["stage"].to_pylist()], pa.bool_())
    )
    return tables


def _with_fetches(made: Draft, table: pa.Table) -> pa.Table:
    """Attachments with what came of fetching them: content of the newest fetch that had some, outcome of the newest."""
    rows = table.to_pylist()
    for row in rows:
        fetches = made.attachments.get(surt_key(row["url"]), [])
        held = [fetch for fetch in fetches if fetch.outcome in (Outcome.CONTENT, Outcome.UNCHANGED) and fetch.digest]
        if held:
            origin = made.reader.origin(held[-1])
            row |= {
                "size": origin.size,
                "digest": held[-1].digest,
                "media_type": row["media_type"] or origin.media_type,
            }
        newest = fetches[-1].outcome if fetches else None
        row["outcome"] = Outcome.CONTENT if newest is Outcome.UNCHANGED else newest
    return pa.Table.from_pylist(rows, schema=table.schema)


def _newest_fetches(made: Draft, version: Version) -> Iterator[Capture]:
    """The first capture of the content that each attachment shows."""
    for capture in version.snapshot.attachments:
        yield made.reader.origin(capture)


def _gone(made: Draft, key: str, life: Life, last: Version) -> dict[str, Any]:
    assert life.article.gone is not None
    return {
        "document_id": key,
        "portal": made.portal.slug,
        "url": _address(made, life),
        "title": last.told.title,
        "gone_since": seen_on(life.article.gone.since, made.as_of),
        "last_digest": last.snapshot.page.digest,
        "reason": life.article.gone.reason,
    }


def _note(
    rows: dict[str, dict[str, Any]],
    portal: str,
    issue: Issue,
    day: date,
    urls: Mapping[str, str],
    document_id: str | None = None,
    url: str | None = None,
) -> None:
    """Add an issue to rows by id."""
    document_id = issue.document_id or document_id
    url = issue.url or url or urls.get(document_id or "")
    placed = Issue(issue.stage, issue.code, mask(issue.message), url, document_id, issue.capture_digest, issue.count)
    identity = placed.issue_id(portal)
    if identity in rows:
        rows[identity]["count"] += issue.count
        return
    rows[identity] = {
        "issue_id": identity,
        "stage": placed.stage,
        "code": str(placed.code),
        "portal": portal,
        "url": url,
        "document_id": document_id,
        "capture_digest": placed.capture_digest,
        "message": placed.message,
        "first_seen": day,
        "count": placed.count,
    }


def _address(made: Draft, life: Life) -> str:
    """Where an article stands now, or stood last; of http and https, with and without www., the form seen first."""
    return made.reader.origin(life.article.page).canonical_url


def _once(rows: list[dict[str, Any]], *columns: str) -> list[dict[str, Any]]:
    """Rows that differ in these columns; of several alike, the last: a version that came and went within a day."""
    return list({tuple(row[column] for column in columns): row for row in rows}.values())
