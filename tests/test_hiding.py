"""What a style hides, for the crawl's inspection and for reading alike; and where words of hijackers count."""

import pytest

from taizhang.hiding import is_out_of_sight
from taizhang.injected import injected_words


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : none",
        "visibility:hidden",
        "font-size:0",
        "font-size:1px;color:red",
        "font-size:0em",
        "text-indent:-9999px",
        "position:absolute;left:-1000px",
        "height:1px;overflow:hidden",
        "overflow:hidden;width:0px",
    ],
)
def test_what_no_reader_sees(style):
    assert is_out_of_sight(style)


@pytest.mark.parametrize(
    "style",
    [
        "height:1px",
        "width:1px;background:red",
        "margin-left:-1000px",
        "font-size:10px",
        "overflow:hidden",
        "",
    ],
)
def test_what_is_shown(style):
    assert not is_out_of_sight(style)


def test_a_word_that_counts_in_a_text_counts_in_a_link_too():
    assert (
        set(injected_words("anywhere")) < set(injected_words("text")) < set(injected_words("link"))
    )
    assert "彩票" not in injected_words("text")
