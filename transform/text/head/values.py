"""What a document's own text says about it, each value with its place."""

from datetime import date

from msgspec import Struct

from taizhang.tables.terms import Validity
from transform.model import Evidence, Span

# The place of what stands nowhere in the text: a value of a box, what only a comparison tells.
NO_PLACE: Span = (0, 0)


class HeadValue(Struct):
    """A value with where it stands and how it was found."""

    value: str
    rule: str
    part_no: int
    span: Span


class OwnHead(Struct):
    """What the text says, by column; dates as `days`.

    `noted_on` is the day beside the number in a note, `signed_on` and `signed_by` what the signature
    says, whether or not another place says it too, `unsigned` the line above its day; `above` are
    lines above the text that may have been a title and were not taken; `unknown` are labels of
    fields that nobody told us of.
    """

    values: dict[str, HeadValue] = {}
    days: dict[str, tuple[date, HeadValue]] = {}
    noted_on: tuple[date, HeadValue] | None = None
    signed_on: tuple[date, HeadValue] | None = None
    signed_by: HeadValue | None = None
    unsigned: Span | None = None
    validity: Validity | None = None
    missing_characters: bool = False
    unknown: list[str] = []
    above: list[Span] = []

    def text(self, name: str) -> str | None:
        """The value of a column."""
        value = self.values.get(name)
        if value:
            return value.value
        return None

    def evidence(self, name: str, column: str | None = None) -> Evidence | None:
        """Where a value stands; `column` is the column it goes to where that has another name."""
        value = self.values.get(name)
        if value is None and name in self.days:
            _, value = self.days[name]
        if value:
            return Evidence(column or name, value.part_no, value.rule, spans=(value.span,))
        return None
