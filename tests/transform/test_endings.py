"""A test for endings says what `str.endswith` says of the same words."""

from hypothesis import given
from hypothesis import strategies as st

from transform.lexicon.endings import ends_with

SHORT = st.text("局委办省市", max_size=5)


@given(st.lists(st.text("局委办省市", min_size=1, max_size=3), min_size=1, max_size=5), SHORT)
def test_endings_are_found_as_plainly_looked_up(words, text):
    assert ends_with(words)(text) == text.endswith(tuple(words))
