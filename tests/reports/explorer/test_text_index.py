"""Any stretch of characters is found exactly where it stands: against looking through every text."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.explorer import text_segments
from reports.explorer.number_lists import numbers_of
from reports.explorer.text_segments import SUFFIX, SegmentWriter, TextIndex

SIGNS = st.text(alphabet="政务公开𠮷ab \ud800\0", max_size=12)
TERMS = st.text(alphabet="政务公开𠮷ab \0", min_size=1, max_size=7)


def look_up(
    texts: Sequence[tuple[int, str]], terms: Sequence[str], folder: Path
) -> tuple[list[list[int]], int]:
    """Which texts hold each term, and how many segments were written; texts come with their groups."""
    writer = SegmentWriter(folder)
    for group, text in texts:
        writer.add(group, text)
    made = TextIndex(folder, writer.finish())
    return [numbers_of(made.find(term)).tolist() for term in terms], writer.made


@given(
    st.lists(st.tuples(st.integers(0, 2), SIGNS), max_size=8).map(
        lambda texts: sorted(texts, key=lambda one: one[0])
    ),
    st.lists(TERMS, max_size=5),
)
def test_a_term_is_found_where_it_stands_and_nowhere_else(
    texts: list[tuple[int, str]], terms: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, _ = look_up(texts, terms, Path(folder))
    assert found == [
        [number for number, (_, text) in enumerate(texts) if term in text] for term in terms
    ]


def test_texts_that_fill_their_room_do_not_run_into_each_other(tmp_path: Path) -> None:
    texts = [(0, "甲" * 63 + "乙"), (0, "丙" * 64), (0, "甲" * 64), (0, "乙丙" * 200)]
    terms = ["乙丙", "乙丙丙", "甲甲乙丙", "甲甲甲乙", "丙甲", "乙丙乙丙乙"]
    found, _ = look_up(texts, terms, tmp_path)
    assert found == [[3], [], [], [0], [], [3]]


def test_lists_of_any_length_are_found(tmp_path: Path) -> None:
    """Short lists are kept as numbers, long ones as bitmaps."""
    texts = [(0, f"{'政务' * (number % 3)}第{number}号") for number in range(400)]
    terms = ["政务", "务政", "第7号", "第39", "政务第3", "号"]
    found, _ = look_up(texts, terms, tmp_path)
    assert found == [
        [number for number, (_, text) in enumerate(texts) if term in text] for term in terms
    ]
    assert [len(some) for some in found] == [266, 133, 1, 11, 72, 400]


def test_segments_are_cut_at_their_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_segments, "PLACES", 256)
    texts = [(0, f"政务公开{number}") for number in range(20)]
    found, made = look_up(texts, ["公开1", "务公"], tmp_path)
    assert made == 5
    assert found == [[1, *range(10, 20)], list(range(20))]


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    texts = [(number // 10, f"政务公开{number}") for number in range(40)]
    assert look_up(texts, ["开7"], tmp_path) == ([[7]], 4)
    assert look_up(texts, ["开7"], tmp_path) == ([[7]], 0)
    changed = [(group, text + ("改" if group == 2 else "")) for group, text in texts]
    assert look_up(changed, ["改"], tmp_path) == ([list(range(20, 30))], 1)
    # One more in the first group moves the others' numbers, not their segments.
    assert look_up([(0, "新"), *changed], ["新", "改"], tmp_path) == (
        [[0], list(range(21, 31))],
        1,
    )
    assert len(list(tmp_path.glob(f"*{SUFFIX}"))) == 6
