"""Documents cited by their 发文字号, normalised to 代字〔year〕n号 (docs/reading.md, Document)."""

import re
from collections.abc import Iterator

from taizhang.tables.terms import Relation
from transform.model import Citation, Part, Span

# A lost bracket is put right where the digits leave one reading: 〔2018209号 is 〔2018〕209号.
# The search begins at 号 behind a digit or a blank: only there a year is looked for, and what stands before that.
_NUMBER_END = re.compile(r"号(?<=[\d\s]号)")
_YEAR_AND_NUMBER = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*(?P<close>[〕﹞\]】）)］〉>])?\s*(?:第)?\s*(?P<number>\d{1,5})\s*号"
)
_OF_NUMBER = re.compile(r"[\d\s〕﹞\]】）)］〉>第]*+")
_LONGEST_NUMBER = 30  # but for blanks
_CODE = re.compile(r"(?P<code>[\u4e00-\u9fff]{1,14}+)\s*(?P<open>[〔﹝\[【（(［〈<])?\s*$")
_LONGEST_CODE = 18
_WORDS_BEFORE = re.compile(
    r".*(?:根据|依据|按照|依照|落实|执行|贯彻|参照|参见|关于|文件|通知|意见|办法|规定|方案|详见|转发|印发|以及|精神|经|见|和|与|及|以|按|照|的|原)(?=[\u4e00-\u9fff])"
)
_NO_CODE = re.compile(r"(?:令|公告|通告|纪要|办公厅|办公室|政府|委员会|[^国土资建]厅|[局部]|第|年)$")
_CODE_OF_OFFICE = re.compile(r"(?:厅|办|局)[发函字电规综]$")
_TITLE_BEFORE = re.compile(r"《(?P<title>[^《》]{2,120}(?:《[^《》]{1,80}》[^《》]{0,60})?)》\s*[（(〔\[]?\s*$")
_RELATIONS = (
    (Relation.REPEALS, re.compile("废止|停止执行|同时失效")),
    (Relation.FORWARDS, re.compile("转发")),
    (Relation.IMPLEMENTS, re.compile("贯彻|落实|执行")),
    (Relation.BASIS, re.compile("根据|依据|按照|依照|按")),
)
_REPEALED = re.compile("废止|停止执行|失效")


def normal_number(text: str) -> str | None:
    """A 发文字号 in its normal form; None where the text is none or leaves several readings."""
    return next((number for _, number in _numbers(text)), None)


def read_citations(part: Part, own: str | None = None) -> list[Citation]:
    """The documents that a part cites; `own` is the document's own number."""
    found: list[Citation] = []
    if "号" not in part.text:
        return found
    seen: set[str | None] = {own}
    for (start, end), number in _numbers(part.text):
        if number in seen:
            continue
        seen.add(number)
        title = _TITLE_BEFORE.search(part.text, max(0, start - 200), start)
        relation = _relation(part.text, title.start() if title else start, end)
        found.append(Citation(part.part_no, (start, end), relation, title["title"] if title else None, number))
    return found


def _numbers(text: str) -> Iterator[tuple[Span, str]]:
    """Every 发文字号 of a text with its span, normalised."""
    for match in _years_and_numbers(text):
        before = _CODE.search(text, max(0, match.start() - _LONGEST_CODE), match.start())
        if before is None or not (before["open"] or match["close"]):
            continue
        code = before["code"]
        if words := _WORDS_BEFORE.match(code):
            code = code[words.end() :]
        if code and (_CODE_OF_OFFICE.search(code) or not _NO_CODE.search(code)):
            start = before.end("code") - len(code)
            yield (start, match.end()), f"{code}〔{match['year']}〕{int(match['number'])}号"


def _years_and_numbers(text: str) -> Iterator[re.Match[str]]:
    """Every year with a number behind it that ends with 号."""
    last = 0
    for end in _NUMBER_END.finditer(text):
        start = max(last, end.start() - _LONGEST_NUMBER)
        if start > last and _OF_NUMBER.fullmatch(text, start, end.start()):
            start = last
        if match := _YEAR_AND_NUMBER.search(text, start, end.end()):
            yield match
        last = end.end()


def _relation(text: str, start: int, end: int) -> Relation:
    """How the document is cited, from the words of its sentence."""
    begin = max(text.rfind("。", 0, start), text.rfind("\n", 0, start), start - 60) + 1
    stop = text.find("。", end)
    if _REPEALED.search(text, end, stop if stop >= 0 else end + 60):
        return Relation.REPEALS
    before = text[begin:start]
    return next((relation for relation, pattern in _RELATIONS[1:] if pattern.search(before)), Relation.MENTIONS)
