"""A backfill by the command line, killed on the way: the same release as one never killed, nothing fetched twice."""

import random
import re
import subprocess
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from replay import PORTALS, Replay, serve_replay
from running import BIN, Ended, environment, run

from flows.backfill import FOLDER
from taizhang.archive.members import read_members
from taizhang.archive.records import read_captures
from taizhang.days import today

pytestmark = pytest.mark.shared

FROM, TO = "2016-01-01", "2021-12-31"
# When something was captured, and names that follow from it.
OF_TIME = {"run_id", "captured_at", "warc_file", "warc_offset", "warc_length", "build", "build_id"}


class Backfill:
    """A backfill of some replay portals into a store of its own, as often as it is started."""

    def __init__(self, shared: Path, home: Path, name: str, slugs: Sequence[str]) -> None:
        self.store, self._home, self._slugs, self._shared = home / name, home, slugs, shared
        self._portals = home / f"{name}-portals"
        self._portals.mkdir()
        for slug in slugs:  # a part of the years is fewer documents than the floors ask for
            text = (PORTALS / f"{slug}.yaml").read_text(encoding="utf-8")
            (self._portals / f"{slug}.yaml").write_text(
                re.sub(r"^floors:.*\n", "", text, flags=re.MULTILINE), encoding="utf-8"
            )

    def command(self, *more: str) -> list[str]:
        portals = [word for slug in self._slugs for word in ("--portal", slug)]
        stretch = ["--from", FROM, "--to", TO, "--as-of", f"{today() + timedelta(days=1)}"]
        return [
            "taizhang",
            "backfill",
            "--portals",
            str(self._portals),
            "--store",
            str(self.store),
            *portals,
            *(more or stretch),
        ]

    def run(self, replay: Replay, *more: str) -> Ended:
        ended = run(*self.command(*more), home=self._home, proxy=replay.proxy, COLUMNS="200")
        assert ended.code == 0, ended.out + ended.err
        return ended

    def dry_run(self, replay: Replay) -> Ended:
        stretch = ["--from", FROM, "--to", TO, "--dry-run"]
        return self.run(replay, *stretch)

    def kill_after(self, replay: Replay, requests: int) -> None:
        """Start it and kill it after so many requests."""
        command = self.command()
        before = len(replay.requests())
        with subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            env=environment(self._home, replay.proxy),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            while len(replay.requests()) < before + requests and process.poll() is None:
                time.sleep(0.01)
            assert process.poll() is None, "it ended before it was killed"
            process.kill()
        time.sleep(0.5)  # the server notes a request after its answer

    def archived(self) -> set[str]:
        """Addresses whose answers stand whole in the archive."""
        found = set()
        for path in sorted(self.store.rglob("*.warc.gz")):
            with path.open("rb") as file:
                found |= {
                    capture.url for capture, _ in read_captures(read_members(file), path.name)
                }
        return found

    def settled(self, lists: set[str]) -> set[str]:
        """What need not be asked again: all that is archived; lists are walked anew until the plans are kept."""
        plans = {path.parent.name for path in (self.store / FOLDER).glob("*/*.json")}
        return self.archived() - (set() if plans >= set(self._slugs) else lists)

    def release(self) -> dict[str, list[dict[str, Any]]]:
        """The tables of its release, without what the time of capture decides."""
        found = {}
        for path in sorted((self.store / "latest").glob("*/*.parquet")):
            rows = pq.read_table(path).to_pylist()
            plain = [
                {name: value for name, value in row.items() if name not in OF_TIME} for row in rows
            ]
            found[path.parent.name] = sorted(plain, key=repr)
        return found


def asked(requests: list[dict[str, Any]]) -> list[str]:
    return [f"http://{one['host']}{one['path']}" for one in requests]


def prove(shared: Path, home: Path, slugs: Sequence[str], kills: int) -> tuple[int, int]:
    """The same backfill with and without kills; the estimate of its dry run, and the requests that came."""
    with serve_replay(shared, home / "plain.jsonl") as replay:
        plain = Backfill(shared, home, "plain", slugs)
        planned = plain.dry_run(replay).out
        lists = asked(replay.requests())
        plain.run(replay)
        came = len(replay.requests()) - len(lists)
    estimates = [
        int(line.split("│")[7]) for line in planned.splitlines() if "one request in" in line
    ]
    assert len(estimates) == len(slugs), planned
    print(f"\nestimated {sum(estimates)} requests, the log shows {came}")
    chance = random.Random(kills)
    with serve_replay(shared, home / "killed.jsonl") as replay:
        killed = Backfill(shared, home, "killed", slugs)
        for number in range(kills):
            held, before = killed.settled(set(lists)), len(replay.requests())
            killed.kill_after(replay, chance.randint(2, max(2, (len(lists) + came) // (kills + 2))))
            assert held & set(asked(replay.requests()[before:])) == set(), (
                f"fetched again after kill {number}"
            )
        held, before = killed.settled(set(lists)), len(replay.requests())
        killed.run(replay)
        assert held & set(asked(replay.requests()[before:])) == set()
        print(f"{kills} kills: {len(replay.requests())} requests for {len(lists) + came}")
    same, other = plain.release(), killed.release()
    assert same["documents"]
    assert same.keys() == other.keys()
    for name, rows in same.items():
        assert rows == other[name], name
    return sum(estimates), came


def test_two_kills(shared: Path, tmp_path: Path) -> None:
    prove(shared, tmp_path, ["lanshan"], 2)


@pytest.mark.prove
def test_five_kills_on_all_replay_portals(shared: Path, tmp_path: Path) -> None:
    estimated, came = prove(
        shared, tmp_path, sorted(path.stem for path in PORTALS.glob("*.yaml")), 5
    )
    assert abs(estimated - came) <= 0.1 * came


def test_what_is_missing_is_filled(shared: Path, tmp_path: Path) -> None:
    """After six years only, `--missing` brings the others, and then nothing is missing any more."""
    backfill = Backfill(shared, tmp_path, "store", ["lanshan"])
    with serve_replay(shared, tmp_path / "log.jsonl") as replay:
        backfill.run(replay)
        before = [row for row in backfill.release()["coverage"] if row["state"] != "complete"]
        assert before
        assert all(row["month"] > TO[:7] for row in before)
        held, asked_before = backfill.archived(), len(replay.requests())
        backfill.run(replay, "--missing")
        fetched = set(asked(replay.requests()[asked_before:])) - {
            url for url in held if "htm" in url
        }
        assert fetched
        assert {row["state"] for row in backfill.release()["coverage"]} == {"complete"}
        assert "nothing is missing" in backfill.run(replay, "--missing", "--dry-run").out
    status = run("taizhang", "status", "--store", str(backfill.store), home=tmp_path)
    assert "100 % of" in status.out or "100% of" in status.out
    assert "channel months complete" in status.out
