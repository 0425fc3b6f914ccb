"""Selectors, asked of a page's tree by one engine for all pages: to make a tree's own costs more than a question."""

from collections.abc import Callable

from selectolax.lexbor import LexborCSSSelector, LexborHTMLParser, LexborNode

_ENGINE = LexborCSSSelector()  # type: ignore[no-untyped-call]  # its stub says nothing of what it returns
# The elements that a selector names, a node itself or below it, in the order of the page.
select: Callable[[str, LexborNode], list[LexborNode]] = _ENGINE.find


def select_first(selector: str, tree: LexborHTMLParser) -> LexborNode | None:
    """The first element of a page that a selector names."""
    nodes = _ENGINE.find_first(selector, tree.root)  # type: ignore[attr-defined]  # its stub lacks it
    return nodes[0] if nodes else None
