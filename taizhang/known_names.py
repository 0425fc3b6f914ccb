"""Names that a person types: an unknown one is an error that says which are near, or which there are."""

import difflib
from collections.abc import Collection, Iterable

from taizhang.errors import UserError

NAMED = 8  # names that an error lists
NEAR = 3  # names that it suggests
# Names among which near ones are sought letter by letter; more take seconds.
COMPARED = 2000


def require_known(kind: str, name: str, names: Iterable[str], otherwise: str = "") -> str:
    """The name itself where it is one of `names`.

    Raises UserError for another: `there is no portal lanshn; do you mean lanshan?` `otherwise` says what to do
    where nothing is near.
    """
    names = list(dict.fromkeys(names))
    if name in names:
        return name
    raise UserError(f"there is no {kind} {name}; {_name_hint(name, names, otherwise)}")


def nearest_names(name: str, names: Collection[str]) -> list[str]:
    """The names that look most like one that nothing has, the nearest first.

    Names that begin with it count as near.
    """
    begin_alike = [other for other in names if name and other.startswith(name)]
    if len(names) <= COMPARED:
        alike = difflib.get_close_matches(name, names, NEAR)
    else:
        alike = []
    return list(dict.fromkeys([*begin_alike, *alike]))[:NEAR]


def _name_hint(name: str, names: list[str], otherwise: str) -> str:
    near = nearest_names(name, names)
    if near:
        return f"do you mean {' or '.join(near)}?"
    if otherwise:
        return otherwise
    if not names:
        return "there are none yet"
    more = ""
    if len(names) > NAMED:
        more = f" and {len(names) - NAMED} more"
    return f"there are {', '.join(names[:NAMED])}{more}"
