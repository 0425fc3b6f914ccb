"""What a run leaves for people in Prefect's UI: its summary, what was kept out, where to read on."""

from collections.abc import Iterable, Sequence

from flows.prefect.api import acreate_markdown_artifact
from flows.summary import Summary
from reports import listing
from reports.explorer_links import explorer_page
from taizhang.foreign_text import escape_markdown
from taizhang.releases import REPORTS, open_release
from taizhang.settings import Settings
from taizhang.store import Store

KEPT_OUT = ("portal", "table", "expectation", "reason")
MOST = 30  # rows of a table


async def keep_summary(summary: Summary, settings: Settings, key: str) -> None:
    """The summary with what its release keeps out, and where explorer, report, checks and tables lie."""
    store = Store(settings.store)
    lines = [summary.to_markdown()]
    if summary.release is not None:
        groups = listing.group_rows(
            listing.list_quarantine(store),
            KEPT_OUT,
            listing.QUARANTINE_GROUPS,
        )
        lines += [
            "",
            "## Kept out",
            "",
            *markdown_table((*KEPT_OUT, "count"), [list(row.values()) for row in groups]),
        ]
        lines += [
            "",
            "## Read on",
            "",
            *_explorer_links(settings.explorer),
            *_release_links(store, summary.release),
        ]
    await keep_artifact(key, lines, summary.headline())


async def keep_artifact(key: str, lines: Iterable[str], headline: str) -> None:
    """Keep a page of Markdown under a key; the UI shows the versions of a key one after the other."""
    await acreate_markdown_artifact("\n".join(lines), key=key, description=headline)


def markdown_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A Markdown table, shortened where it is too long for a page."""
    if not rows:
        return ["none"]
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    lines += [f"| {' | '.join(map(_markdown_cell, row))} |" for row in rows[:MOST]]
    # Prefect keeps every version of an artifact in its database: a night of ten thousand rows would
    # fill it.
    return [*lines, *([f"… and {len(rows) - MOST} more"] if len(rows) > MOST else [])]


def _markdown_cell(value: object) -> str:
    """A value that neither breaks the table nor does anything else than be read."""
    if value is None:
        return ""
    return escape_markdown(str(value))


def _explorer_links(explorer: str | None) -> list[str]:
    """Links to the pages of the explorer that show the latest release, where it is served."""
    pages = {
        "tasks of this release": explorer_page(explorer, ""),
        "its changes, issues and what it keeps out": explorer_page(explorer, "release"),
        "portals": explorer_page(explorer, "portals"),
    }
    return [f"- explorer: [{name}]({address})" for name, address in pages.items() if address]


def _release_links(store: Store, release_id: str) -> list[str]:
    """Links to what lies in the store beside a release's tables.

    Browsers open files only where they are pasted.
    """
    folder = open_release(store, release_id).folder
    checks = [key for key in store.keys(f"{folder}/checks") if key.endswith(".html")]
    places = {"run report": f"{REPORTS}/{release_id}.html"}
    places |= {f"checks of {key.rpartition('/')[2].removesuffix('.html')}": key for key in checks}
    places |= {"tables": folder}
    return [f"- {name}: `{_link_address(store, key)}`" for name, key in places.items()]


def _link_address(store: Store, key: str) -> str:
    path = store.local_path(key)
    if path is not None:
        return path.resolve().as_uri()
    return f"{store.root}/{key}"
