"""A document's metadata: what its page prints comes first, then its own head and signature."""

import re
from itertools import islice

from transform.model import Evidence, Line, Metadata, Part, Span
from transform.text.head.better_title import find_formal
from transform.text.head.issuers import title_issuers
from transform.text.head.opening import read_head
from transform.text.head.organs import is_elided, is_issuer
from transform.text.head.reprinted import without_reprint
from transform.text.head.title import (
    complete_title,
    marked_title,
    number_behind,
    split_number,
)
from transform.text.head.values import OwnHead
from transform.text.repair import (
    needs_no_repair,
    put_look_alikes_right,
    simplify_text,
    without_pinyin,
)
from transform.text.title_words import is_called
from transform.web.page import Page
from transform.web.printed_metadata import describe_page, split_issuers

# A word that titles end with closes what stands before the blank: …的通知 第二批.
_BROKEN = re.compile(
    r"(?<=[\u4e00-\u9fff《》“”])(?<!通知|意见|方案|办法|规定|公告|通告) (?=[\u4e00-\u9fff《》“”])"
)
# Behind it a title speaks of its matter, before it of its issuers.
_ABOUT = "关于"
_OF_BOX = "field_line"
# The rule of a title that only the page's <title> says.
# Rules of titles that a page does not give as the document's by a tag, a label or a heading.
_HEADING = "heading"
_WEAK = ("title", "line", "text")
_HEAD_LINES = 14
_TEXTS = ("doc_number", "index_number", "topic")
_DAYS = ("written_on", "published_on")


def read_metadata(part: Part, page: Page | None) -> tuple[Metadata, OwnHead]:
    """The metadata of a document whose first part is given, and what its own head says."""
    head = read_head(part)
    metadata = describe_page(page.printed) if page else Metadata()
    _put_right(metadata)
    # The title first: issuers and number are taken from it where nothing else names them.
    _complete_title(metadata, part, head)
    for name in _TEXTS:
        if name in head.values and getattr(metadata, name) is None:
            setattr(metadata, name, head.text(name))
            _note_evidence(metadata, name, head)
    for name in _DAYS:
        if name in head.days and getattr(metadata, name) is None:
            setattr(metadata, name, head.days[name][0])
            _note_evidence(metadata, name, head)
    _complete_issuers(metadata, part, head)
    if metadata.validity is None:
        metadata.validity = head.validity
    return metadata, head


def _put_right(metadata: Metadata) -> None:
    """Puts right script and look-alikes of what the page prints."""
    if not needs_no_repair(
        "\n".join((metadata.title or "", metadata.topic or "", *metadata.issuers))
    ):
        metadata.title = metadata.title and _mend_text(metadata.title)
        metadata.topic = metadata.topic and _mend_text(metadata.topic)
        metadata.issuers = [_mend_text(name) for name in metadata.issuers]
    if metadata.title:
        metadata.title = _one_line(metadata.title)


def _one_line(title: str) -> str:
    """A title on one line: a blank stands between joint issuers; behind 关于 it is where the line broke.

    >>> _one_line("青山县水务局 青山县财政局关于清淤 修渠的通知")
    '青山县水务局 青山县财政局关于清淤修渠的通知'
    >>> _one_line("关于修渠的通知 第二批")
    '关于修渠的通知 第二批'
    """
    title = " ".join(title.split())
    about = title.find(_ABOUT) if " " in title else -1
    if about < 0:
        return title
    matter = about + len(_ABOUT)
    return title[:matter] + _BROKEN.sub("", title[matter:])


def _mend_text(text: str) -> str:
    return without_pinyin(put_look_alikes_right(simplify_text(text)[0]))


def _note_evidence(metadata: Metadata, name: str, head: OwnHead, column: str | None = None) -> None:
    evidence = head.evidence(name, column)
    if evidence:
        metadata.evidence.append(evidence)


def _prefer_own_title(metadata: Metadata, part: Part, head: OwnHead) -> None:
    """Leaves out what a page prints above a document whose own title is another.

    A headline, a letterhead or the first line of a broken title gives way to the title of the text that goes on from
    it, or has its number or addressees below it; a short name in a <title> to the title that holds it.
    """
    rule = next((e.rule for e in metadata.evidence if e.field == "title"), None)
    if metadata.title is None or rule not in (*_WEAK, _HEADING):
        return
    letters = "".join(metadata.title.split())
    own = "".join((head.text("title") or "").split())
    is_whole = is_called(metadata.title.rstrip("》”"))
    # 晋山市人民政府关于发布, as a <title> cuts it; 《修渠方案》公开征求意见！ above 修渠方案.
    goes_on = own != letters and (own.startswith(letters) or own in letters)
    is_begun = not is_whole and goes_on and is_called(own)
    lines = [item for item in islice(part.items, _HEAD_LINES) if isinstance(item, Line)]
    formal = find_formal(part, lines)
    gives_way = formal is not None and (
        not is_whole or (rule != _HEADING and formal.says_more(letters))
    )
    if is_begun or gives_way:
        metadata.title = None
        metadata.evidence = [e for e in metadata.evidence if e.field != "title"]


def _complete_title(metadata: Metadata, part: Part, head: OwnHead) -> None:
    _prefer_own_title(metadata, part, head)
    if metadata.title is None and head.text("title"):
        metadata.title = _one_line(head.text("title") or "")
        _note_evidence(metadata, "title", head)
    if metadata.title:
        metadata.title, number = without_reprint(metadata.title)
        _note_number(metadata, part, number)
    if metadata.title and not title_issuers(metadata.title):
        _replace_title(metadata, part, complete_title(part, metadata.title))
    if metadata.title:
        _replace_title(metadata, part, marked_title(part, metadata.title))
    if metadata.title:
        metadata.title, number = split_number(metadata.title)
        _note_number(metadata, part, number or number_behind(part, metadata.title))


def _note_number(metadata: Metadata, part: Part, number: str | None) -> None:
    """The number that stood beside the title, where no other place gives one."""
    if number and metadata.doc_number is None:
        metadata.doc_number = number
        metadata.evidence.append(Evidence("doc_number", part.part_no, "title"))


def _replace_title(metadata: Metadata, part: Part, better: tuple[str, Span] | None) -> None:
    """A title that the text prints better than where it was found, if there is one."""
    if better is None:
        return
    metadata.title, span = better
    metadata.evidence = [evidence for evidence in metadata.evidence if evidence.field != "title"]
    metadata.evidence.append(Evidence("title", part.part_no, "head_line", spans=(span,)))


def _complete_issuers(metadata: Metadata, part: Part, head: OwnHead) -> None:
    """Issuers that are a site's name give way to those of the title, else of the signature."""
    if metadata.issuers and all(map(is_issuer, metadata.issuers)):
        return
    metadata.evidence = [e for e in metadata.evidence if e.field != "issuers"]
    metadata.issuers = title_issuers(metadata.title) if metadata.title else []
    signer = head.signed_by
    if signer and any(is_elided(name, signer.value) for name in metadata.issuers[:1]):
        # The signature is the document's own, a box only its page's.
        head.values["issuer"] = signer
    signed = head.text("issuer")
    # A box names joint issuers apart, a title may run them together.
    if signed and len(signed.split()) > 1 and head.values["issuer"].rule == _OF_BOX:
        metadata.issuers = []
    if signed and len(metadata.issuers) == 1 and is_elided(metadata.issuers[0], signed):
        metadata.issuers = []
    if metadata.issuers:
        metadata.evidence.append(Evidence("issuers", part.part_no, "title"))
    elif signed:
        metadata.issuers = split_issuers(signed)
        _note_evidence(metadata, "issuer", head, "issuers")
