"""How a run went: a row a portal, what was published, what needs a person; on screen and in Prefect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from taizhang.foreign_text import escape_markdown

COLUMNS = ("portal", "crawled", "documents", "tasks", "quarantined", "issues", "published")


@dataclass(slots=True)
class PortalRun:
    """One portal's run.

    Numbers are None for a stage that did not happen; `trouble` is why something failed.
    """

    portal: str
    crawled: dict[str, int] | None = None
    documents: int | None = None
    tasks: int | None = None
    quarantined: int | None = None
    issues: int | None = None
    published: str | None = None
    trouble: str | None = None

    def list_cells(self) -> tuple[str, ...]:
        """What stands in the table, in the order of COLUMNS."""
        crawled = None
        if self.crawled is not None:
            crawled = ", ".join(f"{count} {what}" for what, count in self.crawled.items())
        numbers = (self.documents, self.tasks, self.quarantined, self.issues)
        return (
            self.portal,
            _table_cell(crawled),
            *(_table_cell(number) for number in numbers),
            _table_cell(self.published),
        )


@dataclass(slots=True)
class Summary:
    """A whole run, portals in the order of their slugs; `places` are where to look at what it published."""

    as_of: date
    portals: list[PortalRun] = field(default_factory=list)
    release: str | None = None
    places: dict[str, str] = field(default_factory=dict)
    unpublished: str | None = None
    unchanged: bool = False
    seconds: float = 0.0

    @property
    def troubles(self) -> dict[str, str]:
        """What went wrong, by portal."""
        return {run.portal: run.trouble for run in self.portals if run.trouble}

    def add_troubles(self, troubles: Mapping[str, str]) -> None:
        """Note what went wrong before this run, for the portals that have no trouble of their own."""
        for run in self.portals:
            run.trouble = run.trouble or troubles.get(run.portal)

    @property
    def has_failed(self) -> bool:
        """Whether a portal failed or was held back, or nothing could be published."""
        return bool(self.troubles) or self.unpublished is not None

    def headline(self) -> str:
        """The run in one line."""
        done = len(self.portals) - len(self.troubles)
        done_of_all = f"{done} of {len(self.portals)} portals in {self.seconds:.0f} s"
        if self.release is None:
            return f"{done_of_all}; {self.unpublished or 'nothing published'}"
        return f"{done_of_all}; release {self.release}" + (
            " (nothing has changed)" if self.unchanged else ""
        )

    def show_on(self, console: Console) -> None:
        """The table, where the release lies, and a line for each trouble."""
        console.print(self._make_table())
        console.print(self.headline(), markup=False, highlight=False)
        for what, place in self.places.items():
            console.print(f"{what} in {place}", markup=False, highlight=False, soft_wrap=True)
        for portal, trouble in self.troubles.items():
            line = Text(f"{portal}: {trouble}", style="red")
            console.print(line, soft_wrap=True)

    def to_markdown(self) -> str:
        """The same for Prefect's artifacts."""
        lines = [
            f"# {self.as_of}: {self.headline()}",
            "",
            f"| {' | '.join(COLUMNS)} |",
            f"|{'---|' * len(COLUMNS)}",
            *(f"| {' | '.join(map(escape_markdown, run.list_cells()))} |" for run in self.portals),
            "",
            *(
                f"- **{portal}**: {escape_markdown(trouble)}"
                for portal, trouble in self.troubles.items()
            ),
        ]
        return "\n".join(lines)

    def _make_table(self) -> RenderableType:
        table = Table(title=f"as of {self.as_of}", title_justify="left")
        for column in COLUMNS:
            right = column not in ("portal", "crawled", "published")
            table.add_column(
                column,
                justify="right" if right else "left",
                no_wrap=column != "crawled",
            )
        for run in self.portals:
            table.add_row(*run.list_cells(), style="red" if run.trouble else None)
        return table


def _table_cell(value: object) -> str:
    if value is None:
        return "–"
    return str(value)
