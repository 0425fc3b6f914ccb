"""Log lines say portal and stage, in whatever thread they are written."""

import asyncio
import json
import logging
from collections.abc import Iterator

import pytest

from taizhang import log


@pytest.fixture(autouse=True)
def _undo() -> Iterator[None]:
    before = {
        name: (logging.getLogger(name).handlers[:], logging.getLogger(name).level)
        for name in log.PACKAGES
    }
    yield
    for name, (handlers, level) in before.items():
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, True
        logger.setLevel(level)


def write(portal: str, message: str) -> None:
    """One line about a portal, by a module that knows nothing of it, in another thread."""

    async def in_a_thread() -> None:
        with log.log_context(portal, "crawl"):
            await asyncio.to_thread(logging.getLogger("extract.fetch").warning, message)

    asyncio.run(in_a_thread())


def test_a_line_of_text(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("info", "text")
    write("lanshan", "12 pages")
    line = capsys.readouterr().err
    assert line.endswith("Z warning lanshan crawl 12 pages\n")


def test_a_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("info", "json")
    write("lanshan", "目录 12 页")
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["portal"], line["stage"], line["message"]) == (
        "warning",
        "lanshan",
        "crawl",
        "目录 12 页",
    )


def test_quiet_below_the_level_and_once_however_often_set_up(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for _ in range(3):
        log.set_up("error", "text")
    write("lanshan", "a trifle")
    assert capsys.readouterr().err == ""
    logging.getLogger("load.build").error("out of space")
    assert capsys.readouterr().err.count("out of space") == 1
