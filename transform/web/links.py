"""Links to files: which of a page's links are a document's attachments."""

from collections.abc import Iterable

from selectolax.lexbor import LexborNode

from taizhang.addresses import Base, same_site
from taizhang.files import UNLINKED, FileLink, file_at, find_files
from taizhang.issues import Code, Issue
from taizhang.tables.terms import Stage
from transform.model import AttachmentLink, Payload
from transform.web.blocks import Link


def read_attachments(
    links: Iterable[Link], nodes: Iterable[LexborNode], base: Base, payload: Payload
) -> tuple[list[AttachmentLink], list[Issue]]:
    """The files that a document links as printed in `links`, or shows or hands out by script in `nodes`.

    Addresses are relative to `base`, as those that the crawl fetches. Each address once; an issue
    for each file that is out of reach: on another site, or without an address.
    """
    url = payload.url or ""
    files = [*find_linked_files(links, base), *find_files(nodes, base, UNLINKED)]
    attachments: dict[str, AttachmentLink] = {}
    issues = []
    for file in files:
        if file.url is None:
            issues.append(
                _make_issue(
                    Code.LEADS_NOWHERE,
                    f"{file.name}: the page does not say where it lies",
                    payload,
                )
            )
        elif file.url != url and file.url not in attachments:
            attachments[file.url] = AttachmentLink(file.url, file.name or None)
            if url and not same_site(file.url, url):
                message = (
                    f"{file.name or 'a file'}: lies on another site and is not fetched: {file.url}"
                )
                issues.append(_make_issue(Code.LEADS_OFF_SITE, message, payload))
    return list(attachments.values()), issues


def find_linked_files(links: Iterable[Link], base: Base) -> list[FileLink]:
    """The files among links as printed, in their order."""
    files = []
    for link in links:
        url = file_at(link.href, (link.text, link.title), base)
        if url is not None:
            files.append(FileLink(url, link.text or link.title or ""))
    return files


def _make_issue(code: Code, message: str, payload: Payload) -> Issue:
    return Issue(Stage.TRANSFORM, code, message, url=payload.url, capture_digest=payload.digest)
