"""The real model, an index of the shipped corpus and the service over it, once for the session; a browser.

The model is unpacked where LAPE_QA_CACHE says, or in the user's own cache.
"""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from lape_qa.assistant import Assistant
from lape_qa.contract import reader_url
from lape_qa.documents import loading
from lape_qa.encoding.choice import ModelChoice
from lape_qa.encoding.opening import open_encoder
from lape_qa.encoding.texts import TextEncoder
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa.reading.reader import OnnxReader, Reading, open_reader
from lape_qa.settings import load_settings
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import Keys
from support.paged import ABOUT, QUOTE, ROW, Paged, report
from support.servers import listening
from support.stage import Stage, host

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def real_encoder() -> TextEncoder:
    """The bundled model."""
    return open_encoder(ModelChoice(), load_settings().cache)


@pytest.fixture(scope="session")
def real_reader() -> OnnxReader:
    """The shipped reader."""
    return open_reader(load_settings().cache)


@pytest.fixture(scope="session")
def shipped_index(real_encoder: TextEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped corpus."""
    root = tmp_path_factory.mktemp("index")
    store.build(root, loading.load([CORPUS]).documents, IndexRecipe(real_encoder))
    return root


@pytest.fixture(scope="session")
def watcher(shipped_index: Path, real_encoder: TextEncoder, real_reader: OnnxReader) -> IndexWatcher:
    """That index, and the reader."""
    return IndexWatcher(shipped_index, real_encoder, reading=Reading(real_reader))


@pytest.fixture(scope="session")
def assistant(watcher: IndexWatcher) -> Assistant:
    """The assistant over it."""
    return watcher.assistant


@pytest.fixture(scope="session")
def address(watcher: IndexWatcher) -> Iterator[str]:
    """The service on a free port of this machine."""
    with listening(create_app(Serving(lambda: watcher))) as address:
        yield address


@pytest.fixture(scope="session")
def paged(
    real_encoder: TextEncoder, real_reader: OnnxReader, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Paged]:
    """Such a service on a free port of this machine."""
    root = tmp_path_factory.mktemp("paged")
    corpus, index, state = (root / name for name in ("corpus", "index", "state"))
    corpus.mkdir()
    shutil.copy(CORPUS / "kanta-hame-loppuseminaari-2018.md", corpus)
    (corpus / "lappi.pdf.meta.yaml").write_text(ABOUT, encoding="utf-8")
    places = []
    for year in (2018, 2019):
        (corpus / "lappi.pdf").write_bytes(report(year))
        loaded = loading.load([corpus])
        with loading.originals(loaded) as originals:
            store.build(index, loaded.documents, IndexRecipe(real_encoder), originals=originals)
        lappi = next(document for document in loaded.documents if document.id == "lappi")
        starts = [(lappi.text.index(words), len(words)) for words in (QUOTE % year, ROW)]
        places.append([reader_url(lappi, start, start + length) for start, length in starts])
    watcher = IndexWatcher(index, real_encoder, reading=Reading(real_reader))
    app = create_app(Serving(lambda: watcher), Config(corpus=corpus, index=index, state=state, open=True, rate=0))
    key = Keys(app.state.components.database).add("Kirsi", ["editor"])
    with listening(app) as address:
        yield Paged(address, key, quote=places[1][0], earlier=places[0][0], row=places[1][1])


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


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without memory, at the size of a desk."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="fi-FI", timezone_id="Europe/Helsinki"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab in which an error of a script fails the test."""
    page = context.new_page()
    page.on("pageerror", _raise)
    return page


def _raise(error: Error) -> None:
    raise AssertionError(f"a script failed: {error}")


@pytest.fixture
def chat(stage: Stage, page: Page) -> Callable[..., Page]:
    """Open the widget in a page of the stage."""

    def opened(attributes: str = "", path: str = "/sivu") -> Page:
        stage.page(path, host(f"<lape-qa-chat {attributes}></lape-qa-chat>"))
        page.goto(stage.address + path)
        if "inline" not in attributes:
            page.get_by_role("button", name=re.compile("Kysy LAPEsta|Fråga om LAPE|Ask about LAPE")).click()
        return page

    return opened
