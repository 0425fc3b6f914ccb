"""Putting a text right without moving its characters, and finding what is no part of it.

Script and look-alikes change a character for a character; page marks, ornaments, pinyin and
injected text are cut. Missing characters are put right where dates and numbers are read, never in
the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain, islice
from math import ceil
from operator import ne

import opencc

from taizhang.injected import injected_words
from taizhang.tables.terms import CutKind
from transform.lexicon import alternatives, choice, table, words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression
from transform.text.spaced_out import find_blanks_in_labels

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_CHINESE = re.compile(r"[^\u3400-\u9fff]+")
_CHANGED_IN_PHRASES = words("repairs", "changed_in_phrases")
_EVERYDAY = table_expression("repairs", "everyday")
# All beyond the first plane, since the engine is slow with sets of such.
_BEYOND = "\U00020000-\U0003ffff"
# Characters by which a stretch for opencc grows each time: a text in traditional script is then read
# in a dozen calls, a simplified one with a name in it in one short call.
_STEP = 100
_COMPATIBLE = {
    code: folded
    for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFAFF))
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1 and folded != chr(code)
}
_LOOK_ALIKES = [
    (
        e["wrong"],
        re.compile(f"(?<={e.get('before', '')}){e['wrong']}(?={e.get('after', '')})"),
        e["right"],
    )
    for e in table("repairs", "look_alike")
]
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN = re.compile(rf"[（(\[]?[A-Za-z·'’ ]{{0,40}}[{_TONES}][A-Za-z{_TONES}·'’ ]*[)）\]]?")
# 桂(gui)農(nong): without tones they may be anything, unless many characters have theirs.
# The bracket first, to which the engine leaps.
_PLAIN_PINYIN = re.compile(
    r"[（(](?<=[\u3400-\u9fff)）].)(?:[bpmfdtnlgkjqxrzcsyw]|[zcs]?h)?[aeiouv][a-z]{0,4}[)）]"
)
_FEWEST_PLAIN = 5
_PAGE_MARK, _SEPARATOR = (
    Pattern("|".join(f"(?:{e['pattern']})" for e in table("repairs", key)))
    for key in ("page_mark", "separator")
)
_MARKS = [
    (kind, re.compile(rf"\n(?:{mark.source})(?=\n)"))
    for kind, mark in ((CutKind.PAGE_MARK, _PAGE_MARK), (CutKind.SEPARATOR, _SEPARATOR))
]
_ANY_MARK = re.compile(rf"\n(?:{_PAGE_MARK.source}|{_SEPARATOR.source})(?=\n)")
LONGEST_PAGE_MARK = 16
_INLINE_PAGE_MARK = re.compile(r"—[^\S\n]+\d{1,3}[^\S\n]+—[^\S\n]*(?=\S)")
_INJECTED = re.compile(choice(injected_words("text")))
# What ordinary texts hardly hold of the injected words, the rarest first; another word is known by
# its first character.
_RAREST = "".join(words("repairs", "rare_in_texts"))
_OFFICIAL = re.compile(alternatives("repairs", "official"))
_SENTENCE_ENDS = re.compile("[。！？!?]|(?=\n)")
_PART_ENDS = re.compile("[，,；;、 。]|(?=\n)")
# An injected sentence is a line of advertising; of a longer one only its part goes.
_LONGEST_INJECTION = 120
# What UTF-8 read as GBK or Latin-1 gives: 锟斤拷, 烫烫烫, Ã¥, and places without a character.
_GARBLED_FIRST = frozenset(["\ufffd", *"锟烫屯Ãâåæçèé", *map(chr, range(0xE000, 0xF900))])
_GARBLED = re.compile(
    "[\ufffd锟烫屯\ue000-\uf8ffÃâåæçèé](?:"
    "(?<=\ufffd)\ufffd|(?<=\ufffd).{0,20}\ufffd.{0,20}\ufffd|(?<=锟)斤拷|(?<=烫)烫烫|(?<=屯)屯屯"
    "|(?<=[\ue000-\uf8ff])[\ue000-\uf8ff]{2}"
    "|(?<=[Ãâåæçèé])[\u0080-\u00bf\u2018-\u201d][^\u4e00-\u9fff]{0,3}[Ãâåæçèé])"
)
_COMPATIBLE_FIRST = frozenset(map(chr, _COMPATIBLE))
_PUT_RIGHT = _COMPATIBLE_FIRST.union(wrong for wrong, _, _ in _LOOK_ALIKES)


def _by_rarest(injected: Iterable[str]) -> dict[str, list[str]]:
    """Injected words by their rarest characters."""
    by_rarest: dict[str, list[str]] = {}
    for word in injected:
        rarest = next((c for c in _RAREST if c in word), word[0])
        by_rarest.setdefault(rarest, []).append(word)
    return by_rarest


def _outside_words(character: str, injected: Iterable[str]) -> str:
    """A character where it stands in none of the injected words."""
    halves = [word.partition(character) for word in injected]
    within = [
        f"(?<!{re.escape(before + character)}(?={re.escape(behind)}))"
        for before, _, behind in halves
    ]
    return character + "".join(within)


_INJECTED_WITH = _by_rarest(injected_words("text"))
_RARE = _PUT_RIGHT.union(_TONES, _INJECTED_WITH, _GARBLED_FIRST)

# Characters that another script writes otherwise: fewer are a slip or a name.
HANT_LEAST = 4
# Of Chinese characters that another script writes otherwise, from which on a text is in that script.
HANT_SHARE = 0.03


@cache
def _load_converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _changed_characters() -> frozenset[str]:
    """The characters of the first plane that opencc may change."""
    chinese = [chr(code) for code in (*range(0x2E80, 0xA000), *range(0xF900, 0xFB00))]
    simple = _load_converter().convert("\n".join(chinese)).split("\n")
    return frozenset(_CHANGED_IN_PHRASES).union(
        c for c, s in zip(chinese, simple, strict=True) if c != s
    )


def _compile_search(characters: Iterable[str], *except_in: str) -> re.Pattern[str]:
    """Matches any of `characters`, except where one ends a match of a pattern in `except_in`."""
    return re.compile(f"[{re.escape(''.join(characters))}{_BEYOND}](?<!{'|'.join(except_in)})")


@cache
def _not_simplified() -> re.Pattern[str]:
    """What opencc may change."""
    return _compile_search(_changed_characters(), _EVERYDAY)


@cache
def _worth_a_look(*, in_traditional: bool) -> re.Pattern[str]:
    """What is rare in a text, and calls for one of the repairs.

    In traditional script (`in_traditional`) what opencc may change is not rare, and not looked for.
    """
    apart = frozenset() if in_traditional else _changed_characters()
    injected = [c for c in reversed(_RAREST) if c in _INJECTED_WITH and c not in apart]
    return _compile_search(
        _RARE | apart,
        *(_outside_words(c, _INJECTED_WITH[c]) for c in injected),
        _EVERYDAY,
    )


@lru_cache(maxsize=16)
def _rare_in_simplified(text: str) -> frozenset[str] | None:
    """Which characters, rare in most texts, call for a closer look; None where opencc must look.

    One search for all repairs: most texts hold none of the characters, and are done with it.
    """
    rare: set[str] = set()
    for match in _worth_a_look(in_traditional=False).finditer(text):
        character = match[0]
        if character in _changed_characters() or character >= _BEYOND[0]:
            return None
        rare.add(character)
    return frozenset(rare)


@lru_cache(maxsize=16)
def _find_rare(text: str) -> frozenset[str]:
    """Which characters, rare in most texts, call for a closer look."""
    rare = _rare_in_simplified(text)
    if rare is None:
        return frozenset(_worth_a_look(in_traditional=True).findall(text))
    return rare


def _convert_lines(text: str) -> str:
    """The text in simplified script; opencc reads only the lines that hold what it may change.

    Where one line after the other does, it reads ever more of them at once.
    """
    pieces: list[str] = []
    at = reach = 0
    while changed := _not_simplified().search(text, at):
        # By whole lines: a phrase that opencc knows never runs over a line end.
        start = max(at, text.rfind("\n", at, changed.start()))
        reach = 2 * reach + _STEP if start == at else 0
        end = text.find("\n", changed.end() + reach)
        end = len(text) if end < 0 else end
        pieces += text[at:start], _load_converter().convert(text[start:end])
        at = end
    if pieces:
        return "".join((*pieces, text[at:]))
    return text


def needs_no_repair(text: str) -> bool:
    """Whether a text holds nothing that any repair would change, nor what is cut for its words or letters.

    >>> needs_no_repair("各县要清淤"), needs_no_repair("青山巿")
    (True, False)
    """
    rare = _rare_in_simplified(text)
    return rare is not None and not rare


def is_simplified(text: str) -> bool:
    """Whether a text holds nothing that its simplified script would write otherwise.

    >>> is_simplified("关于修渠的通知"), is_simplified("關於修渠的通知")
    (True, False)
    """
    return _rare_in_simplified(text) is not None


@lru_cache(maxsize=8)
def simplify_text(text: str) -> tuple[str, bool]:
    """The text in simplified script, character for character, and whether it was in traditional script.

    >>> simplify_text("關於進一步規範採購的通知")
    ('关于进一步规范采购的通知', True)
    >>> simplify_text("各县要完善制度")
    ('各县要完善制度', False)

    A name in old characters makes no traditional script:

    >>> simplify_text("由張三负责")
    ('由张三负责', False)
    """
    if is_simplified(text):
        return text, False
    simple = _convert_lines(text)
    if simple == text:
        return text, False
    # A phrase of another length would move every position after it.
    if len(simple) != len(text):
        simple = "".join(c if len(s := _load_converter().convert(c)) != 1 else s for c in text)
    is_traditional = _is_traditional(text, simple)
    # 乾 is dry in traditional script only; in simplified it is a name's.
    if not is_traditional and "乾" in text:
        simple = "".join(t if t == "乾" else s for s, t in zip(simple, text, strict=True))
    return simple, is_traditional


def _is_traditional(text: str, simple: str) -> bool:
    """Whether so much of a text changed that it was printed in traditional script."""
    most = ceil(max(HANT_SHARE * len(text), HANT_LEAST))
    changed: int = sum(islice(filter(None, map(ne, simple, text)), most))
    # Whatever share of the text is Chinese.
    if changed == most or changed < HANT_LEAST:
        return changed == most
    return changed >= HANT_SHARE * len(_NOT_CHINESE.sub("", text))


def put_look_alikes_right(text: str) -> str:
    """The text with characters that only look right replaced, character for character.

    >>> put_look_alikes_right("青山巿2024年6月30曰前"), put_look_alikes_right("⼀、加强公开")
    ('青山市2024年6月30日前', '一、加强公开')

    曰 as a word of its own stays:

    >>> put_look_alikes_right("子曰")
    '子曰'
    """
    rare = _find_rare(text)
    if rare.isdisjoint(_PUT_RIGHT):
        return text
    if not rare.isdisjoint(_COMPATIBLE_FIRST):
        text = text.translate(_COMPATIBLE)
    for wrong, pattern, right in _LOOK_ALIKES:
        if wrong in text:
            text = pattern.sub(right, text)
    return text


def is_garbled(text: str) -> bool:
    """Whether a text holds what only a wrong charset makes.

    >>> is_garbled("锟斤拷锟斤拷"), is_garbled("烫烫烫烫")
    (True, True)
    >>> is_garbled("屯田村"), is_garbled("Café")
    (False, False)
    """
    if _GARBLED_FIRST.isdisjoint(_find_rare(text)):
        return False
    return _GARBLED.search(text) is not None


def is_injected(text: str) -> bool:
    """Whether a text holds words of the trades that hijack official pages, and is no official warning of them.

    >>> is_injected("澳门赌场官网"), is_injected("严厉打击网络赌博")
    (True, False)
    """
    return bool(_find_injected(text))


def is_page_mark(line: str) -> bool:
    """Whether a line is a page's number and nothing else (GB/T 9704-2012, 7.5: — 2 —).

    >>> is_page_mark("— 2 —"), is_page_mark("第2页 共9页")
    (True, True)
    >>> is_page_mark("2"), is_page_mark("2024年")
    (False, False)
    """
    if len(line) > LONGEST_PAGE_MARK:
        return False
    return _PAGE_MARK.fullmatch(line) is not None


def find_cuts(text: str, marks: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int, CutKind]]:
    r"""What is no part of a text, in order, without overlaps, as (start, end, kind).

    A line that goes whole goes with its line end. `marks` are where page marks are known to stand
    inside lines.

    >>> [(start, end, kind.value) for start, end, kind in find_cuts("修渠。\n— 2 —\n修路。")]
    [(4, 10, 'page_mark')]
    >>> [(start, end, kind.value) for start, end, kind in find_cuts("畲（shē）族乡")]
    [(1, 6, 'pinyin')]
    >>> find_cuts("修渠。\n修路2公里。")
    []
    """
    # Between two line ends stands every line: the search leaps from one to the next.
    lines = f"\n{text}\n"
    candidates: list[tuple[int, int, CutKind]] = []
    if _ANY_MARK.search(lines):
        for kind, mark in _MARKS:
            candidates += [
                (match.start(), min(match.end(), len(text)), kind) for match in mark.finditer(lines)
            ]
    candidates += [
        (match.start(), match.end(), CutKind.PAGE_MARK)
        for match in _INLINE_PAGE_MARK.finditer(text)
    ]
    candidates += [(start, end, CutKind.PAGE_MARK) for start, end in marks]
    candidates += [(start, end, CutKind.SPACING) for start, end in find_blanks_in_labels(text)]
    candidates += _find_plain_pinyin(text)
    rare = _find_rare(text)
    if rare:
        if not rare.isdisjoint(_TONES):
            candidates += [
                (match.start(), match.end(), CutKind.PINYIN)
                for match in _PINYIN.finditer(text)
                if _is_inserted(text, match)
            ]
        candidates += _find_injected(text)
    if not candidates:
        return candidates
    cuts: list[tuple[int, int, CutKind]] = []
    for cut in sorted(candidates):
        if not cuts or cut[0] >= cuts[-1][1]:
            cuts.append(cut)
    return cuts


def without_pinyin(text: str) -> str:
    """A short text without the syllables in brackets behind its characters.

    >>> without_pinyin("关（guān）于修渠的通知"), without_pinyin("关于修渠（qu）的通知")
    ('关于修渠的通知', '关于修渠（qu）的通知')
    """
    for start, end, kind in reversed(find_cuts(text)):
        if kind is CutKind.PINYIN:
            text = text[:start] + text[end:]
    return text


def _find_plain_pinyin(text: str) -> list[tuple[int, int, CutKind]]:
    """Syllables without tones in brackets behind characters, where a text has many of them."""
    found = [(match.start(), match.end(), CutKind.PINYIN) for match in _PLAIN_PINYIN.finditer(text)]
    return found if len(found) >= _FEWEST_PLAIN else []


def _is_inserted(text: str, pinyin: re.Match[str]) -> bool:
    """Whether romanised letters stand within Chinese text rather than in a foreign name."""
    before = text[max(pinyin.start() - 1, 0) : pinyin.start()]
    return bool(_CHINESE.match(before))


def _holds_injected(text: str) -> bool:
    """Whether a text holds one of the injected words."""
    return any(
        word in text
        for word in chain.from_iterable(_INJECTED_WITH.get(rare, ()) for rare in _find_rare(text))
    )


def _find_injected(text: str) -> list[tuple[int, int, CutKind]]:
    cuts: list[tuple[int, int, CutKind]] = []
    if not _holds_injected(text):
        return cuts
    for word in _INJECTED.finditer(text):
        if cuts and word.start() < cuts[-1][1]:
            continue
        start, end = _stretch_around(text, word, _SENTENCE_ENDS)
        if end - start > _LONGEST_INJECTION:
            start, end = _stretch_around(text, word, _PART_ENDS)
        # A plan may speak of fighting the trade: 严厉打击网络赌博.
        if _OFFICIAL.search(text, start, end):
            continue
        if text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n":
            end += 1
        cuts.append((start, end, CutKind.INJECTED))
    return cuts


def _stretch_around(text: str, word: re.Match[str], ends: re.Pattern[str]) -> tuple[int, int]:
    """The stretch around a word from after the last of `ends` before it to behind the first one after it."""
    low = max(0, word.start() - _LONGEST_INJECTION)
    # A line end is found as an empty match before it: the stretch begins one behind.
    before = [m.end() + (m.start() == m.end()) for m in ends.finditer(text, low, word.start())]
    behind = ends.search(text, word.end(), min(len(text), word.end() + _LONGEST_INJECTION))
    high = min(len(text), word.end() + _LONGEST_INJECTION)
    return (before[-1] if before else low), (behind.end() if behind else high)
