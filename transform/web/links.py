"""Links to files: which of a page's links are a document's attachments."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from transform.model import AttachmentLink
from transform.web.blocks import Link

FILE = re.compile(
    r"\.(?:docx?|xlsx?|wps|et|pdf|ofd|zip|rar|7z|pptx?|csv|txt)(?:$|[?#&])"
    r"|/download\.jsp\?|(?:down|file)load(?:file|attach)?[./?]",
    re.IGNORECASE,
)

PAGES = (".html", ".htm", ".shtml", "/", ";")


def is_file(href: str) -> bool:
    """Whether an address is a file's rather than a page's."""
    return not href.endswith(PAGES) and FILE.search(href) is not None


def attachments(links: Iterable[Link], url: str | None) -> list[AttachmentLink]:
    """Links to files with their full addresses, each address once."""
    found: dict[str, AttachmentLink] = {}
    for link in links:
        if not is_file(link.href):
            continue
        try:
            address = urljoin(url, link.href.strip()) if url else link.href.strip()
            scheme = urlsplit(address).scheme
        except ValueError:
            continue
        if scheme in ("http", "https", "") and address not in found:
            found[address] = AttachmentLink(address, link.text or link.title)
    return list(found.values())


def embedded_files(nodes: Iterable[LexborNode], url: str | None) -> list[AttachmentLink]:
    """Files that a body shows in a frame instead of a text of its own."""
    links = []
    for node in nodes:
        for frame in node.css("iframe[src], embed[src], object[data], [pdfsrc]"):
            attributes = frame.attributes
            href = attributes.get("pdfsrc") or attributes.get("src") or attributes.get("data")
            if href:
                links.append(Link(href, "", attributes.get("title")))
    return attachments(links, url)
