"""Proofs on the terminal: the latest release from its archive, one task step by step."""

import sys
from collections.abc import Collection
from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from flows.terminal.console import errors
from load.proof.explain import explain
from load.proof.verify import Verification, verify
from taizhang.archive import Archive
from taizhang.errors import PortalError
from taizhang.foreign_text import dump_json, show_controls
from taizhang.known_names import require_known
from taizhang.releases import latest
from taizhang.store import Store

SHOWN = 50  # findings printed; --json has all


def show_verification(store: Store, portals: Collection[str] | None, *, as_json: bool) -> int:
    """Prove the release; exit code 1 where a byte or a value is not what it was."""
    release = latest(store)
    for slug in portals or ():
        require_known("portal", slug, release.about["portals"] if release else ())
    found = _with_progress(store, portals)
    if not found.documents and found.holds:
        raise PortalError(f"nothing was proved: release {found.release_id} has no document{_of(portals)}")
    if as_json:
        told = {"release": found.release_id, "holds": found.holds, "documents": found.documents, "values": found.values}
        findings = [asdict(finding) for finding in found.findings]
        sys.stdout.write(dump_json(told | {"findings": findings}) + "\n")
    else:
        said = "holds" if found.holds else "DOES NOT HOLD"
        sys.stdout.write(
            f"release {found.release_id} {said}: {found.documents:,} documents, {found.values:,} values proved, "
            f"{len(found.findings):,} findings\n"
        )
        for finding in found.findings[:SHOWN]:
            sys.stdout.write(show_controls(f"  {finding}") + "\n")
    return 0 if found.holds else 1


def show_explanation(store: Store, task: str) -> None:
    """A task with its page, capture and steps."""
    sys.stdout.write(show_controls("\n".join(explain(store, Archive(store), task).lines())) + "\n")


def _of(portals: Collection[str] | None) -> str:
    return f" of {', '.join(portals)}" if portals else ""


def _with_progress(store: Store, portals: Collection[str] | None) -> Verification:
    console = errors()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("documents", total=None)
        return verify(
            store,
            Archive(store),
            portals=portals,
            progress=lambda done, total: progress.update(bar, completed=done, total=total),
        )
