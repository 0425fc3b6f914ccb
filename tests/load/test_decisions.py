"""What people decided can be looked at, and undone; both reasons stay."""

import json

import pytest
from site_of_tests import FIRST, Site, portal

from flows.cli import run_command
from load.build import build
from load.release.decisions import all_decisions, decide, decisions, undo_decision
from load.release.release import publish
from load.release.retention import withdraw_document
from taizhang.errors import UserError


def publish_now(site: Site) -> set[str]:
    """Publish what the archive holds; the titles in the release."""
    release = publish(site.store, [portal()], FIRST)
    return set(release.table("documents", "title")["title"].to_pylist())


@pytest.fixture
def news(site: Site) -> str:
    """A published portal; the id of one of its documents."""
    made = build(site.store, site.crawl(1), portal(), FIRST)
    publish_now(site)
    rows = made.table("documents").to_pylist()
    return next(row["document_id"] for row in rows if row["url"].endswith("/news.html"))


def test_a_document_withdrawn_by_mistake_comes_back(site: Site, news: str) -> None:
    everything = publish_now(site)
    withdraw_document(site.store, news, "names private persons", FIRST)
    assert publish_now(site) < everything
    undo_decision(site.store, "withdraw", news, "it was another document", FIRST)
    assert publish_now(site) == everything
    (decision,) = all_decisions(site.store)
    assert not decision.holds
    assert (decision.reason, decision.undone_because) == (
        "names private persons",
        "it was another document",
    )
    withdraw_document(site.store, news, "it was this one", FIRST)
    assert set(decisions(site.store, "withdraw")) == {news}


def test_only_what_holds_can_be_undone_and_only_with_a_reason(site: Site, news: str) -> None:
    with pytest.raises(UserError, match=f"there is no withdraw of {news}; `taizhang decisions`"):
        undo_decision(site.store, "withdraw", news, "because", FIRST)
    decide(site.store, "withdraw", news, "because", FIRST)
    with pytest.raises(UserError, match="say why with --reason"):
        undo_decision(site.store, "withdraw", news, " ", FIRST)
    assert decisions(site.store, "withdraw")
    with pytest.raises(UserError, match="there is no document deadbeef; take a document_id"):
        withdraw_document(site.store, "deadbeef", "because", FIRST)


@pytest.mark.disk(reason="a command is given a folder")
def test_the_command_lists_and_undoes(
    site: Site, news: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = ("--store", site.store.root)
    assert run_command(["withdraw", news, "--reason", "names private persons", *store]) == 0
    assert run_command(["pin", "2026-11-20-001", "--reason", "cited", *store]) == 0
    assert run_command(["pin", "2026-11-20-001", "--reason", "not any more", "--undo", *store]) == 0
    capsys.readouterr()
    assert run_command(["decisions", "--json", *store]) == 0
    rows = {row["kind"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["pin"]["undone_because"] == "not any more"
    assert rows["withdraw"]["subject"] == news
    assert run_command(["decisions", "--kind", "withdraw", *store]) == 0
    said = capsys.readouterr().out
    assert "names private persons" in said
    assert "cited" not in said
