"""A build: one portal's judged tables, made from its archive and never changed afterwards.

It is a function of the archive up to a moment, the code with its lock, the portal's file and the day: its id is their
hash, `build.json` names them, and made again it is the same, byte for byte.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from expectations.judge import Batch, Checked, Verdict, judge
from expectations.metrics import BACKFILL, measure
from expectations.pages import checks_page, checks_rows
from load import parquet
from load.code import BUILDING, LISTING, READING, code_version
from load.corrections import Correction, retold, told
from load.coverage import coverage
from load.draft import Draft, draft, issue_rows, other_tables, tables_of
from load.lives import Version
from load.memory import pages_table, snapshots_table, walks_table
from load.remembering import remember
from load.rules import rules_of_today
from load.workers import calm_collector
from taizhang.archive import Archive
from taizhang.errors import DamagedError, PortalError
from taizhang.issues import Code, Issue
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables import TABLES, VERSION
from taizhang.tables.terms import Stage

SEAL = "build.json"
FIRST = "documents"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Build:
    """A build as it stands in the store; `about` is its build.json."""

    portal: str
    build_id: str
    about: dict[str, Any]

    @property
    def folder(self) -> str:
        """Its folder in the store."""
        return f"builds/{self.portal}/{self.build_id}"

    @property
    def as_of(self) -> date:
        """The day up to which it read the archive."""
        return date.fromisoformat(self.about["as_of"])

    @property
    def age(self) -> tuple[str, str]:
        """What tells a younger build from an older one: how much of the archive it has seen, and its day."""
        return self.about["until"], self.about["as_of"]

    @property
    def corrections(self) -> list[Correction]:
        """The corrections that it was made with."""
        return retold(self.about.get("corrections", ()))

    def table(self, store: Store, name: str) -> pa.Table:
        """One of its tables; empty where the build has none of that name."""
        return parquet.read_declared(store, self.folder, name)


def build(
    store: Store,
    archive: Archive,
    portal: Portal,
    as_of: date,
    until: datetime | None = None,
    workers: int = 1,
    corrections: Sequence[Correction] = (),
) -> Build:
    """Build one portal. Raises PortalError where the archive is damaged or nothing of the portal was ever crawled."""
    return finish(store, [prepare(store, archive, portal, as_of, until, workers, corrections)])[0]


@dataclass(slots=True)
class Prepared:
    """A portal read, before it is judged; `made` is None where the very same build is there already.

    `words` are words of the lexicon that decided what was read again, by table; None where everything was. A `preview`
    is only looked at.
    """

    portal: str
    about: dict[str, Any]
    made: Draft | None
    words: Mapping[str, list[str]] | None = field(default_factory=dict)
    preview: bool = False


def prepare(
    store: Store,
    archive: Archive,
    portal: Portal,
    as_of: date,
    until: datetime | None = None,
    workers: int = 1,
    corrections: Sequence[Correction] = (),
    since: date | None = None,
) -> Prepared:
    """Read what changed in a portal's archive, or is read otherwise by today's rules; `corrections` are the portal's.

    With `since`, a preview: of what is older nothing is read again. Raises PortalError as `build` does.
    """
    calm_collector()
    about = _about(archive, portal, as_of, until, corrections)
    if open_build(store, portal.slug, about["build_id"]) is not None:
        return Prepared(portal.slug, about, None)
    try:
        kept = remember(store, newest_build(store, portal.slug), about, since)
    except DamagedError as error:
        logger.warning("%s; everything of %s is read again", error, portal.slug)
        kept = remember(store, None, about)
    made = draft(archive, portal, as_of, until, kept.memory, workers, corrections)
    return Prepared(portal.slug, about, made, kept.words, since is not None)


@dataclass(slots=True)
class Ready:
    """A portal judged: its tables, not written yet where `made` is not None."""

    about: dict[str, Any]
    tables: Mapping[str, pa.Table]
    made: Draft | None
    judged: "Judged | None"

    @property
    def portal(self) -> str:
        """The portal's slug."""
        return str(self.about["portal"])

    @property
    def documents(self) -> int:
        """Documents that the archive holds of it, those that are gone included."""
        return len(self.made.lives) if self.made else self.tables["documents"].num_rows + self.tables["gone"].num_rows

    @property
    def read(self) -> int:
        """Documents that were read for it."""
        return sum(bool(life.read) for life in self.made.lives.values()) if self.made else 0


def judge_all(store: Store, prepared: Sequence[Prepared]) -> list[Ready]:
    """Judge what was prepared, all together. Nothing is written."""
    fresh = [(one.made, one.about) for one in prepared if one.made is not None]
    judged = iter(_judge(fresh))
    ready = []
    for one in prepared:
        if one.made is not None:
            verdict = next(judged)
            ready.append(Ready(one.about, _tables(one.made, verdict), one.made, verdict))
            continue
        there = open_build(store, one.portal, one.about["build_id"])
        assert there is not None
        ready.append(Ready(there.about, {name: there.table(store, name) for name in TABLES}, None, None))
    return ready


def finish(store: Store, prepared: Sequence[Prepared]) -> list[Build]:
    """Judge what was prepared, all together, and write the builds."""
    assert not any(one.preview for one in prepared), "a preview mixes rules: it is no build"
    return save_all(store, judge_all(store, prepared))


def save_all(store: Store, ready: Sequence[Ready]) -> list[Build]:
    """Write what was judged as the newest builds."""
    builds = []
    for one in ready:
        if one.made is not None and one.judged is not None:
            found = _save(store, one.made, one.about, one.judged, one.tables)
        else:
            found = Build(one.portal, one.about["build_id"], one.about)
        _point(store, found)
        builds.append(found)
    return builds


def open_build(store: Store, portal: str, build_id: str) -> Build | None:
    """A build of the store; None where there is none of that id."""
    key = f"builds/{portal}/{build_id}/{SEAL}"
    return Build(portal, build_id, store.read_json(key)) if store.exists(key) else None


def newest_build(store: Store, portal: str) -> Build | None:
    """The portal's newest build, whether or not it was ever published."""
    key = f"builds/{portal}/newest.json"
    if not store.exists(key):
        return None
    return open_build(store, portal, store.read_json(key)["build_id"])


def _about(
    archive: Archive, portal: Portal, as_of: date, until: datetime | None, corrections: Sequence[Correction]
) -> dict[str, Any]:
    """What a build is made from, and the id that follows from it."""
    captures = archive.table(portal.slug, until)
    if captures.num_rows == 0:
        raise PortalError(f"{portal.slug}: nothing in the archive; run `taizhang crawl --portal {portal.slug}` first")
    made_from = {
        "portal": portal.slug,
        "as_of": as_of.isoformat(),
        "archive": archive.digests(portal.slug, until),
        "until": captures["captured_at"][-1].as_py().isoformat(),
        "code": code_version(BUILDING),
        "reading_code": code_version(READING),
        "rules": rules_of_today().digest,
        "listing_code": code_version(LISTING),
        "tables": VERSION,
        "portal_file": portal.model_dump(mode="json"),
        "corrections": told(corrections),
    }
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    return {"build_id": hashlib.sha256(text.encode()).hexdigest()[:16]} | made_from


@dataclass(slots=True)
class Judged:
    """A draft after judgement: which version of each document is published, and what was kept out on the way."""

    tables: dict[str, pa.Table]
    published: dict[str, Version]
    quarantine: list[dict[str, Any]]
    checks: list[Checked]
    issues: list[Issue]
    counts: dict[str, list[int]]
    fallen_back: dict[str, Version]


def _judge(drafts: list[tuple[Draft, dict[str, Any]]]) -> list[Judged]:
    """Judge drafts together; a document whose newest version is rejected is tried in the version before, and so on."""
    judged = [Judged({}, {}, [], [], [], {}, {}) for _ in drafts]
    chosen = [made.newest() for made, _ in drafts]
    while any(chosen):
        tables = [tables_of(made, some) for (made, _), some in zip(drafts, chosen, strict=True)]
        rounds = [
            Batch(made.portal.slug, about["build_id"], made.as_of, found)
            for (made, about), found in zip(drafts, tables, strict=True)
        ]
        for number, verdict in enumerate(judge(rounds)):
            made = drafts[number][0]
            rejected = _take(judged[number], chosen[number], verdict)
            before = {key: made.before(key, version) for key, version in rejected.items()}
            chosen[number] = {key: version for key, version in before.items() if version is not None}
    return judged


def _take(judged: Judged, chosen: dict[str, Version], verdict: Verdict) -> dict[str, Version]:
    """Add a verdict; the documents that it rejected."""
    accepted = set(verdict.accepted["documents"]["document_id"].to_pylist())
    first = not judged.checks
    for name, rows in verdict.accepted.items():
        judged.tables[name] = pa.concat_tables([judged.tables[name], rows]) if name in judged.tables else rows
    for name, counts in verdict.counts.items():
        judged.counts[name] = [a + b for a, b in zip(judged.counts.get(name, [0, 0, 0]), counts, strict=True)]
    for key, version in chosen.items():
        if key in accepted:
            judged.published[key] = version
            if not first:
                judged.fallen_back[key] = version
    judged.quarantine += verdict.quarantine.to_pylist()
    judged.issues += verdict.issues
    judged.checks = verdict.checks if first else _added(judged.checks, verdict.checks)
    return {key: version for key, version in chosen.items() if key not in accepted}


def _added(checks: list[Checked], more: list[Checked]) -> list[Checked]:
    return [
        Checked(one.rule, one.rows + two.rows, one.failed + two.failed, one.examples + two.examples)
        for one, two in zip(checks, more, strict=True)
    ]


def _tables(made: Draft, judged: Judged) -> dict[str, pa.Table]:
    """All tables of a build, rows in order."""
    tables = dict(judged.tables) or tables_of(made, {})
    tables |= other_tables(made, judged.published)
    tables["coverage"] = coverage(made.portal, made.captures, made.walks, tables["documents"], made.as_of)
    tables["quarantine"] = _quarantine(judged.quarantine)
    tables["issues"] = issue_rows(made, [(issue, _seen(made, issue)) for issue in _issues(judged)], tables)
    return {name: parquet.in_order(name, table) for name, table in tables.items()}


def _save(store: Store, made: Draft, about: dict[str, Any], judged: Judged, tables: Mapping[str, pa.Table]) -> Build:
    """Write a build aside and move it in whole."""
    counts = _reconciled(made, judged, tables)
    metrics = measure(tables, made.captures, made.as_of, counts, _backfilled(made, judged))
    about = about | {"counts": counts, "metrics": metrics, "rows": {n: t.num_rows for n, t in sorted(tables.items())}}
    found = Build(made.portal.slug, about["build_id"], about)
    rules_of_today().keep(store)
    with store.new_folder(found.folder, SEAL) as folder:
        for name, table in sorted(tables.items()):
            folder.write(f"{name}.parquet", parquet.as_bytes(table))
        folder.write("memory/pages.parquet", parquet.as_bytes(pages_table(made.pages)))
        folder.write("memory/walks.parquet", parquet.as_bytes(walks_table(made.walks)))
        lives = [life for _, life in sorted(made.lives.items())]
        folder.write("memory/snapshots.parquet", parquet.as_bytes(snapshots_table(lives, _whole(judged), made.memory)))
        folder.write("checks/checks.json", _json(checks_rows(judged.checks)))
        folder.write("checks/index.html", checks_page(made.portal.name, about, judged.checks).encode())
        folder.write(SEAL, _json(about))
    return found


def _quarantine(rows: list[dict[str, Any]]) -> pa.Table:
    """Quarantined rows; of a document rejected in several versions, the newest stands for all."""
    first = {(row["table"], row["key"], row["expectation"]): row for row in reversed(rows)}
    return TABLES["quarantine"].arrow(list(first.values()))


def _issues(judged: Judged) -> list[Issue]:
    kept = [
        Issue(
            Stage.LOAD,
            Code.KEPT_LAST_GOOD,
            f"the newest version was rejected; the one of {version.since.isoformat()} is published",
            document_id=key,
        )
        for key, version in sorted(judged.fallen_back.items())
    ]
    return judged.issues + kept


def _seen(made: Draft, issue: Issue) -> date:
    """The day of the version that an issue is about."""
    life = made.lives.get(issue.document_id or "")
    return life.versions[-1].since if life else made.as_of


def _whole(judged: Judged) -> dict[str, str]:
    """Documents of which nothing was kept out, with the key of what they were read from."""
    torn = {row["document_id"] for row in judged.quarantine}
    return {key: version.key for key, version in judged.published.items() if key not in torn}


def _reconciled(made: Draft, judged: Judged, tables: Mapping[str, pa.Table]) -> dict[str, dict[str, int]]:
    """Read = published + quarantined + duplicates, for every judged table. Raises PortalError where it is not so."""
    there = [life for life in made.lives.values() if life.article.gone is None]
    duplicates = sum(len(life.article.addresses) - 1 for life in there)
    counts: dict[str, dict[str, int]] = {}
    for name, (read, _, kept_out) in sorted(judged.counts.items()):
        twice = duplicates if name == FIRST else 0
        counts[name] = {
            "read": read + twice,
            "published": tables[name].num_rows,
            "quarantined": kept_out,
            "duplicates": twice,
        }
    for name, count in counts.items():
        if count["read"] != count["published"] + count["quarantined"] + count["duplicates"]:
            raise PortalError(f"{made.portal.slug}: rows of {name} do not reconcile: {count}; report this as a bug")
    return counts


def _backfilled(made: Draft, judged: Judged) -> set[str]:
    """Published documents that a backfill found."""
    return {key for key in judged.published if BACKFILL in made.lives[key].article.first.run_id}


def _point(store: Store, made: Build) -> None:
    """Let newest.json name this build, unless it names one that has seen more of the archive."""
    key = f"builds/{made.portal}/newest.json"
    content = _json({"build_id": made.build_id, "until": made.about["until"], "as_of": made.about["as_of"]})
    while True:
        present = store.read(key) if store.exists(key) else None
        if present == content or _until(present) > made.about["until"]:
            return
        if store.swap(key, content, present):
            return


def _until(pointer: bytes | None) -> str:
    """How far the build that a pointer names has seen; nothing for a pointer that cannot be read."""
    try:
        return str(json.loads(pointer or b"{}").get("until", ""))
    except (ValueError, AttributeError):
        return ""


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
