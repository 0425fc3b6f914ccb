"""Which of a page's links is a file, and at which address it lies: one rule for crawl and reading.

A file is told by its address (a suffix in the path or in a parameter, a script that hands out
files), or by what its link says (任务分工表.docx over /wcm/f?id=123). What is known of names stands in
files.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborCSSSelector, LexborHTMLParser, LexborNode

from taizhang.addresses import Base
from taizhang.handlers import literals_of


@cache
def link_tables() -> dict[str, list[dict[str, Any]]]:
    """The tables of files.toml, each a list of entries with a note."""
    return tomllib.loads(resources.files("taizhang").joinpath("files.toml").read_text("utf-8"))


def _any_of(table: str, key: str) -> str:
    """Alternatives of a pattern: the entries of a table, the longest first."""
    words = sorted((entry[key] for entry in link_tables()[table]), key=len, reverse=True)
    return "|".join(map(re.escape, words))


TYPE = rf"\.(?:{_any_of('type', 'suffix')})"
IN_PATH = re.compile(rf"{TYPE}$")
IN_PARAMETER = re.compile(rf"{TYPE}(?:$|[&#])")
IN_SCRIPT = re.compile(TYPE, re.IGNORECASE)
OF_PAGE = re.compile(rf"(?:\.(?:{_any_of('page', 'suffix')})|[/;])$")
OF_MEDIA = re.compile(rf"\.(?:{_any_of('media', 'suffix')})$")
OF_SCRIPT = re.compile(rf"\.(?:{_any_of('script', 'suffix')})$")
# A name made of nothing but the words for handing out files: downfile, getAttachment, fileDownload.
WORDS = re.compile(rf"(?:{_any_of('word', 'text')})+")
SURE_WORDS = frozenset(word["text"] for word in link_tables()["word"] if word["sure"])
SURE = re.compile("|".join(sorted(SURE_WORDS)))
# A link's text that ends with a file's name; the file's size may stand behind it.
SIZE = r"[(（\[【]?\s?[\d.]{1,9}\s?[KMG]B?\s?[)）\]】]?"
NAMED = re.compile(rf"[^\s.]{TYPE}[\s)）\]】》」”\"']{{0,5}}(?:{SIZE})?$", re.IGNORECASE)
# Letters at a text's end that are looked at.
LONGEST_NAME = 200
# What a source in lower case must hold for parsing it to be worth while; for every page is looked
# at.
MENTIONED = re.compile(rf"{TYPE}(?![a-z0-9_(=.])".encode())
# The same of scripts' names: begun by the word that is sure, so that the search is one for plain
# letters.
ROOTS = sorted(
    word for word in SURE_WORDS if not any(other in word for other in SURE_WORDS - {word})
)
BEFORE = sorted(word["text"] for word in link_tables()["word"])


def _handed_out(root: str) -> re.Pattern[bytes]:
    begins = "|".join([f"(?<![a-z]{root})", *(f"(?<={word}{root})" for word in BEFORE)])
    return re.compile(rf"{root}(?:{begins})[a-z]{{0,20}}[./?!_-]".encode())


HANDED_OUT = tuple((root.encode(), _handed_out(root)) for root in ROOTS)
WIDE = (b"\xff\xfe", b"\xfe\xff")
ATTRIBUTES = tuple(dict.fromkeys(entry["attribute"] for entry in link_tables()["shown"]))
SHOWN = ", ".join(entry["selector"] for entry in link_tables()["shown"])
VIEWERS = frozenset(entry["parameter"] for entry in link_tables()["viewer"])
LINKS = "a[href], area[href], a[onclick]"
# Where a file may stand beside links with an address of their own.
UNLINKED = f"[onclick], a[href^='javascript' i], a[download], {SHOWN}, script:not([src])"
PLACES = f"{LINKS}, {UNLINKED}"
# Letters: what is longer is a library, not a line that writes a link.
LONGEST_SCRIPT = 20_000
_ENGINE = LexborCSSSelector()  # type: ignore[no-untyped-call]  # one for all pages: to make one costs more than a question
SHOWS_ITSELF = frozenset({"img", "input", "source", "video", "audio", "track"})


class FileLink(NamedTuple):
    """A link to a file: its canonical address, None where the page does not say it, and what the link is called."""

    url: str | None
    name: str


@lru_cache(maxsize=8192)
def is_file_address(link: str) -> bool:
    """Whether an address looks like a file's rather than a page's.

    >>> is_file_address("/module/download/downfile.jsp?classid=0&filename=7"), is_file_address("/cms/attachment/12345")
    (True, True)
    >>> is_file_address("/xxgk/download/index.html")
    False
    """
    lower = link.strip().lower().partition("#")[0]
    path, _, query = lower.partition("?")
    # A session (;jsessionid=…) stands behind the suffix.
    path = path.partition(";")[0] if ";" in path else path
    if IN_PATH.search(path):
        return True
    # Before the query is looked at: /search.html?name=a.docx is a page that speaks of a file.
    if OF_PAGE.search(path) or OF_MEDIA.search(path):
        return False
    if IN_PARAMETER.search(query) is not None:
        return True
    return _is_handed_out(path, query)


def names_file(text: str) -> bool:
    """Whether a text is, or ends with, a file's name.

    >>> names_file("附件1：任务分工表.docx"), names_file("任务分工表.xls（23KB）"), names_file("关于docx格式的通知")
    (True, True, False)
    """
    return NAMED.search(text.strip()[-LONGEST_NAME:]) is not None


def mentions_files(page: bytes) -> bool:
    """Whether a page's bytes may link a file: a quick look, right in every charset that holds ASCII as it is."""
    lower = page.lower()
    if page[:2] in WIDE or MENTIONED.search(lower) is not None:
        return True
    return any(root in lower and name.search(lower) is not None for root, name in HANDED_OUT)


def is_file_link(href: str, names: Iterable[str | None]) -> bool:
    """Whether a link leads to a file, by its address or by what it is called."""
    return file_at(href, names, Base("")) is not None


def file_at(href: str, names: Iterable[str | None], base: Base) -> str | None:
    """The address of the file behind a link, by the link itself or by what it is called; else None."""
    shown = _shown_file(href, base)
    if shown:
        return shown
    if is_file_address(href) or any(name and names_file(name) for name in names):
        return base.resolve_link(href)
    return None


def find_files(nodes: Iterable[LexborNode], base: Base, places: str = PLACES) -> list[FileLink]:
    """The files that elements link, show or write by script, each once, in the order of the page.

    `places` is the selector of what is looked at; links that are called a file but lead nowhere
    have no `url`.
    """
    found: dict[str, FileLink] = {}
    for node in nodes:
        for place in _ENGINE.find(places, node):
            for link in _files_of(place, base):
                found.setdefault(link.url or link.name, link)
    return list(found.values())


def _files_of(node: LexborNode, base: Base) -> Iterator[FileLink]:
    """What one element links."""
    if node.tag == "script":
        yield from _written_links(node.text(), base)
        return
    # A picture or a film is what the page shows, not what it hands out.
    if node.tag in SHOWS_ITSELF:
        return
    attributes = node.attributes
    href = (attributes.get("href") or "").strip()
    text = ""
    if node.tag in ("a", "area"):
        text = " ".join(node.text().split())
    names = (text, attributes.get("title"), attributes.get("download"))
    name = next((given for given in names if given), "")
    for shown in _link_addresses(attributes):
        if is_file_address(shown) and (url := base.resolve_link(shown)) is not None:
            yield FileLink(url, name)
        elif (target := _shown_file(shown, base)) is not None:
            yield FileLink(target, name)
    url = file_at(href, names, base)
    if url is None:
        is_named = any(given and names_file(given) for given in names)
        url = _scripted_address(
            f"{attributes.get('onclick') or ''} {href}",
            base,
            is_named=is_named,
        )
        if url is None and not is_named:
            return
    yield FileLink(url, name)


def _link_addresses(attributes: Mapping[str, str | None]) -> Iterator[str]:
    for name in ATTRIBUTES:
        value = attributes.get(name)
        if value:
            yield value


def _scripted_address(script: str, base: Base, *, is_named: bool) -> str | None:
    """The address in a handler, as window.open('/files/1.xlsx').

    That of a file; where the link is called a file (`is_named`), any address.
    """
    literals = literals_of(script)
    for literal in literals:
        if is_file_address(literal):
            return base.resolve_link(literal)
    # A link that is called 任务分工表.docx hands out that file, whatever its handler's address looks
    # like; any other handler opens pages, windows and menus.
    if is_named:
        for literal in literals:
            if "/" in literal:
                return base.resolve_link(literal)
    return None


def _written_links(script: str, base: Base) -> Iterator[FileLink]:
    """Files in the literals of a script: links that it writes, and addresses with a suffix."""
    # A library of a portal's own holds suffixes by the dozen, none of them a file of this article.
    if len(script) > LONGEST_SCRIPT or IN_SCRIPT.search(script) is None:
        return
    for quoted in literals_of(script):
        literal = quoted.replace('\\"', '"').replace("\\'", "'").replace("\\/", "/")
        if "<a" in literal.lower():
            tree = LexborHTMLParser(literal)
            yield from find_files([tree.root] if tree.root else (), base, LINKS)
        elif "/" in literal and IN_PATH.search(literal.lower().partition("?")[0]):
            url = base.resolve_link(literal)
            if url is not None:
                yield FileLink(url, "")


def _shown_file(href: str, base: Base) -> str | None:
    """The file that a viewer's address names: /pdfjs/web/viewer.html?file=%2Ffiles%2F1.pdf."""
    if "=" not in href:
        return None
    path, _, query = href.strip().partition("?")
    viewer = path.lower()
    if not (
        OF_PAGE.search(viewer) or (OF_SCRIPT.search(viewer) and "view" in viewer.rpartition("/")[2])
    ):
        return None
    for name, value in parse_qsl(query.partition("#")[0]):
        if name.lower() in VIEWERS and is_file_address(value):
            # What a viewer is told is relative to the viewer's own page, not to the article's.
            viewer_page = base.resolve_link(path) if base.url else ""
            return Base(viewer_page or "", base.charset).resolve_link(value)
    return None


def _is_handed_out(path: str, query: str) -> bool:
    """Whether a script's name says that it hands out files, or a folder's with a number below it."""
    if SURE.search(path) is None:
        return False
    *folders, last = (urlsplit(path).path if "://" in path else path).split("/")
    stem = last.partition(".")[0].partition("!")[0]
    if query and _is_made_of_words(stem):
        return True
    folder = next((name for name in reversed(folders) if _is_made_of_words(name)), None)
    has_number = any(letter.isdigit() for letter in last)
    if folder is None:
        return False
    if OF_SCRIPT.search(last) is not None:
        return False
    return has_number


def _is_made_of_words(name: str) -> bool:
    if SURE.search(name) is None:
        return False
    return WORDS.fullmatch(name.replace("_", "").replace("-", "")) is not None
