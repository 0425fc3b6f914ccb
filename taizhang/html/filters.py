"""Figures, days and addresses as pages show them.

Templates know each by the name in FILTERS (`{{ count|number }}`).
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from markupsafe import Markup, escape

from taizhang.days import SHANGHAI


def format_number(value: float) -> str:
    """A count or a figure as people read it: `12,304`, `0.97`; a whole number without decimals."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.2f}"


def format_share(value: float) -> str:
    """A share of one in per cent, without claiming all or nothing where it is not quite so."""
    if 0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1:
        return "> 99 %"
    return f"{value:.0%}".replace("%", " %")


def format_signed(value: int) -> str:
    """A difference: `+12`, `−3`, `±0`."""
    if value > 0:
        return f"+{value:,}"
    if value < 0:
        return f"−{-value:,}"
    return "±0"


def format_day(value: date | None) -> str:
    """A day as 2026-11-22; a dash where there is none."""
    if value:
        return value.isoformat()[:10]
    return "–"


def format_moment(value: datetime) -> str:
    """A moment as its day and minute in China."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def mark_code(text: str) -> Markup:
    """A sentence in which what stands between backticks is what to type."""
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(text.split("`"))
    )


def web_address(address: str | None) -> str | None:
    """An address that a link may lead to, one of the web; None for any other, such as `javascript:`."""
    # Addresses come from pages: a `javascript:` link in a report would run in the reader's browser.
    if address and address.lower().startswith(("http://", "https://")):
        return address
    return None


def unpack_json(text: str) -> object:
    """What a piece of JSON holds."""
    found: object = json.loads(text)
    return found


FILTERS: dict[str, Callable[..., Any]] = {
    "number": format_number,
    "share": format_share,
    "signed": format_signed,
    "day": format_day,
    "moment": format_moment,
    "web": web_address,
    "code": mark_code,
    "unpack": unpack_json,
}
