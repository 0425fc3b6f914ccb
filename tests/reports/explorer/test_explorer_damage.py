"""A release with a damaged table: the explorer says which file, in one line, before it answers anything."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.explorer.index_file import ensure_index
from taizhang.errors import StoreError
from taizhang.releases import release
from taizhang.store import Store

DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-50]),
    "gone": Path.unlink,
    "of another table": lambda path: shutil.copy(path.parents[1] / "portals/all.parquet", path),
}


@pytest.fixture
def damaged(sample_store: Store, tmp_path: Path) -> Path:
    """A copy of the sample's store that may be damaged."""
    return shutil.copytree(sample_store.root, tmp_path / "store", symlinks=True)


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("table", ["tasks", "time_limits", "coverage"])
def test_a_damaged_table_is_named_in_one_line(
    damaged: Path, tmp_path: Path, table: str, damage: str
) -> None:
    found = release(damaged)
    key = f"{found.folder}/{table}/all.parquet"
    DAMAGES[damage](damaged / key)
    with pytest.raises(StoreError, match=key) as error:
        ensure_index(found, tmp_path / "cache")
    assert "\n" not in str(error.value)


def test_a_table_whose_end_is_whole_and_whose_rows_are_not_is_said_too(
    damaged: Path, tmp_path: Path
) -> None:
    found = release(damaged)
    path = damaged / found.folder / "tasks/all.parquet"
    content = bytearray(path.read_bytes())
    content[20:4000] = bytes(3980)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="`taizhang verify`") as error:
        ensure_index(found, tmp_path / "cache")
    assert "\n" not in str(error.value)
