"""Lines that are the name of an organ, and what is no organ's name though a page prints it as issuer."""

import re

from transform.lexicon import alternatives, table, words
from transform.lexicon.pattern import Pattern

ORGAN = Pattern(alternatives("metadata", "organ")).guarded
ORGAN_ENDS = frozenset(word[-1] for word in words("metadata", "organ"))
_ORGAN_LINE = re.compile(rf"[^，。；：:、“”《》\d]{{2,40}}{ORGAN}$")
_NO_ISSUER = re.compile("|".join(e["pattern"] for e in table("metadata", "no_issuer")))


def is_organ_line(line: str) -> bool:
    """Whether a line is an organ's name and nothing else."""
    if line[-1:] not in ORGAN_ENDS:
        return False
    return _ORGAN_LINE.fullmatch(line) is not None


def is_issuer(name: str) -> bool:
    """Whether a name is an organ's, not a site's."""
    return bool(name) and not _NO_ISSUER.search(name)
