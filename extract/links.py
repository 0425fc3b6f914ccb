"""Files that an article's page links: its attachments."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser

from taizhang.addresses import resolve, same_site

SUFFIX = re.compile(r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|wps|et|ofd|ceb|txt|csv|rtf)$", re.IGNORECASE)
# Scripts that hand out files: VSB, Hanweb, and others of that kind.
DOWNLOAD = re.compile(r"download\.jsp|downfile\.jsp|DownloadAttach|/attachment/|filedown|/file/download", re.IGNORECASE)
# One look at the source tells whether parsing it is worth while.
HINT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|zip|rar|7z|wps|et|ofd|ceb|txt|csv|rtf)\b|download|downfile|attachment|pdfsrc",
    re.IGNORECASE,
)
PLACES = "a[href], iframe[src], embed[src], object[data], [pdfsrc]"


def attachment_links(html: str, base: str) -> list[str]:
    """Canonical addresses of the files that a page of the same site links, in the page's order."""
    if not HINT.search(html):
        return []
    return list(dict.fromkeys(_links(html, base)))


def is_file_address(url: str) -> bool:
    """Whether an address looks like a file: by its path, by a parameter that names one, or by the script it calls."""
    parts = urlsplit(url)
    if SUFFIX.search(parts.path) or DOWNLOAD.search(url):
        return True
    return any(SUFFIX.search(value) for _, value in parse_qsl(parts.query))


def _links(html: str, base: str) -> Iterator[str]:
    for node in LexborHTMLParser(html).css(PLACES):
        attributes = node.attributes
        link = attributes.get("href") or attributes.get("pdfsrc") or attributes.get("src") or attributes.get("data")
        if not link or link.startswith(("javascript:", "#", "mailto:")):
            continue
        url = resolve(base, link)
        if url is None or url == base or not same_site(url, base):
            continue
        if is_file_address(url) or (node.tag == "a" and SUFFIX.search(node.text().strip())):
            yield url
