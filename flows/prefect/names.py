"""What flow runs are called: their flow, and what they run on."""

from collections.abc import Mapping
from typing import Any

from flows.prefect.api import runtime
from taizhang.days import today

FEW = 3  # portals that are named


def of_portals() -> str:
    """The name of the present run, as `backfill 2017-01-01 to 2021-12-31 lanshan`.

    Prefect calls it without arguments.
    """
    return run_name(runtime.flow_run.flow_name, runtime.flow_run.parameters)


def run_name(flow: str, parameters: Mapping[str, Any]) -> str:
    """The name of a run with these parameters."""
    since, until = parameters.get("since"), parameters.get("until")
    if until:
        days = f"{since} to {until}"
    else:
        days = str(since or parameters.get("as_of") or today())
    portals = parameters.get("portal") or []
    few = ", ".join(portals[:FEW]) + (
        f" and {len(portals) - FEW} more" if len(portals) > FEW else ""
    )
    return " ".join(
        word for word in (flow, days, few, "(dry run)" if parameters.get("dry_run") else "") if word
    )
