"""Styles, scripts and the icon, each under an address that changes with its content, so that browsers may keep it."""

import hashlib
from functools import cache
from importlib.resources import files

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_LOOKS = {
    "look.css": "(prefers-color-scheme: dark)",
    "look-dark.css": "all",
    "look-light.css": "not all",
}


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """The content of a file and its media type; None for a name that there is none of."""
    if name in _LOOKS:
        page = files("taizhang.html").joinpath("page.css").read_text(encoding="utf-8")
        return page.replace(
            "(prefers-color-scheme: dark)", _LOOKS[name], 1
        ).encode(), "text/css; charset=utf-8"
    suffix = name.rpartition(".")[2]
    # By the list of files that there are: a name from an address is never joined to a path
    # unchecked.
    if suffix not in _TYPES or name not in _own():
        return None
    content = files(__package__).joinpath("assets", name).read_bytes()
    return content, f"{_TYPES[suffix]}; charset=utf-8"


@cache
def asset_address(name: str) -> str:
    """Where a file is found."""
    found = asset(name)
    if found is None:
        raise KeyError(name)
    return f"/assets/{hashlib.sha256(found[0]).hexdigest()[:12]}/{name}"


@cache
def _own() -> frozenset[str]:
    return frozenset(entry.name for entry in files(__package__).joinpath("assets").iterdir())
