"""Names of units in a list: where each begins and ends (docs/reading.md, Units).

Separators inside parentheses and descriptions do not separate; 和 and 及 do only between complete names.
"""

import re
from dataclasses import dataclass, field

from transform.lexicon import alternatives, table, words
from transform.model import Span

ENDING = alternatives("units", "ending")
_ENDINGS = words("units", "ending")
_LAST_CHARACTERS = frozenset(")）〕〉]】").union(word for word in _ENDINGS if len(word) == 1)
_LAST_WORDS = tuple(word for word in _ENDINGS if word[-1] not in _LAST_CHARACTERS)
_ETCETERA = re.compile(
    "(?<![高中初同优平])(?:"
    + "|".join(e["pattern"] for e in table("units", "etcetera"))
    + r")(?=\s*(?:[、，,;；。)）〕】\]\n]|$|按|共同|分别|各|负责))"
)
_DEFINITION = re.compile("|".join(e["pattern"] for e in table("units", "definition")))
# 市本级承担公共服务、行政许可职责的部门 is one name.
_DESCRIPTION = re.compile(
    r"[^、，,;；。\s]{0,20}?(?:承担|涉及|具有|负有|履行|行使|从事|拥有|管理)[^，,;；。\n()（）]{1,50}?的"
    r"(?:各级|各|相关|有关)?[^、，,;；。\n]{0,6}?(?:部门|单位|机构|企业|高校|学校)"
)
_SEPARATOR = re.compile(r"[、，,;；。\n\t]|以及|及其|和|及|与|[ \u3000\xa0]+|[（(〔\[〈【《“<]|[）)〕\]〉】》”>]")
_OPENING = frozenset("（(〔[〈【《“<")
_CLOSING = frozenset("）)〕]〉】》”>")
_HARD = frozenset("、，,;；。\n\t")
_PLAIN_GROUP = re.compile(
    r"(?:(?:其|各|有关|相关)?(?:所属|下属|直属)|有关|相关|各)?(?:部门|单位|机构|企业|地区|地方)(?:等)?$"
)
_PUNCTUATION = " \t\n　\xa0、，,;；。:：·.-—*"
_LEADING = re.compile(r"(?:[此该本]项(?:工作|任务)?由|由|以及|及|和|其中|请|并由)(?=\S{2})")
_TRAILING = ("按", "根据", "依据", "共同", "分别", "具体", "各自", "等")


@dataclass(slots=True)
class Names:
    """The spans of the names in a list, those before its first comma, and whether it ends with 等."""

    spans: list[tuple[Span, ...]] = field(default_factory=list)
    before_comma: int = 0
    open_ended: bool = False


def is_complete(name: str) -> bool:
    """Whether a name ends as names of units do."""
    return name[-1:] in _LAST_CHARACTERS or name.endswith(_LAST_WORDS)


def split_names(text: str, start: int, end: int) -> Names:
    """The names in `text[start:end]`; a name with a definition cut out of its middle has several spans."""
    names = Names()
    cuts = [m.span() for m in _ETCETERA.finditer(text, start, end)] if text.find("等", start, end) >= 0 else []
    names.open_ended = bool(cuts)
    cuts += [m.span() for m in _DEFINITION.finditer(text, start, end)]
    whole = [m.span() for m in _DESCRIPTION.finditer(text, start, end)] if text.find("的", start, end) >= 0 else []
    comma_at = _first_comma(text, start, end)
    for piece in _pieces(text, start, end, whole, dict(cuts)):
        spans = _without(text, piece, cuts)
        if spans:
            names.spans.append(spans)
            if comma_at is not None and spans[0][0] < comma_at:
                names.before_comma = len(names.spans)
    return names


def _first_comma(text: str, start: int, end: int) -> int | None:
    places = [p for p in (text.find("，", start, end), text.find(",", start, end)) if p >= 0]
    return min(places) if places else None


def _pieces(text: str, start: int, end: int, whole: list[Span], cuts: dict[int, int]) -> list[Span]:
    """The stretches between separators, outside parentheses and descriptions."""
    pieces: list[Span] = []
    depth, at, skip = 0, start, start
    separators = list(_SEPARATOR.finditer(text, start, end))
    for i, separator in enumerate(separators):
        char = separator.group()
        if separator.start() < skip:
            continue
        if depth == 0 and separator.start() in cuts and char in _OPENING:
            skip = cuts[separator.start()]
            continue
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth == 0 and not any(a <= separator.start() < b for a, b in whole):
            if char not in _HARD and not _separates(text, at, separator, separators[i + 1 :], end):
                continue
            pieces.append((at, separator.start()))
            at = separator.end()
    pieces.append((at, end))
    return pieces


def _separates(text: str, at: int, word: re.Match[str], later: list[re.Match[str]], end: int) -> bool:
    """Whether 和, 及 or a blank stands between two complete names."""
    left = text[at : word.start()].strip(_PUNCTUATION)
    stop = next((m.start() for m in later if m.group() in _HARD), end)
    right = text[word.end() : stop].strip(_PUNCTUATION)
    if not left or not right:
        return True
    if len(left) < 3 or not is_complete(left):
        return False
    if word.group().isspace():
        return len(right) > 2
    return not _PLAIN_GROUP.match(right) and (is_complete(right) or "等" in right)


def _without(text: str, piece: Span, cuts: list[Span]) -> tuple[Span, ...]:
    """The piece without what is cut from it, trimmed."""
    if not cuts:
        start, end = _trim(text, *piece)
        return ((start, end),) if start < end else ()
    spans: list[Span] = []
    at = piece[0]
    for begin, stop in sorted(c for c in cuts if piece[0] <= c[0] < piece[1]):
        spans.append((at, begin))
        at = max(at, stop)
    spans.append((at, piece[1]))
    trimmed = [_trim(text, *span) for span in spans]
    return tuple(span for span in trimmed if span[0] < span[1])


def _trim(text: str, start: int, end: int) -> Span:
    name = text[start:end].lstrip(_PUNCTUATION)
    start = end - len(name)
    name = name.rstrip(_PUNCTUATION)
    if not name:
        return start, start
    end = start + len(name)
    if lead := _LEADING.match(text, start, end):
        start = lead.end()
    if name.endswith(_TRAILING):
        end = max(start, end - len(next(filter(name.endswith, _TRAILING))))
    return start, end
