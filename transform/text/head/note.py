"""The note above or below a title that gives a document's number: in brackets, with a day, an organ or a signer."""

from datetime import date

from msgspec import Struct

from taizhang.dates import find_day
from taizhang.doc_numbers import find_doc_numbers
from transform.lexicon.table_patterns import table_pattern
from transform.text.head.organs import is_organ_line
from transform.text.title_words import is_called

_LONGEST = 90
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

    （云政办发〔2021〕14号 2021年4月6日）, 2021年4月6日云岭县水务局以云水发〔2021〕3号文件印发; a title with its number
    behind it, 关于…的通知（云政发〔2021〕2号）, is none.
    """
    if len(line) > _LONGEST or "号" not in line:
        return None
    number = next(find_doc_numbers(line, in_sentence=False), None)
    if number is None:
        return None
    rest = line[: number.start] + "\n" + line[number.end :]
    found = find_day(rest)
    if found is not None:
        rest = rest[: found.start] + "\n" + rest[found.end :]
    pieces = [_BESIDE.sub("", piece) for piece in _SIGNER.sub("", rest).split("\n")]
    if any(_says_more(piece) for piece in pieces):
        return None
    return Note(number.normal_form, number.start, number.end, found.day if found else None)


def _says_more(piece: str) -> bool:
    """Whether what stands beside a number is more than an organ's name or a word or two."""
    if not piece:
        return False
    if is_organ_line(piece):
        return False
    return len(piece) > _LONGEST_REST or is_called(piece)


def is_draft_mark(line: str) -> bool:
    """Whether a line is the mark that belongs to the title above it: （征求意见稿）, (试行)."""
    return _MARK.fullmatch(line.strip()) is not None
