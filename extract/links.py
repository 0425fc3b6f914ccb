"""What an article's page leads to on its own site, to be fetched beside it: files, pages, frames."""

import re

from selectolax.lexbor import LexborHTMLParser

from taizhang.addresses import find_base, same_site
from taizhang.files import find_files
from taizhang.further_pages import find_frames, find_further_pages, may_go_on
from taizhang.markup import parse_markup

MOST_FILES = 1000  # of one page
HAN = re.compile(r"[\u4e00-\u9fff]")
# Chinese letters outside of links: a page with more has its body in itself.
LEAST_TEXT = 300


def find_attachments(html: str, url: str, charset: str = "utf-8") -> list[str]:
    """Canonical addresses of the files that a page of the same site links, in the page's order.

    `charset` is the one that the page was read with: the queries of its links are sent in it.
    Raises MarkupError.
    """
    root = parse_markup(html).root
    files = find_files([root] if root is not None else (), find_base(html, url, charset))
    urls = [
        file.url
        for file in files
        if file.url is not None and file.url != url and same_site(file.url, url)
    ]
    return urls[:MOST_FILES]


def find_pages(html: str, url: str, charset: str, first: str) -> list[str]:
    """Canonical addresses of an article's further pages, and of the frames of a page without a text of its own.

    `first` is the address of the article's first page; frames are looked for on that one only.
    Raises MarkupError.
    """
    has_frames = url == first and "frame" in html.lower()
    if not has_frames and not may_go_on(html, first):
        return []
    tree, base = parse_markup(html), find_base(html, url, charset)
    pages = find_further_pages(tree, html, base, first)
    if has_frames and not _has_text(tree):
        pages += find_frames(tree, base, url)
    return [page for page in pages if page != url]


def _has_text(tree: LexborHTMLParser) -> bool:
    """Whether a page holds more than menus: its text without that of links and scripts."""
    body = tree.body
    if body is None:
        return False
    linked = sum(len(HAN.findall(link.text())) for link in body.css("a, script, style"))
    return len(HAN.findall(body.text())) - linked >= LEAST_TEXT
