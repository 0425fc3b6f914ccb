"""A document's signature: organs and a day at its end, or those of a text that is printed on one line."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import chain

from msgspec import Struct

from taizhang.dates import NOUGHTS, NUMERIC, read_day
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import Line, Part, Span
from transform.text.head.organs import ORGAN, is_organ_line, split_glued_organs
from transform.text.head.values import HeadValue, OwnHead
from transform.text.spaced_out import close_up
from transform.times.dates import make_day

_FULL_DATE = re.compile(
    r"\s*+(?:(?P<issuer>[^，。；：:\d]{4,40}?)\s*+)?(?P<date>(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    rf"|[二一][{NOUGHTS}九一二三四五六七八]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)(?:\s*印发)?\s*$"
)
_BARE_DIGITS = re.compile(r"\s*(?P<year>(?:19|20)\d{2})(?P<rest>\d{2,4})\s*$")
_FLAT_SIGNATURE = Pattern(
    rf"(?<=[。\s　])(?P<issuer>[^，。；：:\d\s]{{4,40}}?{ORGAN})[\s　]+"
    r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?=[\s　（(]|附件|$)"
    # Without an organ only between a full stop and a blank.
    r"|(?<=。)[\s　]+(?P<day>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日|[二一]["
    rf"{NOUGHTS}九一二三四五六七八]{{3}}年"
    r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)(?=[\s　]|$)"
    # Glued to its day an organ signs where the text ends, or in numerals that no sentence uses.
    rf"|(?<=[。）)\s　])(?P<signer>[^，。；：:（）()\d\s]{{4,40}}?{ORGAN})"
    r"(?P<end>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日(?=。?\s*$)"
    rf"|[二一][{NOUGHTS}九一二三四五六七八]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)
# 2017 6 23, 2021年4月 日: a day that lost something.
TORN_DAY = re.compile(
    r"[^\d\u4e00-\u9fff]{0,4}(?:19|20)\d\d\s*年?\s*\d{1,2}\s*月?\s*\d{1,2}\s*日?\s*"
    r"|(?:19|20)\d\d\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日|年?\s*\d{1,2}月\d{1,2}日"
    r"|[*＊xX×]{2,4}年[*＊xX×\d]{1,2}月[*＊xX×\d]{1,2}日?"
    r"|年?\s*[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日|[二一][〇○零OＯo0][^。，\n]{2,4}年[^。，\n]{1,6}日"
)
# What a letter's last sentence begins with, below which only its signature stands.
_CLOSES = ("特此", "此复", "专此", "此函")
_LONGEST_SIGNATURE = 60
_LONGEST_NAMES = 160
# Lines of a head, where a day alone is no signature.
_HEAD = 2
# Joint documents are signed by dozens of organs, one a line.
_MOST_SIGNERS = 40
# 教务处, 设备科: what no other line of a text ends with that stands right above its day.
_OFFICE = re.compile(r"(?!各|有关|相关|本|全)[\u3400-\u9fff]{2,16}[处科室所站办社馆组]")
# （某县水务局代章）: whose seal stands for that of the organ above.
_SEALED_FOR = re.compile(r"[（(][\u3400-\u9fff]{2,30}(?:代章|代印|代盖)[)）]")
_SHORTEST_PIECE = 3
_ALIAS = re.compile(r"[（(][\u3400-\u9fff]{2,16}[)）]$")
_SEAL = table_pattern("metadata", "seal")
_OPENNESS = table_pattern("metadata", "openness_note", prefix=r"\s*")
_BRACKETS = "）)"
_NUMERIC = re.compile(rf"\s*(?:{NUMERIC.pattern})\s*")
_DAY_ENDS = "0123456789一二三四五六七八九十"
# Each day that signs holds one: most short lines of a text hold none. A day whose year has two
# figures (21-04-08) is left out on purpose: pages print theirs so, documents do not.
_IN_DAYS = ("日", "20", "19", "年")
_BETWEEN = re.compile(r"[\s、，,]+")


def read_full_date(text: str) -> re.Match[str] | None:
    """A line that is a date, an organ in front of it or not (GB/T 9704-2012, 7.3.5: 成文日期).

    >>> read_full_date("青山县水务局 2021年4月6日").groups()
    ('青山县水务局', '2021年4月6日')
    >>> read_full_date("二〇二一年四月六日")["date"]
    '二〇二一年四月六日'

    A day inside a sentence signs nothing:

    >>> read_full_date("会议定于2021年4月6日召开") is None
    True
    """
    if text.rstrip().endswith(("日", "印发")):
        return _FULL_DATE.match(text)
    return None


def _lost_last(text: str) -> bool:
    """Whether a line is a day that lost its last character.

    >>> _lost_last("二〇二一年四月六"), _lost_last("2021年4月6"), _lost_last("2021年4月")
    (True, True, False)
    """
    return text[-1:] in _DAY_ENDS and "月" in text and _FULL_DATE.match(f"{text}日") is not None


def read_signature(part: Part, lines: list[Line], head: OwnHead) -> None:
    """The first date that stands on a line of its own, and the organs above it.

    One behind words that name no organ (何时完 2024年12月20日) signs where none with an organ follows.
    """
    behind_words: tuple[Span, _Dated] | None = None
    for number, line in enumerate(lines):
        if line.end - line.start > _LONGEST_SIGNATURE:
            continue
        text = part.text[line.start : line.end].partition(" | ")[0].removesuffix(" |")
        if text[-1:] in _BRACKETS:
            text = _OPENNESS.sub("", text).rstrip()
        if not any(sign in text for sign in _IN_DAYS):
            continue
        dated = _date_of(text, is_behind_head=number > 1)
        if dated is None:
            continue
        organs = _organs_above(part, lines, number)
        if number and head.unsigned is None:
            head.unsigned = lines[number - 1].start, lines[number - 1].end
        if dated.issuer and is_organ_line(dated.issuer):
            start = part.text.find(dated.issuer, line.start)
            organs.append((dated.issuer, (start, start + len(dated.issuer))))
        # 2021-04-06 without an organ above is the page's line, or the first cell of a list.
        if not organs and (number < _HEAD or dated.is_numeric):
            continue
        span = line.start, line.start + len(text)
        if dated.issuer and not organs:
            behind_words = behind_words or (span, dated)
            continue
        head.missing_characters = head.missing_characters or dated.is_mended
        _add_signature(part, span, dated, organs, head)
        return
    if behind_words is not None:
        _add_signature(part, *behind_words, [], head)
        return
    _read_undated(part, lines, head)


def _read_undated(part: Part, lines: Sequence[Line], head: OwnHead) -> None:
    """The organs that sign without a day, or above one that lost something: below 特此通知。 or above 年5月21日."""
    for number, line in enumerate(lines):
        if number < _HEAD or line.end - line.start > _LONGEST_SIGNATURE:
            continue
        text = part.text[line.start : line.end]
        organs: list[tuple[str, Span]] = []
        if TORN_DAY.fullmatch(text) is not None:
            organs = _organs_above(part, lines, number)
        elif text.startswith(_CLOSES) and text.endswith("。"):
            organs = _organs_below(part, lines, number)
        if organs:
            _add_signers(part, organs, head)
            return


def _organs_below(part: Part, lines: Sequence[Line], number: int) -> list[tuple[str, Span]]:
    """The organs on the lines right below one."""
    organs: list[tuple[str, Span]] = []
    for line in lines[number + 1 : number + 1 + _MOST_SIGNERS]:
        text = _SEAL.sub("", part.text[line.start : line.end]).strip()
        if not is_organ_line(text):
            break
        organs.append((text, (line.start, line.end)))
    return organs


class _Dated(Struct, frozen=True):
    """The day of a line that holds nothing else but perhaps an issuer.

    `is_numeric` says that it is printed as pages print theirs (2021-04-06), `is_mended` that
    characters were missing.
    """

    day: date
    issuer: str | None = None
    is_numeric: bool = False
    is_mended: bool = False


def _date_of(text: str, *, is_behind_head: bool) -> _Dated | None:
    """The day of a line that may be a signature's."""
    match = read_full_date(text)
    if match:
        day = read_day(match["date"])
        if day:
            return _Dated(day, match["issuer"])
        return None
    day = read_day(f"{text}日") if _lost_last(text) else None
    if day:
        return _Dated(day, is_mended=True)
    if _NUMERIC.fullmatch(text):
        day = read_day(text)
        if day:
            return _Dated(day, is_numeric=True)
    digits = _BARE_DIGITS.match(text) if is_behind_head else None
    if digits is None:
        return None
    day = _mend_day(digits["year"], digits["rest"])
    if day:
        return _Dated(day, is_mended=True)
    return None


def _add_signature(
    part: Part,
    span: Span,
    dated: _Dated,
    organs: list[tuple[str, Span]],
    head: OwnHead,
) -> None:
    """Adds day and organs of a signature to what the head says."""
    text = part.text[slice(*span)].strip()
    head.signed_on = dated.day, HeadValue(text, "signature", part.part_no, span)
    head.days.setdefault("written_on", head.signed_on)
    if organs:
        _add_signers(part, organs, head)


def _add_signers(part: Part, organs: Sequence[tuple[str, Span]], head: OwnHead) -> None:
    """Adds the organs that sign to what the head says."""
    names = " ".join(name for name, _ in organs)
    place = organs[0][1][0], organs[-1][1][1]
    head.signed_by = HeadValue(names, "signature", part.part_no, place)
    head.values.setdefault("issuer", head.signed_by)


def _organs_above(part: Part, lines: Sequence[Line], number: int) -> list[tuple[str, Span]]:
    """The organs that sign above a line, as many as there are, without the mark of a seal."""
    organs: list[tuple[str, Span]] = []
    for line in reversed(lines[max(0, number - _MOST_SIGNERS) : number]):
        text = close_up(_SEAL.sub("", part.text[line.start : line.end]).strip())
        if _SEALED_FOR.fullmatch(text) is not None:
            continue
        names = list(
            chain.from_iterable(split_glued_organs(word) for word in _BETWEEN.split(text) if word)
        )
        if not names or len(text) > _LONGEST_NAMES:
            break
        if not all(map(_names_signer, names)) and not _are_offices(names, is_nearest=not organs):
            break
        organs.append((" ".join(names), (line.start, line.end)))
    return _join_broken(part, lines[number - 1 - len(organs)], organs[::-1]) if organs else organs


def _join_broken(part: Part, above: Line, organs: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Organs the first of which began on the line above, as the text prints it whole elsewhere."""
    text = part.text[above.start : above.end].strip()
    name, span = organs[0]
    is_short = _SHORTEST_PIECE <= len(text) <= _LONGEST_SIGNATURE and above.end < span[0]
    if is_short and text + name in part.text:
        return [(text + name, (above.start, span[1])), *organs[1:]]
    return organs


def is_signer(line: str) -> bool:
    """Whether a line right above a day, or in front of it, names who signs.

    >>> is_signer("青山县水务局"), is_signer("学校办公室 教务处"), is_signer("请准时参加")
    (True, True, False)
    """
    names = line.split()
    return bool(names) and (all(map(_names_signer, names)) or _are_offices(names, is_nearest=True))


def _names_signer(name: str) -> bool:
    """Whether a name is an organ's, perhaps with another in brackets behind it: 教务部（督导室）."""
    return is_organ_line(_ALIAS.sub("", name))


def _are_offices(names: Sequence[str], *, is_nearest: bool) -> bool:
    """Whether the line right above a day names offices within a body, which sign beside nobody else.

    >>> _are_offices(["学校办公室", "教务处"], is_nearest=True), _are_offices(["各科室"], is_nearest=True)
    (True, False)
    """
    return is_nearest and all(_OFFICE.fullmatch(name) for name in names)


def read_flat_signature(part: Part, line: Line, head: OwnHead) -> None:
    """The signature of a document that is printed on one line, in that line."""
    stretch = line.start, line.end
    # Few paragraphs name a day, and each of their letters may begin a signer's name.
    if "written_on" in head.days or not _FLAT_SIGNATURE.may_match(part.text, *stretch):
        return
    signed = _FLAT_SIGNATURE.search(part.text, *stretch)
    if signed is None:
        return
    name = next(name for name in ("date", "day", "end") if signed[name])
    day = read_day(signed[name])
    if day is None:
        return
    printed = HeadValue(signed[name], "signature", part.part_no, signed.span(name))
    head.days["written_on"] = day, printed
    signer = "signer" if signed["signer"] else "issuer"
    if signed[signer]:
        issuer = HeadValue(signed[signer], "signature", part.part_no, signed.span(signer))
        head.values.setdefault("issuer", issuer)


def _mend_day(year: str, digits: str) -> date | None:
    """A date that lost 年, 月 and 日, where the digits leave one reading.

    >>> _mend_day("2021", "0406"), _mend_day("2021", "46")
    (datetime.date(2021, 4, 6), datetime.date(2021, 4, 6))

    11 and 1, or 1 and 11: no guess is made.

    >>> _mend_day("2021", "111") is None
    True
    """
    readings = []
    for cut in range(1, len(digits)):
        month, day = digits[:cut], digits[cut:]
        if "0" in (month, day) or len(month) > 2 or len(day) > 2:
            continue
        reading = make_day(int(year), int(month), int(day))
        if reading:
            readings.append(reading)
    if len(readings) == 1:
        return readings[0]
    return None
