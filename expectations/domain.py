"""Rules of the field: what a careful reader of official documents would not let pass."""

from expectations.frames import WITHOUT_TASKS
from expectations.lexicon import join_patterns
from expectations.rules import Between, Match, NoMatch, OneOf, Rule, Severity
from taizhang.privacy import PERSONAL
from taizhang.tables.documents import DOC_NUMBER
from taizhang.tables.terms import DocumentKind

YEAR = 365
# \s would be handed to Python, which takes ten times as long.
BLANK = r"[ \t\r\n\x{A0}\x{3000}]"
# A plan names dates from a little before itself (it is often published after its first deadlines)
# to the next centenary goals: plans of 2020 reach to 2050 (“到本世纪中叶”).
HORIZON = Between(-3 * YEAR, 35 * YEAR)
CARRIERS = tuple(kind.value for kind in DocumentKind if kind not in WITHOUT_TASKS)


# Markup, advertisements and personal numbers keep a row out: once a release shows them, they cannot
# be taken back. What is only ugly (an entity escaped twice) is published with an issue.
def _text_rules(table: str, column: str, measure: str = "") -> list[Rule]:
    """What holds for every running text.

    `measure` is the column that is searched for garbled characters: the text, but for documents
    that the reading itself has flagged as garbled.
    """
    return [
        Rule(
            table,
            column,
            "markup",
            f"{column} holds no markup or script",
            NoMatch(join_patterns("markup")),
        ),
        Rule(
            table,
            column,
            "reference",
            f"{column} usually holds no characters that the page escaped twice",
            NoMatch(join_patterns("reference")),
            severity=Severity.WARN,
        ),
        Rule(
            table,
            column,
            "spam",
            f"{column} holds no gambling or lottery advertisement",
            NoMatch(join_patterns("spam")),
        ),
        Rule(
            table,
            column,
            "personal",
            f"{column} shows no identity or mobile number of a person",
            NoMatch(PERSONAL),
        ),
        Rule(
            table,
            column,
            "garbled",
            f"{column} holds no characters of a wrong charset, unless its document is flagged",
            NoMatch(join_patterns("garbled")),
            measure,
        ),
    ]


def _date_rules(column: str) -> list[Rule]:
    return [
        Rule(
            "documents",
            column,
            "future",
            f"{column} is not later than the day after the build's",
            # One day of grace: a portal may date an article for the day after.
            Between(None, 1),
            f"{column}.ahead",
            figure="{days} the build's day",
        ),
        Rule(
            "documents",
            column,
            "past",
            f"{column} is not before 1949-10-01",
            Between(0, None),
            f"{column}.before",
        ),
    ]


DOCUMENTS = [
    *_text_rules("documents", "title"),
    Rule(
        "documents",
        "title",
        "chrome",
        "title holds nothing of the page around it",
        NoMatch(join_patterns("chrome")),
    ),
    Rule(
        "documents",
        "title",
        "length",
        "title has 2 to 300 characters",
        Between(2, 300),
        "title.length",
        "{count} characters",
    ),
    Rule(
        "documents",
        "title",
        "one_line",
        "title is one line without blanks around it",
        NoMatch(rf"\n|^{BLANK}|{BLANK}$"),
    ),
    Rule("documents", "url", "address", "url is a web address", Match(r"^https?://[^ \t\r\n/]+/")),
    Rule(
        "documents",
        "aliases",
        "other",
        "no document's own address is an alias",
        OneOf((True,)),
        "aliases.other",
    ),
    Rule(
        "documents",
        "doc_number",
        "year",
        "the year in doc_number lies between 1949 and 2100",
        Between(1949, 2100),
        "doc_number.year",
    ),
    Rule(
        "documents",
        "doc_number",
        "zero",
        "the number in doc_number has no leading zero",
        # GB/T 9704-2012, 7.2.5: the number is written without a leading zero, and the reader drops
        # one that a page prints; one that is left was not read by its grammar.
        NoMatch("〕0"),
    ),
    Rule(
        "documents",
        "issuers",
        "clause",
        "no issuer holds words of a responsibility clause",
        NoMatch(r"(?m:(?:牵头|负责|配合|责任单位|[：:；;。]).*$)"),
    ),
    Rule(
        "documents",
        "index_number",
        "sentence",
        "index_number is no sentence",
        NoMatch(r"[。，；]|\p{Han}{25}"),
    ),
    *_date_rules("written_on"),
    *_date_rules("published_on"),
    Rule(
        "documents",
        "published_on",
        "before_writing",
        "a document is usually published after it was written",
        Between(0, None),
        "published_on.after_writing",
        figure="{days} it was written",
        severity=Severity.WARN,
    ),
    Rule(
        "documents",
        "published_on",
        "late",
        "a document is usually published within ten years of its writing",
        # Governments do put old papers on the web, so this is no error; but so long a way may also
        # be a year that was misread.
        Between(None, 10 * YEAR),
        "published_on.after_writing",
        figure="{days} it was written",
        severity=Severity.WARN,
    ),
    Rule(
        "documents",
        "last_changed",
        "order",
        "last_changed is not before first_seen",
        Between(0, None),
        "last_changed.after_first",
        figure="{days} first_seen",
    ),
    Rule(
        "documents",
        "last_changed",
        "future",
        "last_changed is not after the build's day",
        Between(None, 0),
        "last_changed.ahead",
        figure="{days} the build's day",
    ),
    *_text_rules("documents", "text", "text.clean"),
    Rule(
        "documents",
        "text",
        "han_share",
        "at least 30% of a text is Chinese, unless its document is flagged as garbled",
        Between(0.3, None),
        "text.han_share",
        figure="{share} of its characters are Chinese",
    ),
    Rule(
        "documents",
        "flags",
        "masked",
        "a document with masked numbers is flagged masked_personal_data",
        OneOf((True,)),
        "text.flagged",
    ),
]

PARTS = [
    Rule(
        "parts",
        "text",
        "personal",
        "text shows no identity or mobile number of a person",
        NoMatch(PERSONAL),
    ),
    Rule(
        "parts",
        "original",
        "personal",
        "original shows no identity or mobile number",
        NoMatch(PERSONAL),
    ),
    Rule(
        "parts",
        "original",
        "length",
        "original has the same length as text",
        OneOf((True,)),
        "original.same_length",
    ),
]

TASKS = [
    *_text_rules("tasks", "text", "text.clean"),
    Rule(
        "tasks",
        "text",
        "chrome",
        "text holds nothing of the page around it",
        NoMatch(join_patterns("chrome")),
    ),
    Rule(
        "tasks",
        "text",
        "page_mark",
        "text holds no numbers of printed pages",
        NoMatch(join_patterns("page_mark")),
    ),
    Rule(
        "tasks",
        "text",
        "length",
        "text has 2 to 30,000 characters",
        Between(2, 30_000),
        "text.length",
        "{count} characters",
    ),
    Rule(
        "tasks",
        "text",
        "han_share",
        "at least 40% of a task is Chinese, unless its document is flagged as garbled",
        Between(0.4, None),
        "text.han_share",
        figure="{share} of its characters are Chinese",
    ),
    Rule("tasks", "text", "blank", "text has no blanks around it", NoMatch(rf"^{BLANK}|{BLANK}$")),
    Rule(
        "tasks",
        "text",
        "clause_left",
        "the responsibility clause usually is no part of the text",
        NoMatch("(?:责任|牵头|配合)(?:单位|部门)[：:]"),
        severity=Severity.WARN,
    ),
    Rule(
        "tasks",
        "headings",
        "markup",
        "headings hold no markup",
        NoMatch(join_patterns("markup")),
    ),
    Rule(
        "tasks",
        "label",
        "length",
        "a label has at most 20 characters",
        Between(1, 20),
        "label.length",
        "{count} characters",
    ),
    Rule("tasks", "position", "positive", "position counts from 1", Between(1, None)),
    Rule(
        "tasks",
        "document_id",
        "carrier",
        "only plans, notices, reports and other documents carry tasks",
        OneOf(CARRIERS),
        "document_id.kind",
    ),
    Rule(
        "tasks",
        "lead_units",
        "agree",
        "the lists of units hold as many names as task_units",
        OneOf((True,)),
        "lead_units.agree",
    ),
    Rule(
        "tasks",
        "source",
        "says_who",
        "a clause names a unit or a deadline",
        OneOf((True,)),
        "source.says_who",
    ),
    Rule(
        "tasks",
        "deadline_raw",
        "there",
        "a kind of deadline comes with the deadline as printed",
        OneOf((True,)),
        "deadline_raw.there",
    ),
    Rule(
        "tasks",
        "due_on",
        "there",
        "a deadline of kind due usually has its day; it has none where the plan's year is unknown",
        OneOf((True,)),
        "due_on.there",
        severity=Severity.WARN,
    ),
    Rule(
        "tasks",
        "due_on",
        "horizon",
        "due_on lies between 3 years before and 35 years after its document",
        HORIZON,
        "due_on.after_document",
        figure="{days} its document",
    ),
    Rule(
        "tasks",
        "due_on",
        "past",
        "due_on usually is not before its document",
        Between(0, None),
        "due_on.after_document",
        figure="{days} its document",
        severity=Severity.WARN,
    ),
]

TASK_UNITS = [
    Rule(
        "task_units",
        "name",
        "clause_word",
        "name holds no word of the clause",
        NoMatch(join_patterns("clause_word")),
    ),
    Rule("task_units", "name", "markup", "name holds no markup", NoMatch(join_patterns("markup"))),
    Rule("task_units", "name", "personal", "name is no number of a person", NoMatch(PERSONAL)),
    Rule(
        "task_units",
        "name",
        "garbled",
        "name holds no broken characters",
        NoMatch(join_patterns("garbled")),
    ),
    Rule(
        "task_units",
        "name",
        "length",
        "name has 2 to 150 characters",
        Between(2, 150),
        "name.length",
        "{count} characters",
    ),
    Rule(
        "task_units",
        "name",
        "han",
        "name holds two Han characters at least",
        Match(r"\p{Han}.*\p{Han}"),
    ),
    Rule(
        "task_units",
        "name",
        "brackets",
        "as many brackets open as close in name",
        OneOf((True,)),
        "name.even_brackets",
    ),
    Rule(
        "task_units",
        "name",
        "one",
        "the name of a single unit is not a list (、 stands in brackets only)",
        NoMatch("、"),
        "name.single",
    ),
    Rule(
        "task_units",
        "name_raw",
        "there",
        "name_raw is not empty",
        Match(r"[^ \t\r\n\x{A0}\x{3000}]"),
    ),
    Rule("task_units", "position", "positive", "position counts from 1", Between(1, None)),
]

TIME_LIMITS = [
    Rule(
        "time_limits",
        "due_on",
        "fits",
        "due_on stands with a limit of kind due or within only",
        OneOf((True,)),
        "due_on.fits",
    ),
    Rule(
        "time_limits",
        "due_on",
        "horizon",
        "due_on lies between 3 years before and 35 years after its document",
        HORIZON,
        "due_on.after_document",
        figure="{days} its document",
    ),
    Rule(
        "time_limits",
        "period",
        "fits",
        "a period stands with recurring, within, before and at_least, with each and with no other kind",
        OneOf((True,)),
        "period.fits",
    ),
    Rule("time_limits", "by_month", "month", "by_month is one of the twelve", Between(1, 12)),
    Rule(
        "time_limits",
        "end",
        "order",
        "end is after start",
        Between(1, None),
        "end.length",
        "{characters} start",
    ),
]

TARGETS = [
    Rule("targets", "value", "positive", "value is not negative", Between(0, None)),
    Rule(
        "targets",
        "value_to",
        "range",
        "value_to stands with a range, and is more than value",
        OneOf((True,)),
        "value_to.fits",
    ),
    Rule("targets", "measure", "there", "measure is not empty", Match(r"\S")),
    Rule(
        "targets",
        "end",
        "order",
        "end is after start",
        Between(1, None),
        "end.length",
        "{characters} start",
    ),
]

CITATIONS = [
    Rule(
        "citations",
        "title",
        "or_number",
        "a citation has a title or a number",
        OneOf((True,)),
        "title.or_number",
    ),
    Rule(
        "citations",
        "doc_number",
        "form",
        "doc_number is of the form 代字〔year〕n号",
        Match(DOC_NUMBER),
    ),
    Rule(
        "citations",
        "end",
        "order",
        "end is after start",
        Between(1, None),
        "end.length",
        "{characters} start",
    ),
]

DOMAIN: dict[str, list[Rule]] = {
    "documents": DOCUMENTS,
    "parts": PARTS,
    "tasks": TASKS,
    "task_units": TASK_UNITS,
    "time_limits": TIME_LIMITS,
    "targets": TARGETS,
    "citations": CITATIONS,
}
