"""A bulletin as one page for the screen and for A4, which needs no network and holds no script."""

from reports.bulletins.sections import Bulletin
from reports.bulletins.words import name_of, note_of
from taizhang.html import template_environment

# Rows of a section that the page shows; the workbook holds all.
MOST = 500


def render_bulletin(bulletin: Bulletin) -> str:
    """The page: Chinese with English beside it."""
    template = template_environment("reports.bulletins").get_template("bulletin.html.j2")
    return template.render(bulletin=bulletin, name_of=name_of, note_of=note_of, most=MOST)
