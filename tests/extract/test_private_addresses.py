"""Addresses that lead into a private network are refused, in whatever form they come."""

import os
import stat
from pathlib import Path

import pytest
from crawling import manners_for, portal_of
from site_of_ones_own import Answer, Site

from extract.connections import is_private
from extract.survey import channel_words, find_channel_word
from extract.web import Web
from taizhang.errors import StoreError, UserError
from taizhang.portals import ChannelKind, load_portal
from taizhang.temporary import private_folder


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0", "localhost", "a.localhost",
        "[::1]", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::",
        "2002:c0a8:1::1", "2002:a9fe:a9fe::", "fec0::1", "fc00::1", "fe80::1", "fe80::1%eth0", "2001:0:7f00:1::",
        "127.1", "2130706433", "0x7f.1", "0x7f000001", "localhost.", "127.0.0.1.", "127\u30020.0.1", "224.0.0.1",
        "ff02::1", "::127.0.0.1", "::ffff:0:127.0.0.1",
    ],
)  # fmt: skip
def test_private_in_every_form(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host",
    [
        "114.114.114.114",
        "2400:3200::1",
        "64:ff9b::7272:7272",
        "2002:7272:7272::",
        "a.cn",
        "0x.a.cn",
    ],
)
def test_addresses_of_the_internet(host: str) -> None:
    assert not is_private(host)


def test_folders_of_ones_own_are_for_oneself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    home = tmp_path / f"taizhang-{os.getuid()}"
    home.mkdir(mode=0o755)
    folder = private_folder("budgets")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, folder)] == [0o700, 0o700]
    planted = home / "spool"
    planted.symlink_to(tmp_path)
    with pytest.raises(StoreError, match="belongs to somebody else"):
        private_folder("spool")


def test_a_portal_file_that_nests_without_end_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("channels: " + "[" * 5000 + "]" * 5000)
    with pytest.raises(UserError, match="nests too deep") as error:
        load_portal(path)
    assert "\n" not in str(error.value)


def test_each_connection_beyond_the_bound_closes_the_oldest() -> None:
    web = Web(manners_for(portal_of(Site())), allow_private=True)
    sites = [Site({"/": Answer("x")}) for _ in range(12)]
    for site in sites:
        with site:
            assert web.send_request(site.url + "/").status == 200
    adapter = web._session.get_adapter("http://")
    assert len(adapter._by_origin) == 8  # type: ignore[attr-defined]
    web.close()


@pytest.mark.parametrize("entry", channel_words(), ids=lambda entry: entry["word"])
def test_every_channel_word_is_found(entry: dict[str, str]) -> None:
    found = find_channel_word(f"县{entry['word']}")
    assert found is not None
    assert ChannelKind(found["kind"]) in (ChannelKind.POLICY, ChannelKind.NOTICE)
    assert entry["note"]
