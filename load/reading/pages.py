"""The pages of a portal looked at: what each is, and its document where that needs only the page.

A page's bytes are unpacked and its tree is made once for both. A page with files, or with further
pages, is read when it is known which of them belong to it.
"""

from collections.abc import Iterator, Mapping, Sequence

from load.reading.articles import PageFacts
from load.reading.facts_table import PageKey, page_key
from load.reading.history import DocumentReader, id_of_address
from load.reading.shards import PageToRead
from taizhang.archive import Capture, Purpose


def look_at_pages(
    captures: Sequence[Capture],
    reader: DocumentReader,
    known: Mapping[PageKey, PageFacts],
) -> Iterator[tuple[PageKey, PageFacts]]:
    """Facts of every article page that was answered, known or looked at now.

    Documents that were read along are kept by `reader` until they are asked for.
    """
    wanted: dict[PageKey, Capture] = {}
    for capture in captures:
        if capture.purpose in (Purpose.ARTICLE, Purpose.PAGE) and capture.digest is not None:
            origin = reader.origin(capture)
            if origin.status is not None and 200 <= origin.status < 300:
                wanted.setdefault(page_key(capture), origin)
    # A page is known by address and payload: one that came again unchanged is not looked at again.
    unseen = [_page_to_read(key, origin) for key, origin in wanted.items() if key not in known]
    yield from reader.look_at(unseen)
    yield from ((key, known[key]) for key in wanted if key in known)


def _page_to_read(key: PageKey, origin: Capture) -> PageToRead:
    """A page to look at, and to read where it may be a document."""
    return PageToRead(origin, id_of_address(key[0]) if origin.purpose == Purpose.ARTICLE else None)
