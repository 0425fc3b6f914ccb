"""A document's title: without the site's name, whole where the page broke or cut it."""

import html
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from transform.lexicon import alternatives, words
from transform.lexicon.pattern import ends_with
from transform.model import Paragraph
from transform.text.head.organs import is_organ_line
from transform.text.head.title import join_title, split_number
from transform.text.labelled import LABELS, bare_label
from transform.text.title_words import is_called, names_column

# How a title ends that was cut, as a pattern and as the ends alone.
CUT_SHORT = re.compile(r"[\s\u3000]*(?:…+|\.{2,}|。{2,}|．{2,})[\s\u3000]*$")
CUT_ENDS = ("…", "..", "。。", "．．")
DOTS = "….。．"
CUT_INSIDE = re.compile(r"…|\.{3,}")
# What parts a <title>: between the first kind anything may be a name, between the second only what
# looks like one.
STRONG = re.compile(r"\s*(?:_+|\||丨|｜|>+|»|-{2,}|—{4,}|\s[-–—]+\s)\s*")
WEAK = re.compile(r"\s*[-–—]+\s*|[\s\u3000]+")
DASH = re.compile(r"\s*(?<!\d)[-–—]+\s*(?!\d)")
_names_a_site = ends_with(words("page", "site_word"))
GAP = re.compile(f"{STRONG.pattern}|{WEAK.pattern}")
# What every gap holds: most titles hold none, and nothing can be cut from them.
GAP_MARK = re.compile(r"[_|丨｜>»–—\s-]")
SITE = re.compile(rf"{alternatives('page', 'site_end')}[）)]?$|\.cn$")
ISSUE = re.compile(
    r"(?:公报|汇编|月报)[^。]{0,16}第\s*[\d一二三四五六七八九十]{1,4}\s*期[^。]{0,12}$"
)
QUOTES = '》”"'
SENTENCE_ENDS = ("：", ":", "。")
# Lines of a text in which its title begins, in which a heading is its own, and over which one goes.
HEAD_LINES = 8
OWN_LINES = 4
TITLE_LINES = 5
# Characters of a title; shorter ones (通知公告) are columns.
LEAST_OWN = 8
# What is left of a headline without its source's name.
LEAST_HEADLINE = 6
MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
# So short a line may be a column's name that the <title> repeats as well: only a heading counts.
LONGEST_NAME = 4
# 关于…的通知（2021年3月10日）: some sites print the publish date behind the title.
DAY_TAIL = re.compile(
    r"\s*[（(]\s*(?P<day>\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?)\s*[)）]$"
)


class PrintedTitle(Struct):
    """A title as one place of the page prints it."""

    text: str
    rule: str
    place: str


def plain_title(text: str) -> str:
    """The title in an attribute, where some sites leave markup.

    >>> plain_title("关于修渠&lt;br&gt;的通知"), plain_title("关于修渠的 通知")
    ('关于修渠的通知', '关于修渠的 通知')
    """
    if "<" in text or "&" in text:
        text = html.unescape(MARKUP.sub("", html.unescape(text)))
    return " ".join(text.split())


def bare_title(text: str) -> str:
    """A title for comparison: without spaces and without the dots that say it was cut.

    >>> bare_title("关于 修渠的..."), bare_title("关于修渠的通知")
    ('关于修渠的', '关于修渠的通知')
    """
    joined = "".join(text.split())
    if joined.endswith(CUT_ENDS):
        return CUT_SHORT.sub("", joined)
    return joined


def bare_names(names: Iterable[str]) -> set[str]:
    """Names of sites and columns for comparison."""
    return {bare_title(name) for name in names if name}


def is_cut_short(title: str) -> bool:
    """Whether a title ends with the dots that say it was cut.

    >>> is_cut_short("关于修渠的…"), is_cut_short("关于修渠的通知")
    (True, False)
    """
    return title.rstrip().endswith(CUT_ENDS)


def without_site(title: str, site_names: set[str]) -> str:
    """A <title> without names of site and columns; `site_names` are those from metas, breadcrumb and portal.

    >>> without_site("关于修渠引水的通知-通知公告-青山县人民政府门户网站", set())
    '关于修渠引水的通知'
    >>> without_site("水利文件 | 关于修渠的通知", {"水利文件"})
    '关于修渠的通知'

    A dash inside a title parts nothing:

    >>> without_site("2023-2025年修渠行动方案", set())
    '2023-2025年修渠行动方案'
    """
    parts = [part for part in STRONG.split(title) if part.strip()]
    whole = [part for part in parts if len(bare_title(part)) >= LEAST_OWN and is_whole(part)]
    if len(parts) > 2 and len(whole) == 1:
        return whole[0].strip()
    while len(parts) > 1 and (names_site(parts[-1], site_names) or len(parts[-1]) < len(parts[0])):
        parts.pop()
    while len(parts) > 1 and names_site(parts[0], site_names):
        parts.pop(0)
    if not parts:
        return ""
    # Cut from the title itself: what stands between two parts that stay is as it was printed.
    rest = title[title.find(parts[0]) : title.rfind(parts[-1]) + len(parts[-1])].strip()
    return (
        _whole_before_a_gap(rest)
        or _whole_behind_dashes(rest)
        or _without_weak_names(rest, site_names)
    )


def without_names(title: str, site_names: set[str]) -> str:
    """A title without known names of site and column behind it: the national tag should hold none.

    >>> without_names("关于修渠的通知-水利文件", {"水利文件"}), without_names("关于修渠的通知-水利文件", set())
    ('关于修渠的通知', '关于修渠的通知-水利文件')
    """
    joined = "".join(title.split()).rstrip(DOTS)
    if not joined.endswith(tuple([name.rstrip(DOTS) for name in site_names])):
        return title
    for gap in reversed(list(GAP.finditer(title))):
        if gap.start() and bare_title(title[gap.end() :]) in site_names:
            title = title[: gap.start()]
    return title


def without_label(title: str) -> str:
    """A title without the label of a field in front: a box that holds no other field.

    >>> without_label("信息标题：关于修渠的通知"), without_label("云溪：关于修渠的通知")
    ('关于修渠的通知', '云溪：关于修渠的通知')
    """
    label, _, value = title.replace(":", "：", 1).partition("：")
    if value and LABELS.get(bare_label(label)) == "title":
        return title[-len(value) :].strip()
    return title


def without_source(title: str, source: str) -> str:
    """A title without the name of the source that its page names as well, glued on behind dashes or in brackets.

    >>> without_source("青山：修渠忙——青山日报", "青山日报"), without_source("青山：修渠忙（青山日报）", "青山日报")
    ('青山：修渠忙', '青山：修渠忙')
    >>> without_source("一份来自青山日报", "青山日报")
    '一份来自青山日报'
    """
    bare = title.rstrip(" \u3000）)】]")
    if not bare.endswith(source):
        return title
    rest = bare[: -len(source)]
    without = rest.rstrip(" \u3000—–-_|（(【[")
    if without == rest or len(bare_title(without)) < LEAST_HEADLINE:
        return title
    return without


def _whole_before_a_gap(title: str) -> str | None:
    """What stands before the first gap behind which only names follow: 关于修渠的通知-通知公告-某县人民政府门户网站."""
    for gap in WEAK.finditer(title):
        before, behind = title[: gap.start()], title[gap.end() :]
        if (
            len(bare_title(before)) >= LEAST_OWN
            and (is_whole(before) or is_cut_short(before))
            and not any(map(is_whole, WEAK.split(behind)[1:]))
        ):
            if SITE.search(bare_title(behind)):
                return before
            return None
    return None


def _whole_behind_dashes(title: str) -> str | None:
    """What stands behind the last dash, where a site's name stands before the first: 某县人民政府网-文件-关于修渠的通知."""
    pieces = DASH.split(title)
    if len(pieces) == 1 or not _names_a_site(bare_title(pieces[0])):
        return None
    behind = pieces[-1]
    if len(bare_title(behind)) >= LEAST_OWN and is_whole(behind):
        return behind
    return None


def _without_weak_names(title: str, site_names: set[str]) -> str:
    for match in reversed(list(WEAK.finditer(title))):
        if match.start() and _is_known_site(title[match.end() :], site_names):
            title = title[: match.start()]
    for match in WEAK.finditer(title):
        if match.end() < len(title) and _is_known_site(title[: match.start()], site_names):
            return _without_weak_names(title[match.end() :], site_names)
    return title


def _is_known_site(part: str, site_names: set[str]) -> bool:
    text = bare_title(part)
    if not text:
        return False
    if text in site_names:
        return True
    if SITE.search(text) is None:
        return False
    return any(text in name for name in site_names)


def names_site(part: str, site_names: set[str]) -> bool:
    """Whether a part of a <title>, or all of it, is the name of a site or a column rather than a document's."""
    text = bare_title(part)
    return text in site_names or SITE.search(text) is not None


def without_number(title: str) -> tuple[str, str | None]:
    """A title without the document number that some sites print behind it, and that number as printed.

    >>> without_number("关于修渠的公告——青政公字【2021】1号")
    ('关于修渠的公告', '青政公字【2021】1号')
    >>> without_number("关于修渠的公告")
    ('关于修渠的公告', None)
    """
    whole, number = split_number(title)
    if number is None or not whole:
        return title, None
    return whole, title[title.find(whole) + len(whole) :].strip(" \u3000—－-（()）")


def without_day(title: str) -> str:
    """A title without the day that some sites print behind it.

    >>> without_day("关于修渠的通知（2021年3月10日）"), without_day("修渠方案（2021年修订）")
    ('关于修渠的通知', '修渠方案（2021年修订）')
    """
    if title.rstrip().endswith((")", "）")):
        return DAY_TAIL.sub("", title)
    return title


def find_heading_line(
    lines: Sequence[Paragraph], page_title: str, site_names: set[str], *, confirmed: bool = False
) -> PrintedTitle | None:
    """The title among lines: a heading or a line that the <title> repeats, else the heading nearest to the body.

    What the <title> repeats may go on over several lines. With `confirmed` nothing else counts.
    """
    head_title = _HeadTitle(page_title, bare_title(page_title), _stem_of(page_title))
    begun = [place for place, line in enumerate(lines) if _begins_alike(line, head_title)]
    repeated = [
        (_join_repeated(lines, place, head_title), _place_of(lines[place])) for place in begun
    ]
    repeated += [
        (line.text, _place_of(line)) for line in lines if _ends_alike(line.text, page_title)
    ]
    # What a site's name and a signature have in common is an organ's name, no title.
    candidates = [
        (text, place)
        for text, place in repeated
        if bare_title(text) not in site_names and _may_name_document(text.strip())
    ]
    if candidates:
        # The longest says most: an issuer's name may begin the title, a source or a signature be
        # nothing else.
        text, place = max(reversed(candidates), key=lambda pair: len(bare_title(pair[0])))
        return PrintedTitle(text, "heading", place)
    if confirmed:
        return None
    # A subtitle stands nearer to the body in a lower heading; the site's own name stands further
    # off in any.
    headings = [
        line
        for line in reversed(lines)
        if line.heading
        and len(bare_title(line.text)) > LONGEST_NAME
        and not names_site(line.text, site_names)
        and not names_column(line.text)
    ]
    best = min(headings, key=lambda line: line.heading or 0, default=None)
    if best:
        return PrintedTitle(best.text, "heading", _place_of(best))
    return None


def _may_name_document(text: str) -> bool:
    """Whether a line that the <title> repeats is neither an organ's or a site's name nor a sentence.

    >>> _may_name_document("青山县修渠见闻"), _may_name_document("各县水务局："), _may_name_document("青山法律搜索网")
    (True, False, False)
    """
    if text.endswith(SENTENCE_ENDS) or _names_a_site(text) or names_column(text):
        return False
    if names_issue(text):
        return False
    return not is_organ_line(text)


def names_issue(text: str) -> bool:
    """Whether a text names an issue of a gazette, in which documents stand.

    >>> names_issue("青山县公报 2022年第5期（总第88期）"), names_issue("关于公布修渠第5期工程的通知")
    (True, False)
    """
    return text.rstrip(")）").endswith("期") and ISSUE.search(text) is not None


def own_heading(lines: Sequence[Paragraph]) -> PrintedTitle | None:
    """The document's own title in a heading at the beginning of its text, where it ends as titles do.

    >>> own_heading([Paragraph("关于修渠引水的通知", heading=1)]).text
    '关于修渠引水的通知'
    >>> own_heading([Paragraph("青山县水务局文件简介", heading=1)]) is None
    True
    """
    for line in lines[:OWN_LINES]:
        if line.heading and len(line.text) >= LEAST_OWN and is_whole(line.text):
            return PrintedTitle(line.text, "heading", _place_of(line))
    return None


class _HeadTitle(Struct):
    """What a <title> says: as printed, for comparison, and as far as it goes where it was cut (else nothing)."""

    text: str
    whole: str
    stem: str


def _begins_alike(line: Paragraph, title: _HeadTitle) -> bool:
    """Whether a line begins as the <title> does; a very short one must be a heading, and may stand anywhere in it."""
    first = line.text.lstrip()[:1]
    if first != title.whole[:1] and first != title.stem[:1] and line.heading is None:
        return False
    text = bare_title(line.text)
    if len(text) <= LONGEST_NAME:
        return line.heading is not None and text in title.whole
    if title.whole.startswith(text):
        return True
    return _begins_with(text, title.stem)


def _ends_alike(line: str, page_title: str) -> bool:
    """Whether a line is all that a <title> says behind a gap.

    >>> _ends_alike("关于修渠引水的通知", "青山县 政府文件 关于修渠引水的通知")
    True
    >>> _ends_alike("关于修渠引水的通知", "青山县水务局关于修渠引水的通知")
    False
    """
    line = line.strip()
    if len(line) < LEAST_OWN or not page_title.endswith(line):
        return False
    return GAP_MARK.match(page_title[-len(line) - 1 :]) is not None and is_whole(line)


def _stem_of(page_title: str) -> str:
    """What a <title> says before it was cut; empty where it was not."""
    cut = CUT_INSIDE.search(page_title)
    if cut:
        return bare_title(page_title[: cut.start()])
    return ""


def _begins_with(text: str, stem: str) -> bool:
    return len(stem) >= LEAST_OWN and text.startswith(stem)


def _join_repeated(lines: Sequence[Paragraph], place: int, title: _HeadTitle) -> str:
    """A line with the lines around it as far as the <title> repeats them as well, spaced as there."""
    first, last = place, place + 1
    while (
        first and bare_title("".join(line.text for line in lines[first - 1 : last])) in title.whole
    ):
        first -= 1
    while last < len(lines):
        text = bare_title("".join(line.text for line in lines[first : last + 1]))
        goes_on = _begins_with(text, title.stem) and not is_whole(lines[last - 1].text)
        if text not in title.whole and not goes_on:
            break
        last += 1
    if last - first == 1:
        return lines[place].text
    text = "".join(line.text for line in lines[first:last])
    spaced = re.search(r"\s*".join(map(re.escape, "".join(text.split()))), title.text)
    if spaced:
        return " ".join(spaced[0].split())
    return text


def _place_of(line: Paragraph) -> str:
    if line.heading:
        return f"h{line.heading}"
    return "line"


def is_whole(title: str) -> bool:
    """Whether a title ends as documents' titles do, so that nothing was cut off.

    >>> is_whole("关于印发《修渠方案》"), is_whole("关于修渠的通知")
    (True, True)
    >>> is_whole("关于修渠的…"), is_whole("青山县水务局")
    (False, False)
    """
    if is_cut_short(title):
        return False
    return is_called(title.rstrip().rstrip(QUOTES))


def choose_title(titles: Sequence[PrintedTitle], lines: Sequence[str]) -> PrintedTitle | None:
    """The first title that is one; if it was cut, whole from another place or from the text's first lines.

    >>> cut, heading = PrintedTitle("关于修渠…", "meta", ""), PrintedTitle("关于修渠的通知", "heading", "h1")
    >>> choose_title([cut, heading], []).text, choose_title([cut], ["关于修渠的", "通知"]).text
    ('关于修渠的通知', '关于修渠的通知')
    >>> choose_title([], ["关于修渠的通知"]) is None
    True
    """
    usable = [title for title in titles if bare_title(title.text)]
    if not usable:
        return None
    first = usable[0]
    stem = bare_title(first.text)
    if is_whole(first.text):
        return first
    cut = is_cut_short(first.text)
    for other in usable[1:]:
        longer = bare_title(other.text)
        if len(longer) > len(stem) and longer.startswith(stem) and (cut or other.rule != "title"):
            if not is_cut_short(other.text) or not cut:
                return other
            return choose_title([other, *usable[2:]], lines)
    if cut:
        whole = whole_in(lines, stem)
        if whole:
            return PrintedTitle(whole, f"{first.rule}_whole", first.place)
    return first


def whole_in(lines: Sequence[str], stem: str) -> str | None:
    """The title that begins with `stem` where the text prints it, over one line or several."""
    for start in range(min(len(lines), HEAD_LINES)):
        for end in range(start + 1, min(len(lines), start + TITLE_LINES) + 1):
            text = join_title(lines[start:end])
            if not stem.startswith(bare_title(text)) and not bare_title(text).startswith(stem):
                break
            if bare_title(text).startswith(stem) and (
                is_called(text) or end == start + TITLE_LINES
            ):
                return text
    return None


def near_title(lines: Sequence[str], site_names: set[str]) -> PrintedTitle | None:
    """The line nearest above the body that ends as titles do, where nothing else says that it is one.

    Who issued it may stand on the line above:

    >>> near_title(["青山县公报 2021年第4期", "青山县水务局", "关于修渠引水的通知"], set()).text
    '青山县水务局关于修渠引水的通知'
    """
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if (
            len(bare_title(line)) >= LEAST_OWN
            and is_whole(line)
            and bare_title(line) not in site_names
        ):
            if place and line.startswith("关于"):
                above = lines[place - 1].strip()
                if is_organ_line(above) and bare_title(above) not in site_names:
                    line = join_title([above, line])
            return PrintedTitle(line, "line", "above the text")
    return None
