"""Lines that are the name of an organ, and what is no organ's name though a page prints it as issuer."""

import re

from transform.lexicon import alternatives, table, words
from transform.lexicon.pattern import Pattern

ORGAN = Pattern(alternatives("metadata", "organ")).guarded
ORGAN_ENDS = frozenset(word[-1] for word in words("metadata", "organ"))
# No stops, marks or figures stand in an organ's name; two characters before its ending are the least
# (省政府), and joint signatures on one line the most.
_ORGAN_LINE = re.compile(rf"[^，。；：:、“”《》\d]{{2,40}}{ORGAN}$")
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
