"""The other pages of one document: those on which it goes on, and the frame that holds its body."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from taizhang.addresses import surt_key
from taizhang.decoding import decode_text
from taizhang.issues import Code, Issue
from taizhang.markup import refuse_markup
from taizhang.tables.terms import Stage
from transform.model import Block, Context, Payload, TableBlock
from transform.web import chrome
from transform.web.page import (
    Page,
    PageTables,
    count_letters,
    find_elements,
    parse_page,
    read_body,
    read_page,
)


def join_pages(
    page: Page,
    payloads: Sequence[Payload],
    context: Context,
    first: Payload,
) -> tuple[Page, list[Payload]]:
    """A document's page with the blocks and files of its other pages, and what of `payloads` is none.

    An issue stands for each further page that is not there. Of frames the one with most text is the
    body: the others are menus.
    """
    by_key = {surt_key(payload.url): payload for payload in payloads if payload.url}
    joined = replace(
        page,
        blocks=list(page.blocks),
        attachments=list(page.attachments),
        issues=list(page.issues),
    )
    used = {surt_key(url) for url in page.frames}
    body = _framed_body(page, by_key)
    if body and not joined.blocks:
        joined.blocks = body
        joined.issues = [issue for issue in joined.issues if issue.code is not Code.EMPTY_DOCUMENT]
    # It grows while it is gone through: a page may name the next one only.
    ahead = list(page.further)
    for url in ahead:
        key = surt_key(url)
        used.add(key)
        if key not in by_key:
            joined.issues.append(_not_fetched(url, first))
            continue
        read = read_page(by_key[key], context)
        joined.blocks += without_head(
            read.blocks or read_blocks(by_key[key], page.family),
            page.blocks,
        )
        # Every page of a document lists the same files.
        known = {link.url for link in joined.attachments}
        joined.attachments += [link for link in read.attachments if link.url not in known]
        ahead += [link for link in read.further if link not in ahead]
    # Each page counted its own tables from 0; evidence counts those of the whole.
    tables = [block for block in joined.blocks if isinstance(block, TableBlock)]
    for number, table in enumerate(tables):
        table.number = number
    others = [
        payload for payload in payloads if not payload.url or surt_key(payload.url) not in used
    ]
    return joined, others


def _framed_body(page: Page, by_key: Mapping[str, Payload]) -> list[Block]:
    """The blocks of the frame with most text; none where no frame was fetched."""
    keys = [surt_key(url) for url in page.frames]
    framed = [read_blocks(by_key[key], page.family) for key in keys if key in by_key]
    return max(framed, key=count_letters, default=[])


def _not_fetched(url: str, first: Payload) -> Issue:
    """The issue that a further page is not there."""
    message = f"the document goes on at {url}, which was not fetched"
    return Issue(
        Stage.TRANSFORM,
        Code.LEFT_OUT,
        message,
        url=first.url,
        capture_digest=first.digest,
    )


def read_blocks(payload: Payload, family: str) -> list[Block]:
    """The blocks of a page that need not say what document it belongs to."""
    decoded = decode_text(payload.content, payload.charset)
    if refuse_markup(decoded.text) is not None:
        return []
    tree = parse_page(decoded)
    surest = find_elements(tree, family).surest
    body, fragment = read_body(tree, family, surest, PageTables(tree), least_prose=1)
    if body is None:
        return []
    return chrome.trim_blocks(fragment.blocks, framed=body.rank > 1)


def without_head(blocks: list[Block], first: list[Block]) -> list[Block]:
    """The blocks of a further page without those at its beginning that repeat the first page's."""
    same = 0
    while same < min(len(blocks), len(first)) and blocks[same] == first[same]:
        same += 1
    return blocks[same:]
