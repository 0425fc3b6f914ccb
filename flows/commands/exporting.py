"""Taking tasks out of a store, as files that people open."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.base import StoreOption, app, open_store, parse_day
from reports.exports.formats import ExportFormat, format_of

Several = list[str] | None


@app.command(
    epilog="Example: taizhang export 台账.xlsx --region 钦州市 --function 财政 --year 2026"
)
def export(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="The file to write; its ending says the format.",
            metavar="FILE",
        ),
    ],
    store: StoreOption = None,
    file_format: Annotated[
        ExportFormat | None, typer.Option("--format", help="Else by the file's ending.")
    ] = None,
    release: Annotated[
        str | None, typer.Option(help="A release; else the latest.", metavar="R")
    ] = None,
    portal: Annotated[
        Several, typer.Option(help="Of this portal; may be repeated.", metavar="SLUG")
    ] = None,
    region: Annotated[
        Several, typer.Option(help="Of portals of this region; may be repeated.")
    ] = None,
    document: Annotated[
        Several, typer.Option(help="Of this document, by its id; may be repeated.")
    ] = None,
    unit: Annotated[Several, typer.Option(help="With this unit; may be repeated.")] = None,
    function: Annotated[
        Several, typer.Option(help="With a unit of this function (财政 …); may be repeated.")
    ] = None,
    role: Annotated[
        Several,
        typer.Option(help="With a unit in this role: lead, responsible …; may be repeated."),
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option(help="Published in this year; may be repeated.")
    ] = None,
    due_from: Annotated[
        date | None,
        typer.Option(
            help="Due on this day or later.",
            parser=parse_day,
            metavar="DATE",
        ),
    ] = None,
    due_to: Annotated[
        date | None,
        typer.Option(
            help="Due on this day or before.",
            parser=parse_day,
            metavar="DATE",
        ),
    ] = None,
    sheet_per_unit: Annotated[
        bool,
        typer.Option(
            "--sheet-per-unit",
            help="In Excel, a sheet for each unit.",
        ),
    ] = False,
) -> None:
    """Write tasks as an office would send them.

    Excel, CSV for Excel, Parquet, or a calendar of due days. What several copies of a plan print
    is listed once.
    """
    from reports.exports.files import export_tasks
    from reports.exports.selection import Selection
    from taizhang.known_names import require_known
    from taizhang.releases import release as open_named
    from taizhang.tables.terms import Role

    opened = open_named(str(open_store(context, store).root), release)
    selection = Selection(
        portal=portal or (),
        region=region or (),
        document=document or (),
        unit=unit or (),
        function=function or (),
        role=[Role(require_known("role", name, list(Role))) for name in role or ()],
        year=year or (),
        due_from=due_from,
        due_to=due_to,
    )
    rows = export_tasks(
        opened,
        selection,
        file,
        format_of(file, file_format),
        sheet_per_unit=sheet_per_unit,
        explorer=context.obj.settings(store=store).explorer,
    )
    typer.echo(
        f"{rows} {'task' if rows == 1 else 'tasks'} of release {opened.release_id} in {file}"
    )
