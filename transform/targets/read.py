"""All numeric commitments in the text of a task.

Source: docs/reading.md, Targets.
"""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.tables.terms import AmountChange
from transform.lexicon import alternatives
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_pattern
from transform.model import Span, Target
from transform.targets.amounts import Amount, find_amounts
from transform.targets.promises import (
    AmountSurroundings,
    is_promised,
    may_be_promised,
    stands_behind_its_thing,
)
from transform.targets.thing import (
    BARE_NOUNS,
    WITHIN,
    cut_verb_behind,
    is_verb_alone,
    read_list_behind,
    read_thing_before,
    read_thing_behind,
)
from transform.targets.time_words import When, find_time_words

# One search for what each amount holds: most texts hold none, and are done with it.
_MAY_HOLD_AN_AMOUNT = Pattern(
    r"\d|至少|最[少多高]|[低少小高]于|不[少低多高超得]|[超近约几余]|突破|百分之|成|以[上下内]|之内|左右|上下"
)
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_CLAUSE_END = re.compile(r"[,，:：](?:(?<!\d.)|(?!\d{3}))")
_LIST_MARK = re.compile(r"[、和及与]")
_STOP = re.compile(r"[,，、。；;]")
# What stands before another amount that is counted beside this one: 1250个团队和15万名人员, 240万人（含80万人）.
_GOES_ON = re.compile(rf"{WITHIN}|(?<=[^和及与])[和及与]$")
_INCREASE = table_pattern("targets", "increase", suffix="(?:约|近|了)?$")
_DECREASE = table_pattern("targets", "decrease", suffix="(?:约|近|了)?$")
_DECREASED_THING = re.compile(
    rf"^(?:[^，,]{{0,4}}){alternatives('targets', 'decreasing_verb')}[^，,至到]{{2,20}}$"
)
_FROM_ANOTHER_LEVEL = table_pattern("targets", "from_another_level")
_RESPECTIVELY = Pattern(
    rf"(?P<names>[^,，。；;：:]+?)(?:同比|环比|[较比]上年(?:同期)?)?分别{alternatives('targets', 'level_reached')}$"
)
_EACH = table_pattern("targets", "each")
_EVENLY = table_pattern("targets", "evenly", suffix="(?=[^,，。；;、]{0,16}$)")
_BROUGHT_TO_AN_END = table_pattern("targets", "brought_to_an_end", prefix="[^,，、。；;]{0,4}")
# Between names, from the sign that stands in none to words that may be parts of names (普及率).
_NAME_MARKS = tuple(map(re.compile, ("、", "[、和]", "[、和与]", _LIST_MARK.pattern)))
# 将结余资金的40%以上用于…: a share without a noun of its own is of what it is taken from.
_WHOLE_OF_SHARE = re.compile("(?:将|把|从|按)(?P<whole>[^,，。；;]{2,20})的$")
_USED_FOR = ("用于", "用作", "作为", "投入")
# Characters between two amounts of one list, or between an amount and the time words behind it.
_LONGEST_LINK = 24


def read_targets(text: str, plan_year: int | None) -> list[Target]:
    """The numeric commitments of a task's text, in its order.

    >>> [(t.what, t.text, t.when) for t in read_targets("6月底前建成2个中心、培训1.3万人次以上。", 2024)]
    [('中心', '2个', '6月底前'), ('培训', '1.3万人次以上', '6月底前')]
    >>> [(t.text, t.each) for t in read_targets("每个乡镇至少建成1个驿站。", 2024)]
    [('至少建成1个', '每个乡镇')]

    Terms of a loan, what is pushed ahead, and who is meant are none:

    >>> read_targets("首付比例不低于25%，推进150个项目建设。", 2024)
    []
    >>> read_targets("对年产值超过8亿元的企业给予奖励。", 2024)
    []
    """
    if not _MAY_HOLD_AN_AMOUNT.holds(text):
        return []
    # Numbers in Chinese numerals name and count up (一批, 两个市场, 二十条措施) unless words bound them.
    amounts = [
        amount for amount in find_amounts(text) if amount.is_bounded or not amount.is_written
    ]
    targets: list[Target] = []
    # Time words and names hold inside one sentence, so each is read by itself.
    for sentence, own in _by_sentence(text, amounts):
        counted = _leave_out_qualifiers(text, own)
        if counted:
            targets += _read_sentence(text, sentence, counted, plan_year)
    return targets


def _by_sentence(text: str, amounts: Sequence[Amount]) -> Iterator[tuple[Span, list[Amount]]]:
    """The sentences that hold amounts, with those that lie in them whole."""
    waiting = deque(amounts)
    for sentence in _SENTENCE.finditer(text) if amounts else ():
        start, end = sentence.span()
        own: list[Amount] = []
        while waiting and waiting[0].start < end:
            amount = waiting.popleft()
            if start <= amount.start and amount.end <= end:
                own.append(amount)
        if own:
            yield (start, end), own
        if not waiting:
            return


def _leave_out_qualifiers(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Without amounts that say of what kind the things counted right before them are.

    组建1支不少于20人的队伍 promises one team.
    """
    ends = {amount.end for amount in amounts}
    return [
        amount
        for amount in amounts
        if amount.start not in ends or not text.startswith("的", amount.end)
    ]


def _read_sentence(
    text: str, sentence: tuple[int, int], amounts: Sequence[Amount], plan_year: int | None
) -> Iterator[Target]:
    if not any(may_be_promised(amount, text, sentence[0]) for amount in amounts):
        return
    clauses = _cut_clauses(text, *sentence)
    # Most amounts are promised by nobody: when they are due is asked of the others.
    times: list[When] | None = None
    shared = _share_names(text, sentence[0], amounts)
    latest: Target | None = None
    latest_end = sentence[0]
    joins = False
    for number, amount in enumerate(amounts):
        if not may_be_promised(amount, text, sentence[0]):
            joins = False
            continue
        around = _look_around(text, sentence, clauses, amounts[number:], latest_end, joins=joins)
        joins = is_promised(amount, around)
        if not joins:
            continue
        target = _make_target(text, amount, around, latest)
        if times is None:
            times = find_time_words(text, plan_year, *sentence)
        _add_time(target, times, amount.number_at, text)
        if _is_past(target, text[sentence[0] : amount.start], plan_year):
            joins = False
            continue
        clause_start, _ = _clause_of(clauses, amount)
        target.each = _each_of(text[clause_start : amount.number_at])
        if amount in shared:
            target.what, target.each = shared[amount], None
        yield target
        latest, latest_end = target, amount.end


def _cut_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Stretches between commas and colons; a comma inside 1,200 cuts nothing.

    >>> _cut_clauses("投资1,200万元，建成2个", 0, 14)
    [(0, 10), (10, 14)]
    """
    cuts = [comma.end() for comma in _CLAUSE_END.finditer(text, start, end)]
    return [(left, right) for left, right in pairwise([start, *cuts, end]) if left < right]


def _clause_of(clauses: Sequence[tuple[int, int]], amount: Amount) -> tuple[int, int]:
    return next(
        (clause for clause in clauses if clause[0] <= amount.start < clause[1]),
        clauses[-1],
    )


def _look_around(
    text: str,
    sentence: tuple[int, int],
    clauses: Sequence[tuple[int, int]],
    amounts: Sequence[Amount],
    latest_end: int,
    *,
    joins: bool,
) -> AmountSurroundings:
    """What stands around the first of `amounts`.

    `latest_end` is where the promised one before it ends.
    """
    amount = amounts[0]
    clause_start, clause_end = _clause_of(clauses, amount)
    # A time between two amounts belongs to the first: 30日内办结2件.
    follows = next(
        (later.start for later in amounts[1:] if later.measure_class != "time"),
        clause_end,
    )
    before_start = clause_start
    if latest_end > clause_start:
        mark = _LIST_MARK.search(text, latest_end, amount.start)
        before_start = mark.end() if mark else latest_end
    behind = text[amount.end : min(clause_end, follows)]
    segment = behind.split("、")[0]
    before = text[before_start : amount.start]
    return AmountSurroundings(
        before=before,
        segment=segment,
        rest=text[amount.end : sentence[1]],
        clause=text[clause_start:clause_end],
        clause_before=next(
            (text[left:right] for left, right in clauses if right == clause_start),
            "",
        ),
        sentence_before=text[sentence[0] : amount.start],
        joins=joins and before_start - latest_end <= _LONGEST_LINK and len(before) <= _LONGEST_LINK,
        marks_next=follows < clause_end
        and segment == behind
        and bool(segment.strip("和及与或 "))
        and _GOES_ON.search(segment) is None,
    )


def _share_names(text: str, start: int, amounts: Sequence[Amount]) -> dict[Amount, str]:
    """签约率、开工率分别达到70%、50%: each amount with the name that stands at its place in the list."""
    shared: dict[Amount, str] = {}
    if not _RESPECTIVELY.may_match(text, start):
        return shared
    for number, first in enumerate(amounts):
        names = _RESPECTIVELY.search(text[start : first.number_at])
        if names is None:
            continue
        listed = [first]
        for following in amounts[number + 1 :]:
            if not _LIST_MARK.fullmatch(text[listed[-1].end : following.start]):
                break
            listed.append(following)
        things = _split_names(names["names"], len(listed))
        shared.update(
            {amount: thing for amount, thing in zip(listed, things, strict=False) if thing}
        )
    return shared


def _split_names(names: str, count: int) -> list[str | None]:
    """The things of as many names as there are amounts; none where they are one, or more or fewer.

    >>> _split_names("垃圾处理率、厕所普及率", 2), _split_names("签约率和开工率", 2)
    (['垃圾处理率', '厕所普及率'], ['签约率', '开工率'])
    >>> _split_names("签约率、开工率", 3)
    []
    """
    for mark in _NAME_MARKS:
        found = mark.split(names)
        if len(found) == count > 1:
            return [read_thing_before(name) for name in found]
    return []


def _make_target(
    text: str,
    amount: Amount,
    around: AmountSurroundings,
    latest: Target | None,
) -> Target:
    return Target(
        text=text[amount.start : amount.end],
        span=(amount.start, amount.end),
        comparator=amount.comparator,
        value=amount.value,
        measure=amount.measure,
        what=_thing_of(amount, around, latest),
        change=_change_of(amount, around.before),
        value_to=amount.value_to,
    )


def _thing_of(amount: Amount, around: AmountSurroundings, latest: Target | None) -> str | None:
    """The thing behind the amount, or before it, or that of the target before: 进出口310亿元以上，增长3%以上."""
    what = None
    is_behind = stands_behind_its_thing(around)
    of = _WHOLE_OF_SHARE.search(around.before) if amount.measure_class == "share" else None
    if of is not None and around.segment.startswith(_USED_FOR):
        what = read_thing_before(of["whole"])
    elif not is_behind:
        segment = _GOES_ON.split(around.segment)[0]
        segment = cut_verb_behind(segment) if around.marks_next else segment
        what = read_list_behind(around.rest) or read_thing_behind(segment)
    if what is None:
        what = read_thing_before(around.before, counts_acts=amount.measure == "次")
    if is_behind and is_verb_alone(what):
        what = _thing_counted_before(amount, around.clause_before) or what
    if what is None or (what in BARE_NOUNS and is_behind):
        return (latest.what if latest else read_thing_before(around.clause_before)) or what
    return what


def _thing_counted_before(amount: Amount, clause_before: str) -> str | None:
    """推进100个社区建设，年内建成30个: what the clause before counts in the same measure."""
    for other in find_amounts(clause_before):
        if other.measure == amount.measure:
            return read_thing_behind(clause_before[other.end :])
    return None


def _change_of(amount: Amount, before: str) -> AmountChange | None:
    """增长8% and 较年初增加1500亿元 are differences; 提高至40% and 新增5个 are levels."""
    if _INCREASE.search(before) and not before.endswith("新增"):
        is_ratio = amount.measure_class in ("share", "ratio")
        if is_ratio or _FROM_ANOTHER_LEVEL.search(before):
            return AmountChange.INCREASE
        return None
    is_share_or_time = amount.measure_class in ("time", "share")
    if _DECREASE.search(before) or (is_share_or_time and _DECREASED_THING.match(before)):
        return AmountChange.DECREASE
    return None


def _add_time(target: Target, times: Sequence[When], number_at: int, text: str) -> None:
    """The last time words before the number hold, or those right behind the thing (53个项目9月底开工)."""
    before = [
        time for time in times if time.end <= number_at and not _is_compared(text, time.start)
    ]
    chosen = before[-1] if before else None
    for time in times:
        if _is_right_behind(text, target.span[1], time) and _BROUGHT_TO_AN_END.match(
            text, time.end
        ):
            chosen = time
    if chosen:
        target.when, target.by, target.period = chosen.text, chosen.by, chosen.period


def _is_past(target: Target, sentence_before: str, plan_year: int | None) -> bool:
    """Whether its sentence begins with a year before the plan's: 2024年全市接待游客1260万人次."""
    if plan_year is None or target.by is None or target.when is None:
        return False
    return target.by.year < plan_year and sentence_before.lstrip().startswith(target.when)


def _is_right_behind(text: str, end: int, time: When) -> bool:
    """Whether time words follow an amount that ends at a place, with no more than its thing between."""
    between = text[end : time.start]
    if time.start < end or len(between) >= _LONGEST_LINK:
        return False
    return _STOP.search(between) is None


def _is_compared(text: str, at: int) -> bool:
    """比三季度提高5个百分点: the time is that of the other level."""
    return at > 0 and text[at - 1] in "比较"


def _each_of(before: str) -> str | None:
    """Who must each reach the amount: 每个乡镇, 各区、县(市), 均.

    >>> _each_of("每个乡镇至少"), _each_of("两县分别建成")
    ('每个乡镇', '分别')
    >>> _each_of("每年至少") is None
    True
    """
    bearers = [match[0].strip() for match in _EACH.finditer(before)]
    # The nearest: 各县每个乡镇至少建成1个 is so many for each 乡镇.
    if bearers:
        return bearers[-1]
    evenly = _EVENLY.search(before)
    if evenly:
        return evenly[0]
    return None
