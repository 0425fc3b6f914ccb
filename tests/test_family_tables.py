"""Families are data: each file is whole, and a wrong one says what is wrong."""

import pytest

from taizhang.families import GENERIC, all_families, by_address, parse_family


def test_every_entry_says_where_it_was_seen():
    for family in all_families().values():
        entries = (
            *family.marks,
            *family.addresses,
            *family.bodies,
            *family.titles,
            *family.dates,
            *family.lists,
        )
        assert family.title
        assert family.note
        assert all(entry.note for entry in entries), family.name


def test_the_generic_family_comes_last():
    assert list(all_families())[-1] == GENERIC


def test_a_key_that_nobody_reads_is_an_error():
    with pytest.raises(TypeError, match=r"families/x\.toml: unknown key colour"):
        parse_family("x", 'title = "X"\nnote = "n"\ncolour = "red"')
    with pytest.raises(TypeError, match="unexpected keyword"):
        parse_family(
            "x", 'title = "X"\nnote = "n"\n[[body]]\nselector = ".a"\nnote = "n"\nsize = 1'
        )


@pytest.mark.parametrize(
    ("url", "family"),
    [
        ("http://www.yunxi.test/zwgk/202103/t20210318_4410021.html", "trs"),
        ("http://www.yunxi.test/info/1021/86383.htm", "vsb"),
        ("http://www.yunxi.test/art/2016/9/12/art_1287_24581.html", "hanweb_jpage"),
        (
            "http://www.yunxi.test/zwgk/art/2022/art_1c1f8e2a5b7d4c3e9f6a1b2c3d4e5f61.html",
            "hanweb_jpaas",
        ),
        ("http://www.yunxi.test/news/show.asp?id=7", GENERIC),
        (None, GENERIC),
    ],
)
def test_a_family_is_told_by_its_addresses(url, family):
    assert by_address(url) == family
