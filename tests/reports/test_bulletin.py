"""A bulletin says what the tables say, line by line, on the page and in the workbook."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook
from site_of_tests import FIRST, Site, portal

from flows.cli import run_command
from load.build import build
from load.release.release import publish
from reports.bulletins.files import write_all_bulletins
from reports.bulletins.page import MOST, render_bulletin
from reports.bulletins.quarter import Quarter, parse_quarter, quarter_before
from reports.bulletins.sections import SECTIONS, Bulletin, _place_elsewhere, make_bulletin
from reports.bulletins.words import name_of, note_of
from reports.bulletins.workbook import bulletin_workbook
from taizhang.archive.checks import write_checks
from taizhang.errors import UserError
from taizhang.releases import Release, latest_release
from taizhang.store import Store

CHECK = {
    "portal": "lanshan",
    "channel": "zfwj",
    "check": "updated",
    "value": "200 days",
    "limit": "at most 14 days",
    "passed": False,
    "evidence": "looked at",
}
QUARTER = Quarter(2026, 4)
DAY = timedelta(days=1)


TASKS = """一、重点任务
（一）公开规划信息。集中公开国民经济和社会发展规划，2026年12月底前完成。（责任单位：市发展改革委）
（二）调度项目。每月召开调度会，全年完成投资40亿元。（责任单位：市财政局）
（三）抽查市场。随机抽查比例达到80%，2026年6月底前完成。（责任单位：市场监管局）
兰山区人民政府办公室
{day}"""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of two nights: a plan, one of three years before, a notice that was edited where it stood, a check."""
    store = Store(tmp_path_factory.mktemp("bulletin") / "store")
    site = Site(store)
    office = "兰山区人民政府办公室关于印发"
    title = f"{office}2026年重点项目工作要点的通知"
    text = "兰政办发〔2026〕5号\n" + TASKS.format(day="2026年11月2日")
    site.put("new", title, text)
    # Word for word it would be one document with an alias.
    site.put("again", title, f"{text}\n（此件公开发布）", published="2026-11-19")
    old = TASKS.replace("2026", "2023").format(day="2023年3月2日")
    site.put("old", f"{office}2023年重点项目工作要点的通知", old, published="2023-03-03")
    for number in (1, 2):
        task = "集中公开民生信息" if number == 1 else "适时公开民生信息"
        text = TASKS.replace("集中公开国民经济和社会发展规划", task).format(day="2026年10月9日")
        site.put("edited", f"{office}2026年民生信息工作方案的通知", text, published="2026-10-10")
        foreign = TASKS.replace("兰山区", "沈阳市").format(day="2026年10月8日")
        title = "沈阳市人民政府办公室关于印发2026年规划信息工作方案的通知"
        site.put("foreign", title, foreign, published="2026-10-12")
        day = FIRST + (number - 1) * DAY
        build(store, site.crawl(number), portal(), day)
        write_checks(store, "lanshan", day, [CHECK | {"checked_on": day}])
        publish(store, [portal()], day)
    return store


@pytest.fixture(scope="module")
def release(live: Store) -> Release:
    found = latest_release(live)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def many_regions(store: Store) -> Release:
    found = latest_release(store)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def bulletin(release: Release) -> Bulletin:
    return make_bulletin(release, "兰山区", QUARTER)


def test_every_section_has_something_to_say(bulletin: Bulletin) -> None:
    assert {section.name for section in bulletin.sections if not section.rows} == set()


def keys(bulletin: Bulletin, name: str) -> list[str]:
    [section] = [one for one in bulletin.sections if one.name == name]
    return [row.key for row in section.rows]


def test_a_quarter_has_its_days() -> None:
    assert (parse_quarter("2017Q3").first, parse_quarter("2017 q3").last) == (
        date(2017, 7, 1),
        date(2017, 9, 30),
    )
    assert parse_quarter("2026Q4").last == date(2026, 12, 31)
    with pytest.raises(UserError, match="write it like 2017Q3"):
        parse_quarter("2017Q5")


@pytest.mark.parametrize("day", [date(2026, month, 1) for month in range(1, 13)])
def test_the_quarter_before_a_day_is_over_and_the_next_is_not(day: date) -> None:
    before = quarter_before(day)
    assert before.last < day
    assert before.last + 93 * DAY > day


def test_a_region_is_named_by_its_end_and_nothing_is_guessed(many_regions: Release) -> None:
    assert many_regions.full_region("钦州市") == "广西壮族自治区钦州市"
    for name, message in (("北京市", "there is no region"), ("市", "name one of")):
        with pytest.raises(UserError, match=message):
            many_regions.full_region(name)


def own_tasks(release: Release, bulletin: Bulletin) -> dict[str, dict[str, Any]]:
    """Tasks of the region's portals by id, those of another place's plan and of second copies apart."""
    rows = release.rows("tasks", region=bulletin.region)
    [again] = [
        row["document_id"]
        for row in release.rows("documents", "document_id", "url")
        if row["url"].endswith("/again.html")
    ]
    own = {
        row["task_id"]: row
        for row in rows
        if row["issuer_region"] in (None, "山东省临沂市兰山区") and row["document_id"] != again
    }
    assert 0 < len(own) < len(rows)
    return own


def test_tables_take_a_region_by_its_end_and_never_filter_by_one_that_nothing_has(
    many_regions: Release,
) -> None:
    full = many_regions.rows("tasks", "task_id", region="广西壮族自治区钦州市")
    assert many_regions.rows("tasks", "task_id", region="钦州市") == full != []
    both = many_regions.rows("tasks", "task_id", region=["钦州市", "兰山区"])
    assert len(both) > len(full)
    with pytest.raises(UserError, match="there is no region 北京市"):
        many_regions.tasks(region="北京市")


def test_a_plan_under_two_addresses_promises_nothing_twice(bulletin: Bulletin) -> None:
    for name in ("due", "overdue", "recurring", "targets", "new_plans"):
        [section] = [section for section in bulletin.sections if section.name == name]
        pages = {str(row.url).rpartition("/")[2] for row in section.rows}
        assert "new.html" in pages
        assert "again.html" not in pages


def test_due_and_overdue_tasks_are_those_of_the_table(release: Release, bulletin: Bulletin) -> None:
    tasks = own_tasks(release, bulletin)
    days = {key: row["due_on"] for key, row in tasks.items() if row["due_on"]}
    first, last = QUARTER.first, QUARTER.last
    assert set(keys(bulletin, "due")) == {key for key, day in days.items() if first <= day <= last}
    assert set(keys(bulletin, "overdue")) == {
        key for key, day in days.items() if first - 365 * DAY <= day < first
    }


def test_plans_of_other_places_are_named_and_their_tasks_are_in_no_list(bulletin: Bulletin) -> None:
    [section] = [one for one in bulletin.sections if one.name == "from_elsewhere"]
    [row] = section.rows
    assert row.cells[2:] == ("辽宁省沈阳市", "3")
    lists = [one for one in bulletin.sections if "document" in one.columns and one != section]
    assert not any(row.cells[1] in other.cells for one in lists for other in one.rows)


@pytest.mark.parametrize(("portal_region", "place"), [("430100", "150500"), ("150521", None)])
def test_a_plan_that_is_handed_on_is_of_the_place_that_it_names(
    portal_region: str, place: str | None
) -> None:
    handed_on = {
        "title": "关于转发通辽市2021年政务公开工作要点的通知",
        "issuer_region_code": None,
        "portal_region_code": portal_region,
    }
    assert _place_elsewhere(handed_on) == place


def test_plans_recurring_duties_targets_edits_and_checks_are_those_of_the_tables(
    release: Release, bulletin: Bulletin
) -> None:
    tasks = own_tasks(release, bulletin)
    plans = {row["document_id"] for row in tasks.values()}
    slugs = [row["portal"] for row in release.rows("portals", region=bulletin.region)]
    documents = {row["document_id"]: row for row in release.rows("documents", portal=slugs)}

    def now(day: date | None) -> bool:
        return day is not None and QUARTER.first <= day <= QUARTER.last

    def of_year(key: str) -> bool:
        return (
            key in tasks
            and date(2026, 1, 1) <= (tasks[key]["published_on"] or date.min) <= QUARTER.last
        )

    assert set(keys(bulletin, "new_plans")) == {
        key for key in plans if now(documents[key]["published_on"])
    }
    changed = {
        key for key in plans if documents[key]["last_changed"] > documents[key]["first_seen"]
    }
    assert set(keys(bulletin, "changed_plans")) == {
        key for key in changed if now(documents[key]["last_changed"])
    }
    limits = [
        row
        for row in release.rows("time_limits")
        if row["kind"] == "recurring" and of_year(row["task_id"])
    ]
    assert sorted(keys(bulletin, "recurring")) == sorted({row["task_id"] for row in limits})
    targets = [row for row in release.rows("targets") if of_year(row["task_id"])]
    assert sorted(keys(bulletin, "targets")) == sorted(
        f"{row['task_id']} {row['position']}" for row in targets
    )
    edits = [
        row
        for row in release.rows("versions")
        if row["document_id"] in documents and now(row["valid_to"])
    ]
    assert len(keys(bulletin, "silent_edits")) == len(edits)
    checks = [
        row
        for row in release.rows("portal_checks", portal=slugs)
        if not row["passed"] and now(row["checked_on"])
    ]
    assert len(keys(bulletin, "checks")) == len(checks)


def test_the_page_says_each_line_of_the_bulletin(bulletin: Bulletin) -> None:
    soup = BeautifulSoup(render_bulletin(bulletin), "html.parser")
    for section in bulletin.sections:
        found = soup.find(id=section.name)
        assert found is not None
        rows = found.select("tbody tr")
        assert [row["data-key"] for row in rows] == [row.key for row in section.rows[:MOST]]
        for shown, row in zip(rows, section.rows, strict=False):
            said = [cell.get_text() for cell in shown.find_all("td")]
            assert said == [_as_text(cell) or "–" for cell in row.cells]
    assert not soup.select("script, link[rel=stylesheet], img")


def test_its_lines_lead_into_the_explorer_where_that_is_served(bulletin: Bulletin) -> None:
    soup = BeautifulSoup(render_bulletin(bulletin, "http://10.0.0.5:8020/"), "html.parser")
    for section in bulletin.sections:
        led = {
            one["href"]
            for one in soup.select(f"#{section.name} a")
            if "10.0.0.5" in str(one["href"])
        }
        assert led == {
            f"http://10.0.0.5:8020/{kind}/{key}"
            for kind, key in (row.place for row in section.rows)
        }
    assert "10.0.0.5" not in render_bulletin(bulletin)


def test_the_workbook_holds_all_lines_with_days_as_days(bulletin: Bulletin) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(bulletin_workbook(bulletin)))
    assert book.sheet_names == [
        name_of("section", section.name).zh for section in bulletin.sections
    ]
    for section in bulletin.sections:
        lines = book.get_sheet_by_name(name_of("section", section.name).zh).to_python(
            skip_empty_area=False
        )
        head, *rows = lines[1:]
        assert len(rows) == len(section.rows)
        assert [str(cell).partition("\n")[0] for cell in head] == [
            name_of("column", one).zh for one in section.columns
        ]
        for line, row in zip(rows, section.rows, strict=True):
            assert [cell or None for cell in line[: len(row.cells)]] == [
                cell or None for cell in row.cells
            ]


def test_every_section_and_column_has_words_in_both_languages() -> None:
    for name, columns, _ in SECTIONS:
        for words in (
            name_of("section", name),
            note_of(name),
            *(name_of("column", column) for column in columns),
        ):
            assert any("\u4e00" <= character <= "\u9fff" for character in words.zh)


def test_text_of_pages_is_no_markup_and_no_formula(bulletin: Bulletin) -> None:
    section = bulletin.sections[0]
    evil = section.rows[0].__class__((None, "=1+1", "<b>x</b>", "t"), "javascript:alert(1)", "k")
    spoiled = Bulletin(
        "r", QUARTER, "1", (), (section.__class__(section.name, section.columns, (evil,)),)
    )
    page = render_bulletin(spoiled)
    assert "<b>x" not in page
    assert "javascript:" not in page
    assert b"<f>" not in bulletin_workbook(spoiled)


def test_the_command_writes_both_files(
    store: Store, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [
        "bulletin",
        "--region",
        "钦州市",
        "--quarter",
        "2026Q4",
        "--store",
        str(store.root),
        "--to",
        str(tmp_path),
    ]
    assert run_command(command) == 0
    said = capsys.readouterr().out.split()
    assert [path.rpartition(".")[2] for path in said] == ["html", "xlsx"]
    assert (tmp_path / "广西壮族自治区钦州市-2026Q4.html").stat().st_size > 1000
    assert run_command([*command[:2], "北京市", *command[3:]]) == 2


def test_all_regions_have_theirs_beside_the_releases(many_regions: Release) -> None:
    found = write_all_bulletins(many_regions, QUARTER)
    assert len(found) == 2 * len(many_regions.regions) > 2
    assert all(many_regions.store.exists(key) for key in found)


def _as_text(cell: str | date | None) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell or ""
