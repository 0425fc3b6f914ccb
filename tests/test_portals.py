from datetime import time
from pathlib import Path

import pytest

from taizhang.errors import UserError
from taizhang.portals import BUNDLED, ChannelKind, Window, load_portal, load_portals

GOOD = """
slug: fangcheng
name: 方城区人民政府
region: {code: "371302", name: 山东省临沂市兰山区}
url: http://fangcheng.gov.test/
owner: 方城区人民政府办公室
terms: 网站声明未见限制
channels:
  - {slug: zfwj, name: 政府文件, url: "http://fangcheng.gov.test/zfwj/", kind: policy}
"""


def write(folder: Path, text: str, name: str = "fangcheng.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_a_few_lines_is_enough(tmp_path: Path) -> None:
    portal = load_portal(write(tmp_path, GOOD))
    assert portal.recheck == "age"
    assert not portal.verified
    assert not portal.allow_private
    assert portal.channels[0].kind is ChannelKind.POLICY
    assert load_portals(tmp_path) == [portal]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("terms:", "term:"), "key terms is missing"),
        (("kind: policy", "kinds: policy"), "unknown key channels.1.kinds"),
        (("kind: policy", "kind: polici"), "channels.1.kind"),
        (("owner:", "family: trss\nowner:"), "family: no such family: trss; one of"),
        (('"371302"', "371302"), "region.code"),
        (
            ("url: http://fangcheng.gov.test/", "url: fangcheng"),
            "url: not a web address: 'fangcheng'",
        ),
        (
            ('"http://fangcheng.gov.test/zfwj/"', '"http://other.gov.test/"'),
            "channel zfwj lies on another site",
        ),
        (("slug: fangcheng", "slug: fang"), "name the file fang.yaml"),
        (("slug: fangcheng", "slug: ["), "not YAML"),
        (
            ("slug: fangcheng", "window: 22-6\nslug: fangcheng"),
            "window: a window is written 22:00-06:00",
        ),
    ],
)
def test_an_error_names_file_and_key_in_one_line(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(UserError) as error:
        load_portal(path)
    text = str(error.value)
    assert text.startswith(f"{path}: ")
    assert said in text
    assert "\n" not in text


def test_the_real_portals_say_what_they_stand_on() -> None:
    portals = load_portals(BUNDLED)
    assert len(portals) >= 30
    assert not any(portal.verified or portal.allow_private for portal in portals)
    assert all(portal.evidence for portal in portals)
    assert len({portal.url for portal in portals}) == len(portals)


def test_a_folder_without_portals_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="portal new"):
        load_portals(tmp_path)
    with pytest.raises(UserError, match="--portals"):
        load_portals(tmp_path / "nowhere")


def test_a_window_may_cross_midnight(tmp_path: Path) -> None:
    portal = load_portal(write(tmp_path, GOOD + 'window: "22:00-06:00"\n'))
    assert portal.window == Window(opens=time(22), closes=time(6))
    assert portal.window.contains_time(time(23, 30))
    assert portal.window.contains_time(time(5, 59))
    assert not portal.window.contains_time(time(6))
    assert not Window(opens=time(1), closes=time(6)).contains_time(time(0, 59))
