"""All that a document's rows say in words, and whether a word of the lexicon can have acted on it.

A table's word acts on strings that are taken from a document: its text as printed or put right,
with or without blanks, notes in brackets and what joins words, and names put together of it. Where
none of them holds a word, the word changes nothing, whether it is there or not.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat

import pyarrow as pa

from taizhang.issues import Issue
from taizhang.privacy import mask_numbers
from taizhang.rows import Row
from taizhang.tables import TABLES
from taizhang.tables.terms import Stage

SAID = {name: table.said_columns() for name, table in TABLES.items() if table.said_columns()}
_BLANK = re.compile(r"\s+")
_NOTE = re.compile(r"[（(〔\[【〈《][^（()）〔〕\[\]【】〈〉《》]*[)）〕\]】〉》]")
_JOINT = re.compile(r"[、，,;；:：/\\|*＊.·及和与或并—–\-（()）〔〕\[\]【】]+")


class WordSearch:
    """Words to look for in what documents say."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = [
            (word, frozenset(_JOINT.sub("", _without_blanks(word))), _text_forms(word))
            for word in set(words)
        ]

    def stand_in(self, text: str) -> bool:
        """Whether one of the words stands in a text, in any of the forms that a text is read in."""
        # Most columns are empty in most rows.
        if not text:
            return False
        if any(word in text for word, _, _ in self._words):
            return True
        compact = _without_blanks(text)
        letters = set(compact)
        # By letters first: a word can only stand where all of its characters do, and most words
        # lack one.
        candidates = [forms for _, needed, forms in self._words if needed <= letters]
        if not candidates:
            return False
        shapes = _text_forms(text)
        return any(map(_stands_in_any, candidates, repeat(shapes)))


def _stands_in_any(forms: tuple[str, ...], shapes: tuple[str, ...]) -> bool:
    """Whether a word stands in a text, each of its forms looked for in the same form of the text."""
    return any(form in shape for form, shape in zip(forms, shapes, strict=True))


def documents_holding(words: WordSearch, tables: Mapping[str, pa.Table]) -> set[str]:
    """Documents of which a row, or an issue on them, holds one of the words."""
    owners = dict(
        zip(
            *(tables["tasks"][name].to_pylist() for name in ("task_id", "document_id")),
            strict=True,
        )
    )
    found: set[str] = set()
    for name, columns in (*SAID.items(), ("issues", ("message",))):
        table = tables[name]
        of_task = "document_id" not in table.column_names
        for owner, *values in zip(
            *(
                table[column].to_pylist()
                for column in ("task_id" if of_task else "document_id", *columns)
            ),
            strict=True,
        ):
            document = owners[owner] if of_task else owner
            if document is None or document in found:
                continue
            if any(map(words.stand_in, chain.from_iterable(map(_row_texts, values)))):
                found.add(document)
    return found


def join_wording(rows: Mapping[str, Sequence[Row]], issues: Iterable[str]) -> str:
    """All that a document's rows say, and the messages of issues on it: parts first, then what they lack."""
    texts = chain.from_iterable((row["text"], row["original"]) for row in rows["parts"])
    whole = "\n".join(filter(None, texts))
    values: set[str] = set()
    for name, columns in SAID.items():
        for row in rows[name]:
            for column in columns:
                values.update(_row_texts(row.get(column)))
    return "\n".join([whole, *sorted(text for text in {*values, *issues} if text not in whole)])


def issue_messages(issues: Iterable[Issue]) -> list[str]:
    """What issues of a reading say, as it goes into the tables."""
    return [mask_numbers(issue.message) for issue in issues if issue.stage is Stage.TRANSFORM]


def _row_texts(value: object) -> Iterator[str]:
    """The texts in a value: a text, a list of them, the cuts of a part."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield item["text"] if isinstance(item, dict) else item


def _without_blanks(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def _text_forms(text: str) -> tuple[str, str, str]:
    """A text in three forms: without blanks; without what joins words too; without notes in brackets too."""
    compact = _without_blanks(text)
    return compact, _JOINT.sub("", compact), _JOINT.sub("", _NOTE.sub("", compact))
