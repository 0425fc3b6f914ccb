"""Which organs the units of tasks are.

A unit that the tables do not know is an issue, said once with its count.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from taizhang.issues import Code, Issue
from taizhang.tables.terms import Stage
from transform.actors.organ_table import era_of
from transform.actors.organs import identify_in, is_body, name_body, name_function
from transform.model import Task


def name_organs(
    tasks: Sequence[Task],
    on: date | None,
    url: str | None,
    digest: str,
) -> list[Issue]:
    """Gives units their canonical name and function, in place.

    Groups and bodies that are no organs have none.

    `on` is the document's day, `url` and `digest` are those of its first part: an issue a name
    stands there.
    """
    if not tasks:
        return []
    unknown: Counter[str] = Counter()
    era = on and era_of(on)
    for task in tasks:
        for unit in task.units:
            if unit.is_group:
                continue
            organ = identify_in(era, unit.name) or name_function(unit.name)
            if organ:
                unit.canonical_name, unit.function = organ
            elif own_name := name_body(unit.name):
                unit.canonical_name = own_name
            elif not is_body(unit.name):
                unknown[unit.name] += 1
    return [
        Issue(
            Stage.TRANSFORM,
            Code.UNKNOWN_UNIT,
            f"the tables know no organ named {name}; add it to organs.toml",
            url=url,
            capture_digest=digest,
            count=count,
        )
        for name, count in sorted(unknown.items())
    ]
