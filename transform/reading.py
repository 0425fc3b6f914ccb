"""The whole reading: a page with its attachments, or a single file, to everything that is known of it."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from taizhang.addresses import surt_key
from taizhang.issues import Code, Issue
from taizhang.tables.terms import Doubt, Flag, PartKind, Script, Stage, TaskSource
from transform.actors.lead_rules import find_unread_rules
from transform.actors.unit_organs import name_organs
from transform.document_metadata import read_metadata
from transform.doubts import doubt_document, doubt_task
from transform.files.detection import detect_format
from transform.files.filetext import FileText, number_tables
from transform.files.formats import Format
from transform.files.readers import NO_TEXT, read_file
from transform.model import (
    AttachmentLink,
    Block,
    Context,
    Evidence,
    Metadata,
    Paragraph,
    Part,
    Payload,
    Reading,
    Span,
    Task,
)
from transform.tables.text_tables import form_text_tables
from transform.tables.unread_columns import find_unread_columns
from transform.targets.read import read_targets
from transform.tasks.duty_lines import (
    find_headed_units,
    find_issued_elsewhere,
    find_listed_tables,
    find_unit_headings,
)
from transform.tasks.orders import FEWEST_ALIKE, may_open_with_duty, opens_with_duty
from transform.tasks.outline_tasks import find_limits_of_nobody
from transform.tasks.silence import sign_of_duties
from transform.tasks.sources import ReadPart, analyse_part, read_tasks
from transform.tasks.unread_duties import (
    find_behind,
    find_left_over,
    find_lone,
    find_silent,
    find_torn,
    find_unread,
)
from transform.text.citations import find_unread_citations, read_citations
from transform.text.division import divide_reading
from transform.text.flags import read_flags
from transform.text.head.opening import read_opening
from transform.text.head.unworded_title import RULE as HEADLINE
from transform.text.head.witnesses import find_head_witnesses
from transform.text.kinds import (
    Doings,
    bare_name,
    interpretation_start,
    judge_kind,
    lists_works,
    may_assign,
    may_list_work,
)
from transform.text.outline import make_sections
from transform.text.parts import compose_part
from transform.text.regions import TextRegion
from transform.text.repair import is_simplified, simplify_text
from transform.text.taught_labels import find_likely_labels, find_taught_labels
from transform.text.unsure_labels import are_confirmed, find_gaps, forms_of, learned_spans
from transform.times.counted_days import count_days
from transform.times.deadlines import read_deadline
from transform.times.limits.reading import read_time_limits
from transform.times.plan_year import PlanYear, plan_year
from transform.times.unsure_days import doubt_days
from transform.web.chrome import document_end
from transform.web.fragment import read_fragment
from transform.web.further import join_pages
from transform.web.page import Page, read_page

# Names that pages bear; a text named so is markup without a beginning that says it.
_HTML_NAMES = (".html", ".htm", ".shtml", ".xhtml", ".jsp", ".aspx")
_LETTER = "通知"


def read_source(payload: Payload, context: Context | None = None) -> Reading:
    """Reads a saved page or a single file, whichever its bytes or else its name say it is."""
    if _is_page(payload):
        return read_document(payload, (), context or Context())
    return _read_pieces(
        [_Piece(payload, file, PartKind.PAGE) for file in read_file(payload, read_fragment)],
        None,
    )


def read_document(
    page: Payload, attachments: Sequence[Payload], context: Context, web_page: Page | None = None
) -> Reading:
    """Reads a page with its attachments; no document where the page is a list, a stub or a home page.

    `attachments` are the newest captures with content of the files that the page links, in its
    order; among them are the document's other pages, where it goes on on several or stands in a
    frame. `web_page` is what the page holds, where that is known already.
    """
    web_page = web_page or read_page(page, context)
    if web_page.is_document and (web_page.further or web_page.frames):
        web_page, attachments = join_pages(web_page, attachments, context, page)
    pieces = [
        _Piece(
            page,
            FileText(None, Format.HTML, 0, web_page.blocks, web_page.issues),
            PartKind.PAGE,
        )
    ]
    if web_page.is_document:
        named = _name_attachments(attachments, web_page.attachments)
        files: list[_Piece] = []
        for attachment in named:
            files += [
                _Piece(attachment, file, PartKind.ATTACHMENT)
                for file in read_file(attachment, read_fragment)
            ]
        # The best format of a ledger first: its tasks are taken, and the others' found there already.
        pieces += sorted(files, key=lambda piece: piece.file.rank)
    reading = _read_pieces(pieces, web_page)
    reading.is_document = web_page.is_document
    reading.attachments = web_page.attachments
    return reading


def refuse_document(page: Payload, web_page: Page | None, issue: Issue) -> Reading:
    """A document whose text is not read: what its page prints about it, where that is known, and the issue why."""
    reading = _read_pieces(
        [_Piece(page, FileText(None, Format.HTML, 0, [], [issue]), PartKind.PAGE)],
        web_page,
    )
    reading.attachments = web_page.attachments if web_page else []
    return reading


def _name_attachments(
    attachments: Sequence[Payload],
    links: Sequence[AttachmentLink],
) -> list[Payload]:
    """Attachments with the names that the page's links give them: their addresses often have none."""
    if not attachments:
        return []
    names = {_address_key(link.url): link.name for link in links}
    return [
        replace(attachment, name=attachment.name or names.get(_address_key(attachment.url or "")))
        for attachment in attachments
    ]


def _address_key(url: str) -> str:
    try:
        return surt_key(url)
    except ValueError:
        return url


class _Piece(Struct, frozen=True):
    """A source of text on the way to a part."""

    payload: Payload
    file: FileText
    kind: PartKind


def _is_page(payload: Payload) -> bool:
    """Whether a payload is a page, by its bytes, or a text that is named as one; not where it is named as a file."""
    form = detect_format(payload.content)
    name = (payload.name or payload.url or "").lower().split("?")[0]
    named = name.endswith(_HTML_NAMES) or "html" in (payload.media_type or "")
    if form is Format.HTML:
        return PurePosixPath(payload.name or "").suffix.lower().lstrip(".") not in NO_TEXT
    return form is Format.TXT and named


def _read_pieces(pieces: Sequence[_Piece], page: Page | None) -> Reading:
    """Reads pieces as one document, the first being its page or main file."""
    parts = [analyse_part(_compose_piece(number, piece)) for number, piece in enumerate(pieces)]
    reading = _describe_document(parts, page)
    reading.issues += chain.from_iterable(piece.file.issues for piece in pieces)
    # In this order: tasks need the outline, times the tasks, doubts both; only at the end is the page
    # divided, since all positions count in the whole of it until then.
    _name_parts(parts, reading.metadata)
    _add_outline(reading, parts)
    _add_tasks(reading, parts)
    _add_times(reading, parts)
    _doubt_duties(reading, parts)
    _doubt_labels(reading, parts)
    _identify_units(reading, parts[0].part)
    divide_reading(reading, parts[0].regions)
    return reading


def _describe_document(parts: Sequence[ReadPart], page: Page | None) -> Reading:
    """A reading that says what the document is, and nothing yet of what it assigns."""
    part = parts[0].part
    metadata, head = read_metadata(part, page)
    reading = Reading(True, metadata, part.text, parts=[p.part for p in parts])
    reading.flags = read_flags(part, head, injected=bool(page and page.injected))
    reading.script = Script.HANT if Flag.TRADITIONAL_SCRIPT in reading.flags else Script.HANS
    verdict = judge_kind(_plan_title(parts, metadata), part.text, _ask_doings(parts))
    reading.kind = verdict.kind
    if verdict.is_close:
        doubt_document(reading, Doubt.KIND_BY_VOTES)
    for doubt, span in find_head_witnesses(part, metadata, head):
        # What speaks against a value of the page stands nowhere in the text.
        doubt_document(reading, doubt, [span] if span[0] < span[1] else [])
    reading.issues = [
        Issue(
            Stage.TRANSFORM,
            Code.UNKNOWN_FIELD_LABEL,
            f"field box: {label}",
            url=part.url,
            capture_digest=part.digest,
        )
        for label in head.unknown
    ]
    return reading


def _plan_title(parts: Sequence[ReadPart], metadata: Metadata) -> str | None:
    """The document's title, else that of the first plan in it; a headline seldom says what a document is."""
    named = metadata.title
    if any(e.field == "title" and e.rule == HEADLINE for e in metadata.evidence):
        named = named if lists_works(bare_name(named)) else None
    return named or next((r.title for r in parts[0].regions if r.title and r.is_work), None)


def _ask_doings(parts: Sequence[ReadPart]) -> Doings:
    """What a document does, read only where somebody asks."""
    return Doings(
        clauses=lambda: sum(len(part.clauses) for part in parts),
        has_ledger=lambda: any(part.has_ledger() for part in parts),
        headings=parts[0].headings,
    )


def _name_parts(parts: Sequence[ReadPart], metadata: Metadata) -> None:
    """Gives each part its title and number: the first the document's, others what they print themselves."""
    first, *others = parts
    first.part.title, first.part.doc_number = metadata.title, metadata.doc_number
    for part in others:
        own = read_opening(part.part)
        part.part.title, part.part.doc_number = (
            own.text("title") or part.regions[0].title,
            own.text("doc_number"),
        )


def _add_outline(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Adds sections and the documents that are cited."""
    for part in parts:
        if part.outline.items:
            reading.sections += make_sections(part.part.part_no, part.part.text, part.outline)
        reading.citations += read_citations(part.part, reading.metadata.doc_number)
        unread = find_unread_citations(part.part)
        if unread:
            doubt_document(reading, Doubt.CITATION_UNSURE, unread, part.part.part_no)


def _add_tasks(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Adds the tasks; a document that looks like a plan and gives none is an issue."""
    if may_assign(reading.kind):
        title = _plan_title(parts, reading.metadata)
        lists_work = may_list_work(reading.kind, title)
        found = read_tasks(parts, lambda: plan_year(reading.metadata).year, lists_work=lists_work)
        reading.tasks = _without_explained(found.tasks, parts)
        reading.issues += found.issues
    if not reading.tasks:
        sign = sign_of_duties(reading.kind, parts)
        if sign is not None:
            doubt_document(reading, Doubt.DUTIES_UNREAD, sign.spans, sign.part_no)
            part = parts[0].part
            message = f"no task was read: {sign.what}"
            issue = Issue(
                Stage.TRANSFORM,
                Code.DUTIES_UNREAD,
                message,
                url=part.url,
                capture_digest=part.digest,
            )
            reading.issues.append(issue)


def _without_explained(tasks: Sequence[Task], parts: Sequence[ReadPart]) -> list[Task]:
    """Tasks without those of an interpretation that follows its plan on the same page."""
    ends = [interpretation_start(part.part) for part in parts]
    return [task for task in tasks if task.evidence[0].spans[0][0] < ends[task.part_no]]


def _add_times(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Reads each task's deadline and time limits, in the year of its plan."""
    years: dict[str | None, PlanYear] = {}
    for task in reading.tasks:
        region = parts[task.part_no].region_at(task.evidence[0].spans[0][0])
        if region.start:
            _tell_plans_apart(task, region)
        if region.title not in years:
            years[region.title] = plan_year(reading.metadata, region.title)
        _read_times(task, years[region.title])
        _read_amounts(task, years[region.title])
        reading.issues += doubt_days(task, years[region.title], parts[task.part_no].part)


def _doubt_duties(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Says where words that assign stand in tasks, or beside them, that no clause was read from."""
    if any(task.source is TaskSource.LEDGER for task in reading.tasks):
        _doubt_passed_over(reading, parts)
        return
    for task in reading.tasks:
        text = parts[task.part_no].part.text
        stretches = enumerate(task.evidence[0].spans)
        unread = list(
            chain.from_iterable(
                find_unread(text, *span, is_headed=not at) for at, span in stretches
            )
        )
        spans = task.evidence[0].spans
        # The line above may be its heading, in which the bracket opens.
        above = text.rfind("\n", 0, max(spans[0][0] - 1, 0)) + 1
        unread += find_torn(text, above, spans[-1][1])
        if unread:
            doubt_task(task, Doubt.UNREAD_DUTY, unread)
    _doubt_openings(reading.tasks)
    for read in parts if reading.tasks else ():
        _doubt_taught(reading, read)
        beside = _find_beside(read, reading.tasks) if read.clauses else _find_untold(read)
        if beside:
            doubt_document(reading, Doubt.UNREAD_DUTY, beside, read.part.part_no)
        told = [t.evidence[0].spans for t in reading.tasks if t.part_no == read.part.part_no]
        texts = list(chain.from_iterable(told))
        behind = [
            span
            for span in find_behind(read.part.text, read.outline, read.clauses)
            if not _is_inside(span, texts)
        ]
        if read.clauses:
            behind += _find_limits_of_nobody(reading, read)
        if behind:
            doubt_document(reading, Doubt.LEFT_OVER, behind, read.part.part_no)


def _find_limits_of_nobody(reading: Reading, read: ReadPart) -> list[Span]:
    """Where items that are no tasks say by when something is due."""
    tasks = (task for task in reading.tasks if task.part_no == read.part.part_no)
    taken = list(chain.from_iterable(task.evidence[0].spans for task in tasks))
    year = plan_year(reading.metadata)
    found = find_limits_of_nobody(read.part.text, read.outline, taken, year)
    # A covering letter says when reports are due, and its plan assigns.
    return [span for span in found if _assigns(read, read.region_at(span[0]))]


def _assigns(read: ReadPart, region: TextRegion) -> bool:
    return any(region.start <= clause.start < region.end for clause in read.clauses)


def _doubt_taught(reading: Reading, read: ReadPart) -> None:
    """Says where a label that the text itself teaches stands before organs, and no clause has it."""
    clauses = read.clauses
    starts = [clause.start for clause in clauses]
    taught = chain.from_iterable(find_taught_labels(read.part.text).values())
    unread: list[Span] = []
    for span in sorted(taught):
        before = bisect_right(starts, span[0])
        if not before or clauses[before - 1].end <= span[0]:
            unread.append(span)
    if not unread and not clauses:
        unread = find_likely_labels(read.part.text)
    if unread:
        doubt_document(reading, Doubt.UNREAD_DUTY, unread, read.part.part_no)


def _doubt_passed_over(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Says which clauses a ledger was preferred to, where it has fewer rows than they are: then it is no sum of them."""
    if sum(len(read.clauses) for read in parts) <= len(reading.tasks):
        return
    for read in parts:
        if read.clauses:
            spans = [(clause.start, clause.end) for clause in read.clauses]
            doubt_document(reading, Doubt.UNREAD_DUTY, spans, read.part.part_no)


def _doubt_openings(tasks: Sequence[Task]) -> None:
    """Says of items that open with whose work they are, where three do: 县水务局负责清淤, which is no clause."""
    outline = (task for task in tasks if task.source is TaskSource.OUTLINE)
    plain = [task for task in outline if may_open_with_duty(task.text)]
    if len(plain) < FEWEST_ALIKE:
        return
    opened = [(task, length) for task in plain if (length := opens_with_duty(task.text))]
    if len(opened) < FEWEST_ALIKE:
        return
    for task, length in opened:
        start = task.evidence[0].spans[0][0]
        doubt_task(task, Doubt.UNREAD_DUTY, [(start, start + length)])


def _find_beside(read: ReadPart, tasks: Sequence[Task]) -> list[Span]:
    """Where words that assign stand in a part beside its clauses and tasks."""
    text, clauses = read.part.text, read.clauses
    of_part = [task.evidence[0].spans for task in tasks if task.part_no == read.part.part_no]
    texts = list(chain.from_iterable(of_part))
    left = [
        span for span in find_left_over(text, read.outline, clauses) if not _is_inside(span, texts)
    ]
    rules = [
        span
        for span in find_unread_rules(text)
        if not _is_inside(span, [(c.start, c.end) for c in clauses])
    ]
    shown = {e.spans[0] for task in tasks for e in task.evidence if e.field == "units" and e.spans}
    lost = [(c.start, c.end) for c in clauses if not any(u.spans[0] in shown for u in c.units)]
    lone = find_lone(read.outline, clauses, texts)
    return sorted([*left, *rules, *lost, *lone, *find_silent(read.outline, clauses)])


def _find_untold(read: ReadPart) -> list[Span]:
    """Where a part whose items assign nothing says all the same whose work they are: headings, columns, an annex."""
    text = read.part.text
    columns = find_unread_columns(text)
    # A plan of its own below the letter is the work, whatever table of targets comes with it.
    is_letter = len(read.regions) == 1 and (read.regions[0].title or _LETTER).endswith(_LETTER)
    listed = find_listed_tables(text) or find_issued_elsewhere(text) if is_letter else []
    headed = find_headed_units(text, read.outline)
    return [*find_unit_headings(text), *headed, *([columns] if columns else []), *listed]


def _is_inside(span: Span, stretches: Sequence[Span]) -> bool:
    return any(start <= span[0] < end for start, end in stretches)


def _doubt_labels(reading: Reading, parts: Sequence[ReadPart]) -> None:
    """Says where labels of a form that the document taught were read, and where one is missing."""
    if not reading.tasks:
        return
    for read in parts:
        learned = learned_spans(read.outline)
        assigned = [clause.start for clause in read.clauses]
        if learned and not are_confirmed(read.part.text, read.outline, assigned):
            part = read.part
            doubt_document(reading, Doubt.LEARNED_FORM, learned, part.part_no)
            message = f"labels of a form of the document's own: {forms_of(part.text, learned)}"
            where = {"url": part.url, "capture_digest": part.digest}
            reading.issues.append(
                Issue(
                    Stage.TRANSFORM,
                    Code.LEARNED_FORM,
                    message,
                    **where,
                    count=len(learned),
                )
            )
        gaps = find_gaps(read.outline)
        if gaps:
            doubt_document(reading, Doubt.GAP_IN_LABELS, gaps, read.part.part_no)


def _identify_units(reading: Reading, part: Part) -> None:
    """Says which organs the units are, and by which day counted days end."""
    if reading.tasks:
        day = reading.metadata.written_on or reading.metadata.published_on
        reading.issues += name_organs(reading.tasks, day, part.url, part.digest)
        reading.issues += count_days(reading.tasks, reading.parts, day)


def _tell_plans_apart(task: Task, region: TextRegion) -> None:
    """The title of a plan or an annex behind the first leads its tasks' paths: labels begin anew in each."""
    task.path = (region.title or region.mark or "", *task.path)


def _compose_piece(number: int, piece: _Piece) -> Part:
    kind = PartKind.MEMBER if piece.file.member else piece.kind
    name = piece.file.member or piece.file.name
    is_text = piece.file.format is Format.TXT
    blocks = piece.file.blocks
    if is_text:
        # A text was copied off a page, neighbours and footer with it.
        blocks = blocks[: document_end(blocks, framed=False)]
    formed = form_text_tables(blocks, _simplifier_of(blocks), is_text=is_text)
    if len(formed) != len(blocks):
        blocks = formed
        number_tables(blocks)
    return compose_part(
        number,
        kind,
        piece.payload.digest,
        blocks,
        name=name,
        url=piece.payload.url if number else None,
    )


def _simplifier_of(blocks: Sequence[Block]) -> Callable[[str], str]:
    """What puts the lines and cells of blocks in simplified script: nothing, where all of them are."""
    texts = (
        [block.text]
        if isinstance(block, Paragraph)
        else [cell.text for cell in block.grid.origins()]
        for block in blocks
    )
    if is_simplified("\n".join(chain.from_iterable(texts))):
        return str
    return lambda text: simplify_text(text)[0]


def _read_times(task: Task, year: PlanYear) -> None:
    """Reads a task's deadline, or else the time limits of its text."""
    if task.deadline_raw is not None:
        if task.source is not TaskSource.LEDGER:
            deadline = read_deadline(task.deadline_raw, year.year)
            task.deadline_kind, task.due_on = deadline.kind, deadline.due_on
        return
    task.time_limits = read_time_limits(task.text, year)
    for limit in task.time_limits:
        limit.span = _in_part(limit.span, task.text, task.evidence[0])


def _read_amounts(task: Task, year: PlanYear) -> None:
    """Reads the numeric commitments of a task's text."""
    task.targets = read_targets(task.text, year.year)
    for target in task.targets:
        target.span = _in_part(target.span, task.text, task.evidence[0])


def _in_part(span: Span, text: str, evidence: Evidence) -> Span:
    """A span of a task's text as one of its part's text."""
    at = 0
    start = end = 0
    # `at` counts in the task's text, whose stretches stand apart in the part; a line end between two
    # of them is the task's own.
    for number, (first, last) in enumerate(evidence.spans):
        if number and text[at : at + 1] == "\n":
            at += 1
        if at <= span[0] < at + last - first:
            start = first + span[0] - at
        if at < span[1] <= at + last - first:
            return start, first + span[1] - at
        at += last - first
    return start, end
