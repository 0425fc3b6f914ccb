"""A store with a small portal in it."""

from pathlib import Path

import pytest
from s3_of_tests import bucket_store, s3  # noqa: F401 — fixtures
from site_of_tests import NEWS, NOTICE, PLAN, Site

from taizhang.store import Store


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A plan with four tasks, a news page and a notice."""
    made = Site(Store(tmp_path / "store"))
    made.put("plan", "关于印发2026年政务公开工作要点的通知", PLAN)
    made.put("news", "全市政务公开工作会议召开", NEWS)
    made.put("notice", "关于2027年部分节假日安排的通知", NOTICE)
    return made
