"""Plans rewritten into other styles that officials use, and how much of their reading stays the same.

A rewriting is a plain function text -> text: the clauses of a plan in other brackets, with other
labels, as verbs, as a sentence, on lines of their own; its numbering in other forms; its lines
broken at a page's width. It changes only what it understands: a clause that says anything but units
and roles is left as it stands, and so is a numbering whose new form the plan has already at another
level.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from transform.model import Payload, Reading
from transform.reading import read_source

Rewriting = Callable[[str], str]

_NAME = r"(?:[^（(【\[〔）)】\]〕\n]|[（(〔][^（(【\[〔）)】\]〕\n]{1,30}[）)〕])"
_CLAUSE = re.compile(rf"[（(【\[〔]({_NAME}{{2,300}})[）)】\]〕](?=。?(?:\n|$))")
_CLOSING = re.compile(
    rf"(?<=。)[（(【\[〔]({_NAME}{{2,300}})[）)】\]〕]。?(?=\n|$)"
)  # behind a whole sentence
_LABELLED = re.compile(r"(责任|牵头|配合)(?:单位|部门)[:：](.+)")
_ACTING = re.compile(r"(.+?)(牵头|配合|(?:按职责分工)?负责)")
_NO_NAMES = re.compile(r"[:：；;，,。]|牵头|配合|负责|责任|会同|落实|实施|组织|按|前")
_ROLES = {"责任": "responsible", "负责": "responsible", "牵头": "lead", "配合": "cooperate"}
_CLOSERS = "，,。.；;：:、？?！!”’）)】]〕》〉"
_UNBROKEN = re.compile(r"[\dA-Za-z.%]+|.")
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class UnitClause:
    """The units of a clause as printed, 、 between them: those that lead and perhaps cooperate, or the responsible."""

    lead: str = ""
    cooperate: str = ""
    responsible: str = ""


def read_clause(words: str) -> UnitClause | None:
    """What stands between a clause's brackets.

    None where it is no plain list of units with their roles.

    牵头单位：市A局；配合单位：市B局 and 市A局牵头，市B局配合 are the same; 市A局、市B局负责，6月底前 is None.
    """
    # Labelled roles are parted by semicolons, verbs by commas as well: which of the two it is, a colon tells.
    units: dict[str, str] = {}
    is_labelled = "：" in words or ":" in words
    for field in re.split("[；;]" if is_labelled else "[，,；;]", words):
        match = (_LABELLED if is_labelled else _ACTING).fullmatch(field)
        if match is None:
            return None
        role, names = match.groups() if is_labelled else reversed(match.groups())
        role = _ROLES[role[-2:]]
        # A role twice or words beside names: a rewriting would say something else than the plan.
        if role in units or _NO_NAMES.search(names):
            return None
        units[role] = names
    has_roles = "lead" in units and "responsible" not in units
    return UnitClause(**units) if has_roles or list(units) == ["responsible"] else None


def rewrite_clauses(
    text: str,
    write: Callable[[UnitClause], str],
    pattern: re.Pattern[str] = _CLAUSE,
) -> str:
    """`text` with each clause that is understood as `write` writes it, its brackets included."""

    def replace(match: re.Match[str]) -> str:
        clause = read_clause(match[1])
        return write(clause) if clause else match[0]

    return pattern.sub(replace, text)


def with_labels(clause: UnitClause, labels: tuple[str, str, str], between: str = "；") -> str:
    """牵头单位：甲；配合单位：乙, or 责任单位：甲, with other `labels` for lead, cooperate, responsible."""
    fields = zip(labels, (clause.lead, clause.cooperate, clause.responsible), strict=True)
    return between.join(f"{label}：{names}" for label, names in fields if names)


def with_verbs(clause: UnitClause, duty: str = "负责") -> str:
    """甲牵头，乙配合, or 甲、乙负责."""
    if clause.responsible:
        return f"{clause.responsible}{duty}"
    return f"{clause.lead}牵头" + (f"，{clause.cooperate}配合" if clause.cooperate else "")


def with_names_alone(clause: UnitClause) -> str:
    """【甲、乙】 of responsible units; roles cannot be said so, and those clauses keep their labels."""
    return f"【{clause.responsible or with_labels(clause, UNITS)}】"


def renumber(text: str, old: re.Pattern[str], form: Callable[[int], str]) -> str:
    """`text` with the labels that `old` finds at line starts (number in group 1) in another form.

    Unchanged where a line has the new form of its number 1 already: it would be the form of two
    levels.
    """
    # Then two levels would look alike, and what is read differently would be right.
    if re.search(rf"^\s*{re.escape(form(1).strip())}", text, re.MULTILINE):
        return text
    return old.sub(lambda found: form(read_number(found[1])), text)


def read_number(digits: str) -> int:
    """12 of 12 and 十二, up to 99."""
    if digits.isdecimal():
        return int(digits)
    tens, has_ten, ones = digits.rpartition("十")
    if not has_ten:
        return _DIGITS.index(digits)
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def write_number(number: int) -> str:
    """十二 of 12, up to 99."""
    tens, ones = divmod(number, 10)
    ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return ten + (_DIGITS[ones] if ones else "")


def break_lines(text: str, width: int) -> str:
    """`text` as a page of `width` characters shows it: paragraphs set in by two, broken in the middle of sentences.

    As on a page, a number is not broken, and no line begins with a mark that closes what stands
    before it.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = "　　"
        for piece in _UNBROKEN.findall(paragraph.strip()):
            if len(line) + len(piece) > width and piece[0] not in _CLOSERS:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return "\n".join(lines)


def strip_lines(text: str) -> str:
    """`text` without what sets its lines in, as many pages drop it."""
    return "\n".join(line.strip() for line in text.splitlines())


def number_pages(text: str, lines: int) -> str:
    """`text` with the number of its page behind every so many lines."""
    numbered: list[str] = []
    for at, line in enumerate(text.splitlines(), 1):
        numbered.append(line)
        if at % lines == 0:
            numbered.append(f"— {at // lines} —")
    return "\n".join(numbered)


def separate_names(clause: UnitClause, mark: str) -> UnitClause:
    """The clause with another mark than 、 between its names."""
    fields = (clause.lead, clause.cooperate, clause.responsible)
    return UnitClause(*(names.replace("、", mark) for names in fields))


ARABIC = re.compile(r"^[ 　]*(\d{1,2})[.．、](?![\d年月])", re.MULTILINE)
CHINESE = re.compile(r"^[ 　]*([一二三四五六七八九十]{1,3})、", re.MULTILINE)
BRACKETED = re.compile(r"^[ 　]*[（(]([一二三四五六七八九十]{1,3})[）)]", re.MULTILINE)

UNITS = ("牵头单位", "配合单位", "责任单位")
LABELS = (
    ("牵头部门", "配合部门", "责任部门"),
    ("主办单位", "协办单位", "承办单位"),
    ("牵头责任单位", "参与单位", "落实单位"),
)
BRACKETS = ("（）", "()", "【】", "[]", "〔〕", "「」", "<>")
SET_APART = ("牵 头 单 位", "配 合 单 位", "责 任 单 位")
# What stands between names, and how a style is called that prints it.
MARKS = {"，": "commas", "　": "blanks", "/": "slashes"}
A4_WIDTH, A4_LINES = 28, 22  # GB/T 9704-2012, 5.2.3

REWRITINGS: dict[str, Rewriting] = {}
for _pair in BRACKETS:
    REWRITINGS[f"brackets {_pair}"] = partial(
        rewrite_clauses,
        write=lambda clause, pair=_pair: pair[0] + with_labels(clause, UNITS) + pair[1],
    )
for _labels in (*LABELS, SET_APART):
    REWRITINGS[f"labels {'、'.join(_labels)}"] = partial(
        rewrite_clauses, write=lambda clause, labels=_labels: f"（{with_labels(clause, labels)}）"
    )
for _mark, _called in MARKS.items():
    REWRITINGS[f"names between {_called}"] = partial(
        rewrite_clauses,
        write=lambda clause, mark=_mark: f"（{with_labels(separate_names(clause, mark), UNITS)}）",
    )
for _duty in ("负责", "按职责分工负责"):
    REWRITINGS[f"verbs in brackets, {_duty}"] = partial(
        rewrite_clauses, write=lambda clause, duty=_duty: f"（{with_verbs(clause, duty)}）"
    )
REWRITINGS |= {
    "names alone": partial(rewrite_clauses, write=with_names_alone, pattern=_CLOSING),
    "sentence": partial(
        rewrite_clauses,
        write=lambda clause: f"{with_verbs(clause)}。",
        pattern=_CLOSING,
    ),
    "sentence with 由": partial(
        rewrite_clauses,
        write=lambda clause: f"由{with_verbs(clause)}。",
        pattern=_CLOSING,
    ),
    "no brackets": partial(
        rewrite_clauses,
        write=lambda clause: with_labels(clause, UNITS),
        pattern=_CLOSING,
    ),
    "own line": partial(
        rewrite_clauses,
        write=lambda clause: f"\n（{with_labels(clause, UNITS)}）",
        pattern=_CLOSING,
    ),
    "a line a role": partial(
        rewrite_clauses,
        write=lambda clause: "\n" + with_labels(clause, UNITS, "\n"),
        pattern=_CLOSING,
    ),
}
REWRITINGS["a marked line a role"] = partial(
    rewrite_clauses,
    write=lambda clause: "\n★" + with_labels(clause, UNITS, "\n★"),
    pattern=_CLOSING,
)
for _name, _form in {
    "1．": "{}．",
    "1、": "{}、",
    "（1）": "（{}）",
    "1）": "{}）",
    "任务1：": "任务{}：",
    "措施1：": "措施{}：",
    "01 ": "{:02} ",
    "第1条 ": "第{}条 ",
}.items():
    REWRITINGS[f"1. as {_name.strip()}"] = partial(renumber, old=ARABIC, form=_form.format)
REWRITINGS |= {
    "一、 as 一．": partial(renumber, old=CHINESE, form=lambda number: f"{write_number(number)}．"),
    "一、 as 第一，": partial(
        renumber, old=CHINESE, form=lambda number: f"第{write_number(number)}，"
    ),
    "（一） as (一)": partial(
        renumber, old=BRACKETED, form=lambda number: f"({write_number(number)})"
    ),
    "（一） as 一）": partial(
        renumber, old=BRACKETED, form=lambda number: f"{write_number(number)}）"
    ),
    "一、 as 第一部分": partial(
        renumber, old=CHINESE, form=lambda number: f"第{write_number(number)}部分 "
    ),
    "lines of 22": partial(break_lines, width=22),
    "lines of 28": partial(break_lines, width=A4_WIDTH),
    "lines of 28, not set in": lambda text: strip_lines(break_lines(text, A4_WIDTH)),
    "pages of 22 lines of 28": lambda text: number_pages(break_lines(text, A4_WIDTH), A4_LINES),
    "lines of 40": partial(break_lines, width=40),
}


@dataclass(slots=True)
class Sameness:
    """How much stayed as it was: the documents that a style changed, and tasks and units before and after."""

    documents: int = 0
    tasks: int = 0
    all_tasks: int = 0
    units: int = 0
    all_units: int = 0

    def add(self, before: Reading, after: Reading) -> None:
        """Count one document; what is there too much counts like what is missing."""
        self.documents += 1
        for what in ("tasks", "units"):
            old, new = count(before, what), count(after, what)
            setattr(self, what, getattr(self, what) + (old & new).total())
            everything = f"all_{what}"
            setattr(self, everything, getattr(self, everything) + max(old.total(), new.total()))

    def shares(self) -> tuple[float, float]:
        """Of tasks and units; 1 where there was nothing."""
        return self.tasks / (self.all_tasks or 1), self.units / (self.all_units or 1)


def count(reading: Reading, what: str) -> Counter[tuple[str, ...]]:
    """A document's tasks by their words, or its units by task, role and name."""
    words = [(bare_words(task.text), task) for task in reading.tasks]
    if what == "tasks":
        return Counter((text,) for text, _ in words)
    return Counter(
        (text, unit.role.value, unit.name) for text, task in words for unit in task.units
    )


def bare_words(text: str) -> str:
    """A task's text without the labels at its lines' starts, blanks and line ends: what a new numbering leaves."""
    # Numbering is what the styles change: with it in the text, every task of theirs would count as another.
    lines = [
        re.sub(r"^\W*(?:任务|第)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:条|\W)+", "", line)
        for line in text.split("\n")
    ]
    return re.sub(r"\s+", "", "".join(lines))


def measure_sameness(texts: Iterable[str]) -> dict[str, Sameness]:
    """By style: how much of the readings of `texts` stays when they are rewritten.

    A text unchanged is not counted.
    """
    same = {style: Sameness() for style in REWRITINGS}
    for text in texts:
        before = read_text(text)
        for style, rewrite in REWRITINGS.items():
            # A style that has nothing to change in a plan would raise its share for nothing.
            if (rewritten := rewrite(text)) != text:
                same[style].add(before, read_text(rewritten))
    return same


def read_text(text: str) -> Reading:
    """The reading of a text file with these words."""
    return read_source(Payload(text.encode(), "sha256:" + "0" * 64, name="plan.txt"))


def print_table(same: Mapping[str, Sameness]) -> str:
    """The shares that stay in Markdown, a style a line, all of them last."""
    lines = ["| rewritten | documents | tasks the same | units the same |", "|---|---|---|---|"]
    for style, sameness in [*same.items(), ("all", sum_up(same.values()))]:
        tasks, units = sameness.shares()
        lines.append(f"| {style} | {sameness.documents} | {tasks:.3f} | {units:.3f} |")
    return "\n".join(lines)


def sum_up(parts: Iterable[Sameness]) -> Sameness:
    """All styles as one."""
    total = Sameness()
    for part in parts:
        for field in Sameness.__slots__:
            setattr(total, field, getattr(total, field) + getattr(part, field))
    return total
