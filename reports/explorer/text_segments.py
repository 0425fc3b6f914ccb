"""The index of a column of texts, in segments that are named by their content.

A segment holds texts of portals that stand together, so that a release whose other portals changed finds it again.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pyroaring import BitMap

from reports.explorer.array_files import read_array_file, write_array_file
from reports.explorer.number_lists import set_of
from reports.explorer.text_segment import TextSegment, index_texts, room_of

# Of a segment: changed texts cost the making of one, questions a look into each.
PLACES = 1 << 23
SUFFIX = ".segment"
# Moves when the same texts are indexed otherwise.
VERSION = 1
# A segment's file without its suffix, and how many texts it has.
SegmentName = tuple[str, int]


class TextIndex:
    """A column of texts, numbered through all its segments."""

    def __init__(self, folder: Path, names: Iterable[Sequence[object]]) -> None:
        self._segments: list[tuple[int, TextSegment]] = []
        first = 0
        for name, count in names:
            arrays = read_array_file(folder / f"{name}{SUFFIX}")
            self._segments.append((first, TextSegment(arrays)))
            first += int(str(count))

    def find(self, term: str) -> BitMap:
        """The texts that hold a term."""
        found = [segment.rows(term) + np.uint32(first) for first, segment in self._segments]
        return set_of(np.concatenate(found)) if found else BitMap()


@dataclass(slots=True)
class SegmentWriter:
    """Takes texts in order and writes the segments that are not there yet; `made` counts those that were written."""

    folder: Path
    made: int = 0
    _names: list[SegmentName] = field(default_factory=list)
    _texts: list[str] = field(default_factory=list)
    _group: int | None = None
    _room: int = 0

    def add(self, group: int, text: str) -> None:
        """Add a text; one of another group of portals begins a segment."""
        room = int(room_of(np.array([len(text)]))[0])
        if self._texts and (group != self._group or self._room + room > PLACES):
            self._write()
        self._group = group
        self._texts.append(text)
        self._room += room

    def finish(self) -> list[SegmentName]:
        """The segments that hold all texts."""
        if self._texts:
            self._write()
        return self._names

    def _write(self) -> None:
        name = _name_of(self._texts)
        path = self.folder / f"{name}{SUFFIX}"
        if path.exists():
            path.touch()
        else:
            aside = self.folder / f".{secrets.token_hex(8)}.tmp"
            write_array_file(aside, index_texts(self._texts))
            aside.replace(path)
            self.made += 1
        self._names.append((name, len(self._texts)))
        self._texts, self._room = [], 0


def _name_of(texts: Sequence[str]) -> str:
    digest = hashlib.sha256(f"{VERSION} {np.__version__}".encode())
    digest.update(np.array([len(text) for text in texts], np.int64).tobytes())
    digest.update("".join(texts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]
