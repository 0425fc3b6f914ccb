"""What tests share: the folder of gold files, corpus and replay portals, where it is present."""

from pathlib import Path

import pytest
from hypothesis import settings

# What takes its time is tested by the processor's time: an example waits as long as a busy machine lets it.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the project; only tests marked `shared` may ask for it."""
    return SHARED


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what needs ../shared where it is absent, and what takes long unless it is asked for by its mark."""
    for item in items:
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(
                pytest.mark.skip(reason="needs ../shared (gold files, corpus, replay portals)")
            )
        if item.get_closest_marker("prove") and "prove" not in config.getoption("markexpr"):
            item.add_marker(pytest.mark.skip(reason="a long proof: make prove"))
        if item.get_closest_marker("fresh") and "fresh" not in config.getoption("markexpr"):
            item.add_marker(pytest.mark.skip(reason="sets up a machine anew: make fresh"))
        if item.get_closest_marker("prove") or item.get_closest_marker("fresh"):
            item.add_marker(pytest.mark.timeout(0))
