"""Characters of a PDF page put together to lines, and lines told that were only wrapped from lines that end.

A PDF has positions, not words. Nothing is inserted between Chinese characters, whatever gap the
layout leaves; a space stands only where the file has one that is seen, and where two Latin words or
numbers meet.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct

# pdfplumber's: text, x0, x1, top, bottom, size, fontname, upright.
Char = dict[str, Any]

# Characters that do not begin a line, those that do not end one, and those that are not torn apart
# (GB/T 15834).
NO_START = frozenset("，。、；：？！）》〉」』】〕”’…,.;:?!)]}%％℃·—")
NO_END = frozenset("（《〈「『【〔“‘([{")
LATIN = re.compile(r"[A-Za-z0-9.%/:+-]")
WORD = re.compile(r"[A-Za-z0-9]")
BOLD = re.compile(r"bold|heavy|hei", re.IGNORECASE)
# In shares of the character size: how far characters of one line stand above each other, what parts
# two Latin words, what parts two columns, how far a character printed twice to look bold moves.
SAME_LINE = 0.5
WORD_GAP = 0.2
COLUMN_GAP = 1.5
OVERPRINT = 0.2


class PdfLine(Struct, frozen=True):
    """A line as printed; `head` is the width of the piece at its beginning that cannot be torn.

    `is_spaced` says that it ends with a space, as between two names where the cell ends.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    head: float
    bold: bool
    is_spaced: bool = False


def group_rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by the lines on which they stand, from top to bottom and from left to right."""
    rows: list[list[Char]] = []
    middle = reach = 0.0
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        here = (char["top"] + char["bottom"]) / 2
        if not rows or here - middle > reach:
            rows.append([])
            middle, reach = here, SAME_LINE * max(char["size"], 1.0)
        rows[-1].append(char)
    return [sorted(row, key=lambda c: c["x0"]) for row in rows]


def form_lines(chars: Iterable[Char], keeps_gaps: bool = False) -> list[PdfLine]:
    """Lines from top to bottom; with `keeps_gaps`, a gap as wide as a column gives one space."""
    lines = (form_line(row, keeps_gaps) for row in group_rows(chars))
    return [line for line in lines if line is not None]


def form_line(chars: Sequence[Char], keeps_gaps: bool) -> PdfLine | None:
    """One line of characters that stand side by side; None where all are blank."""
    printed: list[Char] = []
    out: list[str] = []
    # A space stands before this character, as between two names.
    is_spaced = False
    for char in chars:
        if not char["text"].strip():
            is_spaced = bool(printed)
            continue
        if printed:
            last = printed[-1]
            if (
                char["text"] == last["text"]
                and abs(char["x0"] - last["x0"]) < OVERPRINT * char["size"]
            ):
                # Printed twice to look bold.
                continue
            gap = (char["x0"] - last["x1"]) / max(char["size"], 1.0)
            if (
                (WORD.match(last["text"][-1]) and WORD.match(char["text"]) and gap > WORD_GAP)
                or (keeps_gaps and gap > COLUMN_GAP)
                or (is_spaced and gap > WORD_GAP)
            ):
                out.append(" ")
        is_spaced = False
        printed.append(char)
        out.append(char["text"])
    if not printed:
        return None
    return PdfLine(
        text="".join(out),
        x0=printed[0]["x0"],
        x1=printed[-1]["x1"],
        top=min(c["top"] for c in printed),
        bottom=max(c["bottom"] for c in printed),
        size=max(c["size"] for c in printed),
        head=head_width(printed),
        bold=all(BOLD.search(c["fontname"]) for c in printed),
        is_spaced=is_spaced,
    )


def turn_upright(chars: Iterable[Char]) -> list[Char]:
    """Characters that stand sideways, placed as they stand for a reader who turns the page."""
    turned = []
    for char in chars:
        x0, x1, top, bottom = char["x0"], char["x1"], char["top"], char["bottom"]
        # From the bottom to the top, or from the top to the bottom.
        if char["matrix"][1] > 0:
            turned.append({**char, "x0": -bottom, "x1": -top, "top": x0, "bottom": x1})
        else:
            turned.append({**char, "x0": top, "x1": bottom, "top": -x1, "bottom": -x0})
    return turned


def head_width(chars: Sequence[Char]) -> float:
    """The width that a line above would need to take in this line's first piece."""
    end = 1
    while end < len(chars) and (
        chars[end]["text"] in NO_START
        or chars[end - 1]["text"] in NO_END
        or (LATIN.match(chars[end]["text"]) and LATIN.match(chars[end - 1]["text"]))
    ):
        end += 1
    return float(chars[end - 1]["x1"] - chars[0]["x0"])


# Whether a line that is full ends all the same, by what it and the next one say.
Ends = Callable[[str, str], bool]


def is_wrapped(line: PdfLine, following: PdfLine, room: float) -> bool:
    """Whether `line` was broken because the next piece found no place in `room`."""
    return room - (line.x1 - line.x0) < following.head + 0.1 * line.size


def join_lines(lines: Sequence[PdfLine], room: float, ends: Ends | None = None) -> str:
    """The text of lines in a box of this width: wrapped lines put together, others kept apart by a newline.

    `ends` says of a line and the next whether the first ends although it is full.
    """
    out: list[str] = []
    for number, line in enumerate(lines):
        if number:
            out.append(_gap_between(lines[number - 1], line, room, ends))
        out.append(line.text)
    return "".join(out)


def _gap_between(line: PdfLine, following: PdfLine, room: float, ends: Ends | None) -> str:
    """What stands between two lines: a newline, a blank that the file has, or nothing."""
    if not is_wrapped(line, following, room):
        return "\n"
    if line.is_spaced:
        return " "
    if ends is not None and ends(line.text, following.text):
        return "\n"
    return ""
