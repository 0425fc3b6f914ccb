"""Whether an amount is promised: by what governs it, what stands with it, and what comes behind it.

Finding numbers is easy; telling a commitment from a subsidy, a condition, a mark or a description
is the work. Source: docs/reading.md, Targets.
"""

import re

from msgspec import Struct

from taizhang.tables.terms import Comparator
from transform.lexicon import alternatives, choice, words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression, table_pattern
from transform.targets.amounts import Amount
from transform.targets.thing import WITHIN

_MAKING = choice(words("targets", "making"))
_FILLING = choice(words("targets", "filling"))
_REACHING = choice(words("targets", "reaching"))
_GRANT = Pattern(choice(words("targets", "grant")))
_TERM = Pattern(choice(words("targets", "term")))
_TOTAL = Pattern(choice(words("targets", "total")))
_MARK = re.compile(rf"(?:{choice(words('targets', 'mark'))})$")
_STATED = re.compile(rf"(?:{choice(words('targets', 'stated'))})[^，,。；;、]{{0,8}}$")
_COMPLETING = re.compile(rf"(?:{choice(words('targets', 'completing'))})(?:[^的、]{{0,12}})$")
_GOVERNED = re.compile(rf"(?:{_MAKING})(?>(?:{_FILLING}|(?:19|20)\d\d年)*)$")
_MADE_EARLIER = re.compile(rf"(?:{_MAKING})[^，,。；;]*、[^，,。；;]*$")
_DOES = re.compile(rf"[^的、]{{2,8}}(?:{_MAKING})$")
_REACHED = re.compile(rf"(?:{_REACHING})$")
_CLOSED = re.compile(rf"[,，。；;、:：)）\n\s]|和|及|与|或|{WITHIN}|$")
_CASE_BY_CASE = table_pattern("targets", "case", prefix="每", suffix="[^，,。；;]{0,12}$")
_FROM_LEVEL = re.compile(r"(?:由|从)[^，,。；;、至到]{0,6}$")
_OF_WHOM = re.compile(r"(?:^|[，,；;。])(?:鼓励|支持)?(?:对(?!接|外|标)|凡|符合)[^，,；;。]*$")
_ALLOWED = table_pattern("targets", "allowing", suffix="[^，,；;。]*$")
_ENCOURAGED = table_pattern("targets", "encouraging", suffix="[^，,；;。]*$")
_APPLYING = table_pattern("targets", "applying")
_TO_A_TIME = table_pattern(
    "targets", "time_level", suffix=f"{alternatives('targets', 'level_bound')}?$"
)
_REDUCES = table_pattern("targets", "reducing")
_SHARE_OF = table_pattern("targets", "setting_apart", suffix="(?:[^，,。；;不未]{1,14}的)?$")
_REWARDED = re.compile(
    r"^[^，,。；;]{0,24}[，,](?:分别|按[^，,]{0,12}|再|由[^，,]{0,14})?"
    rf"(?:{table_expression('targets', 'rewarding')})"
)
# 满足5000万元以上（含5000万元）的，可申请: what stands before 的 and a comma is a condition.
_CLOSES_A_CONDITION = re.compile(r"^[^，,。；;]{0,24}的[，,]")
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[)）]|^[^()（）]*[)）]")
_BY_A_RATE = re.compile(r"(?:^|[，,])(?:分别)?按照?[^，,]*$")
_RATE = re.compile(r"^[^，,。；;]*标准")
# A share of one area in another is a norm of planning.
_OF_AN_AREA = re.compile(r"面积[^，,。；;]*面积的?$")
_RATE_OF_CHANGE = re.compile(rf"(?:涨幅|增幅|降幅|增速|指数)(?:{_REACHING})?$")
_PAST = table_pattern(
    "targets", "past", prefix=r"^\s*", suffix=f"(?!.*{alternatives('targets', 'ahead')})"
)
_DESCRIBED = table_pattern("targets", "described", prefix="^")
_SERVED = re.compile(rf"[^，,。；;、]{{2,12}}(?:{choice(words('targets', 'serving'))})")
_QUOTED = re.compile(r"[“\"「『][^“”\"「」『』]{0,10}$")
# Characters behind a quoted number in which the quotation ends: “三个一批”.
_REST_OF_QUOTE = 8
# Characters before an amount that speak of the clause before: ,最高不超过500万元.
_SHORT = 6
# Characters behind an amount that sums up a list: 甲、乙、丙3个项目.
_SUM = 8
_OF_SPACE = frozenset(words("targets", "norm_of_space"))
_EACH_PERSON = tuple(words("targets", "each_person"))


class AmountSurroundings(Struct, frozen=True):
    """What stands around an amount.

    `before` is what precedes it in its clause, from the amount before it on; `segment` what follows
    up to the next 、 or amount; `clause` its clause, `clause_before` the one before that in the
    sentence; `rest` what follows in the sentence. `joins` says that it continues a list whose
    amount before was promised, `marks_next` that another amount follows in the same segment: then
    it tells what that one is of.
    """

    before: str
    segment: str
    rest: str
    clause: str
    clause_before: str
    sentence_before: str
    joins: bool
    marks_next: bool


def may_be_promised(amount: Amount, text: str, start: int) -> bool:
    """Whether an amount in a sentence that begins at `start` may be: of times, the most of all, only a reduction is."""
    return amount.measure_class != "time" or _REDUCES.may_match(text, start, amount.start)


def is_promised(amount: Amount, around: AmountSurroundings) -> bool:
    """Whether an amount is one that the public side promises to reach, keep or not exceed.

    全年城镇新增就业5万人 is promised; 对年产值超过8亿元的企业给予奖励 and 推进150个项目建设 are not
    (read_targets shows them read).
    """
    # Times first: they are nearly half of all amounts, and hardly one is promised.
    is_time = amount.measure_class == "time"
    if is_time and not _is_reduction_of_time(around):
        return False
    if _is_mark(amount, around) or _is_conditional(amount, around):
        return False
    if is_time:
        return True
    if amount.measure_class == "times" and not _is_often(amount, around):
        return False
    if _is_granted(amount, around):
        return False
    if stands_behind_its_thing(around):
        return _is_stated_of_something(amount, around)
    return _is_made_or_completed(amount, around)


def stands_behind_its_thing(around: AmountSurroundings) -> bool:
    """促消费活动500场以上 and 提高至40%以上(的政策), not 建设100个充电站."""
    if _CLOSED.match(around.segment):
        return True
    if not around.segment.startswith("的"):
        return False
    return _REACHED.search(around.before) is not None


def _is_mark(amount: Amount, around: AmountSurroundings) -> bool:
    """Whether the number names something or says how things stand: 前900家, “三个一批”, 截至目前建成30个, 由30%."""
    if _QUOTED.search(around.before) and "”" in around.rest[:_REST_OF_QUOTE]:
        return True
    # 明确1名联络员: an article more than a number.
    if amount.value == 1 and amount.measure_class == "people" and not amount.is_bounded:
        return True
    if any(sign.search(around.before) for sign in (_MARK, _STATED, _FROM_LEVEL)):
        return True
    if _PAST.search(around.sentence_before):
        return True
    return around.marks_next and not _DOES.search(around.segment)


def _is_conditional(amount: Amount, around: AmountSurroundings) -> bool:
    """Whether it says who is meant, or what somebody may: 对年产值超过8亿元的, 可推荐3名, 组织400人,给予奖补."""
    if _REWARDED.match(around.rest) or _ALLOWED.holds(around.before):
        return True
    if _CLOSES_A_CONDITION.match(_IN_BRACKETS.sub("", around.rest)):
        return True
    if _APPLYING.holds(around.sentence_before):
        return True
    if amount.measure_class == "share":
        return False
    if amount.is_bounded and _DESCRIBED.search(around.rest):
        return True
    return _OF_WHOM.search(around.sentence_before) is not None


def _is_often(amount: Amount, around: AmountSurroundings) -> bool:
    """A bare once promises nothing: 每半年开展一次 is none; 每年2次, 至少1次 and 为每位毕业生提供1次指导 are."""
    is_more = amount.value != 1 or amount.comparator is not Comparator.EQUAL
    if is_more:
        return True
    if around.joins:
        return True
    return any(word in around.before for word in _EACH_PERSON)


def _is_reduction_of_time(around: AmountSurroundings) -> bool:
    """压缩周期2天以上 is one, 压缩至5个工作日 and 20日内 are time limits."""
    if _TO_A_TIME.search(around.before) or around.segment[:1] == "内":
        return False
    if _REDUCES.search(around.before) is None:
        return False
    return stands_behind_its_thing(around)


def _is_granted(amount: Amount, around: AmountSurroundings) -> bool:
    """Whether it is given, paid or allowed case by case; a sum provided as a whole is promised."""
    if amount.measure_class == "money" and _is_paid_one_by_one(amount, around):
        return True
    if amount.measure_class == "share" and _is_term(around):
        return True
    if _TOTAL.holds(around.before) or (
        len(around.before) <= _SHORT and _TOTAL.holds(around.clause_before)
    ):
        return False
    if _GOVERNED.search(around.before):
        return False
    # 居民消费价格涨幅 is no price; what is given for a growth stands behind it.
    if _RATE_OF_CHANGE.search(around.before):
        return _GRANT.holds(around.rest)
    scope = around.before
    if amount.measure_class in ("money", "share", "ratio"):
        scope = _scope_of_grants(around)
    return _GRANT.holds(scope)


def _is_paid_one_by_one(amount: Amount, around: AmountSurroundings) -> bool:
    """每户500元, 3元/度, 给予总额不超过20万元的补助, 单个主体最高不超过200万元, 按照博士8万元的标准."""
    if _CASE_BY_CASE.search(around.before) or "/" in amount.measure:
        return True
    if "给予" in around.before:
        return True
    if around.before.endswith("最高") and not _TOTAL.holds(around.before):
        return True
    return _BY_A_RATE.search(around.before) is not None and _RATE.match(around.rest) is not None


def _is_term(around: AmountSurroundings) -> bool:
    return _TERM.holds(around.clause) or _OF_AN_AREA.search(around.before) is not None


def _scope_of_grants(around: AmountSurroundings) -> str:
    """Where words of grants count: the clause, and the one before where this one goes on with it."""
    # 预付款不低于30%，对中小企业提高到50%: of whom another rate is said.
    if len(around.before) > _SHORT and not around.clause.startswith("对"):
        return around.clause
    return around.clause_before + around.clause


def _is_stated_of_something(amount: Amount, around: AmountSurroundings) -> bool:
    """The amount stands behind its thing.

    A length or an area by itself is a norm of planning (层高6米以内).
    """
    if amount.measure in _OF_SPACE and not around.joins:
        return re.search(rf"{_MAKING}|{_REACHING}", around.before) is not None
    return True


def _is_made_or_completed(amount: Amount, around: AmountSurroundings) -> bool:
    """The amount stands in front of its thing: it is made (建设100个充电站) or brought to an end (22处煤矿复工)."""
    if amount.measure_class == "share":
        if _SHARE_OF.search(around.before) is None:
            return False
        return "政策" not in around.segment
    if amount.measure_class == "money" and _TOTAL.holds(around.before):
        return True
    if _GOVERNED.search(around.before) or amount.holds_a_verb or around.joins:
        return True
    # It sums up a list: 开工建设甲、乙、丙3个项目.
    if _MADE_EARLIER.search(around.before) and len(around.segment) <= _SUM:
        return True
    if _ENCOURAGED.holds(around.before):
        return False
    if around.before.endswith("为") and _SERVED.match(around.segment):
        return True
    return _COMPLETING.search(around.segment) is not None
