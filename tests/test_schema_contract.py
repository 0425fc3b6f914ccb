"""The contract with analysts: a column removed or retyped moves the major version of the tables.

`tests/schema.json` is what was promised last. After a change that keeps the promise, or moves the major version, write
it anew with `python tests/test_schema_contract.py` and name the change in CHANGELOG.md.
"""

import json
from pathlib import Path

from taizhang.tables import TABLES, VERSION

PROMISED = Path(__file__).with_name("schema.json")
Schema = dict[str, dict[str, str]]


def present() -> Schema:
    """Every column of every table with its type; ` required` where it is never null."""
    return {
        table.name: {
            field.name: f"{field.type}{' required' if field.required else ''}"
            for field in sorted(table.fields, key=lambda field: field.name)
        }
        for table in TABLES.values()
    }


def broken(promised: Schema, now: Schema) -> list[str]:
    """What was promised and no longer holds: columns removed, retyped, or null where they never were."""
    found = []
    for table, columns in promised.items():
        for column, kind in columns.items():
            is_now = now.get(table, {}).get(column)
            if is_now is None:
                found.append(f"{table}.{column} is gone")
            elif is_now.removesuffix(" required") != kind.removesuffix(" required"):
                found.append(f"{table}.{column} was {kind}, is {is_now}")
            elif kind.endswith(" required") and not is_now.endswith(" required"):
                found.append(f"{table}.{column} may be null now")
    return found


def test_no_promise_is_broken_within_a_major_version():
    promised = json.loads(PROMISED.read_text(encoding="utf-8"))
    if promised["version"].partition(".")[0] == VERSION.partition(".")[0]:
        assert broken(promised["tables"], present()) == [], (
            "move the major version of the tables, or keep the column"
        )


def test_what_is_new_is_announced():
    promised = json.loads(PROMISED.read_text(encoding="utf-8"))
    assert (promised["version"], promised["tables"]) == (VERSION, present()), (
        "columns were added: say so in CHANGELOG.md and run python tests/test_schema_contract.py"
    )


def test_a_broken_promise_is_seen():
    now = present()
    promised = json.loads(json.dumps(now))
    promised["tasks"]["gone_column"] = "string"
    promised["tasks"]["text"] = "int32 required"
    promised["documents"]["title"] = f"{promised['documents']['title']} required"
    assert broken(promised, now) == [
        "documents.title may be null now",
        "tasks.text was int32 required, is string required",
        "tasks.gone_column is gone",
    ]


if __name__ == "__main__":
    text = json.dumps({"version": VERSION, "tables": present()}, ensure_ascii=False, indent=1)
    PROMISED.write_text(text + "\n", encoding="utf-8")
