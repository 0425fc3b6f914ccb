"""A release in a bucket is shown like one on a disk, its archived pages too."""

from pathlib import Path

import pytest
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures
from starlette.testclient import TestClient
from stores_of_tests import copy

from reports.explorer.app import make_app
from taizhang.store import Store


def test_a_bucket_is_shown_like_a_disk(
    client: TestClient,
    sample_store: Store,
    bucket_store: Store,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    copy(sample_store, bucket_store, "archive", "releases")
    bucket_store.write("latest.json", sample_store.read("latest.json"))
    with TestClient(make_app(bucket_store), base_url="http://127.0.0.1") as far:
        asked = {"q": "公开", "size": 100}
        assert (
            far.get("/api/tasks", params=asked).json()
            == client.get("/api/tasks", params=asked).json()
        )
        task = far.get("/api/tasks").json()["rows"][0]["task_id"]
        frame = f"/frames/{far.get(f'/api/tasks/{task}').json()['task']['document_id']}"
        assert far.get(frame).text == client.get(frame).text
        assert (
            far.get("/download/tasks.parquet").content
            == client.get("/download/tasks.parquet").content
        )
