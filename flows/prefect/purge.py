"""Prefect's own database cleared of old runs.

It holds no results of ours, only states, logs and artifacts.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from flows.prefect.api import HOUR, TAG, Completed, PrefectClient, State, filters, flow, get_client
from flows.prefect.names import of_portals

# Runs that Prefect's server removes at once.
BATCH = 50
ENDED = ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"]


# Tried again: its server may be just starting, and what is gone stays gone.
@flow(
    name="purge",
    flow_run_name=of_portals,
    retries=2,
    retry_delay_seconds=300,
    timeout_seconds=HOUR,
    persist_result=False,
)
async def purge(keep_days: Annotated[int, Field(ge=0)] = 60, dry_run: bool = False) -> State[int]:
    """Remove old runs of ours from Prefect's own database, with their logs and artifacts.

    The store is not touched.

    Events are cleared by the server itself, after a week.

    Args:
        keep_days: Keep the runs of so many days.
        dry_run: Only say how many runs would go.
    """
    # By the machine's clock: Prefect stamps its runs with it, not with the day in China.
    before = datetime.now(UTC) - timedelta(days=keep_days)
    async with get_client() as client:
        gone = await clear_runs(client, before, dry_run=dry_run)
    outcome = "would go" if dry_run else "gone"
    return Completed(
        message=f"{gone} runs that ended before {before:%Y-%m-%d} {outcome}",
        data=gone,
    )


async def clear_runs(client: PrefectClient, before: datetime, *, dry_run: bool = False) -> int:
    """Remove the runs of ours that ended before a moment, with artifacts and logs; how many there were."""
    gone = 0
    async for batch in _ended_runs(client, before, stays=dry_run):
        gone += len(batch)
        if dry_run:
            continue
        artifacts = await client.read_artifacts(
            artifact_filter=filters.ArtifactFilter(
                flow_run_id=filters.ArtifactFilterFlowRunId(any_=batch)
            )
        )
        # One after the other: its database may have one writer at a time.
        for artifact in artifacts:
            await client.delete_artifact(artifact.id)
        for run in batch:
            # The server takes the logs along.
            await client.delete_flow_run(run)
    return gone


async def _ended_runs(
    client: PrefectClient,
    before: datetime,
    *,
    stays: bool,
) -> AsyncIterator[list[UUID]]:
    """Runs that ended before a moment, batch by batch.

    With `stays` nobody removes them meanwhile, so that the next batch lies behind them.
    """
    wanted = filters.FlowRunFilter(
        tags=filters.FlowRunFilterTags(all_=[TAG]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=ENDED)),
        end_time=filters.FlowRunFilterEndTime(before_=before),
    )
    offset = 0
    while runs := await client.read_flow_runs(flow_run_filter=wanted, limit=BATCH, offset=offset):
        yield [run.id for run in runs]
        # What is removed makes the next batch the first one again.
        offset += len(runs) if stays else 0
