"""One HTTP exchange, bounded in time and size.

A requests Session, through HTTP_PROXY where that is set, that follows no redirect by itself. What
goes wrong is an answer too: `failure` says it in words, and the crawl goes on.
"""

import os
import re
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
from requests.structures import CaseInsensitiveDict

from extract.connections import (
    Adapter,
    Connections,
    PrivateAddressError,
    is_private,
    legacy_context,
)
from extract.cookies import keep_cookies
from extract.manners import Manners
from extract.unpacking import TooLargeError
from extract.unpacking import lift_encodings as _lift
from taizhang.addresses import canonical_url, host_of
from taizhang.archive.capture import Headers

PIECE = 64 * 1024
# Bytes of an answer that is not kept whole.
EVIDENCE = 64 * 1024
LENGTH = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request, or why there is none (`status` is None then).

    `failure` says what went wrong, None when nothing did. `body` is without transfer and content
    encoding, unless `raw`; `cut` is why it is not whole (as in WARC-Truncated). `again` says
    whether another attempt may fare better, `received` how many bytes came over the net.
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

    def find_header(self, name: str) -> str | None:
        """The first header of that name (given in lower case)."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Web:
    """A session with one portal."""

    def __init__(
        self,
        manners: Manners,
        allow_private: bool = False,
        verify: bool = True,
        *,
        legacy: bool = False,
    ) -> None:
        self._manners = manners
        self._allow_private = allow_private
        self._session = requests.Session()
        # No .netrc: we bring no credentials; proxies are read once, below.
        self._session.trust_env = False
        self._proxies: dict[str, str] = getproxies()
        self._by_host: dict[str, dict[str, str]] = {}
        self._verify: bool | str = verify and (os.environ.get("REQUESTS_CA_BUNDLE") or True)
        # The portal file says so and why; a warning a request adds nothing.
        if not verify:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._connections = Connections()
        context = legacy_context(verify) if legacy else None
        adapter = Adapter(self._connections, guarded=not allow_private, context=context)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        self._headers = {
            "User-Agent": manners.user_agent,
            "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
        }

    def send_request(
        self,
        url: str,
        extra: dict[str, str] | None = None,
        form: Headers = (),
        begun: Callable[[], None] = lambda: None,
        enough: int | None = None,
    ) -> Answer:
        """Send one request, a POST where there is a form, and read its answer.

        Never raises for what the net does.

        `begun` is called when the answer begins, or when it is clear that none will come. `enough`
        bytes of the body are all that is wanted, where it is given: a longer one is cut there and
        is no failure.
        """
        # Refused by its name first, so that nothing is sent; a name that only leads to such an
        # address is refused when it is connected (connections.py).
        if not self._allow_private and is_private(host_of(url)):
            begun()
            return Answer((), failure="refused: a private address")
        request = self._prepare_request(url, {**self._headers, **(extra or {})}, form)
        deadline = time.monotonic() + self._manners.exchange
        with self._connections.cut_at(deadline):
            return self._send_prepared(request, deadline, begun, enough)

    def keep_cookies(self, answer: Answer) -> None:
        """Keep the cookies of an ordinary answer, as a browser does."""
        if answer.jar is not None:
            request, raw = answer.jar
            keep_cookies(self._session.cookies, request, raw)

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()
        self._session.close()

    def _prepare_request(
        self,
        url: str,
        headers: dict[str, str],
        form: Headers,
    ) -> requests.PreparedRequest:
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

    def _send_prepared(
        self,
        request: requests.PreparedRequest,
        deadline: float,
        begun: Callable[[], None],
        enough: int | None,
    ) -> Answer:
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
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
        ) as error:
            return (
                Answer(sent, failure=self._late_message)
                if self._connections.was_cut
                else _failed_answer(sent, error)
            )
        finally:
            # Whatever came of it: else the site's budget would stay locked for everybody.
            begun()
        try:
            return self._read_response(sent, request, response, deadline, enough)
        finally:
            response.close()

    @property
    def _late_message(self) -> str:
        return f"not finished in {self._manners.exchange:g} s"

    def _read_response(
        self,
        sent: Headers,
        request: requests.PreparedRequest,
        response: requests.Response,
        deadline: float,
        enough: int | None,
    ) -> Answer:
        raw = response.raw
        limit = enough or self._manners.max_bytes
        body, cut, failure = self._read_body(raw, deadline, limit)
        expected = read_length(raw.headers.get("Content-Length"))
        short = expected is not None and response.status_code != 304 and len(body) < expected
        # Read in pieces, a body that ends early looks like a whole one: its length tells.
        if short and cut in (None, "disconnect") and failure != "timed out":
            cut, failure = "disconnect", f"{len(body)} of {expected} bytes came"
        common: dict[str, Any] = {
            "request_headers": sent,
            "status": response.status_code,
            "reason": response.reason or "",
            "headers": tuple((str(name), str(value)) for name, value in raw.headers.items()),
            "received": len(body),
            "jar": (request, raw) if "set-cookie" in raw.headers else None,
        }
        if cut == "length" and enough is not None:
            # The beginning is all that was wanted.
            failure = None
        elif cut is not None:
            again = cut == "disconnect"
            return Answer(
                **common,
                body=body[:EVIDENCE],
                raw=True,
                cut=cut,
                failure=failure,
                again=again,
            )
        encoding = raw.headers.get("Content-Encoding", "")
        try:
            plain = _lift(
                body,
                encoding,
                limit,
                deadline,
                is_cut=enough is not None and cut is not None,
            )
        # A few kilobytes may unpack to gigabytes: what is kept as evidence is the packed beginning.
        except TooLargeError:
            if enough is not None:
                plain, cut = _lift(body, encoding, limit, deadline, is_cut=True), "length"
                return Answer(**common, body=plain, cut=cut)
            failure = f"unpacks to more than {limit} bytes"
            return Answer(**common, body=body[:EVIDENCE], raw=True, cut="length", failure=failure)
        except TimeoutError:
            return Answer(
                **common,
                body=body[:EVIDENCE],
                raw=True,
                cut="time",
                failure=self._late_message,
            )
        except (zlib.error, LookupError) as error:
            failure = f"content encoding damaged: {error}"
            return Answer(**common, body=body[:EVIDENCE], raw=True, failure=failure, again=True)
        return Answer(**common, body=plain, cut=cut)

    def _read_body(
        self,
        raw: Any,  # noqa: ANN401
        deadline: float,
        limit: int,
    ) -> tuple[bytes, str | None, str | None]:
        """What came of a body, why it is not whole, and that in words."""
        pieces: list[bytes] = []
        size = 0
        try:
            while piece := raw.read1(PIECE, decode_content=False):
                pieces.append(piece)
                size += len(piece)
                if size > limit:
                    return b"".join(pieces), "length", f"larger than {limit} bytes"
                if time.monotonic() > deadline:
                    break
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if not self._connections.was_cut:
                return b"".join(pieces), "disconnect", _failure_words(error)
        if self._connections.was_cut or time.monotonic() > deadline:
            return b"".join(pieces), "time", self._late_message
        return b"".join(pieces), None, None

    def proxy_for(self, url: str) -> str | None:
        """The proxy that leads to an address; None for a direct way."""
        return self._proxies_for(url).get(urlsplit(url).scheme)

    def _proxies_for(self, url: str) -> dict[str, str]:
        host = host_of(url)
        if host not in self._by_host:
            direct = (
                requests.utils.should_bypass_proxies(url, self._proxies.get("no"))
                if self._proxies
                else True
            )
            self._by_host[host] = {} if direct else self._proxies
        return self._by_host[host]


def read_length(value: str | None) -> int | None:
    """The number of bytes that a Content-Length names; None for what is no number (², -1, 5,000 digits).

    >>> read_length("17"), read_length("²"), read_length("9" * 5000)
    (17, None, None)
    """
    return int(value) if value and LENGTH.fullmatch(value.strip()) else None


def _failed_answer(sent: Headers, error: Exception) -> Answer:
    words = _failure_words(error)
    return Answer(sent, failure=words, again=not words.startswith(("refused", "certificate")))


def _failure_words(error: BaseException) -> str:
    """What went wrong, short: the innermost reason, without addresses of objects."""
    found: BaseException = error
    seen: set[int] = set()
    # requests wraps urllib3, which wraps the socket's error, each in a sentence with the object's
    # address; the innermost one says what an operator can use. Some chains are circles.
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
    if isinstance(found, ValueError) and "base 16" in str(found):
        return "the last chunk of the answer is missing"
    text = " ".join(str(found).split())
    text = text.partition(": ")[2] or text if text.startswith("<") else text
    return f"{type(found).__name__}: {text}"[:200]
