"""What a short way says of names and clauses is what the long way says."""

import re
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from transform.actors import lead_rules, organs, roles
from transform.lexicon import table
from transform.targets.amounts import find_amounts
from transform.targets.promises import may_be_promised
from transform.targets.read import read_targets
from transform.web import script_values

PIECES = st.sampled_from(
    [
        *"省市县区乡镇水务财政发改公安科技局委",
        *("部门", "银行", "管委会", "中心", "办公室", "人民政府", "集团有限公司", "学校"),
        *("移动", "直机关", "党校", "税务", "海关", "园区"),
    ]
)
NAMES = st.lists(PIECES, min_size=1, max_size=6).map("".join)
CLAUSES = st.lists(
    st.one_of(
        PIECES,
        st.sampled_from(
            [*"、，；。（）【】 \n", "责任单位", "牵头", "负责", "会同", "完成时限", "联系人"]
        ),
    ),
    max_size=14,
).map("".join)
RULES = st.lists(
    st.sampled_from(
        ["列首位的", "第一", "逗号前", "其余", "为", "牵头", "配合", "单位", "、", "★", "标"]
    ),
    max_size=9,
).map("".join)
SCRIPTS = st.lists(
    st.sampled_from(
        [
            "doc",
            "Title",
            "title",
            "bt",
            "biaoti",
            "_",
            " ",
            "=",
            ":",
            "'",
            '"',
            "关于修渠的通知",
            "<",
        ]
    ),
    max_size=16,
).map("".join)
AMOUNTS = st.lists(
    st.sampled_from(
        ["压缩", "时限", "建成", "至", "3天", "20个工作日", "2个中心", "以上", "，", "。", "和"]
    ),
    max_size=9,
).map("".join)


@given(NAMES)
def test_a_body_is_told_by_its_end(name):
    patterns = [entry["pattern"] for entry in table("organs", "body")]

    assert organs.is_body(name) is any(re.search(pattern, name) for pattern in patterns)


@given(NAMES, st.sampled_from([None, date(2017, 1, 1), date(2024, 1, 1)]))
def test_an_organ_led_from_above_is_told_by_its_end(name, day):
    fitting = [
        entry
        for entry in organs._organ_patterns()
        if (day is None or entry.since <= day <= entry.until) and entry.pattern.fullmatch(name)
    ]

    assert (organs._led_from_above(name, day) is not None) is bool(fitting)


@given(NAMES)
def test_no_name_is_known_that_ends_as_no_body_does(name):
    known = any(organs._choose_body(parts, None) for parts in organs._take_apart(name))

    assert (organs._find_known(name, None) is not None) is known


@given(CLAUSES)
@example("县水务局牵头，县财政局配合")
@example("【责任单位】县水务局；完成时限 年底")
def test_without_a_colon_no_label_needs_one(clause):
    def read(pattern):
        return [(token.span(), token.lastgroup) for token in pattern.finditer(clause)]

    assert read(roles._TOKEN_WITHOUT_COLON) == read(roles._TOKEN)


@given(RULES)
def test_every_rule_on_who_leads_holds_a_telling_word(text):
    stated = any(pattern.search(text) for _, pattern in lead_rules._PATTERNS)

    assert not stated or lead_rules._TELLING.search(text)


@given(SCRIPTS)
def test_every_title_of_a_script_is_found_from_its_names_end(source):
    found = [match.span() for match in script_values._titles_in(source)]

    assert found == [match.span() for match in script_values._TITLE.finditer(source)]


@given(AMOUNTS)
def test_what_may_be_no_promise_is_none(text):
    promised = {target.span[0] for target in read_targets(text, 2024)}
    possible = {a.start for a in find_amounts(text) if may_be_promised(a, text, 0)}

    assert promised <= possible
