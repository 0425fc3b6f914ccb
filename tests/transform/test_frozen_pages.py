"""Frozen pages in each family's markup, each with what must be read from it.

`tests/pages/<family>/<case>.html` begins with a comment that gives its address; `<case>.expected.json` beside it is
written when it is missing, and the test fails until a person has looked at it and committed it.
"""

import json
import re
from pathlib import Path

import pytest

from taizhang.decoding import decode_text
from taizhang.families import all_families, recognise_family
from transform.model import Context, Paragraph, Payload
from transform.web import chrome
from transform.web.page import Page, read_page
from transform.web.printed_metadata import describe_page

PAGES = Path(__file__).resolve().parents[1] / "pages"
CASES = sorted(PAGES.glob("*/*.html"))
ADDRESS = re.compile(rb"<!-- (\S+) -->")


def read(case: Path) -> Page:
    content = case.read_bytes()
    match = ADDRESS.match(content)
    assert match, f"{case}: the first line must be a comment with the page's address"
    return read_page(Payload(content, "sha256:" + "0" * 64, url=match[1].decode()), Context())


def as_json(page: Page) -> dict[str, object]:
    metadata = describe_page(page.printed)
    return {
        "is_document": page.is_document,
        "why": page.why,
        "family": page.family,
        "charset": page.charset,
        "body": page.body_rule,
        "title": metadata.title,
        "doc_number": metadata.doc_number,
        "issuers": metadata.issuers,
        "index_number": metadata.index_number,
        "topic": metadata.topic,
        "written_on": metadata.written_on and metadata.written_on.isoformat(),
        "published_on": metadata.published_on and metadata.published_on.isoformat(),
        "validity": metadata.validity,
        "found": [f"{e.field}: {e.rule} {e.place}" for e in metadata.evidence],
        "text": [
            block.text
            if isinstance(block, Paragraph)
            else [[cell.text if cell else None for cell in row] for row in block.grid.slots]
            for block in page.blocks
        ],
        "attachments": [[link.url, link.name] for link in page.attachments],
        "injected": page.injected,
        "issues": [f"{issue.code}: {issue.message}" for issue in page.issues],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_page_is_read_as_reviewed(case):
    expected = case.with_suffix(".expected.json")
    found = as_json(read(case))
    if not expected.exists():
        expected.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
        pytest.fail(f"{expected.name} was missing and is written: look at it and commit it")
    assert found == json.loads(expected.read_text("utf-8"))


@pytest.mark.parametrize("family", all_families().values(), ids=lambda family: family.name)
def test_every_entry_of_a_family_is_used_by_one_of_its_pages(family):
    cases = [case for case in CASES if case.parent.name == family.name]
    assert cases, f"no page of {family.name} in tests/pages"
    sources = [decode_text(case.read_bytes()).text for case in cases]
    pages = [read(case) for case in cases]
    bodies = {page.body_rule for page in pages}
    places = {value.place for page in pages for value in page.printed}
    urls = [match[1].decode() for case in cases if (match := ADDRESS.match(case.read_bytes()))]
    unused = [place.selector for place in family.bodies if place.selector not in bodies]
    unused += [
        place.selector for place in (*family.titles, *family.dates) if place.selector not in places
    ]
    unused += [
        mark.text for mark in family.marks if not any(mark.text in source for source in sources)
    ]
    unused += [
        a.pattern for a in family.addresses if not any(re.search(a.pattern, url) for url in urls)
    ]
    assert not unused


def test_a_family_is_told_by_its_marks():
    for case in CASES:
        family = all_families()[case.parent.name]
        source = decode_text(case.read_bytes()).text
        if any(mark.text in source for mark in family.marks):
            assert recognise_family(source) == family.name, case


def test_every_name_that_is_cut_is_used():
    sources = "\n".join(decode_text(case.read_bytes()).text for case in CASES)
    used = {
        name
        for names in re.findall(r"(?:class|id)=\"([^\"]*)\"", sources)
        for name in names.split()
    }
    assert chrome.CUT & used
