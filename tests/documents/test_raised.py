"""Superscripts and subscripts: marks of notes leave their word, all else is kept; what is hidden is not read."""

from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import html as markup

from lape_qa.documents.formats import extract, styles
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.loading import load
from support.growth import is_linear
from support.sources import Row, docx, pdf


@pytest.mark.parametrize(
    ("before", "content", "after", "said"),
    [
        ("Tuki oli 310", "5", " lapselle", ""),
        ("vuonna 2018", "1,2", "", ""),
        ("vuonna 2018", "[12]", "", ""),
        ("vuonna 2018", " 1) ", "", ""),
        ("vuonna 2018", "1–3", "", ""),
        ("kuukaudessa", "3", ".", ""),
        ("kuukaudessa ", "3", ".", ""),
        ("lasta", "*", "", ""),
        ("540", "b", "", ""),
        ("", "1", " Tilastovuosi", "1 "),
        ("pinta-ala on 300 m", "2", ",", "²"),
        ("300 m", "3", "", "³"),
        ("30 km", "2", "", "²"),
        ("12 kem", "2", "", "²"),
        ("as.m", "2", "", "²"),
        ("5 µg/m", "3", "", "³"),
        # The word ends with m, and is no unit.
        ("fick dem", "2", "", ""),
        ("12 lapsen tiedot ja m", "4", "", ""),
        ("5 × 10", "6", "", "⁶"),
        ("kg m", "-1", "", "⁻¹"),
        ("vuosi ", "1", "/2", "¹"),
        ("20", "o", "C", "°"),
        ("20 ", "0", "C", "°"),
        ("the 1", "st", " year", "st"),
        ("1", "a", " klass", "a"),
        ("Nokia", "®", "", "®"),
        ("sivu 12", "2018", "", " 2018"),
        ("sana", "", "", ""),
    ],
)
def test_a_superscript_reads_as_what_it_is(before: str, content: str, after: str, said: str) -> None:
    assert raised(before, content, after) == said


@pytest.mark.parametrize(("content", "said"), [("2", "₂"), ("10", "₁₀"), ("max", "max"), ("", "")])
def test_a_subscript_of_digits_is_kept_as_one(content: str, said: str) -> None:
    assert lowered(content) == said


# ---- HTML --------------------------------------------------------------------------------------------


def read_page(body: str) -> str:
    return extract(".html", f"<html lang='fi'><body><article>{body}</article></body></html>".encode()).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Tuki oli 310<sup>5</sup> lapselle.</p>", "Tuki oli 310 lapselle."),
        ("<p>Vuonna <b>2018</b><sup><a href='#n'>[1]</a></sup> alkoi.</p>", "Vuonna 2018 alkoi."),
        ("<p>Vuonna 2018<a href='#n1'><sup>1</sup></a> alkoi.</p>", "Vuonna 2018 alkoi."),
        ("<p>Vuonna 2018<a href='#n1'>1</a> alkoi.</p>", "Vuonna 2018 alkoi."),
        ("<p>Katso kohta <a href='#n3'>3</a> ja muut.</p>", "Katso kohta 3 ja muut."),
        ("<p>Ala on 300 m<sup>2</sup> ja CO<sub>2</sub> väheni.</p>", "Ala on 300 m² ja CO₂ väheni."),
        ("<p><sup>1</sup>Tilastovuosi on kalenterivuosi.</p>", "1 Tilastovuosi on kalenterivuosi."),
        ("<p>Kesto oli <sup>1</sup>/<sub>2</sub> vuotta.</p>", "Kesto oli ¹/₂ vuotta."),
        ("<p>Tuki <sup>a<sup>b</sup></sup> loppui.</p>", "Tuki ab loppui."),
    ],
)
def test_superscripts_of_a_page(body: str, text: str) -> None:
    assert read_page(body) == text


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Salainen luonnos.</p>",
        "<p hidden='hidden'>Salainen luonnos.</p>",
        "<p style='color: red; display: none'>Salainen luonnos.</p>",
        "<div style='DISPLAY:none !important'><p>Salainen <b>luonnos</b>.</p></div>",
        "<p style='visibility:hidden'>Salainen luonnos.</p>",
        "<template><p>Salainen luonnos.</p></template>",
        "<noscript><p>Kytke JavaScript päälle.</p></noscript>",
        "<style>.piilo { color: red; display: none }</style><p class='a piilo'>Salainen luonnos.</p>",
        "<style>a{}/* .x{ */ .b,p.a.piilo{display:NONE !important}</style><p class='piilo a'>Salainen luonnos.</p>",
        "<style>@import 'x'; #luonnos{visibility:hidden}</style><div id=luonnos><p>Salainen luonnos.</p></div>",
        "<style>@media print{.b{display:none}} .a{display:none}</style><p class=a>Salainen luonnos.</p>",
    ],
)
def test_what_browsers_do_not_show_is_not_read(hidden: str) -> None:
    assert read_page(f"<p>Hanke alkoi.</p>{hidden}<p>Hanke päättyi.</p>") == "Hanke alkoi.\n\nHanke päättyi."


@pytest.mark.parametrize(
    ("sheet", "element"),
    [
        pytest.param("@media print { .a { display: none } }", "<p class=a>Hanke jatkui.</p>", id="when printed"),
        pytest.param(".js .a { display: none }", "<p class=a>Hanke jatkui.</p>", id="inside another"),
        pytest.param(".a:hover { display: none }", "<p class=a>Hanke jatkui.</p>", id="under the mouse"),
        pytest.param("div.a { display: none }", "<p class=a>Hanke jatkui.</p>", id="another tag"),
        pytest.param(".a.b { display: none }", "<p class=a>Hanke jatkui.</p>", id="another class as well"),
        pytest.param(".a{display:none} .a{display:block}", "<p class=a>Hanke jatkui.</p>", id="shown again"),
        pytest.param(".a{display:none}", "<p class=a style='display:block'>Hanke jatkui.</p>", id="shown by itself"),
        pytest.param("/* .a { display: none } */", "<p class=a>Hanke jatkui.</p>", id="a comment"),
        pytest.param(
            ".a{display:none}",
            "<div class=t><button>Lisää</button></div><div class=a><p>Hanke jatkui.</p></div>",
            id="opened by the button before it",
        ),
        pytest.param(
            "#a{display:none}",
            "<p id=a>Hanke jatkui.</p><button aria-controls=a>Lisää</button>",
            id="opened by a button that names it",
        ),
    ],
)
def test_what_a_style_sheet_shows_or_a_button_opens_is_read(sheet: str, element: str) -> None:
    text = read_page(f"<style>{sheet}</style><p>Hanke alkoi.</p>{element}<p>Hanke päättyi.</p>")
    assert " ".join(text.replace("Lisää", "").split()) == "Hanke alkoi. Hanke jatkui. Hanke päättyi."


@pytest.mark.parametrize("piece", ["/*", "{", "}", ".a{display:none}", ".a", ";", "display:none;", " ", "@media{"])
def test_time_grows_with_the_length_of_a_style_sheet_only(piece: str) -> None:
    def page(size: int) -> str:
        return f"<p class=a>a<style>{piece * size}</style></p>"

    assert is_linear(page, lambda text: list(styles.hidden(markup.fromstring(text))), 5_000)


def test_what_looks_hidden_and_is_not_is_read() -> None:
    found = "<p style='display:block'>Hanke alkoi.</p><p hidden='until-found'>Ja jatkui.</p>"
    body = f"{found}<p>Se<b hidden>x</b> loppui.</p>"
    assert read_page(body) == "Hanke alkoi.\n\nJa jatkui.\n\nSe loppui."


# ---- Word --------------------------------------------------------------------------------------------


def switched_on(run: Run, tag: str, value: str = "") -> None:
    properties = run._r.get_or_add_rPr()
    element = OxmlElement(tag)
    if value:
        element.set(qn("w:val"), value)
    properties.append(element)


def test_superscripts_of_a_word_document() -> None:
    opened = Document()
    style = opened.styles.add_style("Viite", WD_STYLE_TYPE.CHARACTER)
    style.font.superscript = True
    based = opened.styles.add_style("Alaviite", WD_STYLE_TYPE.CHARACTER)
    based.base_style = style
    paragraph = opened.add_paragraph("Tuki oli 310")
    paragraph.add_run("5").font.superscript = True
    paragraph.add_run(" lapselle vuonna 2018")
    paragraph.add_run("1", style="Alaviite")
    paragraph.add_run(", ala 300 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" ja CO")
    paragraph.add_run("2").font.subscript = True
    paragraph.add_run(" väheni 12")
    switched_on(paragraph.add_run("3"), "w:position", "8")
    paragraph.add_run(" prosenttia")
    for piece in ("1", ",", " 2"):
        paragraph.add_run(piece).font.superscript = True
    paragraph.add_run(".")
    assert extract(".docx", docx(opened)).text == (
        "Tuki oli 310 lapselle vuonna 2018, ala 300 m² ja CO₂ väheni 12 prosenttia."
    )


def test_hidden_text_of_a_word_document_is_not_read() -> None:
    opened = Document()
    style = opened.styles.add_style("Piilo", WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    of_paragraphs = opened.styles.add_style("Piilokappale", WD_STYLE_TYPE.PARAGRAPH)
    of_paragraphs.font.hidden = True
    paragraph = opened.add_paragraph("Hanke sai 60 000 euroa.")
    paragraph.add_run(" Oikeasti 6 000.").font.hidden = True
    paragraph.add_run(" Älä julkaise.", style="Piilo")
    paragraph.add_run(" Se jatkuu.")
    switched_on(paragraph.add_run(" Loppu."), "w:vanish", "0")
    opened.add_paragraph("Luonnos kokonaan.", style="Piilokappale")
    shown = opened.add_paragraph(style="Piilokappale")
    switched_on(shown.add_run("Näkyvä."), "w:vanish", "false")
    table = opened.add_table(1, 2)
    table.rows[0].cells[0].text = "Vuosi"
    table.rows[0].cells[1].paragraphs[0].add_run("2018").font.hidden = True
    assert extract(".docx", docx(opened)).text == "Hanke sai 60 000 euroa. Se jatkuu. Loppu.\n\nNäkyvä.\n\n- Vuosi"


# ---- PDF ---------------------------------------------------------------------------------------------


def test_superscripts_of_a_pdf() -> None:
    # Helvetica's signs of 10 points: a digit is 5.56 wide, a blank 2.78.
    rows: list[Row] = [
        (50, 700, 10, "Vuonna 2018"),
        (107.3, 704, 6, "1"),
        (110.6, 700, 10, " tuki oli 310"),
        (167.4, 704, 6, "5"),
        (170.7, 700, 10, " lapselle."),
        (50, 686, 10, "Ala on 300 m"),
        (109.5, 690, 6, "2"),
        (112.8, 686, 10, " ja CO"),
        (143, 684, 6, "2"),
        (146.3, 686, 10, " laski."),
        (50, 80, 5, "1"),
        (52.8, 77, 8, " Tilastovuosi on kalenterivuosi."),
    ]
    assert extract(".pdf", pdf(rows)).text == (
        "Vuonna 2018 tuki oli 310 lapselle. Ala on 300 m² ja CO₂ laski.\n\n1 Tilastovuosi on kalenterivuosi."
    )


# ---- those kept beside the checkout ------------------------------------------------------------------


@pytest.fixture
def bugs(shared: Path) -> Path:
    return shared / "bug-inputs"


def test_the_marks_of_a_page_are_no_part_of_its_numbers(bugs: Path) -> None:
    [document] = load([bugs / "koivula.html"]).documents
    assert "avattiin vuonna 2018 ja siellä kävi ensimmäisenä vuonna 540 perhettä." in document.text
    assert "1 200 euroa kuukaudessa. Leikkipuiston pinta-ala on 300 m², ja" in document.text


def test_the_marks_of_a_pdf_are_no_part_of_its_numbers(bugs: Path) -> None:
    [document] = load([bugs / "koivula-raportti.pdf"]).documents
    assert document.text == (
        "## Koivulan perhetyön raportti\n\nPerhetyötä sai Koivulassa vuonna 2019 yhteensä 85 perhettä, ja perhetyön "
        "hinta oli perhettä kohden 2 300 euroa. Perhetyöntekijöitä oli kuusi, ja he kävivät perheiden kotona.\n\n"
        "1 Tilastovuosi on kalenterivuosi.\n2 Mukana ovat myös toisen kunnan perheet.\n3 Hinta ilman matkakuluja."
    )
