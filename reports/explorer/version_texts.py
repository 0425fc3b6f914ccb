"""The text of a past version of a document, as its archived page shows it."""

import pyarrow.compute as pc

from reports.explorer.book import Book
from taizhang.archive import Archive, ArchiveError, Capture
from taizhang.decoding import decode_text
from taizhang.markup import parse_markup

_UNSEEN = "script, style, noscript, template, head"


def read_version(book: Book, portal: str, digest: str) -> str:
    """The lines of the page that was first fetched with this digest, blank ones left out.

    Raises ArchiveError where the archive has no such page, MarkupError where it is not parsed.
    """
    archive = Archive(book.store)
    table = archive.table(portal)
    rows = table.filter(
        (pc.field("digest") == digest) & pc.is_valid(pc.field("warc_offset"))
    ).to_pylist()
    if not rows:
        raise ArchiveError(f"the archive of {portal} has no page {digest}")
    capture = Capture.from_row(rows[0])
    tree = parse_markup(decode_text(archive.payload(capture), capture.charset_declared).text)
    for node in tree.css(_UNSEEN):
        node.decompose()
    text = tree.body.text(separator="\n") if tree.body else ""
    return "\n".join(
        line for line in (" ".join(printed.split()) for printed in text.splitlines()) if line
    )
