"""The label at the beginning of a cell or a section row: 一、 or （一） or 1. or ①."""

import re

_CHINESE = "[一二三四五六七八九十百零〇]{1,4}"
# From the outermost level to the innermost (GB/T 9704-2012, 7.3.3); the group's name says the
# level.
LABEL = re.compile(
    rf"\s*(?:(?P<l0>第\s*(?:{_CHINESE}|\d{{1,3}})\s*[章节部分篇编]{{1,2}}[、，:：]?)"
    rf"|(?P<l1>{_CHINESE}\s*[、.．，])"
    rf"|(?P<l2>[（(〔\[]\s*{_CHINESE}\s*[)）〕\]][、.．]?|[\u3220-\u3229])"
    rf"|(?P<l3>第\s*(?:{_CHINESE}|\d{{1,3}})\s*[条项](?=[\s　、:：]|$)[、:：]?|"
    r"\d{1,3}(?:\s*[、．]|\s*\.(?!\d))|[\u2488-\u249b])"
    r"|(?P<l4>[\u2474-\u2487]|[（(]\s*\d{1,3}\s*[)）][、.．]?|\d{1,3}\s*[)）][、.．]?|\d{1,2}(?:\.\d{1,2}){1,3}(?=[^\d.%％万亿元倍度千百公平吨个次家人年月天小]))"
    r"|(?P<l5>[\u2460-\u2473]))\s*"
)


def split_label(text: str) -> tuple[str | None, int]:
    """The label as printed, None where there is none, and where the rest begins."""
    found = LABEL.match(text)
    if found:
        return (found.group().strip(), found.end())
    return (None, 0)


def label_level(text: str) -> int | None:
    """The level of the label with which a text begins, 0 the outermost; None where it has none."""
    found = LABEL.match(text)
    if found and found.lastgroup:
        return int(found.lastgroup[1])
    return None
