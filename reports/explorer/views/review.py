"""Settling doubts by keyboard: right as it is, or what is right; and taking the last answer back."""

from typing import Annotated
from urllib.parse import quote, unquote, urlencode

from fastapi import APIRouter, Form, HTTPException, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from reports.explorer.book import Book
from reports.explorer.evidence_marks import evidence_marks
from reports.explorer.language import Language, language_of
from reports.explorer.marks import TextMark, mark_text
from reports.explorer.pages import book_of, show_page
from reports.explorer.records import find_part, find_task
from reports.explorer.reviewing import Question, Queue, Reviewer
from taizhang.errors import UserError
from taizhang.rows import Row
from taizhang.tables import TABLES, Table

router = APIRouter(include_in_schema=False, prefix="/review")
REASON_COOKIE = "reason"
LONGEST_REASON = 300


@router.get("")
def show_question(
    request: Request,
    after: Annotated[str, Query(max_length=16)] = "",
    wrong: Annotated[str, Query(max_length=500)] = "",
    done: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The next question, behind the one of the id `after` where that was put off."""
    book = book_of(request)
    questions = _queue(request).questions(book.release_id)
    names = [question.name for question in questions]
    # Round and round: what was put off comes again at the end.
    place = (names.index(after) + 1) % len(names) if after in names else 0
    question = questions[place] if questions else None
    return show_page(
        request,
        book,
        "review",
        question=question,
        left=sum(len(one.doubts) for one in questions),
        fields=fields_of(question),
        names=names_of(question, language_of(request)),
        row=_doubted_row(book, question),
        printed=_printed(book, question),
        reason=unquote(request.cookies.get(REASON_COOKIE, "")),
        wrong=wrong,
        done=done,
    )


@router.post("/answers")
def take_answer(
    request: Request,
    name: Annotated[str, Form(max_length=16)],
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    field: Annotated[str, Form(max_length=40)] = "",
    value: Annotated[str, Form(max_length=5000)] = "",
    absent: Annotated[bool, Form()] = False,
) -> Response:
    """Write an answer down: without a field, that what was read is right."""
    book = book_of(request)
    questions = {question.name: question for question in _queue(request).questions(book.release_id)}
    words = [line.strip() for line in value.splitlines() if line.strip()]
    try:
        if name not in questions:
            raise UserError("this is settled already, or no longer doubted")
        if field and absent == bool(words):
            raise UserError("give either the right value, or that there is none")
        file = _reviewer(request).settle(questions[name].doubts, reason, field or None, words)
        answer = _back_to(done=file)
    except UserError as error:
        # The same question again, with what is wrong: whoever typed an answer should not have to
        # look for it.
        answer = _back_to(wrong=str(error), after=_before(list(questions), name))
    # The reason stays for the next answer: a person settles many doubts for one.
    answer.set_cookie(
        REASON_COOKIE,
        quote(" ".join(reason.split())),
        path="/review",
        samesite="strict",
        httponly=True,
    )
    return answer


@router.post("/undo")
def undo(request: Request) -> Response:
    """Take the last answer back."""
    return _back_to(done="undone" if _reviewer(request).take_back() else "")


def fields_of(question: Question | None) -> list[str]:
    """What of a document or task may be put right."""
    return sorted(_table_of(question).correctable_columns()) if question else []


def names_of(question: Question | None, language: Language) -> dict[str, str]:
    """What these are called, as the tables have it."""
    found = (
        {name: _table_of(question).field(name) for name in fields_of(question)} if question else {}
    )
    return {
        name: field.zh if language is Language.ZH else field.en for name, field in found.items()
    }


def _table_of(question: Question) -> Table:
    return TABLES["tasks" if question.doubts[0]["task_id"] else "documents"]


def _queue(request: Request) -> Queue:
    queue: Queue | None = request.app.state.desk.queue
    if queue is None:
        raise HTTPException(404)
    return queue


def _reviewer(request: Request) -> Reviewer:
    return _queue(request).reviewer


def _before(names: list[str], name: str) -> str:
    """The name before one, so that it comes next."""
    place = names.index(name) if name in names else 0
    return names[place - 1] if place else ""


def _back_to(**said: str) -> RedirectResponse:
    given = {name: value for name, value in said.items() if value}
    # 303: loading the page anew must not answer a second time.
    return RedirectResponse(f"/review?{urlencode(given)}", 303)


def _doubted_row(book: Book, question: Question | None) -> Row | None:
    if question is None:
        return None
    doubt = question.doubts[0]
    if doubt["task_id"]:
        return book.row_of("tasks", doubt["task_id"])
    return book.row_of("documents", doubt["document_id"])


def _printed(book: Book, question: Question | None) -> object:
    """The text with the doubted sentences, and what was read, marked in it."""
    if question is None:
        return ""
    doubt = question.doubts[0]
    part = find_part(book, doubt["document_id"], doubt["part_no"])
    text = part["text"] if part else ""
    record = find_task(book, doubt["task_id"]) if doubt["task_id"] else None
    marks = evidence_marks(record) if record and record.task["part_no"] == doubt["part_no"] else []
    for number, one in enumerate(question.doubts):
        at = text.find(one["sentence"]) if one["exact"] else -1
        if at >= 0:
            marks.append(TextMark(at, at + len(one["sentence"]), f"doubts-{number}", "doubt"))
    return mark_text(text, marks)
