"""A build: one portal's judged tables, made from its archive and never changed afterwards.

It is a function of the archive up to a moment, the code with its lock, the portal's file and the day: its id is their
hash, `build.json` names them, and made again it is the same, byte for byte.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
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
from load.memory import Memory, pages_table, recall, recall_walks, snapshots_table, walks_table
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.issues import Code, Issue
from taizhang.portals import Portal
from taizhang.store import Store
from taizhang.tables import TABLES, VERSION
from taizhang.tables.terms import Stage

SEAL = "build.json"
FIRST = "documents"


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


def build_all(
    store: Store,
    archive: Archive,
    portals: Sequence[Portal],
    as_of: date,
    until: datetime | None = None,
    workers: int = 1,
) -> list[Build]:
    """Build several portals, judging all of them in one run of Great Expectations."""
    return finish(store, [prepare(store, archive, portal, as_of, until, workers) for portal in portals])


@dataclass(slots=True)
class Prepared:
    """A portal read, before it is judged; `made` is None where the very same build is there already."""

    portal: str
    about: dict[str, Any]
    made: Draft | None


def prepare(
    store: Store,
    archive: Archive,
    portal: Portal,
    as_of: date,
    until: datetime | None = None,
    workers: int = 1,
    corrections: Sequence[Correction] = (),
) -> Prepared:
    """Read what changed in a portal's archive; `corrections` are the portal's. Raises PortalError as `build` does."""
    about = _about(archive, portal, as_of, until, corrections)
    if open_build(store, portal.slug, about["build_id"]) is not None:
        return Prepared(portal.slug, about, None)
    memory = _memory(store, portal, about)
    return Prepared(portal.slug, about, draft(archive, portal, as_of, until, memory, workers, corrections))


def finish(store: Store, prepared: Sequence[Prepared]) -> list[Build]:
    """Judge what was prepared, all together, and write the builds."""
    fresh = [(one.made, one.about) for one in prepared if one.made is not None]
    judged = iter(_judge(fresh))
    builds = []
    for one in prepared:
        found = open_build(store, one.portal, one.about["build_id"]) if one.made is None else None
        if found is None:
            assert one.made is not None
            found = _save(store, one.made, one.about, next(judged))
        _point(store, found)
        builds.append(found)
    return builds


def open_build(store: Store, portal: str, build_id: str) -> Build | None:
    """A build of the store; None where there is none of that id."""
    key = f"builds/{portal}/{build_id}/{SEAL}"
    return Build(portal, build_id, json.loads(store.read(key))) if store.exists(key) else None


def newest_build(store: Store, portal: str) -> Build | None:
    """The portal's newest build, whether or not it was ever published."""
    key = f"builds/{portal}/newest.json"
    if not store.exists(key):
        return None
    return open_build(store, portal, json.loads(store.read(key))["build_id"])


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
        "listing_code": code_version(LISTING),
        "tables": VERSION,
        "portal_file": portal.model_dump(mode="json"),
        "corrections": told(corrections),
    }
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=False)
    return {"build_id": hashlib.sha256(text.encode()).hexdigest()[:16]} | made_from


def _memory(store: Store, portal: Portal, about: dict[str, Any]) -> Memory:
    """What the newest build remembers, if it was read by the same code from the same kind of portal."""
    newest = newest_build(store, portal.slug)
    if newest is None or newest.about["reading_code"] != about["reading_code"]:
        return Memory()
    if newest.about["portal_file"] != about["portal_file"]:
        return Memory()
    memory = recall(store, newest.folder)
    if newest.about.get("listing_code") == about["listing_code"]:
        memory.walks = recall_walks(store, newest.folder)
    for correction in newest.corrections:
        memory.present.pop(correction.document, None)  # its rows are not what was read
    return memory


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


def _save(store: Store, made: Draft, about: dict[str, Any], judged: Judged) -> Build:
    """Write a build aside and move it in whole."""
    tables = dict(judged.tables) or tables_of(made, {})
    tables |= other_tables(made, judged.published)
    tables["coverage"] = coverage(made.portal, made.captures, made.walks, tables["documents"], made.as_of)
    tables["quarantine"] = _quarantine(judged.quarantine)
    tables["issues"] = issue_rows(made, [(issue, _seen(made, issue)) for issue in _issues(judged)], tables)
    tables = {name: parquet.in_order(name, table) for name, table in tables.items()}
    counts = _reconciled(made, judged, tables)
    metrics = measure(tables, made.captures, made.as_of, counts, _backfilled(made, judged))
    about = about | {"counts": counts, "metrics": metrics, "rows": {n: t.num_rows for n, t in sorted(tables.items())}}
    found = Build(made.portal.slug, about["build_id"], about)
    with store.new_folder(found.folder, SEAL) as folder:
        for name, table in sorted(tables.items()):
            folder.write(f"{name}.parquet", parquet.as_bytes(table))
        folder.write("memory/pages.parquet", parquet.as_bytes(pages_table(made.pages)))
        folder.write("memory/walks.parquet", parquet.as_bytes(walks_table(made.walks)))
        lives = [life for _, life in sorted(made.lives.items())]
        folder.write("memory/snapshots.parquet", parquet.as_bytes(snapshots_table(lives, _whole(judged))))
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


def _reconciled(made: Draft, judged: Judged, tables: dict[str, pa.Table]) -> dict[str, dict[str, int]]:
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
        if present == content or (present and json.loads(present)["until"] > made.about["until"]):
            return
        if store.swap(key, content, present):
            return


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
