"""HTML -> text."""

import pytest

from lape_qa.documents.formats import extract, html
from lape_qa.documents.loading import read
from lape_qa.errors import DocumentError
from support.refusals import reason
from support.sources import WEB_PAGE, Write

PAGE_TEXT = """# Perhekeskukset Lapissa

Lapissa avattiin vuonna 2018 kolme perhekeskusta. Niistä ensimmäinen avattiin Kittilässä, ja sen toimintamalli levisi.

## Palvelut

Perhekeskuksen palveluja ovat nämä:

- Neuvola palvelee arkisin.
- Kohtaamispaikka on auki.
- Kahvila toimii tiistaisin.
- Kunta: Kittilä; Vuosi: 2018; Kävijöitä: 1 200
- Kunta: Inari; Kävijöitä: 800

Perheet saavat apua yhdestä paikasta.

### Jatko

Toiminta jatkuu kuntien omana työnä.
Rahoitus päättyy kesäkuussa."""


@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_html_is_its_main_text_without_what_stands_around_it(suffix: str) -> None:
    assert extract(suffix, WEB_PAGE.encode("utf-8")).text == PAGE_TEXT


def test_html_states_its_metadata() -> None:
    found = extract(".html", WEB_PAGE.encode("utf-8"))
    assert found.stated == {
        "title": "Perhekeskukset Lapissa",
        "author": "Maija Meikäläinen",
        "published": "2018-05-16",
        "publisher": "Lapin liitto",
        "url": "https://example.fi/lappi",
        "language": "fi",
    }
    assert found.pages == ()


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("iso-8859-1", "iso-8859-1"),
        ("cp1252", "nonsense"),
    ],
)
def test_html_in_any_usual_encoding_gives_the_same_text(encoding: str, declared: str) -> None:
    page = WEB_PAGE.replace('charset="utf-8"', f'charset="{declared}"')
    assert extract(".html", page.encode(encoding)).text == PAGE_TEXT


@pytest.mark.parametrize(
    ("lang", "text", "language"),
    [
        ("en-US", "Perhekeskus palvelee lapsia ja perheitä kunnassa joka arkipäivä.", "fi"),
        ("sv-FI", "Familjecentret betjänar barn och familjer i kommunen varje vardag.", "sv"),
        ("", "The family centre serves children and their families every weekday.", "en"),
        ("se", "Perhekeskus palvelee lapsia ja perheitä kunnassa joka arkipäivä.", "se"),
    ],
)
def test_language_is_that_of_the_text_unless_it_is_none_of_ours(
    lang: str, text: str, language: str, write: Write
) -> None:
    page = f"<html lang='{lang}'><body><article><p>{text}</p></article></body></html>"
    document = read(write("sivu.html", page))
    assert (document.text, document.language) == (text, language)
    assert "language" in document.inferred


def test_an_address_that_is_none_is_not_taken_over() -> None:
    page = WEB_PAGE.replace("https://example.fi/lappi", "javascript:alert(1)")
    assert "url" not in extract(".html", page.encode("utf-8")).stated


@pytest.mark.parametrize("content", [b"<html><body></body></html>", b"   ", b"<html><nav>Etusivu</nav></html>"])
def test_a_page_without_text_is_an_error(content: bytes) -> None:
    assert reason(".html", content) == "holds no text"


def test_a_page_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert html.MAX_BYTES == 50 * 2**20
    monkeypatch.setattr(html, "MAX_BYTES", 10)
    assert reason(".html", b"<html>12345") == "has 11 bytes, more than 10 for a page; split it"


def test_markup_of_any_depth_is_read_or_refused() -> None:
    for tag in ("div", "ul><li", "table><tr><td", "blockquote"):
        deep = f"<{tag}>" * 5000
        content = f"<html><body><p>Perhekeskus avattiin Kittilässä.</p>{deep}Loppu.</body></html>".encode()
        try:
            assert "Perhekeskus avattiin" in extract(".html", content).text
        except DocumentError as error:
            assert "\n" not in str(error)
