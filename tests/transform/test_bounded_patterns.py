"""No pattern goes back and forth without bound: each is done in time with lines in which anything repeats."""

import importlib
import pkgutil
import re
import signal
import time
from collections.abc import Collection, Iterator
from functools import cache

import pytest

import taizhang
import transform
from transform.lexicon.pattern import Pattern

LONGEST = 600  # characters of a line in which something repeats
MOST = 0.2  # seconds of the processor for one search; what goes back without bound takes minutes
WORDS = """
某县人民政府办公室 县教育局、 市县区 各乡镇 有关单位 承担涉及的 责任单位： 牵头 负责 等 和 局
一、 （一） 第一条 1. 1 一 2021年 3月1日 底前 20个工作日内 每年 〔2021〕1号 《通知》
（ ） “ ” 、 ， 。 ： - — · <div a= http:// ā
"""
REPEATED = (*WORDS.split(), " ", "\u3000", "\n")
TAILS = ("", "，修渠", "\n")


@cache
def patterns() -> Collection[re.Pattern[str]]:
    """Every compiled pattern for text that a module of ours holds, by itself or in a collection."""
    found: dict[str, re.Pattern[str]] = {}
    for package in (transform, taizhang):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                for pattern in held(value):
                    if isinstance(pattern.pattern, str):
                        found.setdefault(pattern.pattern, pattern)
    return found.values()


def held(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Pattern):
        yield value.compiled
    elif isinstance(value, dict):
        yield from held(list(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from held(one)


def took(pattern: re.Pattern[str], line: str) -> float:
    """Seconds that a pattern needs for a line; stopped where it needs far too many."""

    def stop(signum: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * MOST)
    try:
        pattern.search(line)
        pattern.fullmatch(line)
    except TimeoutError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - began


@pytest.mark.parametrize("tail", TAILS, ids=repr)
def test_every_pattern_is_done_in_time(tail):
    lines = [piece * (LONGEST // len(piece)) + tail for piece in REPEATED]
    slow = [
        (pattern.pattern[:60], line[:12])
        for pattern in patterns()
        for line in lines
        if took(pattern, line) > MOST
    ]
    assert not slow
