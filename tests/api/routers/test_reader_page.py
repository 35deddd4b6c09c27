"""GET /lue/{id}: the page for reading a source."""

import html
import re
from urllib.parse import quote

import httpx2
import pytest
from fastapi.testclient import TestClient

from lape_qa.documents.model import Document


def marked(page: str) -> list[str]:
    """Return what is marked on a page, as a reader sees it."""
    return [html.unescape(words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)]


def test_the_reader_page_says_what_the_document_is(client: TestClient, documents: dict[str, Document]) -> None:
    response = client.get("/lue/nokia")

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = response.text
    assert '<p class="kicker">Lähdeasiakirja</p>' in page
    assert "<title>Nokian perhekeskus – LAPE-QA</title>" in page
    assert '<h1 lang="fi">Nokian perhekeskus</h1>' in page
    for fact in ("Nokian kaupunki", "Kirjoittaja Nokialta", "5.11.2018", "Pirkanmaa", documents["nokia"].sha256):
        assert fact in page
    assert '<a href="https://example.fi/nokia?a=1&amp;b=2" rel="external noopener">' in page
    assert "<mark" not in page
    assert 'role="note"' not in page


def test_the_page_of_a_digest_says_so_and_leads_to_the_original(digest_address: str) -> None:
    page = httpx2.get(f"{digest_address}/lue/akatemia").text

    assert '<p class="kicker">Tiivistelmä julkaisusta</p>\n  <h1 lang="fi">LAPE-akatemia</h1>' in page
    assert re.findall(r'<p role="note">(.*?)</p>', page) == [
        "Yllä olevat tiedot kertovat alkuperäisestä julkaisusta. Alla oleva teksti on siitä tehty tiivistelmä, eivätkä "
        "sen virkkeet ole kirjoittajan tai julkaisijan sanoja."
    ]
    assert '<dt>Alkuperäinen julkaisu</dt><dd class="url"><a href="https://stm.example.fi/lapeakatemia"' in page


def test_the_reader_page_shows_the_text_as_headings_paragraphs_and_lists(client: TestClient) -> None:
    page = re.sub(r"\s*\n\s*", "\n", client.get("/lue/nokia").text)

    assert "<h2>Perhekeskuspilotti</h2>" in page
    assert "<p>Perhekeskuksen palveluja ovat nämä:</p>" in page
    assert (
        "<ul>\n<li>Neuvola palvelee perheitä arkisin.</li>\n<li>Avoin kohtaamispaikka on Kerhotalolla.</li>\n</ul>"
    ) in page
    assert "<h3>Jatko</h3>" in page
    assert '<ol>\n<li value="1">Ensin laajennetaan toimintaa.</li>\n<li value="2">' in page


def test_a_citations_reader_url_marks_its_quote(client: TestClient) -> None:
    for question in ("Milloin Nokian perhekeskuspilotti alkoi syyskuussa 2017?", "Familjecentret i Borgå öppnade 2018"):
        citation = client.post("/v1/ask", json={"question": question}).json()["citations"][0]

        page = client.get(citation["reader_url"]).text

        assert marked(page) == [citation["quote"]]
        assert page.count('<mark id="lainaus">') == 1
        assert 'href="#lainaus"' in page


def test_the_page_of_a_quote_is_named_where_there_are_pages(client: TestClient) -> None:
    paged = client.post("/v1/ask", json={"question": "Familjecentret i Borgå öppnade 2018"}).json()["citations"][0]
    unpaged = client.post("/v1/ask", json={"question": "Milloin Nokian perhekeskuspilotti alkoi?"}).json()["citations"][
        0
    ]
    found = client.get("/v1/search", params={"q": "Familjecentret i Borgå", "k": 1}).json()["hits"][0]

    assert (paged["page"], found["page"], "page" in unpaged) == (2, 2, False)
    assert "<span>Det citerade stället (s.\u00a02) är markerat.</span>" in client.get(paged["reader_url"]).text
    assert "<span>Lainattu kohta on korostettu.</span>" in client.get(unpaged["reader_url"]).text


def test_a_quote_over_several_blocks_is_marked_in_each_and_has_one_id(
    client: TestClient, documents: dict[str, Document]
) -> None:
    text = documents["nokia"].text
    start = text.index("yhteistä")
    end = text.index("Kerhotalolla") + len("Kerhotalolla")

    page = client.get("/lue/nokia", params={"start": start, "end": end}).text

    assert marked(page) == [
        "yhteistä asiakasohjausta.",
        "Perhekeskuksen palveluja ovat nämä:",
        "Neuvola palvelee perheitä arkisin.",
        "Avoin kohtaamispaikka on Kerhotalolla",
    ]
    assert page.count('id="lainaus"') == 1
    assert page.index('<mark id="lainaus">yhteistä') < page.index("<mark>Perhekeskuksen")


def test_other_quotes_of_the_answer_are_marked_too(client: TestClient, documents: dict[str, Document]) -> None:
    text = documents["nokia"].text
    spans = [
        (text.index(words), text.index(words) + len(words)) for words in ("syyskuussa 2017", "arkisin", "tulokset")
    ]
    (start, end), *others = spans

    page = client.get(
        "/lue/nokia", params={"start": start, "end": end, "also": [f"{first}-{last}" for first, last in others]}
    ).text

    assert re.findall(r"<mark.*?</mark>", page) == [
        '<mark id="lainaus">syyskuussa 2017</mark>',
        '<mark class="other">arkisin</mark>',
        '<mark class="other">tulokset</mark>',
    ]
    assert "Saman vastauksen muut lainaukset on alleviivattu." in page


@pytest.mark.parametrize("also", ["9-3", "5-5", "0-100000"])
def test_another_quote_outside_the_text_marks_nothing_and_says_so(client: TestClient, also: str) -> None:
    page = client.get("/lue/nokia", params={"start": 3, "end": 9, "also": also}).text

    assert marked(page) == []
    assert "Pyydettyä kohtaa ei ole" in page


@pytest.mark.parametrize("also", ["", "3", "-3-4", "a-b", "1-2-3", "<script>"])
def test_what_is_no_stretch_is_refused(client: TestClient, also: str) -> None:
    assert client.get("/lue/nokia", params={"also": also}).status_code == 422


def test_everything_from_outside_is_escaped(client: TestClient, documents: dict[str, Document]) -> None:
    document = documents["hostile/<b>&"]
    start = document.text.index("<img")
    params: dict[str, str | int] = {"start": start, "end": len(document.text), "sha256": document.sha256}

    response = client.get(f"/lue/{quote(document.id, safe='')}", params=params)

    assert response.status_code == 200
    assert "<script" not in response.text
    assert "<img src=x" not in response.text
    assert "&lt;script&gt;alert(&#34;otsikko&#34;)&lt;/script&gt;" in response.text
    assert "&#34;&gt;&lt;script&gt;alert(&#34;nimi&#34;)&lt;/script&gt;" in response.text
    assert marked(response.text) == [document.text[start:].rstrip()]
    # A link that runs a script is no link.
    assert 'href="javascript' not in response.text
    assert "javascript:alert(2)" in response.text


@pytest.mark.parametrize(
    "params", [{"sha256": '"><script>'}, {"start": "<script>", "end": "1"}, {"question": "<script>alert(1)</script>"}]
)
def test_nothing_of_the_address_is_echoed_as_html(client: TestClient, params: dict[str, str]) -> None:
    for path in ("/lue/nokia", "/lue/<script>", "/"):
        page = client.get(path, params=params, headers={"Accept": "text/html"}).text

        assert "<script>" not in page


@pytest.mark.parametrize(
    ("identifier", "words"),
    [("nokia", "Asiakirja on muuttunut"), ("borga", "Dokumentet har ändrats")],
)
def test_another_version_marks_nothing_and_says_so(client: TestClient, identifier: str, words: str) -> None:
    page = client.get(f"/lue/{identifier}", params={"start": 0, "end": 10, "sha256": "0123456789ab"}).text

    assert marked(page) == []
    assert words in page
    assert 'role="note"' in page


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (-1, 4), (0, 100_000), (3, None), (None, 3)])
def test_a_place_outside_the_text_marks_nothing_and_says_so(
    client: TestClient, start: int | None, end: int | None
) -> None:
    params = {name: value for name, value in (("start", start), ("end", end)) if value is not None}

    response = client.get("/lue/nokia", params=params)

    assert response.status_code == 200
    assert marked(response.text) == []
    assert "Pyydettyä kohtaa ei ole" in response.text


def test_an_unknown_document_is_404(client: TestClient) -> None:
    assert client.get("/lue/none").status_code == 404
    assert client.get("/lue/").status_code == 404


def test_a_page_with_quotes_in_its_address_stays_out_of_caches(client: TestClient) -> None:
    assert client.get("/lue/nokia").headers["cache-control"] == "no-store"
