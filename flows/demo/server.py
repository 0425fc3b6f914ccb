"""Serves the sample's sites on a local port, as a proxy: its clients keep the invented host names."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

from flows.demo.site import Reply, load_sites
from taizhang.ids import short_digest


@contextmanager
def serve_sample(port: int = 0, on_request: Callable[[str], object] = len) -> Iterator[str]:
    """Serve the sample while the block runs; gives the address to set as HTTP_PROXY.

    Port 0 takes a free one. `on_request` is given the address of every request before it is
    answered.
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler_class(load_sites(), on_request))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler_class(
    sites: dict[str, dict[str, Reply]], on_request: Callable[[str], object]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            on_request(self.path)
            address = urlsplit(self.path)
            site = sites.get(address.hostname or self.headers.get("Host", "").partition(":")[0])
            if site is None:
                return self._say(HTTPStatus.BAD_GATEWAY, Reply(b"no such host", "text/plain"))
            answer = site.get(address.path)
            if answer is None:
                return self._say(
                    HTTPStatus.NOT_FOUND,
                    Reply("您访问的页面不存在".encode(), "text/html; charset=utf-8"),
                )
            tag = f'"{short_digest(answer.content)}"'
            # As real portals do: so that a second night of the sample shows what a recheck costs.
            if self.headers.get("If-None-Match") == tag:
                return self._say(HTTPStatus.NOT_MODIFIED, Reply(b"", answer.media_type), tag)
            return self._say(HTTPStatus.OK, answer, tag)

        def _say(self, status: HTTPStatus, answer: Reply, tag: str | None = None) -> None:
            self.send_response(status)
            if tag:
                self.send_header("ETag", tag)
            if status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Type", answer.media_type)
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            if status != HTTPStatus.NOT_MODIFIED:
                self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 — http.server's own name
            """The sample's requests are no news."""

    return Handler
