"""OpenDocument texts, spreadsheets and presentations -> text."""

from pathlib import Path

import pytest

from lape_qa.documents.formats import extract, slides
from lape_qa.documents.loading import read
from lape_qa.documents.model import Place
from support.refusals import reason
from support.sources import Write, opendocument

LIBREOFFICE = Path(__file__).parent / "libreoffice"

# ---- by LibreOffice ----------------------------------------------------------------------------------


def test_a_text_by_libreoffice_is_its_headings_paragraphs_lists_tables_and_notes() -> None:
    found = extract(".odt", (LIBREOFFICE / "perhekeskus.odt").read_bytes())
    assert found.text == (
        "# Perhekeskukset Lapissa\n\nLapissa avattiin vuonna 2018 kolme perhekeskusta. Kunnassa on 12 km² puistoa.\n\n"
        "Kittilässä, Inarissa ja Sodankylässä.\n\nNeuvola toimii samassa talossa.\n\n## Toimenpiteet\n\n"
        "1. Avataan kohtaamispaikka.\n2. Koulutetaan 24 työntekijää.\n1. Puheeksi otto.\n"
        "- Kunta: Inari; Avattu: 2018; Perheitä: 120\n- Kunta: Inari; Avattu: 2019; Perheitä: 140\n\n"
        "Laatikko:\n\nSodankylän kerho kokoontuu tiistaisin."
    )
    assert (found.pages, found.notes) == ((), ())
    assert found.stated == {
        "title": "Lapin perhekeskusten loppuraportti",
        "author": "Lapin LAPE-hanke",
        "published": "2018-11-05",
        "language": "fi",
    }


def test_a_spreadsheet_by_libreoffice_is_facts_as_its_cells_show_them(write: Write) -> None:
    content = (LIBREOFFICE / "perheet.ods").read_bytes()
    found = extract(".ods", content)
    assert found.text == (
        "# Perheet\n\nPerhekeskuksissa käyneet perheet\n\n"
        "4. Kunta: Kajaani; Perheitä: 1,240; Avattu: 5.9.2018; Osuus: 45.5 %\n"
        "6. Kunta: Kuhmo; Perheitä: 310; Avattu: 14.1.2019; Osuus: 12.0 %\n"
        "7. Kunta: Yhteensä; Perheitä: 1,550\n\n"
        "# Yhteystiedot\n\n1. Perhekeskuksen puhelin: 08 123 456\n2. Neuvola on auki: arkisin kello 8–15"
    )
    assert found.notes == ("its hidden sheets, rows and columns are not read",)
    document = read(write("a.ods", content))
    assert document.place(document.text.index("Kuhmo")) == Place("sheet", 1, "Perheet", 6)
    assert document.place(document.text.index("08 123")) == Place("sheet", 3, "Yhteystiedot", 1)


def test_a_presentation_by_libreoffice_is_what_its_office_sibling_is() -> None:
    found = extract(".odp", (LIBREOFFICE / "esitys.odp").read_bytes())
    assert found == extract(".pptx", (LIBREOFFICE / "esitys.pptx").read_bytes())


# ---- texts -------------------------------------------------------------------------------------------

STYLES = """
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="off" style:family="paragraph"><style:text-properties text:display="none"/></style:style>
<style:style style:name="low" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="1" style:num-suffix="." text:display-levels="2"/>
</text:list-style>
<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"
 text:start-value="3"/></text:list-style>
<text:list-style style:name="L3"><text:list-level-style-bullet text:level="1"/></text:list-style>
"""


def item(*content: str) -> str:
    its = "".join(one if one.startswith("<") else f"<text:p>{one}</text:p>" for one in content)
    return f"<text:list-item>{its}</text:list-item>"


def listed(style: str, *items: str, more: str = "") -> str:
    return f"<text:list text:style-name='{style}' {more}>{''.join(items)}</text:list>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<text:p text:style-name='P1'>Otsikko</text:p><text:p>A.</text:p>", "# Otsikko\n\nA.", id="title"),
        pytest.param(
            "<text:p>CO<text:span text:style-name='low'>2</text:span><text:s text:c='3'/>a<text:tab/>b"
            "<text:line-break/>c\n d</text:p>",
            "CO₂ a b\nc d",
            id="signs",
        ),
        pytest.param(
            "<text:p text:style-name='off'>Piilossa</text:p><text:p>A<text:hidden-text text:is-hidden='true'>B"
            "</text:hidden-text></text:p><text:p>C<text:hidden-paragraph text:is-hidden='true'/></text:p>"
            "<text:section text:display='none'><text:p>D</text:p></text:section>",
            "A",
            id="hidden",
        ),
        pytest.param(
            "<text:tracked-changes><text:p>Poistettu</text:p></text:tracked-changes><text:p>A<office:annotation>"
            "<text:p>Huom.</text:p></office:annotation></text:p><text:table-of-content><text:index-body><text:p>S 3"
            "</text:p></text:index-body></text:table-of-content><text:p><text:script>x()</text:script>B</text:p>",
            "A\n\nB",
            id="deleted, remarks, contents, scripts",
        ),
        pytest.param(
            listed("L1", item("Eka", listed("", item("Alle"), item("Toinen"))), item("Toka", "Jatkuu."))
            + listed("L1", item("Alusta"))
            + listed("L1", item("Jatkoa"), more="text:continue-numbering='true'"),
            "1. Eka\n- 1.1. Alle\n- 1.2. Toinen\n2. Toka\n\nJatkuu.\n\n1. Alusta\n2. Jatkoa",
            id="numbers",
        ),
        pytest.param(listed("L2", item("Eka"), item("Toka")), "c) Eka\nd) Toka", id="letters"),
        pytest.param(
            listed("L3", "<text:list-header><text:p>Johdanto</text:p></text:list-header>", item("Eka")),
            "Johdanto\n\n- Eka",
            id="bullets",
        ),
        pytest.param(
            "<text:p>A<draw:frame><draw:text-box><text:p>Laatikossa<text:note><text:note-body><text:p>Viite.</text:p>"
            "</text:note-body></text:note></text:p></draw:text-box></draw:frame></text:p>",
            "A\n\nLaatikossa\n\nViite.",
            id="a note in a box",
        ),
        pytest.param(
            "<table:table><table:table-row><table:table-cell><text:h>Kehys</text:h><text:p>Teksti.</text:p>"
            "</table:table-cell></table:table-row></table:table>",
            "# Kehys\n\nTeksti.",
            id="table as a frame",
        ),
    ],
)
def test_text_is_found_wherever_it_stands(body: str, text: str) -> None:
    assert extract(".odt", opendocument("text", body, styles=STYLES)).text == text


def test_numbers_of_headings_are_those_of_the_outline() -> None:
    outline = (
        "<text:outline-style><text:outline-level-style text:level='1' style:num-format='1'/><text:outline-level-style "
        "text:level='2' style:num-format='1' text:display-levels='2'/></text:outline-style>"
    )
    body = "".join(
        f"<text:h text:outline-level='{level}'>{name}</text:h>" for level, name in ((1, "A"), (2, "B"), (1, "C"))
    )
    assert extract(".odt", opendocument("text", body, styles=outline)).text == "# 1 A\n\n## 1.1 B\n\n# 2 C"


# ---- spreadsheets and presentations ------------------------------------------------------------------


def cell(text: str = "", more: str = "") -> str:
    return f"<table:table-cell {more}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


def sheet(*rows: str) -> bytes:
    its = "".join(
        row if row.startswith("<table:table-row") else f"<table:table-row>{row}</table:table-row>" for row in rows
    )
    return opendocument("spreadsheet", f"<table:table table:name='A'>{its}</table:table>")


def test_merged_and_repeated_cells_and_rows() -> None:
    number, covered = "office:value-type='float'", "<table:covered-table-cell/>"
    content = sheet(
        cell("Kunta", "table:number-rows-spanned='2'") + cell("Perheitä", "table:number-columns-spanned='2'") + covered,
        covered + cell("2018", number) + cell("2019", number),
        cell("Inari")
        + cell("12", f"{number} table:number-columns-repeated='2'")
        + cell("", "table:number-columns-repeated='16000'"),
        "<table:table-row table:number-rows-repeated='1000000'/>",
    )
    assert extract(".ods", content).text == "# A\n\n3. Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 12"


def test_a_number_that_its_program_did_not_write_out_is_shown() -> None:
    content = sheet(cell("a"), cell("", "office:value-type='percentage' office:value='0.125'"))
    assert extract(".ods", content).text == "# A\n\n1. a\n2. 12,50 %"


def test_rows_repeated_without_end_are_refused() -> None:
    content = sheet(f"<table:table-row table:number-rows-repeated='900000'>{cell('a')}</table:table-row>")
    assert reason(".ods", content).startswith("has more than 200,000 cells; split it")


def test_slides_in_groups_and_pictures() -> None:
    box = "<draw:g><draw:custom-shape><text:p>Ryhmässä.</text:p></draw:custom-shape></draw:g>"
    picture = "<draw:frame><draw:image xmlns:x='x' x:href='http://a.fi/kuva.png'/></draw:frame>"
    found = extract(
        ".odp", opendocument("presentation", f"<draw:page>{box}</draw:page><draw:page>{picture}</draw:page>")
    )
    assert (found.text, found.pages) == ("# Dia 1\n\nRyhmässä.", (0, 18))
    assert found.notes == ("its slides that are pictures or charts without text are not read: 2",)


def test_too_many_slides_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lape_qa.documents.formats.odp.MAX_SLIDES", 1)
    assert slides.MAX_SLIDES > 1
    assert (
        reason(".odp", opendocument("presentation", "<draw:page/><draw:page/>"))
        == "has 2 slides, more than 1; split it"
    )


# ---- hostile -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "files",
    [{"encrypted-package": b"x"}, {"META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"}],
)
def test_a_protected_file_is_told(files: dict[str, bytes]) -> None:
    content = opendocument("text", "<text:p>A</text:p>", files=files)
    assert reason(".odt", content) == "protected by a password; save it without one"


def test_entities_are_refused() -> None:
    content = opendocument("text", "", files={"content.xml": b'<!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'})
    assert reason(".odt", content) == ("its part 'content.xml' defines entities, as only a file made to do harm does")


def test_a_file_of_another_kind_is_told() -> None:
    assert reason(".odt", sheet(cell("a"))).startswith(
        "is an OpenDocument spreadsheet by its content, not what .odt says"
    )
    content = opendocument("text", "", files={"content.xml": b"<a/>"})
    assert reason(".odt", content) == "damaged: it holds no text; save it anew"
