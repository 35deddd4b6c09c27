"""Excel workbooks -> facts, and the sheet and row of each."""

from pathlib import Path

import pytest

from lape_qa.documents.formats import extract, sheets
from lape_qa.documents.loading import read
from lape_qa.documents.model import Place
from support.refusals import reason
from support.sources import Write, relations, repacked, sheet_rows, xlsx

LIBREOFFICE = Path(__file__).parent / "libreoffice"


def text(*rows: str) -> str:
    """Return what the only sheet of a workbook reads as, without its name."""
    return extract(".xlsx", xlsx({"A": sheet_rows(*rows)})).text.removeprefix("# A\n\n")


def test_a_workbook_by_libreoffice_is_facts_with_its_numbers_as_they_are_shown() -> None:
    found = extract(".xlsx", (LIBREOFFICE / "perheet.xlsx").read_bytes())
    assert found.text == (
        "# Perheet\n\nPerhekeskuksissa käyneet perheet\n\n"
        "4. Kunta: Kajaani; Perheitä: 1 240; Avattu: 5.9.2018; Osuus: 45,5 %\n"
        "6. Kunta: Kuhmo; Perheitä: 310; Avattu: 14.1.2019; Osuus: 12,0 %\n"
        "7. Kunta: Yhteensä; Perheitä: 1 550\n\n"
        "# Yhteystiedot\n\n1. Perhekeskuksen puhelin: 08 123 456\n2. Neuvola on auki: arkisin kello 8–15"
    )
    # The second sheet is hidden.
    assert found.pages == (0, found.text.index("\n\n# Yht"), found.text.index("# Yht"))
    assert found.paged == "sheet"
    assert found.notes == ("its hidden sheets, rows and columns are not read",)
    assert found.stated == {
        "title": "Kainuun perhekeskukset lukuina",
        "author": "Kainuun LAPE-hanke",
        "published": "2019-03-04",
        "language": "fi",
    }


def test_a_quote_stands_in_a_row_of_a_sheet(write: Write) -> None:
    document = read(write("a.xlsx", (LIBREOFFICE / "perheet.xlsx").read_bytes()))
    places = [document.place(document.text.index(words)) for words in ("käyneet", "Kuhmo", "08 123")]
    assert places == [
        Place("sheet", 1, "Perheet"),
        Place("sheet", 1, "Perheet", 6),
        Place("sheet", 3, "Yhteystiedot", 1),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["Kunta|2018|2019", "Inari|12|13"], "2. Kunta: Inari; 2018: 12; 2019: 13", id="years name columns"
        ),
        pytest.param(["Inari|2018|12", "Kemi|2019|13"], "1. Inari; 2018; 12\n2. Kemi; 2019; 13", id="nothing names"),
        pytest.param(["Kunta|Perheitä", "Inari|12"], "2. Kunta: Inari; Perheitä: 12", id="two columns, numbers"),
        pytest.param(["Puhelin|040", "Osoite|Kirkkotie 1"], "1. Puhelin: 40\n2. Osoite: Kirkkotie 1", id="two columns"),
        pytest.param(
            ["Kunta|Perheitä|Vuosi", "Inari|12|2018", "", "Kemi|7|2019"],
            "2. Kunta: Inari; Perheitä: 12; Vuosi: 2018\n4. Kunta: Kemi; Perheitä: 7; Vuosi: 2019",
            id="values behind a blank row go on",
        ),
        pytest.param(
            ["Kunta|Perheitä|Vuosi", "Inari|12|2018", "", "Palvelu|Käyntejä|Kesto", "Neuvola|7|20"],
            "2. Kunta: Inari; Perheitä: 12; Vuosi: 2018\n5. Palvelu: Neuvola; Käyntejä: 7; Kesto: 20",
            id="words behind a blank row are new names",
        ),
        pytest.param(
            ["Perheet kunnittain", "Kunta|Perheitä|Vuosi", "Inari|12|2018"],
            "Perheet kunnittain\n\n3. Kunta: Inari; Perheitä: 12; Vuosi: 2018",
            id="title",
        ),
        pytest.param(["", "||Kunta|Perheitä", "||Inari|12"], "3. Kunta: Inari; Perheitä: 12", id="not in the corner"),
        pytest.param(["5. luokka", "", "Lapsia|12"], "- 5. luokka\n3. Lapsia: 12", id="words like a row's number"),
        pytest.param(["Vain huomautus."], "Vain huomautus.", id="one cell"),
    ],
)
def test_what_names_the_columns_is_told_by_what_stands_there(rows: list[str], expected: str) -> None:
    assert text(*rows) == expected


def test_a_row_beyond_999_has_no_number() -> None:
    rows = sheet_rows("Kunta|Perheitä", "Inari|12", "Kemi|7", first=998)
    assert extract(".xlsx", xlsx({"A": rows})).text == (
        "# A\n\n999. Kunta: Inari; Perheitä: 12\n- Kunta: Kemi; Perheitä: 7"
    )


MERGED = """<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"/></row>
<row r="2"><c r="B2"><v>2018</v></c><c r="C2"><v>2019</v></c></row>
<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3"><v>12</v></c><c r="C3"><v>13</v></c></row>
<row r="4"><c r="B4"><v>14</v></c><c r="C4" t="e"><v>#N/A</v></c></row></sheetData>
<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="A3:A4"/></mergeCells>"""
TEXTS = (
    "<si><t>Kunta</t></si><si><r><t>Perheitä</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></si>"
    "<si><t>Inari</t><rPh><t>inari</t></rPh></si>"
)


def test_merged_cells_notes_and_errors() -> None:
    assert extract(".xlsx", xlsx({"A": MERGED}, texts=TEXTS)).text == (
        "# A\n\n3. Kunta: Inari; Perheitä 2018: 12; Perheitä 2019: 13\n4. Kunta: Inari; Perheitä 2018: 14"
    )


def test_bold_names_hold_behind_a_blank_row() -> None:
    def row(number: int, *words: str, style: int = 0) -> str:
        cells = (f'<c s="{style}" t="str"><v>{word}</v></c>' for word in words)
        return f'<row r="{number}">{"".join(cells)}</row>'

    data = row(1, "Kunta", "Kuka", "Puhelin", style=1) + row(2, "Inari", "Anu", "a") + row(4, "Kemi", "Eero", "b")
    bold = "<fonts><font/><font><b/></font></fonts><cellXfs><xf/><xf fontId='1'/></cellXfs>"
    assert extract(".xlsx", xlsx({"A": f"<sheetData>{data}</sheetData>"}, styles=bold)).text == (
        "# A\n\n2. Kunta: Inari; Kuka: Anu; Puhelin: a\n4. Kunta: Kemi; Kuka: Eero; Puhelin: b"
    )


def test_hidden_sheets_rows_and_columns_are_left_out_and_said_so() -> None:
    rows = (
        '<cols><col min="2" max="2" hidden="1"/></cols><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v>'
        '</c><c r="C1"><v>3</v></c></row><row r="2" hidden="1"><c r="A2"><v>4</v></c></row></sheetData>'
    )
    found = extract(".xlsx", xlsx({"A": rows, "B": sheet_rows("Salainen")}, state="veryHidden"))
    assert (found.text, found.notes) == ("# A\n\n1. 1: 3", ("its hidden sheets, rows and columns are not read",))


def test_a_formula_without_a_value_is_said() -> None:
    found = extract(".xlsx", xlsx({"A": "<sheetData><row><c><f>1+1</f></c><c><f>1</f><v>7</v></c></row></sheetData>"}))
    assert (found.text, found.notes) == (
        "# A\n\n7",
        (
            "some of its formulas hold no value and are not read; open it in a spreadsheet program and save it, so "
            "that they do",
        ),
    )


# ---- hostile -----------------------------------------------------------------------------------------


def test_macros_and_links_to_other_files_are_not_read() -> None:
    content = repacked(
        xlsx({"A": sheet_rows("Perhekeskus.")}),
        {
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
            "xl/externalLinks/externalLink1.xml": b"<a/>",
            "xl/worksheets/_rels/s1.xml.rels": relations(x=("oleObject", "file:///etc/passwd")),
        },
    )
    assert extract(".xlsx", content).text == "# A\n\nPerhekeskus."


def test_a_sheet_outside_the_file_is_missing() -> None:
    outside = b'<a><Relationship Id="s1" Type="a/worksheet" Target="http://a.fi/" TargetMode="External"/></a>'
    content = repacked(xlsx({"A": ""}), {"xl/_rels/workbook.xml.rels": outside})
    assert reason(".xlsx", content) == "damaged: its part '' is missing; save it anew"


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet>&b;</worksheet>'
    assert reason(".xlsx", repacked(xlsx({"A": ""}), {"xl/worksheets/s1.xml": bomb})) == (
        "its part 'xl/worksheets/s1.xml' defines entities, as only a file made to do harm does"
    )


def test_more_cells_than_people_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_CELLS", 5)
    content = xlsx({"A": sheet_rows("a|b|c", "a|b|c")})
    assert reason(".xlsx", content) == "has more than 5 cells; split it, or keep the sheets that people read"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<c r="XFD1"><v>1</v></c>', "damaged: it cannot be read as an Excel workbook (ValueError: column 16384 is "),
        ("<c><v>yksi</v></c>", "damaged: it cannot be read as an Excel workbook (ValueError: could not convert "),
    ],
)
def test_cells_that_cannot_be_are_refused(cell: str, said: str) -> None:
    assert reason(".xlsx", xlsx({"A": f"<sheetData><row>{cell}</row></sheetData>"})).startswith(said)
