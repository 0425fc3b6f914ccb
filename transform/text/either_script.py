"""Patterns written in simplified characters that match traditional ones as well."""

from functools import cache

import opencc


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def either_script(pattern: str) -> str:
    """A regular expression in which each simplified character also matches its traditional form.

    >>> either_script("发布")
    '[发發][布佈]'
    >>> either_script("[发日]+")
    '[发發日]+'
    """
    converted = _to_traditional().convert(pattern)
    # A phrase that opencc writes with another number of characters has no form character by
    # character; none of ours is one.
    if len(converted) != len(pattern):
        return pattern
    out: list[str] = []
    in_class = escaped = False
    for simplified, traditional in zip(pattern, converted, strict=True):
        if simplified != traditional:
            both = simplified + traditional
            out.append(both if in_class else f"[{both}]")
        else:
            out.append(simplified)
        if escaped:
            escaped = False
        elif simplified == "\\":
            escaped = True
        elif simplified == "[":
            in_class = True
        elif simplified == "]":
            in_class = False
    return "".join(out)


def both_forms(word: str) -> tuple[str, ...]:
    """A word and its traditional form, where it has one.

    >>> both_forms("发布"), both_forms("日期")
    (('发布', '發佈'), ('日期',))
    """
    converted = _to_traditional().convert(word)
    if converted == word:
        return (word,)
    return (word, converted)
