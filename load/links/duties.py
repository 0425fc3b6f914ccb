"""What a task says that is to be done: its title, its first words, its statements."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from load.links.tables import level_words
from taizhang.doc_numbers import find_doc_numbers

SHORTEST_STATEMENT = 4  # characters that count; 如下： and the like state nothing

_LABEL = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]+[）)、.．]+|第[一二三四五六七八九十\d]+[条章节])\s*")
_STATEMENT_END = re.compile(r"[。；;\n]")
_CLAUSE_END = re.compile(r"[。，,；\n]")
_PASSED_OVER = re.compile("|".join([*map(re.escape, level_words()), r"\d+", r"\W+", "_"]))


class PlainTask(NamedTuple):
    """A task as its plan prints it, with the headings above it, the outermost first."""

    label: str | None
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Duties:
    """A task taken apart for comparison; all parts are as printed."""

    task: PlainTask

    @cached_property
    def title(self) -> str:
        """The last heading without its label; empty where there is none."""
        heading = self.task.headings[-1] if self.task.headings else ""
        return without_label(heading)

    @cached_property
    def whole(self) -> str:
        """Title and text: what the task is about, in all its words."""
        return f"{self.title}。{self.task.text}" if self.title else self.task.text

    @cached_property
    def opening(self) -> str:
        """The words before the first comma or full stop: in most plans they name the main duty."""
        return _CLAUSE_END.split(self.task.text, maxsplit=1)[0]

    @cached_property
    def statements(self) -> list[str]:
        """The title, sentences, and clauses between semicolons."""
        pieces = _STATEMENT_END.split(self.whole)
        return [piece for piece in pieces if len(words_that_count(piece)) >= SHORTEST_STATEMENT]

    @cached_property
    def citations(self) -> dict[str, str]:
        """The numbers of documents that the text cites, in their normal form, each as printed."""
        numbers = find_doc_numbers(self.task.text, in_sentence=True)
        return {number.normal: self.task.text[number.start : number.end] for number in numbers}


def without_label(heading: str) -> str:
    """A heading without its number.

    >>> without_label("（三）规范政府公报")
    '规范政府公报'
    """
    label = _LABEL.match(heading)
    return heading[label.end() :] if label else heading


def words_that_count(text: str) -> str:
    """A text without what may differ between two plans: its label, numbers, signs, the words of a level.

    >>> words_that_count("1.全县新建口袋公园12个。")
    '新建口袋公园个'
    """
    return _PASSED_OVER.sub("", without_label(text))
