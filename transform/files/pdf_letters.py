"""Which characters of a PDF page are its text: what lies outside, is invisible, slanted or a pale stamp is none."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from transform.files.pdf_device import INVISIBLE, PdfPage
from transform.files.pdf_lines import Char

# Points: what is smaller nobody reads.
TINY = 1.5
# Degrees that an upright character may lean.
STRAIGHT = 3.0
# Brightness, from 0 for black to 1 for white.
WHITE = 0.99
PALE = 0.5
# A watermark is larger than the text, or lies across it.
LARGE = 1.5
# Pale characters that are held against the text: a watermark repeats its few.
SAMPLE = 60
# Of its size, by how much a character must lie over another to be printed across it.
OVERLAP = 0.2
# A page of text has hundreds of characters; a scan has none, or a stamp's few.
MIN_TEXT = 10


class Letters(Struct):
    """A page's characters: its text, what stands sideways in it, and the numbers of those that are no text."""

    upright: list[Char]
    sideways: list[Char]
    unseen: int = 0
    slanted: int = 0
    stamped: int = 0


def sort_letters(chars: Sequence[Char], box: tuple[float, float, float, float]) -> Letters:
    """The characters of a page whose text is upright."""
    seen = [char for char in chars if is_inside(char, box)]
    visible = [char for char in seen if char.get("tag") != INVISIBLE and char["size"] > TINY]
    # Else the page is a picture, and what it shows stands below it.
    if count_text(visible) >= MIN_TEXT:
        seen = visible
    letters = Letters([], [], unseen=count_text(chars) - count_text(seen))
    for char in seen:
        direction = turn_of(char)
        if direction == 0:
            letters.upright.append(char)
        elif direction is not None:
            letters.sideways.append(char)
        elif not char["text"].isspace():
            letters.slanted += 1
    unstamped = without_stamps(letters.upright)
    letters.stamped = count_text(letters.upright) - count_text(unstamped)
    letters.upright = unstamped
    return letters


def mark_unseen(page: PdfPage) -> None:
    """Marks characters as invisible that are cut off with the page's margin, or white on white."""
    drawn = [*page.rects, *page.curves]
    grounds = [
        shape
        for shape in drawn
        if shape.get("fill") and measure_brightness(shape["non_stroking_color"]) < WHITE
    ]
    grounds += page.images
    for char in page.chars:
        is_white = measure_brightness(char["non_stroking_color"]) >= WHITE
        if not is_inside(char, page.cropbox) or (
            is_white and not any(lies_on(char, ground) for ground in grounds)
        ):
            char["tag"] = INVISIBLE


def lies_on(char: Char, ground: Char) -> bool:
    """Whether the middle of a character lies on a shape or a picture."""
    return is_inside(char, (ground["x0"], ground["top"], ground["x1"], ground["bottom"]))


def is_inside(char: Char, box: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a character lies on the page."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def turn_of(char: Char) -> int | None:
    """By how many quarters of a full turn a character is turned, in degrees; None for one that is slanted."""
    a, b = char["matrix"][:2]
    angle = math.degrees(math.atan2(b, a))
    quarter = round(angle / 90)
    if abs(angle - quarter * 90) <= STRAIGHT:
        return quarter * 90 % 360
    return None


def main_turn(chars: Iterable[Char]) -> int:
    """How the page's text is turned: as most of its characters."""
    turns = Counter(turn_of(char) for char in chars if not char["text"].isspace())
    turns.pop(None, None)
    best = turns.most_common(1)
    # Twice as many as upright ones: a page with a few labels on their side is not turned.
    if best and best[0][1] > 2 * turns[0]:
        return best[0][0] or 0
    return 0


def count_text(chars: Iterable[Char]) -> int:
    """How many characters are not blank."""
    return sum(not char["text"].isspace() for char in chars)


def without_stamps(chars: list[Char]) -> list[Char]:
    """Characters without those of pale watermarks: much larger than the text, or printed across it."""
    pale = [char for char in chars if measure_brightness(char["non_stroking_color"]) >= PALE]
    if not pale or 2 * len(pale) > len(chars):
        return chars
    dark = [char for char in chars if measure_brightness(char["non_stroking_color"]) < PALE]
    sizes = Counter(round(char["size"]) for char in dark)
    body = sizes.most_common(1)[0][0]
    stamps = {round(char["size"]) for char in pale if char["size"] > LARGE * body}
    stamps |= {
        round(char["size"])
        for char in pale[:SAMPLE]
        if any(is_overprinted(char, other) for other in dark)
    }
    left_out = {id(char) for char in pale if round(char["size"]) in stamps}
    return [char for char in chars if id(char) not in left_out]


def is_overprinted(char: Char, other: Char) -> bool:
    """Whether one character is printed across another."""
    across = min(char["x1"], other["x1"]) - max(char["x0"], other["x0"])
    down = min(char["bottom"], other["bottom"]) - max(char["top"], other["top"])
    return bool(across > OVERLAP * other["size"] and down > OVERLAP * other["size"])


def measure_brightness(color: object) -> float:
    """From 0 for black to 1 for white; grey, RGB and CMYK are told by how many numbers they have.

    >>> measure_brightness(0.5), measure_brightness((1, 1, 1)), measure_brightness((0, 0, 0, 1))
    (0.5, 1.0, 0.0)

    A pattern has no brightness: it counts as black, so that its text is read.

    >>> measure_brightness(("P1",))
    0.0
    """
    if isinstance(color, (tuple, list)):
        parts = list(color)
    else:
        parts = [color]
    numbers = [float(part) for part in parts if isinstance(part, (int, float))]
    if not numbers or len(numbers) < len(parts):
        return 0.0
    if len(numbers) == 4:
        return 1 - min(1.0, max(numbers[:3]) + numbers[3])
    return sum(numbers) / len(numbers)
