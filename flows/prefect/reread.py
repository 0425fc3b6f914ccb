"""A reread as a Prefect flow: the archive read again by today's rules, without the network."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from flows.plan import make_plan
from flows.prefect.api import HOUR, Completed, Failed, State, end_of, flow
from flows.prefect.artifacts import keep_artifact, keep_summary, markdown_table
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from flows.reread import Reread, read_again
from taizhang.foreign_text import escape_markdown
from taizhang.settings import load_settings


@flow(name="reread", flow_run_name=of_portals, timeout_seconds=24 * HOUR, persist_result=False)
async def reread(
    portal: list[str] | None = None,
    since: date | None = None,
    dry_run: bool = False,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Any]:
    """Read the archive again by today's rules, say what that changes in the rows, and publish.

    Without the network.

    Args:
        portal: Only these portals, by their slugs; all verified ones if left out.
        since: Only say what changes in documents published since.
        dry_run: Only say what would change; the store stays as it is.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    again = await read_again(
        plan,
        publishes=not dry_run,
        since=since,
        step=as_task,
        patience=4 * HOUR,
    )
    headline = f"{len(again.rows)} rows {'would change' if dry_run else 'change'}"
    await keep_artifact("reread", _page_lines(headline, again), headline)
    # A published reread ends like a night, with its summary; a preview has only its list of
    # differences.
    if again.summary is not None:
        await keep_summary(again.summary, plan.settings, "night")
        return end_of(again.summary)
    if again.troubles:
        return Failed(
            name="PortalFailed",
            message=f"{headline}; not read: {', '.join(again.troubles)}",
            data=again,
        )
    return Completed(message=headline, data=again)


def _page_lines(headline: str, again: Reread) -> list[str]:
    """What was read and why, and how many rows of each table differ."""
    read = [
        (scope.portal, scope.documents, scope.read, scope.give_reason()) for scope in again.scopes
    ]
    counts = Counter((row["portal"], row["table"], row["change"]) for row in again.rows)
    return [
        f"# {headline}",
        "",
        *markdown_table(("portal", "documents", "read again", "why"), read),
        "",
        *markdown_table(
            ("portal", "table", "change", "rows"),
            [(*key, count) for key, count in sorted(counts.items())],
        ),
        "",
        *(
            f"- **{portal}**: {escape_markdown(trouble)}"
            for portal, trouble in again.troubles.items()
        ),
    ]
