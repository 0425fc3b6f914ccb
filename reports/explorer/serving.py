"""Opening the explorer on a port, until it is stopped."""

import socket
import sys

import uvicorn
from fastapi import FastAPI

from taizhang.errors import UserError

PORT = 8020
HOST = "127.0.0.1"


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UserError where the port is taken or is not ours to open."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except OSError as error:
        why = error.strerror or str(error)
        raise UserError(
            f"port {port} of {host} cannot be opened ({why}): name another with --port"
        ) from None
    return opened


def address_of(opened: socket.socket) -> str:
    """What to open in a browser."""
    host, port = opened.getsockname()[:2]
    shown = {"0.0.0.0": HOST, "::": "::1"}.get(host, host)  # noqa: S104 — all addresses: this machine is one
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def serve(app: FastAPI, opened: socket.socket) -> None:
    """Answer requests until the process is told to end."""
    sys.stdout.write(f"{address_of(opened)}\n")
    sys.stdout.flush()
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[opened])
