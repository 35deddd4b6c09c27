"""The real model, unpacked once for the session: where LAPE_QA_CACHE says, or in the user's own cache."""

import pytest

from lape_qa.encoder import ModelChoice, SentenceTransformerEncoder
from lape_qa.settings import load_settings


@pytest.fixture(scope="session")
def real_encoder() -> SentenceTransformerEncoder:
    """The bundled model."""
    return SentenceTransformerEncoder(ModelChoice(), load_settings().cache)
