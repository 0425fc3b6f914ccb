"""Several arrays in one file, read where they lie: processes that read the same file share its pages."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from reports.explorer.mapped_files import map_file

_ALIGNED = 64
_HEAD = 8  # bytes that say how long the table of contents is

AnyArray = npt.NDArray[Any]


def write_array_file(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write flat arrays under their names."""
    places, at = {}, 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, at, array.size)
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    contents = json.dumps(places).encode()
    first = -(-(_HEAD + len(contents)) // _ALIGNED) * _ALIGNED
    with path.open("wb") as file:
        file.write(len(contents).to_bytes(_HEAD, "little") + contents)
        for name, array in arrays.items():
            file.seek(first + places[name][1])
            file.write(np.ascontiguousarray(array).data)
        file.truncate(first + at)


def read_array_file(path: Path) -> dict[str, AnyArray]:
    """The arrays of a file; they stay readable when the file is deleted."""
    mapped = memoryview(map_file(path))
    length = int.from_bytes(mapped[:_HEAD], "little")
    places = json.loads(bytes(mapped[_HEAD : _HEAD + length]))
    first = -(-(_HEAD + length) // _ALIGNED) * _ALIGNED
    return {
        name: np.frombuffer(mapped, np.dtype(kind), count, first + at)
        for name, (kind, at, count) in places.items()
    }
