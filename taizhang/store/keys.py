"""Which texts name a file of a store: keys come from code, and from files of the store that may be damaged."""

from pathlib import PurePosixPath


def is_key(text: str) -> bool:
    """Whether a text is a key that stays inside of its folder.

    >>> is_key("builds/lanshan/newest.json"), is_key("tasks.parquet"), is_key("../latest.json")
    (True, True, False)
    """
    parts = PurePosixPath(text).parts
    leaves = not parts or text.startswith("/") or ".." in parts
    return not leaves and "\\" not in text and "\0" not in text


def is_name(text: str) -> bool:
    """Whether a text is the name of one file or folder: an id of a release or a build.

    >>> is_name("2026-12-01-001"), is_name("5f0c1e"), is_name("builds/lanshan")
    (True, True, False)
    """
    return is_key(text) and "/" not in text
