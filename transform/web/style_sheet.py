"""What a page's own style sheets say of a class or an id, as far as it matters for rows of tables and for lists.

Only simple selectors count (.hide, tr.hide, #row3): what depends on where an element stands is not
followed. What scripts show again, as tabs do, are no rows; so only rows are hidden by class.
"""

import re
from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from transform.web.list_markers import KINDS, styled_kind

COMMENT = re.compile(r"/\*[^*]*+(?>(?:\*(?!/)[^*]*+)*)\*/")
SIMPLE = re.compile(r"\s*[a-z0-9]{0,10}(?P<name>[.#][\w-]{1,80})\s*", re.IGNORECASE)
# What a rule on all lists or items says counts where it numbers them; `none` is a reset that editors undo.
LISTS = frozenset({"ol", "li"})
DECLARED = ("list-style", "display", "visibility")
# Of all sheets of a page together: what matters stands in its own few, not in a framework's.
MOST_LETTERS = 100_000

Declarations = dict[str, str]


def read_style_sheet(node: LexborNode) -> Declarations:
    """What the <style> elements of a page say, by .class or #id; of several rules on one name the last counts."""
    declarations: Declarations = {}
    left = MOST_LETTERS
    for element in node.parser.css("style"):
        text = element.text()[:left]
        left -= len(text)
        if not any(word in text for word in DECLARED):
            continue
        for rule in COMMENT.sub("", text).split("}"):
            before, _, says = rule.rpartition("{")
            if any(word in says for word in DECLARED):
                # What stands before is the condition of a group: @media print.
                selectors = before.rpartition("{")[2]
                matches = (SIMPLE.fullmatch(selector) for selector in selectors.split(","))
                declarations |= {match["name"]: says for match in matches if match}
                if styled_kind(says) in KINDS:
                    tags = (selector.strip().lower() for selector in selectors.split(","))
                    declarations |= {tag: says for tag in tags if tag in LISTS}
    return declarations


def style_of(
    attributes: Mapping[str, str | None], sheet: Declarations, tag: str | None = ""
) -> str | None:
    """An element's style: its own attribute before what the page's sheets say of its classes and its id."""
    own = attributes.get("style")
    if not sheet:
        return own
    names = [f".{name}" for name in (attributes.get("class") or "").split()]
    identity = attributes.get("id")
    if identity:
        names.append(f"#{identity}")
    declared = [sheet[name] for name in (*names, tag or "") if name in sheet]
    if declared:
        return ";".join([own or "", *declared])
    return own
