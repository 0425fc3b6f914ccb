"""One HTTP exchange, bounded in time and size: a requests Session through HTTP_PROXY where set, nothing followed.

What goes wrong is an answer too: `failure` says it in words, and the crawl goes on.
"""

import os
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests
import urllib3
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict

from extract.connections import Adapter, Connections, PrivateAddressError, is_private
from extract.manners import Manners
from taizhang.addresses import canonical_url, host_of
from taizhang.archive.capture import Headers

PIECE = 64 * 1024
EVIDENCE = 64 * 1024  # bytes of an answer that is not kept whole
LIFTING = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request. `status` None: nothing came. `failure` says what went wrong, None when nothing did.

    `body` is without transfer and content encoding, unless `raw`; `cut` is why it is not whole (as in WARC-Truncated).
    `again` says whether another attempt may fare better.
    """

    request_headers: Headers
    status: int | None = None
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    raw: bool = False
    cut: str | None = None
    failure: str | None = None
    again: bool = False
    received: int = 0
    jar: Any = None

    def header(self, name: str) -> str | None:
        """The first header of that name (given in lower case)."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Web:
    """A session with one portal."""

    def __init__(self, manners: Manners, allow_private: bool = False, verify: bool = True) -> None:
        self._manners = manners
        self._allow_private = allow_private
        self._session = requests.Session()
        self._session.trust_env = False  # no .netrc: we bring no credentials; proxies are read once, below
        self._proxies: dict[str, str] = getproxies()
        self._by_host: dict[str, dict[str, str]] = {}
        self._verify: bool | str = verify and (os.environ.get("REQUESTS_CA_BUNDLE") or True)
        if not verify:  # the portal file says so and why; a warning a request adds nothing
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._connections = Connections()
        adapter = Adapter(self._connections, guarded=not allow_private)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._headers = {
            "User-Agent": manners.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
        }

    def ask(
        self,
        url: str,
        extra: dict[str, str] | None = None,
        form: Headers = (),
        begun: Callable[[], None] = lambda: None,
    ) -> Answer:
        """Send one request, a POST where there is a form, and read its answer. Never raises for what the net does.

        `begun` is called when the answer begins, or when it is clear that none will come.
        """
        if not self._allow_private and is_private(host_of(url)):
            begun()
            return Answer((), failure="refused: a private address")
        request = self._request(url, {**self._headers, **(extra or {})}, form)
        deadline = time.monotonic() + self._manners.exchange
        with self._connections.until(deadline):
            return self._exchange(request, deadline, begun)

    def keep_cookies(self, answer: Answer) -> None:
        """Keep the cookies of an ordinary answer, as a browser does."""
        if answer.jar is not None:
            request, raw = answer.jar
            extract_cookies_to_jar(self._session.cookies, request, raw)  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()
        self._session.close()

    def _request(self, url: str, headers: dict[str, str], form: Headers) -> requests.PreparedRequest:
        """A request, prepared as requests does it, but that a canonical address needs no preparing."""
        request = requests.PreparedRequest()
        request.prepare_method("POST" if form else "GET")
        if url == canonical_url(url):
            request.url = url
        else:
            request.prepare_url(url, None)
        request.headers = CaseInsensitiveDict(headers)
        if form:
            request.prepare_body(list(form), None)
        if len(self._session.cookies):
            request.prepare_cookies(self._session.cookies)
        return request

    def _exchange(self, request: requests.PreparedRequest, deadline: float, begun: Callable[[], None]) -> Answer:
        sent = tuple((str(name), str(value)) for name, value in request.headers.items())
        url = request.url or ""
        try:
            response = self._session.get_adapter(url).send(
                request,
                stream=True,
                timeout=(self._manners.timeout, self._manners.timeout),
                verify=self._verify,
                proxies=self._proxies_for(url),
            )
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            return Answer(sent, failure=self._late) if self._connections.was_cut else _failed(sent, error)
        finally:
            begun()
        try:
            return self._read(sent, request, response, deadline)
        finally:
            response.close()

    @property
    def _late(self) -> str:
        return f"not finished in {self._manners.exchange:g} s"

    def _read(
        self, sent: Headers, request: requests.PreparedRequest, response: requests.Response, deadline: float
    ) -> Answer:
        raw = response.raw
        headers = tuple((str(name), str(value)) for name, value in raw.headers.items())
        pieces: list[bytes] = []
        size, cut, failure = 0, None, None
        limit = self._manners.max_bytes
        try:
            while piece := raw.read1(PIECE, decode_content=False):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    cut, failure = "length", f"larger than {limit} bytes"
                    break
                if time.monotonic() > deadline:
                    cut, failure = "time", self._late
                    break
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            cut, failure = ("time", self._late) if self._connections.was_cut else ("disconnect", _words(error))
        body = b"".join(pieces)
        expected = raw.headers.get("Content-Length", "")
        if cut is None and self._connections.was_cut:
            cut, failure = "time", self._late
        short = expected.isdigit() and response.status_code != 304 and size < int(expected)
        if short and cut in (None, "disconnect") and failure != "timed out":
            cut, failure = "disconnect", f"{size} of {expected} bytes came"
        common: dict[str, Any] = {
            "request_headers": sent,
            "status": response.status_code,
            "reason": response.reason or "",
            "headers": headers,
            "received": size,
            "jar": (request, raw) if "set-cookie" in raw.headers else None,
        }
        if cut is not None:
            again = cut == "disconnect"
            return Answer(**common, body=body[:EVIDENCE], raw=True, cut=cut, failure=failure, again=again)
        try:
            plain = _lift(body, raw.headers.get("Content-Encoding", ""), limit)
        except _TooLargeError:
            failure = f"unpacks to more than {limit} bytes"
            return Answer(**common, body=body[:EVIDENCE], raw=True, cut="length", failure=failure)
        except (zlib.error, LookupError) as error:
            failure = f"content encoding damaged: {error}"
            return Answer(**common, body=body[:EVIDENCE], raw=True, failure=failure, again=True)
        return Answer(**common, body=plain)

    def proxy_for(self, url: str) -> str | None:
        """The proxy that leads to an address; None for a direct way."""
        return self._proxies_for(url).get(urlsplit(url).scheme)

    def _proxies_for(self, url: str) -> dict[str, str]:
        host = host_of(url)
        if host not in self._by_host:
            direct = requests.utils.should_bypass_proxies(url, self._proxies.get("no")) if self._proxies else True
            self._by_host[host] = {} if direct else self._proxies
        return self._by_host[host]


class _TooLargeError(Exception):
    """A body unpacks to more than is taken."""


def _lift(body: bytes, encoding: str, limit: int) -> bytes:
    """A body without its content encodings. Raises LookupError for an unknown one, zlib.error for a damaged one."""
    for name in reversed([part.strip().lower() for part in encoding.split(",") if part.strip()]):
        if name in ("identity", "none", "utf-8"):  # the latter two are said by servers that mean nothing by it
            continue
        if name not in LIFTING:
            raise LookupError(f"unknown content encoding {name}")
        if body:
            body = _inflate(body, LIFTING[name], limit)
    return body


def _inflate(body: bytes, bits: int, limit: int) -> bytes:
    if bits == zlib.MAX_WBITS and body[0] & 0x0F != 8:  # "deflate" that is deflate without the zlib head
        bits = -zlib.MAX_WBITS
    pieces, size = [], 0
    while body:
        unpacker = zlib.decompressobj(bits)
        piece = unpacker.decompress(body, limit + 1 - size)
        size += len(piece)
        if size > limit:
            raise _TooLargeError
        if not unpacker.eof:
            raise zlib.error("cut short")
        pieces.append(piece)
        body = unpacker.unused_data.lstrip(b"\0")
        if not body.startswith(b"\x1f\x8b"):
            break
    return b"".join(pieces)


def _failed(sent: Headers, error: Exception) -> Answer:
    words = _words(error)
    return Answer(sent, failure=words, again=not words.startswith(("refused", "certificate")))


def _words(error: BaseException) -> str:
    """What went wrong, short: the innermost reason, without addresses of objects."""
    found: BaseException = error
    seen: set[int] = set()
    while id(found) not in seen:
        seen.add(id(found))
        inner = getattr(found, "reason", None) or found.__cause__ or found.__context__
        inner = inner or next((arg for arg in found.args if isinstance(arg, BaseException)), None)
        if not isinstance(inner, BaseException):
            break
        found = inner
    if isinstance(found, PrivateAddressError):
        return "refused: a private address"
    if isinstance(found, TimeoutError | socket.timeout) or "timed out" in str(found).lower():
        return "timed out"
    if isinstance(found, ssl.SSLCertVerificationError):
        return f"certificate refused: {found.verify_message}"
    if isinstance(found, ConnectionError):
        return (found.strerror or "connection lost").lower()
    text = " ".join(str(found).split())
    text = text.partition(": ")[2] or text if text.startswith("<") else text
    return f"{type(found).__name__}: {text}"[:200]
