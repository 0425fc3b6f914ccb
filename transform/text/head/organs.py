"""Lines that are the name of an organ, and what is no organ's name though a page prints it as issuer."""

import re

from transform.lexicon import alternatives, table, words
from transform.lexicon.pattern import Pattern

ORGAN = Pattern(alternatives("metadata", "organ")).guarded
ORGAN_ENDS = frozenset(word[-1] for word in words("metadata", "organ"))
# No stops, marks or figures stand in an organ's name; two characters before its ending are the least
# (省政府), and joint signatures on one line the most.
_ORGAN_LINE = re.compile(rf"[^，。；：:、“”《》\d]{{2,40}}{ORGAN}$")
_REALMS = tuple(words("metadata", "realm"))
_OF_REALM = tuple(words("metadata", "of_realm"))
# Characters of a place that two names have in common; in front of it a party organ says whose it is.
_PLACE = 3
_PARTY = "中共"
_PEOPLES = "人民政府"
_NO_ISSUER = re.compile("|".join(e["pattern"] for e in table("metadata", "no_issuer")))


def is_organ_line(line: str) -> bool:
    """Whether a line is an organ's name and nothing else.

    >>> is_organ_line("青山县水务局"), is_organ_line("青山县人民政府办公室")
    (True, True)
    >>> is_organ_line("由青山县水务局：负责"), is_organ_line("青山县水务局2021年")
    (False, False)
    """
    if line[-1:] not in ORGAN_ENDS:
        return False
    return _ORGAN_LINE.fullmatch(line) is not None


def is_issuer(name: str) -> bool:
    """Whether a name is an organ's, not a site's.

    >>> is_issuer("青山县水务局")
    True
    >>> is_issuer("青山县政府网站"), is_issuer("")
    (False, False)
    """
    return bool(name) and not _NO_ISSUER.search(name)


def split_glued_organs(names: str) -> list[str]:
    """Names without a blank between them, told by the place or the realm with which each begins.

    >>> split_glued_organs("青山县水务局青山县财政局")
    ['青山县水务局', '青山县财政局']
    >>> split_glued_organs("中共青山县委组织部中国人民银行青山县支行")
    ['中共青山县委组织部', '中国人民银行青山县支行']

    >>> split_glued_organs("中共青山县委办公室青山县人民政府办公室")
    ['中共青山县委办公室', '青山县人民政府办公室']

    A branch prints its place inside its one name:

    >>> split_glued_organs("国家税务总局青山县税务局")
    ['国家税务总局青山县税务局']
    """
    organs = [names]
    place = names.removeprefix(_PARTY)[:_PLACE]
    for at in range(_PLACE, len(names) - _PLACE):
        begins = names.startswith(place, at) or names.startswith(_REALMS, at)
        before = organs[-1][: len(organs[-1]) - (len(names) - at)]
        if begins and before[-1:] in ORGAN_ENDS and not before.endswith(_OF_REALM):
            organs[-1:] = [before, names[at:]]
    return organs


def is_elided(name: str, signed: str) -> bool:
    """Whether a title leaves its place to be understood, and the signature names it.

    >>> is_elided("市人民政府", "青山市人民政府"), is_elided("青山市人民政府", "青山市人民政府")
    (True, False)
    >>> is_elided("市政府", "青山市人民政府"), is_elided("市政府", "青山市人民政府办公室")
    (True, False)
    """
    short, full = (printed.replace(_PEOPLES, "政府") for printed in (name, signed))
    return len(full) > len(short) and full.endswith(short)
