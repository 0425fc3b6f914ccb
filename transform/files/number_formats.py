"""How a sheet shows a number: letters, decimals and parts of dates that the cell's format adds or leaves out.

ECMA-376 part 1, 18.8.30 and 18.8.31; formats 0 to 58 are built in. .xlsx and .xls share them.

>>> show_number(6.0, '0"月底前"')
'6月底前'
>>> show_number(45444.0, 'yyyy"年"m"月"')  # stored as the first of June, shown without the day
'2024年6月'
>>> show_number(6.0, "General")
'6'
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from msgspec import Struct

from transform.text.list_numbers import FORMAL_DIGITS, chinese_words

GENERAL = "general"
# Built-in formats that matter here, as Chinese Excel shows them; those of dates are named by their
# parts.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 49: "@",
    14: "yyyy-m-d", 15: "yyyy-m-d", 16: "m-d", 17: "yyyy-m", 18: "h:mm", 19: "h:mm", 20: "h:mm", 21: "h:mm",
    22: "yyyy-m-d", 27: "yyyy-m", 28: "m-d", 29: "m-d", 30: "yyyy-m-d", 31: "yyyy-m-d", 32: "h:mm",
    33: "h:mm", 34: "h:mm", 35: "h:mm",
    36: "yyyy-m", 45: "h:mm", 46: "h:mm", 47: "h:mm", 50: "yyyy-m", 51: "m-d", 52: "yyyy-m", 53: "m-d", 54: "m-d",
    55: "h:mm", 56: "h:mm", 57: "yyyy-m", 58: "m-d",
}  # fmt: skip
# A format's pieces: what it quotes, a letter behind a backslash, what it says in brackets, a place
# to fill or to skip.
PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]|[_*](?P<space>.)'
    r"|(?P<general>[Gg]eneral|G/通用格式)|(?P<date>[yYeE]+(?![+-])|[mM]+|[dD]+|[aA]{3,4}|[hH]+|[sS]+)"
    r"|(?P<number>[0#?][0#?,]*(?:\.[0#?]+)?|\.[0#?]+)|(?P<text>@)|(?P<plain>.)",
    re.DOTALL,
)
HAN = re.compile(r"[\u4e00-\u9fff]")
ELAPSED = frozenset({"h", "hh", "m", "mm", "s", "ss"})
FIRST_DAY, FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
# The last day of 9999.
MAX_DAYS = 2_958_465
# Letters, as Excel allows.
MAX_FORMAT = 255
# A day has so many seconds: values are days, their fractions times.
SECONDS_OF_A_DAY = 86_400


class Piece(Struct, frozen=True):
    """A piece of a format: `kind` is literal, date, number, general or text."""

    kind: str
    text: str


class FormatSection(Struct, frozen=True):
    """One of a format's sections; `digits` names the Chinese numerals that it asks for."""

    pieces: tuple[Piece, ...]
    digits: str = ""

    def kinds(self) -> set[str]:
        """The kinds of its pieces."""
        return {piece.kind for piece in self.pieces}


def show_number(value: float, code: str, from_1904: bool = False) -> str:
    """A number as a cell of this format shows it; days in Chinese where the format has no words of its own.

    >>> show_number(0.35, "0%"), show_number(1234.5, "#,##0.00")
    ('35%', '1,234.50')
    >>> show_number(45444.0, "yyyy-m-d")
    '2024年6月1日'
    """
    sections = read_format(code[:MAX_FORMAT])
    section = choose_section(sections, value)
    kinds = section.kinds()
    if "date" in kinds and "number" not in kinds:
        return show_date(value, section, from_1904)
    # The section for numbers below nought says itself how the sign is shown.
    if len(sections) > 1 and value < 0 and section is sections[1]:
        value = -value
    out = []
    for piece in section.pieces:
        if piece.kind == "literal":
            out.append(piece.text)
        elif piece.kind == "number":
            out.append(in_numerals(in_places(value, piece.text, section), section.digits))
        elif piece.kind in ("general", "text"):
            out.append(in_numerals(plain_number(value), section.digits))
    return "".join(out).strip() or plain_number(value)


def show_text(text: str, code: str) -> str:
    """A text as a cell of this format shows it: with the words that stand around its @.

    >>> show_text("清淤", '"任务："@'), show_text("清淤", "0.00")
    ('任务：清淤', '清淤')
    """
    if "@" not in code or code == "@":
        return text
    sections = read_format(code[:MAX_FORMAT])
    section = sections[-1]
    if section.kinds() - {"literal"} != {"text"}:
        return text
    return "".join(text if piece.kind == "text" else piece.text for piece in section.pieces)


@lru_cache(maxsize=1024)
def read_format(code: str) -> tuple[FormatSection, ...]:
    """The sections of a format: for numbers above, below and at nought, and for texts.

    >>> [[piece.kind for piece in section.pieces] for section in read_format('0"月底前";-0')]
    [['number', 'literal'], ['literal', 'number']]
    """
    sections: list[FormatSection] = []
    pieces: list[Piece] = []
    digits = ""
    for match in PIECE.finditer(code):
        kind, text = match.lastgroup or "plain", match[match.lastgroup or "plain"]
        if kind == "plain" and text == ";":
            sections.append(FormatSection(tuple(pieces), digits))
            pieces, digits = [], ""
        elif kind == "bracket":
            if text.lower().startswith("dbnum"):
                digits = text[-1]
            elif text.lower() in ELAPSED:
                pieces.append(Piece("date", text.lower()))
            elif text.startswith("$") and (sign := text[1:].partition("-")[0]):
                pieces.append(Piece("literal", sign))
        elif kind in ("quoted", "escaped", "plain"):
            pieces.append(Piece("literal", text))
        elif kind != "space":
            pieces.append(Piece(kind, text.lower() if kind == "date" else text))
    sections.append(FormatSection(tuple(pieces), digits))
    return tuple(sections)


def choose_section(sections: tuple[FormatSection, ...], value: float) -> FormatSection:
    """The section for a number."""
    if value < 0 and len(sections) > 1:
        return sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2]
    return sections[0]


def in_places(value: float, places: str, section: FormatSection) -> str:
    """A number with as many decimals as the format has places, and its thousands set off where it says so."""
    if any(piece.text == "%" for piece in section.pieces if piece.kind == "literal"):
        value *= 100
    whole, _, decimals = places.partition(".")
    least = decimals.count("0")
    text = f"{value:{',' if ',' in whole else ''}.{len(decimals)}f}"
    # 0.0#: one decimal at least, the second only where it is no nought.
    if decimals and least < len(decimals):
        needed = len(text) - len(decimals) + least
        text = text[:needed] + text[needed:].rstrip("0")
        text = text.rstrip(".")
    width = whole.count("0")
    head, dot, tail = text.partition(".")
    if width > 1:
        return head.zfill(width) + dot + tail
    return text


def in_numerals(text: str, digits: str) -> str:
    """A small whole number in Chinese numerals where the format asks for them (DBNum1, DBNum2).

    >>> in_numerals("12", "1"), in_numerals("12", "2"), in_numerals("12.5", "1")
    ('十二', '壹拾贰', '12.5')
    """
    if digits not in ("1", "2") or not text.isdecimal() or not 0 < int(text) < 100:
        return text
    if digits == "1":
        return chinese_words(int(text))
    return chinese_words(int(text), FORMAL_DIGITS, "拾")


def plain_number(value: float) -> str:
    """A number as a cell without format shows it: eleven digits at most.

    >>> plain_number(1.0), plain_number(0.1 + 0.2)
    ('1', '0.3')
    """
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.11g}"


def show_date(value: float, section: FormatSection, from_1904: bool) -> str:
    """A day as its format shows it: in the format's own words, or in Chinese with the parts that it shows."""
    if not 0 <= value <= MAX_DAYS:
        return plain_number(value)
    first = FIRST_DAY_1904 if from_1904 else FIRST_DAY
    day = first + timedelta(seconds=round(value * SECONDS_OF_A_DAY))
    parts = {piece.text[0] for piece in section.pieces if piece.kind == "date"} - {"a"}
    shown = {"y" if part == "e" else part for part in parts}
    # A time of day is no deadline's: beside a day it is left out.
    if "h" in shown or "s" in shown:
        clock = f"{day.hour}:{day.minute:02d}"
        if "d" in shown or "y" in shown:
            return f"{day.year}年{day.month}月{day.day}日"
        return clock
    if any(HAN.search(piece.text) for piece in section.pieces if piece.kind == "literal"):
        return in_own_words(day, section)
    words = (("y", f"{day.year}年"), ("m", f"{day.month}月"), ("d", f"{day.day}日"))
    return "".join(text for part, text in words if part in shown)


def in_own_words(day: datetime, section: FormatSection) -> str:
    """A day in a format that has words: yyyy"年"m"月底前"."""
    out = []
    for piece in section.pieces:
        if piece.kind != "date":
            out.append(piece.text)
        elif piece.text[0] in "ye":
            out.append(f"{day.year % 100:02d}" if piece.text == "yy" else str(day.year))
        elif piece.text[0] in "md":
            number = day.month if piece.text[0] == "m" else day.day
            out.append(f"{number:02d}" if len(piece.text) == 2 else str(number))
    return "".join(out).strip()
