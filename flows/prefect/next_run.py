"""When the next night is due, as a Prefect server says: over plain HTTP, as importing Prefect is slow."""

import json
import os
from base64 import b64encode
from datetime import datetime
from urllib.request import ProxyHandler, Request, build_opener

from flows.prefect.server import PASSWORD_OF_CLIENTS, PASSWORD_OF_SERVER

# Where `taizhang serve` has its own.
SERVER = "http://127.0.0.1:4200/api"
PATIENCE = 1.0  # seconds


def next_run() -> datetime | None:
    """The start of the next scheduled night; None where no server answers or nothing is scheduled."""
    server = os.environ.get("PREFECT_API_URL", SERVER)
    wanted = {
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}, "tags": {"all_": ["taizhang"]}},
        "deployments": {"name": {"any_": ["nightly"]}},
        "sort": "EXPECTED_START_TIME_ASC",
        "limit": 1,
    }
    headers = {"Content-Type": "application/json", **_password_header()}
    question = Request(  # noqa: S310 — the operator's own server
        f"{server}/flow_runs/filter", json.dumps(wanted).encode(), headers
    )
    try:
        # Without a proxy: those are for the portals.
        with build_opener(ProxyHandler({})).open(question, timeout=PATIENCE) as answer:
            runs = json.load(answer)
    # `taizhang status` says less then; it must work where no server ever ran.
    except (OSError, ValueError):
        return None
    if runs:
        return datetime.fromisoformat(runs[0]["expected_start_time"])
    return None


def _password_header() -> dict[str, str]:
    """The header by which a server with a password (Prefect's basic auth) lets us in."""
    password = os.environ.get(PASSWORD_OF_CLIENTS) or os.environ.get(PASSWORD_OF_SERVER)
    if password:
        return {"Authorization": f"Basic {b64encode(password.encode()).decode()}"}
    return {}
