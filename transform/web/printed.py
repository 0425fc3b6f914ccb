"""What a page prints about its document, place by place: national <meta> tags, the field box, the family's places.

Three dates are kept apart: `published_on` is the page's, `written_on` the document's own; a deadline is neither.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from taizhang.dates import read_day
from taizhang.families import Family
from transform.model import Block, Context, Paragraph
from transform.web import chrome, page_dates, titles
from transform.web.field_box import FieldBox
from transform.web.head import DATES, LONGEST, SITES, TITLES, Head
from transform.web.plain_text import clean
from transform.web.selecting import select_first
from transform.web.surroundings import Surroundings

# The title stands among the last lines above the body.
NEAR_LINES = 40


class Printed(Struct):
    """A value as the page prints it: the column it is for, how it was found (`rule`) and where (`place`)."""

    field: str
    raw: str
    rule: str
    place: str


def read_printed(
    source: str,
    tree: LexborHTMLParser,
    head: Head,
    around: Surroundings,
    box: FieldBox,
    blocks: Sequence[Block],
    family: Family,
    context: Context,
) -> list[Printed]:
    """Every value that the page prints, for each column the most trusted first."""
    values: list[Printed] = []
    title = read_title(tree, head, around, box, blocks, family, context)
    if title is not None:
        text, number = titles.without_number(titles.without_day(title.text))
        values.append(Printed("title", text, title.rule, title.place))
        if number:
            values.append(Printed("doc_number", number, title.rule, title.place))
    if (meta := head.meta(*DATES)) and read_day(meta.content):
        values.append(Printed("published_on", meta.content, "meta", meta.name))
    values += [Printed(p.field, p.value, "field_box", p.label) for p in box.pairs if p.field and p.field != "title"]
    values += [
        Printed("doc_number", line.text, "head_line", "发文字号")
        for line in around.above
        if titles.is_number(line.text) and not chrome.is_chrome(line.text)
    ]
    if "published_on" not in [value.field for value in values]:
        values += islice(publish_dates(source, tree, around, title, family), 1)
    return values


def read_title(
    tree: LexborHTMLParser,
    head: Head,
    around: Surroundings,
    box: FieldBox,
    blocks: Sequence[Block],
    family: Family,
    context: Context,
) -> titles.PrintedTitle | None:
    """The title: what the national tag says where that is whole, else the best of all places."""
    found: list[titles.PrintedTitle] = []
    if meta := head.meta(*TITLES):
        text = titles.plain(meta.content)
        if titles.GAP_MARK.search(text):
            text = titles.without_names(text, known_names(head, around, context))
        found.append(titles.PrintedTitle(text, "meta", meta.name))
        if titles.is_whole(text):
            return found[0]
    known = known_names(head, around, context)
    found += [titles.PrintedTitle(pair.value, "field_box", pair.label) for pair in box.pairs if pair.field == "title"]
    first = [block for block in blocks[:12] if isinstance(block, Paragraph) and len(block.text) <= LONGEST]
    lines = [line.text for line in first]
    for place in family.titles:
        node = select_first(place.selector, tree)
        if node is not None:
            found.append(titles.PrintedTitle(clean(node.text()), "place", place.selector))
    near = [
        line
        for line in around.said_above()[-NEAR_LINES:]
        if len(line.text) <= LONGEST and not page_dates.is_publish_line(line.text)
    ]
    heading = titles.heading(near, head.title, known)
    heading = heading or titles.heading(first, head.title, known, confirmed=True)
    if heading:
        found.append(heading)
    if not found:
        text = titles.without_site(head.title, known)
        if (own := titles.own_heading(first)) and not titles.is_whole(text):
            found.append(own)
        elif text and not titles.names_site(text, known):
            found.append(titles.PrintedTitle(text, "title", "title"))
    if not found and (in_text := titles.in_text(lines)):
        found.append(in_text)
    return titles.choose(found, lines)


def known_names(head: Head, around: Surroundings, context: Context) -> set[str]:
    """The names of site and columns that metas, breadcrumb and portal give."""
    metas = [meta.content for name in SITES if (meta := head.meta(name))]
    steps = chrome.steps(around.breadcrumb)
    return titles.bare_names([*metas, *steps, context.site_name or "", context.owner or ""])


def publish_dates(
    source: str,
    tree: LexborHTMLParser,
    around: Surroundings,
    title: titles.PrintedTitle | None,
    family: Family,
) -> Iterator[Printed]:
    """The publish date where neither tag nor field box gives it."""
    if title is not None and (behind := titles.DAY_TAIL.search(title.text)):
        yield Printed("published_on", behind["day"], title.rule, title.place)
    yield from publish_line(around.said_above(), title)
    for place in family.dates:
        node = select_first(place.selector, tree)
        if node is not None and read_day(text := node.text().strip()):
            yield Printed("published_on", text, "place", place.selector)
    for text in around.below():
        if day := page_dates.labelled_day(text):
            yield Printed("published_on", day.raw, "line_below", day.label or "")
    if scripted := page_dates.script_day(source):
        yield Printed("published_on", scripted[0].raw, "script", scripted[1])


def publish_line(above: Sequence[Paragraph], title: titles.PrintedTitle | None) -> Iterator[Printed]:
    """The publish date above the body: a labelled one, else a lone one below the title."""
    for line in above:
        if day := page_dates.labelled_day(line.text):
            yield Printed("published_on", day.raw, "publish_line", day.label or "")
    stem = titles.bare(title.text) if title else ""
    below = 0
    for place, line in enumerate(above):
        text = titles.bare(line.text)
        if len(text) > 3 and (text in stem or stem in text):
            below = place + 1
    if below:
        for line in above[below:]:
            if day := page_dates.lone_day(line.text):
                yield Printed("published_on", day.raw, "publish_line", "日期")
