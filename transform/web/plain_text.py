"""The text of what holds one line, read without a walk, and a line as it is printed."""

import re

from selectolax.lexbor import LexborNode

from transform.text.invisible import INVISIBLE
from transform.web.styles import NO_LOOKS, read_looks
from transform.web.tags import KINDS, OTHER, PARAGRAPH, PLAIN_NUMBERS, STYLED, TEXT_NUMBER

SPACES = re.compile(r"[ \t\r\n\f\v\xa0\u2002-\u200a\u202f\u205f]+")
# A line of the source that ends between two Chinese characters is no space in the text.
_CHINESE = r"\u2e80-\u9fff\u3001-\u303f\uff00-\uff60"
SOURCE_WRAP = re.compile(rf"(?<=[{_CHINESE}])[ \t]*[\r\n]\s*(?=[{_CHINESE}])")
# Letters without size around more than this are a trick of layout.
SHORT = 300


def clean_line(text: str) -> str:
    r"""A line as printed: spaces as single spaces, none at its ends, no characters without a look.

    >>> clean_line(" 修渠\xa0\xa0方案\u200b "), clean_line("各县要\n  修渠")
    ('修渠 方案', '各县要修渠')
    >>> clean_line("Plan\nA")
    'Plan A'
    """
    text = text.strip()
    # One character is sought much faster than two.
    if text.isprintable() and (" " not in text or "  " not in text):
        return text
    if "\n" in text or "\r" in text:
        text = SOURCE_WRAP.sub("", text)
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def shown_value(field: LexborNode) -> str:
    """What a form's field shows that nobody may write in: field boxes of old systems are made of them."""
    attributes = field.attributes
    if "readonly" not in attributes and "disabled" not in attributes:
        return ""
    if (attributes.get("type") or "text").lower() != "text":
        return ""
    return attributes.get("value") or ""


def cell_text(cell: LexborNode) -> str | None:
    """The text of a cell that holds one line; None for any other."""
    first = cell.first_child
    if first is None:
        return ""
    if first.tag_id == TEXT_NUMBER and first.next is None:
        return first.text_content or ""
    if is_plain(cell):
        return cell.text()
    return None


def is_plain(cell: LexborNode) -> bool:
    """Whether a cell holds one line that is shown: text, or text in single inline elements."""
    child = cell.first_child
    while child is not None:
        tag = child.tag_id
        if tag != TEXT_NUMBER:
            inner = child.first_child
            if tag not in PLAIN_NUMBERS or (
                inner is not None and (inner.tag_id != TEXT_NUMBER or inner.next is not None)
            ):
                return False
            style = child.attributes.get("style")
            if style and (read_looks(style).is_hidden or read_looks(style).is_tiny):
                return False
        child = child.next
    return True


def plain_text(block: LexborNode, tag: int, most: int) -> str | None:
    """The text of a block that holds nothing but text in plain looks, as most do; None for any other.

    Only a paragraph is looked at closely: what is in others are blocks. More than `most` elements
    may nest too deep.
    """
    first = block.first_child
    if first is None:
        return ""
    if first.tag_id == TEXT_NUMBER and first.next is None:
        return first.text_content or ""
    if tag != PARAGRAPH:
        return None
    elements = block.traverse()
    next(elements)
    for element in elements:
        kind = KINDS.get(element.tag_id, OTHER)
        most -= 1
        if most < 0 or (kind != OTHER and kind != STYLED):
            return None
        if kind == STYLED:
            style = element.attributes.get("style")
            if style and read_looks(style) is not NO_LOOKS:
                return None
    return block.text()


def is_short(node: LexborNode) -> bool:
    """Whether a block holds little text: letters without size around a whole article are a trick of layout."""
    return len(node.text()) <= SHORT
