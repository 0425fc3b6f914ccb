"""What a letter tells those to whom it is sent: 县财政局： and below it 由县财政局于6月10日前筹足 (docs/reading.md, Doubts)."""

import re
from collections.abc import Sequence
from itertools import accumulate

from taizhang.tables.terms import Role
from transform.actors.labels import COLONS
from transform.actors.name_gate import is_group
from transform.actors.organ_names import is_organ
from transform.actors.units import split_text
from transform.lexicon import choice
from transform.model import Span

# Lines above which a letter opens, and characters of such a line.
_HEAD_LINES = 8
_LONGEST = 120
# From which on it is work for them, and no mention.
_FEWEST = 2


def find_addressed_orders(text: str) -> list[Span]:
    r"""Where a letter's text says what those do to whom it is sent, two places at least.

    >>> text = "县财政局、县水利局：\n资金由县财政局于6月10日前筹足，\n县水利局5日内拿出方案。"
    >>> [text[start:end] for start, end in find_addressed_orders(text)]
    ['县财政局', '县水利局']

    Whose letter is answered is told nothing, and who is not addressed is no matter of this:

    >>> find_addressed_orders("县财政局：\n县财政局的来函收悉。\n由县水利局修渠，县林业局种树。")
    []
    """
    lines = text.split("\n")
    ends = accumulate(len(line) + 1 for line in lines)
    for line, end in list(zip(lines, ends, strict=True))[:_HEAD_LINES]:
        if line.rstrip()[-1:] in tuple(COLONS) and len(line) <= _LONGEST:
            found = _find_acts(text, end, _addressees(line))
            return found if len(found) >= _FEWEST else []
    return []


def _addressees(line: str) -> list[str]:
    """The organs that a letter's opening names one by one."""
    names = split_text(line.strip().rstrip(COLONS), Role.RESPONSIBLE, frozenset()).names
    return [name for name in names if is_organ(name) and not is_group(name)]


def _find_acts(text: str, start: int, names: Sequence[str]) -> list[Span]:
    """Where a part of a sentence begins with one of the names and says what it does."""
    if not names:
        return []
    acts = re.compile(
        rf"(?:(?<=[\n，,；;。：:由请])|(?<=[)）、.．]))(?P<name>{choice(names)})(?![的、]|[^，,。；;\n]{{0,6}}函)[^，,。；;：:\n]{{4,}}"
    )
    return [act.span("name") for act in acts.finditer(text, start)]
