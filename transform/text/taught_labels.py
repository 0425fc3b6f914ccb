r"""Labels that a document teaches: before a colon, again and again, with nothing but organs behind it.

包干：县住建局 in two items or more says what 包干 is, though no table knows the word: a label of units. Labels that
tables know are read by them, and those of a page (来源：县水利局) give nobody anything to do.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from taizhang.regions import place_length
from taizhang.tables.terms import Role
from transform.actors.labels import COLONS, is_known_label
from transform.actors.organ_names import is_organ, may_be_unit
from transform.actors.organs import identify_organ
from transform.actors.unit_names import prefix_of
from transform.actors.units import split_text
from transform.lexicon.pattern import find_places
from transform.model import Span
from transform.text.labelled import is_page_label

# Items that print the same label, from which on it is no chance.
FEWEST_ALIKE = 2
_LABEL = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,6}[ \t\u3000]*$")
_VALUE = re.compile(rf"[ \t\u3000]*(?P<names>[^\n；;。{COLONS}）)】\]〕]{{2,80}})")
# A second field behind blanks or a comma leaves its label at the end of the first one's value.
_NEXT_LABEL = re.compile(r"[，,\s\u3000、][\u4e00-\u9fff]{2,6}[ \t\u3000]*$")
_LONGEST_LABEL = 12
_SEPARATOR = re.compile("[、，,]")
_FEWEST_LIKELY = 3
# A meeting's place ends as a section does: 会议室.
_NO_UNITS = frozenset(("地点", "地址", "会场", "场地", "场所", "集合"))


def find_taught_labels(text: str) -> dict[str, list[Span]]:
    r"""The labels of units that a text teaches, each with where label and names stand.

    >>> text = "1.修渠。\n包干：县水利局；帮衬：县财政局\n2.种树。\n包干：县林业局；帮衬：县财政局"
    >>> [[text[start:end] for start, end in spans] for spans in find_taught_labels(text).values()]
    [['包干：县水利局', '包干：县林业局'], ['帮衬：县财政局', '帮衬：县财政局']]

    Once is no lesson, and what stands before a number or a sentence is none:

    >>> find_taught_labels("包干：县水利局\n电话：0571-8686\n电话：0571-8687")
    {}
    """
    found: defaultdict[str, dict[int, Span]] = defaultdict(dict)
    # Labels before a name that says whose it is: 石桥镇 and 信访办 say it beside such a one only.
    sure: set[str] = set()
    for word, places in find_repeated_labels(text).items():
        for start, colon in places:
            value = _VALUE.match(text, colon + 1)
            names, end = _read_names(text, value) if value is not None else ((), 0)
            if names:
                found[word].setdefault(text.rfind("\n", 0, colon), (start, end))
                if any(map(_says_whose, names)):
                    sure.add(word)
    return {
        label: list(lines.values())
        for label, lines in found.items()
        if label in sure and len(lines) >= FEWEST_ALIKE
    }


def find_likely_labels(text: str) -> list[Span]:
    r"""Where a label stands three times before what ends as units do: 主体：作物所；服务：科研处. It may be one of units.

    >>> text = "1.育种。主体：作物所\n2.建库。主体：各研究所\n3.推广。主体：成果转化处"
    >>> [text[start:end] for start, end in find_likely_labels(text)]
    ['主体：', '主体：', '主体：']
    >>> find_likely_labels("地点：会议室\n地点：会议室\n地点：礼堂")
    []
    """
    likely: list[Span] = []
    for word, places in find_repeated_labels(text).items():
        values = [_VALUE.match(text, colon + 1) for _, colon in places]
        if len(values) < _FEWEST_LIKELY or word in _NO_UNITS:
            continue
        named = [_SEPARATOR.split(value["names"].strip()) for value in values if value is not None]
        if len(named) == len(values) and all(map(_may_be_units, named)):
            likely += [(start, colon + 1) for start, colon in places]
    return sorted(likely)


def _may_be_units(names: Sequence[str]) -> bool:
    return all(is_organ(name) or may_be_unit(name) for name in names)


# Asked for a document's clauses, then for its doubts.
@lru_cache(maxsize=4)
def find_repeated_labels(text: str) -> dict[str, list[Span]]:
    """What stands before colons twice at least and may be a label that no table knows, with its begin and its colon."""
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for colon in find_places(text, COLONS):
        label = _LABEL.search(text, max(colon - _LONGEST_LABEL, 0), colon)
        if label is not None:
            places[label.group().strip()].append((label.start(), colon))
    return {
        word: spans
        for word, spans in places.items()
        if len(spans) >= FEWEST_ALIKE and _may_be_taught(word)
    }


def names_organs(names: Sequence[str]) -> bool:
    """Whether names are all those of organs, of which one says by itself whose it is.

    >>> names_organs(("县水利局", "财政局")), names_organs(("信息中心",)), names_organs(())
    (True, False, False)
    """
    return bool(names) and all(map(is_organ, names)) and any(map(_says_whose, names))


def _says_whose(name: str) -> bool:
    return prefix_of(name) is not None or place_length(name) > 0


def _may_be_taught(label: str) -> bool:
    return not (is_known_label(label) or is_page_label(label) or identify_organ(label))


def _read_names(text: str, value: re.Match[str]) -> tuple[tuple[str, ...], int]:
    """The names behind a colon and where they end, the label of the next field apart; none where one is no organ's."""
    end = value.end()
    if text[end : end + 1] in tuple(COLONS):
        following = _NEXT_LABEL.search(text, value.start(), end)
        if following is None:
            return (), 0
        end = following.start()
    split = split_text(text[value.start("names") : end], Role.RESPONSIBLE, frozenset())
    if split.doubts or not all(map(is_organ, split.names)):
        return (), 0
    return split.names, end
