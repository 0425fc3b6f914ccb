"""A bulletin as one page for the screen and for A4, which needs no network and holds no script."""

from reports.bulletins.sections import Bulletin
from reports.bulletins.words import name_of, note_of
from reports.explorer_links import explorer_page
from taizhang.html.templates import template_environment

# Rows of a section that the page shows; the workbook holds all.
MOST = 500
LEADING = (
    "task",
    "amount",
    "tasks",
    "old_copy",
    "years",
    "check",
)  # columns whose cells lead into the explorer


def render_bulletin(bulletin: Bulletin, explorer: str | None = None) -> str:
    """The page: Chinese with English beside it, with links into the explorer where its address is given."""
    # Escaped by the template: titles and texts come from pages.
    template = template_environment("reports.bulletins").get_template("bulletin.html.j2")
    return template.render(
        bulletin=bulletin,
        name_of=name_of,
        note_of=note_of,
        most=MOST,
        leading=LEADING,
        explorer=explorer,
        explorer_page=explorer_page,
    )
