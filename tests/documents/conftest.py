"""Fixtures of these tests."""

from pathlib import Path

import pytest

from support.sources import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files into the test's folder."""
    return Write(tmp_path)
