"""Personal numbers: identity and mobile numbers of persons never leave the archive.

Government pages print them by mistake; the plans themselves demand privacy (GB 11643 for the form
of identity numbers). Each character becomes one ■, so positions in a text stay what they were.
"""

import re

MASK = "■"
# 18 characters: six digits of region, a date of birth, three digits, a check character.
IDENTITY = (
    r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
)
# 11 digits, 13 to 19 in front: mobile numbers; fixed lines of offices have an area code and stay.
MOBILE = r"1[3-9][0-9]{9}"
# What neighbours must not be: a longer number is something else (an index number, an account).
PERSONAL = rf"(?:^|[^0-9A-Za-z])(?:{IDENTITY}|{MOBILE})(?:[^0-9A-Za-z]|$)"

_NUMBER = re.compile(rf"(?<![0-9A-Za-z])(?:{IDENTITY}|{MOBILE})(?![0-9A-Za-z])")

# Most texts hold neither: the end of an identity number from the year of birth on, and what is as
# long as a mobile number. Two searches for what begins with a letter are faster than one for
# either.
_SINCE_2000, _SINCE_1800 = re.compile("20[0-9]{9}"), re.compile("1[0-9]{10}")


def mask_numbers(text: str) -> str:
    """The text with each personal number hidden; the same object where there is none."""
    if _SINCE_1800.search(text) is None and _SINCE_2000.search(text) is None:
        return text
    return _NUMBER.sub(lambda match: MASK * len(match[0]), text)
