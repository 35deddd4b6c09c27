"""GET /lue/{id}: a quote on the page of the PDF that it was read from, as it looks."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lape_qa.documents import loading
from lape_qa.documents.model import Document
from lape_qa.index import store
from lape_qa.index.recipe import IndexRecipe
from lape_qa.index.store import Layout
from lape_qa.live_assistant import IndexWatcher
from lape_qa_api import Serving, create_app
from lape_qa_api.pages.page_views import PageViews
from support.fakes import FakeEncoder
from support.servers import running
from support.sources import column, pdf

OPENED = "Kittilään avattiin perhekeskus syksyllä 2018."
FOLLOWS = "Siellä toimii neuvola."
LONG = "Toinen kappale alkaa tällä sivulla ja se jatkuu suoraan yli sivun lopun aina"
GOES_ON = "seuraavalle sivulle saakka."
CONTENT = pdf(
    [*column(OPENED, FOLLOWS, top=780), *column(LONG, top=80)],
    column(GOES_ON),
    labels="0 << /S /r >> 1 << /S /D /St 7 >>",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "lappi.pdf").write_bytes(CONTENT)
    (folder / "muu.txt").write_text("Muu teksti.", encoding="utf-8")
    return folder


def build(corpus: Path, index: Path) -> dict[str, Document]:
    loaded = loading.load([corpus])
    with loading.originals(loaded) as originals:
        store.build(index, loaded.documents, IndexRecipe(FakeEncoder()), originals=originals)
    return {document.id: document for document in loaded.documents}


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def lappi(corpus: Path, index: Path) -> Document:
    return build(corpus, index)["lappi"]


@pytest.fixture
def watcher(index: Path, lappi: Document, fake_weights: None) -> IndexWatcher:
    return IndexWatcher(index, FakeEncoder())


@pytest.fixture
def client(watcher: IndexWatcher) -> Iterator[TestClient]:
    with running(create_app(Serving(lambda: watcher))) as client:
        yield client


def shown(client: TestClient, document: Document, words: str, **more: str) -> str:
    start = document.text.index(words)
    asked: dict[str, str | int] = {"start": start, "end": start + len(words), "sha256": document.sha256[:12], **more}
    response = client.get(f"/lue/{document.id}", params=asked)
    assert response.status_code == 200
    return response.text


def pictures(page: str) -> list[tuple[str, str]]:
    """Return where each picture of a page is, and what is said of it."""
    found = re.findall(r'<img src="(/lue-kuva/[^"]*)" width="1414" height="2000" alt="(.*?)">', page)
    return [(html.unescape(address), html.unescape(said)) for address, said in found]


def marks(page: str) -> list[tuple[str, tuple[int, ...]]]:
    """Return each mark in the pictures of a page: its class, and left, top, width and height."""
    found = re.findall(r'<rect(?: class="(\w+)")? x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/>', page)
    return [(kind, tuple(map(int, numbers))) for kind, *numbers in found]


def captions(page: str) -> list[str]:
    return [
        html.unescape(re.sub(r"<a .*?</a>", "", words)).strip(" ")
        for words in re.findall(r"<figcaption>(.*?)</figcaption>", page)
    ]


def test_the_page_of_a_quote_is_shown_with_the_quote_marked(client: TestClient, lappi: Document) -> None:
    page = shown(client, lappi, OPENED)
    [(address, said)] = pictures(page)
    assert address == f"/lue-kuva/1/lappi?sha256={lappi.sha256[:12]}"
    assert said == f"Kuva alkuperäisestä, s.\u00a0i. Kuvassa on korostettu lainaus: ”{OPENED}”"
    [(kind, (left, top, _width, height))] = marks(page)
    # The line begins 56 points from the left, and its baseline is 62 below the top; four dots are left around it.
    assert (kind, left, top < 147 < top + height) == ("", 133 - 4, True)
    assert captions(page) == ["Alkuperäinen, s.\u00a0i."]
    assert ('<figure id="sivu-1">' in page, '<a class="enlarge" href="#sivu-1">' in page) == (True, True)
    assert '<main class="reader with-sheets">' in page
    assert 'aria-label="Asiakirja tekstinä"' in page
    picture = client.get(address)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert (picture.content[8:12], picture.headers["cache-control"]) == (b"WEBP", "no-store")


def test_the_other_quotes_of_the_answer_are_marked_in_it_otherwise(client: TestClient, lappi: Document) -> None:
    start = lappi.text.index(FOLLOWS)
    page = shown(client, lappi, OPENED, also=f"{start}-{start + len(FOLLOWS)}")
    assert [kind for kind, _ in marks(page)] == ["other", ""]
    # One line lower, 14 points.
    (_, (_, second, _, _)), (_, (_, first, _, _)) = marks(page)
    assert second - first in (33, 34)


def test_a_quote_over_two_pages_is_shown_on_both(client: TestClient, lappi: Document) -> None:
    page = shown(client, lappi, f"{LONG} {GOES_ON}")
    assert [address for address, _ in pictures(page)] == [
        f"/lue-kuva/{number}/lappi?sha256={lappi.sha256[:12]}" for number in (1, 2)
    ]
    assert captions(page) == ["Alkuperäinen, s.\u00a0i.", "Alkuperäinen, s.\u00a07."]
    assert len(marks(page)) == 2


def test_a_quote_that_is_not_found_in_the_picture_says_so(
    client: TestClient, lappi: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lape_qa.documents.page_view.places", lambda *_: [])
    page = shown(client, lappi, OPENED, lang="en")
    assert marks(page) == []
    assert captions(page) == [
        "The original, p.\u00a0i. The quoted words were not found in the picture, so they are not highlighted there. "
        "In the text they are."
    ]
    [(_, said)] = pictures(page)
    assert said == f"Picture of the original, p.\u00a0i. The page has a quote that is not highlighted: “{OPENED}”"


def test_without_a_quote_no_page_is_shown(client: TestClient) -> None:
    assert "/lue-kuva/" not in client.get("/lue/lappi").text
    assert "/lue-kuva/" not in client.get("/lue/muu", params={"start": 0, "end": 3}).text


def test_where_the_file_is_not_kept_the_text_is_shown_alone(client: TestClient, index: Path, lappi: Document) -> None:
    Layout(index).originals.keep(())
    page = shown(client, lappi, OPENED)
    assert ("<figure>" in page, f'<mark id="lainaus">{OPENED}</mark>' in page) == (False, True)
    assert client.get("/lue-kuva/1/lappi").status_code == 404


def test_where_the_file_is_damaged_the_text_is_shown_and_the_page_says_so(
    client: TestClient, index: Path, lappi: Document
) -> None:
    [file] = Layout(index).originals.files()
    file.write_bytes(b"%PDF-1.4 roskaa")
    page = shown(client, lappi, OPENED)
    assert captions(page) == ["Alkuperäisen sivun (s.\u00a0i) kuvaa ei voi nyt näyttää."]
    assert f'<mark id="lainaus">{OPENED}</mark>' in page
    assert client.get("/lue-kuva/1/lappi").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lue-kuva/3/lappi", 404),
        ("/lue-kuva/0/lappi", 422),
        ("/lue-kuva/x/lappi", 422),
        ("/lue-kuva/1/muu", 404),
        ("/lue-kuva/1/ei-ole", 404),
        ("/lue-kuva/1/lappi?sha256=ffffffffffff", 404),
    ],
)
def test_there_is_no_picture_of_what_is_no_page(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_the_page_that_was_quoted_is_shown_when_the_file_is_another_by_now(
    client: TestClient, watcher: IndexWatcher, corpus: Path, index: Path, lappi: Document
) -> None:
    (corpus / "lappi.pdf").write_bytes(CONTENT.replace(b"2018", b"2019"))
    build(corpus, index)
    assert watcher.look()
    page = shown(client, lappi, OPENED)
    assert "Asiakirja on muuttunut sen jälkeen." in page
    [(address, _)] = pictures(page)
    old, new = client.get(address).content, client.get("/lue-kuva/1/lappi").content
    assert old != new
    assert len(marks(page)) == 1


def test_a_page_is_drawn_once(client: TestClient, lappi: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    draw = PageViews._draw

    def counted(views: PageViews, file: Path, page: int) -> object:
        drawn.append(page)
        return draw(views, file, page)

    monkeypatch.setattr(PageViews, "_draw", counted)
    for words in (OPENED, FOLLOWS):
        [(address, _)] = pictures(shown(client, lappi, words))
        client.get(address)
    assert drawn == [0]


# ---- what the page says itself --------------------------------------------------------------------------------


def test_the_page_speaks_the_language_that_is_asked_for_and_else_that_of_the_document(
    client: TestClient, lappi: Document
) -> None:
    page = shown(client, lappi, OPENED, lang="sv", also="0-3")
    assert '<html lang="sv">' in page
    assert "Det citerade stället (s.\u00a0i) är markerat." in page
    start, end = lappi.text.index(OPENED), lappi.text.index(OPENED) + len(OPENED)
    same = f"?start={start}&end={end}&sha256={lappi.sha256[:12]}&also=0-3&lang="
    links = [html.unescape(link) for link in re.findall(r'<a href="(\?[^"]*)" lang="', page)]
    assert links == [f"{same}{code}#lainaus" for code in ("fi", "sv", "en")]
    assert re.findall(r'<a href="[^"]*" lang="sv" hreflang="sv" aria-current="true">(.*?)</a>', page) == ["Svenska"]
    assert '<article lang="fi"' in page
    assert '<html lang="fi">' in client.get("/lue/lappi").text
    assert client.get("/lue/lappi", params={"lang": "de"}).status_code == 422
