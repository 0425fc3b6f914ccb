"""Which months of which channels were looked at, from walks and captures alone."""

from datetime import date
from typing import Any

import pyarrow as pa
from site_of_tests import portal

from extract.past_walks import PastWalk
from load.cache.memory import WALKS, walks_table
from load.coverage import measure_coverage
from taizhang.tables import TABLES

ZFWJ = "zfwj"
FIRST = date(2026, 3, 20)
NOBODY = TABLES["documents"].schema.empty_table()


class Asked:
    """A capture of an article, as far as coverage looks at it."""

    purpose = "article"
    channel = ZFWJ

    def __init__(self, url: str, outcome: str = "content") -> None:
        self.canonical_url, self.outcome = url, outcome


def walk(
    on: date, *rows: tuple[str, date | None], ended: bool = False, bottom: date | None = None
) -> PastWalk:
    return PastWalk(f"{on}", ZFWJ, 1, on, ended, bottom, dict(rows))


def states(
    walks: list[PastWalk], asked: list[Any], as_of: date, documents: pa.Table = NOBODY
) -> dict[str, tuple[str, int]]:
    table = measure_coverage(portal(), asked, walks, documents, as_of)
    return {row["month"]: (row["state"], row["documents"]) for row in table.to_pylist()}


def test_a_list_walked_to_its_end_is_complete_where_all_of_it_was_asked_for() -> None:
    rows = (("a", date(2026, 3, 2)), ("b", date(2026, 1, 9)), ("c", date(2026, 1, 8)))
    found = states(
        [walk(FIRST, *rows, ended=True)], [Asked("a"), Asked("b"), Asked("c", "gone")], FIRST
    )
    assert found == {
        "2026-01": ("complete", 2),
        "2026-02": ("complete", 0),
        "2026-03": ("complete", 1),
    }


def test_what_failed_or_was_never_asked_for_leaves_its_month_partial() -> None:
    rows = (("a", date(2026, 3, 2)), ("b", date(2026, 2, 9)), ("c", date(2026, 1, 8)))
    found = states([walk(FIRST, *rows, ended=True)], [Asked("a"), Asked("b", "error")], FIRST)
    assert found == {
        "2026-01": ("partial", 1),
        "2026-02": ("partial", 1),
        "2026-03": ("complete", 1),
    }


def test_a_walk_broken_off_says_nothing_of_what_lies_below() -> None:
    rows = (("a", date(2026, 3, 2)), ("b", date(2026, 2, 9)), ("pinned", date(2025, 12, 1)))
    asked = [Asked("a"), Asked("b"), Asked("pinned")]
    found = states([walk(FIRST, *rows, bottom=date(2026, 2, 9))], asked, FIRST)
    assert found == {
        "2025-12": ("partial", 1),
        "2026-01": ("never", 0),
        "2026-02": ("partial", 1),
        "2026-03": ("complete", 1),
    }


def test_nights_join_where_one_came_down_to_what_the_one_before_had_seen() -> None:
    first = walk(FIRST, ("a", date(2026, 3, 2)), ended=True)
    later = walk(
        date(2026, 4, 10),
        ("b", date(2026, 4, 9)),
        ("a", date(2026, 3, 2)),
        bottom=date(2026, 3, 19),
    )
    apart = walk(date(2026, 4, 10), ("b", date(2026, 4, 9)), bottom=date(2026, 4, 2))
    asked = [Asked("a"), Asked("b")]
    assert states([first, later], asked, later.on) == {
        "2026-03": ("complete", 1),
        "2026-04": ("complete", 1),
    }
    assert states([first, apart], asked, apart.on) == {
        "2026-03": ("partial", 1),
        "2026-04": ("partial", 1),
    }


def test_a_night_without_news_changes_nothing() -> None:
    first = walk(FIRST, ("a", date(2026, 3, 2)), ended=True)
    second = walk(date(2026, 3, 21), ("a", date(2026, 3, 2)), bottom=date(2026, 3, 2))
    assert states([first], [Asked("a")], FIRST) == states([first, second], [Asked("a")], second.on)


def test_months_after_the_last_walk_were_never_looked_at() -> None:
    found = states(
        [walk(FIRST, ("a", date(2026, 3, 2)), ended=True)], [Asked("a")], date(2026, 5, 1)
    )
    assert found == {"2026-03": ("partial", 1), "2026-04": ("never", 0), "2026-05": ("never", 0)}


def test_a_list_without_dates_counts_by_publication() -> None:
    document = dict.fromkeys(TABLES["documents"].schema.names) | {
        "document_id": "d",
        "url": "a",
        "aliases": ["b"],
    }
    documents = pa.Table.from_pylist(
        [document | {"published_on": date(2026, 2, 3)}], TABLES["documents"].schema
    )
    walked = [walk(FIRST, ("a", None), ("b", None), ended=True)]
    found = states(walked, [Asked("a"), Asked("b")], FIRST, documents)
    assert found == {"2026-02": ("complete", 1), "2026-03": ("complete", 0)}
    assert states([walk(FIRST, ("c", None), ended=True)], [], FIRST) == {"2026-03": ("partial", 0)}


def test_a_channel_never_walked_is_never_looked_at() -> None:
    assert states([], [], FIRST) == {"2026-03": ("never", 0)}


def test_walks_are_remembered_with_their_news_alone() -> None:
    first = walk(FIRST, ("a", date(2026, 3, 2)), ended=True)
    second = walk(
        date(2026, 3, 21),
        ("b", date(2026, 3, 20)),
        ("a", date(2026, 3, 2)),
        bottom=date(2026, 3, 20),
    )
    table = walks_table([first, second])
    assert table.schema == WALKS
    assert table["urls"].to_pylist() == [["a"], ["b"]]
