"""The bulletins of all regions for the quarter that is over, as a Prefect flow of a quarter's first morning."""

from pathlib import Path

from flows.prefect.api import HOUR, Completed, State, flow
from flows.prefect.names import of_portals
from reports.bulletins.files import write_all_bulletins
from reports.bulletins.quarter import parse_quarter, quarter_before
from taizhang.days import today
from taizhang.releases import release
from taizhang.settings import load_settings


@flow(name="bulletins", flow_run_name=of_portals, timeout_seconds=2 * HOUR, persist_result=False)
async def bulletins(
    store: str | None = None, quarter: str | None = None, config: Path | None = None
) -> State[list[str]]:
    """Write the bulletin of every region that the latest release has portals of, beside the store's releases.

    Args:
        store: Folder of the store, or s3://bucket/prefix.
        quarter: As 2017Q3; the last one that is over if left out.
        config: Settings file.
    """
    settings = load_settings(store=store, config=config)
    wanted = parse_quarter(quarter) if quarter else quarter_before(today())
    keys = write_all_bulletins(release(settings.store), wanted, settings.explorer)
    return Completed(message=f"{len(keys)} files of bulletins for {wanted}", data=keys)
