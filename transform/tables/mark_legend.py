"""What the marks in a table of units across mean, where the document says so: ●为牵头单位，○为配合单位.

Without such words a mark says no more than that the unit answers for the task.
"""

import re
from functools import lru_cache

from taizhang.tables.terms import Role
from transform.lexicon import choice, word_entries, words
from transform.lexicon.table_patterns import table_expression
from transform.tables.headers import UNIT_MARKS

_ROLES = UNIT_MARKS | {word: Role(e["role"]) for word, e in word_entries("cells", "legend_word")}
_SIGNS = [sign for sign in words("cells", "mark") if not sign.isalnum()]
_SIGN = f"(?P<sign>{choice(_SIGNS)})"
_ROLE = rf"(?P<role>{choice(_ROLES)})"
# Within a line: behind a table's last mark the next line is another matter.
_VERB = rf"[ \u3000]*{table_expression('cells', 'legend_verb')}?[ \u3000]*"
_SIGN_FIRST = re.compile(rf"{_SIGN}[”\"’』】]*{_VERB}[“\"‘『【]?{_ROLE}")
_ROLE_FIRST = re.compile(rf"{_ROLE}[（(：:]*{_VERB}[“\"‘『【]?{_SIGN}")


@lru_cache(maxsize=1 << 8)
def read_legend(text: str) -> dict[str, Role]:
    """The role that each mark stands for; empty where a text explains none.

    >>> sorted((sign, role.value) for sign, role in read_legend("注：●为牵头单位，○表示配合单位。").items())
    [('○', 'cooperate'), ('●', 'lead')]
    >>> {sign: role.value for sign, role in read_legend("（牵头单位用▲标注）").items()}
    {'▲': 'lead'}

    No mark stands beside the role, so nothing is explained:

    >>> read_legend("县水利局牵头")
    {}
    """
    for pattern in (_SIGN_FIRST, _ROLE_FIRST):
        meanings = [(match["sign"], _ROLES[match["role"]]) for match in pattern.finditer(text)]
        if meanings:
            # Where a mark is explained twice, its first meaning holds.
            return dict(reversed(meanings))
    return {}
