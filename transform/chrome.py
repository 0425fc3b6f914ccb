"""What frames a document on its page: breadcrumb, sharing bar, buttons, neighbours, related links, footer."""

import re
from collections.abc import Sequence

from transform import lexicon
from transform.either_script import either_script
from transform.model import Block, Paragraph
from transform.page_dates import is_publish_line
from transform.titles import bare

BREADCRUMB = re.compile(either_script(r"(?:[您你])?(?:当前|现在|目前)?(?:所在)?(?:的)?位置|当前栏目|首页[>»›＞/]"))
STEP = re.compile(r"[>»›＞/：:\s]+")
CHROME = re.compile(either_script("|".join(entry["pattern"] for entry in lexicon.table("page", "chrome"))))
ENDING = re.compile(either_script("|".join(entry["pattern"] for entry in lexicon.table("page", "ending"))))
CUT = frozenset(lexicon.words("page", "cut"))
LONGEST = 120
LONGEST_BREADCRUMB = 200
BREADCRUMB_MARKS = ("位置", ">", "»", "栏目", "欄目", "›", "＞", "/")
# A document's heading and publish line stand within its first blocks.
HEAD_BLOCKS = 8


def is_cut(names: str) -> bool:
    """Whether an element's class and id say that it is no part of the text."""
    return not CUT.isdisjoint(names.split())


def is_breadcrumb(line: str) -> bool:
    """Whether a line says where on the site one is."""
    if len(line) >= LONGEST_BREADCRUMB or not any(mark in line for mark in BREADCRUMB_MARKS):
        return False
    return BREADCRUMB.match(without_gaps(line[:40])) is not None


def breadcrumb_end(lines: Sequence[Paragraph]) -> int:
    """The place behind the last breadcrumb among lines; 0 where there is none."""
    for place in range(len(lines), 0, -1):
        if is_breadcrumb(lines[place - 1].text):
            return place
    return 0


def steps(line: str) -> list[str]:
    """The steps of a breadcrumb, the site's home first."""
    return [step for step in STEP.split(line) if step]


def is_chrome(line: str) -> bool:
    """Whether a line is a button, a bar or a counter."""
    return len(line) <= LONGEST and CHROME.fullmatch(without_gaps(line)) is not None


def is_ending(line: str) -> bool:
    """Whether nothing of the document follows a line."""
    return len(line) <= LONGEST and ENDING.fullmatch(without_gaps(line)) is not None


def without_gaps(line: str) -> str:
    """A line without its spaces."""
    return "".join(line.split())


def trim(blocks: Sequence[Block], title: str | None, *, framed: bool) -> list[Block]:
    """A document's blocks without what frames them.

    Buttons and bars go wherever they stand, everything from the first heading of other things on, and at the top the
    page's own heading with its publish line, where the blocks are those of a frame (`framed`).
    """
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if isinstance(block, Paragraph) and len(block.text) <= LONGEST:
            line = without_gaps(block.text)
            if place > len(blocks) // 3 and ENDING.fullmatch(line):
                break
            if CHROME.fullmatch(line):
                continue
        kept.append(block)
    return kept[_heading_end(kept, title) :] if framed else kept


def _heading_end(blocks: Sequence[Block], title: str | None) -> int:
    """Where the text begins behind the page's heading and publish line; 0 where there is no publish line."""
    for place, block in enumerate(blocks[:HEAD_BLOCKS]):
        if isinstance(block, Paragraph) and is_publish_line(block.text):
            before = [b.text for b in blocks[:place] if isinstance(b, Paragraph)]
            if len(before) <= 1 or (title and bare("".join(before)) == bare(title)):
                return place + 1
    return 0
