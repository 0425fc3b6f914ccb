"""Tables that bare text draws with signs: frames, |, tabs, the commas of a .csv file, | alone between two cells.

Lines become a table only where what they draw is a ledger (tables/recognition.py), whatever its
header says. A line without the table's signs is a section's heading or ends it.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from transform.grid import SourceCell, form_grid
from transform.model import Block, Paragraph, TableBlock
from transform.tables.cell_labels import label_level
from transform.tables.frames import BARS, is_rule, may_draw, measure_frame, read_frame
from transform.tables.headers import LONGEST, guess_header, read_header
from transform.tables.recognition import is_ledger

Simplify = Callable[[str], str]

# In the order in which they are tried: a bar or a tab is hardly ever a sentence's.
_SIGNS = ("|", "\t", ",", ";")
_WIDE_BAR = "｜"
# Signs that sentences have too.
_STOPS = ",;"
_SENTENCE = re.compile("[。：:！？]")
_FEWEST_NAMES = 2
_FEWEST_COLUMNS = 2
_FEWEST_BARRED = 3
# Lines with as many signs: two may be so by chance.
_FEWEST_EVEN = 3
_MOST_COLUMNS = 20
# Lines of one run at which a table is tried to begin: each try reads all the lines below.
_MOST_TRIES = 8
_RULE = re.compile(r"[\s|:+=—–-]+")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Levels of labels: 第一章, 一、 and （一）.
_CHAPTERS = (0, 1, 2)
_LONGEST_CHAPTER = 60
# Lines of a row whose quotation marks do not close.
_LONGEST_ROW = 60
_LONGEST_LINE = 20_000
# Characters of a line that holds a bar alone, blanks included.
_LONGEST_BAR = 4
_DRAWN = re.compile(rf"[{BARS}\t]|[,;]")

Rows = list[list[SourceCell]]


def form_drawn_tables(blocks: Sequence[Block], simplify: Simplify = str) -> list[Block]:
    """The blocks of a source, lines that draw a ledger made to a table.

    `simplify` puts a text in simplified script.
    """
    texts = [_text_of(block) for block in blocks]
    has_signs = [text is not None and _DRAWN.search(text) is not None for text in texts]
    formed: list[Block] = []
    at = run_end = tries = 0
    while at < len(blocks):
        if at >= run_end:
            tries = 0
        # A header stands at the top of its run of drawn lines: deeper down none is looked for.
        drawn = None
        if tries < _MOST_TRIES and _is_drawn(texts, has_signs, at):
            lines = _run_from(texts, has_signs, at)
            drawn = _read_drawn(lines, simplify)
            tries, run_end = tries + 1, at + len(lines)
        if drawn is None:
            formed.append(blocks[at])
            at += 1
        else:
            rows, taken = drawn
            formed.append(TableBlock(form_grid(rows), 0))
            at += taken
            tries = 0
    return formed


def has_frames(blocks: Sequence[Block]) -> bool:
    """Whether a source that has tables of its own draws frames too, or bars between cells, as pages do in <pre>."""
    lines = [block.text for block in blocks if isinstance(block, Paragraph)]
    # Most sources hold no sign of a frame at all.
    if not may_draw("\n".join(lines)):
        return False
    return any(is_rule(line) or line.count("|") >= _FEWEST_COLUMNS for line in lines)


def _text_of(block: Block) -> str | None:
    """A paragraph's text; None of a table, and of a line longer than any that draws one."""
    if isinstance(block, Paragraph) and len(block.text) < _LONGEST_LINE:
        return block.text.replace(_WIDE_BAR, "|")
    return None


def _is_drawn(texts: Sequence[str | None], has_signs: Sequence[bool], at: int) -> bool:
    """Whether a line has signs between cells, or a bar alone in the line below it."""
    if texts[at] is None:
        return False
    if has_signs[at]:
        return True
    below = texts[at + 1] if at + 1 < len(texts) else None
    if below is None:
        return False
    if len(below) >= _LONGEST_BAR:
        return False
    return _is_bar(below)


def _run_from(texts: Sequence[str | None], has_signs: Sequence[bool], at: int) -> list[str]:
    """The lines from one on, down to a table or to a stretch without any sign longer than a cell may be."""
    lines: list[str] = []
    quiet = 0
    for number in range(at, len(texts)):
        text = texts[number]
        if text is None or quiet > _LONGEST_ROW:
            break
        if has_signs[number] or _is_bar(text):
            quiet = 0
        else:
            quiet += 1
        lines.append(text)
    return lines


def _is_bar(line: str) -> bool:
    """Whether a line is a bar and nothing else."""
    plain = line.strip()
    return len(plain) == 1 and plain in BARS


def _read_drawn(lines: Sequence[str], simplify: Simplify) -> tuple[Rows, int] | None:
    """The rows of a ledger that begins with the first line, and how many lines they take; None without one."""
    framed = measure_frame(lines)
    if framed:
        rows = _ledger_rows(read_frame(lines[:framed]), simplify)
        if rows:
            return rows, framed
    if _is_bar(lines[0]) or (len(lines) > 1 and _is_bar(lines[1])):
        return _read_bars_between(lines, simplify)
    for sign in _SIGNS:
        if lines[0].count(sign) >= _FEWEST_COLUMNS - 1:
            is_weak = sign in _STOPS or lines[0].count(sign) == 1
            if _are_even(lines, sign):
                fewest = 1 if sign in _STOPS else 0
            else:
                fewest = _FEWEST_NAMES
            if is_weak and not _heads_columns(next(_split_rows(lines[:1], sign)), simplify, fewest):
                continue
            drawn, taken = _split_table(lines, sign)
            if len(drawn) > 1:
                rows = _ledger_rows(drawn, simplify)
                if rows:
                    return rows, taken
    return None


def _are_even(lines: Sequence[str], sign: str) -> bool:
    """Whether all lines of a source have as many signs, as those of a .csv file do whatever its header says."""
    count = lines[0].count(sign)
    if len(lines) < _FEWEST_EVEN:
        return False
    return all(line.count(sign) == count for line in lines)


def _heads_columns(cells: Sequence[str], simplify: Simplify, fewest: int) -> bool:
    """Whether what commas part are names of columns and no sentence: all short, so many that say what they are."""
    if any(len(cell) > LONGEST or _SENTENCE.search(cell) for cell in cells):
        return False
    return sum(_is_name(simplify(cell)) for cell in cells) >= fewest


def _ledger_rows(rows: Rows, simplify: Simplify) -> Rows | None:
    """The rows where they are a ledger's."""
    plain = [
        [SourceCell(simplify(cell.text), cell.rowspan, cell.colspan) for cell in row]
        for row in rows
    ]
    if len(rows) > 1 and is_ledger(form_grid(plain)):
        return rows
    return None


def _split_rows(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    """The cells of each row; in exports of sheets a quoted cell may take several lines."""
    if sign == "|":
        for line in lines:
            bare = line.strip().removeprefix("|").removesuffix("|")
            yield [_LINE_BREAK.sub("\n", cell).strip() for cell in bare.split("|")]
    else:
        yield from (
            [cell.strip() for cell in row]
            for row in csv.reader((f"{line}\n" for line in lines), delimiter=sign)
        )


def _split_table(lines: Sequence[str], sign: str) -> tuple[Rows, int]:
    """The rows of a table that begins with its widest line, and how many lines they take.

    A row with more cells than the first, or of bars with fewer, is none of the table: what it lacks
    nobody knows.
    """
    rows: Rows = []
    width = at = 0
    end = 0, 0
    while at < len(lines):
        taken = 1
        if sign in lines[at]:
            taken = _lines_of_row(lines, at, sign)
            cells = next(_split_rows(lines[at : at + taken], sign))
            width = width or len(cells)
            if len(cells) > width or width > _MOST_COLUMNS or (sign == "|" and len(cells) < width):
                break
            if not _RULE.fullmatch(lines[at]):
                # Exports leave out what is empty at a row's end.
                cells += [""] * (width - len(cells))
                rows.append([SourceCell(cell, is_header=not rows) for cell in cells])
            end = len(rows), at + taken
        elif label_level(lines[at]) in _CHAPTERS and len(lines[at]) <= _LONGEST_CHAPTER:
            rows.append([SourceCell(lines[at].strip(), colspan=width)])
        else:
            break
        at += taken
    # A heading behind the last row is none of the table.
    height, at = end
    return rows[:height], at


def _lines_of_row(lines: Sequence[str], at: int, sign: str) -> int:
    """How many lines a row takes: a cell in quotation marks may hold line ends."""
    quotes = 0
    if sign != "|":
        for taken, line in enumerate(lines[at : at + _LONGEST_ROW], 1):
            quotes += line.count('"')
            if quotes % 2 == 0:
                return taken
    return 1


def _read_bars_between(lines: Sequence[str], simplify: Simplify) -> tuple[Rows, int] | None:
    """A table with a cell a line and a bar alone in the line between two, as wide as its header has names."""
    cells: list[str] = []
    taken = 0
    while taken < len(lines):
        is_bar = _is_bar(lines[taken])
        is_behind_bar = taken > 0 and _is_bar(lines[taken - 1])
        # Two lines of text without a bar between them.
        if taken and not is_bar and not is_behind_bar:
            break
        if is_bar and is_behind_bar:
            # Nothing between two bars is an empty cell.
            cells.append("")
        elif not is_bar:
            cells.append(lines[taken].strip())
        taken += 1
    width = 0
    while width < len(cells) and _is_name(simplify(cells[width])):
        width += 1
    if width < _FEWEST_BARRED or len(cells) < 2 * width or len(cells) % width:
        return None
    rows = [
        [SourceCell(cell) for cell in cells[at : at + width]] for at in range(0, len(cells), width)
    ]
    if _ledger_rows(rows, simplify):
        return (rows, taken)
    return None


def _is_name(text: str) -> bool:
    if read_header(text) is not None:
        return True
    return guess_header(text) is not None
