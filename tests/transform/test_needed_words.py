"""What matches a pattern holds one of the words that it needs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.transform.test_quick_patterns import LETTERS, PATTERNS
from transform.lexicon.needed import needed_words


@given(PATTERNS, st.text(LETTERS, max_size=8))
def test_every_match_holds_a_needed_word(pattern, text):
    words = needed_words(pattern)
    for found in re.finditer(pattern, text):
        assert any(word in found.group() for word in words)


def test_the_longest_words_count():
    assert needed_words("(?:国家)?金融(?:监督|监管)?总局.{2,4}(?P<tail>分局|支局)") == {"金融"}
    assert needed_words("(?P<place>.{2,8})(?P<tail>海关|供电公司)") == {"海关", "供电公司"}
    assert needed_words("[甲乙]?") == {""}
