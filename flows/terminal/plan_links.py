"""Links between the tasks of two plans that lie on the disk: no store, no network."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from flows.terminal.console import output_console
from flows.terminal.files import read_files
from load.links import PlainTask, TaskLink, link_tasks
from taizhang.errors import UserError
from taizhang.foreign_text import dump_json

# Characters of a task's text in the table.
SHOWN = 60


class NamedPair(NamedTuple):
    """Two lists of tasks and what to call them."""

    name: str
    asking: list[PlainTask]
    origins: list[PlainTask]


def print_links(files: Sequence[Path], name: str | None, *, as_json: bool) -> None:
    """The links of each pair that `files` hold. Raises UserError where they hold none."""
    for pair in read_pairs(files, name):
        links = link_tasks(pair.asking, pair.origins)
        if as_json:
            sys.stdout.write(dump_json(_as_json(pair.name, links)) + "\n")
        else:
            _print_table(pair, links)


def read_pairs(files: Sequence[Path], name: str | None = None) -> list[NamedPair]:
    """The pair of two plans, or the pair of each file that holds both.

    Raises UserError where there is neither.
    """
    contents = {file: _read_json(file) for file in files if file.suffix.lower() == ".json"}
    whole = [file for file, content in contents.items() if _holds_pair(content)]
    if whole and len(whole) == len(files):
        if name and len(files) > 1:
            raise UserError("--pair names one pair; leave it out where several files hold one each")
        return [_pair_of(file, contents[file], name) for file in files]
    # Pairs and plans are not mixed: nobody could say which plan belongs to which pair.
    if whole or len(files) != 2:
        raise UserError(
            "give two plans, or only .json files that hold tasks_from and tasks_to each"
        )
    asking, origins = (_tasks_of(file, contents.get(file)) for file in files)
    return [NamedPair(name or f"{files[0].stem} {files[1].stem}", asking, origins)]


def _read_json(file: Path) -> Any:  # noqa: ANN401
    try:
        # With the mark that Excel and Notepad put before a file.
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise UserError(f"{file}: {error.strerror}; name a file that can be read") from None
    except (ValueError, RecursionError):
        raise UserError(
            f"{file}: no JSON; give a list of tasks, or what `taizhang read --json` prints of one file"
        ) from None


def _holds_pair(content: Any) -> bool:  # noqa: ANN401
    if not isinstance(content, dict):
        return False
    if "tasks_from" not in content:
        return False
    return "tasks_to" in content


def _pair_of(file: Path, content: dict[str, Any], name: str | None) -> NamedPair:
    asking = _plain_tasks(file, content["tasks_from"])
    return NamedPair(
        name or str(content.get("id", file.stem)),
        asking,
        _plain_tasks(file, content["tasks_to"]),
    )


def _tasks_of(file: Path, content: Any) -> list[PlainTask]:  # noqa: ANN401
    """The tasks of a plan, or of a list in a .json file, bare or as `tasks` of an object."""
    if content is not None:
        return _plain_tasks(file, content.get("tasks") if isinstance(content, dict) else content)
    [(_, reading)] = read_files([file])
    return [PlainTask(task.label, tuple(task.headings), task.text) for task in reading.tasks]


def _plain_tasks(file: Path, rows: Any) -> list[PlainTask]:  # noqa: ANN401
    try:
        return [_plain_task(row) for row in rows]
    except (TypeError, KeyError, AttributeError):
        raise UserError(
            f"{file}: no list of tasks; each needs a text, and may have a label and headings"
        ) from None


def _plain_task(row: dict[str, Any]) -> PlainTask:
    headings = row.get("headings") or []
    if not isinstance(row["text"], str) or not all(
        isinstance(heading, str) for heading in headings
    ):
        raise TypeError
    return PlainTask(row.get("label"), tuple(headings), row["text"])


def _as_json(name: str, links: Sequence[TaskLink]) -> dict[str, Any]:
    """A pair as score_links.py reads it, and beside it what each link rests on and what is nearly one."""
    return {
        "pair": name,
        "links": [[link.asking, link.origin] for link in links if not link.doubtful],
        "why": [_link_reasons(link) for link in links if not link.doubtful],
        "doubtful": [_link_reasons(link) for link in links if link.doubtful],
    }


def _link_reasons(link: TaskLink) -> dict[str, Any]:
    return {
        "from": link.asking,
        "to": link.origin,
        "similarity": link.similarity,
        "reason": link.reason,
    }


def _print_table(pair: NamedPair, links: Sequence[TaskLink]) -> None:
    console = output_console()
    sure = sum(not link.doubtful for link in links)
    table = Table("task", "comes from", "similarity", "both say")
    for link in links:
        similarity = f"{link.similarity:.2f}" + (" doubtful" if link.doubtful else "")
        table.add_row(
            _short_task(pair.asking[link.asking]),
            _short_task(pair.origins[link.origin]),
            similarity,
            link.reason,
        )
    counts = f"{len(pair.asking)} and {len(pair.origins)} tasks, {sure} links, {len(links) - sure} doubtful"
    console.print(f"{pair.name}: {counts}", style="bold", markup=False, highlight=False)
    if links:
        console.print(table, markup=False)


def _short_task(task: PlainTask) -> str:
    text = f"{task.label or ''} {task.text}".strip()
    if len(text) <= SHOWN:
        return text
    return f"{text[:SHOWN]}…"
