"""Words whose letters were set apart to fill a line: 的  通  知, 组 建 方 案."""

import re

# Three letters or more that each stand alone, or the last word of a title. Two are no sign: 张 三
# signs so, and a blank may be all that is left of a line end.
_APART = re.compile(
    r"(?<!\S)\S(?:[ \t\u3000\xa0]+\S){2,}(?!\S)|(?<!\S)[通意方办规决公]\s+[知见案法定告报](?=\S{0,1}$)"
)
_BLANK = re.compile(r"\s+")


def close_up(text: str) -> str:
    """The text with such words put together.

    >>> close_up("关于修渠的 通  知"), close_up("组 建 方 案")
    ('关于修渠的 通知', '组建方案')
    >>> close_up("县水务局 县财政局")
    '县水务局 县财政局'
    """
    if " " in text or "\u3000" in text:
        return _APART.sub(lambda match: _BLANK.sub("", match.group()), text)
    return text
