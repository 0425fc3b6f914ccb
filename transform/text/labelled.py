"""One reader of labels and values: field boxes of pages and the heads of texts, however they are laid out.

`k：v`, `k v k v` without colons, 【k】v, label and value on lines of their own, a row of labels above
one of values; labels with blanks inside (索 引 号). What stands where a label should and is none that
we know is said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

from msgspec import Struct

from taizhang.dates import find_day
from taizhang.doc_numbers import read_doc_number
from transform.actors.name_gate import is_group
from transform.lexicon import choice, entry_words, table, word_entries, words
from transform.lexicon.pattern import Pattern
from transform.text.either_script import both_forms
from transform.text.head.organs import is_organ_line
from transform.text.title_words import is_called


def _known_labels() -> dict[str, str]:
    """Every label with the column that it means, in either script."""
    known: dict[str, str] = {}
    for entry in table("fields", "family"):
        for begin, end in product(entry["begins"], entry["ends"]):
            known.setdefault(begin + end, entry["field"])
    for entry in table("fields", "field"):
        known |= dict.fromkeys(entry_words(entry), entry["field"])
    forms: dict[str, str] = {}
    for label, field in known.items():
        forms |= dict.fromkeys(both_forms(label), field)
    return forms


LABELS = _known_labels()
COLON_LABELS = {word: entry["field"] for word, entry in word_entries("fields", "colon_field")}
_BEFORE_NUMBER = frozenset(
    word for word, entry in word_entries("fields", "colon_field") if entry["field"] == "doc_number"
)
_OTHERS = frozenset(
    chain.from_iterable(
        map(
            both_forms,
            (*words("page", "publish"), *words("page", "source")),
        )
    )
)
# Labels that only a field box has; a source line may have the others.
TELLING = frozenset({"index_number", "doc_number", "written_on", "validity"})
_LABEL = Pattern(choice(LABELS))
_COLON_LABEL = Pattern(choice([*COLON_LABELS, *LABELS]))
_TELLING_LABEL = Pattern(choice(label for label, field in LABELS.items() if field in TELLING))
_COLONS = ":："
_OPENS, _CLOSES = "【[「", "】]」"
_BOUNDS = frozenset(f"{_OPENS}{_CLOSES}|｜，,；;（(/、。")
_UNKNOWN = re.compile(r"[\u4e00-\u9fff]{2,8}")
_UNKNOWN_INSIDE = re.compile(
    r"(?:^|[\s\u3000|｜])(?P<label>[\u4e00-\u9fff]{2,8})[\s\u3000]*[:：](?P<value>[^\n]*)"
)
# Labels in brackets, and a word behind the value of a label without a colon.
_UNKNOWN_BRACKETED = re.compile(r"[【\[「](?P<label>[\u4e00-\u9fff]{2,8})[】\]」]")
_UNKNOWN_BEHIND = re.compile(r"(?<=\S)[\s\u3000]+(?P<label>[\u4e00-\u9fff]{2,8})[\s\u3000]+(?=\S)")
_STRANGE = {"colon": _UNKNOWN_INSIDE, "bracket": _UNKNOWN_BRACKETED}
# Columns whose values are one word with a figure in it.
_OF_ONE_WORD = frozenset({"index_number", "doc_number", "written_on", "published_on"})
# Labels that end so ask for a day.
_OF_DAYS = ("日期", "时间")
# Longer lines are paragraphs, in which labels are words like any other.
_LONGEST_LINE = 400
# 索引号H1/2021: a label without any mark counts at the start of a short line.
_LONGEST_GLUED = 60
# What no label with a value holds.
_SENTENCE = re.compile("[，。；]")
# A sentence, or another label.
_NO_GLUED = re.compile("[。:：]")
_STOP = "。"
# Labels whose values are sentences: 内容概述.
_OF_SENTENCES = ("概述", "摘要", "简介", "描述", "内容", "说明", "导读", "备注")
# From so many labels one below the other on they are a row whose values follow as a row: with two,
# the second is as likely the value of the first.
_FEWEST_COLUMNS = 3
# Labels that the markup calls so, from which on it is believed about others.
_FEWEST_MARKED = 2
_FEWEST_LABELS = 3


class Pair(Struct):
    """A label without its blanks, the column that it means (empty: none), its value and its place.

    `line` counts the lines that were given, `start` is where the value begins in that line.
    `is_marked` says that a colon or brackets tell the label from the value: a pair by itself.
    """

    label: str
    field: str
    value: str
    line: int
    start: int
    is_marked: bool


class Labelled(Struct):
    """The pairs among some lines, each label once, and labels that are not known.

    `fields` are the columns of all labels as printed, `lines` the lines that labels and values
    take.
    """

    pairs: list[Pair] = []
    unknown: list[str] = []
    fields: list[str] = []
    lines: set[int] = set()

    def is_box(self) -> bool:
        """Whether the labels are those of a field box rather than of a publish line."""
        if len(self.fields) < _FEWEST_LABELS:
            return False
        return any(field in TELLING for field in self.fields)


class _Label(Struct):
    """A label as a line prints it.

    `start` is where it begins, `end` where its value does, `mark` what stands between the two:
    colon, bracket, gap, or nothing (glued).
    """

    name: str
    field: str
    start: int
    end: int
    mark: str


def read_labelled(lines: Sequence[str], are_labels: Sequence[bool] = ()) -> Labelled:
    """The labels and values among lines.

    `are_labels` says which lines the source's own markup calls labels.

    >>> def read(*lines):
    ...     return [(pair.field, pair.value) for pair in read_labelled(lines).pairs]
    >>> read("索引号", "H1/2021", "文号", "某政发〔2021〕3号")
    [('index_number', 'H1/2021'), ('doc_number', '某政发〔2021〕3号')]
    >>> read("索 引 号：H1/2021　文号：某政发〔2021〕3号")
    [('index_number', 'H1/2021'), ('doc_number', '某政发〔2021〕3号')]

    A label inside a word of a sentence is none:

    >>> read("关于标题管理的通知")
    []
    """
    letters = "".join("".join(lines).split())
    if not _COLON_LABEL.holds(letters):
        return Labelled()
    return _LabelledReader(lines, are_labels).read()


class _LabelledReader:
    """Goes through lines from the top, with the labels whose values have not come yet."""

    def __init__(self, lines: Sequence[str], are_labels: Sequence[bool]) -> None:
        self._lines = lines
        self._are_labels = are_labels
        self._labelled = Labelled()
        self._pairs: dict[str, Pair] = {}
        self._waiting: list[_Label] = []
        # What may be a label, with its line: believed where known labels stand around it.
        self._strange: list[tuple[int, str]] = []
        self._known_lines: list[int] = []

    def read(self) -> Labelled:
        number = 0
        while number < len(self._lines):
            number += self._read_line(number)
        for label in self._waiting:
            self._add(label, "", len(self._lines), 0)
        self._labelled.pairs = list(self._pairs.values())
        self._labelled.unknown = list(dict.fromkeys(self._unknown()))
        self._labelled.lines = set(self._known_lines)
        return self._labelled

    def _read_line(self, number: int) -> int:
        """Reads a line; how many lines were taken."""
        line = self._lines[number]
        if len(line) <= _LONGEST_LINE:
            labels = list(find_labels(line))
        else:
            labels = []
        if len(labels) == 1 and not _value_of(line, labels[0], len(line)):
            self._waiting.append(labels[0])
            self._take_line(number, labels[0].field)
            return 1
        if labels:
            self._drop_waiting()
            self._read_pairs(number, labels)
            return 1
        if not self._waiting:
            self._look_for_strange(number)
            return 1
        if line.rstrip().endswith(_STOP) and not self._waiting[-1].name.endswith(_OF_SENTENCES):
            # The text begins: 来源： has no value.
            self._drop_waiting()
            return 1
        if self._is_strange_label(number):
            name = bare_label(line)
            self._strange.append((number, name))
            self._waiting.append(_Label(name, "", 0, len(line), "gap"))
            return 1
        return self._take_values(number)

    def _is_strange_label(self, number: int) -> bool:
        """Whether a line where a value should stand is a label that nobody told us of, in a row of labels.

        The markup calls it one as it does those before it, or the label before it wants a figure and
        another label follows.
        """
        name = bare_label(self._lines[number])
        if not _UNKNOWN.fullmatch(name):
            return False
        if self._is_label(number) and self._is_label(number - 1):
            return True
        return self._waiting[-1].field in _OF_ONE_WORD and self._comes_label(number + 1)

    def _read_pairs(self, number: int, labels: list[_Label]) -> None:
        """Labels with their values on one line."""
        line = self._lines[number]
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            end = following.start if following else len(line)
            value = _value_of(line, label, end)
            # A value that holds a label which is not known: 文号：某政发1号 签发人：张三.
            strange = _find_strange(label, value)
            if (
                strange is not None
                and strange.start()
                and strange["label"] not in _OTHERS | set(COLON_LABELS)
            ):
                self._strange.append((number, strange["label"]))
                value = value[: strange.start()].strip()
            self._take_line(number, label.field)
            self._add(label, value, number, line.find(value, label.end) if value else label.end)

    def _take_values(self, number: int) -> int:
        """Takes the value of the label above, or a row of values below a row of labels.

        Returns how many lines they are.
        """
        row = self._lines[number : number + len(self._waiting)]
        is_row = (
            len(self._waiting) >= _FEWEST_COLUMNS
            and len(row) == len(self._waiting)
            and not any(next(find_labels(line), None) for line in row)
            and all(map(_may_be_value, self._waiting, row))
        )
        if not is_row:
            *_, label = self._waiting
            self._drop_waiting(but_last=True)
            row = row[:1]
            if not _may_be_value(label, row[0]) and is_called(row[0].strip()):
                # 反馈日期： has no value, the title stands below it.
                self._add(label, "", 0, 0)
                self._waiting = []
                return 1
            self._waiting = [label]
        for place, (label, line) in enumerate(zip(self._waiting, row, strict=True)):
            self._add(label, line.strip(), number + place, len(line) - len(line.lstrip()))
        self._waiting = []
        self._known_lines += range(number, number + len(row))
        return len(row)

    def _drop_waiting(self, *, but_last: bool = False) -> None:
        """Labels whose values are empty."""
        dropped = self._waiting[:-1] if but_last else self._waiting
        for label in dropped:
            self._add(label, "", 0, 0)
        self._waiting = []

    def _add(self, label: _Label, value: str, line: int, start: int) -> None:
        if value or label.name not in self._pairs:
            pair = Pair(
                label.name,
                label.field,
                value,
                line,
                start,
                label.mark in ("colon", "bracket"),
            )
            known = self._pairs.get(label.name)
            if known is None or not known.value:
                self._pairs[label.name] = pair

    def _take_line(self, number: int, field: str) -> None:
        """Says that a line holds a known label, of a column."""
        self._known_lines.append(number)
        self._labelled.fields.append(field)

    def _look_for_strange(self, number: int) -> None:
        """Keeps a line that may be an unknown label: by the markup, by its colon, by its place."""
        line = self._lines[number].strip()
        bare = "".join(line.split())
        if bare.endswith(tuple(_COLONS)) or self._is_label(number):
            bare = bare.rstrip(_COLONS)
            if _UNKNOWN.fullmatch(bare) and not (is_organ_line(bare) or is_group(bare)):
                self._strange.append((number, bare))
        elif (match := _UNKNOWN_INSIDE.match(line)) and len(line) <= _LONGEST_GLUED:
            self._strange.append((number, match["label"]))
        elif _UNKNOWN.fullmatch(bare) and self._comes_label(number + 2):
            self._strange.append((number, bare))

    def _is_label(self, number: int) -> bool:
        if number >= len(self._are_labels):
            return False
        return self._are_labels[number]

    def _is_beside(self, number: int, first: int, last: int, *, by_markup: bool) -> bool:
        """Whether a line right above or below the known labels is one of theirs: by the markup, or by its colon."""
        if not first - 2 <= number <= last + 1:
            return False
        line = self._lines[number].rstrip()
        if by_markup and self._is_label(number):
            return True
        if line.endswith(tuple(_COLONS)):
            return True
        is_pair = _UNKNOWN_INSIDE.match(line) is not None and not _SENTENCE.search(line)
        return number == first - 1 or (number == last + 1 and is_pair)

    def _comes_label(self, number: int) -> bool:
        """Whether a line is a known label and nothing else, so that the two before it may be a label and its value."""
        if number >= len(self._lines):
            return False
        return bare_label(self._lines[number]) in LABELS

    def _unknown(self) -> Iterator[str]:
        """What stands like a label among the known ones, or where the markup says so right before or behind them."""
        if not self._known_lines:
            return
        first, last = min(self._known_lines), max(self._known_lines)
        by_markup = sum(map(self._is_label, self._known_lines)) >= _FEWEST_MARKED
        for number, label in self._strange:
            is_beside = self._is_beside(number, first, last, by_markup=by_markup)
            is_known = label in _OTHERS or label in COLON_LABELS
            if (first <= number <= last or is_beside) and not is_known:
                yield label


def _may_be_value(label: _Label, line: str) -> bool:
    """Whether a line can be what a label asks for: a day, where it does."""
    return not label.name.endswith(_OF_DAYS) or not line.strip() or find_day(line) is not None


def _find_strange(label: _Label, value: str) -> re.Match[str] | None:
    """What stands in a label's value as another label does, and is none that we know."""
    if label.mark in _STRANGE:
        return _STRANGE[label.mark].search(value)
    if label.field in _OF_ONE_WORD:
        return _UNKNOWN_BEHIND.search(value)
    return None


def may_hold_box(lines: Iterable[str]) -> bool:
    """Whether lines hold the letters of a label that only a field box has: most pages have none.

    >>> may_hold_box(["索 引 号"]), may_hold_box(["修渠的通知"])
    (True, False)
    """
    return _TELLING_LABEL.holds("".join("".join(lines).split()))


def is_page_label(label: str) -> bool:
    """Whether a label heads what a page says of a document, which gives nobody anything to do.

    >>> is_page_label("发布单位"), is_page_label("发文机关")
    (True, True)
    >>> is_page_label("包保单位")
    False
    """
    return label in LABELS or label in _OTHERS


def bare_label(text: str) -> str:
    """A label without its blanks and its colon.

    >>> bare_label("索 引 号：")
    '索引号'
    """
    return "".join(text.split()).rstrip(_COLONS)


def find_labels(line: str) -> Iterator[_Label]:
    """The known labels of a line, each where a label may stand.

    That is at its start, or behind a blank, a bracket, a bar.

    >>> [(label.name, label.mark) for label in find_labels("索引号：H1 【文号】某政发1号")]
    [('索引号', 'colon'), ('文号', 'bracket')]
    >>> [(label.name, label.mark) for label in find_labels("索 引 号 H1")]
    [('索引号', 'gap')]

    Inside a word it is none:

    >>> list(find_labels("本通知的发文字号由办公室编排"))
    []
    """
    joined = "".join(line.split())
    if ":" in line or "：" in line:
        pattern = _COLON_LABEL
    else:
        pattern = _LABEL
    if not pattern.holds(joined):
        # As in most lines: where its letters stand need not be known.
        return
    places = [place for place, character in enumerate(line) if not character.isspace()]
    at = 0
    while match := pattern.seek(joined, at):
        label = _label_at(line, joined, places, match)
        at = match.end() if label else match.start() + 1
        if label:
            yield label


def _label_at(line: str, letters: str, places: list[int], match: re.Match[str]) -> _Label | None:
    """The label that a match in the letters of a line is; None where no label may stand so."""
    name, first, last = match[0], match.start(), match.end()
    start, end = places[first], places[last - 1] + 1
    before, behind = line[start - 1 : start], letters[last : last + 1]
    field = LABELS.get(name, COLON_LABELS.get(name, ""))
    # Whether nothing that belongs to a longer word stands before it.
    is_free = not first or before.isspace() or before in _BOUNDS
    # A colon tells a label wherever it stands; only labels that need the colon (COLON_LABELS) are
    # cut off from a longer word by one: 责任单位：, not 某单位：.
    if behind and behind in _COLONS:
        # 签批层级： is no 层级, while 的通知发布日期： lost the blank before its label.
        is_cut = not is_free and not (name in LABELS and field)
        # 字号：大中小 is the size of letters.
        if is_cut or (name in _BEFORE_NUMBER and read_doc_number(line[end:]) is None):
            return None
        return _Label(name, field, start, places[last] + 1, "colon")
    if not is_free or name not in LABELS:
        return None
    if before and before in _OPENS and behind and behind in _CLOSES:
        return _Label(name, field, start - 1, places[last] + 1, "bracket")
    if not behind or line[end : end + 1].isspace():
        return _Label(name, field, start, end, "gap")
    is_glued = not first and len(line) <= _LONGEST_GLUED and not _NO_GLUED.search(line)
    if is_glued:
        return _Label(name, field, start, end, "glued")
    return None


def _value_of(line: str, label: _Label, end: int) -> str:
    return line[label.end : end].strip(" \t\u3000\xa0|｜；;，,")
