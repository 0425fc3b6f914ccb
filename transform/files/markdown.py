"""Markdown to plain paragraphs: a document saved so has its marks for looks, none of them printed."""

import re

from transform.model import Paragraph

# Only what a plain text hardly has makes one markdown: a heading of signs, bold in stars.
_SIGN = re.compile(r"^(?:#{1,6}[ \t]+\S|.{0,80}\*\*[^*\n]{1,200}\*\*)", re.MULTILINE)
_FRONT = re.compile(r"\ufeff?---[ \t]*\n(?P<front>(?:[^\n]*\n){1,40}?)---[ \t]*(?:\n|\Z)")
_FRONT_TITLE = re.compile(r"title[ \t]*:[ \t]*[\"']?(?P<title>[^\n\"']+)")
_LEAD = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?(?P<heading>#{1,6}[ \t]+)?")
_BOLD = re.compile(r"\*\*(?P<text>[^*\n]+)\*\*|__(?P<under>[^_\n]+)__")
_ESCAPED = re.compile(r"\\(?=[\\`*_{}\[\]()#+.!>-])")
_LINK = re.compile(r"!?\[(?P<text>[^\]\n]{0,200})\]\([^()\s]{1,500}\)")


def is_markdown(text: str) -> bool:
    """Whether a text has marks of markdown.

    >>> is_markdown("# 修渠方案"), is_markdown("**一、清淤**"), is_markdown("#1水闸")
    (True, True, False)
    """
    if _FRONT.match(text) is not None:
        return True
    if "#" not in text and "**" not in text:
        return False
    return _SIGN.search(text) is not None


def read_markdown(text: str) -> list[Paragraph]:
    r"""Paragraphs without marks; of the front matter the fields stay as they are, a title without its key.

    >>> [(p.text, p.heading) for p in read_markdown("## 一、清淤\n- **各县**要清淤")]
    [('一、清淤', 2), ('各县要清淤', None)]
    """
    front = _FRONT.match(text)
    lines = front["front"].splitlines() if front else []
    body = text[front.end() :] if front else text
    paragraphs = [*map(_read_field, lines), *map(_read_line, body.splitlines())]
    return [paragraph for paragraph in paragraphs if paragraph.text.strip()]


def _read_field(line: str) -> Paragraph:
    title = _FRONT_TITLE.match(line)
    if title:
        return Paragraph(title["title"].strip())
    return Paragraph(line)


def _read_line(line: str) -> Paragraph:
    lead = _LEAD.match(line)
    heading = None
    if lead and lead["heading"]:
        heading = len(lead["heading"].strip())
    text = line[lead.end() :] if lead else line
    text = _LINK.sub(lambda match: match["text"], text)
    text = _BOLD.sub(lambda match: match["text"] or match["under"], text)
    return Paragraph(_ESCAPED.sub("", text).strip(), heading=heading)
