"""Words whose letters were set apart to fill a line: 的  通  知, 组 建 方 案."""

import re

# Three letters or more that each stand alone, or the last word of a title.
_APART = re.compile(
    r"(?<!\S)\S(?:[ \t\u3000\xa0]+\S){2,}(?!\S)|(?<!\S)[通意方办规决公]\s+[知见案法定告报](?=\S{0,1}$)"
)
_BLANK = re.compile(r"\s+")


def close_up(text: str) -> str:
    """The text with such words put together."""
    if " " in text or "\u3000" in text:
        return _APART.sub(lambda found: _BLANK.sub("", found.group()), text)
    return text
