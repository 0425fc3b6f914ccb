"""Printed amounts: a number with its measure and the words that bound it, whatever they say of what.

Source: docs/reading.md, Targets. The record follows MeasEval and schema.org QuantitativeValue.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from taizhang.tables.terms import Comparator
from transform.lexicon import choice, word_entries
from transform.lexicon.pattern import Pattern
from transform.times.dates import chinese_number

_MEASURE_CLASSES = {word: entry["class"] for word, entry in word_entries("targets", "measure")}
_MEASURE = choice(_MEASURE_CLASSES)
_BOUNDS = {
    word: Comparator(entry["comparator"]) for word, entry in word_entries("targets", "bound")
}
_BEFORE = choice(
    word for word, entry in word_entries("targets", "bound") if entry["side"] == "before"
)
_AFTER = choice(
    word for word, entry in word_entries("targets", "bound") if entry["side"] == "after"
)
# A comma marks thousands only before exactly three digits: 3,4个 is three or four.
_DIGITS = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[一二两三四五六七八九十百千]{1,6}"
# The longest is tried first: 万亿 is no 万.
_POWERS = {word: 10 ** entry["zeros"] for word, entry in word_entries("targets", "power")}

AMOUNT = Pattern(
    # 至少 may stand before a verb: 至少召开1次, 至少专门听取一次; elsewhere a bound stands right before its
    # number.
    rf"(?P<before>(?:至少|最少)(?!{_HAN}|\d)[\u4e00-\u9fff]{{1,6}}?(?:不少于|不低于)?|{_BEFORE}(?:为|达|于)?)?"
    rf"(?<![\d.\-—~～/第A-Za-z〔\[（“])(?:"
    rf"(?P<percent>百分之(?:{_HAN}|\d+(?:\.\d+)?))"
    rf"|(?P<tenths>[一二三四五六七八九]成)(?=[以左的，。；、,;]|$)"
    rf"|(?P<number>{_DIGITS}|{_HAN})(?:(?P<share>[%％])?(?:-|—|~|～|－|至|到)(?P<to>{_DIGITS}|{_HAN}))?"
    rf"(?P<power>{choice(_POWERS)})?(?P<more>余|多|几)?"
    rf"(?P<measure>{_MEASURE})(?P<per>/(?:{_MEASURE}|[\u4e00-\u9fff]{{1,3}}|\d+{_MEASURE}))?(?P<visits>[(（](?:次|批|间|套|户|家|处|个|所|座)[)）])?"
    rf"(?P<sum>人民币)?)(?P<after>{_AFTER})?"
)


class Amount(Struct, frozen=True):
    """An amount at `start` to `end` of a text; `number_at` is where its number begins.

    `value` is multiplied out (3000万元: 30000000, 80%: 80); `value_to` is the end of a range.
    `is_bounded` says that words of bounding stand in it, `holds_a_verb` that a verb stands between
    them and the number (至少召开1次), `is_written` that its number is in Chinese numerals;
    `measure_class` is that of the table of measures.
    """

    start: int
    end: int
    number_at: int
    value: float
    value_to: float | None
    comparator: Comparator
    measure: str
    measure_class: str
    is_bounded: bool
    holds_a_verb: bool
    is_written: bool


def find_amounts(text: str) -> Iterator[Amount]:
    """All amounts of a text in its order.

    >>> [(a.value, a.measure, a.comparator.value) for a in find_amounts("每月至少召开1次，投资3000万元以上")]
    [(1, '次', 'at_least'), (30000000, '元', 'at_least')]
    >>> [(a.value, a.value_to) for a in find_amounts("推荐3至5个岗位")]
    [(3, 5)]

    A number without a measure is none:

    >>> list(find_amounts("创建4A级景区，第15次会议"))
    []
    """
    for match in AMOUNT.finditer(text):
        amount = _read_amount(match)
        if amount is not None:
            yield amount


def _read_amount(match: re.Match[str]) -> Amount | None:
    measure, measure_class = _measure_of(match)
    value, value_to = _values_of(match)
    if value is None:
        return None
    comparator = _comparator_of(match, value_to)
    number_group = next(name for name in ("percent", "tenths", "number") if match[name])
    is_bounded = bool(match["before"] or match["after"] or match["more"])
    return Amount(
        match.start(),
        match.end(),
        match.start(number_group),
        value,
        value_to,
        comparator,
        measure,
        measure_class,
        is_bounded,
        bool(match["before"]) and match["before"].startswith(("至少", "最少")),
        number_group == "number" and not match["number"][0].isdigit(),
    )


def _measure_of(match: re.Match[str]) -> tuple[str, str]:
    """The measure as printed and its class: 百分之三十 and 三成 are shares."""
    if match["percent"] or match["tenths"]:
        return "%", "share"
    printed = match["measure"]
    behind = f"{match['per'] or ''}{match['visits'] or ''}{match['sum'] or ''}"
    return printed + behind, _MEASURE_CLASSES[printed]


def _values_of(match: re.Match[str]) -> tuple[float | None, float | None]:
    if match["percent"]:
        return _read_number(match["percent"].removeprefix("百分之")), None
    if match["tenths"]:
        tenths = chinese_number(match["tenths"][0])
        return (tenths * 10 if tenths else None), None
    power = _POWERS.get(match["power"], 1)
    value = _read_number(match["number"])
    if value is None:
        return None, None
    value_to = _read_number(match["to"]) if match["to"] else None
    if value_to is not None:
        value_to = _multiply_exactly(value_to, power)
    return _multiply_exactly(value, power), value_to


def _read_number(phrase: str) -> float | None:
    """The value of digits, with thousands marked or not, or of Chinese numerals up to 9,999.

    >>> _read_number("1,200"), _read_number("三千五百"), _read_number("二十")
    (1200, 3500, 20)
    """
    plain = phrase.replace(",", "").replace("，", "")
    if plain[0].isdigit():
        return _as_whole(float(plain))
    # chinese_number knows no thousands, since dates and labels have none.
    thousands, mark, rest = plain.rpartition("千")
    if not mark:
        return chinese_number(plain)
    return (chinese_number(thousands) or 1) * 1000 + (chinese_number(rest) or 0 if rest else 0)


def _multiply_exactly(value: float, power: int) -> float:
    """In decimals, as people multiply: in binary 4302.65 times 亿 is not 430265000000.

    >>> _multiply_exactly(4302.65, 10**8)
    430265000000
    """
    if power == 1:
        return value
    return _as_whole(float(Decimal(str(value)) * power))


def _as_whole(value: float) -> float:
    """A whole number as one."""
    if value == int(value):
        return int(value)
    return value


def _comparator_of(match: re.Match[str], value_to: float | None) -> Comparator:
    if value_to is not None:
        return Comparator.RANGE
    if match["before"]:
        return next(
            comparator for word, comparator in _BOUNDS.items() if match["before"].startswith(word)
        )
    if match["after"]:
        return _BOUNDS[match["after"]]
    if match["more"]:
        return Comparator.AT_LEAST
    return Comparator.EQUAL
