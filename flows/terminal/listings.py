"""Looking at a store from the command line: its status, its issues, its quarantine."""

import sys
from collections.abc import Sequence
from dataclasses import asdict

from flows.prefect.next_run import next_run
from flows.terminal.console import output_console
from load.release.decisions import KINDS, all_decisions
from reports import listing, screen
from reports.status import read_status
from taizhang.foreign_text import dump_json
from taizhang.known_names import require_known
from taizhang.rows import Row
from taizhang.store import Store

DECISION_COLUMNS = ("day", "kind", "subject", "reason", "undone_on", "undone_because")
MOST = 50  # rows printed; --json has all


def show_status(store: Store, *, as_json: bool) -> None:
    """One screen, or everything as one JSON object."""
    # Asked of Prefect over HTTP, and None where it does not answer: a status must not wait for a
    # scheduler.
    state = read_status(store, next_run())
    if as_json:
        sys.stdout.write(state.to_json() + "\n")
    else:
        screen.show_status(state, output_console())


def show_issues(
    store: Store,
    portal: str | None,
    code: str | None,
    by: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """Issues of the latest release, or how many share the columns `by`."""
    rows = listing.list_issues(store, portal, code)
    _show_rows(
        rows,
        by,
        listing.ISSUE_GROUPS,
        ("portal", "code", "message", "url", "first_seen", "count"),
        as_json=as_json,
    )


def show_quarantine(
    store: Store, portal: str | None, expectation: str | None, by: Sequence[str], *, as_json: bool
) -> None:
    """Rejected rows of the latest release, or how many share the columns `by`."""
    rows = listing.list_quarantine(store, portal, expectation)
    _show_rows(
        rows,
        by,
        listing.QUARANTINE_GROUPS,
        ("portal", "table", "expectation", "reason", "key"),
        as_json=as_json,
    )


def show_decisions(store: Store, kind: str | None, *, as_json: bool) -> None:
    """What people decided, the oldest first.

    Raises UserError for a kind of decision that there is not.
    """
    kinds = (require_known("kind of decision", kind, KINDS),) if kind else KINDS
    rows = [asdict(decision) for decision in all_decisions(store, *kinds)]
    if as_json:
        sys.stdout.write(dump_json(rows) + "\n")
    else:
        listing.show_rows(rows, DECISION_COLUMNS, output_console())


def _show_rows(
    rows: list[Row],
    by: Sequence[str],
    groups: Sequence[str],
    columns: Sequence[str],
    *,
    as_json: bool,
) -> None:
    if by:
        rows, columns = listing.group_rows(rows, by, groups), (*by, "count")
    if as_json:
        sys.stdout.write(dump_json(rows) + "\n")
    else:
        listing.show_rows(rows, columns, output_console(), MOST)
