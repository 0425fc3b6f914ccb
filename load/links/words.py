"""The words of a text that say what is to be done, without those that differ between plans or stand in all of them."""

import re
from collections.abc import Iterable
from functools import lru_cache

from load.links.tables import general_words, level_words, same_words

# Texts: a plan is taken apart several times, and its sentences come again the next year.
REMEMBERED = 16_384

_LABEL = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]+|第[一二三四五六七八九十\d]+[条章节])\s*"
)


def _any_of(words: Iterable[str]) -> str:
    """A pattern of plain words, the longest first: 政府信息公开 before 公开."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_SAME = same_words()
_SAME_WORD = re.compile(_any_of(_SAME))
# Days of a year and month, whole: of 2025年6月30日 without its numbers 年月日 would be left, which any two terms share.
_DAY = r"\d+年(?:\d+月)?(?:\d+日)?|\d+月(?:\d+日|底|末)?"
_PASSED_OVER = re.compile("|".join([_any_of(level_words()), _DAY, r"\d+", r"\W+", "_"]))
_GENERAL = re.compile(_any_of(general_words()))


def without_label(heading: str) -> str:
    """A heading without its number.

    >>> without_label("（三）规范政府公报")
    '规范政府公报'
    """
    label = _LABEL.match(heading)
    if label:
        return heading[label.end() :]
    return heading


@lru_cache(maxsize=REMEMBERED)
def words_that_count(text: str) -> str:
    """A text without what may differ between two plans.

    Label, numbers, signs, a level's words; one word a thing.

    >>> words_that_count("1.全县公布口袋公园12个。")
    '公开口袋公园个'
    """
    return _PASSED_OVER.sub("", _one_word_a_thing(without_label(text)))


def object_words(text: str) -> list[str]:
    """The stretches of a text that say what something is done to, without words that any plan says of anything.

    >>> object_words("加强政府网站和公报建设")
    ['政府网站和公报']
    """
    pieces = _GENERAL.split(_one_word_a_thing(without_label(text)))
    counted = (_PASSED_OVER.sub("", piece) for piece in pieces)
    return [piece for piece in counted if piece]


def _one_word_a_thing(text: str) -> str:
    return _SAME_WORD.sub(lambda word: _SAME[word[0]], text)
