"""PowerPoint presentations -> text, and the slide of each sentence."""

from pathlib import Path

import pytest

from lape_qa.documents.formats import extract, pptx
from lape_qa.documents.loading import read
from lape_qa.documents.model import Place
from support import sources
from support.refusals import reason
from support.sources import Write, relations, repacked, shape

LIBREOFFICE = Path(__file__).parent / "libreoffice"


def test_a_presentation_by_libreoffice_is_its_slides_with_notes_apart() -> None:
    found = extract(".pptx", (LIBREOFFICE / "esitys.pptx").read_bytes())
    slides = (
        "# Systeeminen lastensuojelu\n\nKymenlaakso 2018",
        "# Tiimit\n\n- Kymenlaaksossa aloitti viisi systeemistä tiimiä vuonna 2018.\n"
        "- Tiimissä on konsultoiva sosiaalityöntekijä.\n\n"
        "## Puhujan muistiinpanot\n\nKerro, että Kotka aloitti ensimmäisenä.",
        "# Dia 4\n\nKoulutukseen osallistui 84 työntekijää.\n\n- Kunta: Kotka; Tiimejä: 3; Alkoi: 2018\n"
        "- Kunta: Kouvola; Tiimejä: 2; Alkoi: 2019",
    )
    assert found.text == "\n\n".join(slides)
    second, fourth = found.text.index("# Tiimit"), found.text.index("# Dia 4")
    assert (found.pages, found.paged) == ((0, second, fourth - 2, fourth), "slide")
    assert found.notes == ("its hidden slides are not read: 3",)
    assert found.stated == {
        "title": "Systeeminen lastensuojelu Kymenlaaksossa",
        "author": "Kymenlaakson LAPE",
        "published": "2018-05-05",
        "language": "fi",
    }


def test_a_quote_stands_on_a_slide(write: Write) -> None:
    document = read(write("a.pptx", (LIBREOFFICE / "esitys.pptx").read_bytes()))
    places = [document.place(document.text.index(words)) for words in ("Kymenlaakso 2018", "Kotka aloitti", "84")]
    assert places == [Place("slide", 1), Place("slide", 2), Place("slide", 4)]


UP = 'baseline="30000"'
FIELD = '<a:fld type="slidenum"><a:t>7</a:t></a:fld>'


def run(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr {properties}/><a:t>{text}</a:t></a:r>"


@pytest.mark.parametrize(
    ("shapes", "text"),
    [
        pytest.param(
            shape("Alaotsikko") + shape("Lappi", placeholder="ctrTitle"), "# Lappi\n\nAlaotsikko", id="title first"
        ),
        pytest.param(
            shape("Lappi", placeholder="title") + shape("1.2.2018", placeholder="dt") + shape("7", placeholder="ftr"),
            "# Lappi",
            id="what stands on every slide",
        ),
        pytest.param(
            shape(f"<a:p>{run('Vuonna 2018')}{run('1', UP)}{run(' 12 km')}{run('2', UP)}</a:p>"),
            "# Dia 1\n\nVuonna 2018 12 km²",
            id="superscripts",
        ),
        pytest.param(
            shape(
                '<a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>' + run("Eka") + "</a:p>",
                '<a:p><a:pPr lvl="1"><a:buAutoNum type="alphaLcParenR"/></a:pPr>' + run("Alle") + "</a:p>",
                '<a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>' + run("Toka") + "</a:p>",
                "<a:p><a:pPr><a:buNone/></a:pPr>" + run("Loppu.") + "</a:p>",
                placeholder="body",
            ),
            "# Dia 1\n\n1. Eka\na) Alle\n2. Toka\n\nLoppu.",
            id="numbers",
        ),
        pytest.param(
            "<p:grpSp><p:grpSp>" + shape("Ryhmässä.") + "</p:grpSp></p:grpSp>", "# Dia 1\n\nRyhmässä.", id="group"
        ),
        pytest.param(
            shape(f"<a:p>{run('Eka')}<a:br/>{run('toka.')}{FIELD}</a:p>"),
            "# Dia 1\n\nEka\ntoka.",
            id="line break and field",
        ),
    ],
)
def test_text_is_found_wherever_it_stands(shapes: str, text: str) -> None:
    assert extract(".pptx", sources.pptx(shapes)).text == text


def test_merged_cells_of_a_table() -> None:
    def cell(text: str, attributes: str = "") -> str:
        return f"<a:tc {attributes}><p:txBody><a:p>{run(text)}</a:p></p:txBody></a:tc>"

    rows = (
        cell("Kunta", 'rowSpan="2"') + cell("Perheitä", 'gridSpan="2"') + cell("", 'hMerge="1"'),
        cell("", 'vMerge="1"') + cell("2018") + cell("2019"),
        cell("Inari") + cell("12") + cell("13"),
    )
    table = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    content = sources.pptx(f"<p:graphicFrame><a:tbl>{table}</a:tbl></p:graphicFrame>")
    assert extract(".pptx", content).text == "# Dia 1\n\n- Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 13"


def test_what_a_diagram_says_is_items() -> None:
    point = "<d:pt><d:t><a:p><a:r><a:t>{}</a:t></a:r></a:p></d:t></d:pt>"
    data = f'<d:dataModel xmlns:d="d" xmlns:a="a">{point.format("Neuvola")}{point.format("Kerho")}</d:dataModel>'
    content = repacked(
        sources.pptx('<p:graphicFrame><d:relIds xmlns:d="d" r:dm="k"/></p:graphicFrame>'),
        {
            "ppt/slides/_rels/slide1.xml.rels": relations(k=("diagramData", "../diagrams/data1.xml")),
            "ppt/diagrams/data1.xml": data.encode(),
        },
    )
    assert extract(".pptx", content).text == "# Dia 1\n\n- Neuvola\n- Kerho"


def test_slides_that_are_hidden_or_pictures_are_named() -> None:
    content = sources.pptx(shape("Eka."), '<p:sld show="0"></p:sld>', "<p:pic/>", "<p:pic/>", shape("Toka."))
    found = extract(".pptx", content)
    assert found.text == "# Dia 1\n\nEka.\n\n# Dia 5\n\nToka."
    assert found.notes == (
        "its hidden slides are not read: 2",
        "its slides that are pictures or charts without text are not read: 3–4",
    )


def test_headings_are_in_the_language_of_the_presentation() -> None:
    core = b'<c xmlns:d="d"><d:language>sv-FI</d:language></c>'
    named = relations(a=("officeDocument", "ppt/presentation.xml"), c=("core-properties", "docProps/core.xml"))
    content = sources.pptx(shape("Text."), notes={1: shape("Anteckning.")})
    content = repacked(content, {"_rels/.rels": named, "docProps/core.xml": core})
    assert extract(".pptx", content).text == "# Bild 1\n\nText.\n\n## Talarens anteckningar\n\nAnteckning."


def test_too_many_slides_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pptx, "MAX_SLIDES", 1)
    assert reason(".pptx", sources.pptx("", "")) == "has 2 slides, more than 1; split it"


def test_a_slide_that_is_missing_is_damage() -> None:
    content = repacked(sources.pptx(""), {"ppt/_rels/presentation.xml.rels": relations(s1=("slide", "x.xml"))})
    assert reason(".pptx", content) == "damaged: its part 'ppt/x.xml' is missing; save it anew"
