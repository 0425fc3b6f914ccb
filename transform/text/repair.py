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
from transform.lexicon import alternatives, choice, table
from transform.lexicon.pattern import Pattern

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOT_CHINESE = re.compile(r"[^\u3400-\u9fff]+")
# Characters of common words that opencc changes in a few phrases only: 答覆, 藉口, 瞭解, 沈默, 毛坏.
_CHANGED_IN_PHRASES = "沈坏藉哩覆衹瞭甦"
# Where they stand in everyday words, apart from all that such phrases add: 覆盖, 破坏, 损坏, 沈阳.
_EVERYDAY = "(?<![露回答批拜重反函射示明申])覆(?=盖)|(?<=[破损])坏(?![土子布])|(?<![深消暗昏浮墨耳黑])沈(?=阳)"
# All beyond the first plane, since the engine is slow with sets of such.
_BEYOND = "\U00020000-\U0003ffff"
_STEP = 100  # characters
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
_RAREST = "艇賭娛葡荷赌網炮備刮捕棋皇虎斯京迷孕彩亚澳刻堂壮娱私乐址球码走频播票博挂影b太B图注送册包奖色验快育"
_OFFICIAL = re.compile(alternatives("repairs", "official"))
_SENTENCE_ENDS = re.compile("[。！？!?]|(?=\n)")
_PART_ENDS = re.compile("[，,；;、 。]|(?=\n)")
_LONGEST_INJECTION = 120
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
    found: dict[str, list[str]] = {}
    for word in injected:
        found.setdefault(next((c for c in _RAREST if c in word), word[0]), []).append(word)
    return found


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
    """A search for characters but where they stand as in one of the patterns, each of which ends behind them."""
    return re.compile(f"[{re.escape(''.join(characters))}{_BEYOND}](?<!{'|'.join(except_in)})")


@cache
def _not_simplified() -> re.Pattern[str]:
    """What opencc may change."""
    return _compile_search(_changed_characters(), _EVERYDAY)


@cache
def _worth_a_look(*, in_traditional: bool) -> re.Pattern[str]:
    """What is rare in a text.

    Where it may be in traditional script, what opencc may change is not looked for.
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
    """Which characters, rare in most texts, call for a closer look: one search for all.

    None where opencc does.
    """
    found: set[str] = set()
    for match in _worth_a_look(in_traditional=False).finditer(text):
        character = match[0]
        if character in _changed_characters() or character >= _BEYOND[0]:
            return None
        found.add(character)
    return frozenset(found)


@lru_cache(maxsize=16)
def _find_rare(text: str) -> frozenset[str]:
    """Which characters, rare in most texts, call for a closer look."""
    found = _rare_in_simplified(text)
    if found is None:
        return frozenset(_worth_a_look(in_traditional=True).findall(text))
    return found


def _convert_lines(text: str) -> str:
    """The text in simplified script; opencc reads only the lines that hold what it may change.

    Where one line after the other does, it reads ever more of them at once.
    """
    pieces: list[str] = []
    at = reach = 0
    while found := _not_simplified().search(text, at):
        start = max(at, text.rfind("\n", at, found.start()))
        reach = 2 * reach + _STEP if start == at else 0
        end = text.find("\n", found.end() + reach)
        end = len(text) if end < 0 else end
        pieces += text[at:start], _load_converter().convert(text[start:end])
        at = end
    if pieces:
        return "".join((*pieces, text[at:]))
    return text


def needs_no_repair(text: str) -> bool:
    """Whether a text holds nothing that any repair would change, nor what is cut for its words or letters."""
    found = _rare_in_simplified(text)
    return found is not None and not found


@lru_cache(maxsize=8)
def simplify_text(text: str) -> tuple[str, bool]:
    """The text in simplified script, character for character, and whether it was printed in traditional script."""
    if _rare_in_simplified(text) is not None:
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
    """The text with characters that only look right replaced, character for character."""
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
    """Whether a text holds what only a wrong charset makes."""
    if _GARBLED_FIRST.isdisjoint(_find_rare(text)):
        return False
    return _GARBLED.search(text) is not None


def is_injected(text: str) -> bool:
    """Whether a text holds words of the trades that hijack official pages, and is no official warning of them."""
    return bool(_find_injected(text))


def is_page_mark(line: str) -> bool:
    """Whether a line is a page's number and nothing else."""
    if len(line) > LONGEST_PAGE_MARK:
        return False
    return _PAGE_MARK.fullmatch(line) is not None


def find_cuts(text: str, marks: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int, CutKind]]:
    """What is no part of a text, in order, without overlaps.

    A line that goes whole goes with its line end.

    `marks` are where page marks are known to stand inside lines.
    """
    # Between two line ends stands every line: the search leaps from one to the next.
    lines = f"\n{text}\n"
    found: list[tuple[int, int, CutKind]] = []
    if _ANY_MARK.search(lines):
        for kind, mark in _MARKS:
            found += [(m.start(), min(m.end(), len(text)), kind) for m in mark.finditer(lines)]
    found += [(m.start(), m.end(), CutKind.PAGE_MARK) for m in _INLINE_PAGE_MARK.finditer(text)]
    found += [(start, end, CutKind.PAGE_MARK) for start, end in marks]
    rare = _find_rare(text)
    if rare:
        if not rare.isdisjoint(_TONES):
            found += [
                (m.start(), m.end(), CutKind.PINYIN)
                for m in _PINYIN.finditer(text)
                if _is_inserted(text, m)
            ]
        found += _find_injected(text)
    if not found:
        return found
    cuts: list[tuple[int, int, CutKind]] = []
    for cut in sorted(found):
        if not cuts or cut[0] >= cuts[-1][1]:
            cuts.append(cut)
    return cuts


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
    found: list[tuple[int, int, CutKind]] = []
    if not _holds_injected(text):
        return found
    for word in _INJECTED.finditer(text):
        if found and word.start() < found[-1][1]:
            continue
        start, end = _stretch_around(text, word, _SENTENCE_ENDS)
        if end - start > _LONGEST_INJECTION:
            start, end = _stretch_around(text, word, _PART_ENDS)
        if _OFFICIAL.search(text, start, end):
            continue
        if text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n":
            end += 1
        found.append((start, end, CutKind.INJECTED))
    return found


def _stretch_around(text: str, word: re.Match[str], ends: re.Pattern[str]) -> tuple[int, int]:
    """The stretch around a word from after the last of `ends` before it to behind the first one after it."""
    low = max(0, word.start() - _LONGEST_INJECTION)
    before = [m.end() + (m.start() == m.end()) for m in ends.finditer(text, low, word.start())]
    behind = ends.search(text, word.end(), min(len(text), word.end() + _LONGEST_INJECTION))
    high = min(len(text), word.end() + _LONGEST_INJECTION)
    return (before[-1] if before else low), (behind.end() if behind else high)
