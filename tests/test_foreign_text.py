"""Foreign text in terminals, Markdown and JSON can only be read."""

import io
import json

import pytest
from rich.console import Console
from rich.table import Table

from flows.prefect.artifacts import markdown_table
from flows.summary import PortalRun, Summary
from flows.terminal.console import SafeConsole
from reports.listing import show_rows
from taizhang.days import today
from taizhang.foreign_text import dump_json, escape_markdown, show_controls

NASTY = "甲\x1b[31m乙\x1b]8;;http://evil.test\x1b\\\x07\r\b\x9b2J\u202e丙\u2066"
LIVE = (
    "[click](http://evil.test)",
    "![i](http://evil.test/i.png)",
    "<img src=http://evil.test>",
    "http://evil.test",
)


def is_clean(printed: str) -> bool:
    controls = {sign for sign in printed if ord(sign) < 0x20 and sign != "\n"}
    return not controls and {"\u202e", "\x9b", "\u2066"}.isdisjoint(printed)


def test_what_a_listing_prints_has_no_controls() -> None:
    out = io.StringIO()
    show_rows([{"reason": NASTY}], ["reason"], Console(file=out, width=200))
    assert is_clean(out.getvalue())
    assert "甲␛[31m乙" in out.getvalue()
    assert "<U+202E>丙" in out.getvalue()


def test_a_terminal_shows_them_whatever_is_printed() -> None:
    out = io.StringIO()
    console = SafeConsole(file=out, width=200)
    console.print(NASTY, markup=False)
    rows = Table("title")
    rows.add_row(NASTY)
    console.print(rows)
    assert is_clean(out.getvalue())
    assert "乙" in out.getvalue()


def test_colours_of_our_own_still_work() -> None:
    out = io.StringIO()
    SafeConsole(file=out, force_terminal=True, color_system="standard").print("[red]x[/red]")
    assert out.getvalue() == "\x1b[31mx\x1b[0m\n"


def test_json_keeps_its_values() -> None:
    assert is_clean(dump_json({"title": NASTY}))
    assert json.loads(dump_json({"title": NASTY})) == {"title": NASTY}
    assert "甲" in dump_json(NASTY)


@pytest.mark.parametrize("text", LIVE)
def test_no_link_or_image_of_a_page_is_live_in_markdown(text: str) -> None:
    summary = Summary(today(), [PortalRun("lanshan", trouble=f"said: {text} | \x1b[0m")])
    for markdown in (
        escape_markdown(text),
        "\n".join(markdown_table(["reason"], [[text]])),
        summary.to_markdown(),
    ):
        assert "](" not in markdown.replace("\\](", "")
        assert "<img" not in markdown.replace("\\<img", "")
        assert "http://" not in markdown
        assert "\x1b" not in markdown


def test_line_ends_stay_in_a_text() -> None:
    assert show_controls("一\n二\t三") == "一\n二\t三"
    assert escape_markdown("一\n# 二") == "一 \\# 二"
