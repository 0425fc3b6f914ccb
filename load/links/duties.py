"""What the tasks of a plan say that is to be done.

The main duty of each, its statements, the headings above it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from load.links.words import without_label, words_that_count
from taizhang.doc_numbers import find_doc_numbers

# Characters that count; 如下： and the like state nothing.
SHORTEST_STATEMENT = 4
# Characters of a first sentence that name the main duty; what follows says how.
LONGEST_DUTY = 40

# Between the items of an enumeration.
LISTING = "、"
SHORTEST_NAME = 2

_SENTENCE_END = re.compile(r"[。\n]")
_STATEMENT_END = re.compile(r"[。；;\n]")
_CLAUSE_END = re.compile(r"[，,：:；;]")
_SIGN = re.compile(r"[。；;，,：:\n]")
_QUOTED = re.compile(r"“([^“”]{2,12})”")


class PlainTask(NamedTuple):
    """A task as its plan prints it, with the headings above it, the outermost first."""

    label: str | None
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Duties:
    """A task taken apart for comparison; all parts are as printed.

    `title` is its own last heading without the label; empty where it has none, or shares it with
    other tasks of its plan: then the heading names a section.
    """

    task: PlainTask
    title: str

    @cached_property
    def whole(self) -> str:
        """Title and text: what the task is about, in all its words."""
        if self.title:
            return f"{self.title}。{self.task.text}"
        return self.task.text

    @cached_property
    def main(self) -> str:
        """What names the main duty: the title, else the first sentence."""
        first, *_ = _SENTENCE_END.split(without_label(self.task.text).strip(), maxsplit=1)
        return (self.title or first)[:LONGEST_DUTY]

    @cached_property
    def opening(self) -> str:
        """The main duty's first clause, as far as that says anything."""
        clause, *_ = _CLAUSE_END.split(self.main, maxsplit=1)
        if _says_something(clause):
            return clause
        return self.main

    @cached_property
    def statements(self) -> list[str]:
        """The title, sentences, and clauses between semicolons."""
        return [piece for piece in _STATEMENT_END.split(self.whole) if _says_something(piece)]

    @cached_property
    def clauses(self) -> list[str]:
        """What stands between two signs, commas too, as far as it says anything."""
        return [clause for clause in _SIGN.split(self.whole) if _says_something(clause)]

    @cached_property
    def listed(self) -> list[str]:
        """The items of its enumerations, the words around them with the first and the last."""
        lists = [clause for clause in _SIGN.split(self.whole) if LISTING in clause]
        return list(chain.from_iterable(clause.split(LISTING) for clause in lists))

    @cached_property
    def quoted(self) -> set[str]:
        """What it calls by a name in quotation marks (“带押过户”), as far as that counts."""
        names = {words_that_count(name) for name in _QUOTED.findall(self.whole)}
        return {name for name in names if len(name) >= SHORTEST_NAME}

    @cached_property
    def words(self) -> str:
        """All its words that count."""
        return words_that_count(self.whole)

    @cached_property
    def statement_pairs(self) -> list[set[str]]:
        """The pairs of neighbouring characters in each statement."""
        counted = map(words_that_count, self.statements)
        return [{words[at : at + 2] for at in range(len(words) - 1)} for words in counted]

    @cached_property
    def sections(self) -> str:
        """The headings above the task that it shares with others."""
        if self.title:
            shared = self.task.headings[:-1]
        else:
            shared = self.task.headings
        return "。".join(map(without_label, shared))

    @cached_property
    def citations(self) -> dict[str, str]:
        """The numbers of documents that the text cites, in their normal form, each as printed."""
        numbers = find_doc_numbers(self.task.text, in_sentence=True)
        return {number.normal_form: self.task.text[number.start : number.end] for number in numbers}


def take_apart(tasks: Sequence[PlainTask]) -> list[Duties]:
    """The tasks of one plan, each with its own title where it has one."""
    with_headings = Counter(task.headings for task in tasks)
    return [Duties(task, _own_title(task, with_headings[task.headings])) for task in tasks]


def _own_title(task: PlainTask, sharing: int) -> str:
    if task.headings and sharing == 1:
        return without_label(task.headings[-1])
    return ""


def _says_something(text: str) -> bool:
    return len(words_that_count(text)) >= SHORTEST_STATEMENT
