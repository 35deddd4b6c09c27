"""Files as programs make them -> exactly this text, metadata and pages, or exactly this error."""

import io
import struct
import zipfile
from datetime import date, datetime, timedelta

import pypdf
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from lape_qa.documents.formats import SUFFIXES, archive, extract, html
from lape_qa.documents.formats import pdf as pdf_format
from lape_qa.documents.formats.composing import stated
from lape_qa.documents.model import Document as Source
from lape_qa.errors import DocumentError
from support.sources import column, docx, pdf, pictured_pdf, repacked, small_docx, zipped


def reason(suffix: str, content: bytes) -> str:
    with pytest.raises(DocumentError) as error:
        extract(suffix, content)
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


# ---- HTML ------------------------------------------------------------------------------------------------

PAGE = """<!doctype html>
<html lang="fi"><head><meta charset="utf-8"><title>Perhekeskukset Lapissa | Lapin liitto</title>
<meta property="og:site_name" content="Lapin liitto"><meta name="author" content="Maija Meikäläinen">
<meta property="article:published_time" content="2018-05-16T08:00:00+03:00">
<link rel="canonical" href="https://example.fi/lappi"></head><body>
<nav><ul><li><a href="/">Etusivu</a></li><li><a href="/y">Yhteystiedot</a></li></ul></nav>
<div class="cookie-banner" id="cookies"><p>Käytämme evästeitä. Hyväksy kaikki evästeet.</p></div>
<main><article><h1>Perhekeskukset Lapissa</h1>
<p>Lapissa avattiin vuonna 2018 kolme
 perhekeskusta. Niistä <b>ensimmäinen</b> avattiin <a href="x">Kittilässä</a>, ja sen toiminta&shy;malli levisi.</p>
<h2>Palvelut</h2><p>Perhekeskuksen palveluja ovat nämä:</p>
<ul><li>Neuvola palvelee arkisin.</li><li>Kohtaamispaikka on auki.<ul><li>Kahvila toimii tiistaisin.</li></ul></li></ul>
<table><tr><th>Kunta</th><th>Vuosi</th><th>Kävijöitä</th></tr>
<tr><td>Kittilä</td><td>2018</td><td>1&nbsp;200</td></tr><tr><td>Inari</td><td></td><td>800</td></tr></table>
<blockquote><p>Perheet saavat apua yhdestä paikasta.</p></blockquote>
<h3>Jatko</h3><p>Toiminta jatkuu kuntien omana työnä.<br>Rahoitus päättyy kesäkuussa.</p></article></main>
<aside><h3>Lue myös</h3><a href="/a">Muut uutiset</a></aside>
<footer><p>© Lapin liitto. Tietosuojaseloste. Seuraa meitä Facebookissa.</p></footer></body></html>
"""
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
    assert extract(suffix, PAGE.encode("utf-8")).text == PAGE_TEXT


def test_html_states_its_metadata() -> None:
    found = extract(".html", PAGE.encode("utf-8"))
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
    page = PAGE.replace('charset="utf-8"', f'charset="{declared}"')
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
def test_language_is_that_of_the_text_unless_it_is_none_of_ours(lang: str, text: str, language: str) -> None:
    page = f"<html lang='{lang}'><body><article><p>{text}</p></article></body></html>"
    found = extract(".html", page.encode("utf-8"))
    assert (found.text, found.stated["language"]) == (text, language)


def test_an_address_that_is_none_is_not_taken_over() -> None:
    page = PAGE.replace("https://example.fi/lappi", "javascript:alert(1)")
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


# ---- DOCX ------------------------------------------------------------------------------------------------


def test_docx_is_its_headings_paragraphs_lists_and_tables_in_order() -> None:
    opened = Document()
    opened.sections[0].header.paragraphs[0].text = "Ylätunniste"
    opened.add_heading("Perhekeskukset", 0)
    opened.add_heading("Lappi", 1)
    opened.add_paragraph("Sisällys 3", style=opened.styles.add_style("toc 1", 1))
    opened.add_paragraph("Perhe\u00adkeskus\u00a0avattiin  Kittilässä.\nSe on auki.")
    opened.add_paragraph("")
    opened.add_paragraph("Palvelut:")
    opened.add_paragraph("Neuvola.", style="List Bullet")
    opened.add_paragraph("Kahvila.", style="List Number")
    table = opened.add_table(3, 3)
    for row, values in enumerate((("Kunta", "Vuosi", "Kävijöitä"), ("Kittilä", "2018", "1 200"), ("Inari", "", "800"))):
        for cell, value in enumerate(values):
            table.cell(row, cell).text = value
    opened.add_heading("Jatko", 2)
    opened.add_paragraph("Toiminta jatkuu.")
    found = extract(".docx", docx(opened))
    assert found.text == (
        "# Perhekeskukset\n\n# Lappi\n\nPerhekeskus avattiin Kittilässä.\nSe on auki.\n\nPalvelut:\n\n"
        "- Neuvola.\n- Kahvila.\n- Kunta: Kittilä; Vuosi: 2018; Kävijöitä: 1 200\n"
        "- Kunta: Inari; Kävijöitä: 800\n\n## Jatko\n\nToiminta jatkuu."
    )
    assert found.pages == ()


def with_body(*paragraphs: str) -> bytes:
    """Return a Word document whose body holds this XML."""
    opened = Document()
    for paragraph in reversed(paragraphs):
        opened.element.body.insert(0, parse_xml(paragraph.replace(">", f" {nsdecls('w')}>", 1)))
    return docx(opened)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            "<w:p><w:r><w:t>Ennen </w:t></w:r><w:ins><w:r><w:t>lisätty</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>poistettu</w:delText></w:r></w:del></w:p>",
            "Ennen lisätty",
            id="tracked changes",
        ),
        pytest.param(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>Kentässä.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
            "Kentässä.",
            id="content control",
        ),
        pytest.param(
            "<w:p><w:r><w:t>Sarake</w:t><w:tab/><w:t>LAPE</w:t><w:noBreakHyphen/><w:t>hanke</w:t></w:r></w:p>",
            "Sarake LAPE-hanke",
            id="tab and hyphen",
        ),
        pytest.param(
            "<w:p><w:pPr><w:outlineLvl w:val='2'/></w:pPr><w:r><w:t>Otsikko</w:t></w:r></w:p>",
            "### Otsikko",
            id="outline level",
        ),
        pytest.param(
            "<w:p><w:r><w:t>Ennen.</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>Laatikossa.</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r></w:p>",
            "Ennen.\n\nLaatikossa.",
            id="text box",
        ),
        pytest.param(
            "<w:tbl><w:tr><w:tc><w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr><w:r><w:t>Kehys</w:t></w:r></w:p>"
            "<w:p><w:r><w:t>Teksti.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            "# Kehys\n\nTeksti.",
            id="table as a frame",
        ),
        pytest.param(
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Kunta</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>Nokia</w:t></w:r></w:p></w:tc></w:tr><w:tr>"
            "<w:tc><w:p><w:r><w:t>Vuosi</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2017</w:t></w:r></w:p></w:tc>"
            "</w:tr></w:tbl>",
            "- Kunta: Nokia\n- Vuosi: 2017",
            id="two columns",
        ),
        pytest.param(
            "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc><w:p><w:r><w:t>Kunta</w:t></w:r></w:p></w:tc>"
            "<w:tc><w:p><w:r><w:t>Vuosi</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/>"
            "</w:tcPr><w:p><w:r><w:t>Nokia</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>2017</w:t></w:r></w:p></w:tc>"
            "</w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2018</w:t></w:r></w:p>"
            "</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>Yhteensä</w:t></w:r>"
            "</w:p></w:tc></w:tr></w:tbl>",
            "- Kunta: Nokia; Vuosi: 2017\n- Kunta: Nokia; Vuosi: 2018\n- Kunta: Yhteensä",
            id="named and merged cells",
        ),
    ],
)
def test_docx_text_is_found_wherever_it_stands(body: str, text: str) -> None:
    assert extract(".docx", with_body(body)).text == text


def test_docx_states_its_core_properties() -> None:
    opened = Document()
    opened.add_paragraph("Perhekeskus avattiin Kittilässä vuonna 2018.")
    opened.core_properties.title = "Lapin raportti"
    opened.core_properties.author = "Maija Meikäläinen"
    opened.core_properties.modified = datetime(2018, 5, 16, 12, 0)
    assert extract(".docx", docx(opened)).stated == {
        "title": "Lapin raportti",
        "author": "Maija Meikäläinen",
        "published": "2018-05-16",
        "language": "fi",
    }


def test_docx_that_states_nothing_gives_nothing_of_its_template() -> None:
    assert extract(".docx", small_docx("Perhekeskus avattiin Kittilässä.")).stated == {"language": "fi"}


@pytest.mark.parametrize(("text", "published"), [("Vuonna 2018.", "2018-05-16"), ("Vuonna 20180.", ""), ("Eilen.", "")])
def test_the_day_a_file_was_saved_is_taken_when_its_year_stands_in_the_text(text: str, published: str) -> None:
    opened = Document()
    opened.add_paragraph(text)
    opened.core_properties.modified = datetime(2018, 5, 16, 12, 0)
    assert extract(".docx", docx(opened)).stated.get("published", "") == published
    made = pdf(column(text), info={"CreationDate": "D:20180516"})
    assert extract(".pdf", made).stated.get("published", "") == published


def test_docx_without_text_is_an_error() -> None:
    assert reason(".docx", docx(Document())) == "holds no text"


@pytest.mark.parametrize("part", ["[Content_Types].xml", "word/document.xml", "word/styles.xml", "_rels/.rels"])
@pytest.mark.parametrize("content", [b"", b"<x/>", b"<x>", b"\0\xff"])
def test_docx_with_a_damaged_part_is_one_error_or_read(part: str, content: bytes) -> None:
    try:
        found = extract(".docx", repacked(small_docx("Perhekeskus avattiin."), {part: content}))
    except DocumentError as error:
        assert str(error).startswith(("damaged: it cannot be read as a Word document (", "holds no text"))
        assert "\n" not in str(error)
    else:
        assert found.text == "Perhekeskus avattiin."


# ---- PDF -------------------------------------------------------------------------------------------------

WRAPPED = column(
    "Maakunnallinen perhekeskustoimintamalli otettiin käyttöön Etelä-",
    "Pohjanmaalla, ja lapsi- ja perhepalvelujen muutosohjelma jatkui lapsi-",
    "ja nuorisopalveluissa. Asukkaat pääsivät perhekeskukseen linja-",
    "autolla, kertoi muutosagentti kunnille vuonna 2018 LAPE-",
    "hankkeen päättyessä. Perhekes-",
    "kus on auki.",
)
WRAPPED_TEXT = (
    "Maakunnallinen perhekeskustoimintamalli otettiin käyttöön Etelä-Pohjanmaalla, ja lapsi- ja perhepalvelujen "
    "muutosohjelma jatkui lapsi- ja nuorisopalveluissa. Asukkaat pääsivät perhekeskukseen linja-autolla, kertoi "
    "muutosagentti kunnille vuonna 2018 LAPE-hankkeen päättyessä. Perhekeskus on auki."
)


def test_pdf_lines_are_joined_and_cut_words_mended() -> None:
    found = extract(".pdf", pdf(WRAPPED))
    assert (found.text, found.pages) == (WRAPPED_TEXT, (0,))


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("Tämä on perhe-", "keskus.", "Tämä on perhekeskus."),
        ("Tämä on kir-", "ja hyllyssä.", "Tämä on kirja hyllyssä."),
        ("Tämä on äiti-", "ja lapsityötä.", "Tämä on äiti- ja lapsityötä."),
        ("Tämä on barn-", "och familjearbete.", "Tämä on barn- och familjearbete."),
        ("Tämä on linja-", "auto.", "Tämä on linja-auto."),
        ("Tämä on Pohjois-", "Karjala.", "Tämä on Pohjois-Karjala."),
        ("Tämä on THL-", "malli.", "Tämä on THL-malli."),
        ("Tämä on vuosi 2019 -", "kokous.", "Tämä on vuosi 2019 - kokous."),
    ],
)
def test_a_hyphen_at_a_line_end_stays_where_it_belongs(before: str, after: str, joined: str) -> None:
    assert extract(".pdf", pdf(column("x" * len(before), before, after))).text == f"{'x' * len(before)} {joined}"


def test_pdf_blocks_are_told_by_place_and_size() -> None:
    rows = [
        *column("Perhekeskukset", top=780, size=18),
        *column("Lapissa avattiin vuonna 2018 kolme perhekeskusta, joista", "ensimmäinen Kittilässä.", top=750),
        *column("Palveluja ovat nämä:", top=710),
        *column("• Neuvola palvelee perheitä arkisin kello kahdeksasta", top=696, left=70),
        *column("neljään.", top=682, left=80),
        *column("• Kahvila.", top=668, left=70),
        *column("1. Ensin laajennetaan.", "2. Sitten arvioidaan.", top=654, left=70),
        (56, 620, 11, "Kunta"),
        (200, 620, 11, "Vuosi"),
        (56, 606, 11, "Inari"),
        (200, 606, 11, "2019"),
        *column("Lopuksi toiminta jatkui kuntien omana työnä.", top=570),
    ]
    assert extract(".pdf", pdf(rows)).text == (
        "## Perhekeskukset\n\nLapissa avattiin vuonna 2018 kolme perhekeskusta, joista ensimmäinen Kittilässä.\n\n"
        "Palveluja ovat nämä:\n\n- Neuvola palvelee perheitä arkisin kello kahdeksasta neljään.\n- Kahvila.\n"
        "1. Ensin laajennetaan.\n2. Sitten arvioidaan.\n\nKunta Vuosi\nInari 2019\n\n"
        "Lopuksi toiminta jatkui kuntien omana työnä."
    )


def test_each_page_begins_where_its_first_word_stands() -> None:
    first = column("Perhekeskus avattiin. Sen toiminta jatkui vielä perhe-")
    third = column("keskuksessa vuonna 2019.", "Loppu.")
    found = extract(".pdf", pdf(first, [], third, []))
    assert found.text == "Perhekeskus avattiin. Sen toiminta jatkui vielä perhekeskuksessa vuonna 2019. Loppu."
    assert found.pages == (0, 53, 53, 84)
    assert found.text[53:].startswith("keskuksessa")


def test_page_of_an_offset() -> None:
    source = Source("a", "x" * 20, "", "A", pages=(0, 10, 10, 15))
    assert [source.page(at) for at in (0, 9, 10, 14, 15, 19)] == [1, 1, 3, 3, 4, 4]
    assert Source("a", "x", "", "A").page(0) is None


def with_heads(number: int, *lines: str) -> list[tuple[float, float, float, str]]:
    return [(56, 810, 9, f"Lapin liitto, raportti {number}"), *column(*lines, top=760), (290, 30, 9, f"{number} (3)")]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [with_heads(number, f"Perhekeskus {number} avattiin Kittilässä.") for number in (1, 2, 3)]
    found = extract(".pdf", pdf(*pages))
    assert found.text == "\n\n".join(f"Perhekeskus {number} avattiin Kittilässä." for number in (1, 2, 3))
    assert found.pages == (0, 36, 72)


@pytest.mark.parametrize(
    "pages",
    [
        pytest.param([with_heads(1, "Teksti päättyy.")], id="on one page only"),
        pytest.param(
            [[(56, 800, 16, f"Liite {n}"), *column("Teksti päättyy.", top=700)] for n in (1, 2)], id="a heading"
        ),
        pytest.param([column(f"Sivu {n}") for n in (1, 2, 3)], id="nothing else on the page"),
        pytest.param([column(f"Sivu {n}", "jatkuu näin.") for n in (1, 2, 3)], id="part of the text"),
        pytest.param([column(f"Kunta {n} jatkaa.", "", "", "Loppu.") for n in (1, 2, 3)], id="a sentence"),
    ],
)
def test_what_only_looks_like_a_running_head_stays(pages: list[list[tuple[float, float, float, str]]]) -> None:
    text = extract(".pdf", pdf(*pages)).text
    assert "".join(text.replace("## ", "").split()) == "".join(
        "".join(row[3].split()) for page in pages for row in page
    )


def test_five_hundred_pages_are_read() -> None:
    pages = [column(f"Sivulla {number} kerrotaan", f"perhekeskuksesta {number}.") for number in range(1, 501)]
    found = extract(".pdf", pdf(*pages))
    sentences = [f"Sivulla {number} kerrotaan perhekeskuksesta {number}." for number in range(1, 501)]
    assert found.text == "\n\n".join(sentences)
    assert len(found.pages) == 500
    assert found.text[found.pages[499] :] == sentences[499]


def test_more_pages_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pdf_format.MAX_PAGES == 5_000
    monkeypatch.setattr(pdf_format, "MAX_PAGES", 2)
    assert extract(".pdf", pdf(WRAPPED, [])).pages == (0, len(WRAPPED_TEXT))
    assert reason(".pdf", pdf(WRAPPED, [], [])) == "has 3 pages, more than 2; split it"


def test_pdf_states_its_properties() -> None:
    info = {"Title": "Lapin raportti", "Author": "Maija", "CreationDate": "D:20180516120000+03'00'"}
    assert extract(".pdf", pdf(WRAPPED, info=info)).stated == {
        "title": "Lapin raportti",
        "author": "Maija",
        "published": "2018-05-16",
        "language": "fi",
    }


@pytest.mark.parametrize("when", ["D:20180230", "eilen", ""])
def test_a_date_that_is_none_is_left_out(when: str) -> None:
    assert "published" not in extract(".pdf", pdf(WRAPPED, info={"CreationDate": when})).stated


def test_a_scanned_pdf_needs_text_recognition() -> None:
    assert reason(".pdf", pictured_pdf()) == (
        "has no text, only pictures of pages; run text recognition (OCR) on it first"
    )


def encrypted(user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(WRAPPED)))
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def test_a_pdf_that_asks_for_a_password_is_refused() -> None:
    assert reason(".pdf", encrypted("salasana")) == "protected by a password; save it without one"


def test_a_pdf_that_only_forbids_changes_is_read() -> None:
    assert extract(".pdf", encrypted("")).text == WRAPPED_TEXT


def test_a_pdf_whose_fonts_name_no_letters_is_refused() -> None:
    rows = column("abcd efgh ijkl.")
    assert extract(".pdf", pdf(rows, meaning="0041")).text == "ABCD EFGH IJKL."
    assert reason(".pdf", pdf(rows, meaning="E041")) == (
        "its fonts do not say which letters they draw; run text recognition (OCR) on it first"
    )


def test_a_pdf_of_garbage_is_damaged() -> None:
    assert reason(".pdf", b"%PDF-1.7\n" + b"roskaa" * 50) == "damaged: it cannot be read as PDF; save it anew"


# ---- what files state ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["Microsoft Word - raportti.docx", "raportti.indd", "Untitled-1", "Asiakirja1", "PowerPoint-esitys", " "]
)
def test_titles_that_programs_give_are_none(title: str) -> None:
    assert stated(title=title) == {}


def test_titles_that_people_give_are_kept() -> None:
    assert stated(title=" Wordin\n käyttö ") == {"title": "Wordin käyttö"}


def test_a_date_is_taken_when_it_is_possible() -> None:
    tomorrow = date.today() + timedelta(days=1)
    days = (date(1990, 1, 1), date(1989, 12, 31), tomorrow)
    assert [stated(published=day) for day in days] == [{"published": "1990-01-01"}, {}, {}]


@pytest.mark.parametrize(
    ("tag", "language"), [("fi-FI", "fi"), ("SV_fi", "sv"), ("se", "se"), ("x", ""), ("suomi", "")]
)
def test_a_language_is_the_first_part_of_its_tag(tag: str, language: str) -> None:
    assert stated(language=tag).get("language", "") == language


# ---- content and suffix ----------------------------------------------------------------------------------

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("suffix", "content", "said"),
    [
        (".pdf", b"", "is empty"),
        (".pdf", b"<!DOCTYPE html><html>404</html>", "is an HTML page by its content, not what .pdf says"),
        (".pdf", b"Teksti", "is not a PDF document by its content"),
        (".docx", pdf(WRAPPED), "is a PDF document by its content, not what .docx says"),
        (".docx", zipped({"xl/workbook.xml": b""}), "is an Excel workbook by its content, not what .docx says"),
        (".docx", zipped({"a.txt": b""}), "is a ZIP archive by its content, not what .docx says"),
        (".docx", b"PK\x03\x04roskaa", "is a damaged ZIP archive by its content, not what .docx says"),
        (".docx", OLD, "is an old Office document by its content, not what .docx says"),
        (".docx", OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (".html", b"\x89PNG\r\n\x1a\n", "is an image by its content, not what .html says"),
        (".txt", pdf(WRAPPED), "is a PDF document by its content, not what .txt says"),
        (".md", small_docx("a"), "is a Word document by its content, not what .md says"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_named_as_what_it_is(suffix: str, content: bytes, said: str) -> None:
    assert reason(suffix, content).startswith(f"{said}; " if said != "is empty" else said)


@pytest.mark.parametrize("text", ["<html><body>Sivu</body></html>", "%PDFn lukeminen", "PK on postikonttori"])
def test_plain_text_may_look_like_much(text: str) -> None:
    assert extract(".txt", text.encode()).text == text


# ---- archives --------------------------------------------------------------------------------------------


def lying(content: bytes, says: int) -> bytes:
    """Return an archive of one file that says another size than the file has, in both of its headers."""
    entry = zipfile.ZipFile(io.BytesIO(content)).infolist()[0]
    size = struct.pack("<I", entry.file_size)
    assert content.count(size) == 2
    return content.replace(size, struct.pack("<I", says))


def test_a_word_document_made_to_burst_is_refused_before_it_does() -> None:
    bomb = repacked(small_docx("a"), {"word/document.xml": b" " * (8 * 2**20)})
    assert reason(".docx", bomb).startswith("its file 'word/document.xml' unpacks to more than 200 times its size")


def test_a_blank_picture_in_a_word_document_does_no_harm() -> None:
    content = repacked(small_docx("Perhekeskus."), {"word/media/image1.bmp": b"\xff" * (2 * 2**20)})
    assert extract(".docx", content).text == "Perhekeskus."


def test_an_archive_that_lies_about_a_size_is_damaged() -> None:
    opened = archive.opened(lying(zipped({"a.txt": b"0" * 3_000_017}), 1_000))
    with pytest.raises(DocumentError, match=r"^damaged in its ZIP archive \(Bad CRC-32"):
        archive.unpacked(opened, archive.measured(opened)[0])


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MAX_ENTRIES", 1, "holds 2 files, more than 1; split it"),
        ("MAX_UNPACKED", 5, "unpacks to 6 bytes, more than 5; split it"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused(
    limit: str, value: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped({"a.txt": b"abc", "b.txt": b"abc"})
    assert len(archive.measured(archive.opened(content))) == 2
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(DocumentError) as error:
        archive.measured(archive.opened(content))
    assert str(error.value) == said


# ---- anything at all -------------------------------------------------------------------------------------

GOOD = {
    ".md": b"# Otsikko",
    ".txt": b"Teksti",
    ".html": PAGE.encode("utf-8"),
    ".htm": PAGE.encode("utf-8"),
    ".pdf": pdf(WRAPPED, info={"Title": "Lapin raportti"}),
    ".docx": small_docx("Perhekeskus avattiin."),
}


def check_any(suffix: str, content: bytes) -> None:
    """Either there is a text that can be stored, with pages inside it, or one line of error."""
    try:
        found = extract(suffix, content)
    except DocumentError as error:
        assert str(error).strip()
        assert "\n" not in str(error)
    else:
        found.text.encode("utf-8")
        assert list(found.pages) == sorted(found.pages)
        assert all(0 <= page <= len(found.text) for page in found.pages)


@given(st.sampled_from(SUFFIXES), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    for magic in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>"):
        check_any(suffix, magic + content)


@given(st.sampled_from(SUFFIXES), st.data())
def test_a_good_file_with_a_changed_stretch_is_read_or_refused(suffix: str, data: st.DataObject) -> None:
    good = GOOD[suffix]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 200)))
    check_any(suffix, good[:start] + data.draw(st.binary(max_size=50)) + good[end:])


MARKUP = (
    "< > / = \" ' & p ul li table td h1 br <p> </p> <ul> <li> </ul> <table> <tr> <td> </table> <h2> <br> ä \0".split()
)


@given(st.lists(st.sampled_from([*MARKUP, " ", "\n"]), max_size=60))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    check_any(".html", f"<html><body><article>{''.join(parts)}</article></body></html>".encode())
