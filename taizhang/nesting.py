"""How deep a page's elements nest.

A parser's work grows with the square of the depth in the worst case, so a long source with many
tags is looked at before it is parsed; any other is safe to parse and refused where its tree is
walked.
"""

import re

LIMIT = 512
# So short a source, or one with so few tags, costs a parser 40 milliseconds at most however its
# tags nest.
SHORT = 32_768
FEW_TAGS = 2048
CHUNK = 4096
# Elements that hold none, and those that their next sibling ends: old pages leave them open by the
# thousand.
UNCOUNTED = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    }
    | {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup"}
)
# What holds text only.
RAW = frozenset({"script", "style", "textarea", "title", "noframes", "xmp"})
TAG = re.compile(r"<(?:(?P<comment>!--)|(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*))")


class TooDeepError(Exception):
    """Elements nest deeper than `LIMIT`."""


def nests_too_deep(source: str) -> bool:
    """Whether a long source with many tags nests them deeper than `LIMIT`."""
    if len(source) <= SHORT or source.count("<") <= FEW_TAGS:
        return False
    depth = 0
    for start in range(0, len(source), CHUNK):
        end = start + CHUNK
        tags, closing = source.count("<", start, end), source.count("</", start, end)
        if depth + tags - closing > LIMIT:
            return deepest_nesting(source) > LIMIT
        # Rough: what has no end tag counts as if it nested. Only a page that looks too deep by this
        # is walked tag by tag.
        depth = max(0, depth + tags - 2 * closing)
    return False


def deepest_nesting(source: str) -> int:
    """The depth of the deepest element, of those that end with a tag of their own."""
    depth = most = 0
    match = TAG.search(source)
    while match is not None:
        resume = match.end()
        if match["comment"]:
            resume = source.find("-->", resume)
        else:
            name = match["name"].lower()
            if name in RAW and not match["end"]:
                # What stands in a script may look like a thousand open tags.
                resume = source.find(f"</{match['name']}", resume)
            elif name not in UNCOUNTED:
                depth = max(0, depth - 1) if match["end"] else depth + 1
                most = max(most, depth)
        match = TAG.search(source, resume) if resume >= 0 else None
    return most
