"""What speaks against the issuers of a document: who signs, whom the title names, whose number it bears."""

import re
from collections.abc import Iterator, Sequence

from taizhang.tables.terms import Doubt
from transform.model import Metadata, Part, Span
from transform.text.head.issuers import title_issuers
from transform.text.head.organs import is_elided, is_organ_line
from transform.text.head.unread_heads import find_last_organ, find_unread_signature
from transform.text.head.values import NO_PLACE, OwnHead
from transform.text.head.weak_titles import holds_words_of_site

_PLACE_ENDS = tuple("省市县区州盟旗镇乡国")
# What stands before 关于 in a title: letters and nothing else.
_LIKE_ISSUER = re.compile(r"[\u3400-\u9fff\s]{3,40}")
# A line above the day of a signature that may name who signs: no mark, and no polite end.
_LIKE_SIGNER = re.compile(
    r"(?!特此|以上|此)(?![\u3400-\u9fff]{0,8}[长席任理]\s*[\u3400-\u9fff](?:\s*[\u3400-\u9fff]){1,3}$)[\u3400-\u9fff][\u3400-\u9fff\s]{4,28}(?<![如下长席网站])"
)
# Names that end in so many characters alike differ in how they print their place.
_SAME = 5
# So many characters at both ends does an abbreviation keep.
_ENDS = 3
# 政办发, 府办字: whose number it is by its letters.
_OF_OFFICE = re.compile("[政府]办|^国办|[省市县区州]办")
_PLACED = re.compile("[省市县区州盟旗镇乡院国校]|中央|总局|部")
_OFFICES = ("办公室", "办公厅", "政府办", "府办", "委办")
_ABOUT = "关于"


def ask_issuers(part: Part, metadata: Metadata, head: OwnHead) -> Iterator[tuple[Doubt, Span]]:
    """Signers that are others than the issuers, a title that names one that no rule knows, or one with a word before it."""
    title = metadata.title or ""
    about = title.find(_ABOUT)
    if not metadata.issuers:
        before = title[:about] if about > 0 else ""
        if _LIKE_ISSUER.fullmatch(before) and not before.endswith(_PLACE_ENDS):
            yield Doubt.ISSUER_UNSURE, NO_PLACE
        elif head.unsigned is not None and _LIKE_SIGNER.fullmatch(part.text, *head.unsigned):
            yield Doubt.ISSUER_UNSURE, head.unsigned
        unread = find_unread_signature(part)
        if unread is not None and unread[0] is not None:
            yield Doubt.ISSUER_UNSURE, unread[0]
        last = find_last_organ(part)
        if last is not None:
            yield Doubt.ISSUER_UNSURE, last
        return
    named = title_issuers(title)
    is_other = named and not _are_alike(metadata.issuers, named)
    is_office = _is_of_office(metadata.doc_number or "", metadata.issuers)
    is_strange = any(map(holds_words_of_site, metadata.issuers)) or any(
        _lacks_place(part, name) for name in metadata.issuers
    )
    # 县水务局 主题词: what stood behind a name in a box.
    is_signed = any(e.field == "issuers" and e.rule == "signature" for e in metadata.evidence)
    is_mixed = len(metadata.issuers) > 1 and not all(map(is_organ_line, metadata.issuers))
    if is_other or is_office or is_strange or (is_mixed and not is_signed):
        yield Doubt.ISSUER_UNSURE, NO_PLACE
    if head.signed_by is None:
        return
    signers = head.signed_by.value.split()
    if not _are_alike(metadata.issuers, signers) or len(signers) > len(metadata.issuers):
        yield Doubt.ISSUER_UNSURE, head.signed_by.span


def _lacks_place(part: Part, name: str) -> bool:
    """Whether a name begins with no place, and the text prints it behind one."""
    if _PLACED.search(name) is not None or name not in part.text:
        return False
    return (
        re.search(f"[省市县区州][^，。；：、\\n]{{0,14}}{re.escape(name)}", part.text) is not None
    )


def _are_alike(names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two lists of names have an organ in common."""
    return any(is_same(name, other) for name in names for other in others)


def _is_of_office(number: str, issuers: Sequence[str]) -> bool:
    """Whether a number's letters say that an office issues it, and none is named; offices use a government's letters too.

    >>> _is_of_office("青政办发〔2021〕1号", ["青山县人民政府"]), _is_of_office("青政发〔2021〕1号", ["青山县人民政府办公室"])
    (True, False)
    >>> _is_of_office("青政办发〔2021〕1号", ["青山县人民政府办公室"]), _is_of_office("青水发〔2021〕1号", ["青山县水务局"])
    (False, False)
    """
    if _OF_OFFICE.search(number.partition("〔")[0]) is None:
        return False
    return not any(name.endswith(_OFFICES) for name in issuers)


def is_same(name: str, signer: str) -> bool:
    """Whether two names are one organ's, one of them perhaps without its place.

    >>> is_same("青山县水务局", "水务局"), is_same("云岭市青山县水务局", "青山县水务局")
    (True, True)
    >>> is_same("云岭市柳河镇", "柳河镇人民政府")
    True
    >>> is_same("青山县安委会办公室", "青山县安全生产委员会办公室")
    True
    >>> is_same("青山县人民政府", "青山县人民政府办公室"), is_same("青山县水务局", "青山县财政局")
    (False, False)
    """
    shorter, longer = sorted((name, signer), key=len)
    if _is_short_for(shorter, longer) or is_elided(shorter, longer):
        return True
    name, signer = (
        printed.replace("委员会", "委").removesuffix("人民政府") for printed in (name, signer)
    )
    longer, shorter = sorted((name, signer), key=len, reverse=True)
    rest = longer.removesuffix(shorter)
    if longer.endswith(shorter) and (not rest or rest.endswith(_PLACE_ENDS)):
        return True
    return name[-_SAME:] == signer[-_SAME:]


def _is_short_for(shorter: str, longer: str) -> bool:
    """Whether a name is another's with characters left out, its beginning and its end the same."""
    if shorter[:_ENDS] != longer[:_ENDS] or shorter[-_ENDS:] != longer[-_ENDS:]:
        return False
    letters = iter(longer)
    return all(letter in letters for letter in shorter)
