"""Plain text: a paragraph a line."""

import re

from taizhang.decoding import decode_text
from transform.files.markdown import is_markdown, read_markdown
from transform.model import Block, Paragraph

# A spreadsheet saved as text keeps the empty cells around a title that stands alone in its row.
_BARE = r"[^,\t;\"\n]+"
EMPTY_CELLS = re.compile(
    rf"[\s,;]*+(?P<text>{_BARE}|\"[^\"]{{1,200}}\")(?P<empty>[,\t;])(?P=empty)*[ \r]*(?:\n|$)"
)
# The first line of a file for Excel may say which sign stands between cells.
SEPARATOR = re.compile(r"\s*sep=[,;\t|][ \r]*\n", re.IGNORECASE)
FEWEST_EMPTY = 2


def read_text(content: bytes, charset: str | None = None) -> list[Block]:
    """The lines that hold anything, in the charset that fits the bytes; `charset` is what the sender declared.

    Markdown comes without its marks, titles without the empty cells behind them.
    """
    text = decode_text(content, charset).text
    if is_markdown(text):
        return list(read_markdown(text))
    titles, start = read_titles(text)
    return [Paragraph(line) for line in (*titles, *text[start:].splitlines()) if line.strip()]


def read_titles(text: str) -> tuple[list[str], int]:
    r"""The texts that stand alone in their row at the top of a spreadsheet's text, and where the rest begins.

    >>> read_titles("任务台账,,\n序号,任务,单位\n")
    (['任务台账'], 7)
    """
    separator = SEPARATOR.match(text)
    at = separator.end() if separator else 0
    titles: list[str] = []
    while (alone := EMPTY_CELLS.match(text, at)) is not None:
        sign = alone["empty"]
        count = alone.group().count(sign) - alone["text"].count(sign)
        following = text[alone.end() :].partition("\n")[0]
        if count < FEWEST_EMPTY and following.count(sign) != count:
            break
        titles.append("".join(alone["text"].strip('"').split("\n")))
        at = alone.end()
    return titles, at
