"""Fixtures that several test modules share."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

from support.fakes import FakeEncoder

pytest_plugins = ["support.command_line", "support.postgres"]

SHARED = Path(__file__).parents[2] / "shared"

# A shell ignores interruptions for what it runs in the background, and what tests start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no failure, and a failure must come back on the next run.
settings.register_profile("lape-qa", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "lape-qa")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data beside the checkout: a test that needs it is skipped without it, but never in CI."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("CI"):
        pytest.fail(f"CI is set, but the shared data is not at {SHARED}")
    pytest.skip(f"the shared data is not at {SHARED}")


@pytest.fixture
def encoder() -> FakeEncoder:
    """A fake encoder of its own for each test."""
    return FakeEncoder()
