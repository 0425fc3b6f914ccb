"""Alerts: what needs a person is said once, in one message, when it begins and when it is over.

What was said last stands in the store, so that the same trouble is not said again every night.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from pydantic import SecretStr

from taizhang.errors import UserError
from taizhang.store import Store

SAID = "alerts.json"
TITLE = "taizhang: {}"

logger = logging.getLogger(__name__)

# Gives title and body to whoever is told, or raises NotDeliveredError.
Tell = Callable[[str, str], Awaitable[None]]


class NotDeliveredError(Exception):
    """Nobody was told; another attempt may fare better."""


async def send_alerts(store: Store, tell: Tell, troubles: dict[str, str]) -> bool:
    """Say what has begun and what is over since the last alert; True if a message went out.

    `troubles` holds what is wrong now, by a key that stays the same while it lasts (`lanshan
    broken`), in one line that says what to do. Raises NotDeliveredError; what was not delivered is
    said with the next message.
    """
    known: dict[str, str] = json.loads(store.read(SAID)) if store.exists(SAID) else {}
    begun = [line for key, line in troubles.items() if key not in known]
    over = [key for key in known if key not in troubles]
    # Silence when nothing has changed: a message every morning is read by nobody.
    if not begun and not over:
        return False
    title = TITLE.format(f"{len(begun)} new, {len(over)} over, {len(troubles)} in all")
    await tell(title, "\n".join([*begun, *(f"over: {key}" for key in over)]))
    # After the message went out: a delivery that fails is said again with the next one, which is
    # better than never.
    store.write(SAID, json.dumps(troubles, ensure_ascii=False, indent=1, sort_keys=True).encode())
    return True


def check_addresses(addresses: Sequence[SecretStr]) -> None:
    """Raise UserError for an address of a kind that Apprise does not know.

    Named by its number: it holds a token.
    """
    if not addresses:
        return
    # Slow to import, and needed by few nights.
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    for number, address in enumerate(addresses, 1):
        if not apprise.Apprise().add(address.get_secret_value()):
            scheme = address.get_secret_value().partition(":")[0]
            raise UserError(
                f"setting alerts: address {number} ({scheme}://…) is none that Apprise can send to: look it up at "
                "https://github.com/caronc/apprise/wiki"
            )


def by_apprise(addresses: Iterable[SecretStr]) -> Tell:
    """Send to Apprise addresses from here."""

    async def tell(title: str, body: str) -> None:
        # Slow to import, and needed by few nights.
        import apprise

        # Its own lines quote addresses with their tokens.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        messenger = apprise.Apprise()
        for address in addresses:
            if not messenger.add(address.get_secret_value()):
                scheme = address.get_secret_value().partition(":")[0]
                logger.error(
                    "alerts: Apprise knows no address that begins with %s:; see `taizhang settings`",
                    scheme,
                )
        if not await messenger.async_notify(title=title, body=body):
            raise NotDeliveredError("alerts: not delivered; they are sent with the next night's")

    return tell
