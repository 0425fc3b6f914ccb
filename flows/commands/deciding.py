"""What a person decides over the gates, and what is cleared away. Each decision is kept with its reason."""

from typing import Annotated

import typer

from flows.commands.base import StoreOption, app, open_store

ReasonOption = Annotated[str, typer.Option("--reason", help="Why; whoever reads the release later sees it.")]
ReleaseArgument = Annotated[str, typer.Argument(help="A release, as in `releases/`.", metavar="RELEASE")]


@app.command(epilog='Example: taizhang accept lanshan 3fe21c0a9b7d4e55 --reason "the old plans were taken down"')
def accept(
    context: typer.Context,
    portal: Annotated[str, typer.Argument(metavar="SLUG")],
    build: Annotated[str, typer.Argument(help="The build that was held back; `taizhang status` names it.")],
    reason: ReasonOption,
    store: StoreOption = None,
) -> None:
    """Publish a build in the next release although its gates failed."""
    from load.release.retention import accept as decide
    from taizhang.days import today

    decide(open_store(context, store), portal, build, reason, today())
    typer.echo(f"{portal}: build {build} goes into the next release; `taizhang publish` makes it now")


@app.command(epilog='Example: taizhang rollback 2026-11-21-001 --reason "units of lanshan were read wrongly"')
def rollback(context: typer.Context, release: ReleaseArgument, reason: ReasonOption, store: StoreOption = None) -> None:
    """Let readers get an older release again."""
    from load.release.retention import roll_back
    from taizhang.days import today

    roll_back(open_store(context, store), release, reason, today())
    typer.echo(f"latest is {release}")


@app.command(epilog='Example: taizhang pin 2026-11-21-001 --reason "cited in a paper"')
def pin(context: typer.Context, release: ReleaseArgument, reason: ReasonOption, store: StoreOption = None) -> None:
    """Keep a release for ever."""
    from load.release.retention import pin as decide
    from taizhang.days import today

    decide(open_store(context, store), release, reason, today())
    typer.echo(f"{release} is kept")


@app.command(epilog='Example: taizhang withdraw 865a15ca87d5dbee --reason "names private persons"')
def withdraw(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Its document_id.", metavar="DOCUMENT")],
    reason: ReasonOption,
    store: StoreOption = None,
) -> None:
    """Keep a document out of all later releases."""
    from load.release.decisions import decide
    from taizhang.days import today

    decide(open_store(context, store), "withdraw", document, reason, today())
    typer.echo(f"{document} is left out of the next release; `taizhang publish` makes it now")


@app.command(epilog="Example: taizhang clear --keep 30 --dry-run")
def clear(
    context: typer.Context,
    keep: Annotated[int, typer.Option(help="How many of the newest releases stay; pinned ones always do.")],
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Clear away old releases and the builds that nothing needs any more. The archive is never touched."""
    from load.release.retention import clear as remove

    cleared = remove(open_store(context, store), keep, dry_run)
    said = "would go" if dry_run else "gone"
    typer.echo(f"{len(cleared.releases)} releases and {len(cleared.builds)} builds {said}")
    for name in (*cleared.releases, *cleared.builds):
        typer.echo(f"  {name}")
