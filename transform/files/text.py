"""Plain text: a paragraph a line."""

from taizhang.decoding import decode
from transform.model import Block, Paragraph


def read_text(content: bytes, charset: str | None = None) -> list[Block]:
    """The lines that hold anything, in the charset that fits the bytes; `charset` is what the sender declared."""
    return [Paragraph(line) for line in decode(content, charset).text.splitlines() if line.strip()]
