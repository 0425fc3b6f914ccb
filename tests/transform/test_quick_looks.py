"""A look at rare characters, ends and colons comes before slow searches: what it lets pass is what they find."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taizhang.injected import injected_words
from taizhang.tables.terms import PartKind
from transform.lexicon import table
from transform.model import Paragraph
from transform.text import flags, regions, repair
from transform.text.head import issuers as head_issuers
from transform.text.head.organs import split_glued_organs
from transform.text.parts import compose_part

INJECTED = injected_words("text")
RARE = "育快验色奖包送册注彩乐網赌\ue000\ue001\ue002锟斤拷烫屯\ufffdÃé\u0080ā巿曰曱⼈⽈豈日后之期沈藉乾。\n的"
SOME = [*INJECTED, *RARE]
TEXTS = st.lists(st.sampled_from(SOME), max_size=8).map("".join)
MISSING = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:1[0-2]|[1-9])月|[〔﹝](?:19|20)\d{3,6}号"
    r"|\n[-—－]?、(?=[\u4e00-\u9fff])|(?<=[，,、])\n(?=[一二三四五六七八九十（(])"
)


@pytest.mark.parametrize("word", INJECTED)
def test_each_injected_word_is_found(word):
    assert repair.is_injected(word)
    assert repair.is_injected(f"沈{word}瞭")


@given(TEXTS)
def test_injected_words(text):
    assert repair._holds_injected(text) == any(word in text for word in INJECTED)


@given(TEXTS)
def test_garbled_text(text):
    assert repair.is_garbled(text) == bool(repair._GARBLED.search(text))


@given(TEXTS)
def test_look_alikes(text):
    right = text.translate(repair._COMPATIBLE)
    for entry in table("repairs", "look_alike"):
        pattern = f"(?<={entry.get('before', '')}){entry['wrong']}(?={entry.get('after', '')})"
        right = re.sub(pattern, entry["right"], right)
    assert repair.put_look_alikes_right(text) == right


@given(TEXTS)
def test_script(text):
    simple = repair._load_converter().convert(text)
    if len(simple) == len(text) and "乾" not in text:
        assert repair.simplify_text(text)[0] == simple


@given(st.lists(TEXTS, max_size=3))
def test_texts_that_need_no_repair_together_need_none_apart(texts):
    if repair.needs_no_repair("\n".join(texts)):
        for text in texts:
            assert repair.simplify_text(text) == (text, False)
            assert repair.put_look_alikes_right(text) == text


@given(st.lists(st.sampled_from([*"-—12第页共*· ", "\n"]), max_size=12).map("".join))
def test_marks(text):
    lines = f"\n{text}\n"
    assert bool(repair._ANY_MARK.search(lines)) == any(
        mark.search(lines) for _, mark in repair._MARKS
    )


@given(
    st.lists(
        st.sampled_from(
            ["某县水利局", "关于修渠的", "实施方案", "通知", "（试行）", "一、", "。", "\n"]
        ),
        max_size=12,
    )
)
def test_no_title_begins_where_none_ends_in_the_next_lines(pieces):
    lines = "".join(pieces).split("\n")
    part = compose_part(0, PartKind.PAGE, "", [Paragraph(line) for line in lines])
    taken, title = regions._title_at(part, part.items, 0) if part.items else (0, None)
    if title:
        ends = [part.text[: line.end][-1] for line in part.items[:taken]]
        assert regions._LAST_OF_TITLE.intersection(ends)


@given(
    st.text("0129９月号〔﹝\n-、，,中一（", max_size=14).map(lambda text: text.replace("9", "2019"))
)
@example("202110月")
@example("〔2018209号")
def test_missing_characters(text):
    assert flags._lacks_characters(text) == bool(MISSING.search(text))


@given(
    st.lists(
        st.sampled_from(["某县", "政府", "办公室", "关于", "印发", " ", "，", "局", "2021年"]),
        max_size=8,
    ).map("".join)
)
def test_organs_of_a_title(title):
    found = head_issuers._TITLE_ISSUER.match(title.strip())
    names = found["issuers"].split() if found else []
    assert head_issuers.title_issuers(title) == [
        organ for name in names for organ in split_glued_organs(name)
    ]
