"""Documents told from what else a site serves: lists, redirect stubs, home pages."""

from collections.abc import Sequence

from taizhang.dates import find_day
from taizhang.files import is_file_address
from taizhang.outcomes import ReceivedAnswer, judge_answer
from taizhang.tables.terms import Outcome
from transform.model import Paragraph, Payload
from transform.web.blocks import Fragment

# A page longer than this is judged by what stands on it.
SHORT_SOURCE = 4096
# A saved file has no address; what is asked of it here are paths that only stubs lead to.
NOWHERE = "http://localhost/"
# So many links to pages that make up so much of the text are a list's titles.
LIST_LINKS = 5
LIST_SHARE = 0.6
# So many beginnings of documents one below the other are no document.
TEASERS = 3
# Where so many lines are links and none ends a sentence, the lines are titles.
LINKED_LINES = 0.3
SENTENCE_ENDS = ("。", "；", "！", "？")
# Marks that may stand around a day.
BRACKETS = 2
CUT_SHORT = ("...", "…", "[详细]")


def read_refusal(source: str, payload: Payload) -> str | None:
    """What a page is that only sends its reader elsewhere or says that there is nothing; else None."""
    answer = ReceivedAnswer(200, "text/html", payload.url or NOWHERE, payload.content, text=source)
    judged = judge_answer(answer)
    if judged.outcome is Outcome.CONTENT:
        return None
    return judged.outcome.value


def is_day(line: str) -> bool:
    """Whether a line is a day and nothing else: below each item of a list.

    >>> is_day("2023-06-01"), is_day("[2023年6月1日]"), is_day("2023年6月1日起施行")
    (True, True, False)
    """
    day = find_day(line)
    return day is not None and len(line) - (day.end - day.start) <= BRACKETS


def are_headings(links: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether at least three links are lines of their own: titles with what they are about below them."""
    return len({link for link in links if link} & set(lines)) >= TEASERS


def is_list(fragment: Fragment, *, is_searched: bool, has_article_title: bool) -> bool:
    """Whether what was found is links to documents, or the beginnings of several, rather than one."""
    if has_article_title or len(fragment.links) < TEASERS:
        return False
    lines = [block.text for block in fragment.blocks if isinstance(block, Paragraph)]
    pages = [link.text for link in fragment.links if not is_file_address(link.href)]
    if len(pages) >= LIST_LINKS:
        if sum(map(len, pages)) > LIST_SHARE * sum(map(len, lines)):
            return True
        if len(pages) > LINKED_LINES * len(lines) and not any(
            line.endswith(SENTENCE_ENDS) for line in lines
        ):
            return True
    if not is_searched:
        return False
    if len(pages) < TEASERS:
        return False
    if sum(is_day(line) for line in lines) >= TEASERS and are_headings(pages, lines):
        return True
    return sum(line.endswith(CUT_SHORT) for line in lines) >= TEASERS
