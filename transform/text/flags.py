"""What is unusual about a document's text (docs/reading.md, Document)."""

import re

from taizhang.privacy import MASK
from taizhang.tables.terms import CutKind, Flag
from transform.model import Part
from transform.text.head.values import OwnHead
from transform.text.repair import is_garbled, simplify_text

# 202110月底前; 〔2018209号; a label without its number. Each pattern begins with a letter that few
# places hold and looks back from it: the engine skips to a literal, but not to an optional number.
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
    # What still differs once the script is the same was put right as a look-alike: 巿 for 市.
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
    r"""Whether a date, a number or a label lost characters on its way.

    >>> _lacks_characters("202110月底前完成"), _lacks_characters("一是抓落实\n、完善制度")
    (True, True)
    >>> _lacks_characters("2021年10月底前完成")
    False
    """
    return bool(_LOST_YEAR.search(text) or _LOST_BRACKET.search(text) or _LOST_NUMBER.search(text))
