"""Saved pages and replay portals: text, titles, dates and attachments are those of the truth files."""

import json
import re
from collections import Counter
from itertools import pairwise
from statistics import fmean
from urllib.parse import urlsplit

import pytest

from transform.model import Context, Payload
from transform.web.chrome import as_lines
from transform.web.page import read_page
from transform.web.printed_metadata import describe_page

pytestmark = pytest.mark.shared
LETTERS = re.compile(r"[^\w]")
# What the list says of these differs from the page on purpose: the number behind the title is the document's, and one
# page prints no date.
NUMBER_BEHIND_TITLE = "content_90ad23b3dc6ad50c4fcdf7a67dcd7c4b.shtml"
NO_DATE = "art_1287_24581.html"


def letters(text):
    return LETTERS.sub("", text)


def likeness(found, wanted):
    """Shared pairs of letters, as F1."""
    left, right = (Counter(pairwise(text)) for text in (letters(found), letters(wanted)))
    total = sum(left.values()) + sum(right.values())
    return 2 * sum((left & right).values()) / total if total else 1.0


def read(path, url=None):
    return read_page(Payload(path.read_bytes(), "sha256:0", url=url, name=path.name), Context())


def text_of(page):
    return "\n".join(line.text for line in as_lines(page.blocks)) if page.is_document else ""


def articles(shared):
    expected = json.loads((shared / "portals/expected.json").read_text("utf-8"))
    for site in expected["sites"].values():
        for article in site["generation1"]["articles"]:
            url = urlsplit(article["url"])
            yield site, article, shared / "portals/sites" / url.netloc / url.path.lstrip("/")


def test_saved_pages_are_read_as_their_gold_says(shared):
    likenesses, wrong = [], Counter()
    for path in sorted((shared / "gold/pages").glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        page = read(shared / gold["file"])
        metadata = describe_page(page.printed)
        if not gold["text"]:
            wrong["document"] += bool(text_of(page))
            continue
        likenesses.append(likeness(text_of(page), gold["text"]))
        published = metadata.published_on and metadata.published_on.isoformat()
        wrong["title"] += "title" in gold and letters(metadata.title or "") != letters(
            gold["title"]
        )
        wrong["published_on"] += "published_on" in gold and published != gold["published_on"]
    assert fmean(likenesses) >= 0.99
    assert max(wrong.values()) <= 1, wrong


def test_articles_of_the_replay_portals_have_their_titles_dates_and_files(shared):
    for site, article, path in articles(shared):
        page = read(path, article["url"])
        metadata = describe_page(page.printed)
        assert page.is_document, path
        if path.name != NUMBER_BEHIND_TITLE:
            assert letters(article["title"]).startswith(letters(metadata.title)), path
        if path.name != NO_DATE:
            assert metadata.published_on.isoformat() == article["list_date"], path
        assert len(page.attachments) == len(article.get("attachments", [])), path
        assert bool(page.injected) == ("injected_text" in article.get("flags", [])), path
        assert (not page.blocks) == (article["url"] in site["image_only"]), path


def test_articles_of_the_replay_portals_have_their_texts(shared):
    likenesses = [
        likeness(
            text_of(read(path, article["url"])), (shared / article["document"]).read_text("utf-8")
        )
        for _, article, path in articles(shared)
        if article.get("document", "").endswith(".txt")
        and article["document"].startswith("corpus/documents")
        and "hant" not in article.get("flags", [])
    ]
    assert min(likenesses) >= 0.98
    assert fmean(likenesses) >= 0.995


def test_nothing_else_on_the_replay_portals_is_a_document(shared):
    for path in sorted((shared / "portals/sites").rglob("*")):
        is_page = path.suffix in (".html", ".htm", ".shtml")
        if is_page and (
            path.name.startswith(("_", "index", "list")) or path.stem in ("zfwj", "tzgg")
        ):
            url = "http://" + path.relative_to(shared / "portals/sites").as_posix()
            assert not read(path, url).is_document, path
