"""What a document's own text says about it: title, 发文字号, issuers, dates; from its head, field lines and signature.

Used where a page's own places (metas, field box) say nothing, and for files without a page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct

from taizhang.tables.terms import Validity
from transform.lexicon import alternatives, choice, entry_words, table, words
from transform.lexicon.pattern import Pattern
from transform.model import Evidence, Line, Part, Span
from transform.text.citations import normal_number
from transform.text.spaced_out import close_up
from transform.times.dates import DAY, make_day, read_day

_FIELDS = {word: e["name"] for e in table("metadata", "field") for word in entry_words(e)}
# 标 题 is spread over the width of its column.
_FIELD_WORDS = sorted(_FIELDS, key=len, reverse=True)
_FIELD_WORD = "(?:" + "|".join(r"\s?".join(w) if len(w) < 4 else w for w in _FIELD_WORDS) + ")"
_FIELD_LINE = Pattern(rf"(?<![\u4e00-\u9fff])(?P<label>{_FIELD_WORD})\s*[:：]\s*[|\s]*(?P<value>[^|\n]*)")
_FIELD_LABEL = re.compile(rf"(?<![\u4e00-\u9fff]){_FIELD_WORD}\Z")
_FIELD_ENDS = frozenset(word[-1] for word in _FIELD_WORDS)
_LONGEST_LABEL = 2 * max(map(len, _FIELD_WORDS))
_VALIDITY = [(Validity(e["value"]), re.compile("^" + choice(entry_words(e)))) for e in table("metadata", "validity")]
_ORGAN = Pattern(alternatives("metadata", "organ")).guarded
_ORGAN_ENDS = frozenset(word[-1] for word in words("metadata", "organ"))
_ORGAN_LINE = re.compile(rf"[^，。；：:、“”《》\d]{{2,40}}{_ORGAN}$")
_NO_ISSUER = re.compile("|".join(e["pattern"] for e in table("metadata", "no_issuer")))
_ISSUES = "(?:关于|印发|转发|批转|发布|公布)"
_TITLE_ISSUER = re.compile(rf"^(?P<issuers>[^，。；：《》“”]{{2,200}}?{_ORGAN}\s*+){_ISSUES}")
_ORGAN_ISSUES = re.compile(rf"[{''.join(_ORGAN_ENDS)}]\s*{_ISSUES}")  # without one a title names no issuer
_CALLED = re.compile(alternatives("kinds", "document_word") + r"(?:[（(〔][^（）()]{1,24}[)）〕])*$")
_CALLED_ENDS = frozenset([*(word[-1] for word in words("kinds", "document_word")), *")）〕"])
_LABEL = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第[一二三四五六七八九十\d]{1,3}[条章]")
_FULL_DATE = re.compile(
    r"\s*+(?:(?P<issuer>[^，。；：:\d]{4,40}?)\s*+)?(?P<date>(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"|[二一][〇○零ＯO九一二三四五六七八]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)(?:\s*印发)?\s*$"
)
_BARE_DIGITS = re.compile(r"\s*(?P<year>(?:19|20)\d{2})(?P<rest>\d{2,4})\s*$")
_NUMBER_LINE = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔﹝\[【（(［]\s*\d{4}\s*[〕﹞\]】）)］]\s*第?\s*\d+\s*号$")
_TITLE_TAIL = re.compile(
    r"\s*+(?:——|[-－（(])?\s*+(?P<number>[\u4e00-\u9fff]{2,12}\s*[〔﹝\[【（(［]\s*\d{4}\s*[〕﹞\]】）)］]\s*第?\s*\d+\s*号)\s*[）)]?\s*$"
)
_LETTERHEAD = re.compile(rf"[^，。；：:《》]*{_ORGAN}[\s　]*+(?:文件|公文|函件)$")
_ANNEX = re.compile(r"附\s*[件表]\s*[\d一二三四五六七八九十]{0,2}\s*[:：]?$")
_NAVIGATION = Pattern(r"当前位置|首页\s*[>»》]|^欢迎|点击|浏览|字号|打印|分享|来源[:：]|^信息(?:来源|公开)|无障碍")
_ISSUER_BEFORE = re.compile(rf"(?:^|[\s　>])(?P<issuer>[^，。；：:《》“”\s>]{{4,40}}?{_ORGAN}\n?)$")
_LINE_BEFORE = re.compile(r"(?:^|\n)(?P<line>[^\n]{4,40})\n$")
_FLAT_NUMBER = re.compile(
    r"(?:(?<=[\s　])|(?<=的通知)|(?<=的意见))(?P<number>[\u4e00-\u9fff]{2,8}[〔﹝\[【]\d{4}[〕﹞\]】]\d+号)"
    r"(?=\s|各|[\u4e00-\u9fff]{4,30}(?:关于|印发))"
)
_FLAT_SIGNATURE = re.compile(
    rf"(?<=[。\s　])(?P<issuer>[^，。；：:\d\s]{{4,40}}?{_ORGAN})[\s　]+"
    r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?=[\s　（(]|附件|$)"
)
_WORD = re.compile(r"\S+")
_LONGEST_FIELD_LINE = 400
_FLAT = 600  # characters from which on a line is no line
_HEAD_REACH = 2000
_HEAD_LINES = 14
_LONGEST_TITLE = 110
_LONGEST_SIGNATURE = 60


class Found(Struct):
    """A value with where it stands and how it was found."""

    value: str
    rule: str
    part_no: int
    span: Span


class OwnHead(Struct):
    """What the text says, by column; dates as `days`."""

    values: dict[str, Found] = {}
    days: dict[str, tuple[date, Found]] = {}
    validity: Validity | None = None
    missing_characters: bool = False

    def text(self, name: str) -> str | None:
        """The value of a column."""
        found = self.values.get(name)
        return found.value if found else None

    def evidence(self, name: str, column: str | None = None) -> Evidence | None:
        """Where a value stands; `column` is the column it goes to where that has another name."""
        found = self.values.get(name) or (self.days[name][1] if name in self.days else None)
        return Evidence(column or name, found.part_no, found.rule, spans=(found.span,)) if found else None


def read_head(part: Part) -> OwnHead:
    """The head, field lines and signature of a part."""
    lines = [i for i in part.items if isinstance(i, Line)]
    head = _read_opening(part, lines[:_HEAD_LINES])
    _read_signature(part, lines, head)
    for line in lines[:_HEAD_LINES]:
        if line.end - line.start > _FLAT:
            _read_flat_signature(part, line, head)
    return head


def read_opening(part: Part) -> OwnHead:
    """The head and field lines of a part, whose signature nobody asks for."""
    return _read_opening(part, list(islice((i for i in part.items if isinstance(i, Line)), _HEAD_LINES)))


def _read_opening(part: Part, lines: list[Line]) -> OwnHead:
    head = OwnHead()
    has_fields = bool(lines) and has_field(part.text[lines[0].start : lines[-1].end])
    if has_fields:
        for line in lines:
            _read_fields(part, line, head)
    _read_title(part, lines, head, has_fields=has_fields)
    for line in lines:
        if line.end - line.start > _FLAT:
            _read_flat_number(part, line, head)
    return head


def complete_title(part: Part, title: str) -> tuple[str, Span] | None:
    """The title with the issuer that the text prints in front of it; None where the text prints none."""
    for start, end in _printed(part.text, title):
        if before := _issuers_before(part.text, start):
            return before[0] + title, (before[1], end)
    return None


def _issuers_before(text: str, at: int) -> tuple[str, int] | None:
    """The issuers that stand right before a place, a blank between them, and where they begin."""
    if text[max(0, at - 3) : at].rstrip("\n")[-1:] not in _ORGAN_ENDS:
        return None
    found = _ISSUER_BEFORE.search(text, max(0, at - 60), at)
    if not found:
        return None
    start, issuers = found.start("issuer"), found["issuer"].replace("\n", "")
    while (line := _LINE_BEFORE.search(text, max(0, start - 60), start)) and _is_organ(line["line"]):
        start, issuers = line.start("line"), f"{line['line']} {issuers}"
    return issuers, start


def _printed(text: str, title: str) -> Iterator[Span]:
    """Where the head of a text prints a title, also over several lines or with its letters set apart."""
    letters = "".join(title.split())
    if not letters:
        return
    at = text.find(title, 0, _HEAD_REACH)
    while at >= 0:
        yield at, at + len(title)
        at = text.find(title, at + 1, _HEAD_REACH)
    head = "".join(text[:_HEAD_REACH].split())
    if head.count(letters) == text.count(title, 0, _HEAD_REACH):
        return
    places = [word.span() for word in _WORD.finditer(text, 0, _HEAD_REACH)]
    at = head.find(letters)
    while at >= 0:
        yield _place(places, at), _place(places, at + len(letters) - 1) + 1
        at = head.find(letters, at + 1)


def _place(places: Iterable[Span], letter: int) -> int:
    """Where a text has a letter that is counted without its blanks; `places` are the words."""
    for start, end in places:
        if letter < end - start:
            break
        letter -= end - start
    return start + letter


def title_issuers(title: str) -> list[str]:
    """The issuers that a title names in front: X关于…, X印发…."""
    found = _TITLE_ISSUER.match(title.strip()) if _ORGAN_ISSUES.search(title) else None
    if not found:
        return []
    return found["issuers"].split()


def _is_organ(line: str) -> bool:
    """Whether a line is an organ's name and nothing else."""
    return line[-1:] in _ORGAN_ENDS and _ORGAN_LINE.fullmatch(line) is not None


def is_issuer(name: str) -> bool:
    """Whether a name is an organ's, not a site's."""
    return bool(name) and not _NO_ISSUER.search(name)


def split_number(title: str) -> tuple[str, str | None]:
    """A title without the 发文字号 that stands behind it, and that number."""
    found = _TITLE_TAIL.search(title) if "号" in title else None
    if found and (number := normal_number(found["number"])):
        return title[: found.start()].strip(" （(—-"), number
    return title, None


def _read_fields(part: Part, line: Line, head: OwnHead) -> None:
    if line.end - line.start > _LONGEST_FIELD_LINE:
        return
    text = part.text[line.start : line.end]
    for match in _FIELD_LINE.finditer(text):
        name, value = _FIELDS["".join(match["label"].split())], match["value"].strip(" |　\xa0")
        if not value or name in head.values or name in head.days:
            continue
        start = line.start + match.start("value")
        found = Found(value, "field_line", part.part_no, (start, start + len(match["value"].rstrip())))
        if name in ("written_on", "published_on"):
            day = DAY.search(value)
            if day and (when := make_day(int(day["year"]), int(day["month"]), int(day["day"]))):
                head.days[name] = when, found
        elif name == "validity":
            head.validity = head.validity or read_validity(value)
        elif name == "doc_number":
            if number := normal_number(value):
                head.values[name] = Found(number, found.rule, found.part_no, found.span)
        elif name == "title":
            if _CALLED.search(value.rstrip("》”")):
                head.values[name] = found
        elif name != "issuer" or is_issuer(value):
            head.values[name] = found


def has_field(text: str) -> bool:
    """Whether a text has a field: from each colon a look back for a label, for a search of each line is slow."""
    for colon in ":：":
        at = text.find(colon)
        while at >= 0:
            end = at
            while text[end - 1 : end].isspace():
                end -= 1
            if text[end - 1 : end] in _FIELD_ENDS and _FIELD_LABEL.search(text, max(0, end - _LONGEST_LABEL), end):
                return True
            at = text.find(colon, at + 1)
    return False


def read_validity(text: str) -> Validity | None:
    """What a field says about whether a document is in force; None where it is not known."""
    return next((value for value, pattern in _VALIDITY if pattern.match(text.strip())), None)


def _read_title(part: Part, lines: list[Line], head: OwnHead, *, has_fields: bool) -> None:
    """Title and number from the lines above the first paragraph."""
    run: list[Line] = []
    for line in lines:
        text = part.text[line.start : line.end]
        if text.endswith("号") and _NUMBER_LINE.match(text):
            if (number := normal_number(text)) and "doc_number" not in head.values:
                head.values["doc_number"] = Found(number, "head_line", part.part_no, (line.start, line.end))
            continue
        if " | " in text:
            _read_columns(part, line, text, head)
            continue
        if text.endswith(("：", "。", "；")) or len(text) > _LONGEST_TITLE or _LABEL.match(text):
            break
        if "title" in head.values:
            if _full_date(text) and not _frames_title(text, has_fields=has_fields):
                break
            continue
        if _frames_title(text, has_fields=has_fields):
            run = []
            continue
        if _full_date(text):
            break
        run.append(line)
        if text[-1:] in _CALLED_ENDS or "号" in text:
            _take_title(part, run[-4:], head)


def _full_date(text: str) -> re.Match[str] | None:
    """A line that is a date, an organ in front of it or not."""
    return _FULL_DATE.match(text) if text.rstrip().endswith(("日", "印发")) else None


def _frames_title(text: str, *, has_fields: bool) -> bool:
    """Whether a line is of what stands around a title: navigation, a field, an annex's mark, a letterhead."""
    return bool(
        _NAVIGATION.search(text)
        or (has_fields and has_field(text))
        or _ANNEX.match(text)
        or (text.endswith(("文件", "公文", "函件")) and _LETTERHEAD.match(text))
    )


def join_title(lines: Sequence[str]) -> str:
    """The lines of a title as one, letters set apart put together; a blank stands between joint issuers."""
    joined = ""
    for line in map(close_up, lines):
        begins = _is_organ(joined.rpartition(" ")[2]) and (_is_organ(line) or title_issuers(line))
        joined += f" {line}" if begins else line
    return joined


def _read_columns(part: Part, line: Line, text: str, head: OwnHead) -> None:
    """A line of columns, as lists and records print them: date | issuer | title."""
    at = line.start
    for piece in text.split(" | "):
        title = piece.strip()
        if "title" not in head.values and _CALLED.search(title) and 6 <= len(title) <= _LONGEST_TITLE:
            head.values["title"] = Found(title, "head_column", part.part_no, (at, at + len(piece)))
        at += len(piece) + 3


def _take_title(part: Part, run: list[Line], head: OwnHead) -> None:
    title, number = split_number(join_title([part.text[line.start : line.end] for line in run]))
    if not _CALLED.search(title) or len(title) < 6 or len(title) > _LONGEST_TITLE:
        return
    head.values["title"] = Found(title, "head_line", part.part_no, (run[0].start, run[-1].end))
    if number and "doc_number" not in head.values:
        head.values["doc_number"] = Found(number, "title", part.part_no, (run[0].start, run[-1].end))


def _read_signature(part: Part, lines: list[Line], head: OwnHead) -> None:
    """The first date that stands on a line of its own, and the organs above it."""
    for number, line in enumerate(lines):
        if line.end - line.start > _LONGEST_SIGNATURE:
            continue
        text = part.text[line.start : line.end]
        if not ("日" in text or "20" in text or "19" in text):
            continue
        text = text.partition(" | ")[0]
        day = None
        issuer = None
        if match := _full_date(text):
            day = read_day(match["date"])
            issuer = match["issuer"]
        elif (match := _BARE_DIGITS.match(text)) and number > 1:
            day = _mend_day(match["year"], match["rest"])
            head.missing_characters = head.missing_characters or day is not None
        if day is None:
            continue
        organs = _organs_above(part, lines, number)
        if issuer and _is_organ(issuer):
            start = part.text.find(issuer, line.start)
            organs = [(issuer, (start, start + len(issuer)))]
        if number < 2 and not organs:
            continue
        if "written_on" not in head.days:
            span = line.start, line.start + len(text)
            head.days["written_on"] = day, Found(text.strip(), "signature", part.part_no, span)
        if organs and "issuer" not in head.values:
            names = " ".join(name for name, _ in organs)
            span = (organs[0][1][0], organs[-1][1][1])
            head.values["issuer"] = Found(names, "signature", part.part_no, span)
        return


def _organs_above(part: Part, lines: list[Line], number: int) -> list[tuple[str, Span]]:
    organs: list[tuple[str, Span]] = []
    for line in reversed(lines[max(0, number - 6) : number]):
        text = part.text[line.start : line.end].strip()
        if not text or len(text) > 60 or not all(map(_is_organ, text.split())):
            break
        organs.append((text, (line.start, line.end)))
    return organs[::-1]


def _read_flat_number(part: Part, line: Line, head: OwnHead) -> None:
    """The number of a document that is printed on one line, in its first part."""
    reach = min(line.end, line.start + _HEAD_REACH)
    if "doc_number" not in head.values:
        for match in _FLAT_NUMBER.finditer(part.text, line.start, reach):
            if number := normal_number(match["number"]):
                head.values["doc_number"] = Found(number, "head_line", part.part_no, match.span("number"))
                break


def _read_flat_signature(part: Part, line: Line, head: OwnHead) -> None:
    """The signature of a document that is printed on one line, in that line."""
    signed = _FLAT_SIGNATURE.search(part.text, line.start, line.end) if "written_on" not in head.days else None
    if signed and (day := read_day(signed["date"])):
        head.days["written_on"] = day, Found(signed["date"], "signature", part.part_no, signed.span("date"))
        head.values.setdefault("issuer", Found(signed["issuer"], "signature", part.part_no, signed.span("issuer")))


def _mend_day(year: str, digits: str) -> date | None:
    """A date that lost 年, 月 and 日, where the digits leave one reading."""
    readings = []
    for cut in range(1, len(digits)):
        month, day = digits[:cut], digits[cut:]
        if "0" in (month, day) or len(month) > 2 or len(day) > 2:
            continue
        if found := make_day(int(year), int(month), int(day)):
            readings.append(found)
    return readings[0] if len(readings) == 1 else None
