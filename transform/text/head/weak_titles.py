"""What makes a title that was read weak: words of a site in it, a place below the text, or another place that says otherwise."""

import re
from itertools import chain

from taizhang.dates import find_day
from transform.model import Line, Metadata, Part, Span
from transform.text.head.issuers import title_issuers
from transform.text.head.organs import is_organ_line
from transform.text.head.values import NO_PLACE, OwnHead
from transform.text.title_words import is_called, names_column

# Steps, menus, labels and counters: words of a page around a title, and of none inside it.
_SITE = re.compile(
    r"[>»›＞|｜丨_]|首页|设为|收藏|旧版|搜索|排序|点击|浏览|字体|打印|下载|原文|网址|邮箱|"
    r"(?:来源|时间|日期|作者|编辑|电话|地址)\s*[：:]"
)
# 第一篇：, 资讯：: what a collection puts before a title that ends as titles do.
_LEADS = re.compile(r"[^：:《》“”（(]{2,8}[：:](?!\s*$)")
# Characters of a column's name that is glued to a title.
_COLUMN = range(2, 9)
_COLUMNS = re.compile("(?:通知|公告|公示|通告|新闻|资讯|动态|要闻){2}")
_PLACED = re.compile("[\u3400-\u9fff]{2,7}[省市县区州盟旗]")
_SHORTEST_COLUMN = 2
# （2001年24号）, （第2号）原文: what stands behind a title says which of several it is.
_COUNTED = re.compile(r"[（(](?:19|20)\d\d年?第?\d{1,4}号[)）]$")
_REACH = 3000
# Characters of a place.
_PLACE = 2
_SHORTEST_TAIL = 8
_LONGEST_TAIL = 110
_BETWEEN = re.compile(r"[\s、]+")
_ITEM = re.compile("[（(]?[一二三四五六七八九十]{1,3}[)）、]|第[一二三四五六七八九十]{1,3}[条章]")
_LETTER = re.compile(r"现将《[^》]{4,100}》[^。，\n]{0,24}(?:印发|下发|转发|发)给?你们")
_MATTERS = ("关于", "印发", "转发", "发布", "公布")
_NO_LETTERS = re.compile(r"[^\w]|_")


def is_weak(part: Part, metadata: Metadata, head: OwnHead, place: Span) -> bool:
    """Whether a title, whose place in the text is given, may be another by its own words or by its place."""
    title = metadata.title or ""
    return (
        holds_words_of_site(title)
        or _is_headline_of_formal(title, metadata, head)
        or _is_printed_shorter(part, title, place)
        or _has_strange_issuer(part, title, head, place)
        or _stands_below_text(part, place)
        or _is_of_what_is_issued(part, title)
    )


def holds_words_of_site(title: str) -> bool:
    """Whether a title holds what pages print around one: a step, a button, a label, a column's name, a day.

    >>> holds_words_of_site("首页 > 通知 > 停水通知"), holds_words_of_site("资讯青山县修渠方案")
    (True, True)
    >>> holds_words_of_site("第一篇：青山县修渠方案"), holds_words_of_site("2021-04-06修渠方案")
    (True, True)
    >>> holds_words_of_site("政务公开工作要点"), holds_words_of_site("山塘：村里的三十年")
    (False, False)
    """
    if _SITE.search(title) is not None or _COUNTED.search(title) is not None:
        return True
    if _LEADS.match(title) is not None and is_called(title):
        return True
    day = find_day(title)
    return (day is not None and day.start == 0) or _begins_with_column(title)


def _begins_with_column(title: str) -> bool:
    """Whether a title is a column's name, or one is glued to its front: what follows names its issuer, its place or 关于.

    >>> _begins_with_column("新闻资讯县水务局"), _begins_with_column("通知公告"), _begins_with_column("信息公开工作要点")
    (True, True, False)
    """
    if not names_column(title[:_SHORTEST_COLUMN]):
        return False
    if _COLUMNS.match(title) is not None or names_column(title):
        return True
    for length in _COLUMN:
        rest = title[length:].lstrip()
        is_next = rest.startswith("关于") or is_organ_line(rest) or bool(title_issuers(rest))
        is_placed = _PLACED.match(rest) is not None and is_called(rest)
        if (is_next or is_placed) and names_column(title[:length]):
            return True
    return False


def _is_headline_of_formal(title: str, metadata: Metadata, head: OwnHead) -> bool:
    """Whether a document that has a number, or is signed and dated, bears a title that ends as none does."""
    if is_called(title.rstrip("》”")):
        return False
    return metadata.doc_number is not None or (
        head.signed_by is not None and head.signed_on is not None
    )


def _is_printed_shorter(part: Part, title: str, place: Span) -> bool:
    """Whether the text prints the last lines of a title of several again, without those above them.

    Issuers may stand above: a title without them is a short one.
    """
    lines = part.text[slice(*place)].split("\n")
    if len(lines) == 1:
        return False
    elsewhere = part.text[: place[0]] + "\n" + part.text[place[1] : place[1] + _REACH]
    printed = {_letters(line) for line in elsewhere.split("\n") if len(line) <= _LONGEST_TAIL}
    for at in range(1, len(lines)):
        tail = _letters("".join(lines[at:]))
        if len(tail) >= _SHORTEST_TAIL and tail in printed and _letters(title) not in printed:
            above = chain.from_iterable(map(_BETWEEN.split, lines[:at]))
            return not all(is_organ_line(name) for name in above if name)
    return False


def _has_strange_issuer(part: Part, title: str, head: OwnHead, place: Span) -> bool:
    """Whether a title names an issuer of another place on a line of its own, or more than sign: a site's name, perhaps."""
    named = title_issuers(title)
    if len(named) < 2:
        return False
    if head.signed_by is not None:
        return len(head.signed_by.value.split()) < len(named)
    first = part.text[slice(*place)].partition("\n")[0].strip()
    return first == named[0] and _place_of(first) != _place_of(named[1])


def _place_of(name: str) -> str:
    return name.removeprefix("中共")[:_PLACE]


def _stands_below_text(part: Part, place: Span) -> bool:
    """Whether items of the document's text stand above its title."""
    if place == NO_PLACE:
        return False
    for item in part.items:
        if not isinstance(item, Line) or item.end > place[0]:
            return False
        if _ITEM.match(part.text, item.start, item.end) is not None:
            return True
    return False


def _is_of_what_is_issued(part: Part, title: str) -> bool:
    """Whether a title is that of the plan which the letter above it issues, and not the letter's."""
    if any(word in title for word in _MATTERS):
        return False
    letter = _LETTER.search(part.text, 0, _REACH)
    return letter is not None and _letters(letter[0][3:]).startswith(_letters(title))


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text)
