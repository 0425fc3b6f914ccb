"""HTML's tags by what they mean for text, as names and as the parser's own numbers."""

from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser


def _split_names(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Tags whose content is no text of the page; rt and rp hold the pinyin above characters.
UNSHOWN = _split_names(
    "script style template noscript head title meta link base select option button input textarea svg canvas "
    "iframe object embed audio video map area datalist rp rt rtc"
)
BLOCKS = _split_names(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary tbody td tfoot th "
    "thead tr ul"
)
CELLS = frozenset({"td", "th"})
# What holds the value beside a label, though it be empty.
VALUES = CELLS | {"dd"}
# What names the value beside it.
LABELS = frozenset({"th", "dt"})
PLAIN = frozenset({"b", "strong", "span", "font", "em", "label"})
BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
HEADINGS = {f"h{n}": n for n in range(1, 7)}
# Inline tags that look otherwise by themselves or by their style; others are too rare to be worth
# the look.
INLINE = frozenset({"b", "strong", "span", "font", "a", "em", "i", "u", "label"})
# Block tags that change how their text looks.
LOOKING = BOLD | VALUES | {"center", "pre"}

# What the walk does with an element: plain numbers, since it asks at every node.
OTHER, TEXT, STYLED, STRONG, LINK, BLOCK, BREAK, TABLE, IMAGE, PASSED_BY = range(10)
_KINDS_BY_NAME = {
    **dict.fromkeys(UNSHOWN, PASSED_BY),
    **dict.fromkeys(BLOCKS, BLOCK),
    **dict.fromkeys(INLINE, STYLED),
    "b": STRONG,
    "strong": STRONG,
    "a": LINK,
    "br": BREAK,
    "table": TABLE,
    "img": IMAGE,
}
_EMPTY = LexborHTMLParser("")


def tag_number(tag: str) -> int:
    """The parser's own number of a tag, which it gives sooner than the name."""
    return _EMPTY.create_node(tag).tag_id


def tag_numbers(tags: Iterable[str]) -> frozenset[int]:
    """The parser's own numbers of tags."""
    return frozenset(map(tag_number, tags))


# A text bears a number as well.
TEXT_NUMBER = next(
    node.tag_id for node in LexborHTMLParser("text").css("body")[0].iter(include_text=True)
)
KINDS = {TEXT_NUMBER: TEXT} | {tag_number(tag): kind for tag, kind in _KINDS_BY_NAME.items()}
PARAGRAPH = tag_number("p")
FIELD = tag_number("input")
ITEM, ORDERED = tag_number("li"), tag_number("ol")
LIST_NUMBERS = tag_numbers({"li", "ol", "ul"})
LABEL_NUMBERS = tag_numbers(LABELS)
VALUE_NUMBERS, LOOKING_NUMBERS, PLAIN_NUMBERS = (
    tag_numbers(VALUES),
    tag_numbers(LOOKING),
    tag_numbers(PLAIN),
)
