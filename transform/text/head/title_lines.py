"""Which of the lines above a title's last line belong to it, and which are the site's: columns, menus, shorter titles."""

import re
from collections.abc import Callable, Sequence

from transform.model import Line, Part
from transform.text.head.issuers import ISSUES, title_issuers
from transform.text.head.organs import ORGAN_ENDS, is_organ_line
from transform.text.title_words import is_called, names_column

_PLACE_ENDS = "省市县区州盟旗镇乡"
# What a line ends with that goes on in a title below: an act, a mark, a place.
_GOES_ON = re.compile(rf"(?:关于|[、，,和与及]|[{_PLACE_ENDS}]|{ISSUES})$")
_ABOUT = "关于"
# How a title begins that needs nothing above it but its issuer, a site's tag or book marks before it.
_BEGINS = re.compile(r"(?:[【\[［][\u4e00-\u9fff]{2,8}[】\]］])?\s*《?关于")
# A column's name is short, and the title below it long enough to be whole.
_LONGEST_COLUMN = 6
_SHORTEST_WHOLE = 8
_COLUMN = re.compile(r"(?![\d〇零一二三四五六七八九十]|第)[\u3400-\u9fff]+")
# - 地区：某省: a label and its value.
_LABELLED = re.compile(r"[-·•\s]*[\u3400-\u9fff]{2,6}[：:]\s*\S{1,12}$")
# What a law or rule is called: it bears its issuer's name in its words or nowhere.
_LAW = re.compile("(?:条例|办法|规定|细则|规则)(?:[（(][^（）()]{1,12}[)）])?$")
# Words of a menu stand side by side: 学校网站 ENGLISH 旧版回顾. Letters that are set apart are no words.
_MENU = re.compile(r"\S{2,12}(?:[\s|｜]+\S{2,12}){2,}")
# Characters of a place without its level: 广西壮族自治区 is 广西自治区 too.
_PLACE = 2
_PARTY = "中共"


def lines_of_title(part: Part, run: list[Line], text: str) -> list[Line]:
    """The lines above one that begins a title by itself, without those that are no part of it.

    Sites print a title cut to a length above the whole one: 《修渠实施方案 over 某县水务局关于印发修渠实施方案的通知; or
    the column it stands in: 工作动态. Joint issuers, and what is only forwarded below, go on.
    """
    if not run:
        return run
    above = [part.text[line.start : line.end].strip() for line in run]
    if title_issuers(text):
        return _below_issuer(run, above, title_issuers(text)[0])
    if _names_its_place(text, above[-1]) or _is_law_below_issuer(text, above[-1]):
        return []
    if begins_with_matter(text):
        return run[_first_that(above, _leads) :]
    if len(text) >= _SHORTEST_WHOLE:
        return run[_first_that(above, lambda line: not is_column(line)) :]
    return run


def begins_with_matter(text: str) -> bool:
    """Whether a title begins with what it is about, perhaps in book marks or behind a site's tag.

    >>> begins_with_matter("关于修渠的通知"), begins_with_matter("【转发】关于修渠的通知")
    (True, True)
    >>> begins_with_matter("青山县关于修渠的通知")
    False
    """
    return _BEGINS.match(text) is not None


def _below_issuer(run: list[Line], above: Sequence[str], issuer: str) -> list[Line]:
    """The lines above a line that names the title's issuer."""
    torn = [at for at, printed in enumerate(above) if is_torn(printed)]
    if torn:
        return run[torn[-1] + 1 :]
    if is_organ_line(above[-1]):
        # A letterhead prints the same issuer with the place that the title leaves out.
        return [] if above[-1].endswith(issuer) else run
    if _GOES_ON.search(above[-1]):
        return run
    return []


def _first_that(above: Sequence[str], belongs: Callable[[str], bool]) -> int:
    """The first of the last lines that all belong to a title."""
    first = len(above)
    while first and belongs(above[first - 1]):
        first -= 1
    return first


def _leads(line: str) -> bool:
    """Whether a line leads to 关于…: it names an issuer, or breaks off."""
    if is_organ_line(line) or _GOES_ON.search(line) or _ABOUT in line:
        return True
    if _LABELLED.match(line):
        return False
    return not is_column(line) and not is_called(line)


def is_column(line: str) -> bool:
    """Whether a line names a column of a site or is its menu rather than the first words of a title.

    >>> is_column("通知公告"), is_column("学校网站 ENGLISH 旧版回顾")
    (True, True)
    >>> is_column("青山县"), is_column("县水务局"), is_column("第十二届"), is_column("通 知")
    (False, False, False, False)
    """
    line = line.strip()
    if names_column(line):
        return True
    if _MENU.fullmatch(line) is not None and not is_organ_line(line):
        return not any(word[-1] in ORGAN_ENDS for word in line.split())
    if len(line) > _LONGEST_COLUMN or _COLUMN.fullmatch(line) is None:
        return False
    return line[-1] not in ORGAN_ENDS and _GOES_ON.search(line) is None and _ABOUT not in line


def _names_its_place(text: str, above: str) -> bool:
    """Whether a title is whole without the organ above it, since it names the same place: 青山县修渠办法."""
    return is_called(text) and is_organ_line(above) and text[:_PLACE] in above.removeprefix(_PARTY)


def _is_law_below_issuer(text: str, above: str) -> bool:
    """Whether a line is a law's whole title and the line above it the organ that makes it.

    >>> _is_law_below_issuer("住房公积金管理办法", "财政部"), _is_law_below_issuer("关于印发修渠办法", "财政部")
    (True, False)
    """
    return is_law(text) and is_organ_line(above)


def is_law(title: str) -> bool:
    """Whether a title is a law's own: 修渠办法, and not what is said about one.

    >>> is_law("修渠办法（试行）"), is_law("关于修改修渠办法的决定"), is_law("关于修渠的若干规定")
    (True, False, False)
    """
    return _LAW.search(title) is not None and _ABOUT not in title


def is_torn(text: str) -> bool:
    """Whether book marks that a text opens are not closed in it."""
    return text.count("《") > text.count("》")
