"""The explorer as a command: what it needs is installed, the port is ours, the address is said."""

from taizhang.errors import UserError
from taizhang.settings import BUNDLED, Settings
from taizhang.store import Store


def run_explorer(
    store: Store,
    settings: Settings,
    *,
    release: str | None,
    host: str,
    port: int,
    review: bool = False,
) -> None:
    """Serve the explorer until it is stopped.

    Raises UserError where the extra `web` is not installed, the port is taken, or answers would be taken from others
    than the people at this machine.
    """
    try:
        from reports.explorer.app import make_app
        from reports.explorer.guard import is_loopback
        from reports.explorer.serving import open_port, serve
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is not installed: pip install 'taizhang[web]'") from None
    if review and not is_loopback(host):
        raise UserError(f"--review takes answers from this machine only: leave --host {host} out")
    if review and release is not None:
        raise UserError("--review is about the latest release: leave --release out")
    if review and settings.portals == BUNDLED:
        raise UserError(
            "an answer stands beside your own portal files: name their folder with --portals"
        )
    from flows.review import FileReviewer

    # The release first: a name that nothing has should not be answered with a port that is taken.
    explorer = make_app(store, release, reviewer=FileReviewer(settings.portals) if review else None)
    serve(explorer, open_port(host, port))
