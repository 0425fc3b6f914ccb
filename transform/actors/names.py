"""Names of units in a list: where each begins and ends (docs/reading.md, Units).

Separators inside parentheses and descriptions do not separate; 和 and 及 do only between complete
names.
"""

import re

from msgspec import Struct

from transform.lexicon import alternatives, table, words
from transform.lexicon.pattern import Pattern, ends_with
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import Span

ENDING = alternatives("units", "ending")
# Upright lines of every kind that typists set between names, and between the fields of a clause.
_BARS = "|｜‖∥¦"
# 县水利局.县财政局: what some type for 、.
_DOT = r"(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff])"
# Whether a name ends as names of units do.
is_complete = ends_with([*words("units", "ending"), *")）〕〉]】"])
_ETCETERA = re.compile(
    "(?<![高中初同优平])(?:"
    + "|".join(e["pattern"] for e in table("units", "etcetera"))
    + r")(?=\s*(?:[、，,;；。(（)）〕】\]\n]|$|按|共同|分别|各|负责|和|及|与|以及|并))"
)
_DEFINITION = re.compile("|".join(e["pattern"] for e in table("units", "definition")))
_DESCRIPTION = re.compile(table_expression("units", "described"))
_SEPARATOR = Pattern(
    rf"[、，,;；。．\n\t/{_BARS}①-⑳]|{_DOT}|以及|及其(?![他它余])|和|及|与|[ \u3000\xa0]+|[（(〔\[〈【《“<＜]|[）)〕\]〉】》”>＞]"
)
_OPENING = frozenset("（(〔[〈【《“<＜")
_CLOSES = re.compile("[）)〕\\]〉】》”>＞]")
_CLOSING = frozenset("）)〕]〉】》”>＞")
_COUNTS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HARD = frozenset(f"、，,;；。．.\n\t/{_BARS}{_COUNTS}")
_EACH = "各"  # 省有关部门及各市: what begins so is a name of its own
_BLANK = frozenset(" \u3000\xa0")
_HARD_SEPARATOR = re.compile(rf"[、，,;；。．\n\t/{_BARS}①-⑳]|{_DOT}")
# Lists without any of these, most of all, have a name between every two hard separators.
_NOT_PLAIN = re.compile(r"[等的和及与 \u3000\xa0（(〔\[〈【《“<＜）)〕\]〉】》”>＞]")
_BEFORE_DEFINITION = re.compile(r"[（(〔〈\[【<＜]")
_PLAIN_GROUP = table_pattern("units", "plain_group", suffix="$")
_ETCETERA_END = re.compile(r"等[^等]{0,8}$")
_PUNCTUATION = " \t\n　\xa0、，,;；。:：·.-—*＊★☆▲△●○■□※#＃◆◇◎√/" + _BARS
_EDGES = frozenset(("", *_PUNCTUATION))
_LEADING = table_pattern("units", "leading", suffix=r"(?=\S{2})")
_LEADING_CHARACTERS = frozenset("此该本由以及和其请并具有相上")
# 1.县水利局 in a cell that numbers its units; 110指挥中心 and 12345平台 keep theirs.
_NUMBER = re.compile(r"[（(]?\d{1,2}[.．、)）](?!\d)\s*(?=\S)")
_NUMBER_CHARACTERS = frozenset("0123456789（(")
_TRAILING = tuple(words("units", "trailing"))
# Characters before 和 in which 等 closes what stands left of it.
_REACH_OF_ETCETERA = 6
# Characters of a name from which on 和 or a blank may stand beside it.
_SHORTEST_LEFT, _SHORTEST_RIGHT = 3, 3
_TRAILING_CHARACTERS = frozenset(word[-1] for word in _TRAILING)


class Names(Struct):
    """The spans of the names in a list, and whether it ends with 等."""

    spans: list[tuple[Span, ...]] = []
    open_ended: bool = False


def split_names(text: str, start: int, end: int) -> Names:
    """The names in `text[start:end]`; one with a definition cut out of its middle has several spans.

    >>> def read(text):
    ...     names = split_names(text, 0, len(text))
    ...     return [text[start:end] for ((start, end),) in names.spans], names.open_ended
    >>> read("县水务局、县财政局和县教育局")
    (['县水务局', '县财政局', '县教育局'], False)
    >>> split_names("县水务局、县财政局等", 0, 10).open_ended
    True

    和 inside a name separates nothing, nor does what stands in brackets:

    >>> read("县发展和改革局，县水务局（水利、防汛）")
    (['县发展和改革局', '县水务局（水利、防汛）'], False)
    """
    names = Names()
    # The plain way first: nine lists of ten are names between 、 and nothing else.
    if _NOT_PLAIN.search(text, start, end) is None:
        names.spans = _plain_names(text, start, end)
        return names
    if text.find("等", start, end) >= 0:
        cuts = [m.span() for m in _ETCETERA.finditer(text, start, end)]
    else:
        cuts = []
    names.open_ended = bool(cuts)
    if _BEFORE_DEFINITION.search(text, start, end):
        cuts += [m.span() for m in _DEFINITION.finditer(text, start, end)]
    if text.find("的", start, end) >= 0:
        whole = [m.span() for m in _DESCRIPTION.finditer(text, start, end)]
    else:
        whole = []
    pieces = _cut_pieces(text, start, end, whole, dict(cuts))
    for piece in pieces:
        if cuts:
            spans = _leave_out(text, piece, cuts)
            if spans:
                names.spans.append(spans)
        elif span := _trim_whole(text, piece):
            names.spans.append((span,))
    return names


def count_before_comma(names: Names, text: str, start: int, end: int) -> int:
    """How many names of a list begin before its first comma; all where it has no comma."""
    places = [p for p in (text.find("，", start, end), text.find(",", start, end)) if p >= 0]
    if places:
        return sum(spans[0][0] < min(places) for spans in names.spans)
    return len(names.spans)


def _plain_names(text: str, start: int, end: int) -> list[tuple[Span, ...]]:
    """The names between separators where all of them are hard."""
    names: list[tuple[Span, ...]] = []
    for piece in _HARD_SEPARATOR.split(text[start:end]):
        if piece:
            span = _trim_name(piece, start)
            if span:
                names.append((span,))
        start += len(piece) + 1
    return names


def _cut_pieces(
    text: str,
    start: int,
    end: int,
    whole: list[Span],
    cuts: dict[int, int],
) -> list[Span]:
    """The stretches between separators, outside parentheses and descriptions."""
    pieces: list[Span] = []
    depth, at, skip = 0, start, start
    for separator in _SEPARATOR.finditer(text, start, end):
        begin, stop = separator.span()
        if begin < skip:
            continue
        char = text[begin]
        if char in _OPENING:
            if depth == 0 and begin in cuts:
                skip = cuts[begin]
            elif depth == 0 and _CLOSES.search(text, stop, end) is None:
                # 各区政府（市民政局指导）: its verb has cut the bracket off.
                pieces.append((at, begin))
                at = stop
            else:
                depth += 1
        elif char in _CLOSING:
            depth = max(depth - 1, 0)
        elif depth or (whole and any(a <= begin < b for a, b in whole)):
            continue
        elif char in _HARD or _is_separator(text, at, (begin, stop), end):
            pieces.append((at, begin))
            at = stop
    pieces.append((at, end))
    return pieces


def _is_separator(text: str, at: int, word: Span, end: int) -> bool:
    """Whether 和, 及 or a blank stands between two complete names."""
    left = text[at : word[0]].strip(_PUNCTUATION)
    following = _HARD_SEPARATOR.search(text, word[1], end)
    right = text[word[1] : following.start() if following else end].strip(_PUNCTUATION)
    if not left or not right:
        return True
    if "等" in left[-_REACH_OF_ETCETERA:]:
        left = _ETCETERA_END.sub("", left)
    if len(left) < _SHORTEST_LEFT or not is_complete(left):
        return False
    # A blank separates whatever stands right of it, 和 only what is a name too.
    if text[word[0]] in _BLANK:
        return len(right) >= _SHORTEST_RIGHT
    if right[0] == _EACH and len(right) > 1 and left[0] != _EACH:
        return True
    if not (is_complete(right) or "等" in right):
        return False
    return not _PLAIN_GROUP.match(right)


def _leave_out(text: str, piece: Span, cuts: list[Span]) -> tuple[Span, ...]:
    """The piece without what is cut from it, trimmed."""
    start, end = piece
    spans: list[Span] = []
    for begin, stop in sorted([c for c in cuts if start <= c[0] < end]):
        spans.append((start, begin))
        start = max(start, stop)
    spans.append((start, end))
    return tuple([trimmed for a, b in spans if (trimmed := _trim_name(text[a:b], a))])


def _trim_whole(text: str, piece: Span) -> Span | None:
    """The span of a name from which nothing is cut, without a bracket at its end that nothing in it opens.

    >>> _trim_whole("县水务局）", (0, 5)), _trim_whole("县水务局（水利）", (0, 8))
    ((0, 4), (0, 8))
    """
    span = _trim_name(text[slice(*piece)], piece[0])
    if span is None or text[span[1] - 1] not in _CLOSING:
        return span
    name = text[slice(*span)]
    closed, opened = sum(char in _CLOSING for char in name), sum(char in _OPENING for char in name)
    if closed > opened:
        return _trim_name(name[:-1], span[0])
    return span


def _trim_name(piece: str, start: int) -> Span | None:
    """The span of a name that stands at `start`, without punctuation and words that belong to none; None if empty."""
    end = start + len(piece)
    if piece[:1] in _EDGES or piece[-1:] in _EDGES:
        name = piece.lstrip(_PUNCTUATION)
        start = end - len(name)
        name = name.rstrip(_PUNCTUATION)
        if not name:
            return None
        end = start + len(name)
    else:
        name = piece
    if name[0] in _NUMBER_CHARACTERS:
        number = _NUMBER.match(name)
        if number:
            start += number.end()
            name = name[number.end() :]
    if name[0] in _LEADING_CHARACTERS:
        lead = _LEADING.match(name)
        if lead:
            start += lead.end()
    if name[-1] in _TRAILING_CHARACTERS and name.endswith(_TRAILING):
        end = max(start, end - len(next(filter(name.endswith, _TRAILING))))
    if start < end:
        return (start, end)
    return None
