"""Makes the reference pages from the code: commands, settings, the keys of a portal file, the tables.

The keys of a portal file can be read in the checkout too: `python docs/reference.py` writes that page again.
"""

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import typer
import typer.core
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from flows.cli import app
from taizhang.portals import Portal
from taizhang.settings import PREFIX, Settings
from taizhang.tables import TABLES, VERSION, Table

PORTAL_FILE = Path(__file__).parent / "reference" / "portal-file.md"
EXAMPLE = """\
slug: example
name: 兰山区人民政府
region: {code: "371302", name: 山东省临沂市兰山区}
family: trs
url: http://www.example.gov.cn/
owner: 兰山区人民政府办公室
terms: none found on the site; documents published under 政府信息公开条例
rate: 0.5
window: 22:00-06:00
recheck: age
gone_after: 3
floors: {documents: 40, tasks: 200, share_with_units: 0.6}
verified: false
evidence:
  - looked at by hand on 2026-11-20
channels:
  - slug: zfwj
    name: 政府文件
    url: http://www.example.gov.cn/zwgk/zfwj/
    kind: policy
  - slug: tzgg
    name: 通知公告
    url: http://www.example.gov.cn/zwgk/tzgg/
    kind: notice
    selectors: {item: "ul.list li", link: "a[href]", date: "span.date", next: "a.next"}
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to the site."""
    pages = {"commands": commands(), "settings": settings(), "tables": tables()}
    for name, lines in pages.items():
        files.append(
            File.generated(config, f"reference/{name}.md", content="\n".join(lines) + "\n")
        )
    return files


def commands() -> Iterator[str]:
    """Every command with its help, as the terminal shows it."""
    yield "# Commands"
    yield "Exit codes: 0 done, 1 a portal failed or was held back (each is named), 2 wrong usage."
    group: Any = typer.main.get_command(app)
    context = group.make_context("taizhang", [], resilient_parsing=True)
    yield from _commands(group, context, "")


def _commands(group: typer.core.TyperGroup, context: typer.Context, above: str) -> Iterator[str]:
    for name, command in sorted(group.commands.items()):
        below = command.make_context(name, [], parent=context, resilient_parsing=True)
        if hasattr(command, "commands"):
            yield from _commands(command, below, f"{above}{name} ")
            continue
        yield f"\n## {above}{name}\n"
        yield f"```text\n{command.get_help(below)}\n```"


def settings() -> Iterator[str]:
    """Every setting with its variable, default and meaning."""
    yield "# Settings"
    yield "Four places can say a setting. The strongest first: the command line, a variable, the file, the default."
    yield "The file is the one that `--config` or `TAIZHANG_CONFIG` names, else `taizhang.toml` in the folder of the"
    yield "command. `taizhang settings` shows what holds and where it comes from.\n"
    yield "| in the file | variable | default | meaning |\n|---|---|---|---|"
    for name, field in Settings.model_fields.items():
        yield f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(field)} | {field.description} |"


def portal_file() -> Iterator[str]:
    """The keys of a portal file and of what stands inside them."""
    yield "# Portal file"
    yield "One YAML file a portal, named after its slug. A key that is not listed here is an error."
    yield f"\n```yaml\n# example.yaml\n{EXAMPLE}```"
    yield from _keys("portal", Portal, set())


def _keys(title: str, model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    seen.add(model)
    yield f"\n## {title}\n\n{model.__doc__}\n\n| key | needed | default | meaning |\n|---|---|---|---|"
    inner: dict[str, type[BaseModel]] = {}
    for name, field in model.model_fields.items():
        needed = "yes" if field.is_required() else ""
        yield f"| `{name}` | {needed} | {_default(field)} | {field.description or ''} |"
        for found in _models(field.annotation):
            if found not in seen:
                inner[name] = found
    for name, found in inner.items():
        yield from _keys(name, found, seen)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    """The models that a field's type is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not None or isinstance(annotation, UnionType):
        for part in get_args(annotation):
            yield from _models(part)


def tables() -> Iterator[str]:
    """The data dictionary."""
    yield "# Tables"
    yield f"Version {VERSION} of the tables. Dates are dates, moments are UTC, lists are lists."
    for table in TABLES.values():
        yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n\n{table.en} · {table.zh}. Key: {', '.join(f'`{name}`' for name in table.key)}."
    for reference in table.references:
        yield f"`{reference.column}` stands in `{reference.target}` of [{reference.table}](#{reference.table})."
    yield "\n| column | type | | meaning | 含义 |\n|---|---|---|---|---|"
    for field in table.fields:
        closed = ""
        if field.choices is not None:
            closed = ": " + ", ".join(f"`{choice}`" for choice in field.choices)
        kind = _short(str(field.type))
        yield f"| `{field.name}` | {kind} | {'needed' if field.required else ''} | {field.en}{closed} | {field.zh} |"


def _short(kind: str) -> str:
    """An Arrow type without the insides of its structs."""
    return kind if "struct" not in kind else "list of structs"


def _default(field: FieldInfo) -> str:
    if field.is_required() or field.default is None or isinstance(field.default, BaseModel):
        return ""
    value = field.default
    return f"`{' '.join(value) if isinstance(value, tuple) else value}`" if value != () else ""


def portal_file_page() -> str:
    """The page that stands in the checkout."""
    return "\n".join(portal_file()) + "\n"


if __name__ == "__main__":
    PORTAL_FILE.parent.mkdir(exist_ok=True)
    PORTAL_FILE.write_text(portal_file_page(), encoding="utf-8")
