"""Markup that a parser's time would drown in: it is told before it is parsed, in linear time.

A parser compares each attribute of a tag with those before it, and walks up through what is open: a
tag of a hundred thousand attributes, or as many nested elements, keep it busy for minutes, and no
signal interrupts it.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from taizhang.nesting import LIMIT, nests_too_deep

MOST_ATTRIBUTES = 1000
# So short a source costs a parser 50 milliseconds at most, however it is written.
SHORT = 8192
# One attribute by the rules of the HTML standard (13.2.5.32 and following).
ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?>(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?)"""
# Signs of less in it are no tags. Its first letter is looked at before the name in any case is.
SCRIPT = r"(?=[sS])(?i:script|style)\b[^>]*+>(?>(?:[^<]++|<(?!/(?i:script|style)))*)"
TAG = rf"[a-zA-Z][^\s/>]*+(?>(?:{ATTRIBUTE}){{0,{MOST_ATTRIBUTES - 1}}})(?!{ATTRIBUTE})"
# What nearly all tags are, name="value" a few times over: with so few letters between the values
# it has fewer attributes whatever they are. No quotation mark is one of a name, nor without a name.
PLAIN_TAG = r"""[a-zA-Z](?>(?:[^>"'=]{1,30}+(?<=[a-zA-Z])="[^"]*+"){0,40})[^>"'=]{0,30}+>"""
# A source none of whose tags has more: each of its letters is looked at once.
UNCROWDED = re.compile(rf"[^<]*+(?>(?:<(?:/|{SCRIPT}|{PLAIN_TAG}|{TAG}|(?![a-zA-Z]))[^<]*+)*)")


class MarkupError(ValueError):
    """Markup that is not parsed; the message says why."""


def refuse_markup(source: str) -> str | None:
    """Why a source is not parsed; None for one that is."""
    if len(source) > SHORT and UNCROWDED.fullmatch(source) is None:
        return f"a tag has {MOST_ATTRIBUTES} attributes or more"
    if nests_too_deep(source):
        return f"elements nest deeper than {LIMIT}"
    return None


def parse_markup(source: str) -> LexborHTMLParser:
    """The tree of a page. Raises MarkupError where parsing it could take minutes."""
    reason = refuse_markup(source)
    if reason is not None:
        raise MarkupError(reason)
    return LexborHTMLParser(source)
