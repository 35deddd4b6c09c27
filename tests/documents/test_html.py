"""HTML -> text."""

from pathlib import Path

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


def in_page(body: str) -> bytes:
    words = "Perhetyötä sai kunnissa moni perhe, ja sen kysyntä kasvoi vuosi vuodelta kaikissa kunnissa."
    return f"<html><body><article><h1>Perhetyö</h1><p>{words}</p>{body}<p>Loppu.</p></article></body></html>".encode()


@pytest.mark.parametrize(
    ("table", "text"),
    [
        pytest.param(
            "<tr><th rowspan=2>Kunta</th><th colspan=2>Perheitä</th></tr><tr><th>2018</th><th>2019</th></tr>"
            "<tr><td colspan=3>Lappi</td></tr><tr><td>Inari</td><td>12</td><td>13</td></tr>"
            "<tr><td rowspan=2>Nokia</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>"
            "<tr><td colspan=2>Yhteensä</td><td>99</td></tr>",
            "- Lappi\n- Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 13\n"
            "- Kunta: Nokia; Perheitä 2018: 1; Perheitä 2019: 2\n- Kunta: Nokia; Perheitä 2018: 3; Perheitä 2019: 4\n"
            "- Kunta: Yhteensä; Perheitä 2019: 99",
            id="cells over columns and rows",
        ),
        pytest.param(
            "<tr><td rowspan=2>Kunta</td><td colspan=2>Perheitä</td></tr><tr><td>2018</td><td>2019</td></tr>"
            "<tr><td>Inari</td><td>12</td><td>13</td></tr>",
            "- Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 13",
            id="two rows of names that are not said to be",
        ),
        pytest.param(
            "<tr><td>Kunta</td><td colspan=2>Yhteys</td></tr><tr><td>Inari</td><td>Maija</td><td>040 1</td></tr>",
            "- Kunta: Inari; Yhteys: Maija; Yhteys: 040 1",
            id="a name over two columns of values",
        ),
        pytest.param(
            "<caption>Taulukko 1. Perheet</caption><thead><tr><td>Kunta</td><td>Perheitä</td></tr></thead>"
            "<tbody><tr><th>Inari</th><td>13</td></tr></tbody><tfoot><tr><td>Yhteensä</td><td>15</td></tr></tfoot>",
            "Taulukko 1. Perheet\n\n- Kunta: Inari; Perheitä: 13\n- Kunta: Yhteensä; Perheitä: 15",
            id="title and head of two columns",
        ),
        pytest.param(
            "<tr><th colspan=3>Taulukko 2</th></tr><tr><th></th><th>2018</th><th>2019</th></tr>"
            "<tr><th>Inari</th><td><p>Eka.</p><p>Toka.</p></td><td><ul><li>yksi</li><li>ka<b>ksi</b></li></ul></td></tr>",
            "Taulukko 2\n\n- Inari; 2018: Eka. Toka.; 2019: yksi kaksi",
            id="title in a row, blocks in a cell",
        ),
        pytest.param(
            "<tr><td>Osoite</td><td>Inarintie 1</td></tr><tr><td>Puhelin:</td><td>040 1</td></tr>",
            "- Osoite: Inarintie 1\n- Puhelin: 040 1",
            id="two columns",
        ),
    ],
)
def test_each_row_of_a_table_reads_by_itself(table: str, text: str) -> None:
    shown = extract(".html", in_page(f"<table>{table}</table>")).text
    assert shown.split("kunnissa.\n\n", 1)[1] == f"{text}\n\nLoppu."


@pytest.mark.parametrize("sign", ["\x01", "&#1;", "&#xb;", "&#xfffe;", "&#127;", "\x0b"])
def test_signs_that_are_none_are_blanks(sign: str) -> None:
    body = f"<p>Hanke{sign}alkoi<sup>1{sign}</sup>.</p><ol><li>Eka{sign}kohta</li></ol><table><tr><td>a{sign}b</td>"
    shown = extract(".html", in_page(f"{body}<td>c</td></tr><tr><td>d</td><td>e</td></tr></table>")).text
    assert shown.split("kunnissa.\n\n", 1)[1] == "Hanke alkoi.\n\n1. Eka kohta\n- a b: c\n- d: e\n\nLoppu."


def test_a_table_in_a_table_that_sets_the_page_reads_by_itself() -> None:
    inner = "<table><tr><th>Kunta</th><th>Perheitä</th></tr><tr><td>Inari</td><td>13</td></tr></table>"
    shown = extract(".html", in_page(f"<table><tr><td>Perhetyö laajeni.{inner}</td></tr></table>")).text
    assert "- Kunta: Inari; Perheitä: 13\n" in shown


def test_cells_beyond_all_measure_are_refused() -> None:
    wide = "<tr>" + "<td rowspan=100 colspan=100>a</td>" * 100 + "</tr>" + "<tr></tr>" * 100
    with pytest.raises(DocumentError) as error:
        extract(".html", in_page(f"<table>{wide}</table>"))
    assert str(error.value) == "has tables of more than 200,000 cells; split it"


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


def test_a_kept_page_that_asks_for_scripts_holds_no_text(shared: Path) -> None:
    assert reason(".html", (shared / "bug-inputs" / "spa.html").read_bytes()) == "holds no text"


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


def test_what_a_style_sheet_raises_is_a_superscript() -> None:
    sheet = ".a {vertical-align: super} .b {position: relative; top: -0.33em} .c {vertical-align: sub}"
    body = (
        "Vuonna 2018<span class='a'>1</span> kunnassa oli 12 km<span class='b'>2</span> puistoa ja CO<span class='c'>2"
        "</span> väheni. Perhekeskus avattiin 31 lapselle."
    )
    page = f"<html><head><style>{sheet}</style></head><body><article><p>{body}</p></article></body></html>"
    assert extract(".html", page.encode()).text == (
        "Vuonna 2018 kunnassa oli 12 km² puistoa ja CO₂ väheni. Perhekeskus avattiin 31 lapselle."
    )
