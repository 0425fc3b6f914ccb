"""The issuers that a title names in front of its matter."""

import re
from itertools import chain

from transform.lexicon import alternatives
from transform.text.head.organs import ORGAN, ORGAN_ENDS, is_organ_line, split_glued_organs
from transform.text.title_words import is_called

ISSUES = alternatives("metadata", "issues")
# （第1号）: which of its issuer's announcements.
_COUNTED = r"(?:\s?[（(]第[^（）()]{1,6}[号期][)）])?"
# What an issuer does with a document (印发), or in it (贯彻); or nothing but the document's kind.
_ACTS = rf"(?:{ISSUES}|贯彻|落实|(?:公告|通告|通报|通知|决定|命令|令){_COUNTED}$)"
_TITLE_ISSUER = re.compile(
    rf"^(?P<issuers>(?:[省市县区州旗]政府|[^，。；：《》“”]{{2,200}}?{ORGAN})\s*+){_ACTS}"
)
# Without one a title names no issuer.
_ORGAN_ISSUES = re.compile(rf"[{''.join(ORGAN_ENDS)}]\s*{_ACTS}")


def title_issuers(title: str) -> list[str]:
    """The issuers that a title names in front (党政机关公文处理工作条例, 第九条: 发文机关名称、事由和文种).

    >>> title_issuers("青山县水务局关于修渠的通知")
    ['青山县水务局']
    >>> title_issuers("青山县水务局 青山县财政局印发修渠方案")
    ['青山县水务局', '青山县财政局']
    >>> title_issuers("中共青山县委办公室青山县人民政府办公室印发修渠方案")
    ['中共青山县委办公室', '青山县人民政府办公室']
    >>> title_issuers("市政府贯彻国务院关于修渠的意见的实施方案"), title_issuers("青山县水务局公告")
    (['市政府'], ['青山县水务局'])
    >>> title_issuers("青山县修渠办法 青山县人民政府令")
    ['青山县人民政府']
    >>> title_issuers("关于青山县水务局修渠的通知")
    []
    """
    match = None
    if _ORGAN_ISSUES.search(title):
        match = _TITLE_ISSUER.match(title.strip())
    if not match:
        return []
    issuers: list[str] = []
    for name in match["issuers"].split():
        joint = name.split("、")
        if not all(map(is_organ_line, joint)):
            joint = [name]
        issuers += chain.from_iterable(map(split_glued_organs, joint))
    # A document's name may stand before the order that issues it.
    return [name for name in issuers if not is_called(name)]
