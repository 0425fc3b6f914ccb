"""Proofs on the terminal: the latest release from its archive, one task step by step."""

import sys
from collections.abc import Collection
from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows.terminal.console import error_console
from load.proof.explain import explain
from load.proof.verify import Verification, verify
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.foreign_text import dump_json, show_controls
from taizhang.known_names import require_known
from taizhang.releases import latest_release
from taizhang.store import Store

# Findings printed; --json has all.
SHOWN = 50


def show_verification(store: Store, portals: Collection[str] | None, *, as_json: bool) -> int:
    """Prove the release; exit code 1 where a byte or a value is not what it was."""
    release = latest_release(store)
    for slug in portals or ():
        require_known("portal", slug, release.record["portals"] if release else ())
    verification = _with_progress(store, portals)
    # A proof of nothing always holds: said as an error, lest a script take it for one.
    if not verification.documents and verification.holds:
        raise PortalError(
            f"nothing was proved: release {verification.release_id} has no document{_of_portals(portals)}"
        )
    if as_json:
        summary = {
            "release": verification.release_id,
            "holds": verification.holds,
            "documents": verification.documents,
            "values": verification.values,
            "findings": [asdict(finding) for finding in verification.findings],
        }
        sys.stdout.write(dump_json(summary) + "\n")
    else:
        verdict = "holds" if verification.holds else "DOES NOT HOLD"
        counts = f"{verification.documents:,} documents, {verification.values:,} values proved"
        sys.stdout.write(
            f"release {verification.release_id} {verdict}: {counts}, {len(verification.findings):,} findings\n"
        )
        for finding in verification.findings[:SHOWN]:
            sys.stdout.write(show_controls(f"  {finding}") + "\n")
    if verification.holds:
        return 0
    return 1


def show_explanation(store: Store, task: str) -> None:
    """A task with its page, capture and steps."""
    sys.stdout.write(show_controls("\n".join(explain(store, Archive(store), task).lines())) + "\n")


def _of_portals(portals: Collection[str] | None) -> str:
    if portals:
        return f" of {', '.join(portals)}"
    return ""


def _with_progress(store: Store, portals: Collection[str] | None) -> Verification:
    console = error_console()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("documents", total=None)
        return verify(
            store,
            Archive(store),
            portals=portals,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
