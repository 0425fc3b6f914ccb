"""Show the effective settings."""

import sys
from pathlib import Path

from rich.table import Table

from flows.terminal.console import output_console
from taizhang.foreign_text import dump_json
from taizhang.settings import Settings, setting_origins


def show_settings(settings: Settings, config: Path | None, *, as_json: bool) -> None:
    """Every setting with its value and its origin, as a table or as one JSON object."""
    listed = setting_origins(settings, config=config)
    if as_json:
        values = settings.model_dump(mode="json")
        shown = {
            entry.name: {"value": values[entry.name], "origin": entry.origin} for entry in listed
        }
        sys.stdout.write(dump_json(shown) + "\n")
        return
    table = Table("setting", "value", "from", "what it is")
    for entry in listed:
        value = " ".join(map(str, entry.value)) if isinstance(entry.value, tuple) else entry.value
        table.add_row(
            entry.name,
            "" if value is None else str(value),
            entry.origin,
            entry.description,
        )
    output_console().print(table, markup=False)
