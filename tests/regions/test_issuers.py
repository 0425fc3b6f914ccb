"""Where an issuer sits."""

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from taizhang.regions import NATION, place_length, region_of_issuer


@pytest.mark.parametrize(
    ("issuer", "portal", "code"),
    [
        ("钦州市人民政府办公室", "450700", "450700"),
        ("通辽市科尔沁区人民政府", "150500", "150502"),
        ("内蒙古自治区通辽市科尔沁区人民政府办公室", None, "150502"),
        ("西双版纳州人民政府", None, "532800"),
        ("人民银行长沙中心支行", "430000", "430100"),
        ("国家税务总局钦州市税务局", "450700", "450700"),
        ("国家矿山安全监察局贵州局", None, "520000"),
        ("中共会宁县委办公室", None, "620422"),
        ("会宁县 人民政府", None, "620422"),
        ("朝阳区人民政府", "110000", "110105"),
        ("朝阳区人民政府", "110105", "110105"),
        ("朝阳区人民政府", "220103", "220104"),
        ("海南州人民政府", None, "632500"),
        ("河北区人民政府", "120000", "120105"),
        ("道真自治县人民政府办公室", None, "520325"),
        ("平潭综合实验区管委会", None, "350128"),
        ("济源产城融合示范区管理委员会", None, "419001"),
    ],
)
def test_the_place_at_the_head_says_where(issuer: str, portal: str | None, code: str) -> None:
    assert region_of_issuer(issuer, portal) == code


@pytest.mark.parametrize(
    ("issuer", "portal", "code"),
    [
        ("市人民政府办公室", "450700", "450700"),
        ("市人民政府办公室", "450721", "450700"),
        ("市人民政府", "110105", "110000"),
        ("市政府", "419001", "419001"),
        ("县人民政府", "620422", "620422"),
        ("县人民政府", "620400", None),
        ("自治区人民政府", "450721", "450000"),
        ("省人民政府", "450721", None),
        ("省政府办公厅", "620422", "620000"),
        ("州政府", "532801", "532800"),
        ("区政府", "150502", "150502"),
        ("旗人民政府", "150525", "150525"),
        ("盟行政公署", "152501", "152500"),
        ("市中级人民法院", "450700", "450700"),
        ("市场监督管理局", "450700", None),
        ("市政管理局", "450700", None),
    ],
)
def test_a_level_is_that_of_the_portal(issuer: str, portal: str, code: str | None) -> None:
    assert region_of_issuer(issuer, portal) == code


@pytest.mark.parametrize(
    "issuer",
    [
        "国务院办公厅",
        "中共中央办公厅",
        "财政部",
        "国家发展改革委",
        "海关总署",
        "农业部",
        "最高人民法院",
        "中国人民银行",
    ],
)
def test_the_nations_organs_sit_above_all_regions(issuer: str) -> None:
    assert region_of_issuer(issuer, "450700") == NATION


@pytest.mark.parametrize(
    "issuer",
    [
        "财政局",
        "公安局",
        "资源局",
        "办公室",
        "西咸新区管委会",
        "赣江新区管委会",
        "朝阳区人民政府",
        "",
    ],
)
def test_where_nothing_says_it_is_not_guessed(issuer: str) -> None:
    assert region_of_issuer(issuer) is None


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("通辽市科尔沁区财政局", "通辽市科尔沁区"),
        ("河南证监局", "河南"),
        ("公安局", ""),
        ("恩施州财政局", "恩施州"),
    ],
)
def test_places_at_the_head_are_measured(name: str, places: str) -> None:
    assert name[: place_length(name)] == places


def issuers_table(key: str) -> list[dict[str, Any]]:
    text = resources.files("taizhang.regions").joinpath("issuers.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)[key]
    return found


# An issuer for each entry, in the table's order.
NATIONAL = ["国务院办公厅", "国家税务总局", "财政部", "建设部", "海关总署", "质检总局"]


@pytest.mark.parametrize(("number", "issuer"), list(enumerate(NATIONAL)))
def test_each_way_to_name_the_nation_is_needed(number: int, issuer: str) -> None:
    entries = issuers_table("nation")
    assert len(entries) == len(NATIONAL)
    assert [i for i, entry in enumerate(entries) if re.match(entry["pattern"], issuer)] == [number]
    assert region_of_issuer(issuer) == NATION


def test_each_word_that_begins_like_a_level_is_needed() -> None:
    for entry in issuers_table("no_level"):
        for word in entry["words"]:
            assert region_of_issuer(f"{word}办公室", "450700") is None, word
            assert re.match("[省市县区州]", word), word


def test_each_kind_of_area_is_needed() -> None:
    assert len(issuers_table("area")) == 1
    for issuer in ("平潭综合实验区管委会", "济源产城融合示范区管委会", "会宁工业园管委会"):
        assert region_of_issuer(issuer) is not None


def test_each_name_of_the_party_is_cut() -> None:
    for entry in issuers_table("party"):
        for word in entry["words"]:
            assert region_of_issuer(f"{word}钦州市委员会") == "450700"
