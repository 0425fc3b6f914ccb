"""What a rule is: a check of one column, in words that an auditor reads; plain data, nothing runs."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What happens to a row that fails: it is kept out, or published with an issue that says what is odd."""

    REJECT = "reject"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value belongs to a closed set."""

    values: tuple[str | bool, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """The pattern (RE2) is found in the value."""

    pattern: str


@dataclass(frozen=True, slots=True)
class NoMatch:
    """The pattern (RE2) is not found in the value."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Between:
    """The number lies between two bounds, both allowed; None: no bound."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Unique:
    """No two rows of one build share these columns."""

    columns: tuple[str, ...]


Check = OneOf | Match | NoMatch | Between | Unique


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation: `measure` is the column of the frame that is checked, `column` the one that is to blame.

    Most often both are the same; a measure is a figure of a row (`text.han_share`) that frames
    compute in one pass. Null passes every check: what must be there is a rule of its own. `figure`
    says in words what a measure is, with one of {days}, {characters} (both with `after` or
    `before`), {count}, {share}; without it the value says enough.
    """

    table: str
    column: str
    name: str
    words: str
    check: Check
    measure: str = ""
    figure: str = ""
    severity: Severity = Severity.REJECT

    @property
    def id(self) -> str:
        """How a rule is named in quarantine and on pages: `text.markup`."""
        return f"{self.column}.{self.name}"

    @property
    def checked_column(self) -> str:
        """The column of the frame that is checked."""
        return self.measure or self.column
