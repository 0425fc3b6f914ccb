"""One saved page to what stands on it: the document's blocks, what the page says about it, its attachments.

One parse, one walk over the document's own nodes and over what stands between the title and the
body.
"""

from collections.abc import Iterator
from functools import cache

from msgspec import Struct
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser, LexborNode

from taizhang.addresses import find_base
from taizhang.decoding import Decoded, decode_text
from taizhang.families import GENERIC, all_families, by_address, recognise_family
from taizhang.further_pages import find_frames, find_further_pages, may_go_on
from taizhang.issues import Code, Issue
from taizhang.markup import refuse_markup
from taizhang.nesting import LIMIT, TooDeepError
from taizhang.tables.terms import Stage
from transform.model import AttachmentLink, Block, Context, Paragraph, Payload, TableBlock
from transform.tables.cell_labels import label_level
from transform.tables.recognition import is_ledger
from transform.text.title_words import is_called
from transform.web import chrome
from transform.web.blocks import BlockReader, Fragment
from transform.web.content import (
    COMMON_NAME,
    DENSITY,
    LEAST_PROSE,
    LEDGER,
    Body,
    find_beside,
    find_containers,
    first_tried,
    keep_outermost,
    search_body,
)
from transform.web.duties_on_page import gives_duties, names_units
from transform.web.elsewhere import SCRIPT, UNSURE, find_elsewhere
from transform.web.field_box import read_field_box
from transform.web.head import TITLES, read_head
from transform.web.hijack import OUTSIDE, find_injected
from transform.web.links import read_attachments
from transform.web.own_head import DocumentHead
from transform.web.page_kind import SHORT_SOURCE, TEASERS, is_list, read_refusal
from transform.web.printed import Places, Printed, read_printed
from transform.web.selecting import select
from transform.web.signed_letter import is_signed_letter
from transform.web.surroundings import read_surroundings
from transform.web.tables import LONGEST_PART_TITLE
from transform.web.tags import tag_number

META, TITLE, LINK = tag_number("meta"), tag_number("title"), tag_number("a")
# What a page's own scripts and controls would change is left alone: nothing of it is text of a
# document.
AS_WRITTEN = LexborDocumentOptions.WO_EVENTS
# What a search finds beside an empty container must be more than a copyright notice.
LEAST_ELSEWHERE = 200
# So short a text found by search may be a page that says that there is no page.
FEW_LETTERS = 300
# Links of a page's menus, at least.
MENU = 30
# A line that no document repeats.
LONG_LINE = 24
# So many of the long lines of each must be in the other: the second rendering of a page lacks some.
COPIED = 0.8
# Fewer long lines that two renderings have in common may be a letter's opening and its end.
LEAST_COPIED = 2
# Nodes beside a ledger in which its further parts are looked for.
MOST_PARTS = 400


class Page(Struct):
    """What a page holds.

    `printed` gives for each column what its places say, the most trusted first. A page that is no
    document has no blocks and says in `why` what it is. `further` are the addresses of the pages on
    which the document goes on, `frames` of those that may hold its body, where the page itself
    holds none.
    """

    is_document: bool
    family: str
    charset: str
    blocks: list[Block] = []
    printed: list[Printed] = []
    attachments: list[AttachmentLink] = []
    further: list[str] = []
    frames: list[str] = []
    injected: list[str] = []
    images: int = 0
    body_rule: str | None = None
    why: str | None = None
    issues: list[Issue] = []

    def first(self, name: str) -> Printed | None:
        """The most trusted value for a column."""
        for value in self.printed:
            if value.field == name:
                return value
        return None


def read_page(payload: Payload, context: Context) -> Page:
    """What a page holds. Never raises: what cannot be read is an issue."""
    decoded = decode_text(payload.content, payload.charset)
    family = None
    if context.family in all_families():
        family = context.family
    page = Page(False, family or by_address(payload.url), decoded.charset)
    try:
        refused = refuse_markup(decoded.text)
        if refused is not None:
            raise TooDeepError(refused)
        _fill_page(page, decoded, payload, context)
    except TooDeepError as error:
        page.why = "nested too deep"
        reason = str(error) or f"elements nest deeper than {LIMIT}"
        page.issues.append(_make_issue(Code.TOO_DEEP, f"{reason}: the page was not read", payload))
    return page


def parse_page(decoded: Decoded) -> LexborHTMLParser:
    """The tree of a page; bytes that are its text already need not be made again."""
    return LexborHTMLParser(
        decoded.text if decoded.utf8 is None else decoded.utf8,
        options=AS_WRITTEN,
    )


class Elements(Struct):
    """What is asked of every page: what its head says, links to other sites, the family's surest containers."""

    metas: list[LexborNode] = []
    titles: list[LexborNode] = []
    outside: list[LexborNode] = []
    surest: list[LexborNode] = []


def find_elements(tree: LexborHTMLParser, family: str) -> Elements:
    """The elements in the order of the page, found in one walk over the tree."""
    elements = Elements()
    for node in select(asked_elements(family), tree.root) if tree.root is not None else ():
        tag = node.tag_id
        if tag == META:
            elements.metas.append(node)
        elif tag == LINK:
            elements.outside.append(node)
        elif tag == TITLE:
            elements.titles.append(node)
        else:
            elements.surest.append(node)
    return elements


@cache
def asked_elements(family: str) -> str:
    """The selector of all elements that are asked for; a link holds no document."""
    return (
        f"meta[name], meta[property], title, {OUTSIDE}, {first_tried(family)}:not(a, meta, title)"
    )


def _fill_page(page: Page, decoded: Decoded, payload: Payload, context: Context) -> None:
    """Reads a page; where it is no document, `why` says what it is."""
    source = decoded.text
    # Stubs and refusals are short: a longer page is judged by what stands on it.
    page.why = read_refusal(source, payload) if len(source) <= SHORT_SOURCE else None
    if page.why is not None:
        return
    tree = parse_page(decoded)
    elements = find_elements(tree, page.family)
    head = read_head(elements.metas, elements.titles)
    is_article = head.meta(*TITLES) is not None
    tables = PageTables(tree)
    body, fragment = read_body(
        tree,
        page.family,
        elements.surest,
        tables,
        least_prose=1 if is_article else LEAST_PROSE,
    )
    # A <base href> moves every address that is not absolute: the crawl resolves by it too.
    base = find_base(source, payload.url or "", decoded.charset)
    if payload.url and may_go_on(source, payload.url):
        page.further = find_further_pages(tree, source, base, payload.url)
    if payload.url and not fragment.blocks:
        page.frames = find_frames(tree, base, payload.url)
    if body is None:
        found = find_elsewhere(tree, source, page.family, page.frames, payload.url)
        body, fragment = found or (None, fragment)
    if body is None:
        page.why = "no prose"
        if any(names_units(fragment.blocks) for _, fragment in tables):
            message = "no task was read: a table that names units stands alone on the page"
            page.issues.append(_make_issue(Code.DUTIES_UNREAD, message, payload))
        return
    family_name = page.family
    if family_name == GENERIC:
        family_name = guess_family(body, source)
    family = all_families()[family_name]
    page.family, page.body_rule, page.images = family.name, body.rule, fragment.images
    if is_list(fragment, is_searched=body.rule == DENSITY, has_article_title=is_article):
        page.why = "list"
        return
    start, blocks = _own_blocks(body, fragment)
    around = read_surroundings(body.nodes[0], body.nodes[-1])
    # What the document's own frame puts above the text says as much as what stands above the frame.
    around.above += chrome.as_lines(fragment.blocks[:start])
    box = read_field_box(around.above) or read_field_box(around.lines_below())
    own_head = DocumentHead(blocks)
    page.printed = read_printed(
        Places(source, tree, head, around, box, blocks, own_head, family, context, payload.url)
    )
    page.injected = find_injected(
        tree,
        head,
        elements.outside,
        fragment.hidden + around.hidden,
        payload.url,
    )
    nodes = [*body.nodes, *around.elements_below()]
    page.attachments, out_of_reach = read_attachments(
        fragment.links + around.files, nodes, base, payload
    )
    page.issues += out_of_reach
    if fragment.hidden_rows:
        message = f"{fragment.hidden_rows} rows of tables are hidden from readers: not read"
        page.issues.append(_make_issue(Code.LEFT_OUT, message, payload))
    page.why = _what_else(page, body, blocks, own_head, is_article=is_article)
    if page.why is None and is_short(body, blocks):
        page.why = read_refusal(source, payload)
    if page.why is None:
        _accept_page(page, blocks, box.unknown, payload)


def _own_blocks(body: Body, fragment: Fragment) -> tuple[int, list[Block]]:
    """How many blocks stand above the document in its frame, and its own, without what the frame puts around it."""
    framed = body.rank > 1
    start = chrome.head_end(fragment.blocks) if framed else 0
    blocks = chrome.trim_blocks(fragment.blocks[start:], framed=framed)
    if body.rule == DENSITY and is_menu(fragment):
        # The title says that there is an article, and it holds no text: a picture, perhaps.
        blocks = []
    return start, blocks


def _what_else(
    page: Page, body: Body, blocks: list[Block], own_head: DocumentHead, *, is_article: bool
) -> str | None:
    """What a page is where it is no document; None where it is one, as far as its text says."""
    named, dated = page.first("title") is not None, page.first("published_on") is not None
    if not (blocks or page.images or page.attachments or (named and (dated or page.frames))):
        return "empty"
    if body.rule == LEDGER and not blocks:
        return "list"
    if body.rule in UNSURE and not (
        named and (dated or (body.rule == SCRIPT and _is_named_whole(page)))
    ):
        return "no prose"
    # A letter's number is as good: a bare copy of one has no other head.
    is_known = named or dated or page.first("doc_number") is not None
    if body.rule != DENSITY:
        return "neither title nor date" if not is_known and is_remark(blocks) else None
    says_itself = (
        is_known or gives_duties(blocks) or is_signed_letter(blocks) or own_head.names_document()
    )
    if not says_itself:
        return "neither title nor date"
    if own_letters(blocks) < LEAST_PROSE and not is_article:
        return "no prose"
    return None


def _is_named_whole(page: Page) -> bool:
    """Whether a page's title ends as documents' titles do: a text beside it needs no day."""
    title = page.first("title")
    return title is not None and is_called(title.raw)


def is_short(body: Body, blocks: list[Block]) -> bool:
    """Whether a text found by search is so short that it may be a page that says that there is no page."""
    if body.rule != DENSITY:
        return False
    return own_letters(blocks) < FEW_LETTERS


def is_remark(blocks: list[Block]) -> bool:
    """Whether a container holds one short line, as that there is nothing (该信息尚未发布)."""
    return len(blocks) == 1 and 0 < own_letters(blocks) < LEAST_PROSE


def own_letters(blocks: list[Block]) -> int:
    """The length of a document's paragraphs, the end of its page left out."""
    return count_letters([block for block in blocks if not chrome.is_ending(block)])


def _accept_page(page: Page, blocks: list[Block], unknown: list[str], payload: Payload) -> None:
    """Makes a page a document, with what was not understood."""
    page.is_document = True
    page.blocks = blocks
    page.issues += [
        _make_issue(Code.UNKNOWN_FIELD_LABEL, f"field box: {label}", payload) for label in unknown
    ]
    if not blocks:
        page.issues.append(
            _make_issue(
                Code.EMPTY_DOCUMENT,
                f"the body holds {page.images} images and no text",
                payload,
            )
        )


def is_menu(fragment: Fragment) -> bool:
    """Whether a search found nothing but the page's own menus: many links and no sentence."""
    sentences = (
        block for block in fragment.blocks if isinstance(block, TableBlock) or "。" in block.text
    )
    if len(fragment.links) <= MENU:
        return False
    return next(sentences, None) is None


def guess_family(body: Body, source: str) -> str:
    """The family of a page whose address tells none, by the container of its body, else by the page's marks."""
    if body.rule == DENSITY:
        return recognise_family(source)
    return body.family


class PageTables:
    """The tables of a page that are no lists of documents, which have columns of titles and organs too.

    Each is read when it is first asked for: who looks for a ledger and who looks for units see the same.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._read: list[tuple[LexborNode, Fragment]] = []
        self._ahead = _read_tables(tree)

    def __iter__(self) -> Iterator[tuple[LexborNode, Fragment]]:
        yield from self._read
        for table in self._ahead:
            self._read.append(table)
            yield table


def read_body(
    tree: LexborHTMLParser,
    family: str,
    surest: list[LexborNode],
    tables: PageTables,
    least_prose: int = LEAST_PROSE,
) -> tuple[Body | None, Fragment]:
    """The first body that holds text, with its blocks; else the first of a family's that is empty.

    Notices that are images are common: an empty container is believed before a search, unless the
    search finds a text where the container is one that other systems use too and holds nothing at
    all.
    """
    empty: tuple[Body, Fragment] | None = None
    for body in find_containers(tree, family, surest):
        fragment = read_nodes(body.nodes)
        if fragment.blocks:
            return body, fragment
        if not fragment.images:
            beside = find_beside(body)
            if beside:
                fragment = read_nodes(beside.nodes)
                if _holds_sentence(fragment):
                    return beside, fragment
                fragment = Fragment()
        if empty is None or (fragment.images and not empty[1].images):
            empty = body, fragment
    if empty is not None and (empty[0].rank == 1 or empty[1].images):
        return empty
    searched, fragment = _search_prose(tree, tables, least_prose)
    if searched is None and empty is None:
        return find_ledger(tables)
    if searched is None:
        return empty or (None, Fragment())
    if empty is not None and count_letters(fragment.blocks) < LEAST_ELSEWHERE:
        return empty
    return (searched, fragment)


def _search_prose(
    tree: LexborHTMLParser, tables: PageTables, least_prose: int
) -> tuple[Body | None, Fragment]:
    """Where the page's prose stands, with its blocks; the ledger in whose cells all its sentences stand."""
    body = search_body(tree, least_prose)
    if body is None:
        return None, Fragment()
    fragment = read_nodes(body.nodes)
    if count_letters(fragment.blocks) < LEAST_PROSE:
        ledger = find_ledger(tables)
        if ledger[0] is not None:
            return ledger
    return body, fragment


def _holds_sentence(fragment: Fragment) -> bool:
    return any(
        isinstance(block, Paragraph) and block.text.endswith("。") for block in fragment.blocks
    )


def find_ledger(page_tables: PageTables) -> tuple[Body | None, Fragment]:
    """The first table of a page that gives tasks to units: it needs neither prose nor a title beside it."""
    for table, fragment in page_tables:
        tables = [block for block in fragment.blocks if isinstance(block, TableBlock)]
        if any(is_ledger(block.grid) for block in tables):
            nodes = _with_parts_beside(table, tables)
            whole = _read_all_whole(nodes) if len(nodes) > 1 else fragment
            return Body(nodes, LEDGER, COMMON_NAME + 1, GENERIC), whole
    return None, Fragment()


def _with_parts_beside(table: LexborNode, tables: list[TableBlock]) -> list[LexborNode]:
    """A ledger with the tables beside it that go on with it, and the titles of its parts between and above them.

    一、水利 above one table, 二、林业 above the next, which often has no header of its own.
    """
    widths = {block.grid.width for block in tables}
    nodes, between = [table], list[LexborNode]()
    following = table.next
    while following is not None and len(nodes) + len(between) < MOST_PARTS:
        between.append(following)
        if following.tag == "table":
            blocks = read_whole(following).blocks
            found = [block for block in blocks if isinstance(block, TableBlock)]
            if any(is_ledger(block.grid) or block.grid.width in widths for block in found):
                nodes += between
                between = []
        following = following.next
    above = table.prev
    while len(nodes) > 1 and above is not None:
        text = (above.text() or "").strip()
        if text and (label_level(text) is None or len(text) > LONGEST_PART_TITLE):
            break
        nodes.insert(0, above)
        above = above.prev
    return nodes


def _read_all_whole(nodes: list[LexborNode]) -> Fragment:
    """The blocks of several nodes themselves, in their order."""
    whole = Fragment()
    for node in nodes:
        read = read_whole(node)
        whole.blocks += read.blocks
        whole.links += read.links
        whole.hidden += read.hidden
        whole.images += read.images
        whole.hidden_rows += read.hidden_rows
    return whole


def _read_tables(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, Fragment]]:
    for table in keep_outermost(select("table", tree.root)) if tree.root is not None else ():
        if len(select("a[href]", table)) < TEASERS:
            yield table, read_whole(table)


def read_whole(node: LexborNode) -> Fragment:
    """The blocks of a node itself rather than of what is below it."""
    return BlockReader(chrome.is_cut).read_one(node)


def count_letters(blocks: list[Block]) -> int:
    """The length of the paragraphs among blocks."""
    return sum(len(block.text) for block in blocks if isinstance(block, Paragraph))


def read_nodes(nodes: list[LexborNode]) -> Fragment:
    """The blocks of several containers in their order; a text that is rendered twice counts once."""
    reader = BlockReader(chrome.is_cut)
    for node in nodes:
        blocks = reader.fragment.blocks
        start = len(blocks)
        reader.read(node)
        if start and is_copy(blocks[start:], blocks[:start]):
            del blocks[start:]
    reader.fragment.blocks = without_second(reader.fragment.blocks)
    return reader.fragment


def without_second(blocks: list[Block]) -> list[Block]:
    """Blocks without a second rendering of them all, as pages hold for telephones."""
    texts = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    first = next((place for place, text in enumerate(texts) if len(text) >= LONG_LINE), None)
    if first is None:
        return blocks
    for again in (
        place for place, text in enumerate(texts) if place > first and text == texts[first]
    ):
        if texts[:first] == texts[again - first : again]:
            start = again - first
        else:
            start = again
        if is_copy(blocks[start:], blocks[:start]):
            return blocks[:start]
    return blocks


def is_copy(blocks: list[Block], others: list[Block]) -> bool:
    """Whether blocks repeat others: to the last line, or most of the long lines of each being in the other."""
    if others[-len(blocks) :] == blocks:
        return True
    mine, theirs = long_lines(blocks), long_lines(others)
    return len(mine & theirs) >= max(LEAST_COPIED, COPIED * max(len(mine), len(theirs)))


def long_lines(blocks: list[Block]) -> set[str]:
    """Lines that no document repeats."""
    return {
        block.text
        for block in blocks
        if isinstance(block, Paragraph) and len(block.text) >= LONG_LINE
    }


def _make_issue(code: Code, message: str, payload: Payload) -> Issue:
    return Issue(Stage.TRANSFORM, code, message, url=payload.url, capture_digest=payload.digest)
