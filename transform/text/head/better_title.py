"""A title that a head prints again below the first one: more fully, or as the document itself prints it.

Sites print a short name of the document, or another heading of theirs, above its own title. Each line that may be the
title has votes: what stands below it, whom it names, how it begins, how often it is printed.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from transform.model import Line, Part, Span
from transform.text.head.issuers import title_issuers
from transform.text.head.note import read_note
from transform.text.head.reprinted import without_reprint
from transform.text.head.title import (
    ends_head,
    frames_title,
    has_length_of_title,
    join_title,
    split_number,
)
from transform.text.head.title_lines import begins_with_matter, lines_of_title
from transform.text.head.values import HeadValue, OwnHead
from transform.text.title_words import is_called, names_column

_COLONS = ("：", ":")
_ORDERS = "令"
# Characters of a text in which a title that is printed again counts.
_REACH = 2000
_MOST_LINES = 4
# A line of the site's own has this many votes fewer than the document's title below it.
_LEAD = 2


class Candidate(Struct, frozen=True):
    """A title among the lines of a head.

    `is_formal` says that its number or its addressees follow it, `opens` that the text does,
    `is_repeated` that the text prints its last line again.
    """

    text: str
    span: Span
    is_formal: bool
    opens: bool = False
    is_repeated: bool = False

    @property
    def letters(self) -> str:
        """The title for comparison."""
        return "".join(self.text.split())

    @property
    def votes(self) -> int:
        """How much speaks for it by itself."""
        # An order below a title (某县人民政府令) names its issuer and nothing that it is about.
        is_issued = bool(title_issuers(self.text)) and not self.text.endswith(_ORDERS)
        is_about = is_issued or begins_with_matter(self.text)
        is_opening = self.opens and not self.is_formal
        return 2 * self.is_formal + 2 * is_issued + is_about + is_opening + self.is_repeated

    def says_more(self, letters: str) -> bool:
        """Whether it holds another title whole, with more in front of it; a character more is a slip, a label is no title."""
        before, found, _ = self.letters.partition(letters)
        if not found or before.endswith(_COLONS):
            return False
        return len(self.letters) > len(letters) + 1


def take_better_title(
    part: Part, lines: Sequence[Line], head: OwnHead, fields: frozenset[int]
) -> None:
    """Puts a better title that stands below the one found in its place.

    Better is one that holds the first and says more (关于印发修渠办法的通知 below 修渠办法), and one for which much more
    speaks, where the first has neither its number nor its addressees behind it.
    """
    found = head.values.get("title")
    if found is None or found.rule != "head_line":
        return
    candidates = list(find_candidates(part, lines, fields))
    first = next((c for c in candidates if c.span == found.span), None)
    below = [c for c in candidates if c.span[0] >= found.span[1]]
    letters = "".join(found.value.split())
    better = next((c for c in below if c.says_more(letters)), None)
    if better is None and first is not None and not first.is_formal:
        better = _find_stronger(first, below)
    if better is not None:
        head.values["title"] = HeadValue(better.text, "head_line", part.part_no, better.span)


def find_formal(part: Part, lines: Sequence[Line]) -> Candidate | None:
    """The first title among lines that its number or its addressees follow."""
    return next((c for c in find_candidates(part, lines, frozenset()) if c.is_formal), None)


def _find_stronger(first: Candidate, below: Sequence[Candidate]) -> Candidate | None:
    """The first candidate below another for which much more speaks; one that it holds only repeats it."""
    for candidate in below:
        votes = candidate.votes + 2 * (
            not candidate.is_formal and _is_printed_again(candidate, below)
        )
        if candidate.letters not in first.letters and votes >= first.votes + _LEAD:
            return candidate
    return None


def _is_printed_again(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether a formal title holds nothing but what this one says."""
    return any(other.is_formal and other.letters in candidate.letters for other in others)


def find_candidates(
    part: Part, lines: Sequence[Line], fields: frozenset[int]
) -> Iterator[Candidate]:
    """The titles among lines, from the top to the first line of the text."""
    run: list[Line] = []
    for number, line in enumerate(lines):
        text = part.text[line.start : line.end]
        is_framed = frames_title(text, line.start in fields)
        if is_framed or read_note(text) is not None:
            run = []
            continue
        if ends_head(text):
            return
        run = [*lines_of_title(part, run, text), line][-_MOST_LINES:]
        title, number_behind = split_number(
            without_reprint(join_title([part.text[i.start : i.end] for i in run]))[0]
        )
        if is_called(title) and has_length_of_title(title) and not names_column(title):
            behind = lines[number + 1 : number + 2]
            is_formal = number_behind is not None or any(_follows_title(part, i) for i in behind)
            opens = any(ends_head(part.text[i.start : i.end]) for i in behind)
            is_repeated = part.text.count(text, 0, _REACH) > 1
            span = run[0].start, run[-1].end
            yield Candidate(title, span, is_formal, opens, is_repeated)
            run = []


def _follows_title(part: Part, line: Line) -> bool:
    """Whether a line is what stands below a document's own title: its number, those it is sent to."""
    text = part.text[line.start : line.end]
    return text.rstrip().endswith(_COLONS) or read_note(text) is not None
