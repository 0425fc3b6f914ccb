"""An expression of time in its sentence: what stands before it and behind it, part by part."""

from collections.abc import Iterator

from msgspec import Struct

from transform.lexicon.pattern import Pattern

_PART_ENDS = "，,：:"
_SENTENCE_ENDS = "。；;！？\n"
_PART = Pattern(rf"[^{_PART_ENDS}{_SENTENCE_ENDS}]*+")
_BEFORE = 40  # characters that are looked at
# Of a sentence that are looked at behind an expression.
_MOST_PARTS = 5
_LONGEST_QUOTE = 25


class Place(Struct, frozen=True):
    """Where an expression stands: `text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def before(self) -> str:
        """What stands before it in its part of the sentence, the last characters of it."""
        stretch = self.text[max(self.start - _BEFORE, 0) : self.start]
        at = max(map(stretch.rfind, _PART_ENDS + _SENTENCE_ENDS))
        return stretch[at + 1 :]

    def sentence_before(self) -> str:
        """What stands before it in its sentence, the last characters of it."""
        stretch = self.text[max(self.start - 2 * _BEFORE, 0) : self.start]
        return stretch[max(map(stretch.rfind, _SENTENCE_ENDS)) + 1 :]

    @property
    def near_before(self) -> str:
        """The dozen characters before it, whatever they are."""
        return self.text[max(self.start - 12, 0) : self.start]

    @property
    def near_behind(self) -> str:
        """The dozen characters behind it, whatever they are."""
        return self.text[self.end : self.end + 12]

    @property
    def behind(self) -> str:
        """What stands behind it in its part of the sentence."""
        return self.text[self.end : _end_of_part(self.text, self.end)]

    def parts(self) -> Iterator[str]:
        """What stands behind it, part by part, up to the sentence's end.

        The first is the rest of its own.
        """
        at = self.end
        for _ in range(_MOST_PARTS):
            end = _end_of_part(self.text, at)
            yield self.text[at:end]
            if self.text[end : end + 1] not in tuple(_PART_ENDS):
                return
            at = end + 1

    def is_quoted(self) -> bool:
        """Whether it stands in a slogan or name between quotation marks."""
        opened = self.text.rfind("“", max(self.start - 20, 0), self.start)
        if opened < 0 or self.text.find("”", opened, self.start) >= 0:
            return False
        return 0 <= self.text.find("”", self.end) - opened <= _LONGEST_QUOTE


def _end_of_part(text: str, at: int) -> int:
    found = _PART.match(text, at)
    if found:
        return found.end()
    return at
