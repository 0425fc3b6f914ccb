"""Plain text: a paragraph a line."""

from taizhang.decoding import decode
from transform.files.markdown import is_markdown, read_markdown
from transform.model import Block, Paragraph


def read_text(content: bytes, charset: str | None = None) -> list[Block]:
    """The lines that hold anything, in the charset that fits the bytes; `charset` is what the sender declared.

    Markdown comes without its marks.
    """
    text = decode(content, charset).text
    if is_markdown(text):
        return list(read_markdown(text))
    return [Paragraph(line) for line in text.splitlines() if line.strip()]
