"""How our HTML pages look: one base template and one style, kept inside each page, so that a page needs no network.

A template of another package says `{% extends "base.html.j2" %}` and fills the blocks `title`, `style`, `head`, `main`
and `foot`. Whatever is given to a template is escaped: titles and addresses come from pages that anybody can write.
"""

import json
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from taizhang.days import SHANGHAI


@cache
def template_environment(package: str) -> Environment:
    """The templates (`*.html.j2`) of a package, over the shared ones."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package, "."), PackageLoader(__name__, ".")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["css"] = Markup(files(__name__).joinpath("page.css").read_text(encoding="utf-8"))  # noqa: S704 — ours
    made.filters |= {one.__name__: one for one in (number, share, signed, day, moment, web, code, unpack)}
    return made


def number(value: float) -> str:
    """A count or a figure as people read it: `12,304`, `0.97`; nothing behind the point where nothing is there."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def share(value: float) -> str:
    """A share of one in per cent, without claiming all or nothing where it is not quite so."""
    if 0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1:
        return "> 99 %"
    return f"{value:.0%}".replace("%", " %")


def signed(value: int) -> str:
    """A difference: `+12`, `−3`, `±0`."""
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "±0"


def day(value: date | None) -> str:
    """A day as 2026-11-22; a dash where there is none."""
    return value.isoformat()[:10] if value else "–"


def moment(value: datetime) -> str:
    """A moment as its day and minute in China."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def code(text: str) -> Markup:
    """A sentence in which what stands between backticks is what to type."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(text.split("`"))
    )


def web(address: str | None) -> str | None:
    """An address that a link may lead to: one of the web; None for any other, `javascript:` among them."""
    return address if address and address.lower().startswith(("http://", "https://")) else None


def unpack(text: str) -> object:
    """What a piece of JSON holds."""
    found: object = json.loads(text)
    return found
