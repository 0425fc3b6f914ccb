"""From a name to a region: full names before short ones, present before former; ambiguous is None."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from taizhang.regions.table import NATION, Level, Region, all_regions


def find_region(name: str, within: str | None = None, on: date | None = None) -> Region | None:
    """The region that a full or short name means, `within` the region of that code (itself included) where given.

    A full name wins over a short one, a region that stood `on` that day (without it: that stands)
    over a former one, a province over what shares its short name (吉林, 海南: so official lists of
    provinces use it), a region over what lies in it (长沙 is 长沙市, the county is always called 长沙县).
    None where nothing or more than one region is left.
    """
    for names in (full_names(), short_names()):
        found = names.get(name, ())
        if within is not None:
            below = within_prefix(within)
            found = [r for r in found if r.code.startswith(below)]
        if found:
            return _only_region(found, on)
    return None


@cache
def full_names() -> dict[str, list[Region]]:
    """Regions by full name."""
    return _index_names((r, (r.name,)) for r in all_regions())


@cache
def short_names() -> dict[str, list[Region]]:
    """Regions by short name."""
    return _index_names((r, r.short_names) for r in all_regions())


def _index_names(entries: Iterable[tuple[Region, tuple[str, ...]]]) -> dict[str, list[Region]]:
    index: defaultdict[str, list[Region]] = defaultdict(list)
    for entry, names in entries:
        for name in names:
            index[name].append(entry)
    return dict(index)


def within_prefix(code: str) -> str:
    """What the codes of all regions in the region `code` begin with."""
    if code == NATION:
        return ""
    if code.endswith("00"):
        return code.removesuffix("00").removesuffix("00")
    return code


def _only_region(candidates: Iterable[Region], on: date | None) -> Region | None:
    left = list(candidates)
    for keep in _region_preferences(on):
        # A preference, not a condition: where it leaves nobody, it is not asked.
        left = [r for r in left if keep(r)] or left
    # Of one code that held the name twice, the later.
    newest = {r.code: r for r in left}
    outermost = min(newest.values(), key=lambda r: len(within_prefix(r.code)), default=None)
    if outermost is None:
        return None
    below = within_prefix(outermost.code)
    # 长沙 names the city and the county in it: the one that holds the other is meant. Two that lie
    # apart are ambiguous.
    if all(code.startswith(below) for code in newest):
        return outermost
    return None


def _region_preferences(on: date | None) -> tuple[Callable[[Region], bool], ...]:
    def province(region: Region) -> bool:
        return region.level is Level.PROVINCE

    if on is None:
        return (lambda r: r.is_standing, province)
    return (lambda r: r.holds_on(on, lenient=True), lambda r: r.holds_on(on), province)
