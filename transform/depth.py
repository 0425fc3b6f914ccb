"""How deep a page's elements nest, told from its source before it is parsed."""

import re

LIMIT = 512
CHUNK = 4096
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Their next sibling, or their parent's end, ends them.
SELF_ENDING = frozenset(
    ["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup"]
)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*?(/?)>")
RAW = re.compile(r"<(script|style|textarea|title)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)


def nests_too_deep(source: str) -> bool:
    """Whether elements nest deeper than `LIMIT`. Cheap for common pages: tags are counted, not looked at."""
    depth = 0
    for start in range(0, len(source), CHUNK):
        end = start + CHUNK
        tags, closing = source.count("<", start, end), source.count("</", start, end)
        if depth + tags - closing > LIMIT:
            return _depth(source) > LIMIT
        depth = max(0, depth + tags - 2 * closing)
    return False


def _depth(source: str) -> int:
    depth = deepest = 0
    ending: dict[str, int] = {}
    for match in TAG.finditer(RAW.sub("", source)):
        name = match[2].lower()
        if name in VOID:
            continue
        if match[1]:
            depth = max(0, depth - 1)
            if name in SELF_ENDING:
                ending[name] = max(0, ending.get(name, 0) - 1)
        else:
            depth += 1
            deepest = max(deepest, depth)
    return deepest
