"""A service that other machines reach, and its keys."""

from pathlib import Path

import pytest

from lape_qa_api import Config
from lape_qa_api.security.keys import Keys
from lape_qa_api.state.database import Database


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """The keys of the folder that `exposed` names."""
    return Keys(Database(tmp_path))


@pytest.fixture
def exposed(tmp_path: Path) -> Config:
    """A service that other machines reach."""
    return Config(exposed=True, state=tmp_path)
