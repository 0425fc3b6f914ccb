"""The cookies of a session, within the bounds of browsers, so that requests do not grow without end."""

from http.cookiejar import Cookie
from typing import Any

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

# Bytes of a cookie's name and value (RFC 6265, 6.1).
LARGEST = 4096
# Cookies, the newest (RFC 6265 asks for at least so many a domain).
MOST = 50
# Of all of them: what servers take in one request's head.
MOST_BYTES = 8192


def keep_cookies(jar: RequestsCookieJar, request: requests.PreparedRequest, raw: Any) -> None:  # noqa: ANN401
    """Take the cookies of an answer into a jar; those that came first make room for the newest."""
    extract_cookies_to_jar(jar, request, raw)  # type: ignore[no-untyped-call]
    cookies: list[Cookie] = list(jar)  # type: ignore[arg-type]  # its stub says that it holds names
    total = 0
    # The jar keeps them in the order in which they came: the newest are the session's.
    for number, cookie in enumerate(reversed(cookies)):
        size = _size_of(cookie)
        fits = size <= LARGEST and number < MOST and total + size <= MOST_BYTES
        if fits:
            total += size
        else:
            jar.clear(cookie.domain, cookie.path, cookie.name)


def _size_of(cookie: Cookie) -> int:
    return len(cookie.name) + len(cookie.value or "")
