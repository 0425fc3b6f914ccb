"""Regions by code and name: the table holds together, a name means one region or none."""

import subprocess
import sys
from collections import defaultdict
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.portals import load_portals
from taizhang.regions import NATION, Level, Region, all_regions, find_region, region_by_code

PRESENT = [r for r in all_regions() if r.is_standing]
LAST_YEAR = 2024
PORTAL_FILES = Path(str(files("taizhang"))) / "portal_files"


def test_the_present_regions_are_those_of_the_last_list() -> None:
    counts = {level: sum(r.level is level for r in PRESENT) for level in Level}
    assert counts == {Level.PROVINCE: 34, Level.PREFECTURE: 333, Level.COUNTY: 2846}


def test_each_code_is_held_by_one_name_at_a_time() -> None:
    by_code: defaultdict[str, list[Region]] = defaultdict(list)
    for entry in all_regions():
        by_code[entry.code].append(entry)
    for entries in by_code.values():
        for earlier, later in pairwise(entries):
            assert earlier.valid_to is not None
            assert later.valid_from is not None
            assert earlier.valid_to < later.valid_from, (earlier, later)


def test_each_row_is_consistent() -> None:
    levels = {"0000": Level.PROVINCE, "00": Level.PREFECTURE}
    for entry in all_regions():
        assert entry.name not in entry.short_names, entry
        assert all(len(short) > 1 for short in entry.short_names), entry
        assert (entry.valid_from or 1999) <= (entry.valid_to or LAST_YEAR), entry
        assert entry.level is next(
            (v for end, v in levels.items() if entry.code.endswith(end)), Level.COUNTY
        ), entry
        assert entry.parent_code is None or region_by_code(entry.parent_code) is not None, entry


def test_successors_lead_to_the_present_or_to_a_division() -> None:
    for entry in all_regions():
        assert entry.successor is None or not entry.is_standing, entry
        seen: list[Region] = []
        at = entry
        while at.successor:
            assert at not in seen, entry
            seen.append(at)
            after = date((at.valid_to or LAST_YEAR) + 1, 12, 31)
            at = next(r for r in all_regions() if r.code == at.successor and r.holds_on(after))
        assert at.is_standing or at.successor is None


def test_few_former_regions_were_divided_so_that_none_succeeds_them() -> None:
    assert sum(not r.is_standing and r.successor is None for r in all_regions()) <= 25


@given(st.sampled_from(all_regions()), st.data())
def test_a_name_is_found_in_its_parent_in_any_year_in_which_it_stood(
    entry: Region, data: st.DataObject
) -> None:
    year = data.draw(st.integers(entry.valid_from or 1999, entry.valid_to or LAST_YEAR))
    assert find_region(entry.name, entry.parent_code, date(year, 12, 31)) == entry


@given(st.sampled_from(PRESENT), st.data())
def test_what_a_name_finds_bears_that_name(entry: Region, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([entry.name, *entry.short_names]))
    found = find_region(name)
    assert found is None or name in (found.name, *found.short_names)
    assert find_region(entry.name, entry.code) == entry


@pytest.mark.parametrize(
    ("name", "within", "code"),
    [
        ("钦州市", None, "450700"),
        ("会宁", None, "620422"),
        ("恩施州", None, "422800"),
        ("内蒙古", None, "150000"),
        ("科左中旗", "150500", "150521"),
        ("朝阳区", "110000", "110105"),
        ("朝阳区", "220100", "220104"),
        ("济源市", "410000", "419001"),
        ("长沙", None, "430100"),
        ("长沙", "430121", "430121"),
        ("吉林", None, "220000"),
        ("钦州市", NATION, "450700"),
        ("海南", None, "460000"),
        ("海南", "630000", "632500"),
        ("襄樊市", None, "420600"),
    ],
)
def test_a_name_means_one_region(name: str, within: str | None, code: str) -> None:
    found = find_region(name, within)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", ["朝阳区", "朝阳", "鼓楼区", "城关", "思茅市", "桃花源市", ""])
def test_an_ambiguous_or_unknown_name_means_none(name: str) -> None:
    assert find_region(name) is None


@pytest.mark.parametrize(
    ("name", "on", "code", "full"),
    [
        ("思茅市", date(2005, 5, 1), "530800", "思茅市"),
        ("密云县", date(2010, 1, 1), "110228", "密云县"),
        ("密云", date(2010, 1, 1), "110228", "密云县"),
        ("密云", date(2020, 1, 1), "110118", "密云区"),
        ("巢湖市", date(2009, 1, 1), "341400", "巢湖市"),
        ("巢湖市", date(2015, 1, 1), "340181", "巢湖市"),
        ("襄樊市", date(2015, 1, 1), "420600", "襄樊市"),
    ],
)
def test_a_former_name_means_what_it_meant_then(name: str, on: date, code: str, full: str) -> None:
    found = find_region(name, on=on)
    assert found is not None
    assert (found.code, found.name) == (code, full)


def test_the_table_is_read_at_the_first_question_and_fast() -> None:
    script = (
        "import time, taizhang.regions as r, taizhang.regions.table as t\n"
        "assert not t.all_regions.cache_info().currsize\n"
        "best = 1.0\n"
        "for _ in range(5):\n"
        "    t.all_regions.cache_clear()\n"
        "    start = time.process_time(); t.all_regions(); best = min(best, time.process_time() - start)\n"
        "print(best)"
    )
    seconds = float(
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout
    )
    assert seconds < 0.05


def test_the_portal_files_name_their_regions_as_the_table_does() -> None:
    for portal in load_portals(PORTAL_FILES):
        said = portal.region
        if said.code == NATION:
            assert said.name == "全国", portal.slug
            continue
        entry = region_by_code(said.code)
        assert entry is not None, portal.slug
        assert entry.is_standing, portal.slug
        places = [entry.name]
        while (above := region_by_code(entry.parent_code or "")) is not None:
            entry = above
            places.insert(0, entry.name)
        assert said.name == "".join(places), portal.slug
