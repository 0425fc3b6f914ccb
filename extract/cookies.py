"""The cookies of a session, within the bounds that browsers have: requests never grow without end."""

from http.cookiejar import Cookie
from typing import Any

import requests
from requests.cookies import RequestsCookieJar, extract_cookies_to_jar

LARGEST = 4096  # bytes of a cookie's name and value (RFC 6265, 6.1)
MOST = 50  # cookies, the newest (RFC 6265 asks for at least so many a domain)
MOST_BYTES = 8192  # of all of them: what servers take in one request's head


def keep_cookies(jar: RequestsCookieJar, request: requests.PreparedRequest, raw: Any) -> None:  # noqa: ANN401
    """Take the cookies of an answer into a jar; those that came first make room for the newest."""
    extract_cookies_to_jar(jar, request, raw)  # type: ignore[no-untyped-call]
    cookies: list[Cookie] = list(jar)  # type: ignore[arg-type]  # its stub says that it holds names
    total = 0
    for number, cookie in enumerate(reversed(cookies)):
        size = _size_of(cookie)
        fits = size <= LARGEST and number < MOST and total + size <= MOST_BYTES
        if fits:
            total += size
        else:
            jar.clear(cookie.domain, cookie.path, cookie.name)


def _size_of(cookie: Cookie) -> int:
    return len(cookie.name) + len(cookie.value or "")
