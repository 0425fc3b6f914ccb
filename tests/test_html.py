"""Pages escape what they are given, need nobody else, and say figures as people do."""

import re
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from taizhang.html import (
    format_day,
    format_moment,
    format_number,
    format_share,
    format_signed,
)
from taizhang.html.filters import mark_code, web_address
from taizhang.html.templates import template_environment


def _page(main: str, **values: object) -> str:
    shared = template_environment("taizhang.html")
    page = {"page": '{% extends "base.html.j2" %}{% block main %}' + main + "{% endblock %}"}
    made = shared.overlay(loader=ChoiceLoader([DictLoader(page), shared.loader or DictLoader({})]))
    return made.get_template("page").render(**values)


def test_what_a_portal_wrote_is_text_and_never_markup():
    assert "&lt;script&gt;" in _page("{{ title }}", title="<script>alert(1)</script>")


def test_a_page_names_nothing_that_it_would_have_to_fetch():
    page = _page("")
    assert "default-src 'none'" in page
    outside = re.sub(r'href="data:[^"]*"', "", page)
    assert not re.search(r"(src|href)=|url\(|@import|<script|https?:", outside)


def test_a_misspelt_value_is_an_error_not_a_gap():
    with pytest.raises(UndefinedError):
        _page("{{ titel }}", title="x")


def test_only_an_address_of_the_web_becomes_a_link():
    assert (
        web_address("http://www.lanshan.gov.test/info/1.htm")
        == "http://www.lanshan.gov.test/info/1.htm"
    )
    assert web_address("JAVASCRIPT:alert(1)") is None
    assert web_address(None) is None


def test_figures_in_words():
    assert [format_number(12304), format_number(0.973), format_number(3.0)] == [
        "12,304",
        "0.97",
        "3",
    ]
    assert [
        format_share(0.0),
        format_share(0.004),
        format_share(0.5),
        format_share(0.996),
        format_share(1.0),
    ] == [
        "0 %",
        "< 1 %",
        "50 %",
        "> 99 %",
        "100 %",
    ]
    assert [format_signed(12), format_signed(-3), format_signed(0)] == ["+12", "−3", "±0"]
    assert format_moment(datetime(2026, 11, 21, 18, 5, tzinfo=UTC)) == "2026-11-22 02:05"
    assert [format_day(date(2026, 11, 22)), format_day(None)] == ["2026-11-22", "–"]


def test_what_to_type_is_set_apart_and_escaped():
    assert (
        mark_code("run `taizhang read <a>` & look")
        == "run <code>taizhang read &lt;a&gt;</code> &amp; look"
    )


def _luminance(colour: str) -> float:
    """The relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_whoever_reads_badly_reads_it_too(theme: int):
    css = files("taizhang.html").joinpath("page.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css.split(":root")[1 + theme]))
    for paper in ("paper", "sheet"):
        for ink in (
            "ink",
            "soft",
            "faint",
            "seal",
            "link",
            "fresh",
            "quiet",
            "stale",
            "blocked",
            "broken",
        ):
            dark, light = sorted((_luminance(colours[ink]), _luminance(colours[paper])))
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)  # WCAG 2.2, level AA
