"""Runs are named after what they run on."""

from datetime import date

from flows.prefect.names import run_name
from taizhang.days import today


def test_names_say_flow_days_and_portals() -> None:
    assert run_name("nightly", {"portal": None, "as_of": None}) == f"nightly {today()}"
    assert run_name("nightly", {"as_of": date(2026, 11, 20)}) == "nightly 2026-11-20"
    stretch = {
        "portal": ["a", "b", "c", "d", "e"],
        "since": date(2017, 1, 1),
        "until": date(2021, 12, 31),
    }
    assert (
        run_name("backfill", stretch | {"dry_run": True})
        == "backfill 2017-01-01 to 2021-12-31 a, b, c and 2 more (dry run)"
    )
    assert run_name("reread", {"since": "2026-01-01"}) == "reread 2026-01-01"
