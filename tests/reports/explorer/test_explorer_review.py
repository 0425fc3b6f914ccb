"""Doubts are settled in the explorer as on the command line, by several people at once, and by nobody else's page."""

import threading
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import rows as make
from hostile_release import DOCUMENT, TASK, make_store
from running import run
from starlette.testclient import TestClient

from flows.answers import take_back_answer, write_answer
from flows.review import FileReviewer
from reports.explorer.app import make_app

OWN = {"origin": "http://127.0.0.1"}


@pytest.fixture
def portals(tmp_path: Path) -> Path:
    folder = tmp_path / "portals"
    folder.mkdir()
    return folder


@pytest.fixture
def client(tmp_path: Path, cache: Path, portals: Path) -> Iterator[TestClient]:
    """A release with two doubts, one of a document and one of its task, whose every text is an attack."""
    app = make_app(make_store(tmp_path / "store"), cache=cache, reviewer=FileReviewer(portals))
    with TestClient(app, base_url="http://127.0.0.1") as made:
        yield made


def written(portals: Path) -> list[dict[str, object]]:
    file = portals / "corrections" / "lanshan.toml"
    found: list[dict[str, object]] = (
        tomllib.loads(file.read_text("utf-8"))["correction"] if file.exists() else []
    )
    return found


def answer(client: TestClient, **given: str) -> str:
    return client.post("/review/answers", data=given, headers=OWN).text


def test_what_is_right_is_accepted_and_leaves_the_queue(client: TestClient, portals: Path) -> None:
    assert "2 doubts to settle" in client.get("/review").text
    page = answer(client, name=DOCUMENT, reason="李华: read beside its page")
    assert "1 doubts to settle" in page
    [one] = written(portals)
    assert one["confirms"] == "kind_by_votes"
    assert one["reason"] == "李华: read beside its page"
    assert 'value="李华: read beside its page"' in page  # the next needs one key
    answer(client, name=TASK, reason="李华: right")
    assert "Nothing is left" in client.get("/review").text
    assert len(written(portals)) == 2


def test_what_is_wrong_is_put_right(client: TestClient, portals: Path) -> None:
    answer(
        client, name=TASK, reason="王芳: the annex says June", field="due_on", value="2026-06-30"
    )
    confirmed, corrected = written(portals)
    assert confirmed["confirms"] == "learned_form"
    assert corrected["field"] == "due_on"
    assert corrected["value"] == date(2026, 6, 30)
    assert corrected["task"] == TASK


def test_a_value_may_be_a_list_or_absent(client: TestClient, portals: Path) -> None:
    answer(client, name=TASK, reason="r", field="headings", value="一、甲\n\n（一）乙\n")
    assert written(portals)[1]["value"] == ["一、甲", "（一）乙"]
    answer(client, name=DOCUMENT, reason="r", field="doc_number", absent="true")
    assert written(portals)[3]["absent"] is True


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": " "}, "say why"),
        ({"reason": "r", "field": "due_on", "value": "soon"}, "is a day"),
        ({"reason": "r", "field": "due_on"}, "either the right value"),
        ({"reason": "r", "field": "portal", "value": "x"}, "is not corrected"),
    ],
)
def test_a_wrong_answer_is_said_and_writes_nothing(
    client: TestClient, portals: Path, given: dict[str, str], said: str
) -> None:
    page = answer(client, name=TASK, **given)
    assert said in page
    assert f'name="name" value="{TASK}"' in page  # the same question again
    assert written(portals) == []


def test_the_last_answer_is_taken_back_and_no_other(client: TestClient, portals: Path) -> None:
    answer(client, name=DOCUMENT, reason="first")
    answer(client, name=TASK, reason="second")
    client.post("/review/undo", headers=OWN)
    assert [one["reason"] for one in written(portals)] == ["first"]
    assert "1 doubts to settle" in client.get("/review").text
    client.post("/review/undo", headers=OWN)
    client.post("/review/undo", headers=OWN)
    assert written(portals) == []


def test_an_answer_of_the_command_line_counts_here(client: TestClient, portals: Path) -> None:
    about = {"document_id": DOCUMENT, "task_id": None, "code": "kind_by_votes", "portal": "lanshan"}
    doubt = about | {"exact": False, "sentence": "", "capture_digest": make.DIGEST}
    write_answer(portals, [doubt], "on the command line")
    assert "1 doubts to settle" in client.get("/review").text
    assert "settled already" in answer(client, name=DOCUMENT, reason="too late")


def test_two_people_at_once_lose_nothing(portals: Path) -> None:
    def settle(start: int) -> None:
        for number in range(start, start + 20):
            doubt = {
                "document_id": make.identifier(number),
                "task_id": None,
                "code": "kind_by_votes",
            }
            seen = {
                "portal": "lanshan",
                "exact": False,
                "sentence": "",
                "capture_digest": make.DIGEST,
            }
            given.append(write_answer(portals, [doubt | seen], f"reason {number}"))

    given: list = []
    people = [threading.Thread(target=settle, args=(start,)) for start in (100, 200)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(written(portals)) == 40
    assert take_back_answer(given[7])
    assert not take_back_answer(given[7])
    assert len(written(portals)) == 39


def test_another_site_can_neither_ask_nor_answer(client: TestClient, portals: Path) -> None:
    data = {"name": TASK, "reason": "r"}
    for headers in ({}, {"origin": "http://evil.test"}, OWN | {"sec-fetch-site": "cross-site"}):
        assert client.post("/review/answers", data=data, headers=headers).status_code == 403
    assert client.get("/review", headers={"host": "evil.test"}).status_code == 403
    assert written(portals) == []


def test_hostile_text_is_text_in_the_queue_too(client: TestClient) -> None:
    for page in (client.get("/review").text, client.get(f"/review?after={DOCUMENT}").text):
        assert "<script>alert" not in page
        assert "\x1b" not in page
        assert "&lt;script&gt;" in page


def test_without_review_there_is_none(hostile: TestClient) -> None:
    assert hostile.get("/review").status_code == 404
    assert hostile.post("/review/answers", data={"name": TASK}, headers=OWN).status_code == 404


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--review", "--host", "0.0.0.0", "--portals", "portals"], "from this machine only"),
        (["--review"], "name their folder with --portals"),
        (["--release", "2020-01-01-001"], "there is no release 2020-01-01-001"),
        (["--host", "192.0.2.1"], "port 8020 of 192.0.2.1 cannot be opened"),
    ],
)
def test_the_command_refuses_in_one_line(
    tmp_path: Path, portals: Path, options: list[str], said: str
) -> None:
    make_store(tmp_path / "store")
    ended = run("taizhang", "web", "--store", "store", *options, home=tmp_path, cwd=tmp_path)
    assert ended.code in (1, 2)
    assert ended.err.count("\n") == 1
    assert said in ended.err
