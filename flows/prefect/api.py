"""Prefect, imported by way of this module only: what its process needs is set before it is loaded.

Nothing is reported to anybody, nothing needs the internet, and a proxy that is set for the portals
never catches the calls to Prefect's own server.
"""

import logging
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from flows.summary import Summary

TAG = "taizhang"  # on every run of ours
HOUR = 3600.0  # seconds

_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # A server that is busy (503: its SQLite has one writer at a time) or restarted is asked again
    # for minutes.
    "PREFECT_CLIENT_MAX_RETRIES": "10",
    # Seconds; by these the server knows that a run lives.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "60",
    # Without PREFECT_API_URL a server is started for the run; a cold start on a small machine takes
    # 20 s.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "taizhang,extract,transform,expectations,load,reports,flows",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def _spare_prefect_the_proxy() -> None:
    """Name this machine and Prefect's server in NO_PROXY, under both of its spellings."""
    spared = {"127.0.0.1", "localhost", "::1"}
    server = urlsplit(os.environ.get("PREFECT_API_URL", "")).hostname
    # A server on another machine of the house: the proxy leads out of the house.
    if server:
        spared.add(server)
    for name in ("NO_PROXY", "no_proxy"):
        named = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join([*named, *sorted(spared.difference(named))])


for _name, _value in _DEFAULTS.items():
    # What a person has set in the environment holds; Prefect reads it once, when it is imported
    # below.
    os.environ.setdefault(_name, _value)
_spare_prefect_the_proxy()
# At the end of a run they warn that they are still sending.
for _name in ("EventsWorker", "APILogWorker"):
    logging.getLogger(_name).setLevel(logging.ERROR)

from prefect import Flow, flow, runtime, tags, task  # noqa: E402 — only now
from prefect.artifacts import acreate_markdown_artifact  # noqa: E402
from prefect.automations import AutomationCore, EventTrigger, Posture  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.base import ServerType  # noqa: E402
from prefect.client.orchestration import PrefectClient, get_client  # noqa: E402
from prefect.client.schemas import filters  # noqa: E402
from prefect.client.schemas.objects import State, StateType  # noqa: E402
from prefect.events import Event  # noqa: E402
from prefect.events.actions import ChangeFlowRunState, SendNotification  # noqa: E402
from prefect.events.clients import get_events_client  # noqa: E402
from prefect.flows import aserve  # noqa: E402
from prefect.schedules import Cron  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

__all__ = [
    "HOUR",
    "NO_CACHE",
    "TAG",
    "AutomationCore",
    "ChangeFlowRunState",
    "Completed",
    "Cron",
    "Event",
    "EventTrigger",
    "Failed",
    "Flow",
    "Posture",
    "PrefectClient",
    "SendNotification",
    "ServerType",
    "State",
    "StateType",
    "acreate_markdown_artifact",
    "aserve",
    "end_of",
    "filters",
    "flow",
    "get_client",
    "get_events_client",
    "runtime",
    "tags",
    "task",
]


def end_of(summary: "Summary") -> "State[Summary]":
    """The state in which a run ends; its name tells a failed portal from a fault of ours."""
    if summary.has_failed:
        return Failed(name="PortalFailed", message=summary.headline(), data=summary)
    return Completed(message=summary.headline(), data=summary)
