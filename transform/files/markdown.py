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
    """Whether a text has marks of markdown."""
    if _FRONT.match(text) is not None:
        return True
    if "#" not in text and "**" not in text:
        return False
    return _SIGN.search(text) is not None


def read_markdown(text: str) -> list[Paragraph]:
    """Paragraphs without marks.

    Of the front matter the fields stay as they are, a title without its key.
    """
    front = _FRONT.match(text)
    lines = front["front"].splitlines() if front else []
    found = [
        Paragraph(m["title"].strip()) if (m := _FRONT_TITLE.match(line)) else Paragraph(line)
        for line in lines
    ]
    body = text[front.end() :] if front else text
    return [p for p in [*found, *map(_read_line, body.splitlines())] if p.text.strip()]


def _read_line(line: str) -> Paragraph:
    lead = _LEAD.match(line)
    heading = None
    if lead and lead["heading"]:
        heading = len(lead["heading"].strip())
    text = line[lead.end() :] if lead else line
    text = _LINK.sub(lambda m: m["text"], text)
    text = _BOLD.sub(lambda m: m["text"] or m["under"], text)
    return Paragraph(_ESCAPED.sub("", text).strip(), heading=heading)
