"""A document's title: without the site's name, whole where the page broke or cut it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transform.blocks import clean

SEPARATORS = re.compile(r"\s*(?:_+|\||丨|｜|>{1,2}|»|\s[-–—]{1,2}\s|-(?=[\u4e00-\u9fff])|--+|——+)\s*")
CUT_SHORT = re.compile(r"\s*(?:…+|\.{2,}|。{2,}|．{2,})\s*$")
GAPS = re.compile(r"[\s\u3000\xa0]+")
# Names of sites and their pages: what may be cut off a <title>.
SITE = re.compile(
    r"(?:网|网站|门户|平台|政府|人民政府|首页|管理局|委员会|厅|局|部|办公室|信息公开|欢迎您?|大学|学院|小学|中学|区|县|市)$"
)
# ——通政公字【2021】1号 behind a title is the document's number.
NUMBER_TAIL = re.compile(
    r"\s*(?:——|--|－－|[（(])\s*(?P<number>[\u4e00-\u9fff]{1,12}[〔【\[（(［]\s*\d{4}\s*[〕】\]）)］]\s*\d+\s*号)\s*[）)]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A title as one place of the page prints it."""

    text: str
    rule: str
    place: str


def bare(text: str) -> str:
    """A title for comparison: without spaces and without the dots that say it was cut."""
    return GAPS.sub("", CUT_SHORT.sub("", text))


def without_site(title: str, names: Iterable[str], heading: str | None = None) -> str:
    """A <title> without the names of site and columns; `names` are those known from metas, breadcrumb and portal."""
    title = clean(title)
    if heading:
        position = GAPS.sub("", title).find(GAPS.sub("", heading))
        if position >= 0:
            return heading
    known = {GAPS.sub("", name) for name in names if name}
    parts = SEPARATORS.split(title)
    while len(parts) > 1 and (_is_name(parts[-1], known) or len(parts[-1]) < len(parts[0])):
        parts.pop()
        if not _is_site(parts[-1], known):
            break
    while len(parts) > 1 and _is_name(parts[0], known):
        parts.pop(0)
    end = title.find(parts[-1]) + len(parts[-1]) if parts else 0
    start = title.find(parts[0]) if parts else 0
    return title[start:end].strip() if parts else ""


def _is_name(part: str, known: set[str]) -> bool:
    bare_part = GAPS.sub("", part)
    return not bare_part or bare_part in known or any(bare_part in name for name in known) or _is_site(part, known)


def _is_site(part: str, known: set[str]) -> bool:
    bare_part = GAPS.sub("", part)
    return bare_part in known or SITE.search(bare_part) is not None


def without_number(title: str) -> tuple[str, str | None]:
    """A title without the document number that some sites print behind it, and that number."""
    match = NUMBER_TAIL.search(title)
    return (title[: match.start()], match["number"]) if match else (title, None)


def choose(printed: Sequence[Printed], lines: Sequence[str]) -> Printed | None:
    """The title among what the places say, in their order; a cut one is made whole from another place or the text."""
    usable = [title for title in printed if bare(title.text)]
    if not usable:
        return None
    first = usable[0]
    stem = bare(first.text)
    was_cut = CUT_SHORT.search(first.text) is not None
    for other in usable[1:]:
        longer = bare(other.text)
        if len(longer) > len(stem) and longer.startswith(stem) and (was_cut or CUT_SHORT.search(other.text) is None):
            if was_cut:
                return other
    if was_cut:
        whole = whole_in(lines, stem)
        if whole:
            return Printed(whole, f"{first.rule}_whole", first.place)
    return first


def whole_in(lines: Sequence[str], stem: str) -> str | None:
    """The title that begins with `stem` where the text prints it, over one line or several."""
    for start, line in enumerate(lines[:8]):
        text = ""
        for more in lines[start : start + 4]:
            text += more
            joined = GAPS.sub("", text)
            if joined.startswith(stem):
                return text
            if not stem.startswith(joined):
                break
        if GAPS.sub("", line) == stem:
            return line
    return None
