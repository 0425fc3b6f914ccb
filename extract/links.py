"""Files that an article's page links: its attachments."""

import codecs
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from taizhang.addresses import base_of, resolve, same_site

TYPES = r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|wps|et|ofd|ceb|txt|csv|rtf)"
SUFFIX = re.compile(TYPES + r"$", re.IGNORECASE)
NAMED = re.compile(TYPES + r"(?:$|[?#&])", re.IGNORECASE)  # in the path or in a parameter
# Scripts that hand out files: VSB, Hanweb, and others of that kind.
SCRIPTS = ("download.jsp", "downfile.jsp", "downloadattach", "/attachment/", "filedown", "file/download")
# What a source in lower case must hold for parsing it to be worth while; for every page is looked at.
MENTIONED = re.compile(TYPES.encode() + rb"(?=[\"'?#&\s<>])")
SIGNS = (b"download", b"downfile", b"filedown", b"/attachment/")  # one of them is in each of the scripts
WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
PLACES = "a[href], iframe[src], embed[src], object[data], [pdfsrc]"


def attachment_links(html: str, url: str) -> list[str]:
    """Canonical addresses of the files that a page of the same site links, in the page's order."""
    return list(dict.fromkeys(_links(html, url)))


def mentions_files(page: bytes) -> bool:
    """Whether a page's bytes may link a file: a quick look, right in every charset that holds ASCII as it is."""
    lower = page.lower()
    return MENTIONED.search(lower) is not None or any(sign in lower for sign in SIGNS) or page[:2] in WIDE


def is_file_address(link: str) -> bool:
    """Whether a link looks like a file."""
    lower = link.lower()
    return NAMED.search(lower) is not None or any(script in lower for script in SCRIPTS)


def _links(html: str, url: str) -> Iterator[str]:
    base = base_of(html, url)
    for node in LexborHTMLParser(html).css(PLACES):
        attributes = node.attributes
        link = attributes.get("href") or attributes.get("pdfsrc") or attributes.get("src") or attributes.get("data")
        if not link or not (is_file_address(link) or (node.tag == "a" and SUFFIX.search(node.text().strip()))):
            continue
        target = resolve(base, link)
        if target is not None and target != url and same_site(target, url):
            yield target
