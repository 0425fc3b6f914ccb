"""What collections and sites print in front of a document's own title: its number, a tag, book marks around it all."""

import re

from taizhang.doc_numbers import find_doc_numbers
from transform.lexicon import table
from transform.lexicon.table_patterns import table_pattern
from transform.text.title_words import is_called

_TAG = table_pattern("metadata", "title_tag")
_SPEAKS_OF = [re.compile(entry["pattern"]) for entry in table("kinds", "speaks_of")]
_BAR = re.compile("[丨｜：:]")
# Characters of a column in front of a bar.
_COLUMN = 8
_FRONT_MARKS = "【[［“（(第"
# Between a number and the title behind it: without one of these the number may be a part of the title.
_APART = re.compile(r"[\s\u3000:：—-]+(?=\S)|(?=《)")
# A title glued to its number begins with whose it is, or with its act.
_BEGINS = re.compile(r"[\u4e00-\u9fff]{2,8}?[省市县区州盟旗]|中共|国务院|关于|印发|转发")
_QUOTED = re.compile(r"《([^《》]{6,110})》")
# A shorter rest is a word, no title.
_SHORTEST = 6
_INNER_MARKS = str.maketrans("〈〉<>", "《》《》")


def without_reprint(title: str) -> tuple[str, str | None]:
    """A title without what a reprint puts in front of it or around it, and the number that stood there.

    >>> without_reprint("某政发〔2021〕1号 青山县人民政府关于修渠的通知")
    ('青山县人民政府关于修渠的通知', '某政发〔2021〕1号')
    >>> without_reprint("【规范性文件】《青山县修渠办法》")
    ('青山县修渠办法', None)
    >>> without_reprint("“政务公开” 青山县水务局关于修渠的通知")
    ('青山县水务局关于修渠的通知', None)

    >>> without_reprint("政务服务丨青山县水务局关于修渠的通知")
    ('青山县水务局关于修渠的通知', None)
    >>> without_reprint("公告：青山县水务局关于修渠的通知")
    ('青山县水务局关于修渠的通知', None)

    A tag that says what speaks of the document stays, so does a number that the title is about:

    >>> without_reprint("【图解】青山县修渠办法")
    ('【图解】青山县修渠办法', None)
    >>> without_reprint("某政发〔2021〕1号青山县修渠方案")
    ('青山县修渠方案', '某政发〔2021〕1号')
    >>> without_reprint("某政发〔2021〕1号文件落实方案")
    ('某政发〔2021〕1号文件落实方案', None)
    """
    number = None
    title = title.strip()
    is_tagged = title[:1] in _FRONT_MARKS or _BAR.search(title[:_COLUMN]) is not None
    if is_tagged and not any(sign.match(title) for sign in _SPEAKS_OF):
        tag = _TAG.match(title)
        if tag is not None and _is_title(title[tag.end() :]):
            title = title[tag.end() :].strip()
    if "号" in title:
        title, number = _without_number(title)
    whole = _QUOTED.fullmatch(title)
    if whole is not None and is_called(whole[1].rstrip("〉>")):
        title = whole[1].translate(_INNER_MARKS)
    return title, number


def _without_number(title: str) -> tuple[str, str | None]:
    """A title without the number in front of it, and that number."""
    number = next(find_doc_numbers(title, in_sentence=False), None)
    if number is None or title[: number.start].strip("（(【[ "):
        return title, None
    rest = title[number.end :].lstrip("）)】] ")
    gap = _APART.match(title, number.end)
    is_glued = gap is None and len(rest) == len(title) - number.end
    if (is_glued and _BEGINS.match(rest) is None) or not _is_title(rest):
        return title, None
    return rest.lstrip(":：—- \u3000"), number.normal_form


def _is_title(text: str) -> bool:
    """Whether what is left is a title by itself."""
    return len(text.strip()) > _SHORTEST and is_called(text.strip().rstrip("》”〉"))
