"""Whether what stands between the separators of a list of units is a name (docs/reading.md, Units).

A name looks like one: it ends as units do, the tables know it, it stands for a group, or it is a
level with a function (市发改). What does not is a reference (同上), nothing (无), a time, or a remark
(不再单独列出).
"""

import re
from enum import Enum, auto
from functools import lru_cache

from taizhang.regions import place_length
from transform.actors.names import is_complete
from transform.actors.organs import identify_organ, is_body
from transform.actors.unit_names import is_level_with_function
from transform.lexicon import alternatives, table
from transform.lexicon.pattern import Pattern

_GROUP = re.compile("|".join(e["pattern"] for e in table("units", "group")))
_NO_UNIT = re.compile("|".join(e["pattern"] for e in table("units", "no_unit")))
_NOTHING = re.compile("|".join([r"[\W_]*", *(e["pattern"] for e in table("units", "nothing"))]))
_DOUBTFUL = re.compile("|".join(e["pattern"] for e in table("units", "doubtful")))
_JOINED = re.compile("|".join(e["pattern"] for e in table("units", "joined")))
_BARE_CLASS = re.compile("|".join(e["pattern"] for e in table("units", "bare_class")))
_REFERENCE = re.compile("|".join(e["pattern"] for e in table("units", "reference")))
_PERSON = re.compile(
    rf"(?:{alternatives('cells', 'office')}|{alternatives('roles', 'person_head')})(?!会)[^、，,；;的]{{0,3}}$"
)
_REMARK = Pattern(*(e["pattern"] for e in table("units", "remark")))
# A longer piece that nothing knows is a remark, no unit with a strange name.
_LONGEST_UNKNOWN = 16
# 县委常委 is an office, and ends as a unit does.
_OFFICE_LIKE_A_UNIT = "委常委"
# 单位, 企业: letters of a kind of body.
_KIND = 2
# 无配合单位 ends as a unit does.
_OF_NOTHING = frozenset("暂均全无没空待")


class NameVerdict(Enum):
    """What a piece of a list is.

    `UNSURE` is kept as a unit and doubted, `REMARK` is kept out and doubted.
    """

    UNIT = auto()
    UNSURE = auto()
    NOTHING = auto()
    TIME = auto()
    REFERENCE = auto()
    PERSON = auto()
    REMARK = auto()


@lru_cache(maxsize=1 << 14)
def is_group(name: str) -> bool:
    """Whether a name stands for several units.

    >>> is_group("各县区人民政府"), is_group("相关部门"), is_group("县水务局")
    (True, True, False)
    """
    return _GROUP.search(name) is not None


@lru_cache(maxsize=1 << 14)
def judge_name(name: str) -> NameVerdict:
    """What a piece of a list is, printed without blanks.

    >>> [judge_name(name).name for name in ("县水利局", "各乡镇", "市发改")]
    ['UNIT', 'UNIT', 'UNIT']
    >>> [judge_name(name).name for name in ("同上", "无", "6月底前", "不再单独列出", "云上石林")]
    ['REFERENCE', 'NOTHING', 'TIME', 'REMARK', 'UNSURE']
    >>> judge_name("分管副县长").name, judge_name("县水务局局长").name
    ('PERSON', 'UNSURE')
    """
    if _REMARK.may_match(name) and _REMARK.search(name):
        return NameVerdict.REMARK
    if name.endswith(_OFFICE_LIKE_A_UNIT):
        return NameVerdict.PERSON
    if len(name) > _KIND and is_complete(name) and name[0] not in _OF_NOTHING:
        if _is_doubtful(name):
            return NameVerdict.UNSURE
        return NameVerdict.UNIT
    return _judge_incomplete(name)


def _is_doubtful(name: str) -> bool:
    """Whether a name that ends as names do holds what none does."""
    if _JOINED.search(name) is not None:
        return True
    return _DOUBTFUL.search(name) is not None and not is_group(name)


def _judge_incomplete(name: str) -> NameVerdict:
    """What a piece is that does not end as names of units do; the surer verdicts come first."""
    if _NOTHING.fullmatch(name):
        return NameVerdict.NOTHING
    if _REFERENCE.fullmatch(name):
        return NameVerdict.REFERENCE
    if is_complete(name):
        return NameVerdict.UNIT
    if _NO_UNIT.match(name):
        return NameVerdict.TIME
    if _is_person(name):
        return NameVerdict.PERSON
    if is_group(name) or is_level_with_function(name) or is_known(name):
        return NameVerdict.UNIT
    if len(name) > _LONGEST_UNKNOWN:
        return NameVerdict.REMARK
    return NameVerdict.UNSURE


def _is_person(name: str) -> bool:
    """Whether a name is an office or who holds it, without the unit whose head it is."""
    office = _PERSON.search(name)
    return office is not None and not is_complete(name[: office.start()])


def is_bare(name: str, following: str | None) -> bool:
    """Whether a name lacks what it shares with its neighbour.

    >>> is_bare("管委会", None), is_bare("县水务局", None)
    (True, False)
    """
    if _BARE_CLASS.fullmatch(name):
        return True
    if following is None or place_length(name) != len(name):
        return False
    place = place_length(following)
    if not place:
        return False
    return _BARE_CLASS.fullmatch(following[place:]) is not None


def is_known(name: str) -> bool:
    """Whether the tables know a name: an organ, a body that is none, a place.

    >>> is_known("市发改委"), is_known("青山水务集团有限公司"), is_known("挂帅局")
    (True, True, False)
    """
    if identify_organ(name) is not None:
        return True
    if is_body(name):
        return True
    return place_length(name) == len(name)
