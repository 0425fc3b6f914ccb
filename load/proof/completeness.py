"""Whether a release holds all that follows from its builds, and nothing else.

The evidence proves the rows that are there. A row that was taken out together with its evidence,
and with a manifest that fits, is only missed where the table is made again: from the builds that
the manifest names, from the release before, and from what the builds themselves say of their size.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

import pyarrow as pa

from load.builds import Build, open_build
from load.parquet import sort_rows
from load.proof.findings import Fault, Finding, key_of
from load.release.changed_portals import changes_between
from load.release.citations import CitedDocuments
from load.release.contents import Share, share_out
from load.release.decisions import Decision, decisions
from load.release.tables import JOINED, joined_piece
from taizhang.archive.checks import read_checks
from taizhang.errors import StoreError
from taizhang.releases import Release, list_releases, open_release
from taizhang.rows import Row
from taizhang.store import Store
from taizhang.tables import TABLES, VERSION


def find_incomplete(store: Store, release: Release) -> Iterator[Finding]:
    """Tables, rows and counts of a release that are not what its builds, checks and the release before it give."""
    yield from _find_lost_tables(release)
    builds, lost = _open_builds(store, release)
    yield from lost
    if lost:
        # What a lost build held cannot be told from what somebody took out.
        return
    # The builds themselves first: a release made again from a build that lost rows would lack them
    # without a difference.
    shrunken = list(chain.from_iterable(map(_find_shrunken, builds)))
    yield from shrunken
    if shrunken:
        # As of a lost build, what stood there cannot be told.
        return
    withdrawn = _withdrawn_then(store, release)
    shares, cited = share_out(builds, withdrawn)
    yield from _find_other_joined_rows(release, shares, CitedDocuments(cited))
    yield from _find_other_portals(release)
    yield from _find_other_metrics(store, release)
    yield from _find_other_checks(store, release)
    yield from _find_other_changes(store, release, shares)


def _find_lost_tables(release: Release) -> Iterator[Finding]:
    """Tables that the manifest does not name, and those that have other rows than it counts."""
    if release.record["tables"] == VERSION:
        for name in TABLES.keys() - release.resources.keys():
            yield _loss_finding(name, "datapackage.json", "is not in the manifest")
    for name, counted in release.counts().items():
        if name not in TABLES:
            continue
        rows = release.table(name, *TABLES[name].key[:1]).num_rows
        if rows != counted:
            yield _loss_finding(
                name, "datapackage.json", f"has {rows} rows, the manifest counts {counted}"
            )


def _open_builds(store: Store, release: Release) -> tuple[list[Build], list[Finding]]:
    """The builds that a release was made from, and a finding for each that is gone."""
    builds, lost = [], []
    for slug, record in release.record["portals"].items():
        if record["build"] is None:
            continue
        build = open_build(store, slug, record["build"])
        if build is None:
            lost.append(
                Finding(
                    Fault.DIGEST,
                    slug,
                    None,
                    "portals",
                    slug,
                    "build",
                    "the build is gone",
                )
            )
        else:
            builds.append(build)
    return builds, lost


def _find_shrunken(build: Build) -> Iterator[Finding]:
    """Tables of a build that have other rows than its build.json counts."""
    for name, counted in build.record["rows"].items():
        try:
            rows = build.table(name, *TABLES[name].key[:1]).num_rows
        except StoreError as error:
            yield Finding(Fault.DIGEST, build.slug, None, name, build.build_id, None, str(error))
            continue
        if rows != counted:
            message = f"the build has {rows} rows, its build.json counts {counted}"
            yield Finding(Fault.DIGEST, build.slug, None, name, build.build_id, None, message)


def _withdrawn_then(store: Store, release: Release) -> dict[str, Decision]:
    """The documents that were withdrawn when the release was made.

    Of those undone since, the day stands nowhere any more: the release's own day takes its place.
    """
    present = decisions(store, "withdraw")
    reasons = release.record["decisions"]["withdrawn"]
    return {
        key: present.get(key) or Decision("withdraw", key, why, release.record["as_of"])
        for key, why in reasons.items()
    }


def _find_other_joined_rows(
    release: Release,
    shares: Sequence[Share],
    cited: CitedDocuments,
) -> Iterator[Finding]:
    """Rows of the builds' tables that the release lacks, has besides, or has otherwise."""
    for name in JOINED:
        if not release.has(name):
            continue
        published = release.table(name)
        pieces = [joined_piece(name, share, cited) for share in shares]
        right = pa.concat_tables([published.slice(0, 0), *pieces])
        # The day of a withdrawal that was undone since stands nowhere any more.
        if name == "gone":
            published, right = (table.drop_columns(["gone_since"]) for table in (published, right))
        # As a whole first: rows become Python values only where something is wrong.
        key = TABLES[name].key
        if not sort_rows(published, key).equals(sort_rows(right, key)):
            yield from _compare_rows(name, published.to_pylist(), right.to_pylist(), "its build")


def _find_other_portals(release: Release) -> Iterator[Finding]:
    """Rows of `portals` that are not what the manifest says of each."""
    columns = ("portal", "build", "health", "reason", "stale_since")
    right = [
        {
            "portal": slug,
            "build": record["build"],
            "health": record["health"],
            "reason": record["reason"],
            "stale_since": date.fromisoformat(record["stale_since"])
            if record["stale_since"]
            else None,
        }
        for slug, record in release.record["portals"].items()
    ]
    yield from _compare_rows("portals", release.rows("portals", *columns), right, "the manifest")


def _find_other_metrics(store: Store, release: Release) -> Iterator[Finding]:
    """Gates that are not those of the manifest, and figures that are not those of the judged build."""
    for slug, record in release.record["portals"].items():
        if not record["asked"]:
            continue
        rows = release.rows("portal_metrics", portal=slug)
        judged = sorted(row["metric"] for row in rows)
        failed = sorted(row["metric"] for row in rows if not row["passed"])
        for name, metrics, named in (
            ("gates", judged, record.get("gates", judged)),
            ("gates_failed", failed, record.get("gates_failed", failed)),
        ):
            if named != metrics:
                message = f"{name} are {', '.join(metrics) or 'none'}, the manifest says {', '.join(named)}"
                yield Finding(Fault.VALUE, slug, None, "portal_metrics", slug, None, message)
        yield from _find_other_figures(store, slug, record["judged"], rows)


def _find_other_figures(
    store: Store,
    slug: str,
    build_id: str | None,
    rows: Iterable[Row],
) -> Iterator[Finding]:
    """Figures that are not those of the judged build; gates that compare two builds have none there."""
    judged = open_build(store, slug, build_id) if build_id else None
    figures = judged.record["metrics"] if judged else {}
    for row in rows:
        if row["metric"] in figures and row["value"] != figures[row["metric"]]:
            message = f"is {row['value']}, its build says {figures[row['metric']]}"
            yield Finding(
                Fault.VALUE,
                slug,
                None,
                "portal_metrics",
                key_of("portal_metrics", row),
                "value",
                message,
            )


def _find_other_checks(store: Store, release: Release) -> Iterator[Finding]:
    """Rows of `portal_checks` that are not what the store's inspections say up to the release's day."""
    as_of = date.fromisoformat(release.record["as_of"])
    slugs = release.record["portals"]
    right = pa.concat_tables(
        [
            TABLES["portal_checks"].schema.empty_table(),
            *(read_checks(store, slug, as_of) for slug in slugs),
        ]
    )
    yield from _compare_rows(
        "portal_checks",
        release.rows("portal_checks"),
        right.to_pylist(),
        "the inspections",
    )


def _find_other_changes(
    store: Store,
    release: Release,
    shares: Sequence[Share],
) -> Iterator[Finding]:
    """Rows of `changes` that do not follow from this release and the one before, where that one still stands."""
    before = release.record["previous"]
    # Cleared away since: what changed from it can no longer be told.
    if before is not None and before not in list_releases(store):
        return
    previous = open_release(store, before) if before else None
    pieces = list(changes_between(store, previous, shares))
    right = pa.concat_tables([TABLES["changes"].schema.empty_table(), *pieces])
    yield from _compare_rows(
        "changes",
        release.rows("changes"),
        right.to_pylist(),
        f"against {before or 'nothing'}",
    )


def _compare_rows(
    name: str,
    rows: Iterable[Row],
    right: Iterable[Row],
    source: str,
) -> Iterator[Finding]:
    """Where rows by key differ from the right ones."""
    published = {key_of(name, row): row for row in rows}
    wanted = {key_of(name, row): row for row in right}
    for key, row in wanted.items():
        if key not in published:
            yield _row_finding(name, row, key, None, f"is missing: {source} gives it")
            continue
        for column, value in row.items():
            if published[key][column] != value:
                message = f"is {_shorten_value(published[key][column])}, {source} says {_shorten_value(value)}"
                yield _row_finding(name, row, key, column, message)
    for key in published.keys() - wanted.keys():
        yield _row_finding(
            name, published[key], key, None, f"stands there, {source} does not give it"
        )


def _row_finding(name: str, row: Row, key: str, column: str | None, message: str) -> Finding:
    return Finding(
        Fault.VALUE,
        row.get("portal") or "-",
        row.get("document_id"),
        name,
        key,
        column,
        message,
    )


def _loss_finding(name: str, key: str, message: str) -> Finding:
    return Finding(Fault.DIGEST, "-", None, name, key, None, message)


def _shorten_value(value: object) -> str:
    text = " ".join(str(value).split())
    if len(text) <= 60:
        return text
    return f"{text[:40]}…{text[-16:]}"
