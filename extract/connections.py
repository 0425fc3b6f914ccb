"""The connections of one session: to the internet only, and cut when an answer takes too long.

Timeouts of sockets count from the last byte: an answer whose head drips in byte by byte would keep
a crawl for days.
"""

import contextlib
import ipaddress
import re
import socket
import ssl
import threading
import time
import weakref
from typing import Any

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import ConnectionPool, HTTPConnectionPool, HTTPSConnectionPool

from extract.header_lines import ForgivingResponse
from taizhang.addresses import is_ip

# Hosts and ports to which connections are kept.
MOST_ORIGINS = 8
# Addresses of IPv6 that end in one of IPv4: NAT64 (RFC 6052, RFC 8215), IPv4-translated (RFC 2765)
# and, of old, IPv4-compatible ones (RFC 4291, 2.5.5.1).
NAT64 = (
    ipaddress.ip_network("64:ff9b::/96"),
    ipaddress.ip_network("64:ff9b:1::/48"),
    ipaddress.ip_network("::ffff:0:0:0/96"),
    ipaddress.ip_network("::/96"),
)
# Spellings of IPv4 that only some resolvers know: 0x7f.1. No name of the internet ends in a number.
ENDS_IN_NUMBER = re.compile(r"(?>(?:[^.]++\.)*)(?:0x[0-9a-f]*+|[0-9]++)")
# Seconds between two looks at the clock.
LOOK = 0.5


class PrivateAddressError(OSError):
    """A name led to an address that is not on the internet."""


def is_private(host: str) -> bool:
    """Whether a host is this machine by name, or an address that is not on the internet."""
    # IDNA takes an ideographic full stop for a dot; a dot at the end changes nothing.
    host = host.replace("\u3002", ".").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    if not is_ip(host):
        return ENDS_IN_NUMBER.fullmatch(host) is not None
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
        found: list[ipaddress.IPv4Address | ipaddress.IPv6Address] = [*embedded_addresses(address)]
        # An address of 6to4 is what it leads to; of its own range Pythons say different things.
        if not getattr(address, "sixtofour", None):
            found.append(address)
        return not all(version.is_global and not version.is_multicast for version in found)
    except ValueError:
        # Digits and dots that are no address: some resolvers take them for one.
        return True


def embedded_addresses(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address]:
    """Addresses of IPv4 to which one of IPv6 leads in the end, by whatever translates it on its way."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in NAT64):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    # Deprecated since RFC 3879, but routed where it was once set up.
    if address.is_site_local:
        # Stands for "private": what is behind such an address cannot be told from here.
        found.append(ipaddress.IPv4Address("127.0.0.1"))
    return [inner for inner in found if inner is not None]


def legacy_context(verify: bool) -> ssl.SSLContext:
    """What old servers understand: TLS 1.0, keys of 1024 bits, renegotiation from before RFC 5746."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    # OP_LEGACY_SERVER_CONNECT, which ssl names from Python 3.12 on.
    context.options |= 0x4
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Connections:
    """All connections of a session, and the thread that cuts them at the deadline; one exchange at a time."""

    def __init__(self) -> None:
        self.open: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()
        self.was_cut = False
        self._deadline: float | None = None
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._watch: threading.Thread | None = None

    @contextlib.contextmanager
    def cut_at(self, deadline: float) -> Any:  # noqa: ANN401 — a context manager
        """Inside, whatever is not finished at `deadline` (monotonic) is cut, and `was_cut` says so."""
        if self._watch is None:
            # One thread for the whole session; a timer for each request would start thousands of
            # threads a night.
            self._watch = threading.Thread(
                target=self._watch_deadlines,
                name="connections",
                daemon=True,
            )
            self._watch.start()
        with self._lock:
            self._deadline, self.was_cut = deadline, False
        try:
            yield
        finally:
            with self._lock:
                self._deadline = None

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()

    def _watch_deadlines(self) -> None:
        while not self._closed.wait(LOOK):
            with self._lock:
                if (
                    self._deadline is not None
                    and time.monotonic() > self._deadline
                    and not self.was_cut
                ):
                    self.was_cut = True
                    for connection in list(self.open):
                        _cut_connection(connection)


class Adapter(HTTPAdapter):
    """One connection a host is enough for a polite crawl.

    A proxy is the operator's own and not guarded.

    One session asks few hosts, each of them many times, and always in the same way: what the base
    class finds out for every request anew is found out once a host.
    """

    def __init__(
        self,
        connections: Connections,
        guarded: bool,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._connections, self._guarded, self._context = connections, guarded, context
        self._by_origin: dict[str, ConnectionPool] = {}
        super().__init__(pool_connections=8, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 — as in the base class
        """Give the pool connections that are watched, and look at their peer."""
        if self._context is not None:
            kwargs["ssl_context"] = self._context
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _guarded_pools(self._connections, self._guarded)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:  # noqa: ANN401 — as in the base class
        """Give a proxy's pool connections that are watched."""
        known = proxy in self.proxy_manager
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            manager.pool_classes_by_scheme = _guarded_pools(self._connections, guarded=False)
        return manager

    def get_connection_with_tls_context(
        self,
        request: PreparedRequest,
        *args: Any,  # noqa: ANN401 — as in the base class
        **kwargs: Any,  # noqa: ANN401
    ) -> ConnectionPool:
        """The connections to a host: the way to it and the trust in it are the same all session long."""
        origin = ""
        if request.url:
            origin = request.url[: request.url.find("/", 8)]
        pool = self._by_origin.get(origin)
        if pool is None:
            pool = super().get_connection_with_tls_context(request, *args, **kwargs)
            # A list of ten thousand hosts must not hold as many sockets.
            while len(self._by_origin) >= MOST_ORIGINS:
                self._by_origin.pop(next(iter(self._by_origin))).close()
            self._by_origin[origin] = pool
        return pool

    def build_response(self, request: PreparedRequest, answer: BaseHTTPResponse) -> Response:
        """An answer of which only `raw` is read.

        No copy of its headers, no guess of a charset, no cookies kept.
        """
        response = Response()
        response.raw, response.request, response.url = answer, request, request.url or ""
        response.status_code, response.reason = answer.status, answer.reason or ""
        return response

    def close(self) -> None:
        """Close all connections."""
        super().close()
        for pool in self._by_origin.values():
            pool.close()


def _guarded_pools(connections: Connections, guarded: bool) -> dict[str, Any]:
    def begin(connection: HTTPConnection, line: socket.socket) -> socket.socket:
        connections.open.add(connection)
        if guarded:
            return _check_peer(line)
        return line

    class Plain(HTTPConnection):
        response_class = ForgivingResponse

        def _new_conn(self) -> socket.socket:
            return begin(self, super()._new_conn())

    class Secure(HTTPSConnection):
        response_class = ForgivingResponse

        def _new_conn(self) -> socket.socket:
            return begin(self, super()._new_conn())

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _check_peer(line: socket.socket) -> socket.socket:
    """The line, if it leads to the internet.

    Asked of the peer itself: a name may change between two look-ups (DNS rebinding). Raises
    PrivateAddressError.
    """
    if is_private(line.getpeername()[0]):
        line.close()
        raise PrivateAddressError("a private address")
    return line


def _cut_connection(connection: HTTPConnection) -> None:
    line = getattr(connection, "sock", None)
    with contextlib.suppress(OSError):
        if line is not None:
            # Not close: the thread that reads would go on waiting on the descriptor, and another
            # connection might get its number.
            line.shutdown(socket.SHUT_RDWR)
