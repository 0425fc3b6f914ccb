"""What a clause is searched for by its rare characters is what the plain patterns find."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taizhang.tables.terms import Role
from tests.transform.texts import part_of
from transform.actors import lead_rules, roles
from transform.lexicon import table, words
from transform.tasks.brackets import LABELLED, find_brackets, goes_on
from transform.tasks.label_lines import find_label_starts
from transform.tasks.last_sentences import last_sentences
from transform.tasks.task_texts import task_text

PIECES = [
    *"（）()〔】，、。；;：:\n \u3000一负责",
    "牵头",
    "负责",
    "落实。",
    "配合；",
    "责任单位：",
    "配合：",
    "县水利局",
    "1.",
]
RULES = [
    *"，、。的位列在排为",
    "第一",
    "首位",
    "列首位",
    "排在首位",
    "逗号前",
    "单位",
    "者",
    "为",
    "牵头",
    "牵头单位",
    "最前",
]


def texts(pieces, most=24):
    return st.lists(st.sampled_from(pieces), max_size=most).map("".join)


@pytest.mark.parametrize("key", ["rule", "note", "due_phrase"])
@given(data=st.data())
def test_rules_notes_and_due_phrases_hold_a_hint(key, data):
    entry = data.draw(st.sampled_from(table("roles", key)))
    # Occasions come from the calendar; one of them stands for all.
    pattern = entry["pattern"].replace("{occasion}", "春节")
    words = data.draw(st.from_regex(re.compile(pattern), fullmatch=True))
    assert roles._ASIDE.search(words)
    if key == "rule" and not entry.get("behind"):
        assert lead_rules.lead_rules(words)
    if key == "note":
        assert roles._NOTE_HINT.search(words)


@pytest.mark.parametrize("opening", "（(〔〈[【")
def test_definitions_hold_a_hint(opening):
    assert roles._BEFORE_DEFINITION.search(f"县水利局{opening}")


@given(texts(RULES))
def test_rules(text):
    """A rule is found around its sign wherever the plain pattern finds one; where two could begin, one is enough."""
    stated = lead_rules.lead_rules(text)
    for name, pattern in lead_rules._PATTERNS:
        for found in pattern.finditer(text):
            assert any(one.start < found.end() and found.start() < one.end for one in stated), (
                name,
                found,
            )


@given(texts([*PIECES, "。", "县水利局"]))
def test_last_sentences_stand_at_lines_ends_and_hold_no_full_stop(text):
    for start, end in last_sentences(text, []):
        sentence = text[start:end]
        assert "\n" not in sentence
        assert "。" not in sentence[:-1]
        assert not text[end:].split("\n")[0].strip()
        assert sentence == sentence.strip(" \t\u3000\xa0")


@given(texts(PIECES))
@example("（（责任单位：））")
def test_brackets(text):
    assert find_brackets(text) == plainly_bracketed(text)


def plainly_bracketed(text):
    """Every bracket, one token after the other."""
    found, opened = [], []
    for at, char in enumerate(text):
        if char in "（(［[【〔〈":
            opened.append(at)
        elif char == "\n" and opened and not goes_on(text, opened[0], at):
            if LABELLED.match(text, opened[0] + 1):
                found.append((opened[0], at))
            opened.clear()
        elif char in ")）]］】〕〉" and opened:
            start = opened.pop()
            if not opened or LABELLED.match(text, start + 1):
                found.append((start, at + 1))
    if opened and LABELLED.match(text, opened[0] + 1):
        found.append((opened[0], len(text)))
    return sorted(span for span in found if span[1] - span[0] > 3)


@given(texts(PIECES), st.data())
def test_labels_outside_brackets(text, data):
    taken = sorted(span for span in find_brackets(text) if data.draw(st.booleans()))
    everywhere = find_label_starts(text, [])
    outside = find_label_starts(text, taken)
    assert {label.start for label in outside} <= {label.start for label in everywhere}
    for label in everywhere:
        in_bracket = any(a <= label.end - 1 < b for a, b in taken)
        assert in_bracket or label in outside


@given(
    texts([*"甲乙。 \u3000\n\t\xa0"], 12),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), max_size=3),
)
def test_texts_of_tasks(text, skip):
    part = part_of(text)
    spans = [(start, start + length) for start, length in skip]
    for given_spans in ([], spans):
        shown, where = task_text(part, 0, len(part.text), given_spans)
        left = [c for n, c in enumerate(part.text) if not any(a <= n < b for a, b in given_spans)]
        assert "".join(shown.split()) == "".join("".join(left).split())
        assert "".join(part.text[a:b] for a, b in where) == shown.replace("\n", "")
        assert not any(part.text[a:b] != part.text[a:b].strip() for a, b in where)


@given(
    st.sampled_from(["责任单位：", "配合:", "牵头单位 ：\n", "责任单位："]),
    texts(
        [
            *"、，,;；。：\n （(）) \u3000由下年",
            "县水利局",
            "各县（市）",
            "县委组织部",
            "牵头",
            "负责",
            "会同",
            "责任单位",
            "配合单位",
            "时限 ",
            "责任人",
            "下同",
            "年底前完成",
            "主责部门",
            *(
                word
                for key in ("label", "person_label", "deadline_label")
                for word in words("roles", key)
            ),
        ],
        most=8,
    ),
)
@example("责任单位：", " 时限 ")
@example("责任单位：", "县水利局 时限 ")
@example("责任单位：", "县水利局 联系人 ")
def test_a_label_and_names_are_read_as_any_clause(label, names):
    clause = f"{label}{names}"
    read = roles._read_one_label(clause, 0, len(clause))
    assert read is None or read == roles._read_all(clause, 0, len(clause), Role.RESPONSIBLE)


@pytest.mark.parametrize(
    ("clause", "is_plain"),
    [("责任单位：县水利局、县财政局", True), ("责任单位：县水利局牵头", False)],
)
def test_most_clauses_are_a_label_and_names(clause, is_plain):
    assert (roles._read_one_label(clause, 0, len(clause)) is not None) is is_plain
