"""A service whose sources may be edited."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.editing import Edited, editing


@pytest.fixture
def edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_weights: None) -> Iterator[Edited]:
    """It has three documents: borga, lappi and nokia."""
    with editing(tmp_path, monkeypatch) as edited:
        yield edited
