"""Names that can be nothing but a unit's, told without anything around them (docs/reading.md, Units)."""

import re

from taizhang.regions import place_length
from transform.actors.name_gate import is_group
from transform.actors.names import is_complete
from transform.actors.organs import identify_organ
from transform.actors.unit_names import is_department
from transform.lexicon import alternatives

_ALIAS = re.compile(r"[（(〔\[][^（）()〔〕\[\]]{1,24}[）)〕\]]")
# 市推进项目“三级”联动专班: a campaign's name, quoted inside that of the body made for it.
_CAMPAIGN = re.compile("“[\u4e00-\u9fff0-9+]{2,12}”(?=.)")
_NO_NAME = re.compile(
    r"[\d了须请由被将“”\"《》：:。！？]|的(?!市)|要(?!素|闻)|(?<!供)应(?!急)|认真|切实|加强|做好"
)
_OTHER_ORGAN = re.compile(alternatives("units", "other_organ") + "$")
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,5}[镇乡]")
# 灌溉股, of a unit that the list names: 县水利局灌溉股、工管股.
_SECTION = re.compile(r"(?P<unit>[\u4e00-\u9fff]{3,12}[局委办厅院])?[\u4e00-\u9fff]{1,6}[股科室]")
_LONGEST_NAME = 30
_LONGEST_UNKNOWN = 14
_SHORTEST_GROUP = 2  # 各地, 各级


def is_organ(name: str) -> bool:
    """Whether a name can be nothing but a unit's.

    >>> is_organ("县水务局"), is_organ("各乡镇人民政府"), is_organ("青山镇")
    (True, True, True)
    >>> is_organ("市推进项目“三级”联动机制工作专班")
    True
    >>> is_organ("加强领导局"), is_organ("施工单位负责人")
    (False, False)
    """
    plain = _CAMPAIGN.sub("", _ALIAS.sub("", name))
    if not 2 <= len(plain) <= _LONGEST_NAME or _NO_NAME.search(plain):
        return False
    if (
        is_department(plain)
        or _OTHER_ORGAN.search(plain)
        or _TOWN.fullmatch(plain)
        or identify_organ(plain)
    ):
        return True
    if place_length(plain) == len(plain) or is_section_of_unit(plain):
        return True
    return is_group(plain) and (is_complete(plain) or len(plain) == _SHORTEST_GROUP)


def is_section(name: str) -> bool:
    """Whether a name is that of a section, its unit before it or not: 灌溉股, 县水利局灌溉股."""
    return _SECTION.fullmatch(name) is not None


def is_section_of_unit(name: str) -> bool:
    """Whether a name is that of a unit with one of its sections behind it.

    >>> is_section_of_unit("县水利局灌溉股"), is_section_of_unit("灌溉股")
    (True, False)
    """
    section = _SECTION.fullmatch(name)
    return section is not None and section["unit"] is not None and is_department(section["unit"])


def may_be_unit(name: str) -> bool:
    """Whether a name that no table knows ends as units do and says nothing else.

    >>> may_be_unit("灌溉股"), may_be_unit("认真落实灌溉股")
    (True, False)
    """
    plain = _CAMPAIGN.sub("", name)
    return len(plain) <= _LONGEST_UNKNOWN and is_complete(plain) and _NO_NAME.search(plain) is None
