"""Any stretch of characters is found exactly where it stands: against looking through every text."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.explorer import postings
from reports.explorer.postings import Postings, write_postings

SIGNS = st.text(alphabet="政务公开𠮷ab \ud800", max_size=12)


def look_up(texts: Sequence[str], terms: Sequence[str], batch: int) -> list[list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        write_postings(
            Path(folder),
            "made",
            (list(texts[at : at + batch]) for at in range(0, len(texts), batch)),
        )
        assert sorted(path.suffix for path in Path(folder).iterdir()) == [".npy"] * 3
        made = Postings(Path(folder), "made")
        return [np.asarray(made.candidates(term)).tolist() for term in terms]


@given(
    st.lists(SIGNS, max_size=8),
    st.lists(st.text(alphabet="政务公开𠮷ab ", min_size=1, max_size=4), max_size=5),
)
def test_one_sign_and_two_are_found_where_they_stand_and_longer_ones_are_among_the_candidates(
    texts: list[str], terms: list[str]
) -> None:
    for term, found in zip(terms, look_up(texts, terms, batch=len(texts) or 1), strict=True):
        wanted = [number for number, text in enumerate(texts) if term in text]
        assert set(found) >= set(wanted)
        assert found == sorted(set(found))
        if len(term) <= 2:
            assert found == wanted


def test_batches_are_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "BATCH", 4)
    monkeypatch.setattr(postings, "_ROW_BITS", 2)
    texts = ["政务公开", "", "公开政务", "财政", "政务", "公", "开公", "务公开"]
    assert look_up(texts, ["政务", "公", "公开", "财", "无"], batch=4) == [
        [0, 2, 4],
        [0, 2, 5, 6, 7],
        [0, 2, 7],
        [3],
        [],
    ]
