"""Addresses: one form for each page, a key to sort and join by, and the site that a host belongs to.

The canonical form keeps what a server may tell pages apart by (scheme, host, path, order of the
query); the key also drops what portals never do (scheme, `www.`, port 80 and 443), so one page
under http and https is known as one.
"""

import posixpath
import re
from functools import cache, lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

PORTS = {"http": 80, "https": 443}
# Characters that RFC 3986 lets stand in a path or query; all others are percent-encoded as UTF-8.
PATH_SAFE = "!$&'()*+,-./:;=@_~"
QUERY_SAFE = PATH_SAFE + "?"
# A session and a campaign name a visit, not a page.
SESSION = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
VISIT = re.compile(r"^(?:utm_[a-z]+|jsessionid|spm|_t|timestamp)=", re.IGNORECASE)
BASE = re.compile(
    r"""<base\s[^>]{0,500}?href\s*=\s*(?:"([^">]*)"|'([^'>]*)'|([^\s"'>]+))""",
    re.IGNORECASE,
)
# Letters: it stands in the head.
BASE_REACH = 32768
ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# A sign for percent in a name: 100%完成.xlsx.
LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Charsets of pages whose links' queries are not sent as UTF-8.
LEGACY = frozenset({"gb18030", "big5"})
ASCII = "".join(map(chr, range(0x20, 0x7F)))
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@lru_cache(maxsize=8192)
def canonical_url(url: str) -> str:
    """The one form of an http(s) address: host in lower case, no default port, dots and fragment resolved.

    Raises ValueError for what is no web address.
    """
    parts = _split_url(url)
    if "/." in parts.path:
        path = posixpath.normpath(parts.path)
    else:
        path = parts.path
    # A folder and a page without a suffix are two addresses to a server; normpath makes them one.
    if path != "/" and parts.path.endswith(("/", "/.", "/..")) and not path.endswith("/"):
        path += "/"
    path = _escape_percent(SESSION.sub("", path), PATH_SAFE) or "/"
    # Normpath keeps two leading slashes.
    if path.startswith("//"):
        path = "/" + path.lstrip("/")
    query = "&".join(pair for pair in parts.query.split("&") if not VISIT.match(pair))
    return urlunsplit(
        (
            parts.scheme.lower(),
            _join_netloc(parts),
            path,
            _escape_percent(query, QUERY_SAFE),
            "",
        )
    )


@lru_cache(maxsize=8192)
def surt_key(url: str) -> str:
    """The sort-friendly key of an address: `cn,gov,qinzhou)/zwgk/?page=2`.

    Raises ValueError for no web address.
    """
    parts = urlsplit(canonical_url(url))
    host = (parts.hostname or "").removeprefix("www.")
    if is_ip(host):
        labels = host
    else:
        labels = ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = ""
    if parts.query:
        # In the key the order does not count: the same article is linked with its parameters in
        # either order.
        query = "&".join(sorted(parts.query.split("&")))
    return f"{labels}{port}){parts.path}" + (f"?{query}" if query else "")


@cache
def _suffixes() -> PublicSuffixList:
    """The list, read where it is first asked for."""
    # An unknown suffix is none: in an intranet each host is a site of its own.
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The domain under which a host was registered, by the public suffix list.

    The host itself where the list has no suffix of it; `www.` is never a site of its own.
    """
    host = host.lower().rstrip(".")
    found = None if is_ip(host) else _suffixes().privatesuffix(host)
    return found or host.removeprefix("www.")


def same_site(url: str, other: str) -> bool:
    """Whether two addresses belong to one site: the same registrable domain."""
    try:
        return registrable_domain(host_of(url)) == registrable_domain(host_of(other))
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of an address in lower case. Raises ValueError where there is none."""
    host = urlsplit(url).hostname
    if not host:
        raise ValueError(f"no host in {url!r}")
    return host


def resolve_link(base: str, link: str) -> str | None:
    """A link of a page as a canonical address.

    None for what leads to no page (mail, script, fragment, nonsense).
    """
    link = link.strip().replace("\n", "").replace("\r", "").replace("\t", "")
    if not link or link.startswith("#"):
        return None
    try:
        return canonical_url(urljoin(base, link.replace("\\", "/")))
    except ValueError:
        return None


class Base(NamedTuple):
    """What a page's links are relative to: an address, and the charset of their queries.

    A browser sends a link's path as UTF-8 from every page, its query in the page's own charset
    (WHATWG URL, 5.1). `url` is empty where nobody knows where a saved page came from: its links
    then stay as they are.
    """

    url: str
    charset: str = "utf-8"

    def resolve_link(self, link: str) -> str | None:
        """A link of the page as a canonical address; None for what leads to no page."""
        if not self.url:
            if is_web_link(link):
                return link.strip()
            return None
        if not link.isascii() and self.charset in LEGACY:
            path, mark, query = link.partition("?")
            link = (
                path
                + mark
                + quote(
                    query.encode(self.charset, "xmlcharrefreplace"),
                    safe=QUERY_SAFE + "%#[]",
                )
            )
        return resolve_link(self.url, link)


def find_base(html: str, url: str, charset: str = "utf-8") -> Base:
    """What the links of a page at `url` are relative to.

    `charset` is the one that the page was read with.
    """
    return Base(base_of(html, url), charset)


def base_of(html: str, url: str) -> str:
    """The address that a page's links are relative to: its own, unless a `<base>` names another."""
    named = BASE.search(html, 0, BASE_REACH)
    if named:
        # A base that is no web address is passed over, as browsers do (HTML, 4.2.3).
        return resolve_link(url, unescape(named[1] or named[2] or named[3])) or url
    return url


def decode_location(value: str | None) -> str | None:
    """A Location header as an address in ASCII.

    Bytes beyond ASCII are percent-encoded one by one, as browsers do. http.client hands headers
    over as Latin-1, which holds every byte.
    """
    if value is None:
        return None
    return quote(value.encode("latin-1", "replace"), safe=ASCII)


def is_web_link(link: str) -> bool:
    """Whether a link may lead to a page or file: no mail, script or place on the page itself."""
    try:
        if urlsplit(link.strip()).scheme.lower() not in ("http", "https", ""):
            return False
        return not link.strip().startswith("#")
    except ValueError:
        return False


def is_ip(host: str) -> bool:
    """Whether a host is an address of IPv4 or IPv6, not a name."""
    return ":" in host or host.replace(".", "").isdigit()


def _split_url(url: str) -> SplitResult:
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in PORTS or not parts.hostname:
        raise ValueError(f"not a web address: {url!r}")
    # Raises ValueError for one that is no number.
    _ = parts.port
    return parts


def _join_netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        # 政府.cn and its xn-- form are one host: else both would be crawled.
        host = host.encode("idna").decode()
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    if port in (None, PORTS[parts.scheme.lower()]):
        return host
    return f"{host}:{port}"


def _escape_percent(text: str, safe: str) -> str:
    """Percent-encoding in one way: unreserved characters plain, all others `%XX` in upper case."""
    if text.isascii() and "%" not in text:
        return quote(text, safe=safe)
    text = ESCAPE.sub(_unescape_match, LONE_PERCENT.sub("%25", text))
    return quote(text, safe=safe + "%")


def _unescape_match(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    if character in UNRESERVED:
        return character
    return f"%{match[1].upper()}"
