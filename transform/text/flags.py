"""What is unusual about a document's text (docs/reading.md, Document)."""

import re

from taizhang.privacy import MASK
from taizhang.tables.terms import CutKind, Flag
from transform.model import Part
from transform.text.head.values import OwnHead
from transform.text.repair import is_garbled, simplify_text

# 202110月底前; 〔2018209号; a label without its number. Each is searched from a letter, as fast as the
# engine can.
_LOST_YEAR = re.compile(
    r"月(?:(?<=(?<!\d)(?:19|20)\d{2}[1-9]月)|(?<=(?<!\d)(?:19|20)\d{2}1[0-2]月))"
)
_LOST_BRACKET = re.compile(
    "号(?:" + "|".join(rf"(?<=[〔﹝](?:19|20)\d{{{more}}}号)" for more in range(3, 7)) + ")"
)
_LOST_NUMBER = re.compile(
    r"\n(?:[-—－]?、(?=[\u4e00-\u9fff])|(?<=[，,、]\n)(?=[一二三四五六七八九十（(]))"
)


def read_flags(part: Part, head: OwnHead, *, injected: bool = False) -> list[Flag]:
    """The flags of a part, in the order of the closed set.

    `injected` says that the page hid or cut injected text.
    """
    flags: set[Flag] = set()
    simple = part.original
    if part.text != part.original:
        simple, traditional = simplify_text(part.original)
        if traditional:
            flags.add(Flag.TRADITIONAL_SCRIPT)
        if simple != part.text:
            flags.add(Flag.VARIANT_CHARACTERS)
    if injected or (part.cuts and any(cut.kind is CutKind.INJECTED for cut in part.cuts)):
        flags.add(Flag.INJECTED_TEXT)
    if head.missing_characters or _lacks_characters(part.text):
        flags.add(Flag.MISSING_CHARACTERS)
    if is_garbled(part.text):
        flags.add(Flag.GARBLED_TEXT)
    if MASK in part.text:
        flags.add(Flag.MASKED_PERSONAL_DATA)
    if flags:
        return [flag for flag in Flag if flag in flags]
    return []


def _lacks_characters(text: str) -> bool:
    return bool(_LOST_YEAR.search(text) or _LOST_BRACKET.search(text) or _LOST_NUMBER.search(text))
