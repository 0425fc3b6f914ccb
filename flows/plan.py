"""What one run is to do: which portals, by which settings, up to which day.

What is wrong is said before it begins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from load.corrections import Correction, load_corrections
from taizhang.days import end_of, today
from taizhang.errors import UserError
from taizhang.known_names import require_known
from taizhang.portals import Portal, load_portals
from taizhang.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run is to do.

    `portals` are all that there are, for the release, `chosen` those that this run works on.
    `until` bounds the archive for a day asked for; it is None for a run of today, which goes on
    past midnight.
    """

    settings: Settings
    portals: tuple[Portal, ...]
    chosen: tuple[Portal, ...]
    as_of: date
    until: datetime | None
    corrections: Mapping[str, tuple[Correction, ...]]


def make_plan(settings: Settings, only: Sequence[str] | None, as_of: date | None) -> Plan:
    """A run over the portals named in `only`, or over all that are verified.

    Raises UserError for a wrong portal file, a wrong file of corrections and an unknown portal.
    """
    portals = load_portals(settings.portals)
    if only:
        chosen = _named_portals(portals, only)
    else:
        chosen = [portal for portal in portals if portal.verified]
    if not chosen:
        raise UserError(
            f"{settings.portals}: no portal there is verified; name one with --portal, or check its file"
        )
    until = end_of(as_of) if as_of else None
    return Plan(
        settings,
        tuple(portals),
        tuple(chosen),
        as_of or today(),
        until,
        _read_corrections(settings, portals),
    )


def _read_corrections(
    settings: Settings,
    portals: Sequence[Portal],
) -> dict[str, tuple[Correction, ...]]:
    """Corrections of the portals, which stand beside their files."""
    folder = settings.portals / "corrections"
    corrections = load_corrections(folder)
    # A file named after no portal would be read by no build, and its corrections be lost without a
    # word.
    strangers = sorted(corrections.keys() - {portal.slug for portal in portals})
    if strangers:
        raise UserError(
            f"{folder / strangers[0]}.toml: there is no portal {strangers[0]}; name it like a portal's file"
        )
    return corrections


def _named_portals(portals: Sequence[Portal], only: Sequence[str]) -> list[Portal]:
    known = {portal.slug: portal for portal in portals}
    for slug in only:
        require_known("portal", slug, known)
    # Each once, however often it was named: two runs on one portal would wait for each other.
    return [known[slug] for slug in dict.fromkeys(only)]
