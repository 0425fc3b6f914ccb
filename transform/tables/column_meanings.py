"""What the columns of a sheet mean: header words and cells are both evidence, and what explains most cells wins.

The steps, in order: head the columns (words above each, cells below), weigh both, take schedules
and units across the top for themselves, settle deadlines and units, choose the text, then its
headings and amounts.
"""

from collections.abc import Sequence
from itertools import chain

from msgspec import Struct

from taizhang.tables.terms import Role
from transform.grid import Cell
from transform.tables.cell_kinds import CellKind, kind_of, organ_weight
from transform.tables.column_profiles import Profile
from transform.tables.header_rows import Rows, profile_columns
from transform.tables.headers import (
    Column,
    Header,
    begins_with_period,
    guess_header,
    is_foreign,
    is_money,
    is_page_label,
    joins_clause,
    read_header,
    unit_mark,
)
from transform.tables.sheet import Sheet

# Ranks of headers with a task (lexicon/headers.toml).
MEASURE_TAKEN, NAME, ASKED, GOAL, SUBJECT = 2, 4, 5, 6, 7
BEHIND_UNITS = 10
# Words that no header explains may be the text where headers only name it; the longer and more
# different the surer.
_UNHEADED, _BY_LENGTH, _FULL_LENGTH = 3.9, 0.3, 30
# By so much a guessed header ranks behind a known one of its kind, and before the next kind.
_GUESSED = 0.5
# Mean share of organs in the cells of a column: surely units, and as little as a header that names
# units needs to be believed.
_SURELY_ORGANS, _LEAST_ORGANS = 0.75, 0.3
_DIFFERENT = 0.6
_FEWEST_ROWS = 2
_FEWEST_PAGE_LABELS = 2
_FIGURES = (CellKind.NUMBER, CellKind.AMOUNT, CellKind.MEASURE)
_NO_UNITS = (*_FIGURES, CellKind.MARK, CellKind.CONTACT)


class Columns(Struct):
    """What the columns of a ledger hold, by their numbers from the left."""

    width: int
    text: int
    number: int | None = None
    headings: list[int] = []
    units: list[tuple[int, Header]] = []
    # Columns headed by a unit, whose cells say its role.
    across: list[tuple[int, Cell]] = []
    deadline: int | None = None
    year: int | None = None
    amounts: list[int] = []
    measure: int | None = None
    # The headers of columns of units.
    titles: dict[int, str] = {}
    # The text's own cells end with who answers for it.
    has_clauses: bool = False
    # No header says which column holds the text or the units.
    is_learned: bool = False
    unknown: list[str] = []
    rows: frozenset[tuple[str, ...]] = frozenset()
    # Those that say something about the task itself.
    own: frozenset[int | None] = frozenset()


class HeadedColumn(Struct):
    """A column: the cell above it that names it best, what that says, and what its own cells are."""

    x: int
    origin: Cell | None
    title: str
    header: Header | None
    profile: Profile
    is_guessed: bool = False
    meaning: Column | None = None
    # Who leads is told by how many names stand in a cell.
    is_role_learned: bool = False

    @property
    def is_headed(self) -> bool:
        """Whether its header says what it means."""
        return self.header is not None and self.header.kind is self.meaning


def read_columns(sheet: Sheet, header: Rows | None, rows: range) -> Columns | None:
    """The columns of a ledger that has its header in one range of rows and its tasks in another.

    Returns None where the table is no ledger, which has a column of tasks and one of units
    (docs/reading.md, Task, 1).
    """
    columns = head_columns(sheet, header, rows)
    # One such header is enough: a list of licences has units and matters too.
    if any(is_foreign(column.title) for column in columns):
        return None
    for column in columns:
        column.meaning = weigh_evidence(column)
    # Each step takes what the steps before it left: schedules first, since months are headers of
    # deadlines too.
    mark_schedules(columns)
    across = find_units_across(columns)
    settle_deadline(columns)
    settle_units(columns, has_others=bool(across))
    settle_roles(columns)
    text = choose_text(sheet, columns, rows)
    if text is None or not is_sure(columns, text, across, rows):
        return None
    described = describe_columns(sheet, columns, text, across, header)
    if described.is_learned and _describes_document(sheet, rows):
        return None
    return described


def _describes_document(sheet: Sheet, rows: range) -> bool:
    """Whether rows are a field box: what a page says of the document, label beside value."""
    cells = chain.from_iterable(sheet.texts(y) for y in rows)
    return sum(map(is_page_label, cells)) >= _FEWEST_PAGE_LABELS


# Evidence
# ----------------------------------------------------------------------------------------------------------


def head_columns(sheet: Sheet, header: Rows | None, rows: range) -> list[HeadedColumn]:
    """Each column with the lowest cell above it that says what it holds, or else its lowest title."""
    profiles = profile_columns(sheet, rows)
    headed: list[HeadedColumn] = []
    for x, profile in enumerate(profiles):
        column = HeadedColumn(x, None, "", None, profile)
        above = range(header[1] - 1, header[0] - 1, -1) if header else ()
        for y in above:
            cell = sheet.cell(y, x)
            title = sheet.read(cell)
            if not title:
                continue
            # The lowest title names the column, unless only one above it is known; a month is a
            # name of its own.
            known = read_header(title)
            if known is None and column.title:
                continue
            column.origin, column.title, column.header = cell, title, known
            if known is not None or _names_column(title):
                break
        headed.append(column)
    guess_headers(headed)
    return headed


def _names_column(title: str) -> bool:
    """Whether a title that no entry knows says by itself what stands below it."""
    if begins_with_period(title):
        return True
    if guess_header(title) is not None:
        return True
    return organ_weight(title) >= _SURELY_ORGANS


def guess_headers(columns: Sequence[HeadedColumn]) -> None:
    """Headers that no entry knows, by the words inside them, where the cells do not say otherwise."""
    for column in columns:
        if column.header is None and column.title and not begins_with_period(column.title):
            guessed = guess_header(column.title)
            if guessed is not None and _confirms_guess(guessed.kind, column.profile):
                column.header, column.is_guessed = guessed, True


def _confirms_guess(kind: Column, profile: Profile) -> bool:
    """Whether cells may be what a guess says."""
    if not profile.filled:
        return True
    if kind is Column.UNITS:
        return profile.organs >= _LEAST_ORGANS
    if kind is Column.DEADLINE:
        return profile.share(CellKind.DEADLINE) >= _LEAST_ORGANS
    if kind is Column.TASK:
        return profile.has_words() and not profile.has_organs()
    return not profile.has_organs() or kind is Column.OTHER


def weigh_evidence(column: HeadedColumn) -> Column | None:
    """What a column means: what its header says, unless nearly all cells say otherwise."""
    header, profile = column.header, column.profile
    if header is None:
        return meaning_of_cells(profile)
    kind = header.kind
    if kind is Column.UNITS and profile.is_nearly_all(*_NO_UNITS):
        if profile.is_mostly(CellKind.MEASURE):
            return Column.MEASURE
        return Column.OTHER
    if kind in (Column.TASK, Column.HEADING, Column.AMOUNT) and profile.is_nearly_all(*_FIGURES):
        if profile.is_running and kind is not Column.AMOUNT:
            return Column.NUMBER
        return Column.AMOUNT
    if kind in (Column.TASK, Column.DEADLINE) and profile.is_nearly_all(
        CellKind.MARK, CellKind.CONTACT
    ):
        return Column.OTHER
    # 工作要求 with nothing but 6月底前完成 below it.
    if kind is Column.TASK and profile.is_mostly(CellKind.DEADLINE):
        return Column.DEADLINE
    if kind is Column.DEADLINE and profile.is_nearly_all(CellKind.ORGANS):
        return Column.UNITS
    if kind is Column.NUMBER and profile.is_nearly_all(CellKind.PROSE):
        return Column.WORDS
    return kind


def meaning_of_cells(profile: Profile) -> Column | None:
    """What a column means by its cells alone; None where they say nothing."""
    if not profile.filled:
        return None
    if profile.is_running:
        return Column.NUMBER
    if profile.is_mostly(CellKind.DEADLINE):
        return Column.DEADLINE
    if profile.is_mostly(CellKind.MEASURE):
        return Column.MEASURE
    if profile.is_mostly(CellKind.MARK, CellKind.CONTACT, *_FIGURES):
        return Column.OTHER
    if profile.is_mostly(CellKind.PERSONS) and not profile.has_organs():
        return Column.OTHER
    if profile.has_organs():
        return Column.UNITS
    if profile.has_words():
        return Column.WORDS
    return Column.OTHER


# Columns that stand for themselves
# -----------------------------------------------------------------------------------


def mark_schedules(columns: Sequence[HeadedColumn]) -> None:
    """Columns headed by a month, a quarter or a year say how the work goes on, not by when it is due."""
    periods = [column for column in columns if begins_with_period(column.title)]
    for column in periods:
        if len(periods) > 1 or kind_of(column.title) is CellKind.DEADLINE:
            column.meaning = Column.SCHEDULE
    dated = [c for c in columns if c.meaning is Column.DEADLINE and c.header is not None]
    for column in dated:
        shared = [other for other in dated if other.origin is column.origin]
        if (
            len(shared) > 1
            and column.origin is not None
            and not column.profile.is_mostly(CellKind.DEADLINE)
        ):
            column.meaning = Column.SCHEDULE


def find_units_across(columns: Sequence[HeadedColumn]) -> list[tuple[int, Cell]]:
    """Columns each headed by a unit, with a role or a mark in the cells: two at least."""
    across = [
        (column.x, column.origin)
        for column in columns
        if column.origin is not None and not column.is_headed and _is_unit_across(column)
    ]
    if len(across) < _FEWEST_ROWS:
        return []
    for x, _ in across:
        columns[x].meaning = Column.ACROSS
    return across


def _is_unit_across(column: HeadedColumn) -> bool:
    """Whether a unit heads a column of roles."""
    profile = column.profile
    marked = profile.share(CellKind.MARK) + profile.share(CellKind.PHRASE)
    is_short = profile.length <= _LONGEST_ROLE
    if organ_weight(column.title) < _SURELY_ORGANS:
        return False
    if profile.filled <= 0:
        return False
    if marked != 1.0:
        return False
    return is_short


_LONGEST_ROLE = 6
# Names in a cell, on the mean: whoever helps is often several, whoever leads one.
_SEVERAL = 1.3


def settle_deadline(columns: Sequence[HeadedColumn]) -> None:
    """Leaves one column of deadlines: of those that a header names the first, else one whose cells are dates."""
    dated = [column for column in columns if column.meaning is Column.DEADLINE]
    if not dated:
        return
    best = min(dated, key=_deadline_order)
    for column in dated:
        if column is not best:
            column.meaning = Column.OTHER


def _deadline_order(column: HeadedColumn) -> tuple[bool, bool, bool, int]:
    """How early a column of deadlines is to be taken: dates before words, known headers before guessed ones."""
    has_dates = (
        column.profile.share(CellKind.DEADLINE) >= _LEAST_ORGANS or not column.profile.filled
    )
    is_named = column.header is not None and column.header.kind is Column.DEADLINE
    # Of two that no entry names, the work begins in the first and ends in the last: 开工时间, 完工时间.
    is_known = is_named and not column.is_guessed
    return not has_dates, not is_named, column.is_guessed, column.x if is_known else -column.x


def settle_units(columns: Sequence[HeadedColumn], *, has_others: bool) -> None:
    """Columns of organs that no header explains are units where no header surely says who answers.

    Else they may be where something is or whom it serves: they count among the headers that are not
    known.
    """
    named = [
        column for column in columns if column.meaning is Column.UNITS and column.header is not None
    ]
    answering = [
        c
        for c in named
        if not c.is_guessed and c.header and c.header.role in (Role.LEAD, Role.RESPONSIBLE)
    ]
    leading = [column.x for column in named if _has_role(column, Role.LEAD)]
    for column in columns:
        if column.meaning is not Column.UNITS or column.header is not None:
            continue
        if column.x - 1 in leading and len(named) == 1 and column.profile.organs >= _SURELY_ORGANS:
            # Right beside the one that leads.
            _learn_role(column, Role.COOPERATE)
        elif has_others or answering or column.profile.organs < _SURELY_ORGANS:
            column.meaning = (
                Column.OTHER if column.profile.organs >= _SURELY_ORGANS else Column.WORDS
            )
        else:
            column.header = Header(Column.UNITS, role=Role.RESPONSIBLE)
            column.is_guessed = True


def settle_roles(columns: Sequence[HeadedColumn]) -> None:
    """Of two columns of units, tells the role of one whose header nobody knows by the other, or by its cells.

    Beside one that leads the other helps; where each cell holds a single name and most cells beside
    it hold several, one leads and several help. What no header says is a doubt.
    """
    units = [column for column in columns if column.meaning is Column.UNITS]
    if len(units) != 2:
        return
    first, second = units
    is_one_to_many = first.profile.most_names == 1 and second.profile.names >= _SEVERAL
    if (
        _is_open(first)
        and is_one_to_many
        and (_is_open(second) or _has_role(second, Role.COOPERATE))
    ):
        _learn_role(first, Role.LEAD)
    if _is_open(second) and _has_role(first, Role.LEAD):
        _learn_role(second, Role.COOPERATE)


def _is_open(column: HeadedColumn) -> bool:
    """Whether a column's header says of its units no more than that they are some."""
    # 责任分工 over two columns.
    stands_above_others = column.origin is not None and column.origin.colspan > 1
    if not (column.is_guessed or stands_above_others):
        return False
    return _has_role(column, Role.RESPONSIBLE)


def _has_role(column: HeadedColumn, role: Role) -> bool:
    return column.header is not None and column.header.role is role


def _learn_role(column: HeadedColumn, role: Role) -> None:
    column.header = Header(Column.UNITS, role=role)
    column.is_role_learned = True


# The text
# ------------------------------------------------------------------------------------------------------------


def choose_text(sheet: Sheet, columns: Sequence[HeadedColumn], rows: range) -> HeadedColumn | None:
    """The column with the tasks' text: of the lowest rank; under a header over several columns, the last filled one."""
    ranked = rank_columns(columns)
    if not ranked:
        return None
    best = columns[min(ranked)[2]]
    same = [c for c in columns[: best.x + 1] if c.origin is not None and c.origin is best.origin]
    shared = [c for c in columns[best.x + 1 :] if c.origin is not None and c.origin is best.origin]
    filled = [c for c in (*same, *shared) if any(sheet.read_at(y, c.x) for y in rows)]
    if filled and best.is_headed:
        return filled[-1]
    return best


def rank_columns(columns: Sequence[HeadedColumn]) -> list[tuple[float, int, int]]:
    """Columns that may hold the text, by what they say and where they stand: (rank, minus column, column).

    What is asked (工作要求) describes the task that stands left of it; what stands behind the units, as
    ways to do it often do, yields to what stands before them.
    """
    first_units = next(
        (c.x for c in columns if c.meaning in (Column.UNITS, Column.ACROSS)),
        len(columns),
    )
    ranked: list[tuple[float, int, int]] = []
    for column in columns:
        rank = _rank_of(column, columns)
        if rank is None:
            continue
        if column.x > first_units and not _outweighs_all(column, columns[:first_units]):
            # A header that names tasks is surer than one before the units that nobody knows.
            if not _names_tasks(column) or any(map(_is_named_task, columns[:first_units])):
                rank += BEHIND_UNITS
        elif _describes(rank, column, columns, ranked):
            rank = MEASURE_TAKEN
        ranked.append((rank, -column.x, column.x))
    return ranked


def _describes(
    rank: float,
    column: HeadedColumn,
    columns: Sequence[HeadedColumn],
    ranked: Sequence[tuple[float, int, int]],
) -> bool:
    """Whether what is asked, or is to be reached, describes what stands left of it."""
    if rank == ASKED:
        return any(named < GOAL for named, _, _ in ranked)
    return rank == GOAL and _describes_names(column, columns, ranked)


def _describes_names(
    goal: HeadedColumn, columns: Sequence[HeadedColumn], ranked: Sequence[tuple[float, int, int]]
) -> bool:
    """Whether what is to be reached says more than the names that alone stand beside it: 学位供给 | 新增学位1800个."""
    names = [columns[x] for rank, _, x in ranked if rank == NAME]
    others = [rank for rank, _, _ in ranked if rank < GOAL and rank != NAME]
    return bool(names) and not others and all(_says_more(goal.profile, c.profile) for c in names)


def _names_tasks(column: HeadedColumn) -> bool:
    """Whether a known header says that a column holds tasks, not ways to do them."""
    if not _is_named_task(column) or column.header is None:
        return False
    return MEASURE_TAKEN < column.header.rank <= NAME


def _is_named_task(column: HeadedColumn) -> bool:
    """Whether a known header says that a column holds tasks or what is asked of them, not only their matter."""
    if column.header is None or column.is_guessed:
        return False
    return column.header.kind is Column.TASK and column.header.rank < SUBJECT


def _rank_of(column: HeadedColumn, columns: Sequence[HeadedColumn]) -> float | None:
    """The rank of a column that may hold the text; None where it may not."""
    if column.meaning is Column.TASK and column.header is not None:
        return column.header.rank + (_GUESSED if column.is_guessed else 0)
    if column.meaning is not Column.WORDS or not column.profile.has_words():
        return None
    named = [
        c
        for c in columns
        if c.is_headed and c.header and c.header.kind is Column.TASK and not c.is_guessed
    ]
    if named and not all(
        _says_more(column.profile, c.profile) for c in named if c.header and c.header.rank <= NAME
    ):
        return None
    return _UNHEADED - _BY_LENGTH * _measure_words(column.profile)


def _measure_words(profile: Profile) -> float:
    """How much the cells of a column say, from 0 to 1: their length, and how seldom two say the same."""
    return min(profile.length / _FULL_LENGTH, 1) * profile.different


def _outweighs_all(column: HeadedColumn, before: Sequence[HeadedColumn]) -> bool:
    """Whether a column of words says much more than all those that stand before the units."""
    if column.meaning is not Column.WORDS or any(c.meaning is Column.TASK for c in before):
        return False
    others = [_measure_words(c.profile) for c in before if c.meaning is Column.WORDS]
    return bool(others) and _measure_words(column.profile) > 2 * max(others)


def _says_more(words: Profile, name: Profile) -> bool:
    """Whether a column says more than one with names: longer, and seldom the same."""
    return words.length > name.length and words.different >= _DIFFERENT


def is_sure(
    columns: Sequence[HeadedColumn],
    text: HeadedColumn,
    across: Sequence[tuple[int, Cell]],
    rows: range,
) -> bool:
    """Whether all evidence together makes a ledger."""
    units = [column for column in columns if column.meaning is Column.UNITS]
    if not units and not across and not joins_clause(text.title):
        return False
    has_deadline = any(column.meaning is Column.DEADLINE for column in columns)
    is_described = text.profile.is_mostly(CellKind.PROSE)
    has_money = any(is_money(column.title) for column in columns)
    if has_money and not has_deadline and not is_described:
        return False
    if text.is_headed and text.header:
        names_subjects = text.header.rank >= SUBJECT
        if names_subjects:
            has_goal = any(column.meaning is Column.AMOUNT for column in columns)
            if has_deadline:
                return True
            if has_goal:
                return True
            return is_described
        if not text.is_guessed:
            return True
    is_reached = any(column.profile.is_mostly(CellKind.CONTACT) for column in columns)
    is_list = is_reached and not has_deadline and any(column.x < text.x for column in units)
    is_other = is_list or _stands_behind(text, columns)
    is_asked = (
        has_deadline or is_described or text.is_guessed or any(column.is_headed for column in units)
    )
    if not is_asked:
        return False
    if is_other:
        return False
    return len(rows) >= _FEWEST_ROWS or text.is_guessed


def _stands_behind(text: HeadedColumn, columns: Sequence[HeadedColumn]) -> bool:
    """Whether a text that no header names stands behind units which something else stands before: a person, a firm."""
    of_tasks = (Column.NUMBER, Column.HEADING, Column.TASK, Column.DEADLINE)
    if _outweighs_all(text, columns[: text.x]):
        return False
    before = [
        column
        for column in columns[: text.x]
        if column.meaning not in of_tasks and column.profile.filled
    ]
    answers = [column.meaning is Column.UNITS for column in before]
    return any(answers) and not answers[0]


# The whole
# -----------------------------------------------------------------------------------------------------------


def describe_columns(
    sheet: Sheet,
    columns: Sequence[HeadedColumn],
    text: HeadedColumn,
    across: list[tuple[int, Cell]],
    header: Rows | None,
) -> Columns:
    """The columns of a ledger whose text is known."""
    units = [(c.x, c.header) for c in columns if c.meaning is Column.UNITS and c.header is not None]
    described = Columns(sheet.width, text.x, units=units, across=across)
    described.number = find_number(columns, text)
    described.headings = [
        c.x for c in columns[: text.x] if c.x != described.number and is_heading(c, text)
    ]
    for column in columns:
        _place_column(described, column)
    described.unknown = find_unknown(columns, described)
    described.titles = {x: columns[x].title for x, _ in units}
    described.has_clauses = not units and not across
    described.is_learned = not text.is_headed or any(_is_learned(columns[x]) for x, _ in units)
    described.rows = (
        frozenset(tuple(sheet.texts(y)) for y in range(*header)) if header else frozenset()
    )
    own = (
        described.text,
        described.number,
        described.deadline,
        *(x for x, _ in units),
        *(x for x, _ in across),
    )
    described.own = frozenset(own)
    return described


def _place_column(described: Columns, column: HeadedColumn) -> None:
    """Says where deadlines, amounts and their measure stand; of several measures the first counts."""
    if column.meaning is Column.DEADLINE:
        described.deadline = column.x
        described.year = column.header.year if column.header else None
    elif column.meaning is Column.AMOUNT and not is_money(column.title):
        described.amounts.append(column.x)
    elif column.meaning is Column.MEASURE and described.measure is None:
        described.measure = column.x


def find_unknown(columns: Sequence[HeadedColumn], described: Columns) -> list[str]:
    """The titles of columns whose header nobody knows and that give a task nothing."""
    used = {described.text, described.number, described.deadline, described.measure}
    used |= {
        *described.headings,
        *described.amounts,
        *(x for x, _ in described.units),
        *(x for x, _ in described.across),
    }
    unknown = [
        column.title
        for column in columns
        if column.x not in used and column.title and (column.header is None or column.is_guessed)
    ]
    plain = [title for title in unknown if not begins_with_period(title) and not is_money(title)]
    return list(dict.fromkeys(plain))


def _is_learned(column: HeadedColumn) -> bool:
    """Whether only its cells say that a column holds units, or whose."""
    if column.is_role_learned:
        return True
    return column.is_guessed and guess_header(column.title) is None


def find_number(columns: Sequence[HeadedColumn], text: HeadedColumn) -> int | None:
    """The column of the rows' numbers: the last with such a header left of the text, else one that counts."""
    named = [c.x for c in columns if c.is_headed and c.meaning is Column.NUMBER]
    before = [x for x in named if x < text.x]
    if before or named:
        if before:
            return before[-1]
        return named[0]
    counting = [c.x for c in columns[: text.x] if c.meaning is Column.NUMBER]
    if counting:
        return counting[0]
    return None


def is_heading(column: HeadedColumn, text: HeadedColumn) -> bool:
    """Whether a column left of the text holds what stands above it: a name, a class of tasks, a problem."""
    header = column.header
    if header is not None and not column.is_guessed:
        if column.meaning is Column.TASK:
            return header.rank not in (MEASURE_TAKEN, ASKED, GOAL, 1)
        return column.meaning is Column.HEADING
    if column.meaning not in (Column.WORDS, Column.TASK, None) or not column.profile.filled:
        return False
    if column.meaning is Column.TASK and header is not None and header.rank == NAME:
        return True
    is_class = column.profile.is_merged or not column.title
    if not column.profile.has_words():
        return False
    return is_class or not text.is_headed


def describe_refused(sheet: Sheet, header: Rows | None, rows: range) -> list[str]:
    """What a band holds that has units and is not read as a ledger: its headers, else its first row.

    Nothing where it is plainly another table: money, points, rights and the like explain why it is
    none, unless a deadline beside the units says otherwise. Units are known by a header, or by cells
    beside others in prose.
    """
    columns = head_columns(sheet, header, rows)
    kinds = {column.header.kind for column in columns if column.header is not None}
    is_other = (
        any(is_foreign(c.title) or is_money(c.title) for c in columns)
        and Column.DEADLINE not in kinds
    )
    if is_other or not (Column.UNITS in kinds or _may_assign(columns)):
        return []
    titles = list(dict.fromkeys(column.title for column in columns if column.title))
    return titles or [text for text in sheet.texts(rows[0]) if text]


def _may_assign(columns: Sequence[HeadedColumn]) -> bool:
    """Whether one column surely names organs and another says something in prose."""
    organs = any(c.profile.organs >= _SURELY_ORGANS for c in columns)
    if not organs:
        return False
    return any(c.profile.is_mostly(CellKind.PROSE) for c in columns)


def role_across(text: str) -> Role:
    """The role that a cell below a unit says; a mark says that it answers for the task.

    >>> role_across("牵头").value, role_across("√").value
    ('lead', 'responsible')
    """
    return unit_mark(text) or Role.RESPONSIBLE
