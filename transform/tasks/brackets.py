"""Brackets of a text that may hold a clause: the outermost ones, closed or not (docs/reading.md, Task, 2)."""

import re

from transform.actors.labels import ANY_LABEL, BULLETS, COLON, LABEL, LONG_LABEL
from transform.lexicon.pattern import Pattern, find_places
from transform.model import Span

OPENING = "（([［【〔〈〖"
CLOSING = ")）]］】〕〉〗"
# These open a clause only before a label: <牵头单位：…>; in prose they quote and compare.
_RARE = {"<": ">", "＜": "＞", "《": "》", "「": "」", "『": "』", "{": "}", "｛": "｝"}
ALL_OPENING = frozenset((*OPENING, *_RARE))
ALL_CLOSING = frozenset((*CLOSING, *_RARE.values()))
_BRACKET = re.compile(r"[（(\[［【〔〈〖]|[)）\]］】〕〉〗]|\n")
_PLAIN = re.compile(r"[（(\[［【〔〈〖][^（(\[［【〔〈〖)）\]］】〕〉〗\n]*[)）\]］】〕〉〗]")
_CLOSES = re.compile(r"[^（(\[［【〔〈〖。\n]{0,200}[)）\]］】〕〉〗]")
LABELLED = Pattern(rf"\s*+(?:{LABEL}{COLON}|{LONG_LABEL}(?:为|是|\s))")
_LINE_LABEL = Pattern(rf"[\s{BULLETS}]*+{ANY_LABEL}{COLON}")
# As 牵头： in a bracket that its line does not close, or （负责）.
_SHORTEST = 4
# A longer stretch is text whose bracket nobody closed.
_LONGEST = 1500


def find_brackets(text: str) -> list[Span]:
    """Outermost brackets whose content may be a clause; one that nothing closes ends with its line.

    >>> find_brackets("修渠（县水务局（水利科）、县财政局）。")
    [(2, 18)]
    >>> find_brackets("修渠（牵头单位：县水务局")
    [(2, 12)]
    >>> find_brackets("修渠〈含支渠"), find_brackets("比去年<增长>")
    ([], [])
    """
    brackets: list[Span] = []
    end = 0
    for start in find_places(text, OPENING):
        if start < end:
            continue
        plain = _PLAIN.match(text, start)
        if plain:
            end = plain.end()
            brackets.append((start, end))
        else:
            end = _read_nested(text, start, brackets)
    brackets += _rare_brackets(text)
    return [(start, end) for start, end in sorted(brackets) if _SHORTEST <= end - start <= _LONGEST]


def _rare_brackets(text: str) -> list[Span]:
    """Brackets of kinds that are clauses only with a label behind them."""
    brackets = []
    for start in find_places(text, "".join(_RARE)):
        if not LABELLED.match(text, start + 1):
            continue
        line_end = text.find("\n", start)
        line_end = len(text) if line_end < 0 else line_end
        closing = text.find(_RARE[text[start]], start, line_end)
        brackets.append((start, closing + 1 if closing >= 0 else line_end))
    return brackets


def _read_nested(text: str, start: int, spans: list[Span]) -> int:
    """Adds what may be clauses of a bracket that holds others or that its line does not close; returns its end."""
    opened: list[int] = []
    for token in _BRACKET.finditer(text, start):
        char, at = token.group(), token.start()
        if char in OPENING:
            opened.append(at)
        elif char == "\n":
            if goes_on(text, start, at):
                continue
            if LABELLED.match(text, start + 1):
                spans.append((start, at))
            return at
        else:
            inner = opened.pop()
            # Of brackets within brackets the outermost counts, and whichever a label opens.
            if not opened or LABELLED.match(text, inner + 1):
                spans.append((inner, at + 1))
            if not opened:
                return at + 1
    if LABELLED.match(text, start + 1):
        spans.append((start, len(text)))
    return len(text)


def goes_on(text: str, start: int, line_end: int) -> bool:
    r"""Whether a clause in brackets goes on in the next line: a label begins it, or the bracket closes there.

    `start` is the place of its bracket, `line_end` that of the line break.

    >>> goes_on("（责任单位：县水利局、\n县财政局）", 0, 11), goes_on("（牵头单位：县水利局\n配合单位：县财政局", 0, 10)
    (True, True)
    >>> goes_on("（责任单位：县水利局、\n二、工作要求", 0, 11)
    False
    """
    if not LABELLED.match(text, start + 1):
        return False
    if _LINE_LABEL.match(text, line_end + 1) is not None:
        return True
    return _CLOSES.match(text, line_end + 1) is not None
