"""Lines and headings that say whose work something is, in a document that assigns in no form that is read.

县水利局：疏通支渠 is text by the rules (docs/reading.md, Task, 2); a list of such lines is still a list of duties.
"""

import re
from collections.abc import Iterator

from taizhang.tables.terms import Role
from transform.actors.labels import COLONS
from transform.actors.organ_names import is_organ, may_be_unit
from transform.actors.units import split_text
from transform.actors.verbs import VERB_WORD
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import Span
from transform.tasks.learned_frames import read_frame
from transform.tasks.orders import FEWEST_ALIKE, may_open_with_duty, opens_with_duty
from transform.text.items import Outline
from transform.text.taught_labels import names_organs

_LABEL = re.compile(
    r"[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）.．、﹒]+[ \t\u3000]*)?"
)
_PART = re.compile(r"[^；;。]+")
# Who is to be asked (县水利局：0571-8686) and to whom a letter goes stand before a colon too.
_WORK = re.compile(r"[\u4e00-\u9fff][^\n\d]{3,}")
_IS_BUSINESS = table_pattern("units", "business", suffix="$")
# What an office does, section by section, is no plan.
_OF_OFFICE = table_pattern("kinds", "of_office")
_LONGEST_LINE, _LONGEST_HEADING = 2_000, 40
_FEWEST_BARE = 2
# 一、县示范区管委会牵头工作（8项）
_OF_UNIT = Pattern(
    rf"(?P<name>[\u4e00-\u9fff（）()]{{2,20}}?)(?:(?P<verb>{VERB_WORD})?的?(?:主要|重点|工作)?(?:工作|任务|事项|项目|职责|分工))?"
    r"(?:[（(]\s*共?\d{1,3}\s*[项件个条]\s*[)）])?[:：]?\s*$"
)
# 科室：审批一科, above the items of each.
_LABELLED_UNIT = re.compile(r"^(?:科室|处室|股室|部门|单位)：[^\n：。；、]{2,14}$", re.MULTILINE)
# 【镇应急办】1.修渠。
_BRACKETED_UNIT = re.compile(
    r"^[ \t\u3000]*[【［\[〔](?P<names>[^【】［］\[\]〔〕\n]{2,40})[】］\]〕]", re.MULTILINE
)
# 二、交通保通（县交通运输局挂帅）
_LAST_BRACKET = re.compile(
    r"[（(【〔\[](?P<inside>[^（()）【】〔〕\[\]\n]{3,60})[)）】〕\]][ \t\u3000]*$"
)
_MARKS = re.compile(r"[\s《》〈〉“”]")
# 现将《…任务分解表》印发给你们, 《…责任分解》已经市政府同意，现印发给你们
_ISSUED = re.compile(
    r"《(?P<name>[^。\n]{4,60}?(?:分解|分工|清单|台账|任务|一览)[^。\n》]{0,6})》[^。\n》]{0,30}(?:印发|下发)给?你们"
)
# 附件：1.2018年主要目标任务分解表
_ANNEXES = re.compile(
    r"^[ \t\u3000]*附[件表]\d{0,2}\s*[:：][^\n]{0,120}(?:\n[ \t\u3000]*\d{1,2}\s*[.．、][^\n]{0,120}){0,20}",
    re.MULTILINE,
)
_TABLE_OF_TASKS = re.compile(
    r"(?:任务|责任|分工|重点工作|实事)[^\n。；]{0,12}?(?:分解表|分工表|任务表|责任表|清单|台账|一览表|任务分解|任务分工)(?=[》>〉]?\s*(?:[（(][^\n]{0,12}[)）])?\s*$)",
    re.MULTILINE,
)


def find_duty_lines(text: str) -> list[Span]:
    r"""Where lines, or parts of them between semicolons, open with a unit and what it is to do, three at least.

    >>> text = "县水利局：疏通支渠。\n2.县林业局负责补种行道树。\n县住建局：平整路面和场地。"
    >>> [text[start:end] for start, end in find_duty_lines(text)]
    ['县水利局：', '县林业局负责', '县住建局：']

    Whom to ask, and two lines, are no list of duties:

    >>> find_duty_lines("县水利局：0571-8686\n县林业局：0571-8687\n县住建局：0571-8688")
    []
    """
    possible: list[tuple[int, str]] = []
    for start, line in _lines(text):
        for part in _PART.finditer(line, 0, _LONGEST_LINE):
            length = may_open_with_duty(part.group())
            if length and _WORK.match(part.group(), length):
                possible.append((start + part.start(), part.group()))
    # As in most texts: whether names open them need not be known.
    if len(possible) < FEWEST_ALIKE:
        return []
    found: dict[str, Span] = {}
    for at, part_text in possible:
        length = opens_with_duty(part_text)
        if length:
            found.setdefault(part_text[:length], (at, at + length))
    named = sum(is_organ(re.split(rf"[、{COLONS}]", opening)[0]) for opening in found)
    return list(found.values()) if len(found) >= FEWEST_ALIKE and named else []


def find_duties(text: str) -> list[Span]:
    """Where lines or headings say whose work something is, unless the text tells how an office is made up."""
    if _OF_OFFICE.search(text):
        return []
    return find_duty_lines(text) or find_unit_headings(text)


def find_unit_headings(text: str) -> list[Span]:
    r"""Where a labelled line says that what follows is a unit's work, or two at least are nothing but units.

    >>> def read(text):
    ...     return [text[start:end] for start, end in find_unit_headings(text)]
    >>> read("一、县水利局牵头工作（2项）\n1.疏通支渠。")
    ['县水利局牵头工作（2项）']
    >>> read("（一）县水利局\n疏通支渠。\n（二）交通部门\n平整路面。")
    ['县水利局', '交通部门']

    What is to be done is none, nor are names in a list:

    >>> read("一、统筹推进重点工作\n1.疏通支渠。"), read("1.县水利局\n2.县林业局\n3.县住建局")
    ([], [])
    """
    telling: list[Span] = []
    bare: list[Span] = [line.span() for line in _LABELLED_UNIT.finditer(text)]
    bare = [span for span in bare if may_be_unit(text[slice(*span)].partition("：")[2].strip())]
    bare += [
        line.span("names") for line in _BRACKETED_UNIT.finditer(text) if _is_unit(line["names"])
    ]
    above = ""
    for start, line in reversed([*_lines(text)]):
        is_labelled = start > 0 and text[start - 1] != "\n"
        heading = _OF_UNIT.match(line) if is_labelled and len(line) <= _LONGEST_HEADING else None
        if heading is not None and _is_unit(heading["name"]):
            span = (start, start + len(line.rstrip()))
            if heading["verb"]:
                telling.append(span)
            elif len(above) > len(line):
                bare.append(span)
        above = line.strip() or above
    return sorted([*telling, *(bare if len(bare) >= _FEWEST_BARE else ())])


def find_headed_units(text: str, outline: Outline) -> list[Span]:
    """Brackets at the ends of headings above items that hold organs, with a word or two around them or none."""
    found: list[Span] = []
    for item in outline.items:
        bracket = _LAST_BRACKET.search(text, item.label_end, item.heading[1])
        if bracket is None or not item.child_starts:
            continue
        inside = bracket["inside"]
        split = split_text(inside, Role.RESPONSIBLE, frozenset())
        if read_frame(inside) is not None or (not split.doubts and names_organs(split.names)):
            found.append(bracket.span())
    return found


def find_listed_tables(text: str) -> list[Span]:
    r"""Where a list of annexes names a table of tasks: items of the letter above it are not the work itself.

    >>> text = "附件：1.2031年实事项目责任分解表\n2.联系人名单"
    >>> [text[start:end] for start, end in find_listed_tables(text)]
    ['实事项目责任分解表']
    """
    return [
        table.span()
        for annexes in _ANNEXES.finditer(text)
        for table in _TABLE_OF_TASKS.finditer(text, annexes.start(), annexes.end())
    ]


def find_issued_elsewhere(text: str) -> list[Span]:
    r"""Where a letter issues a list of tasks that does not stand below it: its items are not the work itself.

    >>> text = "《实事任务分解表》已经市政府同意，现印发给你们。\n一、各单位要提高站位。"
    >>> [text[start:end] for start, end in find_issued_elsewhere(text)]
    ['实事任务分解表']
    >>> find_issued_elsewhere(text + "\n实事任务分解表\n1.修渠。")
    []
    """
    issued = _ISSUED.search(text)
    if issued is None:
        return []
    name = _MARKS.sub("", issued["name"])
    below = _MARKS.sub("", text[issued.end() :])
    return [] if name in below else [issued.span("name")]


def _is_unit(names: str) -> bool:
    """Whether a heading's words are names of units: 县水利局, 城管中队及各社区."""
    split = split_text(names, Role.RESPONSIBLE, frozenset()).names
    if any(map(_IS_BUSINESS.search, split)):
        return False
    return bool(split) and all(is_organ(name) or may_be_unit(name) for name in split)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line without its label, with where it begins."""
    at = 0
    for line in text.split("\n"):
        label = _LABEL.match(line)
        skipped = label.end() if label else 0
        yield at + skipped, line[skipped:]
        at += len(line) + 1
