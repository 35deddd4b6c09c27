"""An editor's day in Chromium: sign in, add a source, ask about it, replace it, go back, remove and erase it."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from lape_qa.documents import loading
from lape_qa.encoding.texts import TextEncoder
from lape_qa.index import store
from lape_qa.live_assistant import IndexWatcher
from lape_qa.reading.reader import OnnxReader, Reading
from lape_qa.settings import Settings
from lape_qa_api import Config, Serving, create_app
from lape_qa_api.security.keys import Keys
from support.axe import LOOKS, axe_source, violations
from support.servers import listening
from support.web_server import HOST, Site, sends, site
from support.web_server import page as web_page

pytestmark = pytest.mark.e2e

CORPUS = Path(__file__).parents[2] / "corpus"
TEXT = "Ruukinrannan kohtaamispaikka avattiin perheille 14.5.2019. Siellä on perhekahvila joka tiistai."
QUESTION = "Milloin Ruukinrannan kohtaamispaikka avattiin?"
MINUTES = 300_000
"""Milliseconds for a job: its process loads the model."""


@pytest.fixture
def service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, real_encoder: TextEncoder, real_reader: OnnxReader
) -> Iterator[tuple[str, str]]:
    """The address of a service over two sources that may be edited, and a key that may ask and edit."""
    corpus, index, state = (tmp_path / name for name in ("corpus", "index", "state"))
    corpus.mkdir()
    for file in sorted(CORPUS.glob("*.md"))[:3]:
        shutil.copy(file, corpus)
    for name, value in {"CORPUS": corpus, "INDEX": index, "STATE": state}.items():
        monkeypatch.setenv(f"LAPE_QA_{name}", str(value))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    store.build(index, loading.load([corpus]).documents, Settings().recipe(real_encoder))
    watcher = IndexWatcher(index, real_encoder, reading=Reading(real_reader))
    app = create_app(Serving(lambda: watcher), Config(corpus=corpus, index=index, state=state, open=True, rate=0))
    key = Keys(app.state.components.database).add("Kirsi", ["editor"])
    with listening(app) as address:
        yield address, key


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site of the house, which editors may name."""
    monkeypatch.setenv("LAPE_QA_PRIVATE_HOSTS", HOST)
    with site() as found:
        yield found


@pytest.fixture(params=LOOKS)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab with axe-core in it."""
    context = browser.new_context(**LOOKS[request.param], reduced_motion="reduce")
    context.add_init_script(axe_source())
    context.set_default_timeout(MINUTES)
    yield context.new_page()
    context.close()


def file(text: str) -> FilePayload:
    return {"name": "ruukinranta.txt", "mimeType": "text/plain", "buffer": text.encode()}


def ended(page: Page) -> None:
    """Wait until the page of a change says that it is done: it says so by itself."""
    expect(page.get_by_role("status")).to_have_text("Valmis", timeout=MINUTES)
    assert violations(page) == []


def quotes(page: Page, address: str) -> list[str]:
    """Ask about the source, and return what is quoted."""
    answer = page.request.post(f"{address}/v1/ask", data={"question": QUESTION}).json()
    return [citation["quote"] for citation in answer["citations"]]


def test_an_editors_day(service: tuple[str, str], page: Page, web: Site) -> None:
    address, key = service
    web.answers["/ruukinranta"] = sends(web_page("Ruukinranta", TEXT.replace("14.5.2019", "17.9.2021")))
    page.goto(f"{address}/yllapito")
    assert violations(page) == []
    page.get_by_label("Avain").fill(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lähteiden ylläpito")
    assert violations(page) == []
    assert quotes(page, address) == []

    page.get_by_label("Tiedosto").set_input_files(file(TEXT))
    page.get_by_text("Lähteen tiedot").first.click()
    page.get_by_label("Otsikko", exact=True).first.fill("Ruukinranta")
    assert violations(page) == []
    page.get_by_role("button", name="Lisää lähde").press("Enter")
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert violations(page) == []
    ended(page)
    generation = page.get_by_role("definition").last.inner_text()
    assert page.request.get(f"{address}/readyz").json()["generation"] == generation
    assert quotes(page, address) == ["Ruukinrannan kohtaamispaikka avattiin perheille 14.5.2019."]

    page.get_by_role("link", name="ruukinranta").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ruukinranta")
    assert violations(page) == []
    page.get_by_label("Tiedosto").set_input_files(file(TEXT.replace("14.5.2019", "15.8.2020")))
    page.get_by_role("button", name="Korvaa lähde", exact=True).press("Enter")
    ended(page)
    assert quotes(page, address) == ["Ruukinrannan kohtaamispaikka avattiin perheille 15.8.2020."]

    page.get_by_role("link", name="Takaisin lähteisiin").click()
    page.get_by_role("button", name="Palauta edellinen hakemisto").press("Enter")
    ended(page)
    assert quotes(page, address) == ["Ruukinrannan kohtaamispaikka avattiin perheille 14.5.2019."]

    page.goto(f"{address}/yllapito/lahde/ruukinranta")
    page.get_by_label("Sivun osoite").fill(f"{web.url}/ruukinranta")
    page.get_by_label("Käyttöoikeus").last.fill("CC BY 4.0")
    page.get_by_role("button", name="Hae sivu ja korvaa lähde").press("Enter")
    ended(page)
    assert quotes(page, address) == ["Ruukinrannan kohtaamispaikka avattiin perheille 17.9.2021."]

    page.goto(f"{address}/yllapito")
    page.get_by_label("Sivun osoite").fill(f"{web.url}/ei-ole")
    page.get_by_label("Käyttöoikeus").last.fill("CC BY 4.0")
    page.get_by_role("button", name="Hae ja lisää sivu").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Ei onnistunut", timeout=MINUTES)
    expect(page.get_by_text("sivua ei löydy (HTTP-tila 404). Tarkista osoite.")).to_be_visible()
    assert violations(page) == []

    page.goto(f"{address}/yllapito/lahde/ruukinranta")
    page.get_by_role("button", name="Poista lähde").press("Enter")
    ended(page)
    assert quotes(page, address) == []

    page.get_by_role("link", name="Takaisin lähteisiin").click()
    page.get_by_label("Tiedosto").set_input_files(file(TEXT))
    page.get_by_role("button", name="Lisää lähde").press("Enter")
    ended(page)
    page.get_by_role("link", name="ruukinranta").click()
    page.get_by_label("Kirjoita lähteen tunnus").fill("ruukinrant")
    page.get_by_role("button", name="Hävitä lopullisesti").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mitään ei hävitetty")
    assert violations(page) == []
    page.get_by_label("Kirjoita lähteen tunnus").fill("ruukinranta")
    page.get_by_role("button", name="Hävitä lopullisesti").press("Enter")
    ended(page)
    expect(page.get_by_text("Hävitettyjä versioita: 4.")).to_be_visible()
    assert quotes(page, address) == []

    page.get_by_role("button", name="Kirjaudu ulos").press("Enter")
    expect(page.get_by_label("Avain")).to_be_visible()
    page.goto(f"{address}/yllapito")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kirjaudu lähteiden ylläpitoon")
