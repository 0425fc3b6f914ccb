"""What `taizhang issues` and `taizhang quarantine` list, filter and group."""

from collections.abc import Sequence
from itertools import chain

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reports.figures import count_groups
from taizhang.errors import UserError
from taizhang.foreign_text import show_controls
from taizhang.issues import Code
from taizhang.known_names import require_known
from taizhang.releases import Release, latest_release
from taizhang.rows import Row
from taizhang.store import Store

ISSUE_GROUPS = ("code", "portal", "stage", "document_id", "message")
QUARANTINE_GROUPS = ("expectation", "table", "portal", "document_id", "reason")


def list_issues(store: Store, portal: str | None = None, code: str | None = None) -> list[Row]:
    """Issues of the latest release, of one portal, of one code; the most frequent first."""
    release = require_release(store)
    require_portal(release, portal)
    if code is not None:
        require_known("code of issues", code, list(Code))
    rows = _choose_rows(release.rows("issues"), portal=portal, code=code)
    return sorted(
        rows,
        key=lambda row: (-row["count"], row["portal"], row["code"], row["issue_id"]),
    )


def list_quarantine(
    store: Store,
    portal: str | None = None,
    expectation: str | None = None,
    table: str | None = None,
) -> list[Row]:
    """Rejected rows of the latest release, of one portal, of one expectation, of one table."""
    release = require_release(store)
    require_portal(release, portal)
    rows = release.rows("quarantine")
    if expectation is not None:
        require_known("expectation", expectation, _failed_expectations(rows))
    return _choose_rows(rows, portal=portal, expectation=expectation, table=table)


def group_rows(rows: list[Row], by: Sequence[str], columns: Sequence[str]) -> list[Row]:
    """How many rows share the columns `by`, which must be among `columns`; the most first.

    Raises UserError for another column.
    """
    for column in by:
        if column not in columns:
            raise UserError(f"cannot count by {column}; choose among {', '.join(columns)}")
    return [
        dict(zip(by, key, strict=True)) | {"count": count} for key, count in count_groups(rows, *by)
    ]


def show_rows(
    rows: list[Row],
    columns: Sequence[str],
    console: Console,
    most: int | None = None,
) -> None:
    """Print rows as a table with these columns, `most` of them."""
    if not rows:
        console.print("none")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        number = isinstance(rows[0][column], int)
        table.add_column(column, justify="right" if number else "left", overflow="fold")
    for row in rows[:most]:
        table.add_row(
            *(
                Text("" if row[column] is None else show_controls(str(row[column])))
                for column in columns
            )
        )
    console.print(table)
    if most is not None and len(rows) > most:
        console.print(f"… and {len(rows) - most:,} more", style="dim", highlight=False)


# The name by which scripts of others know it.
show = show_rows


def _choose_rows(rows: list[Row], **wanted: str | None) -> list[Row]:
    given = {name: value for name, value in wanted.items() if value is not None}
    return [row for row in rows if all(row[name] == value for name, value in given.items())]


def require_portal(release: Release, slug: str | None) -> None:
    """Raise UserError for a portal that the release does not have."""
    if slug is not None:
        require_known("portal", slug, release.table("portals", "portal")["portal"].to_pylist())


def _failed_expectations(rows: list[Row]) -> list[str]:
    """Every expectation that a row may have failed."""
    # Whoever looks at something else needs no rules.
    from expectations.judge import JUDGED, rules_of

    rules = chain.from_iterable(map(rules_of, JUDGED))
    declared = [rule.id for rule in rules]
    return sorted({*declared, *(row["expectation"] for row in rows)})


def require_release(store: Store) -> Release:
    """The latest release. Raises UserError before the first one."""
    release = latest_release(store)
    if release is None:
        raise UserError(f"the store {store.root} has no release yet: run `taizhang nightly`")
    return release
