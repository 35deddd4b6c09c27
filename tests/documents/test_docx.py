"""Word documents -> text."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from lape_qa.documents.formats import extract
from lape_qa.errors import DocumentError
from support.refusals import reason
from support.sources import column, docx, pdf, repacked, small_docx, zipped


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
        "- Neuvola.\n1. Kahvila.\n- Kunta: Kittilä; Vuosi: 2018; Kävijöitä: 1 200\n"
        "- Kunta: Inari; Kävijöitä: 800\n\n## Jatko\n\nToiminta jatkuu."
    )
    assert found.pages == ()


def with_body(*paragraphs: str) -> bytes:
    """Return a Word document whose body holds this XML."""
    opened = Document()
    for paragraph in reversed(paragraphs):
        opened.element.body.insert(0, parse_xml(paragraph.replace(">", f" {nsdecls('w')}>", 1)))
    return docx(opened)


def cells(*texts: str) -> str:
    """Return the cells of a row."""
    return "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in texts)


def in_table(*rows: str) -> str:
    """Return a table of these rows."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


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
            "- Kunta: Nokia; Vuosi: 2017\n- Kunta: Nokia; Vuosi: 2018\n- Yhteensä",
            id="named and merged cells",
        ),
        pytest.param(
            in_table(
                "<w:tc><w:tcPr><w:gridSpan w:val='3'/></w:tcPr><w:p><w:r><w:t>Taulukko 1</w:t></w:r></w:p></w:tc>",
                "<w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>Kunta</w:t></w:r></w:p></w:tc>"
                "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>Perheitä</w:t></w:r></w:p></w:tc>",
                "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>" + cells("2018", "2019"),
                cells("Inari", "12", "13"),
                "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cells("1", "2"),
            ),
            "Taulukko 1\n\n- Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 13\n- Perheitä 2018: 1; Perheitä 2019: 2",
            id="title, names in two rows, a row that begins in the second column",
        ),
        pytest.param(
            in_table(
                cells("Kunta", "Kuka", "Mitä"),
                cells("Inari", "Maija")
                + "<w:tc>"
                + in_table(cells("Vuosi", "Tunnit"), cells("2018", "5"))
                + "<w:p/></w:tc>",
            ),
            "- Kunta: Inari; Kuka: Maija; Mitä: Vuosi: Tunnit 2018: 5",
            id="a table in a cell",
        ),
    ],
)
def test_docx_text_is_found_wherever_it_stands(body: str, text: str) -> None:
    assert extract(".docx", with_body(body)).text == text


STRICT = {
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/": b"http://purl.oclc.org/ooxml/wordprocessingml/",
    b"http://schemas.openxmlformats.org/drawingml/2006/": b"http://purl.oclc.org/ooxml/drawingml/",
}


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_picture(folder: Path) -> bytes:
    """Return a Word document of one paragraph and a picture."""
    picture = folder / "a.bmp"
    picture.write_bytes(b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18" + b"\0" * 30)
    opened = Document()
    opened.add_heading("Perhekeskukset", 1)
    opened.add_picture(str(picture))
    opened.add_paragraph("Perhekeskus avattiin.")
    return docx(opened)


@pytest.mark.parametrize("missing", ["word/media/image1.bmp", "word/theme/theme1.xml", "docProps/thumbnail.jpeg"])
def test_docx_whose_relations_lead_nowhere_is_read(missing: str, tmp_path: Path) -> None:
    parts = parts_of(with_picture(tmp_path))
    assert parts.pop(missing)
    assert extract(".docx", zipped(parts)).text == "# Perhekeskukset\n\nPerhekeskus avattiin."


def test_docx_with_a_picture_of_no_known_kind_is_read(tmp_path: Path) -> None:
    parts = parts_of(with_picture(tmp_path))
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(b'Extension="bmp"', b'Extension="xyz"')
    assert parts["[Content_Types].xml"] != kinds
    assert extract(".docx", zipped(parts)).text == "# Perhekeskukset\n\nPerhekeskus avattiin."


def test_strict_open_xml_is_read(tmp_path: Path) -> None:
    parts = parts_of(with_picture(tmp_path))
    for usual, strict in STRICT.items():
        parts = {name: part.replace(usual, strict) for name, part in parts.items()}
    assert b"http://purl.oclc.org/ooxml/wordprocessingml/main" in parts["word/document.xml"]
    assert extract(".docx", zipped(parts)).text == "# Perhekeskukset\n\nPerhekeskus avattiin."


def test_a_document_that_word_on_the_web_named_is_read() -> None:
    parts = parts_of(small_docx("Perhekeskus avattiin."))
    renamed = {
        name.replace("document.xml", "document2.xml"): part.replace(b"word/document.xml", b"word/document2.xml")
        for name, part in parts.items()
    }
    assert "word/document2.xml" in renamed
    assert extract(".docx", zipped(renamed)).text == "Perhekeskus avattiin."


def test_a_package_without_its_main_part_is_damaged() -> None:
    parts = parts_of(small_docx("Perhekeskus avattiin."))
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"word/muu.xml")
    assert reason(".docx", zipped(parts)).startswith("damaged: it cannot be read as a Word document (")


def test_the_text_of_a_kept_file_whose_picture_is_missing(shared: Path) -> None:
    assert extract(".docx", (shared / "bug-inputs" / "puuttuva-kuva.docx").read_bytes()).text == (
        "# Kuusijärven lapsiohjelman toimenpideluettelo\n\nKuusijärven lapsiohjelma hyväksyttiin vuonna 2019, ja siinä "
        "päätettiin seuraavista toimenpiteistä.\n\n1. Perustetaan perhekeskus entisen kirjaston tiloihin.\n"
        "2. Palkataan kaksi perheohjaajaa lisää.\n3. Avataan nuorten kohtaamispaikka Rantatorille.\n"
        "4. Koulutetaan varhaiskasvatuksen henkilöstö Lapset puheeksi -menetelmään.\n"
        "5. Järjestetään isille oma vertaisryhmä.\n\nToimenpiteen 3 toteutumista seuraa sivistyslautakunta."
    )


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
    }


def test_docx_that_states_nothing_gives_nothing_of_its_template() -> None:
    assert extract(".docx", small_docx("Perhekeskus avattiin Kittilässä.")).stated == {}


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


# ---- notes -------------------------------------------------------------------------------------------


def with_notes(body: str, **notes: str) -> bytes:
    """Return a document of such a body, with notes of such kinds."""
    opened = Document()
    for element in list(opened.element.body):
        opened.element.body.remove(element)
    for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        opened.element.body.append(element)
    for kind, content in notes.items():
        name = PackURI(f"/word/{kind}.xml")
        xml = f"<w:{kind} {nsdecls('w')}>{content}</w:{kind}>".encode()
        part = Part(name, "application/xml", xml, opened.part.package)
        opened.part.relate_to(part, f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}")
    return docx(opened)


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


def called(kind: str, number: int) -> str:
    return f'<w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{number}"/>'


def note(kind: str, number: int, text: str) -> str:
    return f'<w:{kind} w:id="{number}">{paragraph(f"<w:{kind}Ref/>", f"<w:t> {text}</w:t>")}</w:{kind}>'


def test_notes_follow_the_paragraph_that_calls_them() -> None:
    body = (
        paragraph("<w:t>Rahoitus varmistui</w:t>", called("footnote", 2), "<w:t> keväällä.</w:t>", called("endnote", 2))
        + f"<w:tbl><w:tr><w:tc>{paragraph('<w:t>Vuosi</w:t>')}</w:tc>"
        + f"<w:tc>{paragraph('<w:t>2019</w:t>', called('footnote', 3))}</w:tc></w:tr></w:tbl>"
        + paragraph("<w:t>Ohjelma jatkuu.</w:t>", called("footnote", 2))
        + f"<w:p><w:del><w:r>{called('footnote', 4)}</w:r></w:del></w:p>"
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:footnoteReference w:id='5'/></w:r></w:p>"
    )
    footnotes = "".join(
        note("footnote", number, text)
        for number, text in (
            (1, "Viiva."),
            (2, "Siitä 250 000 euroa."),
            (3, "Arvio."),
            (4, "Poistettu."),
            (5, "Piilo."),
        )
    )
    content = with_notes(body, footnotes=footnotes, endnotes=note("endnote", 2, "Päätös 3.4."))
    assert extract(".docx", content).text == (
        "Rahoitus varmistui keväällä.\n\nSiitä 250 000 euroa.\n\nPäätös 3.4.\n\n- Vuosi: 2019\n\nArvio.\n\n"
        "Ohjelma jatkuu."
    )


def test_the_sums_of_a_kept_file_that_stand_in_its_footnote(shared: Path) -> None:
    assert extract(".docx", (shared / "bug-inputs" / "viitala.docx").read_bytes()).text == (
        "# Viitalan perhetukiohjelma\n\nViitalan perhetukiohjelman rahoitus varmistui keväällä 2019.\n\n"
        "Rahoituksesta 250 000 euroa on valtionavustusta ja 50 000 euroa säätiön lahjoitusta.\n\n"
        "Ohjelma jatkuu vuoden 2021 loppuun."
    )
