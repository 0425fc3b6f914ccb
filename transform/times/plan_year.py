"""The plan's year, for 年底前 and the like: its title's, else its 发文字号's, else its signature's."""

import re

from msgspec import Struct

from transform.model import Metadata
from transform.times.dates import WRITTEN_YEAR, chinese_number

_YEAR = re.compile(rf"(?<!\d)((?:19|20)\d{{2}}|{WRITTEN_YEAR})(?:年|年度)(?!\s*[-—~－～至])")
_SPAN = re.compile(r"(?:19|20)\d{2}年?\s*[-—~－～至]\s*(?:19|20)?\d{2,4}年?")
_NUMBER_YEAR = re.compile(r"〔((?:19|20)\d{2})〕")


class PlanYear(Struct, frozen=True):
    """A year and where it comes from: title, doc_number or signature."""

    year: int | None = None
    origin: str | None = None


def plan_year(metadata: Metadata, *titles: str | None) -> PlanYear:
    """The year of the plan that `metadata` and further titles describe."""
    for title in (*titles, metadata.title):
        found = None
        if title and "年" in title:
            found = _YEAR.search(_SPAN.sub("", title))
        if found:
            return PlanYear(chinese_number(found[1]), "title")
    if metadata.doc_number:
        found = _NUMBER_YEAR.search(metadata.doc_number)
        if found:
            return PlanYear(int(found[1]), "doc_number")
    if metadata.written_on:
        return PlanYear(metadata.written_on.year, "signature")
    return PlanYear()
