"""An expression of time in its sentence: what stands before it and behind it, part by part."""

from collections.abc import Iterator

from msgspec import Struct

from transform.lexicon.pattern import Pattern

_PART_ENDS = "，,：:"
_SENTENCE_ENDS = "。；;！？\n"
_ENDS = _PART_ENDS + _SENTENCE_ENDS
_PART = Pattern(rf"[^{_PART_ENDS}{_SENTENCE_ENDS}]*+")
# Characters that are looked at. A part of a sentence is seldom longer, and a bound keeps a text
# without any commas from being read again for each of its expressions.
_BEFORE = 40
# So far a verb can stand behind its time: 年底前，对…的，按…规定，由…部门，给予….
_MOST_PARTS = 5
# A slogan (“一年内见成效”) is short; a longer stretch between quotation marks quotes sentences.
_LONGEST_QUOTE = 25
# How far before an expression its opening quotation mark stands at most.
_QUOTE_BEFORE = 20
# A dozen characters hold whatever stands right beside an expression: 自2024年1月1日起.
_NEAR = 12


class TimePlace(Struct, frozen=True):
    """Where an expression stands: `text[start:end]`."""

    text: str
    start: int
    end: int

    @property
    def before(self) -> str:
        """What stands before it in its part of the sentence, the last characters of it."""
        stretch = self.text[max(self.start - _BEFORE, 0) : self.start]
        at = max(map(stretch.rfind, _ENDS))
        return stretch[at + 1 :]

    def sentence_before(self) -> str:
        """What stands before it in its sentence, the last characters of it."""
        # The sentence goes back beyond the part: twice as far is looked for its verb.
        stretch = self.text[max(self.start - 2 * _BEFORE, 0) : self.start]
        return stretch[max(map(stretch.rfind, _SENTENCE_ENDS)) + 1 :]

    @property
    def near_before(self) -> str:
        """The dozen characters before it, whatever they are."""
        return self.text[max(self.start - _NEAR, 0) : self.start]

    @property
    def near_behind(self) -> str:
        """The dozen characters behind it, whatever they are."""
        return self.text[self.end : self.end + _NEAR]

    @property
    def behind(self) -> str:
        """What stands behind it in its part of the sentence."""
        return self.text[self.end : _end_of_part(self.text, self.end)]

    def parts(self) -> Iterator[str]:
        """What stands behind it, part by part, up to the sentence's end, the rest of its own first.

        >>> text = "年底前，由各县制定方案，报市政府。次年实施。"
        >>> list(TimePlace(text, 0, 3).parts())
        ['', '由各县制定方案', '报市政府']
        """
        at = self.end
        for _ in range(_MOST_PARTS):
            end = _end_of_part(self.text, at)
            yield self.text[at:end]
            if self.text[end : end + 1] not in tuple(_PART_ENDS):
                return
            at = end + 1

    def is_quoted(self) -> bool:
        """Whether it stands in a slogan or name between quotation marks.

        >>> TimePlace("推进“一年内见成效”行动", 3, 6).is_quoted()
        True
        >>> TimePlace("推进“双减”工作一年内见成效", 8, 11).is_quoted()
        False
        """
        opened = self.text.rfind("“", max(self.start - _QUOTE_BEFORE, 0), self.start)
        if opened < 0 or self.text.find("”", opened, self.start) >= 0:
            return False
        return 0 <= self.text.find("”", self.end) - opened <= _LONGEST_QUOTE


def _end_of_part(text: str, at: int) -> int:
    part = _PART.match(text, at)
    if part:
        return part.end()
    return at
