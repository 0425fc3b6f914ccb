"""What a person should look at, and the answers."""

from typing import Annotated

import typer

from flows.commands.base import JsonOption, PortalsOption, StoreOption, app, open_store


@app.command(
    epilog='Example: taizhang doubts 06d4ff8783254f10 --code learned_form --confirm --reason "read it: right"'
)
def doubts(
    context: typer.Context,
    subject: Annotated[
        str | None,
        typer.Argument(
            help="Only of this document_id or task_id.",
            metavar="ID",
        ),
    ] = None,
    portal: Annotated[str | None, typer.Option(help="Only of this portal.", metavar="SLUG")] = None,
    code: Annotated[str | None, typer.Option(help="Only of this code.")] = None,
    by: Annotated[
        list[str] | None, typer.Option(help="Count by this column; may be repeated.")
    ] = None,
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Answer: what was read of ID is right.",
        ),
    ] = False,
    field: Annotated[str | None, typer.Option(help="Answer: this field of ID is wrong.")] = None,
    value: Annotated[
        list[str] | None, typer.Option(help="Its right value; repeated where the field is a list.")
    ] = None,
    absent: Annotated[bool, typer.Option("--absent", help="There is no such value.")] = False,
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="Why; it stands in the file of corrections.",
        ),
    ] = "",
    store: StoreOption = None,
    portals: PortalsOption = None,
    json: JsonOption = False,
) -> None:
    """List what may be read wrongly, with the sentence, or answer it.

    An answer is a correction beside the portal files. It holds as long as the sentence stays.
    """
    from flows.terminal.doubts import answer_doubt, list_doubts, show_doubts

    # From the release, not from what is typed: an answer can only be given to a doubt that there
    # is.
    rows = list_doubts(open_store(context, store), subject, portal, code)
    if not confirm and field is None:
        show_doubts(rows, by or (), as_json=json)
        return
    if subject is None:
        raise typer.BadParameter(
            "name the document or task that you answer for: taizhang doubts ID"
        )
    settings = context.obj.settings(store=store, portals=portals)
    answer_doubt(settings, rows, reason, field=field, words=value or (), absent=absent)
