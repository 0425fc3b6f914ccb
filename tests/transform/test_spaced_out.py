"""Letters set apart to fill a line are words again; blanks that part words stay."""

import pytest

from tests.transform.texts import read
from transform.text.spaced_out import close_up


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("关于印发修渠方案的通  知", "关于印发修渠方案的通  知"),
        ("的  通  知", "的通知"),
        ("通　　知", "通知"),
        ("协 调 委 员 会 组 建 方 案", "协调委员会组建方案"),
        ("土 地 使 用 期 限 的 批 复", "土地使用期限的批复"),
        ("某县水利局 某县林业局", "某县水利局 某县林业局"),
        ("关于修渠的 通知", "关于修渠的 通知"),
        ("甲 乙", "甲 乙"),
    ],
)
def test_letters_set_apart(printed: str, words: str) -> None:
    assert close_up(printed) == words


def test_a_title_whose_last_line_is_set_apart() -> None:
    about = read(
        "某县人民政府\n关于修好水渠的\n通　　知\n某政发〔2021〕3号\n各镇政府：\n请修好水渠。"
    ).metadata
    assert (about.title, about.issuers) == ("某县人民政府关于修好水渠的通知", ["某县人民政府"])
