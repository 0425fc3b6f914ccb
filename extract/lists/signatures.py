"""The families' list signatures, compiled once, by their kind."""

import re
from functools import cache

from taizhang.families import all_families


@cache
def list_signature(kind: str) -> re.Pattern[str]:
    """The pattern of a kind of list. Raises KeyError for a kind that no family declares."""
    for family in all_families().values():
        for declared in family.lists:
            if declared.kind == kind:
                return re.compile(declared.pattern, re.DOTALL)
    raise KeyError(f"no family declares the list signature {kind}")
