"""Markup that a parser would drown in is told the same whether its tags are passed over as plain ones or looked through."""

import re

from hypothesis import given
from hypothesis import strategies as st

from taizhang import markup

PIECES = ["<", ">", '"', "'", "=", " ", "/", "a", 'b="c"', ' d="e"', 'x=">"', "<a", "<b c", "<!--"]
# The rule without the short way, and with it, for tags of a hundred attributes.
TAG = markup.TAG.replace(str(markup.MOST_ATTRIBUTES - 1), "99")
SHORT_WAY = markup.PLAIN_TAG.replace("30}", "6}").replace("{0,40}", "{0,20}")
SLOW = re.compile(rf"[^<]*+(?>(?:<(?:{markup.SCRIPT}|{TAG}|(?![a-zA-Z]))[^<]*+)*)")
FAST = re.compile(rf"[^<]*+(?>(?:<(?:/|{markup.SCRIPT}|{SHORT_WAY}|{TAG}|(?![a-zA-Z]))[^<]*+)*)")


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from([1, 30, 60]))
def test_a_plain_tag_is_passed_over_as_any_other_is(pieces, times):
    source = "<p " + "".join(pieces) * times
    assert (FAST.fullmatch(source) is None) == (SLOW.fullmatch(source) is None)


def test_a_tag_of_a_thousand_attributes_is_refused_however_they_are_written():
    for attribute in ('a="b" ', "a ", "a=b ", 'a=">" ', "a='<' "):
        source = f"<p {attribute * markup.MOST_ATTRIBUTES}>" + " " * markup.SHORT
        assert markup.refuse_markup(source) is not None
    assert markup.refuse_markup('<p class="a b" id="c">' * 500) is None
