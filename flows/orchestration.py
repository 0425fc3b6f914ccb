"""Prefect, imported by way of this module only: what its process needs is set before it is loaded.

Nothing is reported to anybody, nothing needs the internet, and a proxy that is set for the portals never catches the
calls to Prefect's own server.
"""

import logging
import os
from urllib.parse import urlsplit

_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # Without PREFECT_API_URL a server is started for the run; a cold start on a small machine takes 20 s.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "taizhang,extract,transform,expectations,load,reports,flows",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}


def _spare_prefect_the_proxy() -> None:
    """Name this machine and Prefect's server in NO_PROXY, under both of its spellings."""
    spared = {"127.0.0.1", "localhost", "::1"}
    if server := urlsplit(os.environ.get("PREFECT_API_URL", "")).hostname:
        spared.add(server)
    for name in ("NO_PROXY", "no_proxy"):
        named = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join([*named, *sorted(spared.difference(named))])


for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)
_spare_prefect_the_proxy()
for _name in ("EventsWorker", "APILogWorker"):  # at the end of a run they warn that they are still sending
    logging.getLogger(_name).setLevel(logging.ERROR)

from prefect import flow, task  # noqa: E402 — only now
from prefect.artifacts import acreate_markdown_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.schemas.objects import State  # noqa: E402
from prefect.flows import aserve  # noqa: E402
from prefect.schedules import Cron  # noqa: E402
from prefect.states import Completed, Failed  # noqa: E402

__all__ = [
    "NO_CACHE",
    "Completed",
    "Cron",
    "Failed",
    "State",
    "acreate_markdown_artifact",
    "aserve",
    "flow",
    "task",
]
