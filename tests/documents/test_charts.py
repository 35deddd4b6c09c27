"""Charts -> their titles, in every format that has them."""

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from lape_qa.documents.formats import extract
from lape_qa.documents.formats.charts import titled
from lape_qa.documents.formats.parts import parsed
from support.sources import (
    OBJECT,
    chart,
    docx,
    opendocument,
    opendocument_chart,
    pptx_with_chart,
    shape,
    sheet_rows,
    with_charts,
    xlsx,
    xlsx_with_chart,
)

TITLE = "Perheet kunnittain"
SERIES = "<c:barChart>{}</c:barChart>"
ONE = "<c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>Käynnit</c:v></c:pt></c:strCache></c:strRef></c:tx></c:ser>"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (chart(TITLE, "Kunta", "Perheitä"), "Perheet kunnittain (Kunta, Perheitä)"),
        (chart(TITLE, "Kunta", "Kunta"), "Perheet kunnittain (Kunta)"),
        (chart(TITLE), "Perheet kunnittain"),
        (chart("", "Kunta", "Perheitä"), "Kunta, Perheitä"),
        # Programs show the name of the only series as the title.
        (chart("", "Kunta", more=SERIES.format(ONE)), "Käynnit (Kunta)"),
        (chart("", more=SERIES.format(ONE * 2)), ""),
        (b"<a><title>x</title></a>", ""),
    ],
)
def test_a_chart_is_its_titles_on_one_line(content: bytes, line: str) -> None:
    assert titled(parsed(content)) == line


def test_the_title_of_a_chart_follows_its_paragraph_and_its_caption_stays_one() -> None:
    opened = with_charts(Document(), chart(TITLE, "Kunta"), b"<damaged", chart())
    caption = opened.add_paragraph("Kuvio ")
    field = f'<w:fldSimple {nsdecls("w")} w:instr="SEQ Kuvio"><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    caption._p.append(parse_xml(field))
    caption.add_run(". Perheet kunnittain 2019.")
    opened.add_paragraph("Perheitä tuli lisää.")
    assert extract(".docx", docx(opened)).text == (
        "Perheet kunnittain (Kunta)\n\nPerheet kunnittain\n\nKuvio 3. Perheet kunnittain 2019.\n\nPerheitä tuli lisää."
    )


def test_a_chart_on_a_slide_is_its_titles() -> None:
    content = pptx_with_chart(chart(TITLE, "Kunta"), shape("Lappi", placeholder="title"))
    found = extract(".pptx", content)
    assert (found.text, found.pages, found.notes) == ("# Lappi\n\nPerheet kunnittain (Kunta)", (0,), ())


def test_a_chart_on_a_sheet_follows_its_rows() -> None:
    rows = sheet_rows("Kunta|Perheitä", "Inari|12")
    assert extract(".xlsx", xlsx_with_chart(xlsx({"Luvut": rows}), chart(TITLE))).text == (
        "# Luvut\n\n2. Kunta: Inari; Perheitä: 12\n\nPerheet kunnittain"
    )
    # What looks like the number of a row is none.
    assert extract(".xlsx", xlsx_with_chart(xlsx({"Luvut": "<a/>"}), chart("7. vuosi"))).text == "# Luvut\n\n- 7. vuosi"


@pytest.mark.parametrize(
    ("suffix", "kind", "body", "text"),
    [
        (".odt", "text", f"<text:p>Eka.{OBJECT}</text:p><text:p>Toka.</text:p>", "Eka.\n\n{}\n\nToka."),
        (".odp", "presentation", f"<draw:page>{OBJECT}</draw:page>", "# Dia 1\n\n{}"),
        (
            ".ods",
            "spreadsheet",
            f"<table:table table:name='Luvut'><table:shapes>{OBJECT}</table:shapes></table:table>",
            "# Luvut\n\n{}",
        ),
    ],
)
def test_a_chart_of_opendocument_is_its_titles(suffix: str, kind: str, body: str, text: str) -> None:
    content = opendocument(kind, body, files=opendocument_chart(TITLE, "Kunta"))
    assert extract(suffix, content).text == text.format("Perheet kunnittain (Kunta)")
