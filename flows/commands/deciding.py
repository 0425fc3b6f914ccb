"""What a person decides over the gates, and what is cleared away.

Each decision is kept with its reason.
"""

from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.base import JsonOption, StoreOption, app, open_store

if TYPE_CHECKING:
    from taizhang.store import Store

ReasonOption = Annotated[
    str,
    typer.Option(
        "--reason",
        help="Why; whoever reads the release later sees it.",
    ),
]
ReleaseArgument = Annotated[
    str,
    typer.Argument(
        help="A release, as in `releases/`.",
        metavar="RELEASE",
    ),
]
UndoOption = Annotated[
    bool,
    typer.Option(
        "--undo",
        help="Let this decision hold no more; `decisions` lists them.",
    ),
]


@app.command(
    epilog='Example: taizhang accept lanshan 3fe21c0a9b7d4e55 --reason "the old plans were taken down"'
)
def accept(
    context: typer.Context,
    portal: Annotated[str, typer.Argument(metavar="SLUG")],
    build: Annotated[
        str, typer.Argument(help="The build that was held back; `taizhang status` names it.")
    ],
    reason: ReasonOption,
    undo: UndoOption = False,
    store: StoreOption = None,
) -> None:
    """Publish a build in the next release although its gates failed."""
    from load.release import decisions, retention
    from taizhang.days import today

    place = open_store(context, store)
    if undo:
        decisions.undo_decision(place, "accept", f"{portal}/{build}", reason, today())
        typer.echo(
            f"{portal}: build {build} is judged by its gates again; `taizhang publish` does it now"
        )
        return
    # Nothing is published here: the decision is in the store, and the next release, by a night or
    # by hand, goes by it.
    retention.accept_build(place, portal, build, reason, today())
    typer.echo(
        f"{portal}: build {build} goes into the next release; `taizhang publish` makes it now"
    )


@app.command(
    epilog='Example: taizhang rollback 2026-11-21-001 --reason "units of lanshan were read wrongly"'
)
def rollback(
    context: typer.Context,
    release: ReleaseArgument,
    reason: ReasonOption,
    store: StoreOption = None,
) -> None:
    """Let readers get an older release again; another rollback, or the next release, undoes it."""
    from load.release.retention import roll_back
    from taizhang.days import today

    roll_back(open_store(context, store), release, reason, today())
    typer.echo(f"latest is {release}")


@app.command(epilog='Example: taizhang pin 2026-11-21-001 --reason "cited in a paper"')
def pin(
    context: typer.Context,
    release: ReleaseArgument,
    reason: ReasonOption,
    undo: UndoOption = False,
    store: StoreOption = None,
) -> None:
    """Keep a release for ever."""
    _decide_or_undo(open_store(context, store), "pin", release, reason, undo=undo)
    if undo:
        typer.echo(f"{release} may be cleared away again")
    else:
        typer.echo(f"{release} is kept")


@app.command(epilog='Example: taizhang withdraw 865a15ca87d5dbee --reason "names private persons"')
def withdraw(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Its document_id.", metavar="DOCUMENT")],
    reason: ReasonOption,
    undo: UndoOption = False,
    store: StoreOption = None,
) -> None:
    """Keep a document out of all later releases."""
    _decide_or_undo(open_store(context, store), "withdraw", document, reason, undo=undo)
    if undo:
        typer.echo(f"{document} stands in the next release again; `taizhang publish` makes it now")
    else:
        typer.echo(f"{document} is left out of the next release; `taizhang publish` makes it now")


def _decide_or_undo(store: "Store", kind: str, subject: str, reason: str, *, undo: bool) -> None:
    """Pin a release or withdraw a document, or let that hold no more."""
    from load.release import decisions, retention
    from taizhang.days import today

    if undo:
        decisions.undo_decision(store, kind, subject, reason, today())
        return
    decide = {"pin": retention.pin_release, "withdraw": retention.withdraw_document}[kind]
    decide(store, subject, reason, today())


@app.command(epilog="Example: taizhang decisions --kind withdraw")
def decisions(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Option(help="Only accept, pin, withdraw, rollback or loss.")
    ] = None,
    store: StoreOption = None,
    json: JsonOption = False,
) -> None:
    """List what people decided, with the reasons; what was undone stays in the list."""
    from flows.terminal.listings import show_decisions

    show_decisions(open_store(context, store), kind, as_json=json)


@app.command(epilog="Example: taizhang clear --keep 30 --dry-run")
def clear(
    context: typer.Context,
    keep: Annotated[
        int, typer.Option(help="How many of the newest releases stay; pinned ones always do.")
    ],
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:
    """Clear away old releases and the builds that nothing needs any more.

    The archive is never touched.
    """
    from load.release.retention import clear_releases as remove

    cleared = remove(open_store(context, store), keep, dry_run)
    outcome = "would go" if dry_run else "gone"
    typer.echo(f"{len(cleared.releases)} releases and {len(cleared.builds)} builds {outcome}")
    for name in (*cleared.releases, *cleared.builds):
        typer.echo(f"  {name}")
