"""What frames a document on its page: breadcrumb, sharing bar, buttons, neighbours, related links, footer."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from transform import lexicon
from transform.lexicon.pattern import Pattern
from transform.model import Block, Paragraph, TableBlock
from transform.text.either_script import both_forms, either_script
from transform.text.publish_line import is_publish_line, is_source_line, lone_day
from transform.web.field_box import is_field, read_field_box

BREADCRUMB = re.compile(
    either_script(
        r"[您你]?(?:当前|现在|目前)?(?:所在)?(?:的)?位置(?:[：:是为]|首页)|当前栏目|首页[>»›＞/]"
    )
)
STEP = re.compile(r"[>»›＞/：:\s]+")


def _load_patterns(key: str) -> list[str]:
    """The patterns of a table, in either script."""
    return [either_script(entry["pattern"]) for entry in lexicon.table("page", key)]


def _any_of(key: str) -> str:
    """A regular expression for the patterns of a table."""
    return "|".join(_load_patterns(key))


def _begin_apart(patterns: Iterable[str]) -> tuple[frozenset[str], str]:
    """The characters with which patterns begin, and a regular expression for those that begin with any."""
    starts: frozenset[str] = frozenset()
    others = []
    for pattern in patterns:
        try:
            starts |= Pattern(pattern).beginnings
        except ValueError:
            others.append(pattern)
    return starts, "|".join(others)


CHROME = Pattern(_any_of("chrome"))
ENDING = re.compile(_any_of("ending"))
WEAK_ENDING = Pattern(_any_of("weak_ending"))
ANY_ENDING = re.compile(f"{ENDING.pattern}|{WEAK_ENDING.source}")
# With these a line begins that one of them matches: nearly all lines are told by their first
# character.
CHROME_STARTS = CHROME.beginnings
WEAK_ENDING_STARTS = WEAK_ENDING.beginnings
ENDING_STARTS, _ENDING_ELSE = _begin_apart(
    [*_load_patterns("ending"), *_load_patterns("weak_ending")]
)
ENDING_ELSE = re.compile(_ENDING_ELSE)
# What no footer holds: a sentence, a date as documents are signed.
OWN = re.compile("。|\\d{4}年.{1,3}月.{1,3}日")
CUT = frozenset(lexicon.words("page", "cut"))
# A longer line is text, whatever words of a footer it begins with.
LONGEST = 120
LONGEST_BREADCRUMB = 200
# Characters in which a breadcrumb says that it is one.
BREADCRUMB_REACH = 40
LONGEST_DATED = 60
# What every breadcrumb begins with, and what it has: quick looks before the closer one.
BREADCRUMB_STARTS = frozenset(
    chain.from_iterable(both_forms(start) for start in "您你当现目所的位首")
)
BREADCRUMB_MARKS = re.compile("[置>»›＞/栏欄]")
# What a frame puts above and below a document is a few blocks.
HEAD_BLOCKS = 12
LAST_BLOCKS = 12


def is_cut(attributes: Mapping[str, str | None]) -> bool:
    """Whether an element's class or id says that it is no part of the text."""
    for key in ("class", "id"):
        names = attributes.get(key)
        if names is not None and not CUT.isdisjoint(names.split()):
            return True
    return False


def is_breadcrumb(line: str) -> bool:
    """Whether a line says where on the site one is.

    >>> is_breadcrumb("当前位置：首页 > 政务公开 > 文件"), is_breadcrumb("您的位置: 首页")
    (True, True)
    >>> is_breadcrumb("首页改版的通知"), is_breadcrumb("位置偏远的村")
    (False, False)
    """
    if line.lstrip()[:1] not in BREADCRUMB_STARTS or len(line) >= LONGEST_BREADCRUMB:
        return False
    if BREADCRUMB_MARKS.search(line) is None:
        return False
    return BREADCRUMB.match(without_gaps(line[:BREADCRUMB_REACH])) is not None


def breadcrumb_end(lines: Sequence[Paragraph]) -> int:
    """The place behind the last breadcrumb among lines; 0 where there is none."""
    for place in range(len(lines), 0, -1):
        if is_breadcrumb(lines[place - 1].text):
            return place
    return 0


def breadcrumb_steps(line: str) -> list[str]:
    """The steps of a breadcrumb, the site's home first.

    >>> breadcrumb_steps("首页 > 政务公开 > 文件")
    ['首页', '政务公开', '文件']
    """
    return [step for step in STEP.split(line) if step]


def is_chrome(line: str) -> bool:
    """Whether a line is a button, a bar or a counter.

    >>> is_chrome("【打印本页】"), is_chrome("字号：大 中 小")
    (True, True)
    >>> is_chrome("打印机采购的通知")
    False
    """
    if line.lstrip()[:1] not in CHROME_STARTS:
        return False
    return _is_whole(CHROME, line)


def is_any_ending(line: str) -> bool:
    """Whether a line is one that nothing of the document follows, or one of a footer.

    >>> is_any_ending("上一篇：关于修路的通知"), is_any_ending("主办：青山县人民政府")
    (True, True)
    >>> is_any_ending("各县要清淤修渠。")
    False
    """
    return _is_whole(ANY_ENDING if line.lstrip()[:1] in ENDING_STARTS else ENDING_ELSE, line)


def is_weak_ending(line: str) -> bool:
    """Whether a line is one of a footer that a document may hold as well.

    >>> is_weak_ending("主办单位：云泽市人民政府"), is_weak_ending("主办：云泽市人民政府办公室")
    (True, True)
    >>> is_weak_ending("主办单位要加强协调")
    False
    """
    if line.lstrip()[:1] not in WEAK_ENDING_STARTS:
        return False
    return _is_whole(WEAK_ENDING, line)


def without_gaps(line: str) -> str:
    """A line without its spaces.

    >>> without_gaps("索 引 号")
    '索引号'
    """
    return "".join(line.split())


def head_end(blocks: Sequence[Block]) -> int:
    """Where the text begins behind what a frame puts above it: breadcrumb, title, publish line, field box."""
    # `end` moves down block by block; what interrupts the head (a paragraph) is passed over only
    # while lines that say when and whence may still follow.
    end, dated = _box_end(blocks[:HEAD_BLOCKS]), False
    titles: set[str] = set()
    for place, block in enumerate(blocks[:HEAD_BLOCKS]):
        if place < end:
            continue
        if isinstance(block, TableBlock):
            pairs = read_field_box(cell_lines(block)).pairs
            if not pairs:
                break
            end, titles = place + 1, {pair.value for pair in pairs if pair.field == "title"}
        elif place == end and end and _heads_document(block, titles):
            end = place + 1
        elif is_publish_line(block.text):
            if dated:
                break
            end, dated = place + 1, True
        elif place and not dated and is_dated(block.text) and is_heading(blocks[place - 1]):
            end, dated = place + 1, True
        elif is_breadcrumb(block.text) or (place == end and _goes_on(block.text, has_head=end > 0)):
            end = place + 1
        elif len(block.text) > LONGEST:
            break
    return end


def _heads_document(block: Paragraph, titles: Collection[str]) -> bool:
    """Whether a heading is the page's own, or repeats a title of the field box."""
    if not block.heading:
        return False
    return block.heading == 1 or block.text in titles


def _goes_on(line: str, *, has_head: bool) -> bool:
    """Whether what a frame puts above a text goes on with a line: buttons, or a field behind others."""
    if is_chrome(line):
        return True
    return has_head and (is_field(line) or is_source_line(line))


def _box_end(blocks: Sequence[Block]) -> int:
    """Where a field box of plain lines ends that a frame begins with; 0 where it begins with none."""
    lines: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, TableBlock) or len(block.text) > LONGEST:
            break
        lines.append(block)
    if not lines or not is_field(lines[0].text):
        return 0
    return max((pair.line + 1 for pair in read_field_box(lines).pairs), default=0)


def is_dated(line: str) -> bool:
    """Whether a line begins with a day and says hardly more, as under the title of an <article>.

    >>> is_dated("2021-04-08 县水务局"), is_dated("2021年4月8日召开会议，研究修渠。")
    (True, False)
    """
    if len(line) > LONGEST_DATED:
        return False
    if not line[:1].isdecimal():
        return False
    return lone_day(line) is not None


def is_heading(block: Block) -> bool:
    """Whether a block is a heading of the page."""
    if not isinstance(block, Paragraph):
        return False
    return block.heading in (1, 2, 3)


def as_lines(blocks: Iterable[Block]) -> list[Paragraph]:
    """Blocks as lines, each cell of a table one."""
    return list(
        chain.from_iterable(
            [block] if isinstance(block, Paragraph) else cell_lines(block) for block in blocks
        )
    )


def cell_lines(table: TableBlock) -> list[Paragraph]:
    """A table's cells as lines."""
    return [Paragraph(cell.text) for cell in table.grid.origins()]


def trim_blocks(blocks: Sequence[Block], *, framed: bool) -> list[Block]:
    """A document's blocks without buttons and bars at their ends, and without what follows the document.

    Only a frame (`framed`) holds other things behind the document in number; an editor's own
    container ends with it.
    """
    start, end = 0, document_end(blocks, framed=framed)
    if all(isinstance(block, Paragraph) and is_weak_ending(block.text) for block in blocks[:end]):
        # A footer beside a document that holds nothing.
        return []
    while start < end and _is_chrome(blocks[start]):
        start += 1
    while end > start and _is_chrome(blocks[end - 1]):
        end -= 1
    last = max(start, end - LAST_BLOCKS) if framed else end
    return [*blocks[start:last], *[block for block in blocks[last:end] if not _is_chrome(block)]]


def document_end(blocks: Sequence[Block], *, framed: bool) -> int:
    """The place of the first block that follows the document: neighbours, related links, a footer.

    >>> document_end([Paragraph("修渠。"), Paragraph("上一篇：关于修路的通知")], framed=False)
    1
    >>> document_end([Paragraph("修渠。"), Paragraph("修路。")], framed=False)
    2
    """
    end = len(blocks)
    # In a frame from a third on, since neighbours and related links may be longer than the document;
    # elsewhere among the last blocks only.
    for place in range(end // 3 if framed else max(0, end - LAST_BLOCKS), end):
        block = blocks[place]
        ends = isinstance(block, Paragraph) and is_any_ending(block.text)
        if ends and (
            is_ending(block) or not (_has_own(blocks[place:]) or _is_again(blocks, place))
        ):
            return place
    return end


def _is_again(blocks: Sequence[Block], place: int) -> bool:
    """Whether a label that a footer has stands further above too: 主办单位：… below each item is the document's."""
    block = blocks[place]
    printed = block.text if isinstance(block, Paragraph) else ""
    label, colon, _ = printed.strip().replace(":", "：").partition("：")
    lines = (block.text for block in blocks[:place] if isinstance(block, Paragraph))
    return bool(colon) and any(
        line.strip().replace(":", "：").startswith(label + colon) for line in lines
    )


def _has_own(blocks: Sequence[Block]) -> bool:
    """Whether something among blocks is the document's own."""
    return any(isinstance(block, TableBlock) or OWN.search(block.text) for block in blocks)


def is_ending(block: Block) -> bool:
    """Whether nothing of the document follows a block."""
    if not isinstance(block, Paragraph):
        return False
    return _is_whole(ENDING, block.text)


def _is_chrome(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_chrome(block.text)


def _is_whole(pattern: Pattern | re.Pattern[str], line: str) -> bool:
    if len(line) > LONGEST:
        return False
    return pattern.fullmatch(without_gaps(line)) is not None
