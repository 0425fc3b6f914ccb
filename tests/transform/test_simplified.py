"""Traditional to simplified: only the lines that opencc may change are read, with what it gives for the whole text."""

import subprocess
from pathlib import Path

import opencc
import pytest

from transform.text.repair import simplify_text

CLIB = Path(opencc.__file__).parent / "clib"
CONVERT = opencc.OpenCC("t2s").convert


@pytest.mark.parametrize("table", ["TSPhrases", "TSCharacters", "TSCharactersExt"])
def test_every_entry_of_the_dictionaries_is_changed(table, tmp_path):
    written = tmp_path / "table.txt"
    command = [
        CLIB / "bin" / "opencc_dict",
        "-i",
        CLIB / "share" / "opencc" / f"{table}.ocd2",
        "-o",
        written,
    ]
    subprocess.run([*command, "-f", "ocd2", "-t", "text"], check=True)
    entries = [line.split("\t")[0] for line in written.read_text("utf-8").splitlines()]
    assert len(entries) > 400
    frames = (
        "的{}的\n。",
        "的{}盖",
        "破{}",
        "沈{}阳",
    )  # also beside what makes an everyday word of its letters
    texts = [
        frame.format(entry) for entry in entries if "乾" not in entry for frame in frames
    ]  # it may be a name's
    assert [simplify_text(text)[0] for text in texts] == [_by_opencc(text) for text in texts]


def test_only_the_lines_that_change_are_converted():
    text = "一、开展工作\n二、瞭解情況，答覆群眾\n三、沈阳市、全覆盖\n\n四、藉口"
    assert simplify_text(text) == (
        "一、开展工作\n二、了解情况，答复群众\n三、沈阳市、全覆盖\n\n四、借口",
        True,
    )


def test_a_text_in_simplified_script_stays_the_same_object():
    text = "沈阳市做到全覆盖，不留坏账"
    assert simplify_text(text)[0] is text


def _by_opencc(text: str) -> str:
    simple = CONVERT(text)
    return simple if len(simple) == len(text) else "".join(CONVERT(character) for character in text)
