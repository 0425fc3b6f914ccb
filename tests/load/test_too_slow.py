"""Pages that take too long to read are refused with an issue: nothing hangs, nothing that was known is lost."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from site_of_tests import FIRST, PLAN, ROOT, Site, article, portal

from load.build import build
from load.draft import context_of
from load.reading.articles import read_articles
from load.reading.history import DocumentReader, read_histories
from load.reading.reader import DocumentJob, PageJob, look_at_page, read_job, read_saved
from load.reading.time_limit import TooSlowError, limit_time
from load.reading.workers import run_jobs
from taizhang.issues import Code
from taizhang.tables.terms import Outcome
from transform.model import Context, Payload

TITLE = "关于印发2026年政务公开工作要点的通知"
HUGE = "\n".join(PLAN.replace("。", f"，这是第{n}件。") for n in range(8000))
SHORT = 0.02
ROOT_FOLDER = Path(__file__).parents[2]
URL = f"{ROOT}/zfwj/plan.html"


def payload(text: str) -> Payload:
    return Payload(article(TITLE, text), "sha256:1", url=URL, media_type="text/html")


def hang(_: object) -> bool:
    """An expression that backtracks for years."""
    with limit_time(0.2):
        return re.match(r"(?:a+)+b", "a" * 64) is not None


def hang_refused(job: object) -> str:
    try:
        hang(job)
    except TooSlowError:
        return "refused"
    return "read"


def test_an_expression_that_hangs_is_stopped():
    began = time.process_time()
    with pytest.raises(TooSlowError):
        hang(None)
    assert time.process_time() - began < 2


def test_what_is_fast_enough_is_not_disturbed():
    with limit_time(0.1):
        done = sum(range(1000))
    time.sleep(0.2)
    deadline = time.process_time() + 0.3
    while time.process_time() < deadline:
        done += 1
    assert done > 1000


def test_waiting_costs_nothing():
    with limit_time(0.1):
        time.sleep(0.3)


def test_a_thread_leaves_reading_to_a_process_that_can_be_stopped():
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(lambda: list(run_jobs(hang_refused, [1, 2], 1))).result(
            timeout=60
        ) == [
            "refused",
            "refused",
        ]


def test_a_page_that_takes_too_long_says_nothing():
    facts = look_at_page(PageJob(payload(HUGE), 200, Context(), seconds=SHORT)).facts
    assert (facts.outcome, facts.detail, facts.content) == (Outcome.ERROR, Code.TOO_SLOW, None)
    assert look_at_page(PageJob(payload(PLAN), 200, Context())).facts.content


def test_a_document_that_takes_too_long_is_a_row_with_an_issue():
    got = read_job(DocumentJob("d", payload(HUGE), (), Context(), SHORT))
    [document] = got.rows["documents"]
    assert (document["title"], document["text"], got.rows["tasks"]) == (TITLE, "", [])
    assert [issue.code for issue in got.issues] == [Code.TOO_SLOW]
    assert "0.02 seconds" in got.issues[0].message
    assert got.refused
    assert not read_job(DocumentJob("d", payload(PLAN), (), Context())).refused


def test_a_saved_page_that_takes_too_long_is_read_with_an_issue():
    reading = read_saved(payload(HUGE), SHORT)
    assert [issue.code for issue in reading.issues] == [Code.TOO_SLOW]
    assert reading.metadata.title == TITLE


def test_the_last_good_version_stays(site: Site):
    archive = site.crawl(1)
    site.put("plan", TITLE, HUGE)
    site.crawl(2)
    captures = archive.captures("lanshan", None)
    context = context_of(portal())
    facts = {
        c.digest: look_at_page(
            PageJob(DocumentReader(archive, captures, context).payload(c), 200, context)
        ).facts
        for c in captures
    }
    articles = read_articles(captures, lambda capture: facts[capture.digest], 1)
    [plan] = [one for one in articles if one.addresses[0].endswith("plan.html")]
    next_day = FIRST + timedelta(days=1)
    history = next(
        read_histories(
            [plan], {}, DocumentReader(archive, captures, context, seconds=0.3), next_day
        )
    )
    assert [(version.first_seen, version.summary.title) for version in history.versions] == [
        (FIRST, TITLE)
    ]
    assert len(history.read[history.versions[0].key].rows["tasks"]) == 4
    assert [(issue.code, day) for issue, day in history.refused] == [(Code.TOO_SLOW, next_day)]


def test_a_page_that_became_too_deep_keeps_its_document_and_says_so(site: Site):
    first = build(site.store, site.crawl(1), portal(), FIRST)
    tasks = first.table("tasks").num_rows
    site.pages[URL] = article(TITLE, "<div>" * 3000 + "深" + "</div>" * 3000)
    second = build(site.store, site.crawl(2), portal(), FIRST + timedelta(days=1))
    assert second.table("tasks").num_rows == tasks == 4
    assert second.table("gone").num_rows == 0
    found = {(row["code"], row["url"]) for row in second.table("issues").to_pylist()}
    assert ("too_deep", URL) in found


def process_of(_: object) -> int:
    return os.getpid()


WORKS_IN_A_THREAD = """
import threading, time
from load.reading.workers import run_jobs
from test_too_slow import process_of
threading.Thread(target=lambda: print(*run_jobs(process_of, [0], 1), flush=True)).start()
time.sleep(600)
"""


def test_processes_end_with_the_one_that_they_work_for():
    paths = os.pathsep.join(map(str, (ROOT_FOLDER, ROOT_FOLDER / "tests", Path(__file__).parent)))
    with subprocess.Popen(
        [sys.executable, "-c", WORKS_IN_A_THREAD],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": paths},
    ) as night:
        assert night.stdout is not None
        worker = int(night.stdout.readline())
        night.kill()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()
