"""Text from outside in our own output: what it may do there is to be read, nothing else.

A page's title reaches terminals, Markdown and JSON with all its characters: escape sequences that
colour or overwrite a line, marks that turn the direction of writing, links and images that a
browser would load.
"""

import json
import re
import unicodedata

# Cc (controls, C1 among them) and the marks of direction of Unicode's UAX #9; a line end is none of
# them.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# What Markdown gives a meaning (CommonMark 0.31, 2.4: any ASCII punctuation may be escaped).
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#!|~&@]")
# GitHub and Prefect make links of addresses that stand alone.
_ADDRESS = re.compile(r"(?i)\b(www)\.|:(?=//)")
_C0_PICTURES = 0x2400


def show_controls(text: str) -> str:
    r"""The text with controls as characters that can be seen.

    >>> show_controls("\x1b[31mred\u202e")
    '␛[31mred<U+202E>'
    """
    return _CONTROLS.sub(_replace_picture, text)


def escape_markdown(text: str) -> str:
    r"""The text as Markdown that shows it in one line, with no link, image, markup or table cell of its own.

    >>> print(escape_markdown("![x](http://a.cn) | <b>"))
    \!\[x\](http\://a.cn) \| \<b\>
    """
    plain = " ".join(show_controls(text).split())
    return _ADDRESS.sub(_broken_address, _MARKDOWN.sub(r"\\\g<0>", plain))


def dump_json(value: object) -> str:
    """JSON in one line for terminals and machines: controls as escapes, all else as it is read."""
    return _CONTROLS.sub(_json_escape, json.dumps(value, ensure_ascii=False, default=str))


def _replace_picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(_C0_PICTURES + code)
    # Shown as its number, not dropped: a title that hides a mark of direction should look odd to
    # the operator.
    if unicodedata.category(match[0]) in ("Cc", "Cf"):
        return f"<U+{code:04X}>"
    return match[0]


def _broken_address(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[1]}\\."
    return "\\:"


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
