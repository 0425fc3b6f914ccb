"""The two languages of the explorer: words from the table beside it, chosen by a cookie, else as the browser asks."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from starlette.requests import Request

from reports.words import find_words
from taizhang.tables.terms import Doubt

COOKIE = "lang"
# Sets with words in reports/words.toml.
REPORTED = ("health", "role", "change", "coverage", "outcome", "issue")


class Language(StrEnum):
    """A language that the explorer speaks."""

    EN = "en"
    ZH = "zh"

    @property
    def tag(self) -> str:
        """What HTML calls it."""
        return "zh-Hans" if self is Language.ZH else "en"

    def say(self, key: str, **values: object) -> str:
        """The interface's words for a key."""
        return _table()["word"][key][self.value].format(**values)

    def term(self, kind: str, value: object) -> str:
        """A value of a closed set in words; a value that the set does not have stands for itself."""
        text = str(value)
        if kind in REPORTED:
            found = find_words(kind, text)
            return found.zh if self is Language.ZH else found.en
        if kind == "doubt":
            known = {str(doubt): doubt for doubt in Doubt}
            return (
                (known[text].zh if self is Language.ZH else known[text].en)
                if text in known
                else text
            )
        return _table()[kind].get(text, {}).get(self.value, text)


def language_of(request: Request) -> Language:
    """The language of a request: the one that was chosen, else the first one that the browser names and we speak."""
    chosen = request.cookies.get(COOKIE)
    if chosen in list(Language):
        return Language(chosen)
    # In the order named; the weights (RFC 9110, 12.5.4) hardly ever say otherwise.
    for asked in request.headers.get("accept-language", "").split(","):
        code = asked.split(";")[0].strip().lower()[:2]
        if code in list(Language):
            return Language(code)
    return Language.EN


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
