"""The note above or below a title that gives a document's number: in brackets, with a day, an organ or a signer."""

from datetime import date

from msgspec import Struct

from taizhang.dates import find_day
from taizhang.doc_numbers import find_doc_numbers
from transform.lexicon.table_patterns import table_pattern
from transform.text.head.organs import is_organ_line
from transform.text.title_words import is_called

_LONGEST = 90
# Characters that may stand beside number, day and organ: 自即日起.
_LONGEST_REST = 6
_SIGNER = table_pattern("metadata", "signer")
_BESIDE = table_pattern("metadata", "note_word")
_MARK = table_pattern("metadata", "draft_mark")


class Note(Struct, frozen=True):
    """A number with the day that stands beside it, and the number's span in the line."""

    number: str
    start: int
    end: int
    day: date | None = None


def read_note(line: str) -> Note | None:
    """The number of a line that says nothing else but who gave it, and when.

    >>> note = read_note("（云政办发〔2021〕14号 2021年4月6日）")
    >>> note.number, note.day.isoformat()
    ('云政办发〔2021〕14号', '2021-04-06')
    >>> read_note("2021年4月6日云岭县水务局以云水发〔2021〕3号文件印发").number
    '云水发〔2021〕3号'

    A title with its number behind it is none:

    >>> read_note("关于修渠的通知（云政发〔2021〕2号）") is None
    True
    """
    if len(line) > _LONGEST or "号" not in line:
        return None
    number = next(find_doc_numbers(line, in_sentence=False), None)
    if number is None:
        return None
    # A line end marks where something was taken out, so that what stood on both sides stays apart.
    rest = line[: number.start] + "\n" + line[number.end :]
    day = find_day(rest)
    if day is not None:
        rest = rest[: day.start] + "\n" + rest[day.end :]
    pieces = [_BESIDE.sub("", piece) for piece in _SIGNER.sub("", rest).split("\n")]
    if any(_says_more(piece) for piece in pieces):
        return None
    return Note(number.normal_form, number.start, number.end, day.day if day else None)


def _says_more(piece: str) -> bool:
    """Whether what stands beside a number is more than an organ's name or a word or two."""
    if not piece:
        return False
    if is_organ_line(piece):
        return False
    return len(piece) > _LONGEST_REST or is_called(piece)


def is_draft_mark(line: str) -> bool:
    """Whether a line is the mark that belongs to the title above it.

    >>> is_draft_mark("（征求意见稿）"), is_draft_mark("(试行)")
    (True, True)
    >>> is_draft_mark("（2021年4月6日）")
    False
    """
    return _MARK.fullmatch(line.strip()) is not None
