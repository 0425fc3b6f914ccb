"""Patterns searched fast find what the same patterns find."""

import re

from hypothesis import given
from hypothesis import strategies as st

from transform.lexicon.quick import beginnings, compile_quick

LETTERS = "ab一、1 \n"
ATOMS = st.sampled_from(
    ["a", "b", "一", "、", r"\d", r"\s", "[ab]", "[一-三]", "[^a]", ".", r"\w", "^", "$", r"(?<=a)", "(?!b)"]
)


def _larger(inner):
    return st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda some: f"(?:{'|'.join(some)})"),
        inner.map(lambda one: f"({one})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "??"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.tuples(inner, inner, inner).map(lambda three: f"(?:(?P<g>{three[0]})?(?(g){three[1]}|{three[2]}))"),
    )


def _is_valid(pattern):
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


PATTERNS = st.recursive(ATOMS, _larger, max_leaves=8).filter(_is_valid)


@given(PATTERNS, st.text(LETTERS, max_size=12))
def test_the_same_is_found(pattern, text):
    plain, quick = re.compile(pattern), compile_quick(pattern)
    assert [(m.span(), m.groups()) for m in quick.finditer(text)] == [
        (m.span(), m.groups()) for m in plain.finditer(text)
    ]


def test_a_look_ahead_holds_the_first_characters():
    quick = compile_quick(r"(?P<n>(?<!\d)[0-9]{1,2}|[一二])?\s?(?:月|年底)")
    assert quick.pattern.startswith(r"(?=[0-9\s一二年月])")


def test_it_holds_the_second_ones_too_where_every_match_is_longer_than_one():
    quick = compile_quick(r"(?:[市县]级?|主要?)(?<!要)(?:牵头|责任(?=单位))|各\d?.?|[一二]{2}")
    assert quick.pattern.startswith(r"(?=[一主二县各市])(?:")
    quick = compile_quick(r"(?:[市县]级?|主要?)(?<!要)(?:牵头|责任(?=单位))|各\d?单|[一二]{2}")
    assert quick.pattern.startswith(r"(?=[一主二县各市][\d一二单牵级要责])")


def test_what_may_begin_with_anything_stays_as_it_is():
    assert [compile_quick(pattern).pattern for pattern in ("a?", ".a", "[^a]b", "(?:a|)")] == [
        "a?",
        ".a",
        "[^a]b",
        "(?:a|)",
    ]


@given(PATTERNS, st.text(LETTERS, max_size=12))
def test_what_is_matched_begins_as_told(pattern, text):
    try:
        told = beginnings(pattern)
    except ValueError:
        return
    match = re.compile(pattern).match(text)
    assert match is None or text[0] in told
