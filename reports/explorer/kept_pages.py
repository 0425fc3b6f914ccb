"""Pages that say nothing but what a release says: made once for each address, language and look, and known by a tag."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from reports.explorer.etags import etag_of, is_known
from reports.explorer.language import language_of
from reports.explorer.pages import book_of, theme_of, today

# Bytes of pages that a process keeps, the newest.
ROOM = 48 << 20


class KeptPage(NamedTuple):
    """A page as it is sent, and what its headers say of it."""

    body: bytes
    said: dict[str, str]


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


# What a kept page says of itself beside its tag.
_SAID = ("content-type", "content-disposition")


class KeptPages:
    """The newest pages by their tags."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._held = room, 0
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, tag: str) -> KeptPage | None:
        """The page of a tag, where it is kept."""
        with self._lock:
            if tag in self._pages:
                self._pages.move_to_end(tag)
            return self._pages.get(tag)

    def keep(self, tag: str, page: KeptPage) -> None:
        """Keep a page, and drop those that were asked for longest ago."""
        with self._lock:
            if tag not in self._pages:
                self._held += len(page.body)
            self._pages[tag] = page
            # By bytes, not by number: one ledger may weigh as much as a thousand tasks.
            while self._held > self._room:
                _, dropped = self._pages.popitem(last=False)
                self._held -= len(dropped.body)


class KeptRoute(APIRoute):
    """Answers with a page that is kept, or with none where the browser has it already."""

    def get_route_handler(self) -> Handler:
        """The handler of a request."""
        make = super().get_route_handler()

        async def answer(request: Request) -> Response:
            pages: KeptPages = request.app.state.pages
            tag = _tag_of(request)
            # Language and look come by these headers: no cache on the way may mix them up.
            headers = {"ETag": tag, "Vary": "Cookie, Accept-Language"}
            if is_known(request, tag):
                return Response(status_code=304, headers=headers)
            page = pages.find(tag)
            if page is None:
                response = await make(request)
                # An error is not kept: the next reader may find the store well again.
                if response.status_code != 200:
                    return response
                said = {name: response.headers[name] for name in _SAID if name in response.headers}
                page = KeptPage(bytes(response.body), said)
                pages.keep(tag, page)
            return Response(page.body, headers=page.said | headers)

        return answer


def _tag_of(request: Request) -> str:
    """A tag of all that a page depends on; the day decides what is overdue."""
    reviews = request.app.state.desk.queue is not None
    look = f"{language_of(request)} {theme_of(request)} {today()} {reviews}"
    own = hashlib.sha256(look.encode()).hexdigest()[:8]
    return etag_of(request, book_of(request)).removesuffix('"') + f'-{own}"'
