"""The explorer as a command: what it needs is installed, the port is ours, the address is said."""

import os
from dataclasses import dataclass

from taizhang.errors import UserError
from taizhang.releases import release as open_release
from taizhang.settings import BUNDLED, Settings
from taizhang.store import Store

# Processes that answer where nobody says how many; each holds some 150 MB of its own.
MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class Served:
    """What is shown, where and how: `release` is None for the latest, `workers` for as many as there are cores."""

    release: str | None
    host: str
    port: int
    review: bool
    workers: int | None


def run_explorer(store: Store, settings: Settings, served: Served) -> None:
    """Serve the explorer until it is stopped.

    Raises UserError where the extra `web` is not installed, the port is taken, or answers would be taken from others
    than the people at this machine.
    """
    try:
        from reports.explorer.app import make_app
        from reports.explorer.guard import is_loopback
        from reports.explorer.index_file import ensure_index
        from reports.explorer.serving import open_port, serve
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is not installed: pip install 'taizhang[web]'") from None
    if served.review and not is_loopback(served.host):
        raise UserError(
            f"--review takes answers from this machine only: leave --host {served.host} out"
        )
    if served.review and served.release is not None:
        raise UserError("--review is about the latest release: leave --release out")
    if served.review and settings.portals == BUNDLED:
        raise UserError(
            "an answer stands beside your own portal files: name their folder with --portals"
        )
    from flows.review import FileReviewer

    # The release first: a name that nothing has should not be answered with a port that is taken.
    ensure_index(open_release(store.root, served.release))
    reviewer = FileReviewer(settings.portals) if served.review else None
    # What was answered last is known to one process.
    count = 1 if reviewer else served.workers or min(os.cpu_count() or 1, MOST_WORKERS)
    serve(
        lambda: make_app(store, served.release, reviewer=reviewer),
        open_port(served.host, served.port),
        count,
    )
