"""What an HTTP answer is: content, or one of the ways in which a site says no with status 200.

Judged by the crawl at once, and by the reading again from the bytes; the signs are data in
outcomes.toml.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple
from urllib.parse import urlsplit

from taizhang.addresses import resolve_link
from taizhang.decoding import decode_text
from taizhang.tables.terms import Outcome

# 瑞数 412 and 202, 加速乐 521.
CHALLENGE_STATUS = frozenset({202, 412, 521})
REFUSED = frozenset({401, 403, 405, 418, 451})
GONE = frozenset({404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A challenge is short; a page of that size that only mentions a captcha is none.
CHALLENGE_SIZE = 10_000
STUB_SIZE = 4096
# Bytes: old paths answer with 2.
EMPTY_FILE = 16
TITLE = re.compile(r"<title[^>]{0,200}>\s*([^<]{0,200})", re.IGNORECASE)
REFRESH = re.compile(
    r"<meta[^>]+http-equiv\s*=\s*[\"']?refresh[^>]*?url\s*=\s*[\"']?([^\"'>\s]+)"
    r"|\blocation(?:\.href)?\s*(?:=|\.replace\(|\.assign\()\s*[\"']([^\"']+)[\"']",
    re.IGNORECASE,
)
UNSHOWN = re.compile(r"<(script|style|title)", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
FILE_SUFFIX = re.compile(
    r"\.(?:docx?|xlsx?|pdf|zip|rar|wps|et|ofd|ceb|pptx?|txt|csv)$",
    re.IGNORECASE,
)


class JudgedOutcome(NamedTuple):
    """An outcome and, where it is not content, why: a status, a sign, the target of a redirect."""

    outcome: Outcome
    detail: str | None = None


CONTENT = JudgedOutcome(Outcome.CONTENT)


class ReceivedAnswer(NamedTuple):
    """An answer as it came.

    `body` is without encodings, `location` where it redirects to, `text` the decoded body where
    somebody has it already.
    """

    status: int
    media_type: str | None
    url: str
    body: bytes
    location: str | None = None
    text: str | None = None


def judge(
    status: int,
    media_type: str | None,
    url: str,
    body: bytes,
    **known: str | None,
) -> JudgedOutcome:
    """`judge_answer` for an answer in hand; `known` may hold its `location` and its `text`."""
    return judge_answer(ReceivedAnswer(status, media_type, url, body, **known))


def judge_answer(answer: ReceivedAnswer, purpose: str = "article") -> JudgedOutcome:
    """What an answer is; `purpose` as in `captures`.

    A redirect's detail is its target's canonical address, by status, script or meta refresh alike.
    """
    status, media_type, url, body, location, text = answer
    # No body to judge: the site says that the page is what it was.
    if status == 304:
        return JudgedOutcome(Outcome.UNCHANGED)
    if status in REDIRECTS:
        return _judge_redirect(url, location, status)
    if status in GONE:
        return JudgedOutcome(Outcome.GONE, f"status {status}")
    # A challenge may come with any status, 200 too: its words decide.
    suspect = status in CHALLENGE_STATUS or len(body) < CHALLENGE_SIZE
    if suspect and (sign := _challenge_sign(status, body if text is None else text, media_type)):
        return JudgedOutcome(Outcome.BLOCKED, sign)
    # 202 is a success: without a challenge's words it is judged like any other answer.
    if status in REFUSED or status in CHALLENGE_STATUS - {202}:
        return JudgedOutcome(Outcome.BLOCKED, f"status {status}")
    if not 200 <= status < 300:
        return JudgedOutcome(Outcome.ERROR, f"status {status}")
    # RFC 9309, 2.3.1.1 and 2.3.1.5: what comes with a success is parsed, and lines that are no
    # rules are passed over.
    if purpose == "robots":
        return CONTENT
    page = is_html(media_type, body)
    if purpose == "attachment" or (FILE_SUFFIX.search(urlsplit(url).path) and not page):
        return _judge_file(url, body, page)
    if not page:
        if body.strip():
            return CONTENT
        return JudgedOutcome(Outcome.SOFT_404, "empty answer")
    return _judge_page(url, body, decode_text(body).text if text is None else text)


def is_html(media_type: str | None, body: bytes) -> bool:
    """Whether an answer is a page: by its first bytes, where these say nothing by its type."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(
        (
            b"<!doctype html",
            b"<html",
            b"<head",
            b"<script",
            b"<meta",
            b"<title",
            b"<body",
        )
    ):
        return True
    if start.startswith(
        (
            b"%pdf",
            b"pk\x03\x04",
            b"\xd0\xcf\x11\xe0",
            b"rar!",
            b"{",
            b"[",
            b"<?xml",
            b"<datastore",
        )
    ):
        return False
    if media_type in ("text/html", "application/xhtml+xml"):
        return True
    return b"<html" in body[:2048].lower()


def _judge_redirect(url: str, location: str | None, status: int) -> JudgedOutcome:
    target = resolve_link(url, location or "")
    if target is None:
        return JudgedOutcome(Outcome.ERROR, f"status {status} without a target")
    if leads_to_login(target):
        return JudgedOutcome(Outcome.BLOCKED, f"log-in at {target}")
    return JudgedOutcome(Outcome.REDIRECT, target)


def leads_to_login(target: str) -> bool:
    """Whether an address is one at which a visitor logs in, by the names that its parts bear as a whole.

    >>> leads_to_login("http://sso.a.gov.cn/?service=x"), leads_to_login("http://a.gov.cn/cas/login.do")
    (True, True)
    >>> leads_to_login("http://a.gov.cn/passport/t74.html"), leads_to_login("http://a.gov.cn/zt/login_guide.html")
    (False, False)
    """
    parts = urlsplit(target.lower())
    *folders, last = parts.path.split("/")
    words = frozenset(_signs_of("login"))
    if (parts.hostname or "").partition(".")[0] in words or last.partition(".")[0] in words:
        return True
    # A folder of that name holds articles on the thing too: on passports, for one.
    if words.isdisjoint(folders):
        return False
    return not any(letter.isdigit() for letter in last)


def _challenge_sign(status: int, source: bytes | str, media_type: str | None) -> str | None:
    """The sign of a challenge in a short answer that holds next to no Chinese text."""
    if media_type not in (None, "text/html", "text/plain", "application/xhtml+xml"):
        return None
    if isinstance(source, bytes):
        text = decode_text(source).text
    else:
        text = source
    lower = text.lower()
    found = next((sign for sign in _signs_of("challenge") if sign in lower), None)
    if found is None:
        return None
    if status in CHALLENGE_STATUS or len(HAN.findall(read_shown_text(text))) < 60:
        return f"challenge: {found}"
    return None


def read_shown_text(source: str) -> str:
    """The text of a short page without tags, scripts, styles and title, in one pass.

    >>> read_shown_text("<title>甲</title><p>乙<script>丙</script>丁")
    '乙丁'
    """
    shown: list[str] = []
    lower = source.lower()
    place = 0
    while True:
        tag = source.find("<", place)
        shown.append(source[place:] if tag < 0 else source[place:tag])
        unshown = None if tag < 0 else UNSHOWN.match(source, tag)
        end = -1 if tag < 0 else source.find(">", tag)
        if unshown is not None:
            closing = lower.find(f"</{unshown[1].lower()}", tag)
            end = -1 if closing < 0 else source.find(">", closing)
        if end < 0:
            return "".join(shown)
        place = end + 1


def _judge_file(url: str, body: bytes, page: bool) -> JudgedOutcome:
    if len(body) < EMPTY_FILE:
        return JudgedOutcome(Outcome.SOFT_404, f"a file of {len(body)} bytes")
    spreadsheet = urlsplit(url).path.lower().endswith(".xls") and b"<table" in body.lower()
    # Some systems export a page's table as .xls.
    if page and not spreadsheet:
        return JudgedOutcome(Outcome.ERROR, "a page instead of a file")
    return CONTENT


def _judge_page(url: str, body: bytes, text: str) -> JudgedOutcome:
    if not text.strip():
        return JudgedOutcome(Outcome.SOFT_404, "empty answer")
    title = match[1].strip().lower() if (match := TITLE.search(text, 0, 65536)) else ""
    sign = next((sign for sign in _signs_of("missing") if sign in title), None)
    if sign:
        return JudgedOutcome(Outcome.SOFT_404, f"title: {sign}")
    # A real article may well say 页面不存在 in its text; only a page that says next to nothing else is
    # judged by its words.
    if len(body) > STUB_SIZE or len(HAN.findall(read_shown_text(text))) > 20:
        return CONTENT
    match = REFRESH.search(text)
    if match:
        target = resolve_link(url, match[1] or match[2])
        if target is not None and target != url:
            return JudgedOutcome(
                Outcome.SOFT_404 if _leads_above(target, url) else Outcome.REDIRECT,
                target,
            )
    words = read_shown_text(text).lower()
    sign = next((sign for sign in _signs_of("missing") if sign in words), None)
    if sign:
        return JudgedOutcome(Outcome.SOFT_404, f"text: {sign}")
    return CONTENT


def _leads_above(target: str, url: str) -> bool:
    """Whether a page sends its visitor to a folder above its own, as some systems do for a deleted article."""
    over, under = urlsplit(target), urlsplit(url)
    if over.netloc.removeprefix("www.") != under.netloc.removeprefix("www."):
        return False
    folder = re.sub(r"index\.\w+$", "", over.path)
    if not folder.endswith("/"):
        return False
    if not under.path.startswith(folder):
        return False
    return under.path != folder


@cache
def _signs_of(kind: str) -> tuple[str, ...]:
    return tuple(entry["text"] for entry in outcome_signs()[kind])


@cache
def outcome_signs() -> dict[str, list[dict[str, str]]]:
    """The signs by kind, each with its note."""
    found: dict[str, list[dict[str, str]]] = tomllib.loads(
        resources.files("taizhang").joinpath("outcomes.toml").read_text("utf-8")
    )
    return found


# The name by which scripts of others know it.
signs = outcome_signs
