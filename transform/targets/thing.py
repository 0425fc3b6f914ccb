"""What an amount is of: the noun in front of it, or behind it, with its modifiers.

Source: docs/reading.md, Targets: 开展[促消费活动]500场以上, 建设100个[充电站].
"""

import re

from transform.lexicon import alternatives, choice, words
from transform.lexicon.pattern import Pattern
from transform.lexicon.table_patterns import table_expression
from transform.targets.amounts import AMOUNT
from transform.targets.time_words import TIME_WORDS

_MAKING = choice(words("targets", "making"))
_COMPLETING = choice(words("targets", "completing"))
_REACHING = choice(words("targets", "reaching"))
_ASIDE = choice(words("targets", "aside"))
_CAUSING = choice(words("targets", "causing"))
_ACTING_TOO = choice(words("targets", "acting_too"))
# In the bracket behind an amount: a part of it, counted by itself.
WITHIN = rf"[（(]{alternatives('targets', 'counted_within')}(?![)）内])"
BARE_NOUNS = frozenset(words("targets", "bare_noun"))

# One piece at an end of a phrase; as many as there are go, one by one.
_TRAILING = re.compile(
    rf"(?:{table_expression('targets', 'compared')}|{_REACHING}|{_ASIDE}"
    rf"|{table_expression('targets', 'increase')}|{table_expression('targets', 'decrease')}"
    rf"|{alternatives('targets', 'aside_behind')}|[\s:：是])$"
)
_LEADING = re.compile(
    rf"(?:{table_expression('targets', 'before_its_verb')})"
    # 重点人群 and 和美 are words of their own, as is 各地; 全市地区生产总值 begins with its place.
    rf"|全[市省县区州旗](?=地区)|{_ASIDE}(?![类级项地种])(?!(?<=重点)人群)(?!(?<=和)美)"
    rf"|[\s:：;；,，、。）)]|{WITHIN}|{TIME_WORDS.source}"
    rf"|{table_expression('targets', 'circumstance')}"
)
_ADVERB = re.compile(table_expression("targets", "adverb"))
# Several acts on one thing: 新建和改造农村公路, 新开、调整公交线路.
_VERB_FIRST = re.compile(
    rf"(?P<verb>{_MAKING}|{_CAUSING})(?P<more>(?:[或和及、]|以及)(?:{_MAKING}|{_ACTING_TOO}))?"
)
_VERB = re.compile(_MAKING)
_VERB_LAST = re.compile(rf"(?<=[^的、]{{2}})(?:{_MAKING})$")
_TAKING_PLACE = frozenset(words("targets", "taking_place"))
_NOUN_PARTS = frozenset(words("targets", "noun_part"))
_KEPT_WITH_ITS_NOUN = tuple(words("targets", "kept_with_its_noun"))
# 公开 is an act of its own, no 开工 cut short: the thing goes on.
_BEHIND_END = re.compile(
    rf"[,，。；;、:：\n]|(?<!公)(?:{_COMPLETING})|{alternatives('targets', 'ends_thing_behind')}"
    rf"|{TIME_WORDS.source}"
)
# An enumeration that a noun of all closes: 10个[跨部门、跨层级联办的套餐服务].
_LISTED = re.compile(
    rf"(?!{_MAKING})"
    r"(?:[^,，。；;:：、\n\d等]{2,12}、)+[^,，。；;:：、\n\d等的]{1,12}(?:等|的)"
    rf"(?!{_MAKING})[^,，。；;:：、\n\d]{{2,12}}(?=[,，。；;:：、\n]|$)"
)
# Of what kind the things are: 1支[不少于20人的]队伍.
_QUALIFIER = Pattern(f"(?:{AMOUNT.source})的")
_BEHIND_LEADING = re.compile(alternatives("targets", "leads_thing_behind"))
_BEHIND_TAIL = re.compile(rf"的?{alternatives('targets', 'tail_behind')}$")
_SIGNS = ",，。；;、:：\n"
# Characters of a noun: a single one is what is left of a longer word.
_LEAST = 2
# Characters of what is cut off an end at a time: 较上年同期分别增长.
_LONGEST_END = 16


def read_thing_before(clause: str, *, counts_acts: bool = False) -> str | None:
    """The thing that stands before an amount, `clause` being what precedes it in its clause.

    `counts_acts` says that the amount is how often: then the verb belongs to the thing (解读重要政策不少于1次).

    >>> read_thing_before("2025年第一季度开展各级各类促消费活动")
    '各级各类促消费活动'
    >>> read_thing_before("城镇调查失业率控制在")
    '城镇调查失业率'

    A verb alone stands for its thing where there is no noun, and where nothing is left there is none:

    >>> read_thing_before("全年竣工"), read_thing_before("力争")
    ('竣工', None)
    """
    phrase = _cut_ends(_TRAILING, clause.rstrip(_SIGNS))
    thing = _strip_verbs(_behind_time(phrase), counts_acts=counts_acts)
    # 拨付不低于序时进度 leaves its 不 behind.
    thing = re.sub(r"(?<=[\u4e00-\u9fff])[等不]$", "", thing.strip())
    if thing:
        return thing
    verb = re.search(rf"(?:{_MAKING})$", clause)
    if verb:
        return verb[0]
    return None


def is_verb_alone(thing: str | None) -> bool:
    """Whether what stands for a thing is no more than the verb.

    >>> is_verb_alone("建成"), is_verb_alone("充电站")
    (True, False)
    """
    return thing is not None and _VERB.fullmatch(thing) is not None


def _behind_time(phrase: str) -> str:
    """What stands behind the last time words, which no thing holds.

    >>> _behind_time("基金投放完毕、年底前使用进度"), _behind_time("新增就业全年")
    ('使用进度', '新增就业')
    """
    rest = phrase
    for time in TIME_WORDS.finditer(phrase):
        if len(phrase) - time.end() >= _LEAST:
            rest = phrase[time.end() :]
        else:
            # Nothing stands behind them: they close the phrase, and the thing stands before.
            rest = rest[: len(rest) - (len(phrase) - time.start())]
    return rest


def _strip_verbs(phrase: str, *, counts_acts: bool) -> str:
    """The phrase from its noun on.

    >>> _strip_verbs("带动全年完成工业投资", counts_acts=False)
    '工业投资'
    >>> _strip_verbs("推动金融机构投放贷款", counts_acts=False)
    '贷款'
    >>> _strip_verbs("新增技能人才", counts_acts=False)
    '新增技能人才'
    """
    rest = _skip_pieces(_LEADING, phrase)
    while True:
        verb = _VERB_FIRST.match(_skip_pieces(_ADVERB, rest)) or _VERB_FIRST.match(rest)
        if verb is None:
            break
        noun = _skip_pieces(_LEADING, verb.string[verb.end() :])
        names_act = counts_acts and verb["verb"] not in _TAKING_PLACE
        if verb["more"] is None and _belongs_to_its_noun(rest, noun, counts_acts=names_act):
            break
        rest = noun
        # 推动 has somebody else do it: who that is stands before the next verb.
        if re.fullmatch(_CAUSING, verb["verb"]):
            rest = _skip_subject(rest)
    return rest


def _belongs_to_its_noun(verb: str, noun: str, *, counts_acts: bool) -> bool:
    """新增技能人才, 盘活项目, 培训 (1.3万人次), 开工率: what is left without the verb is not the thing."""
    if len(noun) < _LEAST or noun[0] in _NOUN_PARTS:
        return True
    if counts_acts:
        return True
    if noun in BARE_NOUNS:
        return True
    return verb.startswith(_KEPT_WITH_ITS_NOUN)


def _skip_subject(phrase: str) -> str:
    """Past who is to do it: 金融机构通过平台投放贷款 -> 投放贷款."""
    start = 0
    for verb in _VERB.finditer(phrase):
        noun = phrase[verb.end() :]
        is_inside_a_noun = (
            len(noun) < _LEAST or noun[0] in _NOUN_PARTS or noun.startswith(tuple(BARE_NOUNS))
        )
        if verb.start() >= _LEAST and not is_inside_a_noun:
            start = verb.start()
    return phrase[start:]


def _skip_pieces(pattern: re.Pattern[str], text: str) -> str:
    """The text behind all pieces that it begins with."""
    at = 0
    piece = pattern.match(text)
    while piece and piece.end() > at:
        at = piece.end()
        piece = pattern.match(text, at)
    return text[at:]


def _cut_ends(pattern: re.Pattern[str], text: str) -> str:
    """The text before all pieces that it ends with, each of `_LONGEST_END` characters at most."""
    end = len(text)
    piece = pattern.search(text, max(0, end - _LONGEST_END), end)
    while piece and piece.start() < end:
        end = piece.start()
        piece = pattern.search(text, max(0, end - _LONGEST_END), end)
    return text[:end]


def read_list_behind(rest: str) -> str | None:
    """The enumeration that an amount is of, where a noun of all closes it.

    >>> read_list_behind("普惠加油、健身等特色普惠项目。")
    '普惠加油、健身等特色普惠项目'
    """
    listed = _LISTED.match(rest)
    if listed:
        return listed[0]
    return None


def cut_verb_behind(segment: str) -> str:
    """A segment that another amount follows, without what is done to that one.

    >>> cut_verb_behind("科技特派员服务"), cut_verb_behind("科技特派员")
    ('科技特派员', '科技特派员')
    """
    return _VERB_LAST.sub("", segment)


def read_thing_behind(segment: str) -> str | None:
    """The thing that stands behind an amount, `segment` being what follows in its clause.

    >>> read_thing_behind("充电站，")
    '充电站'
    >>> read_thing_behind("老旧小区改造")
    '老旧小区'
    >>> read_thing_behind("左右的") is None
    True
    """
    qualifier = _QUALIFIER.match(segment)
    text = _skip_pieces(_BEHIND_LEADING, segment[qualifier.end() :] if qualifier else segment)
    end = len(text)
    for stop in _BEHIND_END.finditer(text):
        if stop.start() >= _LEAST or text[stop.start()] in _SIGNS:
            end = stop.start()
            break
    phrase = text[:end].strip()
    shorter = _cut_ends(_BEHIND_TAIL, phrase)
    return (shorter or phrase) or None
