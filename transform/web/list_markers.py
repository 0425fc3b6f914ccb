"""The markers that a browser prints before the items of ordered lists: in no text, yet seen by every reader.

HTML standard, 4.4.5 to 4.4.8, and CSS Counter Styles, 6 and 7: an <ol> says its kind and where it begins, an <li> may
say its number. A list whose style says `none` has no markers, nor has an item whose text begins with one of its own.

>>> with_marker("1.", "公开预算。"), with_marker("1.", "一、公开预算。")
('1.公开预算。', '一、公开预算。')
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from transform.text.list_numbers import (
    BRANCHES,
    FORMAL_DIGITS,
    STEMS,
    chinese_words,
    roman_numeral,
    word_letters,
)

STYLE = re.compile(r"list-style(?:-type)?\s*:(?P<words>[^;!]{0,80})", re.IGNORECASE)
# Where the marker stands: no kind of one.
PLACES = frozenset({"inside", "outside"})
OWN_LABEL = re.compile(
    r"[(（\[【]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳]|第[一二三四五六七八九十]{1,3})[、.．,，)）\]】条项]|[①-⑳㈠-㈩]"
)
NUMBER = re.compile(r"\s*(-?\d{1,6})")
UNORDERED = frozenset({"none", "disc", "circle", "square"})


def _in_words(number: int) -> str:
    return f"{chinese_words(number) if 0 < number < 100 else number}、"


def _formal_numeral(number: int) -> str:
    return f"{chinese_words(number, FORMAL_DIGITS, '拾') if 0 < number < 100 else number}、"


def _of_row(row: str, number: int) -> str:
    return f"{row[number - 1] if 0 < number <= len(row) else number}、"


def _small_numeral(show: Callable[[int], str], capital: bool) -> Callable[[int], str]:
    def marker(number: int) -> str:
        text = show(number) if 0 < number < 1000 else str(number)
        return f"{text.upper() if capital else text}."

    return marker


KINDS: dict[str, Callable[[int], str]] = {
    "cjk-ideographic": _in_words,
    "cjk-decimal": lambda number: (
        "".join("〇一二三四五六七八九"[int(digit)] for digit in str(abs(number))) + "、"
    ),
    "simp-chinese-informal": _in_words,
    "trad-chinese-informal": _in_words,
    "simp-chinese-formal": _formal_numeral,
    "trad-chinese-formal": _formal_numeral,
    "cjk-heavenly-stem": lambda number: _of_row(STEMS, number),
    "cjk-earthly-branch": lambda number: _of_row(BRANCHES, number),
    "decimal-leading-zero": lambda number: f"{number:02d}.",
    "lower-alpha": _small_numeral(word_letters, capital=False),
    "lower-latin": _small_numeral(word_letters, capital=False),
    "upper-alpha": _small_numeral(word_letters, capital=True),
    "upper-latin": _small_numeral(word_letters, capital=True),
    "lower-roman": _small_numeral(roman_numeral, capital=False),
    "upper-roman": _small_numeral(roman_numeral, capital=True),
}
TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}


class OrderedList(Struct):
    """A list that is open, and the number of its next item."""

    kind: str
    following: int
    step: int = 1


def open_list(attributes: Mapping[str, str | None], style: str | None, count: int) -> OrderedList:
    """An <ol> of so many items as its attributes and its style say."""
    kind = styled_kind(style) or TYPES.get(attributes.get("type") or "", "decimal")
    step = -1 if "reversed" in attributes else 1
    return OrderedList(kind, number_of(attributes.get("start"), 1 if step > 0 else count), step)


def next_marker(
    ordered: OrderedList,
    attributes: Mapping[str, str | None],
    style: str | None,
) -> str:
    """The marker of the next item; empty where none is printed."""
    number = number_of(attributes.get("value"), ordered.following)
    ordered.following = number + ordered.step
    kind = styled_kind(style) or ordered.kind
    if kind in UNORDERED:
        return ""
    if kind in KINDS:
        return KINDS[kind](number)
    return f"{number}."


def styled_kind(style: str | None) -> str | None:
    """The kind of marker that a style asks for.

    >>> styled_kind("list-style: inside upper-roman"), styled_kind("color: red")
    ('upper-roman', None)
    """
    match = None
    if style and "list-style" in style:
        match = STYLE.search(style[:600])
    if match:
        words = [
            word
            for word in match["words"].lower().split()
            if word not in PLACES and "(" not in word
        ]
    else:
        words = []
    if words:
        return words[0]
    return None


def number_of(text: str | None, otherwise: int) -> int:
    """A whole number of an attribute.

    >>> number_of(" 3", 1), number_of("drei", 1), number_of(None, 1)
    (3, 1, 1)
    """
    match = NUMBER.match(text) if text else None
    if match:
        return int(match[1])
    return otherwise


def with_marker(marker: str, text: str) -> str:
    """The text of an item behind its marker."""
    if OWN_LABEL.match(text):
        return text
    return marker + text
