"""What Prefect's own server needs of ours; it finds this module by `prefect.collections`."""

import logging

from prefect.blocks.notifications import AppriseNotificationBlock
from pydantic import Field, SecretStr

# Its own lines quote addresses with their tokens.
logging.getLogger("apprise").setLevel(logging.CRITICAL)


class AppriseAddresses(AppriseNotificationBlock):
    """Sends messages to any Apprise addresses: WeCom, DingTalk, Feishu, mail, webhooks."""

    _block_type_name = "Apprise addresses"
    _block_type_slug = "apprise-addresses"

    url: SecretStr = Field(
        title="Addresses",
        description="Apprise addresses, separated by spaces",
        examples=["wecombot://key mailto://user:password@example.cn"],
    )
