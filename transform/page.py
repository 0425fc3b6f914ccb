"""One saved page to what stands on it: the document's blocks, what the page says about it, its attachments.

One parse, one walk over the document's own nodes and over what stands between the title and the body.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.decoding import decode
from taizhang.families import families, recognise
from taizhang.issues import Code, Issue
from taizhang.tables.terms import Stage
from transform import chrome, page_dates, titles
from transform.blocks import BlockReader, Fragment, Hidden, Link
from transform.content import Body, ancestors, find_bodies
from transform.depth import nests_too_deep
from transform.field_box import Pair, read_pairs
from transform.model import AttachmentLink, Block, Context, Paragraph, Payload
from transform.page_kind import is_list, is_stub

FILE = re.compile(
    r"\.(?:docx?|xlsx?|wps|et|pdf|ofd|zip|rar|7z|pptx?|csv|txt)(?:$|[?#&])|/download\.jsp\?|(?:down|file)load(?:file|attach)?[./?]",
    re.IGNORECASE,
)
SURROUNDING_LEVELS = 14
SURROUNDING_LETTERS = 3000


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as the page prints it: the column it is for, how it was found (`rule`) and where (`place`)."""

    field: str
    raw: str
    rule: str
    place: str


@dataclass(slots=True)
class Page:
    """What a page holds. `printed` gives for each column what its places say, the most trusted first."""

    is_document: bool
    family: str
    charset: str
    blocks: list[Block] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    attachments: list[AttachmentLink] = field(default_factory=list)
    injected: list[str] = field(default_factory=list)
    images: int = 0
    body_rule: str | None = None
    why: str | None = None
    issues: list[Issue] = field(default_factory=list)

    def first(self, name: str) -> Printed | None:
        """The most trusted value for a column."""
        return next((value for value in self.printed if value.field == name), None)


@dataclass(slots=True)
class Head:
    """What <head> says: <meta> tags by lower-case name, and the <title>."""

    metas: dict[str, tuple[str, str]]
    title: str


@dataclass(slots=True)
class Surroundings:
    """What stands around the body: the lines above it in their order, links below it."""

    above: list[Block] = field(default_factory=list)
    breadcrumb: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)


def read_page(payload: Payload, context: Context) -> Page:
    """What a page holds. A page that is no document has no blocks and says in `why` what it is."""
    decoded = decode(payload.content, payload.charset)
    return read_html(decoded.text, decoded.charset, payload, context)


def read_html(source: str, charset: str, payload: Payload, context: Context) -> Page:
    """`read_page` on decoded text."""
    if nests_too_deep(source):
        issue = _issue(Code.TOO_DEEP, "elements nest deeper than 512: the page was not parsed", payload)
        return Page(False, context.family or "generic", charset, why="too deep", issues=[issue])
    family = context.family if context.family in families() else recognise(source)
    tree = LexborHTMLParser(source)
    head = read_head(tree)
    if is_stub(source, tree):
        return Page(False, family, charset, why="stub")
    body, fragment = read_body(tree, family)
    page = Page(True, family, charset)
    if body is None:
        page.is_document = False
        page.why = "no body"
        return page
    around = read_surroundings(body)
    page.body_rule = body.rule
    page.images = fragment.images
    lines = [block.text for block in fragment.blocks[:12] if isinstance(block, Paragraph)]
    pairs = read_pairs(around.above)
    page.printed = list(read_values(source, tree, head, around, pairs, lines, context))
    page.blocks = chrome.trim(fragment.blocks, title_of(page))
    if is_list(fragment, page.blocks, body, "articletitle" in head.metas):
        return Page(False, family, charset, printed=page.printed, body_rule=body.rule, why="list")
    page.attachments = attachments(fragment.links + around.links, payload.url)
    if not page.blocks:
        if not page.images and not page.attachments and body.rank > 2:
            return Page(False, family, charset, printed=page.printed, body_rule=body.rule, why="empty")
        held = f"{page.images} images" if page.images else "nothing"
        page.issues.append(_issue(Code.EMPTY_DOCUMENT, f"the body holds {held} and no text", payload))
    return page


def title_of(page: Page) -> str | None:
    """The page's most trusted title."""
    title = page.first("title")
    return title.raw if title else None


# Parts of the page --------------------------------------------------------------------------------------------------


def read_head(tree: LexborHTMLParser) -> Head:
    """Metas and title; of several metas with one name the first that says something."""
    metas: dict[str, tuple[str, str]] = {}
    for node in tree.css("meta[name]"):
        attributes = node.attributes
        name, content = attributes.get("name"), attributes.get("content")
        if name and content and (content := content.strip()):
            metas.setdefault(name.strip().lower(), (name.strip(), content))
    title = tree.css_first("title")
    return Head(metas, title.text().strip() if title is not None else "")


def read_body(tree: LexborHTMLParser, family: str) -> tuple[Body | None, Fragment]:
    """The first body that holds something, with its blocks; a body rendered twice counts once."""
    empty: tuple[Body, Fragment] | None = None
    for body in find_bodies(tree, family):
        fragment = read_nodes(body.nodes)
        if fragment.blocks:
            if empty is not None and body.rank > 3:
                break
            return body, fragment
        if empty is None:
            empty = body, fragment
    return empty or (None, Fragment())


def read_nodes(nodes: list[LexborNode]) -> Fragment:
    """The blocks of several containers in their order, each text once."""
    reader = BlockReader(chrome.is_cut)
    if len(nodes) == 1:
        return reader.read(nodes[0])
    seen: set[str] = set()
    for node in nodes:
        text = titles.bare(node.text())
        if text and text in seen:
            continue
        seen.add(text)
        reader.read(node)
    return reader.found


def read_surroundings(body: Body) -> Surroundings:
    """What stands above the body up to the breadcrumb, and the links that follow it."""
    around = Surroundings()
    above: list[list[Block]] = []
    for node in siblings_before(body.nodes[0]):
        text = node.text()
        if not text or text.isspace():
            continue
        if len(text) > SURROUNDING_LETTERS:
            break
        reader = BlockReader()
        reader.read_one(node)
        found = reader.found
        around.hidden.extend(found.hidden)
        at = next(
            (
                i
                for i, block in enumerate(found.blocks)
                if isinstance(block, Paragraph) and chrome.is_breadcrumb(block.text)
            ),
            None,
        )
        if at is not None:
            around.breadcrumb = [link.text for link in found.links]
            above.append(found.blocks[at + 1 :])
            break
        above.append(found.blocks)
    around.above = [block for blocks in reversed(above) for block in blocks]
    for node in siblings_after(body.nodes[-1]):
        around.links.extend(
            Link(link.attrs.sget("href"), link.text().strip(), link.attrs.get("title"))
            for link in node.css("a[href]")
            if FILE.search(link.attrs.sget("href"))
        )
    return around


def siblings_before(node: LexborNode) -> Iterator[LexborNode]:
    """What stands before a node, the nearest first, level by level."""
    for level, around in enumerate([node, *ancestors(node)]):
        if level > SURROUNDING_LEVELS or around.tag == "body":
            return
        sibling = around.prev
        while sibling is not None:
            if sibling.is_element_node or sibling.is_text_node:
                yield sibling
            sibling = sibling.prev


def siblings_after(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that follow a node, three levels up."""
    for level, around in enumerate([node, *ancestors(node)]):
        if level > 2 or around.tag == "body":
            return
        sibling = around.next
        while sibling is not None:
            if sibling.is_element_node and sibling.tag not in ("script", "style"):
                yield sibling
            sibling = sibling.next


# Values -------------------------------------------------------------------------------------------------------------


def read_values(
    source: str,
    tree: LexborHTMLParser,
    head: Head,
    around: Surroundings,
    pairs: list[Pair],
    lines: list[str],
    context: Context,
) -> Iterator[Printed]:
    """What the page prints about the document, for each column the most trusted place first."""
    title = read_title(tree, head, around, pairs, lines, context)
    if title is not None:
        text, number = titles.without_number(title.text)
        yield Printed("title", text, title.rule, title.place)
        if number:
            yield Printed("doc_number", number, title.rule, title.place)
    for name in ("pubdate", "publishdate", "publish_date", "publishtime"):
        if name in head.metas and page_dates.read_day(head.metas[name][1]):
            yield Printed("published_on", head.metas[name][1], "meta", head.metas[name][0])
    for pair in pairs:
        if pair.field and pair.field != "title":
            yield Printed(pair.field, pair.value, "field_box", pair.label)
    for block in around.above:
        if isinstance(block, Paragraph) and (day := page_dates.publish_day(block.text)):
            yield Printed("published_on", day.raw, "publish_line", day.label or "日期")
    scripted = page_dates.script_day(source)
    if scripted is not None:
        yield Printed("published_on", scripted[0].raw, "script", scripted[1])


def read_title(
    tree: LexborHTMLParser, head: Head, around: Surroundings, pairs: list[Pair], lines: list[str], context: Context
) -> titles.Printed | None:
    """The title among what metas, headings, field box and <title> say."""
    printed = []
    if "articletitle" in head.metas:
        name, text = head.metas["articletitle"]
        printed.append(titles.Printed(text, "meta", name))
    names = [head.metas[name][1] for name in ("sitename", "columnname") if name in head.metas]
    names += [*around.breadcrumb, *(name for name in (context.site_name, context.owner) if name)]
    columns = {titles.bare(name) for name in around.breadcrumb}
    headings = [
        block
        for block in around.above
        if isinstance(block, Paragraph)
        and not page_dates.is_publish_line(block.text)
        and not chrome.is_chrome(block.text)
    ]
    page_title = titles.bare(head.title)
    heading = next(
        (block for block in reversed(headings) if block.heading and titles.bare(block.text) not in columns), None
    )
    if heading is None:
        heading = next(
            (
                block
                for block in headings
                if len(block.text) > 4
                and titles.bare(block.text) in page_title
                and titles.bare(block.text) not in columns
            ),
            None,
        )
    if heading is not None:
        printed.append(titles.Printed(heading.text, "heading", f"h{heading.heading}" if heading.heading else "line"))
    printed.extend(titles.Printed(pair.value, "field_box", pair.label) for pair in pairs if pair.field == "title")
    if head.title:
        text = titles.without_site(head.title, names, heading.text if heading else None)
        if text and titles.bare(text) not in columns:
            printed.append(titles.Printed(text, "title", "title"))
    return titles.choose(printed, lines)


def attachments(links: list[Link], url: str | None) -> list[AttachmentLink]:
    """Links to files, each address once."""
    found: dict[str, AttachmentLink] = {}
    for link in links:
        if not FILE.search(link.href):
            continue
        address = urljoin(url, link.href) if url else link.href
        if urlsplit(address).scheme in ("http", "https", "") and address not in found:
            found[address] = AttachmentLink(address, link.text or link.title)
    return list(found.values())


def _issue(code: Code, message: str, payload: Payload) -> Issue:
    return Issue(Stage.TRANSFORM, code, message, url=payload.url, capture_digest=payload.digest)
