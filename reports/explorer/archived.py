"""A page of the archive as it was, made harmless: no script, no address that a browser would ask, nothing to send.

It is shown in a frame without rights (`sandbox`), under a policy of its own that forbids what is cut here anyway: one
fence must hold where the other has a hole. Styles of the page itself stay, so that it looks as it did.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from reports.explorer.book import Book
from reports.explorer.folding import fold
from taizhang.archive import Archive, ArchiveError, Capture
from taizhang.decoding import decode_text
from taizhang.markup import parse_markup
from taizhang.rows import Row

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
# The place that the frame is scrolled to.
HERE = "here"
_CUT = (
    "script, noscript, link, meta, base, iframe, frame, frameset, object, embed, applet, template, audio, video, "
    "source, track"
)
_ASKING = frozenset(
    {
        "src",
        "srcset",
        "srcdoc",
        "background",
        "poster",
        "action",
        "formaction",
        "ping",
        "data",
        "manifest",
        "lowsrc",
    }
    | {"dynsrc", "longdesc", "profile", "codebase", "classid", "usemap", "autofocus", "xlink:href"}
)
_ADDRESS = re.compile(
    r"(?i)url\s*\([^)]*\)?|@import[^;]*;?|expression\s*\(|-moz-binding|behaviou?r\s*:"
)


def find_capture(book: Book, portal: str, digest: str) -> Row | None:
    """The first fetch of a payload that the release cites; None where it cites none."""
    return book.row(
        "SELECT * FROM captures WHERE portal = ? AND digest = ? AND warc_offset IS NOT NULL "
        "ORDER BY captured_at LIMIT 1",
        [portal, digest],
    )


def read_page(book: Book, row: Row) -> str:
    """The text of an archived page.

    Raises ArchiveError where its bytes are lost, or are no page.
    """
    capture = Capture.from_row(row)
    # Where nobody said a type, the reading took it for a page.
    if "html" not in (capture.media_type or "html"):
        raise ArchiveError(f"{capture.url} is a file of type {capture.media_type}, not a page")
    return decode_text(Archive(book.store).payload(capture), capture.charset_declared).text


def make_harmless(source: str, sentence: str = "") -> str:
    """The page with nothing in it that runs, asks or leads anywhere, and a mark around where a sentence begins.

    Raises MarkupError for markup that is not parsed.
    """
    tree = parse_markup(source)
    for node in tree.css(_CUT):
        node.decompose()
    # After cutting, so that only what stays is looked at: a page keeps its look, and what would
    # run, ask or lead away goes.
    for node in tree.css("*"):
        _disarm(node)
    for style in tree.css("style"):
        style.replace_with(_style(tree, style.text()))
    if sentence:
        _mark(tree, sentence)
    return f"<!doctype html><meta charset=utf-8>{tree.html or ''}"


def _disarm(node: LexborNode) -> None:
    """Take off an element what a browser would run, ask for or follow."""
    for name, value in list(node.attributes.items()):
        low = name.lower()
        if (
            low.startswith("on")
            or low in _ASKING
            or (low == "href" and not (value or "").startswith("#"))
        ):
            del node.attrs[name]
        elif low == "style":
            node.attrs[name] = harmless_style(value or "")
        elif low == "id" and value == HERE:
            del node.attrs[name]


def harmless_style(style: str) -> str:
    """A style without addresses; one with escapes, which could hide one, is none at all.

    >>> harmless_style("color: red; background: url(http://a.cn/x.png)")
    'color: red; background: none'
    """
    # CSS escapes may spell url( in a hundred ways: the style goes as a whole.
    return "" if "\\" in style else _ADDRESS.sub("none", style)


def _style(tree: LexborHTMLParser, text: str) -> LexborNode:
    element = tree.create_node("style")
    element.insert_child(harmless_style(text))
    return element


def _mark(tree: LexborHTMLParser, sentence: str) -> None:
    """Put a mark around the first text that begins as the sentence does, or holds its longest beginning."""
    wanted = "".join(fold(sentence).split())
    nodes = [
        node
        for node in (tree.body.traverse(include_text=True) if tree.body else ())
        if node.tag == "-text"
    ]
    # A task's text is put together from the page without its line breaks and tags: its beginning is
    # found where its whole is not.
    for length in (24, 12, 6):
        for node in nodes:
            if wanted[:length] and wanted[:length] in "".join(fold(node.text(deep=False)).split()):
                mark = tree.create_node("mark")
                mark.attrs["id"] = HERE
                mark.insert_child(node.text(deep=False))
                node.replace_with(mark)
                return
