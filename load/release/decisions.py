"""What a person decided over the gates: builds accepted in spite of them, releases pinned, documents withdrawn.

A decision is a small file that is written once; every later manifest names those that hold.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from taizhang.errors import UserError
from taizhang.store import Store

FOLDER = "decisions"


@dataclass(frozen=True, slots=True)
class Decision:
    """`kind` is accept, pin, withdraw or rollback; `subject` what it is about (`lanshan/3fe2…`, a release, an id)."""

    kind: str
    subject: str
    reason: str
    day: str

    @property
    def key(self) -> str:
        """Where it stands."""
        return f"{FOLDER}/{self.kind}/{self.subject}.json"


def decide(store: Store, kind: str, subject: str, reason: str, day: date) -> Decision:
    """Write a decision down; the same one again replaces its reason. Raises UserError without a reason."""
    if not reason.strip():
        raise UserError(f"say why with --reason: whoever reads the release later must understand this {kind}")
    made = Decision(kind, subject, " ".join(reason.split()), day.isoformat())
    store.write(made.key, json.dumps(asdict(made), ensure_ascii=False, sort_keys=True).encode())
    return made


def decisions(store: Store, kind: str) -> dict[str, Decision]:
    """All decisions of a kind by subject."""
    found: dict[str, Any] = {}
    for key in store.keys(f"{FOLDER}/{kind}"):
        made = Decision(**store.read_json(key))
        found[made.subject] = made
    return found
