"""Patterns written in simplified characters that match traditional ones as well."""

from functools import cache

import opencc


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def either_script(pattern: str) -> str:
    """A regular expression in which each simplified character also matches its traditional form."""
    converted = _to_traditional().convert(pattern)
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
    """A word and its traditional form, where it has one."""
    converted = _to_traditional().convert(word)
    if converted == word:
        return (word,)
    return (word, converted)
