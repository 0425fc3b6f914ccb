"""Labels that Word numbers by itself: they stand in no text, yet every reader sees them.

ECMA-376 part 1, 17.9: a paragraph names a list and a level; the list's levels give format, pattern
and start.
"""

from collections.abc import Callable
from typing import Any

from transform.text.list_numbers import (
    BRANCHES,
    FORMAL_DIGITS,
    STEMS,
    chinese_words,
    roman_numeral,
    word_letters,
)

Element = Any  # lxml has no types
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Deeper lists and longer counts than people write; beyond, the plain number is shown.
LEVELS = 9
NO_LABEL = frozenset({"bullet", "none"})


CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographDigital",
        "taiwaneseDigital",
        "japaneseDigitalTenThousand",
    }
)
FORMATS: dict[str, Callable[[int], str]] = {
    "chineseLegalSimplified": lambda n: chinese_words(n, FORMAL_DIGITS, "拾"),
    "ideographLegalTraditional": lambda n: chinese_words(n, FORMAL_DIGITS, "拾"),
    "ideographTraditional": lambda n: STEMS[n - 1] if n <= len(STEMS) else str(n),
    "ideographZodiac": lambda n: BRANCHES[n - 1] if n <= len(BRANCHES) else str(n),
    "decimalEnclosedCircle": lambda n: chr(0x2460 + n - 1) if n <= 20 else str(n),
    "decimalEnclosedCircleChinese": lambda n: chr(0x2460 + n - 1) if n <= 20 else str(n),
    "decimalEnclosedParen": lambda n: chr(0x2474 + n - 1) if n <= 20 else f"({n})",
    "ideographEnclosedCircle": lambda n: chr(0x3220 + n - 1) if n <= 10 else str(n),
    "decimalFullWidth": lambda n: "".join(chr(0xFF10 + int(d)) for d in str(n)),
    "decimalZero": lambda n: f"{n:02d}",
    "lowerLetter": word_letters,
    "upperLetter": lambda n: word_letters(n).upper(),
    "lowerRoman": roman_numeral,
    "upperRoman": lambda n: roman_numeral(n).upper(),
}


def show_numeral(number: int, form: str) -> str:
    """A number as a level's format shows it.

    >>> show_numeral(12, "chineseCounting"), show_numeral(3, "decimalEnclosedCircle")
    ('十二', '③')
    >>> show_numeral(4, "unheardOf")
    '4'
    """
    if not 0 < number < 100:
        return str(number)
    if form in CHINESE:
        return chinese_words(number)
    return FORMATS.get(form, str)(number)


def read_value(node: Element | None, path: str) -> str | None:
    """The w:val of the element at `path`."""
    element = node.find(path) if node is not None else None
    return None if element is None else element.get(f"{W}val")


class Numbering:
    """Counts the list paragraphs of one document, which must be asked for in reading order."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, Element] = {}
        self._overrides: dict[str, dict[str, Element]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        self._started: set[str] = set()
        self._styles = (
            {s.get(f"{W}styleId"): s for s in styles.iterfind(f"{W}style")}
            if styles is not None
            else {}
        )
        if numbering is None:
            return
        for abstract in numbering.iterfind(f"{W}abstractNum"):
            self._lists[abstract.get(f"{W}abstractNumId")] = abstract
        for num in numbering.iterfind(f"{W}num"):
            key = num.get(f"{W}numId")
            self._abstract[key] = read_value(num, f"{W}abstractNumId") or ""
            self._overrides[key] = {o.get(f"{W}ilvl"): o for o in num.iterfind(f"{W}lvlOverride")}

    def label(self, paragraph: Element) -> str:
        """The label that stands before a paragraph; empty where none is numbered."""
        num, level = self._place(paragraph)
        abstract = self._abstract.get(num or "")
        if num is None or abstract not in self._lists or not 0 <= level < LEVELS:
            return ""
        shape = self._level(num, level)
        if shape is None:
            return ""
        # Lists that share an abstract list count together, unless one says where it begins anew.
        counts = self._counts.setdefault(abstract, [0] * LEVELS)
        if num not in self._started:
            self._started.add(num)
            for ilvl, override in self._overrides[num].items():
                start = read_value(override, f"{W}startOverride")
                if start is not None and ilvl.isdecimal():
                    counts[int(ilvl) % LEVELS] = int(start) - 1
        # A level that was never used counts as begun: 1.1 may stand before any 1.
        for upper in range(level):
            counts[upper] = counts[upper] or self._start(num, upper)
        counts[level] = counts[level] + 1 if counts[level] else self._start(num, level)
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        pattern = read_value(shape, f"{W}lvlText") or ""
        if (read_value(shape, f"{W}numFmt") or "decimal") in NO_LABEL:
            return ""
        for upper in range(level + 1):
            if f"%{upper + 1}" in pattern:
                form = read_value(self._level(num, upper), f"{W}numFmt") or "decimal"
                # w:isLgl: 第二章 1.1 instead of 二.1, whatever the upper level shows.
                if shape.find(f"{W}isLgl") is not None:
                    form = "decimal"
                pattern = pattern.replace(f"%{upper + 1}", show_numeral(counts[upper], form))
        return pattern.strip()

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        """The list and level of a paragraph: its own, else its style's."""
        properties = paragraph.find(f"{W}pPr")
        seen: set[str | None] = set()
        style = read_value(properties, f"{W}pStyle")
        num = read_value(properties, f"{W}numPr/{W}numId")
        level = read_value(properties, f"{W}numPr/{W}ilvl")
        while style in self._styles and style not in seen and (num is None or level is None):
            seen.add(style)
            properties = self._styles[style].find(f"{W}pPr")
            num = num or read_value(properties, f"{W}numPr/{W}numId")
            level = level or read_value(properties, f"{W}numPr/{W}ilvl")
            style = read_value(self._styles[style], f"{W}basedOn")
        return num, int(level) if level and level.isdecimal() else 0

    def _level(self, num: str, level: int) -> Element | None:
        override = self._overrides[num].get(str(level))
        if override is not None:
            shape = override.find(f"{W}lvl")
            if shape is not None:
                return shape
        levels = self._lists[self._abstract[num]].iterfind(f"{W}lvl")
        return next((shape for shape in levels if shape.get(f"{W}ilvl") == str(level)), None)

    def _start(self, num: str, level: int) -> int:
        start = read_value(self._level(num, level), f"{W}start")
        if start and start.isdecimal():
            return int(start)
        return 1
