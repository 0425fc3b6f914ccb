"""Blocks of code in the docs, and how a test runs them as they are printed.

```sh blocks are commands, ```python blocks programs; a ```text block right behind one is what it prints. A comment in
front of a block, which no reader sees, says what differs from "runs, and exits with 0":

    <!-- exit: 1 -->                        the last command's exit code
    <!-- stops after: 20 -->                it runs until it is stopped, after so many seconds
    <!-- not run: it needs a real portal -->  with the reason
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[a-z ]+): (?P<value>[^\n]*?) -->\n)?```(?P<language>[a-z]*)[^\n]*\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
DIGEST = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b")
VARIES = re.compile(rf"(…|{DIGEST.pattern}|\d+)")


@dataclass(frozen=True, slots=True)
class DocBlock:
    """One block: its language, its text, the page's line it begins at, and what the comment in front of it says.

    `is_next` says that only blank lines stand between it and the block before.
    """

    language: str
    code: str
    line: int
    is_next: bool
    note: str | None
    value: str

    @property
    def exit_code(self) -> int:
        """What its last command ends with."""
        return int(self.value) if self.note == "exit" else 0

    @property
    def seconds(self) -> int | None:
        """How long it runs before it is stopped; None for what ends by itself."""
        return int(self.value) if self.note == "stops after" else None


def read_blocks(page: Path) -> list[DocBlock]:
    """All blocks of a page in its order."""
    text = page.read_text(encoding="utf-8")
    blocks = []
    end = 0
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        is_next = not text[end : match.start()].strip()
        blocks.append(
            DocBlock(
                match["language"], match["code"], line, is_next, match["note"], match["value"] or ""
            )
        )
        end = match.end()
    return blocks


def pair_outputs(blocks: list[DocBlock]) -> Iterator[tuple[DocBlock, DocBlock | None]]:
    """Each block that can be run, with the block of what it prints where one follows it."""
    for number, block in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        if block.language in ("sh", "python"):
            yield block, after if after and after.is_next and after.language == "text" else None


def match_output(printed: str, output: str) -> list[str]:
    """The printed lines that a real output lacks.

    Numbers and digests may differ, `…` stands for anything, blanks do not count.
    """
    lines = {re.sub(r"\s+", " ", line).strip() for line in output.splitlines()}
    return [line for line in printed.splitlines() if line.strip() and not _stands_in(line, lines)]


def _stands_in(line: str, lines: set[str]) -> bool:
    pattern = re.compile(_as_pattern(re.sub(r"\s+", " ", line).strip()))
    return any(pattern.fullmatch(candidate) for candidate in lines)


def _as_pattern(line: str) -> str:
    return "".join(map(_piece_as_pattern, VARIES.split(line)))


def _piece_as_pattern(piece: str) -> str:
    if piece == "…":
        return ".*"
    if piece.isdigit():
        return r"\d+"
    return "[0-9a-f]+" if DIGEST.fullmatch(piece) else re.escape(piece)
