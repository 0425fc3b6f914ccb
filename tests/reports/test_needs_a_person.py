"""What needs a person: the right troubles, each under a key that lasts as long as the trouble does."""

from dataclasses import replace
from datetime import timedelta

import sample

from reports.alerts import find_troubles
from reports.disk import DiskUse
from reports.status import Status
from taizhang.tables.terms import Health

ROOM = DiskUse({"archive": 10**9}, 10**12, 10**6)
FLOOR = 2 * 2**30


def test_broken_blocked_and_long_stale_portals_need_a_person(now: Status):
    found = find_troubles(replace(now, disk=ROOM), FLOOR)
    assert set(found) == {"tongliao broken", "huining blocked", "qinzhou stale"}
    assert "通辽市人民政府" in found["tongliao broken"]
    assert "share of list pages that answered: 0%" in found["tongliao broken"]
    assert "Open http://tongliao.gov.test/" in found["tongliao broken"]
    assert all("\n" not in line for line in found.values())


def test_a_portal_s_trouble_ends_with_its_page_in_the_explorer(now: Status):
    plain = find_troubles(replace(now, disk=ROOM), FLOOR)
    led = find_troubles(replace(now, disk=ROOM), FLOOR, "http://10.0.0.5:8020")
    assert set(led) == set(plain)
    assert (
        led["tongliao broken"]
        == plain["tongliao broken"] + " http://10.0.0.5:8020/portals/tongliao"
    )


def test_a_stale_portal_is_given_a_week(now: Status):
    [stale] = [one for one in now.portals if one.health is Health.STALE]
    fresh = [one for one in now.portals if one.health is Health.FRESH]
    young = replace(stale, since=sample.TODAY - timedelta(days=6))
    assert find_troubles(replace(now, disk=ROOM, portals=(young, *fresh)), FLOOR) == {}
    old = replace(stale, since=sample.TODAY - timedelta(days=7))
    assert set(find_troubles(replace(now, disk=ROOM, portals=(old, *fresh)), FLOOR)) == {
        "qinzhou stale"
    }


def test_a_key_does_not_change_while_the_trouble_lasts(now: Status):
    later = replace(now, disk=ROOM, at=now.at + timedelta(hours=20))
    assert set(find_troubles(later, FLOOR)) == set(find_troubles(replace(now, disk=ROOM), FLOOR))


def test_a_disk_that_is_low_or_soon_full(now: Status):
    well = tuple(one for one in now.portals if not one.needs_a_person)
    low = replace(now, portals=well, disk=replace(ROOM, free=FLOOR - 1))
    assert "2.1 GB free" in find_troubles(low, FLOOR)["disk"]
    soon = replace(now, portals=well, disk=replace(ROOM, pace=10**12 / 13))
    assert "enough for 13 days" in find_troubles(soon, FLOOR)["disk"]
    bucket = replace(now, portals=well, disk=DiskUse({"archive": 1}, None, 10**12))
    assert find_troubles(bucket, FLOOR) == {}


def test_nights_that_do_not_come(now: Status):
    well = tuple(one for one in now.portals if not one.needs_a_person)
    silent = replace(now, portals=well, disk=ROOM, at=now.at + timedelta(hours=30))
    assert "taizhang serve" in find_troubles(silent, FLOOR)["no crawl"]
    assert find_troubles(replace(silent, at=now.at + timedelta(hours=28)), FLOOR) == {}


def test_nothing_that_could_be_published(now: Status):
    assert set(
        find_troubles(replace(now, disk=ROOM, portals=(), runs=(), release=None), FLOOR)
    ) == {"no release"}


def test_a_release_that_stands_still(now: Status):
    sick = tuple(one for one in now.portals if one.needs_a_person)
    assert (
        "network"
        in find_troubles(replace(now, disk=ROOM, portals=sick), FLOOR)["release held back"]
    )


def test_a_store_without_anything_is_no_trouble(now: Status):
    empty = replace(now, portals=(), runs=(), disk=ROOM)
    assert find_troubles(empty, FLOOR) == {}
