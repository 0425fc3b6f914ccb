"""WARC files that are lost for good, as a person accepted by name: their captures count no more.

Nothing is taken out of the archive: its index goes on naming what was there, and whoever finds a
copy undoes the acceptance. What the lost file alone held is as if it had never been fetched, so
the next crawl asks for it again; a later look that found a page unchanged refers to the copy that
is lost, and falls with it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from taizhang.store import Store
from taizhang.tables.terms import Outcome

FOLDER = "decisions/loss"
ENDING = ".warc.gz"


@dataclass(frozen=True, slots=True)
class AcceptedLoss:
    """A lost file by its name in the archive of its portal, with why and when a person gave it up."""

    portal: str
    name: str
    reason: str
    day: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"archive/{self.portal}/{self.name} is lost, as was accepted on {self.day}: {self.reason}"


def accepted_losses(store: Store, portal: str) -> list[AcceptedLoss]:
    """The losses that hold, by name."""
    found = []
    for key in store.keys(f"{FOLDER}/{portal}"):
        decision = store.read_json(key)
        if decision.get("undone_on") is None:
            name = key.removeprefix(f"{FOLDER}/{portal}/").removesuffix(".json")
            found.append(
                AcceptedLoss(portal, name, str(decision.get("reason")), str(decision.get("day")))
            )
    return found


def without_lost(table: pa.Table, names: Collection[str]) -> pa.Table:
    """Captures without those in lost files, and without those that only say that one of them was unchanged."""
    if not names:
        return table
    lost = pc.is_in(table["warc_file"], value_set=pa.array(sorted(names), pa.string()))
    left = table.filter(pc.invert(pc.fill_null(lost, fill_value=False)))
    gone = {_payload_of(row) for row in _payload_rows(table.filter(lost))}
    there: set[tuple[str, str]] = set()
    keeps = []
    for row in _payload_rows(left):
        payload = _payload_of(row)
        if row["outcome"] == Outcome.UNCHANGED:
            keeps.append(payload not in gone or payload in there)
        else:
            there.add(payload)
            keeps.append(True)
    return left.filter(pa.array(keeps, pa.bool_()))


def _payload_rows(table: pa.Table) -> list[dict[str, str | None]]:
    rows: list[dict[str, str | None]] = table.select(["url_key", "digest", "outcome"]).to_pylist()
    return rows


def _payload_of(row: dict[str, str | None]) -> tuple[str, str]:
    return row["url_key"] or "", row["digest"] or ""
