"""What a cell holds, told by the cell alone: organs, a deadline, a number, persons, an amount, a mark, or words.

A column is known by its cells before anybody reads its header, as a person knows the column of
units of a table whose header got lost. The words behind it stand in lexicon/cells.toml.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from transform.actors.labels import COLON, COLONS, LABEL
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organs import identify_organ
from transform.actors.unit_names import prefix_of
from transform.lexicon import alternatives, words
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.model import OF_A_DOCUMENT
from transform.times.deadlines import read_deadline


class CellKind(StrEnum):
    """What a cell holds."""

    BLANK = "blank"
    # 3, 1.2, （一）: counts or amounts, which the column decides.
    NUMBER = "number"
    MARK = "mark"
    # 万元, 亩: what an amount beside it is counted in.
    MEASURE = "measure"
    AMOUNT = "amount"
    CONTACT = "contact"
    DEADLINE = "deadline"
    ORGANS = "organs"
    PERSONS = "persons"
    PHRASE = "phrase"
    PROSE = "prose"


LONGEST_NAME = 24
_LONGEST_GROUP = 14
# For each number, with whose it is.
_LONGEST_CONTACT = 20
_LONGEST_DEADLINE = 30
_SHORTEST_PROSE = 12
# Share of a cell's names that are organs', from which on the cell is one of organs: it may name a
# person or a firm beside them.
_MOST_ORGANS = 0.6
# What a name counts that only ends like an organ's, and a short one that ends like a place's or a
# section's.
_WEAK, _SHORT = 0.5, 0.8

_NOTHING = re.compile(r"[\s/\\—–\-－.·…*＊]*|无|暂无")
_COUNT = re.compile(
    r"第?[（(〔\[]?(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,4}|[IVX]{1,4}|[\u2460-\u249b\u3220-\u3229])[)）〕\]]?"
    r"[、.．]?(?:项|条)?|\d{1,3}(?:[.．\-－—]\d{1,3}){1,3}[.．]?"
)
_CONTACT = re.compile(
    r"(?:[\d\-—－()（）+、,，;；/\s]){7,}|[\w.+-]+@[\w.-]+|(?:https?://|www\.)[!-~]+"
)
_PHONE_NUMBER = re.compile(r"(?<!\d)(?:0\d{2,3}[-－—]?)?\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)")
_MANY_DIGITS = re.compile(r"(?:\d[^\d]*){7}")
_AMOUNT = re.compile(
    rf"(?:{table_expression('cells', 'bound_before')}|[≥≤<>＜＞=±+\-－])*"
    r"\d(?:[\d,，.]*\d)?(?:[~～\-—－至]\d[\d,.]*)?(?:余|多)?[万亿千百]?(?:[\u4e00-\u9fff%％‰℃㎡²³a-zA-Z/]{0,6})"
    rf"{alternatives('cells', 'bound_behind')}?"
)
_MARKS = frozenset(words("cells", "mark"))
_MEASURES = frozenset(words("cells", "measure"))
# 协办 below a unit ends as an office does, and says what the unit does.
_ROLE_WORDS = frozenset(words("headers", "unit_mark"))
_SURNAME = alternatives("cells", "surname")
_OFFICE = alternatives("cells", "office")
_PERSON = re.compile(rf"(?!{alternatives('cells', 'no_person')}){_SURNAME}[\u4e00-\u9fff]{{1,2}}")
_OFFICER = re.compile(
    rf"(?:{_OFFICE}|(?:{_OFFICE})[：:、，\s（(]*{_SURNAME}[\u4e00-\u9fff]{{1,2}}[)）]?)(?:等)?$"
)
_SENTENCE = re.compile("[。；;！]")
_PARENTHESIS = re.compile(r"[（(〔\[【][^（()）〔〕\[\]【】]*[)）〕\]】]")
_NUMBER_OR_MARK = re.compile(r"(?<![\d.])\d{1,2}[、.．)）](?!\d)|[★☆▲●◆\u2460-\u2473]")
_BEFORE_NAME = re.compile(rf"(?:{LABEL}){COLON}|{_NUMBER_OR_MARK.pattern}")
_HAS_COLON = re.compile(f"[{COLONS}]")
_BETWEEN_NAMES = re.compile(r"[、，,;；。/\s:：|]+|(?<=[局委办厅部会])(?:和|及|与)")
_VERB_BEHIND = table_pattern("cells", "verb_behind_names", suffix="$")
_ACT = re.compile(alternatives("cells", "act"))
_SHORT_ORGAN = re.compile(rf"[\u4e00-\u9fff]{{1,4}}{alternatives('cells', 'organ_end')}")
_BELOW_PLACE = re.compile("[\u4e00-\u9fff]{2,4}?[省市县区州旗盟镇乡]")
_DEADLINE_WORDS = re.compile(
    r"[\d年月日底前末季度旬上中下半内份初至到以之.\-—－~～/、，一二三四五六七八九十全每]+"
)


@lru_cache(maxsize=1 << 14)
def kind_of(text: str) -> CellKind:
    """What a cell with this text holds.

    >>> [kind_of(text).value for text in ("县水务局、县财政局", "2025年6月底前", "3.5万亩", "√", "新建泵站3座。")]
    ['organs', 'deadline', 'amount', 'mark', 'prose']

    A place where work is done is no organ: 城南老街.

    >>> kind_of("城南老街").value
    'phrase'
    """
    # Spreadsheets mix full-width figures and signs with the others: NFKC makes them one.
    plain = unicodedata.normalize("NFKC", "".join(text.split()))
    if _NOTHING.fullmatch(plain):
        return CellKind.BLANK
    return _short_kind(plain) or _worded_kind(text, plain)


def _short_kind(plain: str) -> CellKind | None:
    """The kind of a cell that is a sign or a figure; None for words.

    The order decides what may be two things: 个 is a measure before it is a word, 2024.6 a deadline
    before it is an amount, eleven digits a telephone before they are a number.
    """
    if plain in _MARKS:
        return CellKind.MARK
    if plain in _MEASURES:
        return CellKind.MEASURE
    if _COUNT.fullmatch(plain):
        return CellKind.NUMBER
    if _CONTACT.fullmatch(plain) and _MANY_DIGITS.search(plain) and not _is_deadline(plain):
        return CellKind.CONTACT
    if _is_deadline(plain):
        return CellKind.DEADLINE
    numbers = _PHONE_NUMBER.findall(plain)
    if numbers and len(plain) <= _LONGEST_CONTACT * len(numbers):
        return CellKind.CONTACT
    if _AMOUNT.fullmatch(plain):
        return CellKind.AMOUNT
    return None


def _worded_kind(text: str, plain: str) -> CellKind:
    """The kind of a cell with words."""
    if share_of_organs(text) >= _MOST_ORGANS:
        return CellKind.ORGANS
    if is_persons(text):
        return CellKind.PERSONS
    is_long = len(plain) >= _SHORTEST_PROSE or _SENTENCE.search(plain) is not None
    if is_long:
        return CellKind.PROSE
    return CellKind.PHRASE


def _is_deadline(plain: str) -> bool:
    """Whether nearly all of a short text says by when."""
    if len(plain) > _LONGEST_DEADLINE or not read_deadline(plain, None).known:
        return False
    # 6月底前完成管网改造 may be a task: what stands beside the time is hardly longer than the time.
    dated = sum(len(match.group()) for match in _DEADLINE_WORDS.finditer(plain))
    return dated == 0 or 2 * dated >= len(plain) - 2


@lru_cache(maxsize=OF_A_DOCUMENT)
def names_in(text: str) -> tuple[str, ...]:
    """What may be names in a cell, without labels, numbers before them, parentheses and what is said behind them.

    >>> names_in("牵头单位：县水务局（水利科），1.县财政局按职责分工负责")
    ('县水务局', '县财政局')
    >>> names_in("3.5")
    ('3.5',)
    """
    before_name = _BEFORE_NAME if _HAS_COLON.search(text) else _NUMBER_OR_MARK
    bare = _PARENTHESIS.sub("、", before_name.sub("、", text))
    names = [_VERB_BEHIND.sub("", name) for name in _BETWEEN_NAMES.split(bare)]
    return tuple(filter(None, names))


@lru_cache(maxsize=1 << 14)
def share_of_organs(text: str) -> float:
    """Which share of the names in a cell are those of organs or of groups of them; from 0 to 1.

    >>> share_of_organs("县水务局、县财政局"), share_of_organs("县水务局、林远")
    (1.0, 0.5)
    >>> share_of_organs("清淤修渠")
    0.0
    """
    names = names_in(text)
    if not names:
        return 0.0
    return sum(map(organ_weight, names)) / len(names)


@lru_cache(maxsize=1 << 14)
def organ_weight(name: str) -> float:
    """How surely a name is an organ's: 1 by its level, place or body; less by its last word alone; 0 for none.

    >>> organ_weight("县水务局"), organ_weight("各乡镇")
    (1.0, 1.0)
    >>> organ_weight("完善制度")
    0.0
    """
    name = name.removesuffix("等")
    if not 1 < len(name) <= LONGEST_NAME or name in _ROLE_WORDS:
        return 0.0
    if _is_known(name):
        return 1.0
    if is_group(name) and len(name) <= _LONGEST_GROUP:
        if is_complete(name):
            return 1.0
        return _WEAK
    if _ACT.match(name):
        return 0.0
    if prefix_of(name) and is_complete(name):
        return 1.0
    if _SHORT_ORGAN.fullmatch(name):
        return _SHORT
    if is_complete(name):
        return _WEAK
    return 0.0


def _is_known(name: str) -> bool:
    """Whether the tables of organs know a name, or what follows a place in front of it that they do not know."""
    if identify_organ(name) is not None:
        return True
    level = _BELOW_PLACE.match(name)
    if level is None:
        return False
    return identify_organ(name[level.end() - 1 :]) is not None


def is_persons(text: str) -> bool:
    """Whether a cell names persons.

    >>> is_persons("林远、副县长许静"), is_persons("周牧（局长）")
    (True, True)
    >>> is_persons("县水务局、林远")
    False
    """
    names = names_in(text)
    if not names:
        return False
    return all(_PERSON.fullmatch(name) or _OFFICER.search(name) for name in names)
