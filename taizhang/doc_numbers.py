"""发文字号: one grammar for all places where a document's number stands, in one form 代字〔year〕n号.

GB/T 9704-2012 asks for six-cornered brackets, no 第 and no leading zero; in the wild all brackets
occur, and one of a pair may be lost. A lost one is put right where the digits leave one reading:
〔2018209号 is 〔2018〕209号.
"""

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from itertools import chain
from typing import NamedTuple

_OPENING, _CLOSING = "〔【\\[（(［﹝〖「〈<„", "〕】\\]）)］﹞〗」〉>‟"
# 〔2026〕四号; hundreds at most are written so.
_NUMERALS = "一二三四五六七八九十百零〇"
# What stands before 号, read from its end: the 代字 is what is left of it.
_BEFORE = re.compile(
    # What it holds stands behind it nowhere: a shorter one is never tried.
    rf"(?P<code>[\u3400-\u9fffA-Za-z·]{{1,24}}+)\s*(?P<open>[{_OPENING}])?\s*"
    rf"(?P<year>(?:19|20)\d\d)\s*年?\s*(?P<close>[{_CLOSING}])?\s*第?\s*(?:0*(?P<number>[1-9]\d{{0,4}})|(?P<words>[{_NUMERALS}]{{1,5}}))\s*号"
)
# 2015〔33〕号: the brackets around the number, not the year.
_SWAPPED = re.compile(
    r"(?P<code>[\u3400-\u9fffA-Za-z·]{1,24})\s*(?P<year>(?:19|20)\d\d)\s*(?P<open>[〔\[［])\s*(?P<close>)"
    r"0*(?P<number>[1-9]\d{0,3})\s*[〕\]］]\s*号"
)
# 〔2021〕5号、6号 and 〔2021〕5、6号: several numbers of one code and year.
_NEXT_IN_LIST = re.compile(r"\s*[、，,和及与]\s*第?\s*0*(?P<number>[1-9]\d{0,3})\s*号")
_LIST_BEFORE = re.compile(
    rf"[{_OPENING}]\s*(?:19|20)\d\d\s*[{_CLOSING}]\s*第?\s*(?P<first>\d{{1,4}})(?:号?\s*[、，,和及与]\s*\d{{1,4}})+\s*号$"
)
_DIGITS = re.compile("[1-9]\\d*")
# 6号楼: another register's.
_NO_DOCUMENT = re.compile("[楼线机井院站台口洞门桥路码房]")
_FIGURES = "〇一二三四五六七八九"
_YEAR = re.compile(r"[12](?:(?<=1)9|(?<=2)0)\d\d")
# ２０２１, as typed between Chinese letters.
_WIDE = re.compile("[０-９]")
_PLAIN_DIGITS = {
    ord(wide): plain for wide, plain in zip("０１２３４５６７８９", "0123456789", strict=True)
}
_SIX_CORNERED = ("〕", "]", "］")
_MAY_END = frozenset((*_SIX_CORNERED, *_NUMERALS))
_BROKEN = re.compile(r"[（(](?P<part>[\u3400-\u9fff]{1,2}) $")
# Characters, blanks between the parts included.
_LONGEST = 72
# A 代字 of more characters begins with its organ's name.
_LONGEST_CODE = 8
# 经 leads to a number (经某政发〔2021〕1号批准), and so it does behind these.
_ECONOMY, _HAVING = "经", "已均曾未须应可先业拟"


class DocNumber(NamedTuple):
    """A document's number and where it stands in the text that was searched."""

    code: str
    year: int
    number: int
    start: int
    end: int

    @property
    def normal_form(self) -> str:
        """代字〔year〕n号."""
        return f"{self.code}〔{self.year}〕{self.number}号"


def find_doc_numbers(text: str, *, in_sentence: bool) -> Iterator[DocNumber]:
    """Every 发文字号 of a text, in order.

    `in_sentence` says that the text may speak of other things too: an organ's name or 令 before the year is no 代字
    there. A field, or a line of its own, says what the number is: 市政府令〔2020〕3号 is kept. In both, words that lead
    to the number, an organ or a day glued to it are cut.

    >>> [found.normal_form for found in find_doc_numbers("根据国办发【2019】05号", in_sentence=True)]
    ['国办发〔2019〕5号']
    >>> [found.normal_form for found in find_doc_numbers("根据国办发〔２０１９〕５号", in_sentence=True)]
    ['国办发〔2019〕5号']
    >>> [found.normal_form for found in find_doc_numbers("根据国办发2019〔5〕号", in_sentence=True)]
    ['国办发〔2019〕5号']
    >>> [found.normal_form for found in find_doc_numbers("某政发〔2026〕二十一号", in_sentence=True)]
    ['某政发〔2026〕21号']
    >>> [found.normal_form for found in find_doc_numbers("市政府令〔2020〕3号", in_sentence=False)]
    ['市政府令〔2020〕3号']
    >>> list(find_doc_numbers("见省政府办公厅〔2016〕32号", in_sentence=True))
    []
    """
    last = 0
    at = text.find("号")
    before: DocNumber | None = None
    while at >= 0:
        found = _number_before(text, max(last, at + 1 - _LONGEST), at + 1, in_sentence=in_sentence)
        if found is not None:
            yield found
        elif in_sentence:
            for found in _of_list(text, max(last, at + 1 - _LONGEST), at + 1, before):
                yield found
        before = found
        last = at + 1
        at = text.find("号", last)


def _of_list(text: str, start: int, end: int, before: DocNumber | None) -> Iterator[DocNumber]:
    """The numbers of a list that says code and year once: 〔2021〕5号、6号, 〔2021〕5、6号; `before` ends at the last 号."""
    if before is not None:
        more = _NEXT_IN_LIST.fullmatch(text, before.end, end)
        if more is not None and _NO_DOCUMENT.match(text, end) is None:
            yield before._replace(number=int(more["number"]), start=more.start("number"), end=end)
        return
    several = _LIST_BEFORE.search(text, start, end)
    if several is None:
        return
    first = text[start : several.end("first")] + "号"
    head = _number_before(first, 0, len(first), in_sentence=True)
    if head is None:
        return
    yield head._replace(start=start + head.start, end=end)
    for number in _DIGITS.finditer(text, several.end("first"), end):
        yield head._replace(number=int(number.group()), start=number.start(), end=end)


def read_doc_number(text: str, *, in_sentence: bool = False) -> str | None:
    """The first 发文字号 of a text in its normal form; None where there is none.

    In a field (`in_sentence` false) the letters may be set apart: 云 政 发（ 2018 ）5 号.
    """
    if not in_sentence:
        text = "".join(text.split())
    found = next(find_doc_numbers(text, in_sentence=in_sentence), None)
    if found:
        return found.normal_form
    return None


def _number_before(text: str, start: int, end: int, *, in_sentence: bool) -> DocNumber | None:
    """The number that ends with the 号 before `end`."""
    # As before most of them: 账号, 文号.
    last = text[start : end - 1].rstrip()[-1:]
    if not (last.isdecimal() or last in _MAY_END):
        return None
    if _WIDE.search(text, start, end):
        text = text.translate(_PLAIN_DIGITS)
    if _YEAR.search(text, start, end) is None:
        return None
    pattern = _SWAPPED if last in _SIX_CORNERED else _BEFORE
    for match in pattern.finditer(text, start, end):
        # Without any bracket the year is part of a sentence: 于2020年5号楼.
        if match.end() != end or not (match["open"] or match["close"]):
            continue
        code = _without_glued(match["code"], text[max(0, match.start() - 2) : match.start()])
        if code and not code.endswith(_OTHER_REGISTER) and not (in_sentence and _names_organ(code)):
            begin = match.end("code") - len(code)
            code, begin = _join_broken(text, code, begin)
            number = _read_number(match)
            return DocNumber(code, int(match["year"]), number, begin, end) if number else None
    return None


def _read_number(match: re.Match[str]) -> int:
    """The number before 号, in digits or in Chinese numerals; 0 where the numerals are none."""
    words = match.groupdict().get("words")
    if words is None:
        return int(match["number"])
    hundreds, mark, rest = words.rpartition("百")
    tens, ten, ones = rest.lstrip("零〇").rpartition("十")
    digits = (hundreds if mark else "〇", (tens or "一") if ten else "〇", ones or "〇")
    if not all(len(digit) == 1 and digit in _FIGURES for digit in digits):
        return 0
    return int("".join(str(_FIGURES.index(digit)) for digit in digits))


def _join_broken(text: str, code: str, begin: int) -> tuple[str, int]:
    """A 代字 and where it begins, with the character or two that a line end set apart behind a bracket: （财 社〔2023〕1号."""
    broken = _BROKEN.search(text, max(0, begin - 4), begin)
    if broken is None or broken["part"].endswith(_ORGAN_OR_WORD):
        return code, begin
    return broken["part"] + code, broken.start("part")


def _without_glued(code: str, before: str) -> str:
    """A 代字 without the day, the words and the organ that stand right before it.

    >>> _without_glued("根据国办发", ""), _without_glued("经某政发", ""), _without_glued("沪经信", "")
    ('国办发', '某政发', '沪经信')
    """
    if code.startswith("日") and before.rstrip()[-1:].isdigit():
        code = code[1:]
    # 沪经信: behind a place it stands for the economy.
    behind = code[2:] if code[1:2] == _ECONOMY and code[0] not in _HAVING else code
    cut = _after_last(behind, _WORDS_BEFORE, least=1)
    code = code if cut == behind else cut
    if len(code) > _LONGEST_CODE:
        return _after_last(code, _ORGANS_BEFORE, least=2)
    return code


def _after_last(code: str, words: tuple[str, ...], *, least: int) -> str:
    """What stands behind the last of `words` in a 代字, where at least so many characters do."""
    ends = [code.rfind(word) + len(word) for word in words if word in code]
    cut = max((end for end in ends if end <= len(code) - least), default=0)
    return code[cut:]


def _names_organ(code: str) -> bool:
    """Whether an organ's name, or another kind of paper, stands in the place of a 代字."""
    return code.endswith(_NO_CODE) and not code.endswith(_CODE)


def _load_words(key: str) -> tuple[str, ...]:
    content = resources.files(__package__).joinpath("doc_numbers.toml").read_text("utf-8")
    entries = tomllib.loads(content)[key]
    return tuple(chain.from_iterable(entry["words"] for entry in entries))


_WORDS_BEFORE = _load_words("word_before")
_ORGAN_OR_WORD = (*_WORDS_BEFORE, *_load_words("organ_end"))
_ORGANS_BEFORE = _load_words("organ_before")
_NO_CODE = _load_words("no_code")
_CODE = _load_words("code")
_OTHER_REGISTER = _load_words("other_register")
