"""Where on a page the document stands: the family's container first, else where the text is.

A family's containers are tried from the surest to the most common name; the search by text and link
density follows the heaviest child down from <body> until the text spreads over several.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from taizhang.families import GENERIC, FamilyPlace, all_families
from taizhang.nesting import LIMIT, TooDeepError
from transform.web.chrome import is_cut
from transform.web.selecting import select
from transform.web.styles import read_looks
from transform.web.tags import BLOCKS, TEXT_NUMBER, UNSHOWN, tag_numbers

HAN = re.compile("[\u3400-\u9fff]")
ANNEX = re.compile(
    r"[\s\u3000]*附[\s\u3000]*件[\s\u3000]*(?:[0-9０-９一二三四五六七八九十]|[\r\n])"
)
# Text with a mark of punctuation is prose; menus, dates and captions have none.
PROSE = re.compile("[，。；：、！？]|[\u4e00-\u9fff][,;:]")

# Selectors that name nothing but a class or an id.
CLASS, ID = re.compile(r"\.[\w-]+"), re.compile(r"#[\w-]+")

# Elements that may frame a document.
FRAMES = BLOCKS | {"table"}
# What holds no prose of a document: links, and the page's own foot, menus and side boxes.
BESIDES = frozenset({"a", "footer", "nav", "aside"})
NO_PROSE = tag_numbers(UNSHOWN | BESIDES)
# How far around an empty container its text may stand.
LEVELS_BESIDE = 2
# Of a list or a table the whole is read, from outside: its items are numbered by it, its rows headed in it.
WHOLES = frozenset({"ol", "ul", "li", "table", "thead", "tbody", "tr"})
LEAST_BESIDE = 12
DENSITY = "density"
# A table of tasks and units, found where the page has no prose.
LEDGER = "ledger"
# From this rank on a name is that of other places too.
COMMON_NAME = 3
# A child that holds this share of its parent's prose is where the document is.
HEAVY = 0.72
# Fewer letters of prose than this are no document.
LEAST_PROSE = 40
# A shorter text node is a menu's, whatever mark stands in it.
SHORTEST_TEXT = 10
# A frame with a common name is believed if at most this share of its letters are links.
MOST_LINKED = 0.5


class Body(Struct):
    """The nodes that hold a document, in their order, and the rule that found them."""

    nodes: list[LexborNode]
    rule: str
    rank: int
    family: str


@cache
def family_places(family: str) -> tuple[tuple[FamilyPlace, str], ...]:
    """Containers with the family they belong to, in the order in which they are tried.

    The family's own come first, by rank, then the others'; names that everything may bear come
    last.
    """
    known: list[tuple[FamilyPlace, str]] = []
    for owner in all_families().values():
        known += [(place, owner.name) for place in owner.bodies]
    return tuple(
        sorted(
            known,
            key=lambda pair: (pair[0].rank >= COMMON_NAME, pair[1] != family, pair[0].rank),
        )
    )


@cache
def any_behind_first(family: str) -> str:
    """A selector for all containers that are tried behind the first: pages have few, and one look tells that a page has none.

    Elements without a class are passed over before their class is compared with one after the
    other, so with ids.
    """
    selectors = dict.fromkeys(place.selector for place, _ in family_places(family)[1:])
    classes, ids = (list(filter(pattern.fullmatch, selectors)) for pattern in (CLASS, ID))
    others = [selector for selector in selectors if selector not in classes and selector not in ids]
    return ", ".join([*others, f"[class]:is({', '.join(classes)})", f"[id]:is({', '.join(ids)})"])


def first_tried(family: str) -> str:
    """The selector of the container that is tried first."""
    return family_places(family)[0][0].selector


def find_containers(
    tree: LexborHTMLParser,
    family: str,
    surest: list[LexborNode],
) -> Iterator[Body]:
    """The containers in which the document may stand, the surest first.

    `surest` are those that are tried first.
    """
    if tree.root is None:
        return
    holders: list[LexborNode] | None = None
    for number, (place, owner) in enumerate(family_places(family)):
        if not number:
            nodes = surest
        else:
            if holders is None:
                holders = keep_outermost(select(any_behind_first(family), tree.root))
            nodes = list(chain.from_iterable(select(place.selector, holder) for holder in holders))
        if not nodes:
            continue
        nodes = keep_outermost(nodes)
        shown = [node for node in nodes if not is_hidden(node)] or nodes
        if place.rank >= COMMON_NAME:
            shown = [node for node in shown if is_prose(node)]
        elif len(shown) > 1:
            shown = join_containers(shown)
        if shown:
            yield Body([*shown, *find_annexes(shown[-1])], place.selector, place.rank, owner)


def search_body(tree: LexborHTMLParser, least_prose: int = LEAST_PROSE) -> Body | None:
    """Where the page's prose stands, in whatever container; None where it has too little."""
    node = None
    if tree.body is not None:
        node = find_heaviest(tree.body, least_prose)
    while node is not None and node.tag in WHOLES and node.parent is not None:
        # What introduces them stands above.
        node = node.parent
    if node is not None:
        return Body([node], DENSITY, COMMON_NAME + 1, GENERIC)
    return None


def find_beside(body: Body) -> Body | None:
    """Where the text of an empty container stands: its tags were written so that a parser ends it before its text."""
    around = body.nodes[0].parent
    for _ in range(LEVELS_BESIDE):
        if around is None or around.tag in ("body", "html"):
            return None
        node = find_heaviest(around, LEAST_BESIDE)
        if node is not None:
            return Body([node], body.rule, max(body.rank, 2), body.family)
        around = around.parent
    return None


def find_annexes(node: LexborNode) -> list[LexborNode]:
    """What follows a container beside it and is an annex with a text of its own, no list of files."""
    annexes = []
    sibling = node.next
    while sibling is not None:
        if (
            sibling.tag in FRAMES
            and ANNEX.match(sibling.text())
            and not is_hidden(sibling)
            and is_prose(sibling)
        ):
            annexes.append(sibling)
        sibling = sibling.next
    return annexes


def join_containers(nodes: list[LexborNode]) -> list[LexborNode]:
    """The longest of several containers with those beside it: an editor also fills side boxes and footers."""
    longest = max(nodes, key=lambda node: len(node.text()))
    near = frames_around(longest)
    return [node for node in nodes if not near.isdisjoint(frames_around(node))]


def frames_around(node: LexborNode) -> set[int]:
    """The element around a node, and the one around that unless it is the whole page."""
    around = list(islice(iterate_ancestors(node), 2))
    return {
        frame.mem_id
        for level, frame in enumerate(around)
        if level == 0 or frame.tag not in ("body", "html")
    }


def keep_outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Nodes that stand in none of the others, each once."""
    if len(nodes) < 2:
        return nodes
    by_id = {node.mem_id: node for node in nodes}
    return [
        node
        for node in by_id.values()
        if not any(parent.mem_id in by_id for parent in iterate_ancestors(node))
    ]


def iterate_ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around a node, the nearest first."""
    parent = node.parent
    while parent is not None and parent.is_element_node:
        yield parent
        parent = parent.parent


def is_hidden(node: LexborNode) -> bool:
    """Whether the node or something around it is not shown."""
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        style = current.attributes.get("style")
        if style and read_looks(style).is_hidden:
            return True
        current = current.parent
    return False


def is_prose(node: LexborNode) -> bool:
    """Whether a node holds prose rather than links."""
    text = node.text()
    letters = len(HAN.findall(text))
    linked = sum(len(HAN.findall(link.text())) for link in node.css("a"))
    if letters < LEAST_PROSE:
        return False
    if linked > MOST_LINKED * letters:
        return False
    return PROSE.search(text) is not None


def find_heaviest(body: LexborNode, least_prose: int = LEAST_PROSE) -> LexborNode | None:
    """The smallest element below which the page's prose stands; None where there is none."""
    weights, children = weigh_elements(body)
    if weights.get(body.mem_id, 0) < least_prose:
        return None
    node = body
    while True:
        weight = weights[node.mem_id]
        best = max(
            children.get(node.mem_id, ()),
            key=lambda child: weights.get(child.mem_id, 0),
            default=None,
        )
        if best is None or best.tag not in FRAMES or weights.get(best.mem_id, 0) < HEAVY * weight:
            return node
        # One long paragraph is not the whole document: its neighbours belong to it.
        if best.tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6"):
            return node
        node = best


def weigh_elements(body: LexborNode) -> tuple[dict[int, int], dict[int, list[LexborNode]]]:
    """Letters of prose below each element that has any, and each element's children that have."""
    weights: dict[int, int] = {}
    children: dict[int, list[LexborNode]] = {}
    path = [body]
    # The letters so far of each element on the path.
    sums = [0]
    node = body.first_child
    while node is not None:
        number = node.tag_id
        if number == TEXT_NUMBER:
            if not node.is_empty_text_node:
                text = node.text_content or ""
                if len(text) >= SHORTEST_TEXT and PROSE.search(text):
                    sums[-1] += len(HAN.findall(text))
        elif number not in NO_PROSE and may_hold_prose(node):
            below = node.first_child
            if below is not None:
                if len(path) > LIMIT:
                    raise TooDeepError
                path.append(node)
                sums.append(0)
                node = below
                continue
        following = node.next
        while following is None and len(path) > 1:
            left, weight = path.pop(), sums.pop()
            if weight:
                weights[left.mem_id] = weight
                sums[-1] += weight
                children.setdefault(path[-1].mem_id, []).append(left)
            following = left.next
        node = following
    if sums[0]:
        weights[body.mem_id] = sums[0]
    return weights, children


def may_hold_prose(element: LexborNode) -> bool:
    """Whether a document's prose may stand in an element that is no link, menu or frame: it is shown."""
    attributes = element.attributes
    if not attributes:
        return True
    style = attributes.get("style")
    return not (
        (style and read_looks(style).is_hidden) or "hidden" in attributes or is_cut(attributes)
    )
