"""Clauses that only their names and verbs show (docs/reading.md, Task, 2).

A bracket of names that ends an item （市水利局、市财政局） and a paragraph's last sentence
市水利局牵头，市财政局配合。 Ordinary prose and explanations in brackets look much like them, so every name must
be that of an organ.
"""

import re
from collections.abc import Sequence

from taizhang.regions import place_length
from taizhang.tables.terms import Doubt, Role
from transform.actors.lead_rules import MARKS, LeadRule
from transform.actors.names import is_complete
from transform.actors.organ_names import is_organ, is_section, is_section_of_unit
from transform.actors.organs import identify_organ
from transform.actors.unit_names import is_place_class, prefix_of, stands_alone
from transform.actors.units import Split, split_text
from transform.lexicon import alternatives

_ALIAS = re.compile(r"[（(〔\[][^（）()〔〕\[\]]{1,24}[）)〕\]]")
# 区直各相关单位.
_OF_A_LEVEL = re.compile("[省市县区州旗盟镇乡](?:直|级|属)")
_EXPLAINED = re.compile(f"(?:[：:等]|{alternatives('units', 'assembly')})$")
_LONGEST_NAME = 30


def _is_anchored(name: str) -> bool:
    """Whether a name says by itself whose organ it is: a level, a place, a national body."""
    plain = _ALIAS.sub("", name)
    if prefix_of(plain) or _OF_A_LEVEL.match(plain) or stands_alone(plain):
        return True
    return bool(place_length(plain) or identify_organ(plain))


def read_names(text: str, start: int, end: int, rules: frozenset[LeadRule]) -> Split | None:
    """The units of `text[start:end]` where it holds nothing but names of organs.

    >>> read_names("县水务局、县财政局", 0, 9, frozenset()).names
    ('县水务局', '县财政局')

    A word that is none makes the whole prose:

    >>> read_names("县水务局、清淤修渠", 0, 9, frozenset()) is None
    True
    """
    split = split_text(text[start:end], Role.RESPONSIBLE, rules)
    names = split.names
    known = [name for name in names if is_organ(name) or is_place_class(name)]
    if not known or (len(known) < len(names) and not _are_sections(names, known)):
        return None
    # A remark among them is dropped, and says something besides.
    if any(doubt is Doubt.UNLIKE_A_UNIT for doubt, _ in split.doubts):
        return None
    # Where verbs say what each does, 各有关单位负责, no name need say whose it is.
    # So it is where marks among them say who leads: ★文化站、财政所.
    is_marked = LeadRule.MARKED in rules and not MARKS.isdisjoint(text[start:end])
    if split.is_sentence or is_marked or any(map(_is_anchored, names)):
        return split
    return None


def _are_sections(names: Sequence[str], known: Sequence[str]) -> bool:
    """Whether names that nobody knows are sections, in a list that names a unit with one."""
    unknown = [name for name in names if name not in known]
    return any(map(is_section_of_unit, known)) and all(map(is_section, unknown))


def ends_plain(text: str, start: int, end: int) -> bool:
    """Whether a bracket explains nothing: it stands behind a sentence, or behind a line without a full stop.

    >>> ends_plain("修渠。（县水务局）", 3, 9), ends_plain("修渠清淤（县水务局）", 4, 10)
    (True, True)

    Behind an organ's name, or before a full stop, it may say who is meant:

    >>> ends_plain("报主管部门（县水务局）", 5, 11), ends_plain("修渠（县水务局）。", 2, 8)
    (False, False)
    """
    before = text[max(0, start - _LONGEST_NAME) : start]
    line = before.rpartition("\n")[2].rstrip()
    if not line:
        # On a line of its own it goes with the sentence above.
        return before.rstrip().endswith(("。", "；", ";"))
    if line[-1] in "。；;！!？?”":
        return True
    return not (
        is_complete(line) or _EXPLAINED.search(line) or text[end : end + 1] in ("。", "；", ";")
    )


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Whether a bracket stands before a full stop, behind words that neither are an organ nor announce a list.

    >>> ends_sentence("清淤修渠（县水务局）。", 4, 10), ends_sentence("报主管部门（县水务局）。", 5, 11)
    (True, False)
    """
    line = text[max(0, start - _LONGEST_NAME) : start].rpartition("\n")[2].rstrip()
    if not line:
        return False
    if text[end : end + 1] not in ("。", "；", ";"):
        return False
    return not (is_complete(line) or _EXPLAINED.search(line))
