"""What reading makes, as plain values without behaviour: blocks come in from a page or a file, a reading goes out.

Positions are half-open spans of code points in the text of a part.
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from taizhang.issues import Issue
from taizhang.tables.terms import (
    AmountChange,
    Comparator,
    CutKind,
    DayBasis,
    DeadlineKind,
    DocumentKind,
    Doubt,
    Flag,
    LimitKind,
    Outcome,
    PartKind,
    Relation,
    Role,
    Script,
    TaskSource,
    Validity,
)
from transform.grid import Grid

Span = tuple[int, int]

# Distinct lines, sentences or cells of one document: what depends on nothing but such a string is
# remembered for so many, since one document asks for it again and again.
OF_A_DOCUMENT = 1 << 10


# What comes in
# ---------------------------------------------------------------------------------------------------


class Payload(Struct, gc=False, frozen=True):
    """Bytes of one capture with what their sender said about them."""

    content: bytes
    digest: str
    url: str | None = None
    name: str | None = None
    media_type: str | None = None
    charset: str | None = None
    outcome: Outcome = Outcome.CONTENT


class Context(Struct, gc=False, frozen=True):
    """What is known about a document before it is read: its portal's family, site name, owner and region."""

    family: str | None = None
    site_name: str | None = None
    owner: str | None = None
    region: str | None = None
    region_code: str | None = None


# Blocks: a source before repair
# ----------------------------------------------------------------------------------


class Paragraph(Struct, gc=False):
    """A line of a source as printed, with what its looks say."""

    text: str
    bold: bool = False
    align: Literal["left", "center", "right"] | None = None
    # 1 to 6 for <h1>…<h6> and Word's heading styles.
    heading: int | None = None


class TableBlock(Struct, gc=False):
    """A data table of a source; `number` counts the tables of its source from 0."""

    grid: Grid
    number: int


Block = Paragraph | TableBlock


# Parts: a text with its blocks placed in it
# ----------------------------------------------------------------------


class Cut(Struct, gc=False, frozen=True):
    """What does not stand in the text although it stands in the source; `at` is where it would."""

    at: int
    kind: CutKind
    text: str


class Line(Struct, gc=False):
    """A paragraph placed in its part's text."""

    start: int
    end: int
    bold: bool = False
    align: Literal["left", "center", "right"] | None = None
    heading: int | None = None


class PlacedTable(Struct, gc=False):
    """A table placed in its part's text; `cells` gives each origin cell's span by (row, column)."""

    grid: Grid
    number: int
    start: int
    end: int
    cells: dict[tuple[int, int], Span]


class Part(Struct, gc=False):
    """A piece of a document with a text of its own. `original` has the same length as `text`."""

    part_no: int
    kind: PartKind
    digest: str
    text: str
    original: str
    cuts: list[Cut] = []
    items: list[Line | PlacedTable] = []
    name: str | None = None
    title: str | None = None
    doc_number: str | None = None
    url: str | None = None


# What goes out
# ---------------------------------------------------------------------------------------------------


class Evidence(Struct, gc=False):
    """Where a value stands: spans of a part's text, or a cell of a table in it.

    `rule` names the step that read it.

    `field` is the column, `index` the place in a list column. For a ledger value `row` and `column`
    are those of the origin cell, and `inherited` says that the task's own row got it through a
    merged cell. A value that stands outside the part's text (a <meta> tag, the field box, the
    publish line) gives the `place` by its printed name and the value there as printed, `raw`. A
    doubt's evidence has the field `doubts` and its code as the rule.
    """

    field: str
    part_no: int
    rule: str
    index: int | None = None
    spans: tuple[Span, ...] = ()
    table: int | None = None
    row: int | None = None
    column: int | None = None
    inherited: bool | None = None
    place: str | None = None
    raw: str | None = None


class Unit(Struct, gc=False):
    """A unit in a task; `name` follows from `name_raw` by the step that its evidence names."""

    role: Role
    name: str
    name_raw: str
    is_group: bool = False
    canonical_name: str | None = None
    function: str | None = None


class TimeLimit(Struct, gc=False):
    """A time expression in a task's text; `is_unsure` where nothing that is known says whether it binds.

    `period` is an ISO 8601 duration, `year_origin` says where the year of `due_on` comes from (text,
    title, doc_number, signature).
    """

    text: str
    kind: LimitKind
    span: Span
    due_on: date | None = None
    period: str | None = None
    day_basis: DayBasis | None = None
    by_month: int | None = None
    year_origin: str | None = None
    is_unsure: bool = False


class Target(Struct, gc=False):
    """A numeric commitment in a task's text: how much of what, by when (docs/reading.md, Targets).

    `span` is that of `text`, the amount as printed; `value` is multiplied out, `value_to` the end
    of a range.
    """

    text: str
    span: Span
    comparator: Comparator
    value: float
    measure: str
    what: str | None = None
    change: AmountChange | None = None
    value_to: float | None = None
    each: str | None = None
    when: str | None = None
    by: date | None = None
    period: str | None = None


class Task(Struct, gc=False):
    """A task as an official document gives it; `path` is the labels that lead to it, for its identity."""

    part_no: int
    source: TaskSource
    text: str
    label: str | None = None
    headings: list[str] = []
    units: list[Unit] = []
    open_ended: bool = False
    deadline_raw: str | None = None
    deadline_kind: DeadlineKind | None = None
    due_on: date | None = None
    time_limits: list[TimeLimit] = []
    targets: list[Target] = []
    path: tuple[str, ...] = ()
    doubts: list[Doubt] = []
    evidence: list[Evidence] = []


class Section(Struct, gc=False):
    """A node of a part's outline; `start` to `end` holds its label, heading and everything below."""

    part_no: int
    section_no: int
    parent_no: int | None
    level: int
    label: str | None
    heading: str | None
    start: int
    end: int


class Citation(Struct, gc=False):
    """A document cited."""

    part_no: int
    span: Span
    relation: Relation
    title: str | None = None
    doc_number: str | None = None


class AttachmentLink(Struct, gc=False):
    """A file that the page links, as its link names it."""

    url: str
    name: str | None = None


class Metadata(Struct, gc=False):
    """What a document says about itself; absent is None, never guessed."""

    title: str | None = None
    doc_number: str | None = None
    issuers: list[str] = []
    index_number: str | None = None
    topic: str | None = None
    written_on: date | None = None
    published_on: date | None = None
    validity: Validity | None = None
    evidence: list[Evidence] = []


class Reading(Struct, gc=False):
    """Everything read from one document.

    `is_document` is false for list pages, stubs, home pages and soft 404s. `text` is that of the
    whole page or main file; its parts hold it in pieces where plans or annexes follow in it.
    """

    is_document: bool
    metadata: Metadata
    text: str = ""
    kind: DocumentKind = DocumentKind.OTHER
    script: Script | None = None
    flags: list[Flag] = []
    doubts: list[Doubt] = []
    parts: list[Part] = []
    sections: list[Section] = []
    tasks: list[Task] = []
    citations: list[Citation] = []
    attachments: list[AttachmentLink] = []
    issues: list[Issue] = []
