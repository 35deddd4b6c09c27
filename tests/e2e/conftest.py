"""The real model, an index of the shipped corpus and the service over it, once for the session; a browser.

The model is unpacked where LAPE_QA_CACHE says, or in the user's own cache.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from lape_qa.assistant import Assistant
from lape_qa.documents import loading
from lape_qa.encoding.sentence_transformer import ModelChoice, SentenceTransformerEncoder
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa.reading.reader import OnnxReader, Reading, open_reader
from lape_qa.settings import load_settings
from lape_qa_api import Serving, create_app
from support.servers import listening
from support.stage import Stage

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def real_encoder() -> SentenceTransformerEncoder:
    """The bundled model."""
    return SentenceTransformerEncoder(ModelChoice(), load_settings().cache)


@pytest.fixture(scope="session")
def real_reader() -> OnnxReader:
    """The shipped reader."""
    return open_reader(load_settings().cache)


@pytest.fixture(scope="session")
def watcher(
    real_encoder: SentenceTransformerEncoder, real_reader: OnnxReader, tmp_path_factory: pytest.TempPathFactory
) -> IndexWatcher:
    """An index of the shipped corpus, and the reader."""
    root = tmp_path_factory.mktemp("index")
    store.build(root, loading.load([CORPUS]).documents, IndexRecipe(real_encoder))
    return IndexWatcher(root, real_encoder, reading=Reading(real_reader))


@pytest.fixture(scope="session")
def assistant(watcher: IndexWatcher) -> Assistant:
    """The assistant over it."""
    return watcher.assistant


@pytest.fixture(scope="session")
def address(watcher: IndexWatcher) -> Iterator[str]:
    """The service on a free port of this machine."""
    with listening(create_app(Serving(lambda: watcher))) as address:
        yield address


# Not for the session: while Playwright runs, no other test of this thread can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, which asks nothing of the network without its background services."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI"):
            pytest.fail("CI is set, but there is no chromium")
        pytest.skip("there is no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A service of its own for each test, which does as it is told."""
    with Stage() as stage:
        thread = threading.Thread(target=stage.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield stage
        stage.release()
        stage.shutdown()
        thread.join()
