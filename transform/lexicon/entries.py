"""The lexicon taken apart: words that act only on a text which holds them (keys.toml), and everything else."""

import json
from importlib import resources
from typing import Any, NamedTuple

from transform.lexicon import load_file, table

_FOR_PEOPLE = ("note", "example")


class Entry(NamedTuple):
    """A word and what is said of it, as JSON.

    The same word with other things said of it is another entry.
    """

    word: str
    says: str


def keyed_entries() -> dict[str, list[Entry]]:
    """The words of every keyed table, in the table's order, by `file.table`."""
    return {keyed["table"]: _keyed_words(keyed) for keyed in table("keys", "keyed")}


def everything_else() -> str:
    """What the lexicon holds besides, as JSON; without comments and what entries say to people."""
    keyed = {entry["table"] for entry in table("keys", "keyed")}
    others: dict[str, list[dict[str, Any]]] = {}
    for name in file_names():
        tables = {f"{name}.{key}": listed for key, listed in load_file(name).items()}
        others |= {
            key: [_without_notes(entry) for entry in listed]
            for key, listed in tables.items()
            if key not in keyed
        }
    return _dump_json(others)


def file_names() -> list[str]:
    """The files of the lexicon, without their ending."""
    files = (file.name for file in resources.files(__package__).iterdir())
    return sorted(name.removesuffix(".toml") for name in files if name.endswith(".toml"))


def _keyed_words(keyed: dict[str, Any]) -> list[Entry]:
    columns, leads = keyed["columns"], keyed.get("leads")
    entries = []
    for entry in table(*keyed["table"].split(".")):
        says = {name: value for name, value in _without_notes(entry).items() if name not in columns}
        # The first word of this column names the whole entry: a change of it touches all its words.
        if leads:
            says[leads] = entry[leads][0]
        for column in columns:
            as_json = _dump_json({**says, "as": column})
            entries += [Entry(word, as_json) for word in entry.get(column, ())]
    return entries


def _without_notes(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in _FOR_PEOPLE}


def _dump_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
