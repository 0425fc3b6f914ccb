"""Plain text: a paragraph a line."""

import re

from taizhang.decoding import decode_text
from transform.files.markdown import is_markdown, read_markdown
from transform.model import Block, Paragraph

# A spreadsheet saved as text keeps the empty cells behind a title that stands alone in its row.
EMPTY_CELLS = re.compile(r"^\"?(?P<text>[^,\t;\"]+)\"?(?:,{2,}|\t{2,}|;{2,})\s*$")


def read_text(content: bytes, charset: str | None = None) -> list[Block]:
    """The lines that hold anything, in the charset that fits the bytes.

    `charset` is what the sender declared.

    Markdown comes without its marks, titles without the empty cells behind them.
    """
    text = decode_text(content, charset).text
    if is_markdown(text):
        return list(read_markdown(text))
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        alone = EMPTY_CELLS.match(line)
        if alone is None:
            break
        lines[number] = alone["text"]
    return [Paragraph(line) for line in lines]
