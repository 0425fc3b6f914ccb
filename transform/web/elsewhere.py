"""Where the document of a page without prose is: in a frame, in a file that the page shows, in data for its scripts."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.files import is_file_address
from taizhang.further_pages import FRAMES
from transform.text.title_words import is_called
from transform.web import chrome
from transform.web.blocks import BlockReader, Fragment
from transform.web.content import Body
from transform.web.scripted_body import find_scripted_body
from transform.web.surroundings import nodes_after
from transform.web.titles import LEAST_OWN

# The rules by which a page's body is found so.
FRAME, SHOWN_FILE, SCRIPT = "frame", "shown_file", "script"
# Such a page must say itself what it is called and of which day it is.
UNSURE = frozenset({SHOWN_FILE, SCRIPT})
_HOME = re.compile(r"/?|/(?:index|default|home)(?:\.\w{3,5})?", re.IGNORECASE)
_SHOWN = {"iframe[src]": "src", "frame[src]": "src", "embed[src]": "src", "object[data]": "data"}


def find_elsewhere(
    tree: LexborHTMLParser, source: str, family: str, frames: Sequence[str], url: str | None
) -> tuple[Body, Fragment] | None:
    """The body of a page without prose, with its blocks; None where there is none."""
    if frames:
        return Body(tree.css(FRAMES)[:1], FRAME, 1, family), Fragment()
    title = "".join(node.text() for node in tree.css("title")[:1])
    for link in tree.css("a[href]"):
        if is_file_address(link.attrs.sget("href")) and is_called_alike(link.text(), title):
            fragment = BlockReader().read_one(link)
            # What the link is called is no text.
            fragment.blocks = []
            return Body([link], SHOWN_FILE, 1, family), fragment
    for selector, attribute in _SHOWN.items():
        for node in tree.css(selector):
            if is_file_address(node.attrs.sget(attribute)):
                return Body([node], SHOWN_FILE, 1, family), Fragment()
    below = _below_title(tree, title)
    if below is not None:
        fragment = BlockReader(chrome.is_cut).read(below)
        fragment.blocks = []
        return Body([below], SHOWN_FILE, 1, family), fragment
    # A home page's data hold what it shows above all else: 关于本站改版的公告.
    scripted = None if _HOME.fullmatch(urlsplit(url or "").path) else find_scripted_body(source)
    if scripted is None:
        return None
    return Body([scripted], SCRIPT, 1, family), BlockReader(chrome.is_cut).read(scripted)


def _below_title(tree: LexborHTMLParser, title: str) -> LexborNode | None:
    """What holds the pictures or the files below a heading that is the document's title; None without such a heading."""
    for heading in tree.css("h1, h2, h3"):
        text = "".join(heading.text().split())
        if len(text) >= LEAST_OWN and text in "".join(title.split()) and is_called(text):
            for node in nodes_after(heading):
                if node.css_first("img[src]") or any(
                    is_file_address(link.attrs.sget("href")) for link in node.css("a[href]")
                ):
                    return node
    return None


def is_called_alike(link: str, title: str) -> bool:
    """Whether a link to a file is called as its page is: 关于修渠的通知.doc below the title, and no text.

    >>> is_called_alike("关于修渠引水的通知.doc", "关于修渠引水的通知_青山县")
    True
    >>> is_called_alike("附件.doc", "附件")
    False
    """
    name = "".join(link.split())
    stem = name.rpartition(".")[0] or name
    return len(stem) >= LEAST_OWN and stem in "".join(title.split())
