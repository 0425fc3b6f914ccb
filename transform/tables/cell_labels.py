"""The label at the beginning of a cell or a section row: 一、 or （一） or 1. or ①."""

import re
from collections.abc import Sequence

# Characters with which headings of one kind begin.
_ALIKE = 3
_CHINESE = "[一二三四五六七八九十百零〇]{1,4}"
# From the outermost level to the innermost (GB/T 9704-2012, 7.3.3); the group's name says the
# level.
LABEL = re.compile(
    rf"\s*(?:(?P<l0>第\s*(?:{_CHINESE}|\d{{1,3}})\s*[章节部分篇编]{{1,2}}[、，:：]?)"
    rf"|(?P<l1>{_CHINESE}\s*[、.．，])"
    rf"|(?P<l2>[（(〔\[]\s*{_CHINESE}\s*[)）〕\]][、.．]?|[\u3220-\u3229])"
    # 问题1：, 任务二：: a thing that is counted.
    rf"|(?P<l3>(?:问题|任务|事项|项目|举措|措施|实事)\s*(?:{_CHINESE}|\d{{1,3}})\s*[:：.．、]"
    rf"|第\s*(?:{_CHINESE}|\d{{1,3}})\s*[条项](?=[\s　、:：]|$)[、:：]?|"
    r"\d{1,3}(?:\s*[、．]|\s*\.(?!\d))|[\u2488-\u249b]"
    # 01 修渠, but not 12 月.
    r"|\d{2}(?=[ \u3000]+(?![月日年个家人次项万亿元米公])[\u4e00-\u9fff]{2}))"
    r"|(?P<l4>[\u2474-\u2487]|[（(]\s*\d{1,3}\s*[)）][、.．]?|\d{1,3}\s*[)）][、.．]?|\d{1,2}(?:\.\d{1,2}){1,3}(?=[^\d.%％万亿元倍度千百公平吨个次家人年月天小]))"
    r"|(?P<l5>[\u2460-\u2473]))\s*"
)


def split_label(text: str) -> tuple[str | None, int]:
    """The label as printed, None where there is none, and where the rest begins.

    >>> split_label("（一）清淤"), split_label("1. 修渠")
    (('（一）', 3), ('1.', 3))
    >>> split_label("问题2：渠道淤塞")
    ('问题2：', 4)

    A decimal and an amount are none:

    >>> split_label("1.5亿元"), split_label("2024年清淤")
    ((None, 0), (None, 0))
    """
    label = LABEL.match(text)
    if label:
        return (label.group().strip(), label.end())
    return (None, 0)


def label_level(text: str) -> int | None:
    """The level of the label with which a text begins, 0 the outermost; None where it has none.

    >>> [label_level(text) for text in ("第一章 总则", "一、修渠", "（一）清淤", "1.清淤", "（1）清淤", "①清淤")]
    [0, 1, 2, 3, 4, 5]
    >>> label_level("清淤") is None
    True
    """
    label = LABEL.match(text)
    if label and label.lastgroup:
        return int(label.lastgroup[1])
    return None


def begin_alike(titles: Sequence[str]) -> bool:
    """Whether lines begin as those do that head one thing after the other, and none is a sentence.

    >>> begin_alike(["【行动一】清淤", "【行动二】修渠"]), begin_alike(["清淤", "修渠"]), begin_alike(["各镇要清淤。", "各镇要修渠。"])
    (True, False, False)
    """
    first = titles[0][:_ALIKE]
    return len(first) == _ALIKE and all(
        title.startswith(first) and not title.endswith("。") for title in titles
    )
