"""The first night of a person who has nothing but this repository."""

import re
from pathlib import Path

import pandas as pd
import pytest
from running import run

pytestmark = pytest.mark.prefect


def test_the_sample_goes_from_portal_to_parquet(tmp_path: Path) -> None:
    store = tmp_path / "store"
    # Whatever proxies the machine has, the sample is reached, and Prefect's own server too.
    ended = run(
        "taizhang", "demo", "--store", str(store), home=tmp_path, proxy="http://127.0.0.1:9"
    )
    assert ended.code == 0, ended.err
    # What is under way, a line every few seconds, and no word of Prefect's beside it.
    assert [line for line in ended.err.splitlines() if not re.match(r"\d+ s: ", line)] == []
    for said in (
        "chengwan",
        "heling",
        "11 content, 1 gone",
        "财政信息公开",
        "next:",
        "Report in",
        "Checks in",
    ):
        assert said in ended.out
    assert ended.out.rstrip().splitlines()[-1].endswith(f"taizhang web --store {store}")
    tasks = pd.read_parquet(store / "latest" / "tasks")
    assert tasks.groupby("portal").size().to_dict() == {"chengwan": 12, "heling": 15}
    rejected = pd.read_parquet(store / "latest" / "quarantine")
    assert set(rejected["expectation"]) == {"published_on.future", "dependant"}
    issues = pd.read_parquet(store / "latest" / "issues")
    assert {"dead_link", "unknown_deadline"} <= set(issues["code"])
    assert (store / "reports" / "latest.html").is_file()

    tutorial = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")
    [task] = re.findall(r"taizhang explain ([0-9a-f]+) --store demo/store", tutorial)
    assert tasks["task_id"].str.startswith(task).sum() == 1

    looked = run("taizhang", "status", "--store", str(store), home=tmp_path)
    assert looked.code == 0
    assert "2 portals: 2 fresh" in looked.out
