"""A real small index behind a fake encoder, and the service over it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lape_qa.answer import extractive
from lape_qa.assistant import Assistant
from lape_qa.documents.metadata import make_document
from lape_qa.documents.model import Document
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Config, Serving, create_app
from support.fakes import FakeEncoder, fitted_by_coverage
from support.servers import Serve, listening, running

NOKIA = """\
## Perhekeskuspilotti

Nokian perhekeskuspilotti alkoi syyskuussa 2017. Pilotissa kokeiltiin yhteistä asiakasohjausta.

Perhekeskuksen palveluja ovat nämä:

- Neuvola palvelee perheitä arkisin.
- Avoin kohtaamispaikka on Kerhotalolla.

### Jatko

1. Ensin laajennetaan toimintaa.
2. Sitten arvioidaan tulokset.
"""

# Carriage returns, and signs beyond the 16-bit plane in front of the quote: offsets count code points.
BORGA = "Borgå 👪 arbetar för barnens bästa.\r\n\r\nFamiljecentret i Borgå öppnade sina dörrar våren 2018.\r\n"

HOSTILE = """\
## <script>alert("otsikko")</script>

Vihamielinen <img src=x onerror=alert(1)> teksti & "lainaus" seisoo tässä virkkeessä.
"""


@pytest.fixture(scope="session")
def documents() -> dict[str, Document]:
    """The sources of the index, by id."""
    made = (
        make_document(
            "nokia",
            NOKIA,
            {
                "title": "Nokian perhekeskus",
                "publisher": "Nokian kaupunki",
                "author": "Kirjoittaja Nokialta",
                "published": "2018-11-05",
                "region": "Pirkanmaa",
                "language": "fi",
                "url": "https://example.fi/nokia?a=1&b=2",
                "rights": "CC BY 4.0",
            },
        ),
        # Of two pages: the quote stands on the second.
        make_document(
            "borga",
            BORGA,
            {"title": "Familjecentret i Borgå", "published": "2018", "language": "sv"},
            pages=(0, BORGA.index("Familjecentret")),
        ),
        make_document(
            "hostile/<b>&", HOSTILE, {"title": '"><script>alert("nimi")</script>', "url": "javascript:alert(2)"}
        ),
    )
    return {document.id: document for document in made}


@pytest.fixture(scope="session")
def digest() -> Document:
    """A source that is a summary of another text."""
    metadata = {
        "title": "LAPE-akatemia",
        "publisher": "STM",
        "author": "STM",
        "published": "2019",
        "language": "fi",
        "url": "https://stm.example.fi/lapeakatemia",
        "digest": True,
    }
    return make_document("akatemia", "LAPE-akatemia alkoi Helsingissä keväällä 2019.\n", metadata)


# The shipped weights are fitted to the real encoder.
FITTED = fitted_by_coverage(coverage=8.0, word_cost=0.2)


@pytest.fixture
def fake_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those weights, for an index of a test's own."""
    monkeypatch.setattr(extractive, "fitted_model", lambda: FITTED)


def watching(root: Path, documents: Iterable[Document]) -> IndexWatcher:
    """Build a real index of some sources, and follow it."""
    encoder = FakeEncoder()
    store.build(root, list(documents), IndexRecipe(encoder))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(extractive, "fitted_model", lambda: FITTED)
        return IndexWatcher(root, encoder)


@pytest.fixture(scope="session")
def watcher(documents: dict[str, Document], tmp_path_factory: pytest.TempPathFactory) -> IndexWatcher:
    """A real index of the sources."""
    return watching(tmp_path_factory.mktemp("index"), documents.values())


@pytest.fixture(scope="session")
def digest_address(digest: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service over an index of the digest alone."""
    watcher = watching(tmp_path_factory.mktemp("digest"), [digest])
    with listening(create_app(Serving(lambda: watcher))) as address:
        yield address


@pytest.fixture(scope="session")
def assistant(watcher: IndexWatcher) -> Assistant:
    """The assistant over it."""
    return watcher.assistant


@pytest.fixture(scope="session")
def client(watcher: IndexWatcher) -> Iterator[TestClient]:
    """A client of the service, as a program is: errors come back as they would over the network."""
    with running(create_app(Serving(lambda: watcher))) as client:
        yield client


@pytest.fixture
def serve(watcher: IndexWatcher) -> Iterator[Serve]:
    """Start services with settings of their own: `serve(Config(…), address="…")` gives a client of each."""
    with ExitStack() as stack:

        def serve(config: Config, address: str = "127.0.0.1") -> TestClient:
            return stack.enter_context(running(create_app(Serving(lambda: watcher), config), address))

        yield serve


@pytest.fixture(scope="session")
def address(watcher: IndexWatcher) -> Iterator[str]:
    """The service on a port of this machine, for clients that need real HTTP."""
    with listening(create_app(Serving(lambda: watcher))) as address:
        yield address
