"""What every answer says to browsers: run our own scripts only, ask nobody else, tell nobody where you were."""

import ipaddress

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class Guard:
    """Answers with the headers, and refuses what another site's page sends here.

    Where answers are taken (`reviews`), only who asks for this machine by its own name is answered: another site whose
    name leads to this machine could otherwise pass for one of our own pages (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, *, reviews: bool) -> None:
        self._app, self._reviews = app, reviews

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Request(scope))
        if refusal is not None:
            await PlainTextResponse(refusal, 403, HEADERS)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    # Set only where the view says nothing else: the frame of an archived page has a
                    # stricter policy.
                    headers.setdefault(name, value)
                # Kept by the browser and asked for with its tag: a page must not outlive its
                # release.
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_guarded)

    def _refusal(self, request: Request) -> str | None:
        """Why a request is not answered."""
        if self._reviews and not is_loopback(request.url.hostname or ""):
            return "ask for 127.0.0.1 or localhost"
        if request.method not in _READING and not _is_own(request):
            return "this was sent by a page of another site"
        return None


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
    # No secret in the form is needed: a page of another site cannot name our origin.
    return origin == f"{request.url.scheme}://{host}" and request.headers.get("sec-fetch-site") in (
        None,
        "same-origin",
    )
