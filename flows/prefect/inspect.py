"""Portals inspected by 国办秘函〔2019〕19号, as a Prefect flow.

What was found stands in the next release.
"""

from pathlib import Path

from flows.inspect import Inspections, inspect_all
from flows.plan import make_plan
from flows.prefect.api import HOUR, Completed, Failed, State, flow
from flows.prefect.artifacts import keep_artifact, markdown_table
from flows.prefect.names import of_portals
from flows.prefect.tasks import as_task
from taizhang.foreign_text import escape_markdown
from taizhang.settings import load_settings

COLUMNS = ("portal", "channel", "check", "value", "limit")


@flow(name="inspect", flow_run_name=of_portals, timeout_seconds=6 * HOUR, persist_result=False)
async def inspect(
    portal: list[str] | None = None,
    store: str | None = None,
    portals: Path | None = None,
    config: Path | None = None,
) -> State[Inspections]:
    """Look whether portals answer, are kept up to date, have no empty channels and are not hijacked.

    Args:
        portal: Only these portals, by their slugs; all verified ones if left out.
        store: Folder of the store, or s3://bucket/prefix.
        portals: Folder of portal files.
        config: Settings file.
    """
    plan = make_plan(load_settings(store=store, portals=portals, config=config), portal, None)
    inspections = await inspect_all(plan, as_task)
    headline, troubles = inspections.headline(), inspections.troubles
    lines = [
        f"# {headline}",
        "",
        *(f"- **{slug}**: {escape_markdown(trouble)}" for slug, trouble in troubles.items()),
        "",
    ]
    lines += markdown_table(
        COLUMNS,
        [[row[column] for column in COLUMNS] for row in inspections.not_passed],
    )
    await keep_artifact("inspection", lines, headline)
    if troubles:
        message = f"{headline}; not inspected: {', '.join(troubles)}"
        return Failed(name="PortalFailed", message=message, data=inspections)
    return Completed(message=headline, data=inspections)
