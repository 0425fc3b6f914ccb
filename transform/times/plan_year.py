"""The plan's year, for 年底前 and the like: its title's, else its 发文字号's, else its signature's."""

import re

from msgspec import Struct

from transform.model import Metadata
from transform.times.dates import WRITTEN_YEAR, chinese_number

_YEAR = re.compile(rf"(?<!\d)((?:19|20)\d{{2}}|{WRITTEN_YEAR})(?:年|年度)(?!\s*[-—~－～至])")
# 三年行动方案（2023-2025年）: 年底前 in it may mean each of the three, so none is taken from it.
_SPAN = re.compile(r"(?:19|20)\d{2}年?\s*[-—~－～至]\s*(?:19|20)?\d{2,4}年?")
# GB/T 9704-2012, 7.2.5: the year of a 发文字号 stands in full between 〔 and 〕.
_NUMBER_YEAR = re.compile(r"〔((?:19|20)\d{2})〕")


class PlanYear(Struct, frozen=True):
    """A year and where it comes from: title, doc_number or signature."""

    year: int | None = None
    origin: str | None = None


def plan_year(metadata: Metadata, *titles: str | None) -> PlanYear:
    """The year of the plan that `metadata` and further titles describe.

    `titles` come first: an annex has a title of its own.

    >>> plan_year(Metadata(title="2024年政务公开工作要点", doc_number="某政办〔2023〕9号"))
    PlanYear(year=2024, origin='title')
    >>> plan_year(Metadata(title="提升行动方案（2023-2025年）", doc_number="某政办〔2023〕9号"))
    PlanYear(year=2023, origin='doc_number')

    Nothing says the year of a plan without any of the three:

    >>> plan_year(Metadata(title="提升行动方案（2023-2025年）")).year is None
    True
    """
    for title in (*titles, metadata.title):
        in_title = None
        if title and "年" in title:
            in_title = _YEAR.search(_SPAN.sub("", title))
        if in_title:
            return PlanYear(chinese_number(in_title[1]), "title")
    if metadata.doc_number:
        in_number = _NUMBER_YEAR.search(metadata.doc_number)
        if in_number:
            return PlanYear(int(in_number[1]), "doc_number")
    if metadata.written_on:
        return PlanYear(metadata.written_on.year, "signature")
    return PlanYear()
