"""The explorer as a command: what it needs is installed, the port is ours, the address is said."""

from taizhang.errors import UserError
from taizhang.store import Store


def run_explorer(store: Store, release: str | None, host: str, port: int) -> None:
    """Serve the explorer until it is stopped. Raises UserError where the extra `web` is not installed."""
    try:
        from reports.explorer.app import make_app
        from reports.explorer.serving import open_port, serve
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is not installed: pip install 'taizhang[web]'") from None
    opened = open_port(host, port)
    serve(make_app(store, release), opened)
