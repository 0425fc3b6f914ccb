"""A small site of a test's own: paths with answers, a log of what was asked."""

import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # said in the header, where it is not the body's own


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    time: float
    wire: Any  # what the answer will be written to


class Site:
    """`pages` maps a path with its query to an answer, or to a function of the request that gives one."""

    def __init__(
        self,
        pages: dict[str, Any] | None = None,
        robots: Answer | None = None,
        secure: ssl.SSLContext | None = None,
    ) -> None:
        self.pages: dict[str, Answer | Callable[[Asked], Answer]] = dict(pages or {})
        self.pages.setdefault("/robots.txt", robots or Answer("no", 404))
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536  # head and body in one packet

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(
                    self.command,
                    self.path,
                    headers,
                    self.rfile.read(length),
                    time.monotonic(),
                    self.wfile,
                )
                site.asked.append(asked)
                found = (
                    site.pages.get(self.path)
                    or site.below(self.path)
                    or Answer("<title>404</title>", 404)
                )
                answer = found(asked) if callable(found) else found
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_response_only(answer.status)
                for name, value in {
                    "Content-Type": "text/html; charset=utf-8",
                    **answer.headers,
                }.items():
                    self.send_header(name, value)
                self.send_header(
                    "Content-Length", str(len(body) if answer.length is None else answer.length)
                )
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 — as the base class wants it

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if secure is not None:
            self._server.socket = secure.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' * (secure is not None)}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    def below(self, path: str) -> Any:
        """What answers for all paths that begin alike: such a name begins with `*`."""
        return next(
            (
                page
                for name, page in self.pages.items()
                if name[0] == "*" and path.startswith(name[1:])
            ),
            None,
        )

    def paths(self) -> list[str]:
        """What was asked for, robots.txt aside."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def article(
    title: str, body: str = "各有关单位：现将工作方案印发给你们，请认真贯彻执行。"
) -> Answer:
    return Answer(
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{body * 8}</p></body></html>"
    )


def listing(*rows: str, more: str = "") -> Answer:
    """A list page; a row is an address, with a title made of it."""
    items = "".join(
        f'<li><a href="{row}" title="关于{row}的通知">关于</a><span>2024-01-09</span></li>'
        for row in rows
    )
    return Answer(
        f"<html><title>政府文件</title><div class=list><ul>{items}</ul>{more}</div></html>"
    )
