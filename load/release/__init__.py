"""All portals' builds joined and published, and what decides over releases."""

from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., object]:
    """`from load.release import publish`, without what publishing needs for those who only want a decision."""
    if name == "publish":
        from load.release.release import publish

        return publish
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
