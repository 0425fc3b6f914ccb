"""Bytes to text: strict UTF-8, else by stretch where a page says or shows UTF-8, else GB18030.

What a page declares is a hint that is often wrong, in both directions. gb2312, gbk and GB18030 are
one family in which the last holds the others, and pages that say gb2312 use its characters. Big5 is
believed only where it is declared and every byte fits.
"""

import codecs
import re
from dataclasses import dataclass

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BIG5_NAMES = frozenset({"big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5"})
# In lower case: so the search begins with letters, which is fast.
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([a-z0-9_-]+)")
DECLARATION_REACH = 8192

# A torn or once mis-copied character must not turn a UTF-8 page into GB18030 gibberish: where
# GB18030 is read as UTF-8, nearly every Chinese character is an error; where UTF-8 is damaged, few
# are.
DAMAGE_SHARE = 0.02
# Of a few words; GB18030 read as UTF-8 has more.
DAMAGE_OF_STRETCH = 0.25
STRETCH = re.compile(rb"[^<>\n]*+[<>\n]?+")
UTF8_NAME = "utf"
# So many Chinese characters in UTF-8 one after the other: GB18030 never looks so by accident.
# Spelled out, since half of the letters of GB18030 may begin one: a group is entered at each.
UTF8_RUN = re.compile(rb"[\xe3-\xe9][\x80-\xbf][\x80-\xbf]" * 8)


@dataclass(slots=True)
class Decoded:
    """A text and the charset that it was read with.

    `utf8` is the text as bytes where the content is that already.
    """

    text: str
    charset: str
    utf8: bytes | None = None


def decode_text(content: bytes, declared: str | None = None) -> Decoded:
    """The text of `content`; `declared` is the charset that the sender named, if any.

    Never raises.
    """
    for bom, charset in BOMS:
        if content.startswith(bom):
            return Decoded(
                content[len(bom) :].decode(charset, errors="replace"),
                # utf-8 or utf-16: which half of a pair comes first says nothing to a reader.
                charset[:6].rstrip("-"),
            )
    try:
        return Decoded(content.decode("utf-8"), "utf-8", content)
    except UnicodeDecodeError as error:
        first_bad = error.start
    if declares_big5(content, declared):
        try:
            return Decoded(content.decode("big5hkscs"), "big5")
        except UnicodeDecodeError:
            # A page that says Big5 and holds a byte that Big5 does not have is one of those that
            # copied their head from elsewhere: GB18030 is tried next.
            pass
    says_utf8 = UTF8_NAME in (declared or "").lower() or declared_in(content).startswith(UTF8_NAME)
    if says_utf8 and (mixed := decode_by_stretch(content)) is not None:
        return mixed
    # GB18030 fails as UTF-8 at its first Chinese character: whoever got further deserves the dearer
    # look.
    if not content[:first_bad].isascii() and is_damaged_utf8(content):
        return Decoded(content.decode("utf-8", errors="replace"), "utf-8")
    if UTF8_RUN.search(content) and (mixed := decode_by_stretch(content)) is not None:
        return mixed
    try:
        return Decoded(content.decode("gb18030"), "gb18030")
    except UnicodeDecodeError:
        charset = "utf-8" if is_damaged_utf8(content) else "gb18030"
        return Decoded(content.decode(charset, errors="replace"), charset)


def declares_big5(content: bytes, declared: str | None) -> bool:
    """Whether the sender or the page itself says Big5."""
    if declared and declared.strip().lower() in BIG5_NAMES:
        return True
    return declared_in(content) in BIG5_NAMES


def declared_in(content: bytes) -> str:
    """The charset that a page itself names; empty where it names none."""
    match = DECLARED.search(content[:DECLARATION_REACH].lower())
    if match:
        return match[1].decode("ascii")
    return ""


def decode_by_stretch(content: bytes) -> Decoded | None:
    """A page in UTF-8 with pieces in GB18030 in it, such as a header, or the reverse; None for any other.

    Bytes between two tags are of one charset, and GB18030 is hardly ever valid UTF-8, so that each
    stretch tells its own.
    """
    texts: list[str] = []
    right = wrong = 0
    for stretch in STRETCH.findall(content):
        if stretch.isascii():
            texts.append(stretch.decode("ascii"))
            continue
        text, is_utf8 = decode_stretch(stretch)
        texts.append(text)
        if is_utf8:
            right += len(stretch)
        else:
            wrong += len(stretch)
    if right > wrong:
        return Decoded("".join(texts), "utf-8")
    if UTF8_RUN.search(content):
        return Decoded("".join(texts), "gb18030")
    return None


def decode_stretch(stretch: bytes) -> tuple[str, bool]:
    """A stretch as UTF-8, perhaps damaged, and True; else as GB18030."""
    text = stretch.decode("utf-8", errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    if text.count("\ufffd") <= DAMAGE_OF_STRETCH * beyond_ascii:
        return text, True
    return stretch.decode("gb18030", errors="replace"), False


def is_damaged_utf8(content: bytes) -> bool:
    """Whether bytes read leniently as UTF-8 are mostly right: few errors among what is not ASCII."""
    text = content.decode("utf-8", errors="replace")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return text.count("\ufffd") <= DAMAGE_SHARE * beyond_ascii
