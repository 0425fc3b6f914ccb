"""What a person decided over the gates: builds accepted, releases pinned, documents withdrawn.

A decision is a small file; it holds until it is undone, and stays with both reasons. Every later
manifest names those that hold.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import chain
from typing import TypedDict

import msgspec

from taizhang.errors import StoreError, UserError
from taizhang.ids import short_digest
from taizhang.known_names import require_known
from taizhang.store import Store

FOLDER = "decisions"
# Beside the pages, so that a copy of the archive without its decisions is noticed: withdrawn
# documents would come back.
NAMES = "archive/decisions.json"
KINDS = ("accept", "pin", "withdraw", "rollback", "loss")


class DecisionNames(TypedDict):
    """What is written beside the pages: the keys of all decisions."""

    decisions: list[str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: `kind` is one of KINDS, `subject` what it is about.

    A subject is `lanshan/3fe2…` (a portal's build), a release, a document's id, or a file of a
    portal's archive that is lost (taizhang/archive/losses.py). `undone_on` and
    `undone_because` are set once it holds no more.
    """

    kind: str
    subject: str
    reason: str
    day: str
    undone_on: str | None = None
    undone_because: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a day that is none: the table `gone` prints it."""
        date.fromisoformat(self.day)

    @property
    def key(self) -> str:
        """Where it stands."""
        return f"{FOLDER}/{self.kind}/{self.subject}.json"

    @property
    def holds(self) -> bool:
        """Whether nobody has undone it."""
        return self.undone_on is None


def decide(store: Store, kind: str, subject: str, reason: str, day: date) -> Decision:
    """Write a decision down; the same one again replaces its reason.

    Raises UserError without a reason.
    """
    decision = Decision(kind, subject, _require_reason(kind, reason), day.isoformat())
    _write_decision(store, decision)
    return decision


def undo_decision(store: Store, kind: str, subject: str, reason: str, day: date) -> Decision:
    """Let a decision hold no more.

    Raises UserError without a reason, and where there is no such decision.
    """
    in_force = decisions(store, kind)
    require_known(f"{kind} of", subject, in_force, "`taizhang decisions` lists what holds")
    decision = replace(
        in_force[subject],
        undone_on=day.isoformat(),
        undone_because=_require_reason(f"undoing of {kind}", reason),
    )
    _write_decision(store, decision)
    return decision


def decisions(store: Store, kind: str) -> dict[str, Decision]:
    """The decisions of a kind that hold, by subject."""
    return {decision.subject: decision for decision in all_decisions(store, kind) if decision.holds}


def all_decisions(store: Store, *kinds: str) -> list[Decision]:
    """All decisions of some kinds, or of every kind, those that were undone too; the oldest first."""
    keys = chain.from_iterable(store.keys(f"{FOLDER}/{kind}") for kind in kinds or KINDS)
    stored = [msgspec.convert(store.read_json(key, Decision), Decision) for key in keys]
    return sorted(stored, key=lambda decision: (decision.day, decision.kind, decision.subject))


def digest_decisions(store: Store) -> str:
    """What all decisions say, in one word."""
    return short_digest(json.dumps([asdict(decision) for decision in all_decisions(store)]))


def require_decisions(store: Store) -> None:
    """Raise StoreError where the store has lost decisions that its archive names.

    Nothing may be published then: what was withdrawn would come back.
    """
    lost = [key for key in _names_written(store) if store.size(key) is None]
    if lost:
        raise StoreError(
            f"the store {store.root} has lost {len(lost)} decisions of people, {lost[0]} among them: what was "
            f"withdrawn would be published again. Copy {FOLDER}/ from the backup, or remove {NAMES} to go on without"
        )


def _require_reason(kind: str, reason: str) -> str:
    words = " ".join(reason.split())
    if not words:
        raise UserError(
            f"say why with --reason: whoever reads the release later must understand this {kind}"
        )
    return words


def _write_decision(store: Store, decision: Decision) -> None:
    """The decision, then its name beside the pages."""
    with store.lock("decisions", "writing a decision down"):
        # The decision first: a name without its decision would stop every release.
        store.write(
            decision.key,
            json.dumps(asdict(decision), ensure_ascii=False, sort_keys=True).encode(),
        )
        # Names are never taken out, not by an undoing either: an undone decision is a file too.
        names = sorted({*_names_written(store), decision.key})
        store.write(
            NAMES,
            (json.dumps({"decisions": names}, ensure_ascii=False, indent=1) + "\n").encode(),
        )


def _names_written(store: Store) -> list[str]:
    """Keys of all decisions ever written into this store."""
    if not store.exists(NAMES):
        return []
    names: list[str] = store.read_json(NAMES, DecisionNames)["decisions"]
    return names
