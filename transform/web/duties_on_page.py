"""Whether what stands on a page gives duties: then it is a document, whatever else the page leaves out."""

from collections.abc import Iterable

from transform.actors.labels import COLON, LONG_LABEL
from transform.actors.organ_names import is_organ
from transform.actors.verbs import ENDS_WITH_VERB
from transform.lexicon.pattern import Pattern
from transform.model import Block, Paragraph, TableBlock
from transform.tables.recognition import is_ledger
from transform.text.taught_labels import find_taught_labels

_LABEL = Pattern(rf"{LONG_LABEL}{COLON}")
# One may be quoted.
_FEWEST = 2
_CLOSING = "）)】]〕"


def gives_duties(blocks: Iterable[Block]) -> bool:
    """Whether a ledger stands among the blocks, or lines that say who does what, twice.

    So do two items with a label that no table knows, before nothing but organs.

    >>> gives_duties([Paragraph("修渠。（责任单位：县水利局）"), Paragraph("修路。（县交通局负责）")])
    True
    >>> gives_duties([Paragraph("责任单位：县水利局")]), gives_duties([Paragraph("县水利局负责修渠。")] * 2)
    (False, False)
    """
    duties = 0
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            duties += _gives_duty(block.text)
            lines.append(block.text)
        elif is_ledger(block.grid):
            return True
        if duties >= _FEWEST:
            return True
    return bool(find_taught_labels("\n".join(lines)))


def names_units(blocks: Iterable[Block]) -> bool:
    """Whether cells of a table are units, two at least: where nothing reads it, that has to be said."""
    cells = (
        cell for block in blocks if isinstance(block, TableBlock) for cell in block.grid.origins()
    )
    return sum(is_organ(cell.text.strip()) for cell in cells) >= _FEWEST


def _gives_duty(line: str) -> bool:
    if _LABEL.search(line) is not None:
        return True
    end = line.rstrip(" \t\u3000。；")
    return end[-1:] in tuple(_CLOSING) and ENDS_WITH_VERB.search(end[:-1]) is not None
