"""What a page prints about its document, place by place: national <meta> tags, the field box, the family's places.

Three dates are kept apart: `published_on` is the page's, `written_on` the document's own; a
deadline is neither.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice, pairwise

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from taizhang.dates import read_day
from taizhang.families import Family
from transform.model import Block, Context, Paragraph
from transform.text.head.note import read_note
from transform.text.head.organs import is_issuer, is_organ_line
from transform.text.head.reprinted import without_reprint
from transform.text.head.unworded_title import RULE as UNWORDED
from transform.text.labelled import find_labels, read_labelled
from transform.text.publish_line import (
    is_publish_line,
    is_update,
    labelled_day,
    lone_day,
    named_source,
)
from transform.text.title_words import names_column
from transform.web import chrome, titles
from transform.web.field_box import FieldBox
from transform.web.head import DATES, LONGEST, SHARED_TITLES, SITES, TITLES, Head
from transform.web.own_head import DocumentHead
from transform.web.plain_text import clean_line
from transform.web.script_values import (
    complete_title,
    data_number,
    hidden_day,
    hidden_title,
    script_day,
    script_title,
)
from transform.web.selecting import select_first
from transform.web.surroundings import Surroundings
from transform.web.titles import PrintedTitle

# The title stands among the last lines above the body, or the first of it.
NEAR_LINES = 40
FIRST_BLOCKS = 12
# A shorter line above the body (县府, 通知) is in every title by chance.
SHORTEST_REPEATED = 4
# Lines right above the body in which a document's head may stand.
HEAD_ABOVE = 6
# From a title to the day below it, where the title stands once more below the day.
_LINES_TO_DAY = 2
# Characters at the end of a title by which a line that may hold it is told: 的通知.
_END_OF_TITLE = 3
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Printed(Struct):
    """A value as the page prints it: the column it is for, how it was found (`rule`) and where (`place`)."""

    field: str
    raw: str
    rule: str
    place: str


class Places(Struct):
    """Where a page may say something about its document: its source, head, the lines and the box above the body."""

    source: str
    tree: LexborHTMLParser
    head: Head
    around: Surroundings
    box: FieldBox
    blocks: Sequence[Block]
    own_head: DocumentHead
    family: Family
    context: Context
    url: str | None = None

    def first_lines(self) -> list[Paragraph]:
        """The first lines of the body that may be a title."""
        first = self.blocks[:FIRST_BLOCKS]
        return [
            block for block in first if isinstance(block, Paragraph) and len(block.text) <= LONGEST
        ]

    def near_lines(self) -> list[Paragraph]:
        """The lines right above the body that may be a title."""
        lines = self.around.said_above()[-NEAR_LINES:]
        return [
            line for line in lines if len(line.text) <= LONGEST and not is_publish_line(line.text)
        ]

    def known_names(self) -> set[str]:
        """The names of site and columns that metas, breadcrumb and portal give."""
        metas = [meta.content for name in SITES if (meta := self.head.meta(name))]
        steps = chrome.breadcrumb_steps(self.around.breadcrumb)
        return titles.bare_names(
            [
                *metas,
                *steps,
                self.context.site_name or "",
                self.context.owner or "",
            ]
        )


def read_printed(places: Places) -> list[Printed]:
    """Every value that the page prints, for each column the most trusted first."""
    values: list[Printed] = []
    title = read_title(places)
    if title is not None:
        title = _completed(title, places)
        text, number = titles.without_number(titles.without_day(title.text))
        values.append(Printed("title", text, title.rule, title.place))
        if number:
            values.append(Printed("doc_number", number, title.rule, title.place))
    meta = places.head.meta(*DATES)
    if meta and read_day(meta.content):
        values.append(Printed("published_on", meta.content, "meta", meta.name))
    pairs = [pair for pair in places.box.pairs if pair.field and pair.field != "title"]
    values += [Printed(pair.field, pair.value, "field_box", pair.label) for pair in pairs]
    notes = [
        read_note(line.text) for line in places.around.above if not chrome.is_chrome(line.text)
    ]
    values += [
        Printed("doc_number", note.number, "head_line", "发文字号")
        for note in notes
        if note is not None
    ]
    if not places.around.above and not notes:
        # A page for scripts prints nothing above its text.
        numbered = data_number(places.source)
        if numbered:
            values.append(Printed("doc_number", numbered[0], "script", numbered[1]))
    if title is not None:
        values += _numbers_beside(places.around.above, titles.bare_title(title.text))
    if "issuer" not in [value.field for value in values]:
        values += _issuers_beside_day(places.around.above)
    if "published_on" not in [value.field for value in values]:
        values += islice(publish_dates(places, title), 1)
    return values


def _completed(title: PrintedTitle, places: Places) -> PrintedTitle:
    """A title whole, where it was cut and the page's source holds the rest, and without the name of its source."""
    text, rule = titles.without_label(title.text), title.rule
    if titles.is_cut_short(text):
        stem = titles.CUT_SHORT.sub("", text)
        if len(titles.bare_title(stem)) >= titles.LEAST_OWN:
            whole = complete_title(places.source, stem)
            if whole is not None:
                text, rule = whole, f"{rule}_whole"
    for line in places.around.above:
        source = named_source(line.text)
        if source is not None:
            text = titles.without_source(text, source)
    return PrintedTitle(text, rule, title.place)


def _numbers_beside(above: Sequence[Paragraph], title: str) -> Iterator[Printed]:
    """The numbers behind or in front of a title that a heading prints and the <title> leaves out."""
    end = title[-_END_OF_TITLE:]
    for line in above:
        # Most lines with a number are fields of their own.
        if "号" in line.text and end in "".join(line.text.split()):
            text, before = without_reprint(line.text)
            text, behind = titles.without_number(text)
            number = behind or before
            if number and titles.bare_title(text) == title:
                yield Printed("doc_number", number, "heading", "title")


def _issuers_beside_day(above: Sequence[Paragraph]) -> Iterator[Printed]:
    """Who issued it, where a line says so beside the publish day: 发布日期：2021-04-08 发布机构：县水务局."""
    for line in above:
        if is_publish_line(line.text):
            for pair in read_labelled([line.text]).pairs:
                if pair.field == "issuer" and pair.is_marked and is_issuer(pair.value):
                    yield Printed("issuer", pair.value, "publish_line", pair.label)


def read_title(places: Places) -> PrintedTitle | None:
    """The title: what the national tag says where that is whole, else the best of all places."""
    known = places.known_names()
    tagged = _tagged_title(places.head, known)
    if tagged is not None and titles.is_whole(tagged.text):
        return tagged
    first = places.first_lines()
    lines = [line.text for line in first]
    candidates = [tagged] if tagged is not None else []
    candidates += _boxed_titles(places)
    heading = titles.find_heading_line(places.near_lines(), places.head.title, known)
    heading = heading or titles.find_heading_line(first, places.head.title, known, confirmed=True)
    if heading:
        candidates.append(heading)
    if not candidates:
        last = _last_title(places, first, known)
        if last:
            candidates.append(last)
    return titles.choose_title(candidates, lines)


def _tagged_title(head: Head, site_names: set[str]) -> PrintedTitle | None:
    """The title of the national <meta> tag."""
    meta = head.meta(*TITLES)
    if meta is None:
        return None
    text = titles.plain_title(meta.content)
    if titles.GAP_MARK.search(text):
        text = titles.without_names(text, site_names)
    return PrintedTitle(text, "meta", meta.name)


def _boxed_titles(places: Places) -> Iterator[PrintedTitle]:
    """The titles of the field box and of the family's places."""
    for pair in places.box.pairs:
        if pair.field == "title":
            yield PrintedTitle(pair.value, "field_box", pair.label)
    for place in places.family.titles:
        node = select_first(place.selector, places.tree)
        if node is not None:
            yield PrintedTitle(clean_line(node.text()), "place", place.selector)


def _last_title(
    places: Places, first: Sequence[Paragraph], site_names: set[str]
) -> PrintedTitle | None:
    """The title where no heading gives one: a heading of the text, the <title>, lines by how they end, a script.

    A <title> that does not end as titles do may be a headline, or the name of a site: lines that do
    come before it, unless it is long enough to be a headline.
    """
    in_head = titles.without_site(places.head.title, site_names)
    if in_head and (titles.names_site(in_head, site_names) or names_column(in_head)):
        in_head = ""
    if not titles.is_whole(in_head):
        own = titles.own_heading(first)
        is_short = len(titles.bare_title(in_head)) < titles.LEAST_OWN
        if own is None and (is_short or titles.names_issue(in_head)):
            near = [line.text for line in places.near_lines()]
            own = titles.near_title(near, site_names) or places.own_head.title()
        if own is not None:
            return own
    if in_head and not _names_a_place_of_site(in_head):
        return PrintedTitle(in_head, "title", "title")
    in_text = places.own_head.title()
    if in_text is not None:
        return in_text
    shared = places.head.meta(*SHARED_TITLES)
    if shared is not None and titles.is_whole(shared.content):
        return PrintedTitle(titles.plain_title(shared.content), "meta", shared.name)
    scripted = script_title(places.source, places.url) or hidden_title(places.tree)
    if scripted:
        return PrintedTitle(scripted[0], "script", scripted[1])
    return _title_above(places) or _last_step(places) or _headline(places)


def _title_above(places: Places) -> PrintedTitle | None:
    """The title in the lines right above the body, where the <title> is a site's or a gazette's."""
    near = [line.text for line in places.near_lines()[-HEAD_ABOVE:]]
    return titles.near_title(near, places.known_names())


def _last_step(places: Places) -> PrintedTitle | None:
    """The last step of the breadcrumb, where it says what it is about: the article, below its columns.

    A column may end as titles do (政府信息公开工作年度报告); none begins with 关于.
    """
    step = chrome.breadcrumb_steps(places.around.breadcrumb)[-1:]
    if step and "关于" in step[0] and titles.is_whole(step[0]):
        return PrintedTitle(step[0], "breadcrumb", "last step")
    return None


def _headline(places: Places) -> PrintedTitle | None:
    """The line right above the day of the page, where nothing else names the document: a headline, perhaps."""
    for line, below in pairwise(places.around.said_above()):
        if labelled_day(below.text) and _may_be_headline(line.text.strip()):
            return PrintedTitle(line.text.strip(), UNWORDED, "above the day")
    return None


def _may_be_headline(text: str) -> bool:
    """Whether a line is as long as a headline and names neither an organ nor a column."""
    if len(_CHINESE.findall(text)) < titles.LEAST_OWN or len(text) > LONGEST:
        return False
    if labelled_day(text) or chrome.is_chrome(text) or next(find_labels(text), None):
        return False
    return not (is_organ_line(text) or names_column(text))


def _names_a_place_of_site(title: str) -> bool:
    """Whether a <title> that nothing repeats is the name of an organ or of a column rather than a headline.

    >>> _names_a_place_of_site("青山县人民政府"), _names_a_place_of_site("政策库")
    (True, True)
    >>> _names_a_place_of_site("2018年第4期")
    True
    >>> _names_a_place_of_site("青山县三名教师获奖"), _names_a_place_of_site("修渠的公告")
    (False, False)

    A body and an occasion end alike (会):

    >>> _names_a_place_of_site("青山县修渠成果展第二场新闻发布会"), _names_a_place_of_site("青山县教育学会")
    (False, True)
    """
    if titles.is_whole(title):
        return False
    if title.endswith(titles.SENTENCE_ENDS):
        return True
    return (is_organ_line(title) and is_issuer(title)) or len(
        _CHINESE.findall(title)
    ) < titles.LEAST_OWN


def publish_dates(places: Places, title: PrintedTitle | None) -> Iterator[Printed]:
    """The publish date where neither tag nor field box gives it, the surest place first."""
    if title is not None:
        behind = titles.DAY_TAIL.search(title.text)
        if behind:
            yield Printed("published_on", behind["day"], title.rule, title.place)
    boxed = {pair.value for pair in places.box.pairs if pair.field != "published_on"}
    yield from publish_line(places.around.said_above(), title, boxed)
    for place in places.family.dates:
        node = select_first(place.selector, places.tree)
        if node is not None:
            text = node.text().strip()
            if read_day(text):
                yield Printed("published_on", text, "place", place.selector)
    for text in places.around.below():
        day = labelled_day(text)
        if day:
            yield Printed("published_on", day.raw, "line_below", day.label or "")
    for node in places.tree.css("time[datetime], [itemprop=datePublished][content]"):
        moment = node.attrs.get("datetime") or node.attrs.sget("content")
        if read_day(moment):
            yield Printed("published_on", moment, "place", "time")
    scripted = script_day(places.source)
    if scripted:
        yield Printed("published_on", scripted[0].raw, "script", scripted[1])
    hidden = hidden_day(places.tree)
    if hidden:
        yield Printed("published_on", hidden[0], "script", hidden[1])


def publish_line(
    above: Sequence[Paragraph], title: PrintedTitle | None, boxed: Collection[str] = ()
) -> Iterator[Printed]:
    """The publish date above the body: a labelled one, else a lone one below the title.

    `boxed` are the values that a field box gives to other labels: 成文日期 above a cell that holds the day alone.
    """
    labelled = [day for day in (labelled_day(line.text) for line in above) if day]
    # Sorting keeps the page's order; only what tells of a change moves behind what tells of the
    # publishing.
    for day in sorted(labelled, key=lambda day: is_update(day.label)):
        yield Printed("published_on", day.raw, "publish_line", day.label or "")
    # The last line that the title repeats is nearest to the text. An excerpt may repeat it once more,
    # below the day; so may a field box, whose days have labels and stand further down.
    repeated = _repeated(above, titles.bare_title(title.text) if title else "")
    for place in reversed(repeated):
        lines = None if place == repeated[-1] else place + 1 + _LINES_TO_DAY
        for line in above[place + 1 : lines]:
            alone = None if line.text.strip() in boxed else lone_day(line.text)
            if alone:
                yield Printed("published_on", alone.raw, "publish_line", "日期")


def _repeated(above: Sequence[Paragraph], stem: str) -> list[int]:
    """The places of the lines that are in a title, or that hold it."""
    bare = [titles.bare_title(line.text) for line in above]
    return [
        place
        for place, text in enumerate(bare)
        if len(text) >= SHORTEST_REPEATED and stem and (text in stem or stem in text)
    ]
