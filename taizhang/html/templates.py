"""The environment in which the templates of a package are rendered, over the shared ones of this folder."""

from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from taizhang.html.filters import FILTERS


@cache
def template_environment(package: str) -> Environment:
    """The templates (`*.html.j2`) of a package, over the shared ones."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader("taizhang.html", ".")]),
        autoescape=True,
        # A name that a page forgets to give is an error in a test, not an empty place in a report.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = files("taizhang.html").joinpath("page.css").read_text(encoding="utf-8")
    environment.globals["css"] = Markup(css)  # noqa: S704 — ours
    environment.filters |= FILTERS
    return environment
