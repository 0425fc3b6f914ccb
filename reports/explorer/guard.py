"""What every answer says to browsers: run our own scripts only, ask nobody else, tell nobody where you were."""

import ipaddress
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

# No inline script or style anywhere; pages of the archive are shown in frames of this origin, see `archived.py`.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser does not say that a form of ours is ours
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING = ("GET", "HEAD")
Next = Callable[[Request], Awaitable[Response]]


async def guard(request: Request, answer: Next) -> Response:
    """Answer with the headers, and refuse what another site's page sends here."""
    if request.method not in _READING and not _is_own(request):
        return PlainTextResponse("this was sent by a page of another site", 403, HEADERS)
    response = await answer(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


async def guard_loopback(request: Request, answer: Next) -> Response:
    """The same where answers are taken: only who asks for this machine by its own name is answered.

    Another site whose name leads to this machine could otherwise pass for one of our own pages (DNS rebinding).
    """
    if not is_loopback(request.url.hostname or ""):
        return PlainTextResponse("ask for 127.0.0.1 or localhost", 403, HEADERS)
    return await guard(request, answer)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_own(request: Request) -> bool:
    """Whether one of our own pages sent it: browsers name the origin of whatever they post."""
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    return origin == f"{request.url.scheme}://{host}" and request.headers.get("sec-fetch-site") in (
        None,
        "same-origin",
    )
