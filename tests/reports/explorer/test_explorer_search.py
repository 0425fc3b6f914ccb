"""What a reader finds: words, phrases, filters whose counts follow, orders, pages."""

import contextlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from reports.explorer.folding import fold, fold_typed
from reports.explorer.marks import TextMark, cut_pieces, find_terms, mark_excerpt, mark_text
from reports.explorer.query import parse_query
from reports.explorer.terms import parse_typed
from taizhang.errors import UserError


def ask(client: TestClient, **given: Any) -> dict[str, Any]:
    answer = client.get("/api/tasks", params=given)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counts(found: dict[str, Any], facet: str) -> dict[str, int]:
    return {one["value"]: one["count"] for one in found["counts"][facet]}


def said(row: dict[str, Any]) -> str:
    units = [
        name
        for role in ("lead", "responsible", "cooperating", "supervising")
        for name in row[f"{role}_units"]
    ]
    return "\n".join(
        [row["text"], row["document_title"], row["doc_number"] or "", *row["headings"], *units]
    )


@pytest.mark.parametrize("word", ["财", "财政", "营商环境信息公开", "政发〔2026〕", "6月底前"])
def test_every_task_that_holds_a_word_is_found_and_no_other(client: TestClient, word: str) -> None:
    everything = ask(client, size=100)["rows"]
    wanted = {row["task_id"] for row in everything if word in said(row)}
    assert 0 < len(wanted) < len(everything)
    assert {row["task_id"] for row in ask(client, q=word, size=100)["rows"]} >= wanted
    assert all(word in said(row) for row in ask(client, q=word, size=100)["rows"])


def test_all_words_must_be_there_and_a_phrase_is_one_word(client: TestClient) -> None:
    both = ask(client, q="公开 水利局", size=100)
    assert 0 < both["total"] < ask(client, q="公开")["total"]
    assert ask(client, q="“公开 水利局”")["total"] == 0


def test_traditional_characters_find_simplified_ones(client: TestClient) -> None:
    assert ask(client, q="財政資訊")["total"] == ask(client, q="财政资讯")["total"]
    assert ask(client, q="財政")["total"] == ask(client, q="财政")["total"] > 0


def test_counts_are_those_of_the_tasks_that_a_filter_would_leave(client: TestClient) -> None:
    found = ask(client, q="公开")
    for facet in ("unit", "function", "role", "source", "deadline", "year", "kind", "portal"):
        for value, count in list(counts(found, facet).items())[:3]:
            assert ask(client, q="公开", **{facet: value})["total"] == count, (facet, value)


def test_a_filter_does_not_count_itself_out_but_counts_the_others(client: TestClient) -> None:
    everything = ask(client)
    ledger = ask(client, source="ledger")
    assert counts(ledger, "source") == counts(everything, "source")
    assert ledger["total"] == counts(everything, "source")["ledger"]
    assert sum(counts(ledger, "portal").values()) == ledger["total"]
    both = ask(client, source=["ledger", "clause"])
    assert (
        both["total"]
        == counts(everything, "source")["ledger"] + counts(everything, "source")["clause"]
    )


def test_a_unit_in_a_role_is_that_unit_in_that_role(client: TestClient) -> None:
    led = ask(client, unit="市水利局", role="lead", size=100)
    assert all("市水利局" in row["lead_units"] for row in led["rows"])
    assert 0 < led["total"] < ask(client, unit="市水利局")["total"]


def test_tasks_that_name_nobody_and_those_with_an_amount_can_be_asked_for(
    client: TestClient,
) -> None:
    nobody = ask(client, unit="none", size=100)
    assert 0 < nobody["total"] == counts(ask(client, unit="市水利局"), "unit")["none"]
    assert all(
        row[f"{role}_units"] == []
        for row in nobody["rows"]
        for role in ("lead", "responsible", "cooperating", "supervising")
    )
    amounts = ask(client, has="target", size=100)
    assert 0 < amounts["total"] == counts(ask(client), "has")["target"]
    for row in amounts["rows"]:
        assert client.get(f"/api/tasks/{row['task_id']}").json()["targets"] != []


def test_a_region_holds_what_lies_in_it(client: TestClient) -> None:
    regions = counts(ask(client), "region")
    assert regions["990000"] == 27
    assert ask(client, region="990121")["total"] == regions["990121"] < regions["990100"]


def test_sorted_by_due_day_those_without_one_come_last(client: TestClient) -> None:
    days = [row["due_on"] for row in ask(client, sort="due", size=100)["rows"]]
    known = [day for day in days if day]
    assert known == sorted(known) == days[: len(known)]
    assert len(known) < len(days)


def test_a_hit_in_the_task_itself_comes_before_one_in_its_title(client: TestClient) -> None:
    texts = ["公开" in row["text"] for row in ask(client, q="公开", size=100)["rows"]]
    assert texts == sorted(texts, reverse=True)
    assert len(set(texts)) == 2


def test_days_bound_the_due_day(client: TestClient) -> None:
    rows = ask(client, due_from="2026-06-01", due_to="2026-10-31", size=100)["rows"]
    assert rows
    assert all("2026-06-01" <= row["due_on"] <= "2026-10-31" for row in rows)


def test_pages_hold_every_task_once(client: TestClient) -> None:
    ids, page = [], 1
    while page:
        found = ask(client, page=page, size=10)
        ids += [row["task_id"] for row in found["rows"]]
        page = found["next_page"]
    assert len(ids) == len(set(ids)) == found["total"]


@pytest.mark.parametrize(
    ("asked", "said_of"),
    [
        ({"sise": "10"}, "there is no filter sise"),
        ({"size": "101"}, "less than or equal to 100"),
        ({"page": "0"}, "greater than or equal to 1"),
        ({"due_from": "soon"}, "valid date"),
        ({"sort": "price"}, "sort"),
        ({"year": "abc"}, "year is a year"),
    ],
)
def test_what_cannot_be_asked_is_said(
    client: TestClient, asked: dict[str, str], said_of: str
) -> None:
    answer = client.get("/api/tasks", params=asked)
    assert answer.status_code in (400, 422)
    assert said_of in answer.text
    page = client.get("/", params=asked)
    assert page.status_code == 400
    assert "<h1" in page.text


def test_a_page_marks_its_hits(client: TestClient) -> None:
    page = client.get("/", params={"q": "財政"}).text
    assert re.search(r'<mark class="hit" data-mark="hit">财政</mark>', page)


def test_documents_and_units_are_found_by_words(client: TestClient) -> None:
    found = client.get("/api/documents", params={"q": "政务公开 2026"}).json()
    assert [row for row in found["rows"] if "政务公开" not in row["title"]] == []
    assert found["total"] >= 1
    units = client.get("/api/units", params={"q": "財政"}).json()
    assert {row["unit"] for row in units["rows"]} >= {"市财政局", "县财政局"}


@given(st.text(max_size=60), st.text(max_size=8))
def test_folding_keeps_places(text: str, word: str) -> None:
    assert len(fold(text)) == len(text)
    for mark in find_terms(text, [fold_typed(word)] if fold_typed(word).strip() else []):
        assert fold(text[mark.start : mark.end]) == fold_typed(word)


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50)), max_size=6)
)
def test_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    pieces = list(cut_pieces(text, [TextMark(start, end, "a", "b") for start, end in spans]))
    assert "".join(piece.text for piece in pieces) == text


@given(st.text(max_size=400), st.text(min_size=1, max_size=3))
def test_marked_text_holds_no_markup_but_marks(text: str, word: str) -> None:
    for shown in (
        mark_excerpt(text, [fold(word)]),
        mark_text(text, find_terms(text, [fold(word)])),
    ):
        assert re.search(r"<(?!/?mark)", str(shown)) is None


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_query(text: str) -> None:
    assert len(parse_typed(text).terms) <= 10


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "unit", "page", "size", "due_from", "year", "sort", "x"]),
            st.text(),
        )
    )
)
def test_an_address_says_its_query_again(pairs: list[tuple[str, str]]) -> None:
    with contextlib.suppress(UserError):
        query = parse_query(pairs)
        again = parse_query(
            [(name, value) for name, values in query.parameters().items() for value in values]
        )
        assert again == query
