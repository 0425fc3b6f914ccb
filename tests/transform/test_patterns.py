"""Patterns that find their own short ways find what the same patterns find, and say truly what follows from them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transform.lexicon.pattern import Pattern, ends_with, find_places
from transform.lexicon.syntax import strip_layout
from transform.lexicon.table_patterns import entry_expression

LETTERS = "ab一、1 \n"
ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "一",
        "、",
        r"\d",
        r"\s",
        "[ab]",
        "[一-三]",
        "[^a]",
        ".",
        r"\w",
        "^",
        "$",
        r"(?<=a)",
        "(?!b)",
        r"[^\d]",
        r"\S",
    ]
)


def _larger(inner):
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "??", "*+", "{,2}", "{1,}"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
        st.tuples(inner, inner, inner).map(
            lambda three: f"(?:(?P<g>{three[0]})?(?(g){three[1]}|{three[2]}))"
        ),
    )


def _is_valid(pattern):
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


PATTERNS = st.recursive(ATOMS, _larger, max_leaves=8).filter(_is_valid)


def spans(pattern, text):
    return [(match.span(), match.groups()) for match in pattern.finditer(text)]


@given(PATTERNS, st.text(LETTERS, max_size=12))
def test_the_same_is_found(pattern, text):
    plain, quick = re.compile(pattern), Pattern(pattern)
    assert spans(quick, text) == spans(plain, text)
    assert (quick.search(text) is None) == (plain.search(text) is None)


@given(PATTERNS, st.text(LETTERS, max_size=16))
def test_a_scan_finds_what_a_plain_search_finds(pattern, text):
    scanned = [(match.span(), match.groups()) for match in Pattern(pattern).scan(text)]
    assert [span for span in scanned if span[0][0] < span[0][1]] == [
        span for span in spans(re.compile(pattern), text) if span[0][0] < span[0][1]
    ]


@given(PATTERNS, st.text(LETTERS, max_size=16), st.integers(0, 6), st.integers(0, 16))
def test_a_scan_of_a_stretch_finds_what_a_plain_search_of_it_finds(pattern, text, start, end):
    scanned = [match.span() for match in Pattern(pattern).scan(text, start, end)]
    plain = [match.span() for match in re.compile(pattern).finditer(text, start, end)]
    assert [span for span in scanned if span[0] < span[1]] == [
        span for span in plain if span[0] < span[1]
    ]


@given(PATTERNS, st.text(LETTERS, max_size=12), st.integers(0, 4), st.integers(0, 12))
def test_a_text_holds_what_a_search_finds(pattern, text, start, end):
    quick, plain = Pattern(pattern), re.compile(pattern)
    found = plain.search(text, start, end)
    sought = quick.seek(text, start, end)
    assert quick.holds(text, start, end) == (found is not None)
    assert (sought and (sought.span(), sought.groups())) == (
        found and (found.span(), found.groups())
    )
    if plain.search(text):
        assert quick.may_hold(text)


@given(PATTERNS, st.text(LETTERS, max_size=8))
def test_a_text_ends_as_derived_where_a_match_ends_with_it(pattern, text):
    if any(match.end() == len(text) for match in re.finditer(pattern, text)):
        assert Pattern(pattern).may_end(text)


def test_signs_are_what_few_texts_hold():
    day = Pattern(r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?前?")
    assert day._signs.search.pattern == r"月(?<=[\d]月)"
    assert [found.group() for found in day.scan("每月通报，2021年6月底前办结；7月8日")] == [
        "2021年6月底前",
        "7月8日",
    ]


@given(PATTERNS, st.text(LETTERS, max_size=8))
def test_every_match_holds_a_needed_word(pattern, text):
    quick = Pattern(pattern)
    for found in re.finditer(pattern, text):
        assert any(word in found.group() for word in quick.needs)
        assert quick.may_match(text)
        assert quick.may_match(text, *found.span())


@given(PATTERNS, st.text(LETTERS, max_size=12))
def test_what_is_matched_begins_as_derived(pattern, text):
    try:
        beginnings = Pattern(pattern).beginnings
    except ValueError:
        return
    match = re.compile(pattern).match(text)
    assert match is None or text[0] in beginnings


@given(st.text("号2019年〔〕 \n", max_size=30), st.integers(0, 3), st.integers(0, 2))
def test_around_finds_what_lies_near_a_sign(text, before, behind):
    number = Pattern(r"[12]\d*号?")
    for found in number.around(text, "号〕", before, behind):
        near = [
            place
            for place in find_places(text, "号〕")
            if found.start() <= place <= found.start() + before
        ]
        assert near
        assert found.end() <= near[-1] + 1 + behind


def test_around_finds_each_once_and_nothing_far_away():
    number = Pattern(r"\d{1,4}年?第?\d{0,3}号?")
    text = "2019年，附件12：某府发2020年第3号、第14号号，15"
    assert [found.group() for found in number.around(text, "号", before=8)] == [
        "2020年第3号",
        "14号",
    ]


def test_a_look_ahead_holds_the_first_characters():
    quick = Pattern(r"(?P<n>(?<!\d)[0-9]{1,2}|[一二])?\s?(?:月|年底)")
    assert quick.compiled.pattern.startswith(r"(?=[0-9\s一二年月])")


def test_it_holds_the_second_ones_too_where_every_match_is_longer_than_one():
    quick = Pattern(r"(?:[市县]级?|主要?)(?<!要)(?:牵头|责任(?=单位))|各\d?.?|[一二]{2}")
    assert quick.compiled.pattern.startswith(r"(?=[一主二县各市])(?:")
    quick = Pattern(r"(?:[市县]级?|主要?)(?<!要)(?:牵头|责任(?=单位))|各\d?单|[一二]{2}")
    assert quick.compiled.pattern.startswith(r"(?=[一主二县各市][\d一二单牵级要责])")


@pytest.mark.parametrize("pattern", ["a?", ".a", "[^a]b", "(?:a|)", r"(a)b\1|\1", "(?i:a)b"])
def test_what_may_begin_with_anything_stays_as_it_is(pattern):
    assert Pattern(pattern).compiled.pattern == pattern


def test_the_longest_words_are_needed():
    assert Pattern("(?:国家)?金融(?:监督|监管)?总局.{2,4}(?P<tail>分局|支局)").needs == {"金融"}
    assert Pattern("(?P<place>.{2,8})(?P<tail>海关|供电公司)").needs == {"海关", "供电公司"}
    assert Pattern("[甲乙]?").needs == {""}
    assert Pattern("[甲乙].").needs == {"甲", "乙"}


def test_layout_is_no_part_of_a_pattern():
    pattern = Pattern(
        r"""
        \d{1,2} 月 [底末]      # e.g. 6月底, 10月末
        | 年底 \# [ #\]]       # a sign [ that is no comment
        """
    )
    assert pattern.source == r"\d{1,2}月[底末]|年底\#[ #\]]"
    assert pattern.examples == ["6月底", "10月末"]
    assert pattern.fullmatch("年底# ")
    assert pattern.fullmatch("年底#]")


@given(PATTERNS)
def test_a_pattern_without_layout_stays_as_it_is(pattern):
    assert strip_layout(pattern) == pattern


def test_an_error_says_what_the_engine_says():
    for wrong in ("(a", "[a", "a)", "(?P<a", "*a"):
        with pytest.raises(re.error):
            Pattern(wrong)


def test_alternatives_may_stand_apart():
    assert [
        found.group() for found in Pattern("年底 # comment", "月末|季末").finditer("年底月末季末")
    ] == [
        "年底",
        "月末",
        "季末",
    ]


FRAMED = [
    (
        {"words": ["可", "继续"], "unless": ["再生", r"持续\d"]},
        ["可", "继续", "可"],
        "可给予、继续、可再生、可持续1、可持续",
    ),
    (
        {"words": ["前"], "before": ["年底", "月"], "unless_before": ["上月"]},
        ["前"],
        "年底前、上月前、日前",
    ),
    (
        {"words": ["周", "月"], "before": ["每"], "behind": ["报", "调度"]},
        ["周"],
        "每周报、周报、每月",
    ),
    (
        {"patterns": [r"\d 年 # e.g. 3年", "半年"], "word": "一年"},
        ["一年", "3年", "半年"],
        "一年、3年、半年、年",
    ),
]


@pytest.mark.parametrize(("entry", "found", "text"), FRAMED)
def test_entries_of_tables_stand_in_their_frames(entry, found, text):
    assert [match.group() for match in Pattern(entry_expression(entry)).finditer(text)] == found


SHORT = st.text("局委办省市", max_size=5)


@given(st.lists(st.text("局委办省市", min_size=1, max_size=3), min_size=1, max_size=5), SHORT)
def test_endings_are_found_as_plainly_looked_up(words, text):
    assert ends_with(words)(text) == text.endswith(tuple(words))


@given(st.text("：（(:甲", max_size=12), st.text("：（(:", max_size=3))
def test_places(text, characters):
    assert find_places(text, "".join(set(characters))) == [
        n for n, c in enumerate(text) if c in characters
    ]
