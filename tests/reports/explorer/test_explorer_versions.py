"""What a document said before: the two texts, with what was added and what was taken out."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from site_of_tests import FIRST, NEWS, PLAN, Site, portal
from starlette.testclient import TestClient

from load.build import build
from load.release.release import publish
from reports.explorer.app import make_app
from reports.explorer.text_changes import compare_texts
from taizhang.store import Store

TEXTS = st.lists(st.text(alphabet="甲乙丙丁\n", max_size=12), max_size=5).map("\n".join)


@given(TEXTS, TEXTS)
def test_both_texts_are_in_what_changed(before: str, after: str) -> None:
    found = compare_texts(before, after)
    assert "".join(one.text for one in found if one.change != "added") == before
    assert "".join(one.text for one in found if one.change != "removed") == after
    assert all(one.text for one in found)


def test_what_stayed_is_said_to_stay() -> None:
    assert compare_texts("六月底前完成。\n乙", "九月底前完成。\n乙") == [
        ("removed", "六"),
        ("added", "九"),
        ("same", "月底前完成。\n乙"),
    ]


def test_a_promise_edited_in_silence_is_shown(tmp_path: Path, cache: Path) -> None:
    site = Site(Store(tmp_path / "store"))
    site.put("news", "全市政务公开工作会议召开", NEWS)
    for night, text in ((1, PLAN), (2, PLAN.replace("2026年底前", "2027年底前"))):
        site.put("plan", "关于印发2026年政务公开工作要点的通知", text)
        build(site.store, site.crawl(night), portal(), FIRST.replace(day=FIRST.day + night - 1))
        publish(site.store, [portal()], FIRST.replace(day=FIRST.day + night - 1))
    with TestClient(make_app(site.store, cache=cache), base_url="http://127.0.0.1") as client:
        found = client.get("/api/documents", params={"q": "工作要点"}).json()["rows"]
        document = f"/documents/{found[0]['document_id']}"
        assert f'href="{document}/versions/2"' in client.get(document).text
        page = client.get(f"{document}/versions/2").text
        assert "202<del>6</del><ins>7</ins>年底前完成" in page
        for number in (0, 1, 3):
            assert client.get(f"{document}/versions/{number}").status_code == 404
