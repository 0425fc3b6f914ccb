"""Work on several portals at once: what goes wrong with one is nobody else's trouble."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from taizhang.errors import PortalError
from taizhang.portals import Portal

Done = TypeVar("Done")


async def work_side_by_side(
    portals: Sequence[Portal], work: Callable[[Portal], Awaitable[Done]]
) -> tuple[dict[str, Done], dict[str, str]]:
    """What the work gave by portal, and the line of the PortalError by portal where it failed."""
    results: dict[str, Done] = {}
    troubles: dict[str, str] = {}

    async def work_on(portal: Portal) -> None:
        try:
            results[portal.slug] = await work(portal)
        except PortalError as error:
            troubles[portal.slug] = str(error)

    await asyncio.gather(*(work_on(portal) for portal in portals))
    # In the order asked for, not that of finishing: reports of two runs can be laid side by side.
    in_order = [portal.slug for portal in portals]
    return (
        {slug: results[slug] for slug in in_order if slug in results},
        {slug: troubles[slug] for slug in in_order if slug in troubles},
    )
