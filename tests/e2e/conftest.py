"""The real model, unpacked once for the session (where LAPE_QA_CACHE says, or in the user's own cache), and what
several modules ask: an assistant over the shipped corpus."""

from functools import partial
from pathlib import Path

import pytest

from lape_qa import corpus, passages, storage
from lape_qa.assistant import Assistant
from lape_qa.encoder import ModelChoice, SentenceTransformerEncoder
from lape_qa.passages import Chunking
from lape_qa.serving import IndexWatcher
from lape_qa.settings import load_settings

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def real_encoder() -> SentenceTransformerEncoder:
    """The bundled model."""
    return SentenceTransformerEncoder(ModelChoice(), load_settings().cache)


@pytest.fixture(scope="session")
def watcher(real_encoder: SentenceTransformerEncoder, tmp_path_factory: pytest.TempPathFactory) -> IndexWatcher:
    """An index of the shipped corpus."""
    root = tmp_path_factory.mktemp("index")
    split = partial(passages.split, chunking=Chunking(), fits=real_encoder.fits)
    storage.build(root, corpus.load([CORPUS]).documents, split, real_encoder, Chunking(), lambda *_: None)
    return IndexWatcher(root, real_encoder)


@pytest.fixture(scope="session")
def assistant(watcher: IndexWatcher) -> Assistant:
    """The assistant over it."""
    return watcher.assistant
