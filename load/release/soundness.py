"""Whether a release that another one is to stand on holds what its builds hold, found by counting alone.

A release compared with one that lost a table would report all of it as added. `taizhang verify`
looks at each row; this is asked every night and reads no table, but those of builds of which the
release leaves documents out.
"""

from load.builds import Build, open_build
from load.release.changed_portals import left_out_of
from load.release.contents import leave_out
from load.release.tables import JOINED
from taizhang.errors import DamagedError
from taizhang.releases import Release
from taizhang.rows import Tables
from taizhang.tables import TABLES, VERSION


def require_whole(release: Release) -> None:
    """Raises DamagedError, in one line that says what to do, where tables or rows of a release are lost.

    Nothing is known of a release of other tables than today's, or of one whose builds are gone.
    """
    if release.record["tables"] != VERSION:
        return
    lost = sorted(TABLES.keys() - release.resources.keys())
    if lost:
        raise DamagedError(_describe_loss(release, f"its manifest names no {lost[0]}"))
    expected = _count_rows(release)
    # A build that was removed by hand: nothing can be counted against, which is no damage of the
    # release.
    if expected is None:
        return
    counted = release.counts()
    for name, rows in expected.items():
        if counted[name] != rows:
            raise DamagedError(
                _describe_loss(
                    release,
                    f"{name} has {counted[name]} rows, its builds have {rows}",
                )
            )


def _count_rows(release: Release) -> dict[str, int] | None:
    """Rows of each table by the builds that the manifest names; None where one of them is gone."""
    left_out = left_out_of(release.store, release)
    expected = dict.fromkeys(JOINED, 0)
    # Which has a row of its own for what was withdrawn.
    del expected["gone"]
    for slug, said in release.record["portals"].items():
        if said["build"] is None:
            continue
        build = open_build(release.store, slug, said["build"])
        if build is None:
            return None
        for name in expected:
            expected[name] += _count_shown(build, name, left_out.get(slug, []))
    return expected


def _count_shown(build: Build, name: str, left_out: list[str]) -> int:
    """Rows of a build's table that are shown."""
    counted: int = build.record["rows"].get(name, 0)
    if not left_out or not {"document_id", "task_id"} & set(TABLES[name].column_names()):
        return counted
    keys = [
        column for column in ("document_id", "task_id") if column in TABLES[name].column_names()
    ]
    tables: Tables = {
        name: build.table(name, *keys),
        "tasks": build.table("tasks", "task_id", "document_id"),
    }
    return int(leave_out(tables, left_out)[name].num_rows)


def _describe_loss(release: Release, what: str) -> str:
    return (
        f"release {release.release_id} of the store {release.store.root} is not whole: {what}; see `taizhang verify`, "
        "then go back to another release with `taizhang rollback`"
    )
