"""发文字号 in one form: 代字〔year〕n号 (GB/T 9704-2012: six-cornered brackets, no 第, no leading zero)."""

import re

_OPEN, _CLOSE = "〔【\\[（(［﹝〖「", "〕】\\]）)］﹞〗」"
_WORD = r"(?P<word>[\u3400-\u9fffA-Za-z·]{1,24})"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NUMBER = r"第?\s*0*(?P<number>[1-9]\d{0,4})\s*号"
# A lost bracket is put right where the four digits of the year leave one reading: 〔2018209号, 2018〕209号.
_FORMS = (
    re.compile(rf"{_WORD}\s*[{_OPEN}]\s*{_YEAR}\s*年?\s*[{_CLOSE}]\s*{_NUMBER}"),
    re.compile(rf"{_WORD}\s*[{_OPEN}]\s*{_YEAR}{_NUMBER}"),
    re.compile(rf"{_WORD}\s*{_YEAR}\s*[{_CLOSE}]\s*{_NUMBER}"),
)


def normalise(raw: str) -> str | None:
    """The document number in `raw` as 代字〔year〕n号; None where there is none or it can be read in several ways."""
    text = "".join(raw.split())
    for form in _FORMS:
        match = form.search(text)
        if match:
            return f"{match['word']}〔{match['year']}〕{match['number']}号"
    return None
