"""The first night: the bundled sample is served, the real night runs against it, and what came of it is shown."""

import os
import shlex
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from flows.demo.server import serve_sample
from flows.terminal.console import output_console
from flows.terminal.runs import run_nightly
from taizhang.releases import release
from taizhang.settings import Settings

PORTALS = Path(__file__).parent / "portals"
TASKS = 8  # shown
# Characters of a task that are shown.
WIDEST = 60
# Whoever reads the log of a first night sees that it lives.
SECONDS_BETWEEN_LINES = 5.0


def run_demo(settings: Settings) -> int:
    """A night against the bundled sample, into the store of the settings; the night's exit code."""
    with serve_sample() as proxy:
        _lead_portals_through(proxy)
        sample = settings.model_copy(update={"portals": PORTALS})
        code = run_nightly(sample, None, None, seconds_between_lines=SECONDS_BETWEEN_LINES)
    # A night that failed has said so in its summary: half a demonstration would hide it.
    if code == 0:
        console = output_console()
        latest = Path(settings.store) / "latest"
        _show_tasks(settings.store, console)
        _show_next(settings.store, latest, console)
    return code


def _lead_portals_through(proxy: str) -> None:
    """Send what the crawl of this process asks for to the sample, whatever proxies this machine has."""
    for name in ("HTTP_PROXY", "http_proxy"):
        os.environ[name] = proxy
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy"):
        # The invented hosts would otherwise be asked for on the internet, or past the sample.
        os.environ.pop(name, None)


def _show_tasks(store: str, console: Console) -> None:
    columns = [
        "document_id",
        "position",
        "portal",
        "text",
        "lead_units",
        "responsible_units",
        "deadline_raw",
        "due_on",
    ]
    rows = release(store).rows("tasks", *columns)
    rows.sort(key=lambda row: (row["portal"], row["document_id"], row["position"]))
    table = Table(title=f"the first of {len(rows)} tasks", title_justify="left", show_lines=True)
    for column in ("portal", "task", "lead", "responsible", "due"):
        table.add_column(column, overflow="fold", no_wrap=column in ("portal", "due"))
    for row in rows[:TASKS]:
        lead, responsible = ("、".join(row[f"{role}_units"]) for role in ("lead", "responsible"))
        table.add_row(row["portal"], _shorten_text(row["text"]), lead, responsible, _due_words(row))
    console.print(table, markup=False)


def _shorten_text(text: str) -> str:
    if len(text) <= WIDEST:
        return text
    return text[: WIDEST - 1] + "…"


def _due_words(row: dict[str, Any]) -> str:
    due: date | None = row["due_on"]
    if due:
        return due.isoformat()
    return row["deadline_raw"] or ""


def _brief_program(program: Path) -> str:
    """A program as one types it from here: the shorter of its two paths."""
    return min(os.path.relpath(program), str(program.absolute()), key=len)


def _show_next(store: str, latest: Path, console: Console) -> None:
    on_path = shutil.which("taizhang") is not None
    command = "taizhang"
    if not on_path:
        command = _brief_program(Path(sys.argv[0]))
    python = "python"
    if not on_path:
        python = _brief_program(Path(sys.executable).parent / "python")
    quoted = shlex.quote(store)
    lines = [
        f"{command} status --store {quoted}",
        f"{command} quarantine --store {quoted}",
        f"{command} issues --store {quoted}",
        f"""{python} -c "import pandas as pd; print(pd.read_parquet('{latest / "tasks"}').head())\"""",
        f"{command} --help",
    ]
    console.print(
        "\nnext:",
        *(f"  {line}" for line in lines),
        f"in a browser:\n  {command} web --store {quoted}",
        sep="\n",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
