"""A server whose index changes: old citations open what they quoted, and no answer is mixed."""

import html
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa.documents.model import Document
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.versions import Versions
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from support.fakes import FakeEncoder, document
from support.servers import running

FIRST = "Kittilässä avattiin perhekeskus. Sen avasi ministeri."
Build = Callable[[Sequence[Document]], str]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    encoder = FakeEncoder()

    def build(documents: Sequence[Document]) -> str:
        made = store.build(tmp_path, documents, IndexRecipe(encoder))
        return made.manifest.generation

    return build


@pytest.fixture
def watcher(build: Build, tmp_path: Path, fake_weights: None) -> IndexWatcher:
    build([document(FIRST, "lappi", title="Lappi"), document("Muu teksti.", "muu")])
    return IndexWatcher(tmp_path, FakeEncoder())


@pytest.fixture
def client(watcher: IndexWatcher) -> Iterator[TestClient]:
    with running(create_app(Serving(lambda: watcher))) as client:
        yield client


@pytest.fixture
def permalink(client: TestClient) -> str:
    """The address of a quote, as an answer gives it."""
    [citation] = client.post("/v1/ask", json={"question": "Missä avattiin perhekeskus?"}).json()["citations"]
    assert citation["quote"] == "Kittilässä avattiin perhekeskus."
    address: str = citation["reader_url"]
    return address


def marked(page: str) -> list[str]:
    return [html.unescape(words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)]


def notice(page: str) -> str:
    """What the page says first, without its links."""
    [found] = re.findall(r'<p class="notice" role="note">(.*?)</p>', page, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<a .*?</a>", "", found)).split())


def links(page: str) -> list[tuple[str, str]]:
    [found] = re.findall(r'<p class="notice" role="note">(.*?)</p>', page, re.DOTALL)
    return [(html.unescape(address), words) for address, words in re.findall(r'<a href="(.*?)">(.*?)</a>', found)]


def test_a_permalink_is_short_and_shows_the_present_version_as_it_is(client: TestClient, permalink: str) -> None:
    assert permalink == f"/lue/lappi?start=0&end=32&sha256={document(FIRST).sha256[:12]}#lainaus"
    page = client.get(permalink).text
    assert marked(page) == ["Kittilässä avattiin perhekeskus."]
    assert 'role="note"' not in page


def test_a_changed_source_still_shows_what_was_quoted_and_leads_to_where_it_stands_now(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher
) -> None:
    new = document(f"Uusi alku. {FIRST}", "lappi", title="Lappi")
    build([new])
    assert watcher.look()
    page = client.get(permalink).text
    assert marked(page) == ["Kittilässä avattiin perhekeskus."]
    assert document(FIRST).sha256 in page
    assert "Uusi alku" not in page[page.index("<article") :]
    assert notice(page) == "Tämä on se versio, jota lainattiin. Asiakirja on muuttunut sen jälkeen."
    now = f"/lue/lappi?start=11&end=43&sha256={new.sha256[:12]}#lainaus"
    assert links(page) == [(now, "Näytä sama kohta nykyisessä versiossa")]
    page = client.get(now).text
    assert marked(page) == ["Kittilässä avattiin perhekeskus."]
    assert "Uusi alku" in page


def test_what_has_changed_since_is_shown_word_by_word(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher
) -> None:
    build([document("Kittilässä avattiin <b>kaksi</b> perhekeskusta. Sen avasi ministeri.", "lappi", title="Lappi")])
    watcher.look()
    page = client.get(permalink).text
    [changes] = re.findall(r'<details class="changes">(.*?)</details>', page, re.DOTALL)
    assert re.findall(r"<summary>(.*?)</summary>", changes) == ["Katso, mitä on muuttunut"]
    spoken, end = '<span class="spoken" lang="fi">%s </span>', '<span class="spoken" lang="fi"> (loppu) </span>'
    assert (
        f"<p>Kittilässä avattiin <del>{spoken % 'poistettu:'}perhekeskus.{end}</del> "
        f"<ins>{spoken % 'lisätty:'}&lt;b&gt;kaksi&lt;/b&gt; perhekeskusta.{end}</ins> "
        "Sen avasi ministeri. </p>"
    ) in changes
    # The present version, and one whose text is the same, have nothing to compare.
    assert '<details class="changes">' not in client.get("/lue/lappi").text


def test_texts_too_long_to_be_compared_say_so(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    build([document(f"Uusi alku. {FIRST}", "lappi", title="Lappi")])
    watcher.look()
    monkeypatch.setattr("lape_qa_api.pages.changes._MOST", 0)
    assert "Versiot ovat liian pitkiä verrattaviksi tässä." in client.get(permalink).text


def test_other_quotes_are_marked_in_the_version_that_was_quoted_too(
    client: TestClient, build: Build, watcher: IndexWatcher
) -> None:
    build([document(f"Uusi alku. {FIRST}", "lappi", title="Lappi")])
    watcher.look()
    old = f"/lue/lappi?start=0&end=32&sha256={document(FIRST).sha256[:12]}"
    page = client.get(f"{old}&also=33-36").text
    assert re.findall(r"<mark.*?</mark>", page) == [
        '<mark id="lainaus">Kittilässä avattiin perhekeskus.</mark>',
        '<mark class="other">Sen</mark>',
    ]
    assert "Saman vastauksen muut lainaukset on alleviivattu." in page
    assert notice(page).endswith("Asiakirja on muuttunut sen jälkeen.")
    page = client.get(f"{old}&also=33-999").text
    assert marked(page) == []
    assert notice(page) == "Pyydettyä kohtaa ei ole tässä asiakirjassa, joten mitään ei korosteta."


@pytest.mark.parametrize(
    ("language", "says", "opens"),
    [
        (
            "fi",
            "Tämä on se versio, jota lainattiin. Asiakirja on muuttunut sen jälkeen. "
            "Lainattua kohtaa ei ole nykyisessä versiossa.",
            "Avaa nykyinen versio",
        ),
        (
            "sv",
            "Det här är den version som citerades. Dokumentet har ändrats sedan dess. "
            "Det citerade stället finns inte i den nuvarande versionen.",
            "Öppna den nuvarande versionen",
        ),
        (
            "en",
            "This is the version that was quoted. The document has changed since then. "
            "The quoted words do not stand in the current version.",
            "Open the current version",
        ),
    ],
)
def test_a_quote_that_is_gone_is_still_shown_and_said_to_be_gone(
    client: TestClient, build: Build, watcher: IndexWatcher, language: str, says: str, opens: str
) -> None:
    old = document(FIRST, "kieli", title="K", language=language)
    build([old])
    build([document("Aivan muuta.", "kieli", title="K", language=language)])
    watcher.look()
    page = client.get(f"/lue/kieli?start=0&end=10&sha256={old.sha256[:12]}").text
    assert marked(page) == ["Kittilässä"]
    assert notice(page) == says
    assert links(page) == [("/lue/kieli", opens)]


def test_a_removed_source_still_shows_what_was_quoted(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher
) -> None:
    build([document("Muu teksti.", "muu")])
    watcher.look()
    response = client.get(permalink)
    assert response.status_code == 200
    assert marked(response.text) == ["Kittilässä avattiin perhekeskus."]
    assert notice(response.text) == "Tämä on se versio, jota lainattiin. Asiakirja on sittemmin poistettu lähteistä."
    assert links(response.text) == []
    assert client.get("/lue/lappi").status_code == 404


def test_a_renamed_source_shows_what_was_quoted_and_leads_to_its_new_name(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher
) -> None:
    build([document(FIRST, "uusi nimi", title="Lappi")])
    watcher.look()
    page = client.get(permalink).text
    assert marked(page) == ["Kittilässä avattiin perhekeskus."]
    assert notice(page) == "Tämä on se versio, jota lainattiin. Sama teksti on nyt lähteissä toisella tunnuksella."
    address = f"/lue/uusi%20nimi?start=0&end=32&sha256={document(FIRST).sha256[:12]}#lainaus"
    assert links(page) == [(address, "Näytä sama kohta nykyisessä versiossa")]
    assert marked(client.get(address).text) == ["Kittilässä avattiin perhekeskus."]


def test_a_version_whose_time_is_over_shows_the_present_one_unmarked(
    client: TestClient, permalink: str, build: Build, watcher: IndexWatcher
) -> None:
    build([document("Aivan muuta.", "lappi")])
    watcher.look()
    kept = watcher.versions
    assert isinstance(kept, Versions)
    for file in kept.files():
        file.unlink()
    page = client.get(permalink).text
    assert marked(page) == []
    assert "Aivan muuta." in page
    assert notice(page).startswith("Asiakirja on muuttunut lainaamisen jälkeen.")


def test_a_place_outside_an_old_version_marks_nothing(client: TestClient, build: Build, watcher: IndexWatcher) -> None:
    build([document("Aivan muuta.", "lappi")])
    watcher.look()
    page = client.get(f"/lue/lappi?start=0&end=999&sha256={document(FIRST).sha256}").text
    assert marked(page) == []
    assert "Kittilässä" in page
    assert notice(page).startswith("Pyydettyä kohtaa ei ole")


def test_answers_given_while_the_index_changes_are_each_of_one_generation(
    client: TestClient, build: Build, watcher: IndexWatcher
) -> None:
    texts = {watcher.assistant.generation.manifest.generation: FIRST}

    def change() -> None:
        for number in range(4):
            text = f"Kittilässä avattiin perhekeskus numero {number}. Sen avasi ministeri."
            texts[build([document(text, "lappi", title="Lappi")])] = text
            watcher.look()

    thread = Thread(target=change)
    thread.start()
    replies: list[httpx2.Response] = []
    while thread.is_alive() or not replies:
        replies.append(client.post("/v1/ask", json={"question": "Missä avattiin perhekeskus?"}))
    thread.join()
    replies.append(client.post("/v1/ask", json={"question": "Missä avattiin perhekeskus?"}))
    assert {reply.status_code for reply in replies} == {200}
    for reply in (reply.json() for reply in replies):
        text = texts[reply["index"]["generation"]]
        [citation] = reply["citations"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["document"]["sha256"] == document(text).sha256
        assert reply["sentences"] == [{"text": text.split(". ")[0] + ".", "citation": 1, "highlights": [[0, 10]]}]
    assert replies[-1].json()["index"]["generation"] == max(texts)
