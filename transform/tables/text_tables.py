"""Tables that a source holds without saying so: torn, drawn, set with blanks, spelled out, a cell a line."""

from collections.abc import Callable, Sequence

from transform.model import Block
from transform.page_lines import join_lines
from transform.tables.cell_lines import form_tables
from transform.tables.drawn_tables import form_drawn_tables, has_frames
from transform.tables.spaced_rows import form_spaced_tables
from transform.tables.spelled_forms import form_spelled_tables
from transform.tables.stacked_cells import form_stacked_tables
from transform.tables.torn_tables import join_torn_tables

Simplify = Callable[[str], str]


def form_text_tables(blocks: Sequence[Block], simplify: Simplify, *, is_text: bool) -> list[Block]:
    """The blocks of a source, lines that draw, set or spell out a ledger made to a table, and a torn one put together.

    `is_text` says that the source has no tables of its own, so that bare signs may draw one.
    """
    # From what says most to what says least: signs, then blanks, then the names of fields, last
    # nothing but the order of lines. What one takes, the next no longer sees.
    formed = join_torn_tables(blocks, simplify)
    if is_text or has_frames(formed):
        formed = form_drawn_tables(formed, simplify)
    printed = form_spaced_tables(formed, simplify)
    # Signs and blanks set rows as printed; from here on a line is a field or a cell, and what a
    # page's width broke is one.
    whole = join_lines(printed)
    formed = form_spelled_tables(whole, simplify)
    formed = form_tables(formed) if is_text else formed
    formed = form_stacked_tables(formed, simplify)
    return formed if len(formed) != len(whole) else printed
