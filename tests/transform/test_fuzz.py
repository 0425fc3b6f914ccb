"""Mutated pages: none crashes the reading, none is slow, none makes it grow."""

import random
import time
import tracemalloc
from pathlib import Path

import pytest

from transform.model import Context, Payload
from transform.reading import read_document, read_source

FROZEN = sorted((Path(__file__).resolve().parents[1] / "pages").glob("*/*.html"))
SLOWEST = 2.0  # seconds
WIDEST = 64 * 2**20  # bytes that a thousand pages may leave behind
PIECES = (
    *(
        b"<div>",
        b"</div>",
        b"<table>",
        b"</table>",
        b"<tr>",
        b"<td rowspan=0>",
        b"<td colspan=65535>",
        b"<p>",
        b"</p>",
    ),
    *(
        b"<!--",
        b"-->",
        b"<script>",
        b"</script>",
        b"<style>",
        b"</html>",
        b"<body>",
        b"<plaintext>",
        b"<textarea>",
    ),
    *(
        b'"',
        b"'",
        b">",
        b"<",
        b"&",
        b"&#0;",
        b"&#x110000;",
        b"\x00",
        b"\xff\xfe",
        b"\xe4\xb8",
        b"\x81",
        b"\r\n",
    ),
    *(
        "（责任单位：".encode(),
        "一、".encode(),
        "（一）".encode(),
        "、".encode(),
        "2021年".encode(),
        b"<b>" * 400,
    ),
    *(
        b'<a href="http://[">',
        b"<svg><p>",
        b"<math><mi>",
        b"<select><option>",
        b"<template>",
        b"<frameset>",
    ),
    *(
        b" style='" + b"width:1px;" * 300 + b"'",
        "（".encode() * 500,
        "）".encode() * 500,
        b"<ul><li>" * 200,
    ),
)


def mutate(content, chance):
    """One mutation: something put in, cut out, repeated or moved, a few times over."""
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        match chance.randrange(5):
            case 0:
                content = (
                    content[:at]
                    + chance.choice(PIECES) * chance.choice((1, 1, 1, 3, 30))
                    + content[at:]
                )
            case 1:
                content = content[:at] + content[min(to, at + 400) :]
            case 2:
                content = content[:at] + content[at : at + 2000] * 2 + content[at:]
            case 3:
                content = content[:at]
            case _:
                content = (
                    content[:at]
                    + bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
                    + content[at:]
                )
        if not content:
            return b"<"
    return content


def read_mutations(sources, count, seed):
    chance = random.Random(seed)
    for number in range(count):
        name, content = chance.choice(sources)
        mutated = mutate(content, chance)
        payload = Payload(
            mutated, "sha256:" + "0" * 64, url="http://www.yunxi.test/a.html", name="a.html"
        )
        began = time.process_time()
        try:
            reading = read_document(payload, [], Context())
        except Exception as error:
            error.add_note(f"mutation {number} of {name}, seed {seed}")
            raise
        took = time.process_time() - began
        assert took < SLOWEST, f"mutation {number} of {name}, seed {seed}: {took:.1f} s"
        for part in reading.parts:
            assert len(part.text) == len(part.original)


def test_mutations_of_frozen_pages_are_read():
    read_mutations([(path.name, path.read_bytes()) for path in FROZEN], 150, seed=20261122)


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_a_page_of_one_piece_is_read(piece):
    page = (
        b"<html><body><div class=TRS_Editor>"
        + piece * (20_000 // len(piece) + 1)
        + "<p>一、总体要求。</p>".encode()
    )
    began = time.process_time()
    read_document(Payload(page, "sha256:0", url="http://www.yunxi.test/a.html"), [], Context())
    assert time.process_time() - began < SLOWEST


BODY = "<div class=TRS_Editor><p>一、加强组织领导，落实责任。</p></div>"
HUGE = {
    "title": f"<title>{'关于-' * 50_000}</title>",
    "headings": f"<title>关于{'通知' * 5_000}</title>{'<h1>通知</h1>' * 5_000}",
    "line above": f"<h1>关于通知</h1><p>发布时间{' ' * 200_000}2021</p><p>{'：' * 50_000}</p>",
    "labels": f"<div>{'索引号：' * 20_000}</div>",
    "metas": '<meta name="a" content="b">' * 20_000,
    "scripts": f"<script>{'pubdate = ' * 30_000}</script>",
    "links": f"<div>{'<a href=http://x.example/>字</a>' * 20_000}</div>",
    "hidden": '<div style="display:none"><a href="http://x.example/">x</a></div>' * 10_000,
    "cells": f"<div class=TRS_Editor><table>{('<tr>' + '<td>字</td>' * 150 + '</tr>') * 150}</table></div>",
}


@pytest.mark.parametrize("piece", HUGE)
def test_a_page_of_which_a_part_is_huge_is_read(piece):
    page = f"<html><body>{HUGE[piece]}{BODY}".encode()
    began = time.process_time()
    read_document(Payload(page, "sha256:0", url="http://www.yunxi.test/a.html"), [], Context())
    assert time.process_time() - began < SLOWEST


@pytest.mark.shared
@pytest.mark.prove
def test_ten_thousand_mutations_of_real_pages_are_read(shared):
    files = [
        *(shared / "corpus/html").glob("*.html"),
        *(shared / "corpus/documents").glob("*.html"),
    ]
    sources = [(path.name, path.read_bytes()) for path in sorted(files)]
    read_mutations(sources, 1000, seed=1)
    tracemalloc.start()
    read_mutations(sources, 1000, seed=2)
    before, _ = tracemalloc.get_traced_memory()
    read_mutations(sources, 1000, seed=3)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < WIDEST
    read_mutations(sources, 7000, seed=4)


@pytest.mark.shared
def test_every_file_of_the_corpus_is_read(shared):
    for path in sorted(
        [*(shared / "corpus/html").glob("*.html"), *(shared / "corpus/documents").iterdir()]
    ):
        if path.suffix == ".csv":
            continue
        began = time.process_time()
        read_source(Payload(path.read_bytes(), "sha256:0", name=path.name), Context())
        assert time.process_time() - began < SLOWEST, path.name
