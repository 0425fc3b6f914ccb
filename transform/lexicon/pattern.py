r"""Patterns on official Chinese that find their own short ways.

A pattern is written as plain alternatives, one a line, an example beside each:

    DUE = Pattern(r'''
        \d{1,2} 月 (?: 底 | 末 ) 前?    # e.g. 6月底前, 10月末
        | (?: 上 | 下 ) 半年 内?         # e.g. 上半年内
    ''')

Blanks, line ends and comments are no part of it (a blank that counts stands in a set: `[ ]`). A
test finds every `# e.g.` in what the pattern matches. What a match must hold and how it may begin
follows from the pattern: no reader keeps hints of its own beside one.
"""

import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple, TypeVar

from transform.lexicon.derive import (
    begin_of,
    end_of,
    ends_the_text,
    is_many,
    list_characters,
    look_ahead,
    needed_choices,
    needed_words,
)
from transform.lexicon.signs import longest_look, signs_of
from transform.lexicon.syntax import ANYTHING, parse_pattern, strip_layout

# Characters that a match may take and look at to be sought from its signs: beyond, so much would be
# read again around each sign that one search through the whole is faster.
_FARTHEST = 400
# Characters that are looked for one by one: memory is searched for each faster than for any of
# them. For words the engine's search is the faster one, even for a single word.
_FEW = 4

Item = TypeVar("Item")


class Pattern:
    """One pattern, or several of which any may match.

    `source` is the pattern without layout, to stand inside another: f"(?:{DAY.source})前". `search`,
    `match`, `fullmatch`, `finditer`, `sub` and `split` are those of `re.Pattern`. Raises re.error
    where it cannot be compiled.
    """

    def __init__(self, *alternatives: str) -> None:
        self.examples = list(chain.from_iterable(_find_examples(text) for text in alternatives))
        self.source = "|".join(map(strip_layout, alternatives))
        try:
            self._nodes = parse_pattern(self.source)
        # It breaks off: the engine says where, and better.
        except IndexError:
            self._nodes = (ANYTHING,)
        ahead = look_ahead(self._nodes)
        # Alternatives are bracketed behind a look; without one they stay as the engine likes them
        # best.
        self.compiled = re.compile(f"{ahead}(?:{self.source})" if ahead else self.source)
        self.search = self.compiled.search
        self.match = self.compiled.match
        self.fullmatch = self.compiled.fullmatch
        self.finditer = self.compiled.finditer
        self.findall = self.compiled.findall
        self.sub = self.compiled.sub
        self.split = self.compiled.split

    def __repr__(self) -> str:
        return f"Pattern({self.source!r})"

    @property
    def guarded(self) -> str:
        """The pattern as one of several alternatives, passed over where the next character cannot begin it.

        >>> Pattern("年底|月末").guarded
        '(?=[年月][底末])(?:年底|月末)'
        """
        return f"{look_ahead(self._nodes)}(?:{self.source})"

    @cached_property
    def needs(self) -> frozenset[str]:
        """Words of which every match holds one; the empty word where none is known."""
        return needed_words(self._nodes)

    def needs_besides(self, usual: Collection[str]) -> frozenset[str]:
        """Like `needs`, of words that are rarer than the usual ones, where a match must hold such.

        >>> sorted(Pattern("(?:其余|余下)单位为配合单位").needs_besides(["单位"]))
        ['余下', '其余']
        """
        return needed_words(self._nodes, usual)

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The characters with which a match begins.

        Raises ValueError where they are many, or none need be there.
        """
        begin = begin_of(self._nodes)
        if begin.first is None or begin.may_be_empty or any(map(is_many, begin.first)):
            raise ValueError(f"begins with too much: {self.source}")
        return frozenset(member[-1] for member in begin.first)

    def holds(self, text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        r"""Whether `search` finds anything; four times as fast where it does not.

        >>> due = Pattern(r"\d{1,2}月底|年末")
        >>> due.holds("于6月底前"), due.holds("于月底前")
        (True, False)
        """
        return (self._leap or self.compiled).search(text, start, end) is not None

    def seek(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What `search` finds; faster where it finds nothing, or much stands before it."""
        if self._leap is None:
            return self.search(text, start, end)
        first = self._leap.search(text, start, end)
        return self.match(text, first.start(), end) if first else None

    @cached_property
    def _leap(self) -> re.Pattern[str] | None:
        r"""The first character of a match; None where nothing is known of it.

        The engine leaps from one character of a set to the next where a pattern begins with a plain
        set. So this one begins with what a match may begin with, and looks back on the whole.
        """
        begin = begin_of(self._nodes)
        if begin.first is None or begin.may_be_empty:
            return None
        first = f"[{''.join(sorted(begin.first))}]"
        try:
            return re.compile(rf"{first}(?<=(?={self.compiled.pattern})[\s\S])")
        # In a look back no group may be asked after that stands in it too.
        except re.error:
            return None

    @cached_property
    def may_end(self) -> Callable[[str], bool]:
        """`may_end(text)`: False where no match ends with the text, by its last two characters.

        >>> verb = Pattern("(?:牵头|负责)$")
        >>> verb.may_end("县水务局牵头"), verb.may_end("县水务局"), verb.may_end("请带头")
        (True, False, False)
        """
        end = end_of(self._nodes)
        last, before = list_characters(end.first), list_characters(end.second)

        def may_end(text: str) -> bool:
            if last is None or end.may_be_empty:
                return True
            if text[-1:] not in last:
                return False
            return before is None or end.may_be_one or text[-2:-1] in before

        return may_end

    @cached_property
    def ends_the_text(self) -> bool:
        """Whether every match ends where its text does, so that `may_end` tells whether any can be found."""
        return ends_the_text(self._nodes)

    @cached_property
    def may_match(self) -> Callable[..., bool]:
        r"""`may_match(text, start, end)`: False where nothing can be found, said faster than a search says it.

        >>> due = Pattern(r"\d{1,2}月底前")
        >>> due.may_match("6月底前"), due.may_match("月底前"), due.may_match("6月底")
        (True, True, False)
        """
        return _looks_for(self.needs)

    @cached_property
    def may_hold(self) -> Callable[[str], bool]:
        """`may_hold(text)`: like `may_match`, held against every word that a match must have.

        Dearer, and surer: for texts that hold the one word often and the others seldom.

        >>> rest = Pattern("(?:其余|其他)单位(?:配合|协办)")
        >>> rest.may_match("其他单位牵头"), rest.may_hold("其他单位牵头")
        (True, False)
        """
        choices = sorted(needed_choices(self._nodes), key=_cost_of)
        tests = [_looks_for(words) for words in choices]

        def may_hold(text: str) -> bool:
            # A generator costs more than most of these tests.
            for holds in tests:  # noqa: SIM110
                if not holds(text):
                    return False
            return True

        return may_hold

    def scan(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """The matches that `finditer` finds, sought from the signs that every match holds (signs.py).

        Faster where a match may begin at many places and texts hold few: 月 behind a number, for a
        date.
        """
        if self._signs is None:
            return self._find_all(text, start, end)
        # Most texts hold nothing: to begin a search costs more than to say so.
        if self._has_few_needs and not self.may_match(text, start, end):
            return iter(())
        return self._find_around(self._signs, text, start, end)

    def _find_around(
        self, signs: "_Signs", text: str, start: int, end: int
    ) -> Iterator[re.Match[str]]:
        done = start
        for sign in signs.search.finditer(text, start, end):
            at = sign.start()
            if at < done:
                continue
            stretch = max(done, at - signs.before), min(end, at + signs.reach)
            # One that begins behind the sign belongs to a later one, which may let it begin earlier.
            for match in self._find_begun(text, *stretch, last=at):
                yield match
                done = match.end()

    def _find_all(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        if self._leap is None:
            return self.finditer(text, start, end)
        first = self.seek(text, start, end)
        return self._go_on(first, text, end) if first else iter(())

    def _go_on(self, match: re.Match[str], text: str, end: int) -> Iterator[re.Match[str]]:
        following: re.Match[str] | None = match
        while following:
            yield following
            following = self.seek(text, following.end(), end)

    def _find_begun(self, text: str, start: int, end: int, last: int) -> Iterator[re.Match[str]]:
        """The matches in `text[start:end]` that begin at `last` or before, one behind the other."""
        firsts = self._firsts
        while start <= last:
            match = None
            if firsts is None or text[start] in firsts:
                match = self.match(text, start, end)
            if match is not None:
                yield match
            start = max(match.end(), start + 1) if match else start + 1

    @cached_property
    def _firsts(self) -> frozenset[str] | None:
        """The characters with which a match may begin; None where they are not known, or more than can be listed."""
        begin = begin_of(self._nodes)
        if begin.first is None or begin.may_be_empty:
            return None
        return list_characters(begin.first)

    @cached_property
    def _has_few_needs(self) -> bool:
        """Whether it costs less to look for what a match needs than for its signs."""
        return len(_least_words(self.needs)) <= _FEW

    @cached_property
    def _signs(self) -> "_Signs | None":
        """None where there are no signs, or a match may begin or go on too far from them."""
        signs = signs_of(self._nodes)
        # Nothing that is looked at ends there.
        reach = longest_look(self._nodes) + 2
        if not signs or reach > _FARTHEST:
            return None
        words: dict[str, frozenset[str] | None] = {}
        for sign in signs:
            known = words.get(sign.word, frozenset())
            words[sign.word] = None if known is None or sign.before is None else known | sign.before
        search = re.compile(
            "|".join(_sign_expression(*item) for item in sorted(words.items(), key=itemgetter(0)))
        )
        return _Signs(search, max(sign.distance for sign in signs), reach)

    def around(
        self,
        text: str,
        signs: str,
        before: int,
        behind: int = 0,
        start: int = 0,
        end: int = sys.maxsize,
    ) -> Iterator[re.Match[str]]:
        """Matches near one of a few rare characters, in order and without overlap.

        Each begins at most `before` characters before a sign (or with it) and ends at most `behind`
        characters behind it; what the pattern looks at lies in that stretch too. For what nearly
        every place of a text may begin, but few texts end: `NUMBER.around(text, "号", before=30)`.
        """
        done = start
        for at in find_places(text, signs, start, end):
            for match in self.compiled.finditer(
                text,
                max(done, at - before),
                min(end, at + 1 + behind),
            ):
                if match.start() > at:
                    break
                yield match
                done = match.end()


class _Signs(NamedTuple):
    """A search for signs; how far before one a match begins at most, how far behind it nothing is looked at."""

    search: re.Pattern[str]
    before: int
    reach: int


def _sign_expression(word: str, before: frozenset[str] | None) -> str:
    # A search that begins with a literal skips a text at the speed of memory; what stands round it
    # is looked at then. One character is taken, so that a sign inside another is seen too.
    first, rest = re.escape(word[0]), re.escape(word[1:])
    return (
        first
        + (f"(?={rest})" if rest else "")
        + (f"(?<=[{''.join(sorted(before))}]{first})" if before else "")
    )


def sort_by_end(
    items: Iterable[Item], may_end: Callable[[Item, str], bool]
) -> Callable[[str], tuple[Item, ...]]:
    """`of(text)`: those of many items that a text's last two characters leave possible; kept for each such end.

    >>> of = sort_by_end(["水利局", "财政局", "镇"], lambda word, end: word.endswith(end))
    >>> of("县财政局"), of("县学校")
    (('财政局',), ())
    """
    listed = tuple(items)

    @lru_cache(maxsize=1 << 12)
    def find_possible(end: str) -> tuple[Item, ...]:
        return tuple(item for item in listed if may_end(item, end))

    return lambda text: find_possible(text[-2:])


def ends_with(words: Iterable[str]) -> Callable[[str], bool]:
    """A test whether a text ends with one of `words`, by its last character: most names end with none of them.

    >>> ends_as_organ = ends_with(["局", "委员会"])
    >>> ends_as_organ("县水务局"), ends_as_organ("县委员会"), ends_as_organ("县人大会")
    (True, True, False)
    """
    by_last: dict[str, tuple[str, ...]] = {}
    for word in words:
        by_last[word[-1]] = (*by_last.get(word[-1], ()), word)
    # A word of one character says all that longer ones with the same end say.
    alone = frozenset(last for last, endings in by_last.items() if last in endings)

    def ends(text: str) -> bool:
        last = text[-1:]
        if last in alone:
            return True
        return last in by_last and text.endswith(by_last[last])

    return ends


def find_places(text: str, characters: str, start: int = 0, end: int = sys.maxsize) -> list[int]:
    """Where any of a few rare characters stands, in order: `str.find` is much faster here than the regex engine.

    >>> find_places("（甲）乙）", "（）")
    [0, 2, 4]
    """
    places = []
    for character in characters:
        at = text.find(character, start, end)
        while at >= 0:
            places.append(at)
            at = text.find(character, at + 1, end)
    places.sort()
    return places


def _looks_for(words: frozenset[str]) -> Callable[..., bool]:
    """A test whether `text[start:end]` holds one of `words`."""
    least = _least_words(words)
    search = re.compile("|".join(map(re.escape, least))).search

    def holds_any(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        return search(text, start, end) is not None

    def holds_one_of_few(text: str, start: int = 0, end: int = sys.maxsize) -> bool:
        # A generator costs more than these searches.
        for word in least:  # noqa: SIM110
            if text.find(word, start, end) >= 0:
                return True
        return False

    if len(least) <= _FEW and all(len(word) == 1 for word in least):
        return holds_one_of_few
    return holds_any


def _least_words(words: frozenset[str]) -> list[str]:
    """Words without those that hold another: a text with 之内 holds 内."""
    return sorted(
        word for word in words if not any(other in word for other in words if other != word)
    )


def _cost_of(words: frozenset[str]) -> tuple[bool, int]:
    """How dear it is to look for any of `words`, and how much it says that one is there."""
    return len(words) > _FEW, -min(map(len, words))


def _find_examples(pattern: str) -> list[str]:
    """What the comments of a pattern laid out for people give as examples: `# e.g. 6月底前, 10月末`."""
    comments = re.findall(r"#\s*e\.g\.\s*(.*)", pattern)
    return [
        example.strip()
        for example in chain.from_iterable(comment.split(", ") for comment in comments)
    ]
