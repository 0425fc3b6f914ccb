"""Which text of a Word file a reader does not see, by the text's own mark or by its style.

ECMA-376 part 1, 17.3.2.41 and 17.7.3: `vanish` is a toggle. What a run says itself holds; else the
styles of its paragraph and its own turn it, each by the first style in its line that says anything.
"""

from collections.abc import Callable
from typing import Any

from transform.files.numbering import W, read_value

Element = Any  # lxml has no types

OFF = frozenset({"0", "false", "off"})
VANISH = f"{W}rPr/{W}vanish"


def is_on(mark: Element | None) -> bool:
    """Whether a mark that may be turned off is there and on."""
    return mark is not None and mark.get(f"{W}val") not in OFF


class Hiding:
    """Which runs are hidden, by a document's styles."""

    def __init__(self, styles: Element | None) -> None:
        self._by_style: dict[str, bool] = {}
        self._default = False
        if styles is None:
            return
        all_styles = {
            style.get(f"{W}styleId") or "": style for style in styles.iterfind(f"{W}style")
        }
        self._by_style = {name: hides_text(name, all_styles) for name in all_styles}
        self._default = is_on(styles.find(f"{W}docDefaults/{W}rPrDefault/{VANISH}"))

    def of_paragraph(self, paragraph: Element) -> Callable[[Element], bool]:
        """Says of a paragraph's runs whether they are hidden."""
        style = read_value(paragraph.find(f"{W}pPr"), f"{W}pStyle") or ""
        by_paragraph = self._default or self._by_style.get(style, False)

        def is_hidden(run: Element) -> bool:
            own = run.find(VANISH)
            if own is not None:
                return is_on(own)
            character = read_value(run.find(f"{W}rPr"), f"{W}rStyle") or ""
            # A toggle: a style that hides inside a style that hides shows again.
            return by_paragraph != self._by_style.get(character, False)

        return is_hidden


def hides_text(name: str, styles: dict[str, Element]) -> bool:
    """Whether a style hides its text, itself or by the style that it builds on."""
    seen: set[str] = set()
    while name in styles and name not in seen:
        seen.add(name)
        mark = styles[name].find(VANISH)
        if mark is not None:
            return is_on(mark)
        name = read_value(styles[name], f"{W}basedOn") or ""
    return False
