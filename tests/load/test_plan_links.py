"""Plans of several years and levels: which follows which, which years are missing, where each duty comes from."""

from collections.abc import Mapping
from typing import Any

import pytest
from site_of_tests import FIRST, NEWS, Site, portal

import load.release.plan_links
from load import parquet
from load.build import build
from load.links.series import PublishedPlan, SeriesPlan, find_pairs, find_series
from load.links.titles import issuing_organ, plan_subject, plan_year, series_table
from load.proof.plan_links import prove_plan_links, stands_in_order
from load.proof.verify import Fault, verify
from load.release.release import publish
from taizhang.archive import Archive
from taizhang.ids import short_digest
from taizhang.releases import Release
from taizhang.store import Store
from taizhang.tables import TABLES
from taizhang.tables.terms import LinkKind, UpperBy

COUNTY, CITY, PROVINCE, NATION = "371302", "371300", "370000", "100000"
OFFICES = {
    COUNTY: "兰山区人民政府办公室",
    CITY: "临沂市人民政府办公室",
    PROVINCE: "山东省人民政府办公厅",
    NATION: "国务院办公厅",
}


def plan(
    name: str, year: int, region: str = COUNTY, subject: str = "政务公开工作要点", **values: Any
) -> PublishedPlan:
    title = f"{OFFICES[region]}关于印发{year}年{subject}的通知"
    return PublishedPlan(name, region, OFFICES[region], title, None, **values)


def by_name(*plans: PublishedPlan) -> Mapping[str, SeriesPlan]:
    return {one.document_id: one for one in find_series(plans)}


@pytest.mark.parametrize(
    ("title", "region", "subject"),
    [
        ("兰山区人民政府办公室关于印发2026年政务公开工作要点的通知", COUNTY, "政务公开"),
        ("兰山区2025年政务公开主要任务分工方案", COUNTY, "政务公开"),
        ("临沂市兰山区落实国务院办公厅2024年政务公开工作要点实施方案", COUNTY, "政务公开"),
        ("关于印发《全市农村公路养护行动计划》的通知", CITY, "农村公路养护"),
        ("2026年重点工作任务分工", COUNTY, ""),
    ],
)
def test_a_subject_is_a_title_without_place_year_and_form(
    title: str, region: str, subject: str
) -> None:
    assert plan_subject(title, region) == subject


def test_a_plan_is_of_the_year_in_its_title_else_of_its_day() -> None:
    assert plan_year("2025年工作要点", FIRST) == 2025
    assert plan_year("工作要点", FIRST) == FIRST.year
    assert plan_year("工作要点", None) is None


def test_a_government_and_its_offices_are_one_issuer_at_every_level() -> None:
    assert {issuing_organ(office) for office in OFFICES.values()} == {"人民政府"}
    assert issuing_organ("临沂市教育局") == issuing_organ("教育局") == "教育局"


def test_a_plan_follows_that_of_the_year_before_and_missing_years_are_named() -> None:
    found = by_name(plan("a", 2021), plan("b", 2022), plan("c", 2025), plan("d", 2030))
    assert [found[name].previous_document_id for name in "abcd"] == [None, "a", "b", None]
    assert [found[name].missing_years for name in "abcd"] == [(), (), (2023, 2024), ()]
    assert len({one.series_id for one in found.values()}) == 1


def test_plans_of_another_subject_issuer_or_place_are_of_another_series() -> None:
    other = plan("c", 2026, subject="农村公路养护计划")
    found = by_name(
        plan("a", 2025),
        plan("b", 2026, CITY),
        other,
        plan("d", 2026)._replace(issuer="兰山区教育局"),
    )
    assert len({one.series_id for one in found.values()}) == 4
    assert not any(one.previous_document_id for one in found.values())


def test_the_plan_above_is_the_nearest_of_the_same_year() -> None:
    plans = [
        plan("county", 2026),
        plan("province", 2026, PROVINCE),
        plan("nation", 2026, NATION),
        plan("old", 2025, CITY),
    ]
    found = by_name(*plans)
    assert (found["county"].upper_document_id, found["county"].upper_by) == (
        "province",
        UpperBy.SUBJECT,
    )
    assert found["province"].upper_document_id == "nation"
    assert found["nation"].upper_document_id is None


def test_a_plan_that_is_cited_comes_before_one_with_the_same_subject() -> None:
    own = plan("county", 2026, cited=("order", "sibling"))
    sibling = plan("sibling", 2026, CITY)._replace(region_code="371100")
    found = by_name(
        own, plan("city", 2026, CITY), plan("order", 2025, CITY, subject="政府开放日方案"), sibling
    )
    assert (found["county"].upper_document_id, found["county"].upper_by) == (
        "order",
        UpperBy.CITATION,
    )


def test_pairs_never_lead_backwards_or_to_siblings() -> None:
    plans = [plan("a", 2025), plan("b", 2026), plan("city", 2026, CITY)]
    kinds = {(pair.asking, pair.origin): pair.kind for pair in find_pairs(find_series(plans))}
    assert kinds == {("b", "a"): LinkKind.LAST_YEAR, ("b", "city"): LinkKind.CARRIES_OUT}


def test_every_word_of_a_title_has_a_note() -> None:
    assert all(entry["note"] for entries in series_table().values() for entry in entries)


# In a release ------------------------------------------------------------------------------------------------------

DUTIES = {
    "parks": "新建口袋公园{n}个，优先安排在老城区。",
    "markets": "完成{n}家农贸市场标准化改造，增设快检室。",
    "buses": "更新新能源公交车{n}辆，优化公交线路。",
    "schools": "新增普惠性幼儿园学位{n}00个，缓解入园难。",
}


def text_of(office: str, year: int, *duties: str) -> str:
    lines = [
        f"（{'一二三四'[k]}）{DUTIES[one].format(n=year % 7 + 3)}（责任单位：市{one}局）"
        for k, one in enumerate(duties)
    ]
    return "\n".join(["一、重点任务", *lines, office, f"{year}年3月2日"])


def put_plan(site: Site, region: str, year: int, *duties: str) -> None:
    office = OFFICES[region]
    site.put(
        f"{region}-{year}",
        f"{office}关于印发{year}年民生实事工作要点的通知",
        text_of(office, year, *duties),
    )


@pytest.fixture
def plans(site: Site) -> Site:
    put_plan(site, COUNTY, 2023, "parks", "markets", "buses")
    put_plan(site, COUNTY, 2025, "markets", "parks", "schools")
    put_plan(site, CITY, 2025, "schools", "buses", "parks")
    return site


def night(site: Site, number: int) -> Release:
    build(site.store, site.crawl(number), portal(), FIRST)
    return publish(site.store, [portal()], FIRST)


def linked(release: Release) -> set[tuple[str, str, str]]:
    texts = {row["task_id"]: row["text"][:6] for row in release.rows("tasks")}
    rows = release.rows("task_links", doubtful=False)
    return {(row["kind"], texts[row["task_id"]], texts[row["linked_task_id"]]) for row in rows}


def test_a_release_says_where_each_duty_comes_from(plans: Site) -> None:
    release = night(plans, 1)
    assert {(kind, own[:4], other[:4]) for kind, own, other in linked(release)} == {
        ("last_year", "新建口袋", "新建口袋"),
        ("last_year", "完成5家", "完成3家"),
        ("carries_out", "新建口袋", "新建口袋"),
        ("carries_out", "新增普惠", "新增普惠"),
    }
    [own] = release.rows("plan_series", year=2025, region_code=COUNTY)
    assert own["missing_years"] == [2024]
    assert own["upper_by"] == "subject"
    assert verify(plans.store, Archive(plans.store), release).findings == []


def test_only_plans_whose_pair_changed_are_linked_again(
    plans: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = night(plans, 1)
    made: list[tuple[str, str]] = []
    really = load.release.plan_links.link_pairs
    monkeypatch.setattr(
        load.release.plan_links,
        "link_pairs",
        lambda pairs, plans: (
            made.extend((pair.asking, pair.origin) for pair in pairs) or really(pairs, plans)
        ),
    )
    put_plan(plans, CITY, 2024, "parks", "markets")
    second = night(plans, 2)
    cities = {row["document_id"] for row in second.rows("plan_series", region_code=CITY)}
    assert len(made) == 1
    assert set(made[0]) == cities
    before, after = (release.rows("task_links") for release in (first, second))
    assert [
        row for row in after if {row["document_id"], row["linked_document_id"]} != cities
    ] == before
    assert len(after) > len(before)
    monkeypatch.setattr(load.release.plan_links, "_linked_before", lambda _: {})
    plans.put("news", "全市政务公开工作会议召开", NEWS)
    assert night(plans, 3).rows("task_links") == after
    assert len(made) == 1 + 3, "what nobody remembers is linked again, and comes to the same"


@pytest.mark.parametrize("torn", [b"", b"{", b"[]", b"{}"])
def test_what_was_remembered_of_links_and_is_torn_is_made_again(plans: Site, torn: bytes) -> None:
    first = night(plans, 1)
    plans.store.write(f"{first.folder}/{load.release.plan_links.LINKED}", torn)
    put_plan(plans, CITY, 2024, "parks", "markets")
    second = night(plans, 2)
    assert second.release_id != first.release_id
    assert linked(first) <= linked(second)
    assert len(second.rows("task_links")) > len(first.rows("task_links"))


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("task_links", "similarity", 0.111),
        ("task_links", "kind", "carries_out"),
        ("task_links", "reason", "口袋妖怪"),
        ("task_links", "doubtful", True),
        ("plan_series", "year", 1999),
        ("plan_series", "subject", "别的主题"),
        ("plan_series", "missing_years", [1]),
    ],
)
def test_a_link_that_was_changed_is_found_and_named(
    plans: Site, name: str, column: str, value: object
) -> None:
    release = night(plans, 1)
    tables = {
        one: release.table(one)
        for one in ("documents", "tasks", "citations", "task_links", "plan_series")
    }
    assert list(prove_plan_links(tables)) == []
    rows = tables[name].to_pylist()
    spoiled = next(row for row in rows if row[column] != value)
    spoiled[column] = value
    tables[name] = TABLES[name].to_arrow(rows)
    flaws = list(prove_plan_links(tables))
    assert (name, column) in {(flaw.table, flaw.column) for flaw in flaws}


def test_a_link_taken_out_or_put_in_is_found(plans: Site) -> None:
    release = night(plans, 1)
    table = release.table("task_links")
    key = f"{release.folder}/task_links/all.parquet"
    plans.store.write(key, parquet.as_bytes(table.slice(1)))
    found = verify(plans.store, Archive(plans.store), Release(plans.store, release.release_id))
    assert any("not published" in finding.message for finding in found.of(Fault.VALUE))


def test_a_reason_stands_in_its_task_in_order() -> None:
    assert stands_in_order("公园…老城", "新建公园,在老城")
    assert not stands_in_order("老城…公园", "新建公园,在老城")


def test_ids_of_a_series_follow_from_what_it_is(store: Store) -> None:
    [own] = find_series([plan("a", 2025)])
    assert own.series_id == short_digest(f"{COUNTY} 人民政府 政务公开")
