"""What a Prefect server does by itself: it says what needs a person, and finds runs that died."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from pydantic import SecretStr

from flows.prefect.api import (
    TAG,
    AutomationCore,
    ChangeFlowRunState,
    EventTrigger,
    Posture,
    PrefectClient,
    SendNotification,
    ServerType,
    StateType,
    get_client,
)
from flows.prefect.tasks import site_tag

# The event by which a night says what it found.
NEEDS_A_PERSON = "taizhang.needs-a-person"
SAYS = "taizhang: what needs a person"
BLOCK = "taizhang-alerts"
SILENCE = timedelta(minutes=5)  # five heartbeats
LATE = timedelta(minutes=15)
RUN = "prefect.flow-run."
OURS = {"prefect.resource.id": f"prefect.tag.{TAG}", "prefect.resource.role": "tag"}
EACH_RUN = frozenset({"prefect.resource.id"})
LOOK = "{{ flow_run|ui_url }}"


def dead_runs(silence: timedelta) -> AutomationCore:
    """Marks a run as crashed that has been silent for so long after its last heartbeat.

    A run whose process was killed says nothing any more.
    """
    trigger = EventTrigger(
        # Proactive: the trigger fires when what is expected does not come.
        posture=Posture.Proactive,
        after={f"{RUN}heartbeat"},
        expect={f"{RUN}*"},
        match={"prefect.resource.id": f"{RUN}*"},
        # Other people's flows may run on the same server.
        match_related=OURS,
        for_each=EACH_RUN,
        within=silence,
    )
    message = (
        f"no sign of life for {silence.total_seconds():.0f} s: its process or its machine is gone"
    )
    return AutomationCore(
        name="taizhang: runs that died in silence",
        description="Marks a run as crashed when its heartbeats stop.",
        trigger=trigger,
        actions=[ChangeFlowRunState(state=StateType.CRASHED, message=message)],
    )


def message_automations(block: str) -> list[AutomationCore]:
    """What is said by way of a notification block, given by its id.

    A night whose portals failed is not among it (its state has a name of its own): what it found it
    says itself, once.
    """
    failed = EventTrigger(
        expect={f"{RUN}Failed", f"{RUN}Crashed", f"{RUN}TimedOut"},
        match_related=OURS,
        for_each=EACH_RUN,
    )
    waiting = EventTrigger(
        posture=Posture.Proactive,
        after={f"{RUN}Late"},
        expect={
            f"{RUN}{state}"
            for state in ("Pending", "Running", "AwaitingConcurrencySlot", "Cancelled")
        },
        match_related=OURS,
        for_each=EACH_RUN,
        within=LATE,
    )
    return [
        AutomationCore(
            name="taizhang: runs that failed",
            description="Says a run that crashed, took too long, or failed by a fault.",
            trigger=failed,
            actions=[
                SendNotification(
                    block_document_id=block,
                    subject="taizhang: {{ flow_run.name }} {{ flow_run.state.name }}",
                    body=f"{{{{ flow_run.name }}}}: {{{{ flow_run.state.message }}}}\n{LOOK}",
                )
            ],
        ),
        AutomationCore(
            name="taizhang: runs that nobody takes up",
            description="Says a run that is due but that no worker has taken up.",
            trigger=waiting,
            actions=[
                SendNotification(
                    block_document_id=block,
                    subject="taizhang: {{ flow_run.name }} is late",
                    body=f"No worker took it up for {LATE.total_seconds() / 60:.0f} minutes: is one running?\n{LOOK}",
                )
            ],
        ),
        AutomationCore(
            name=SAYS,
            description="Says what a night found: portals that are broken or stale, releases held back, a full disk.",
            trigger=EventTrigger(expect={NEEDS_A_PERSON}),
            actions=[
                SendNotification(
                    block_document_id=block,
                    subject="{{ event.payload.title }}",
                    body="{{ event.payload.body }}",
                )
            ],
        ),
    ]


async def set_up(
    addresses: Sequence[SecretStr],
    portals: Iterable[str],
    silence: timedelta,
) -> list[str]:
    """Make the automations on the server that is set, or make them again; lines that say what there is.

    One run at a time asks a portal's site. Without addresses nobody is told anything.
    """
    async with get_client() as client:
        wanted = [dead_runs(silence)]
        if addresses:
            wanted += message_automations(await _notification_block(addresses))
        for automation in wanted:
            await _replace_automation(client, automation)
        slugs = list(portals)
        # A limit of one, on a tag that only tasks which ask the portal's site carry: nights and
        # backfills of several workers wait for each other.
        for slug in slugs:
            await client.upsert_global_concurrency_limit_by_name(f"tag:{site_tag(slug)}", 1)
    names = [f"automation: {automation.name.removeprefix('taizhang: ')}" for automation in wanted]
    return [*names, f"limits: one run at a time on each of {len(slugs)} portals"]


async def says_what_needs_a_person() -> bool:
    """Whether the server of this run sends on what is said by the event."""
    async with get_client() as client:
        # It is gone before it could.
        if client.server_type is ServerType.EPHEMERAL:
            return False
        return any(automation.enabled for automation in await client.read_automations_by_name(SAYS))


async def _notification_block(addresses: Sequence[SecretStr]) -> str:
    from flows.prefect.blocks import AppriseAddresses

    joined = " ".join(address.get_secret_value() for address in addresses)
    return str(await AppriseAddresses(url=SecretStr(joined)).save(BLOCK, overwrite=True))


async def _replace_automation(client: PrefectClient, automation: AutomationCore) -> None:
    """Make an automation, in the place of those of the same name."""
    # Prefect lets two automations bear one name: every set-up would add a second messenger.
    for old in await client.read_automations_by_name(automation.name):
        await client.delete_automation(old.id)
    await client.create_automation(automation)
