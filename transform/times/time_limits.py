"""Time expressions in a task's text that bind somebody (docs/reading.md, Deadlines and time limits).

One pass finds what looks like one; what stands before and behind decides whether it is: not what says which persons are
meant, until when something holds, a cap, a rate, or a part of a noun.
"""

import re
from collections.abc import Iterator

from taizhang.tables.terms import DayBasis, LimitKind
from transform.lexicon import table
from transform.lexicon.pattern import Pattern
from transform.model import TimeLimit
from transform.times.dates import chinese_number
from transform.times.due import DUE, read_due
from transform.times.plan_year import PlanYear

# No tail of a decimal (0.5天), and never a year (2024年内).
_N = r"(?:(?<![\d.．])(?!(?:19|20)\d\d\s?年)\d{1,4}|[一二三四五六七八九十两半]{1,3})"
_DURATION = rf"(?P<n>{_N})\s?(?:个\s?)?(?P<unit>工作日|自然日|日历日|小时|分钟|(?<=个)月|(?<=个\s)月|周|星期|日|天|年)"
_REPORT = "报|向|对|将|组织|开展|召开|进行|公布|发布|通报|汇总"
# The search skips to what it begins with, one set; each form then looks back at that.
_RECURRING = re.compile(
    r"[每按逐](?:(?<=每)(?:"
    r"年(?:的)?(?P<month>1[0-2]|[1-9])月(?:份)?(?:(?:\d{1,2}日|底|末)(?:之?前|以前)?|前)"
    rf"|年(?P<year_end>年[底末](?:之?前|以前)?|[底末](?:(?:之?前|以前)|(?={_REPORT})))"
    r"|(?:个)?月(?:的)?\d{1,2}日(?:[、,，和]\d{1,2}日)*(?:之?前|以前)?"
    r"|(?:个)?(?P<quarter_day>季度?)(?:的)?(?:(?:末月?|首个?月|最后一个月|第[一二三1-3]个月)(?:的)?(?:\d{1,2}日)?(?:之?前|以前)"
    rf"|末(?={_REPORT}))"
    rf"|(?P<half>半年)|(?:隔)?(?P<every>{_N})?(?:个|\s)?(?P<unit>年|季度|季|月|旬|周|星期|日|天))"
    r"|(?<=按)(?P<by>季度|季|月|旬|周|日|年|半年)|(?<=逐)(?P<each>季度|季|月|旬|周|日|半年))"
)
# What goes on a list of months: 每年3月底前、9月底前.
_NEXT_MONTH = re.compile(
    r"(?:[、,，和及]|以及)(?P<limit>(?P<month>1[0-2]|[1-9])月(?:份)?(?:(?:\d{1,2}日|底|末)(?:之?前|以前)?|前))"
)
# The same as `_DURATION`, with what it begins with in one set: the search skips all else.
_N_FIRST = (
    r"(?P<n>[0-9０-９一二三四五六七八九十两半](?:(?<=\d)(?<![\d.．].)(?!(?<=1)9\d\d\s?年|(?<=2)0\d\d\s?年)\d{0,3}"
    r"|(?<=[一二三四五六七八九十两半])[一二三四五六七八九十两半]{0,2}))"
)
_DURATION_FIRST = _DURATION.replace(rf"(?P<n>{_N})", _N_FIRST)
_DONE = "办结|完成|完毕|反馈|答复|出具"
_WITHIN = re.compile(
    _DURATION_FIRST + r"(?:\s?(?P<inside>以内|之内|内))?"
    r"(?=(?:[（(][^（）()\n]{1,20}[)）])?"
    rf"(?P<done>{_DONE})?)"
)
_BEFORE = re.compile("前" + _DURATION + "(?!内)")
_AHEAD = re.compile(_DURATION_FIRST + "之?前")
_UNIT_BEFORE = re.compile("前(?:(?<=[日天时钟周期月年].)|(?<=[日天时钟周期月年]之.))")
_AT_LEAST = re.compile(
    "[不至应间](?:(?<=不)得?(?:少于|低于)|(?<=至)少|(?<=应)间隔|(?<=间)隔)" + _DURATION + "(?:以上)?"
)
_PERIODS = {"年": "Y", "季度": "Q", "季": "Q", "月": "M", "旬": "T", "周": "W", "星期": "W"}
_PERIODS |= {"日": "D", "天": "D", "半年": "H"}
_HALVES = {"年": "P6M", "小时": "PT30M"}
# What hints at a limit beside single characters, and what every last day holds: patterns whose alternatives begin with
# literals, which the engine skips to.
_HINT = re.compile(
    r"季度|时(?<=[小实]时)|钟(?<=分钟)|星期|春节|庆(?<=国庆)|旦(?<=元旦)|秋(?<=中秋)|午(?<=端午)|清明|五一"
    r"|六一(?<=“六一)|七一(?<=“七一)|八一(?<=“八一)|十一(?<=“十一)|五四|五[”\"]?(?:末|期末)"
)
_NO_ACT_BEFORE = frozenset("，,。；;日月年以目之")
_ACT_BEHIND = re.compile(
    "[，,。；;]|将|向|报|书面|通知|告知|公告|公布|发布|提交|提出|申请|申报|完成|组织|开展|送|印发|办理"
)
_MAY_BE_DUE = re.compile(
    r"月(?:(?<=[\d一二三四五六七八九十].)|(?<=[\d一二三四五六七八九十]\s.))"
    r"|季度(?<=[一二三四1-4]季度)|半年(?<=[上下]半年)"
    r"|年(?:(?=度?[底末]|度内|[之以]?前)|(?=内)(?:(?<![\d一二三四五六七八九十].)|(?<=\d\d\d.)|(?<=\d\d\d\s.))"
    r"|(?<=[到至]\d\d\d\d.))"
    r'|五[”」"]?[时期规末]|二[〇○零ＯO]'
    "|前(?:"
    + "|".join(
        f"(?<=[节旦一庆秋午明四际假期]{quote}{day}{of}.)"
        for quote in ("", '[”」"]')
        for day in ("", "[日期]")
        for of in ("", "[之以]")
    )
    + ")"
)
# What a last day has before that at most (2021 年度 十一 月, or 2021 年度 “国庆节”国际小长假之), and what it has and
# looks at from that on (月份 三十 日上午12：30以前).
_LONGEST_BEFORE, _LONGEST_BEFORE_A_DAY, _LONGEST_BEHIND = 14, 24, 48
_REALTIME = re.compile("实时(?<![准非]实时)")
_ACT_BEFORE = re.compile(r"(?:^|[，,。；;：:、\n]|并|要|应|须|需|进行|开展|实施|实行|做好|实现)$")


def _compile(key: str, prefix: str = "", suffix: str = "") -> Pattern:
    return Pattern("|".join(prefix + e["pattern"] + suffix for e in table("times", key)))


_DUE_NOT_BEFORE = _compile("due_not_before")
_DUE_NOT_AFTER = _compile("due_not_after")
_OCCASION_BEHIND = _compile("occasion_behind")
_BENEFIT_BEHIND = _compile("benefit_behind")
_WHICH_BEHIND = _compile("which_behind")
_DUE_DONE = _compile("due_done")
_AMOUNT = _compile("amount")
_RECURRING_NOT_BEFORE = _compile("recurring_not_before")
_RATE_BEFORE = _compile("rate_before")
_NUMBER_BEHIND = re.compile(r"[^，,。；;\n\d]{0,8}\d")
_RECURRING_NOT_AFTER = _compile("recurring_not_after")
_WITHIN_NOT_BEFORE = _compile("within_not_before")
_WITHIN_NOT_AFTER = _compile("within_not_after")
_AT_LEAST_NOT_BEFORE = _compile("at_least_not_before")
_AT_LEAST_NOT_AFTER = _compile("at_least_not_after")
_DUE_UNTIL_ACT = _compile("due_until_act")
_NOTICE_BEHIND = _compile("notice_behind")
_EVENT_BEFORE = _compile("event_before")
_NOUN_BEHIND = _compile("noun_behind")
_WATCH_BEHIND = _compile("watch_behind")
_SHORTENED = _compile("shortened")
# What texts hold where a pattern finds something: quicker to look for than that.
_MAY_BE_BY = re.compile("[按逐](?=[季月旬周日年半])")
_MAY_BE_AT_LEAST = re.compile(r"少(?:(?<=至少)|于)|低于|间隔")
_MAY_BE_BEFORE = re.compile(rf"{_UNIT_BEFORE.pattern}|前(?=[\d一二三四五六七八九十两半])")
_MAY_BE_INSIDE = re.compile(
    "内(?:" + "|".join(f"(?<=[日时钟月周期天年]{blank}{of}.)" for blank in ("", r"\s") for of in ("", "[之以]")) + ")"
)
_MAY_BE_DONE = re.compile(rf"[日时钟天](?=(?:[（(][^（）()\n]{{1,20}}[)）])?(?:{_DONE}))")
_MAY_BE_SHORTENED = re.compile("|".join(e["pattern"].removesuffix("$") for e in table("times", "shortened")))

_SENTENCE_PART = re.compile(r"[^，,。；;！？\n]*")
_CONDITION = re.compile(r"[^。；;！？\n，,]{0,60}的(?:[（(][^（）()]{0,30}[)）])?[，,]")
_MUST = re.compile("[^。；;，,（(\n]{1,20}的(?:需|须|应|可)")
_SECOND_CONDITION = re.compile(
    r"[，,]?[^。；;！？\n，,]{0,40}[，,][^。；;！？\n，,]{0,60}的(?:[（(][^（）()]{0,30}[)）])?"
    r"[，,](?:[^，,。；;]{0,6}(?:可|按|顺延|展期)|给予|由|予以|享受|不|优先|视|在)"
)
# 半年内发放的贷款，可…: what was done in the time says which things are meant.
_WHICH_THINGS = re.compile(
    r"[^，,。；;\n对将把]{0,20}(?:发放|出让|成交|新增|到期|供应|发生|招用|引进|认定|登记|竣工|开工|注册|投产|入库"
    r"|(?:购买|签订|取得|办理)[^，,。；;\n]{0,6})的[^，,。；;\n]{2,14}[，,](?:在|可|给予|按|由|予以|享受|不|优先|视|原则|免|均|纳入|暂)"
)
_WHICH_PERSONS = re.compile(
    r"[^，,。；;\n对将把]{2,24}的[^，,。；;\n]{0,3}?(?:购房人|购房者|申请人|纳税人|用人单位|企业|单位|家庭|人员|个人|职工|居民|毕业生|商户|项目)"
    r"[，,]?(?:可|给予|按|由|予以|享受|不|免|均)"
)
_MAY = re.compile(r"可(?:以|在|于)?[^，,。；;\n]{0,12}$")
_PAYS = re.compile(r"[^，,。；;\n]{0,8}(?:缴|交|付|清)")
_FOR_WHOM = re.compile(r"(?:对|对于|凡|将|符合|鼓励对|支持对)[^，,。；;]{0,30}$")
_ALREADY = re.compile("[^，,。；;\n]{0,14}已[^，,。；;\n]{0,20}的")
_SINCE = re.compile(
    "(?:自|从|起|之日|年|月|日|期限?|[延到长])[^，,。；;]{0,24}至$|(?:截|延|止|持续|延长|实施|执行|有效)至$"
)
_DATE_BEHIND = re.compile(r"和(?:\d{4}年)?\d{1,2}月\d{1,2}日之?前")
_GOES_ON = re.compile(
    "[，,]?[^，,。；;\n]{0,24}[，,]?(?:可)?(?:继续(?!推进|开展|实施|做好|加大|加强)|延续|暂缓|仍|可展期|可缓)"
)
_RANGE_BEHIND = re.compile(r"\s*(?:至|—|－|-|~|～|到)\s*(?:\d{4}年)?\d{1,2}")
_RANGE_BEFORE = re.compile(r"[日月年\d]\s*(?:至|—|－|-|~|～|到)\s*$")


def read_time_limits(text: str, year: PlanYear) -> list[TimeLimit]:
    """The time limits of a task's text in reading order; spans are positions in `text`."""
    if not (
        "年" in text
        or "月" in text
        or "日" in text
        or "天" in text
        or "周" in text
        or "旬" in text
        or _HINT.search(text)
    ):
        return []
    limits = _limits(text, year)
    if not limits:
        return limits
    found: list[TimeLimit] = []
    for limit in limits:
        start, end = limit.span
        if not any(start < other.span[1] and other.span[0] < end for other in found):
            found.append(limit)
    found.sort(key=lambda limit: limit.span)
    return found


def _limits(text: str, year: PlanYear) -> list[TimeLimit]:
    """What each kind of limit finds, where the text holds what it cannot do without."""
    found: list[TimeLimit] = []
    if "每" in text or (("按" in text or "逐" in text) and _MAY_BE_BY.search(text)):
        found += _recurring(text)
    if ("少" in text or "低" in text or "隔" in text) and _MAY_BE_AT_LEAST.search(text):
        found += _at_least(text)
    if "前" in text and _MAY_BE_BEFORE.search(text):
        found += _before(text)
    if _may_be_within(text):
        found += _within(text)
    found += _due(text, year)
    if "时" in text and "实时" in text:
        found += _realtime(text)
    return found


def _due(text: str, year: PlanYear) -> list[TimeLimit]:
    found: list[TimeLimit] = []
    for match in _last_days(text):
        printed = match.group()
        limit = printed.strip()
        if not limit or not _is_due(text, match, printed):
            continue
        due = read_due(match, year.year)
        if due.own_year and match["day"] and not match["before"] and due.day and due.day.year < (year.year or 0):
            continue
        if due.day is None and match["month"] and not match["year"] and year.year is not None:
            continue
        start = match.start() + len(printed) - len(printed.lstrip())
        origin = "text" if due.own_year else year.origin
        found.append(
            TimeLimit(limit, LimitKind.DUE, (start, match.end()), due.day, year_origin=origin if due.day else None)
        )
    return found


def _last_days(text: str) -> list[re.Match[str]]:
    """The matches of `DUE`, sought from what each of them holds."""
    found: list[re.Match[str]] = []
    end = 0
    for sign in _MAY_BE_DUE.finditer(text):
        at = sign.start()
        if at < end:
            continue
        longest = _LONGEST_BEFORE_A_DAY if text[at] == "前" else _LONGEST_BEFORE
        match = DUE.search(text, max(at - longest, end), at + _LONGEST_BEHIND)
        if match is not None and match.start() <= at:
            end = match.end()
            found.append(match)
    return found


def _is_due(text: str, match: re.Match[str], printed: str) -> bool:
    start, end = match.span()
    before = text[max(start - 12, 0) : start]
    if _is_bare(match) and not _is_goal(text, match, before):  # as most that are none
        return False
    if _DUE_NOT_BEFORE.search(before) and not (before.endswith("于") and (match["day"] or _has_before(printed))):
        return False
    if match["year"] == "次年" and "每" in before:
        return False
    if match["until"] and before.endswith(("期限", "有效期", "年", "月", "日")):
        return False
    behind = text[end : end + 12]
    if _RANGE_BEHIND.match(behind) or _RANGE_BEFORE.search(before):
        return False
    if before.endswith("至") and (
        not (printed.endswith("前") or _is_end_to_reach(text, match)) or _SINCE.search(text[max(0, start - 32) : start])
    ):
        return False
    if _WHICH_BEHIND.match(behind) or _BENEFIT_BEHIND.match(text, end):
        return False
    if not printed.endswith("前") and _OCCASION_BEHIND.match(behind):
        return False
    if _DUE_NOT_AFTER.match(behind.lstrip("，,")[:8]) or _GOES_ON.match(text, end) or _ALREADY.match(text, end):
        return False
    return not _is_condition(text, start, end)


def _is_goal(text: str, match: re.Match[str], before: str) -> bool:
    """Whether something is to be done in a bare period."""
    part = _SENTENCE_PART.match(text, match.end())
    rest = part.group() if part else ""
    if match["day"]:
        if _DATE_BEHIND.match(rest) or before.endswith("最迟"):
            return True
        return bool(_DUE_DONE.match(rest)) and (before.endswith("于") or "的" not in rest)
    return bool(_DUE_DONE.match(rest)) and not (_AMOUNT.search(rest[:24]) and not match["month"])


def _is_end_to_reach(text: str, match: re.Match[str]) -> bool:
    """Whether 至2024年底 opens its sentence part, with an act or a value to reach behind it."""
    opens = text[max(match.start() - 2, 0) : match.start() - 1] in ("", *"，,。；;：:\n")
    return opens and match.group().endswith(("底", "末")) and bool(_DUE_UNTIL_ACT.match(text, match.end()))


def _has_before(printed: str) -> bool:
    return printed.endswith(("前", "底", "末", "内"))


def _is_bare(match: re.Match[str]) -> bool:
    """Whether the expression names a period without 前, 底, 内."""
    if match["month"]:
        return not (match["month_end"] or match["before"] or match["tenth"])
    if match["quarter"]:
        return not match["quarter_end"]
    if match["half"]:
        return not match["half_end"]
    return False


def _is_condition(text: str, start: int, end: int) -> bool:
    """Whether the expression says which persons or things are meant: …的，可… or 对…前…的X."""
    if _CONDITION.match(text, end) or _SECOND_CONDITION.match(text, end) or _MUST.match(text, end):
        return True
    if _WHICH_THINGS.match(text, end) or _WHICH_PERSONS.match(text, end):
        return True
    before = text[max(start - 40, 0) : start]
    part = _SENTENCE_PART.match(text, end)
    return bool(_FOR_WHOM.search(before)) and part is not None and "的" in part.group()


def _recurring(text: str) -> Iterator[TimeLimit]:
    for match in _RECURRING.finditer(text):
        before = text[max(match.start() - 8, 0) : match.start()]
        if _RECURRING_NOT_BEFORE.search(before) or _is_quoted(text, match.start(), match.end()):
            continue
        if _RATE_BEFORE.search(before) and _NUMBER_BEHIND.match(text, match.end()):
            continue
        by = match["by"] or match["each"]
        if match["month"] and _RANGE_BEHIND.match(text, match.end()):
            continue
        fixed = match["month"] or not (match["unit"] or match["half"] or by)
        if not fixed and _RECURRING_NOT_AFTER.match(text[match.end() : match.end() + 14].lstrip()):
            continue
        if by in ("日", "周", "季") and re.match("常|均|历|边|期|节", text[match.end() : match.end() + 1]):
            continue
        if not by and _is_condition(text, match.start(), match.end()):
            continue
        limit = TimeLimit(match.group(), LimitKind.RECURRING, match.span(), period=_period(match))
        if match["month"] or match["year_end"]:
            limit.by_month = int(match["month"] or 12)
        yield limit
        if match["month"]:
            yield from _next_months(text, match.end())


def _next_months(text: str, at: int) -> Iterator[TimeLimit]:
    """The further months of a list that 每年 opens."""
    while found := _NEXT_MONTH.match(text, at):
        at = found.end()
        yield TimeLimit(
            found["limit"], LimitKind.RECURRING, found.span("limit"), period="P1Y", by_month=int(found["month"])
        )


def _period(match: re.Match[str]) -> str:
    if match["month"] or match["year_end"]:
        return "P1Y"
    unit = match["half"] or match["by"] or match["each"] or match["quarter_day"] or match["unit"] or "月"
    if match["every"] == "半":
        return "P15D" if unit == "月" else "P6M"
    every = (chinese_number(match["every"]) if match["every"] else 1) or 1
    letter = _PERIODS[unit]
    if letter == "Q":
        return f"P{3 * every}M"
    if letter == "H":
        return "P6M"
    if letter == "T":
        return f"P{10 * every}D"
    if letter == "W":
        return f"P{7 * every}D"
    return f"P{every}{letter}"


def _duration(match: re.Match[str]) -> tuple[str, DayBasis | None] | None:
    """A duration as ISO 8601 and its basis in days; None where it is none."""
    unit = match["unit"]
    if match["n"] == "半":
        return (_HALVES[unit], None) if unit in _HALVES else None
    number = chinese_number(match["n"])
    if not number:
        return None
    if unit == "工作日":
        return f"P{number}D", DayBasis.WORKING
    if unit in ("日", "天", "自然日", "日历日"):
        return f"P{number}D", DayBasis.CALENDAR
    forms = {"小时": "PT{}H", "分钟": "PT{}M", "月": "P{}M", "年": "P{}Y"}
    if unit in forms:
        return forms[unit].format(number), None
    return f"P{7 * number}D", DayBasis.CALENDAR


def _may_be_within(text: str) -> bool:
    """Whether 内 stands behind a unit, or days or hours stand by what is done in them or brought down to them."""
    if "内" in text and _MAY_BE_INSIDE.search(text):
        return True
    if "日" in text or "天" in text or "时" in text or "钟" in text:
        return _MAY_BE_DONE.search(text) is not None or _MAY_BE_SHORTENED.search(text) is not None
    return False


def _within(text: str) -> Iterator[TimeLimit]:
    for match in _WITHIN.finditer(text):
        unit, inside = match["unit"], match["inside"]
        if not inside and unit in ("月", "年", "周", "星期"):
            continue
        before = text[max(match.start() - 12, 0) : match.start()]
        shortened = unit != "年" and _SHORTENED.search(before)
        if not inside and not (shortened or match["done"]):
            continue
        if (
            before[-1:].isdigit()
            or (match["n"] == "半" and before.endswith(("上", "下")))
            or before.rstrip().endswith(("第", "年", "月"))
            or (unit == "年" and before.endswith(("(", "（")))
        ):
            continue
        if not shortened and _WITHIN_NOT_BEFORE.search(before):
            continue
        behind = text[match.end() : match.end() + 12]
        if unit == "年" and (not behind.strip() or behind[0] in ")）。；;"):
            continue
        if _WITHIN_NOT_AFTER.match(behind.lstrip("，,")) or _is_condition(text, match.start(), match.end()):
            continue
        # Long periods in which somebody may act are no limits, but for those to pay in.
        if unit in ("年", "月") and _MAY.search(before) and not _PAYS.match(text, match.end()):
            continue
        if _BENEFIT_BEHIND.match(text, match.end()):
            continue
        if value := _duration(match):
            yield TimeLimit(match.group(), LimitKind.WITHIN, match.span(), period=value[0], day_basis=value[1])


def _before(text: str) -> Iterator[TimeLimit]:
    for match in _BEFORE.finditer(text):
        start, end = match.span()
        if match["unit"] in ("年", "小时", "分钟") or not start:
            continue
        behind = text[end : end + 6]
        if text[start - 1] == "提":
            start -= 1
            if not _NOTICE_BEHIND.match(behind):
                continue
        elif text[start - 1] in _NO_ACT_BEFORE or not _ACT_BEHIND.match(behind):
            continue
        if value := _duration(match):
            yield TimeLimit(text[start:end], LimitKind.BEFORE, (start, end), period=value[0], day_basis=value[1])
    for match in _AHEAD.finditer(text) if _UNIT_BEFORE.search(text) else ():
        event = _EVENT_BEFORE.search(text[max(match.start() - 2, 0) : match.start()])
        if not event or match["unit"] == "年" or not _NOTICE_BEHIND.match(text, match.end()):
            continue
        if value := _duration(match):
            yield TimeLimit(match.group(), LimitKind.BEFORE, match.span(), period=value[0], day_basis=value[1])


def _at_least(text: str) -> Iterator[TimeLimit]:
    for match in _AT_LEAST.finditer(text):
        before = text[max(match.start() - 6, 0) : match.start()]
        if _AT_LEAST_NOT_AFTER.match(text, match.end()):
            continue
        if _AT_LEAST_NOT_BEFORE.search(before) or _is_condition(text, match.start(), match.end()):
            continue
        if match.group().startswith(("间隔", "应间隔")) and not match.group().endswith("以上"):
            continue
        if value := _duration(match):
            yield TimeLimit(match.group(), LimitKind.AT_LEAST, match.span(), period=value[0], day_basis=value[1])


def _realtime(text: str) -> Iterator[TimeLimit]:
    for match in _REALTIME.finditer(text):
        start, end = match.span()
        noun = _NOUN_BEHIND.match(text, end)
        if noun and _WATCH_BEHIND.match(text, end) and _ACT_BEFORE.search(text[max(start - 2, 0) : start]):
            noun = None
        if not noun and not _is_quoted(text, start, end):
            yield TimeLimit(match.group(), LimitKind.REALTIME, match.span())


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether the expression stands in a quoted slogan."""
    opened = text.rfind("“", max(start - 20, 0), start)
    return opened >= 0 and text.find("”", opened, start) < 0 and 0 <= text.find("”", end) - opened <= 25
