"""Opening the explorer on a port, until it is stopped."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from taizhang.errors import UserError

logger = logging.getLogger(__name__)
HOST = "127.0.0.1"


def open_port(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UserError where the port is taken or is not ours to open."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        opened = socket.socket(family, socket.SOCK_STREAM)
        # So that it can be started again at once after it was stopped.
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


def serve(make: Callable[[], FastAPI], opened: socket.socket, workers: int = 1) -> None:
    """Answer requests until the process is told to end, in so many processes, each with an application of its own."""
    sys.stdout.write(f"{address_of(opened)}\n")
    sys.stdout.flush()
    if workers == 1:
        _answer(make(), opened)
        return
    at_work: set[int] = set()
    while True:
        while len(at_work) < workers:
            child = os.fork()
            if child == 0:
                _work(make, opened)
            at_work.add(child)
        ended, status = os.wait()
        at_work.discard(ended)
        logger.warning("a process of the explorer ended (%s), another is started", status)
        time.sleep(1)


def _work(make: Callable[[], FastAPI], opened: socket.socket) -> None:
    """What a process does: answer until it, or the one that started it, ends."""
    # The parent's way of ending all that it has started is not this one's.
    signal.set_wakeup_fd(-1)
    threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True).start()
    try:
        _answer(make(), opened)
    finally:
        os._exit(0)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _answer(app: FastAPI, opened: socket.socket) -> None:
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, timeout_graceful_shutdown=2
    )
    uvicorn.Server(config).run(sockets=[opened])
