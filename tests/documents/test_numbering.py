"""Lists and headings have the numbers that the reader of the file sees."""

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from lape_qa.documents.formats import extract
from lape_qa.documents.formats.numbering import Numbering, letters, marked, roman
from lape_qa.documents.loading import load
from support.sources import docx


@pytest.mark.parametrize(
    ("number", "letter", "numeral"),
    [(1, "a", "i"), (4, "d", "iv"), (26, "z", "xxvi"), (27, "aa", "xxvii"), (1994, "1994", "mcmxciv"), (0, "0", "0")],
)
def test_numbers_in_letters(number: int, letter: str, numeral: str) -> None:
    assert (letters(number), roman(number)) == (letter, numeral)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("3.", ("3.", "Teksti")),
        ("12)", ("12)", "Teksti")),
        ("b)", ("b)", "Teksti")),
        ("1.2", ("-", "1.2 Teksti")),
        ("iv.", ("-", "iv. Teksti")),
        ("", ("-", "Teksti")),
    ],
)
def test_a_label_that_is_no_mark_stands_behind_a_dash(label: str, shown: tuple[str, str]) -> None:
    assert marked(label, "Teksti") == shown


# ---- Word --------------------------------------------------------------------------------------------


def level(number: int, form: str, text: str, more: str = "") -> str:
    start = "" if "w:start" in more else '<w:start w:val="1"/>'
    return f'<w:lvl w:ilvl="{number}">{start}<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'


NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="7">{level(0, "decimal", "%1 §")}{level(1, "decimal", "%1.%2")}
{level(2, "lowerLetter", "%3)")}</w:abstractNum>
<w:abstractNum w:abstractNumId="8">{level(0, "decimal", "%1.")}{level(1, "bullet", "o")}</w:abstractNum>
<w:abstractNum w:abstractNumId="9">{level(0, "upperRoman", "%1.", '<w:start w:val="3"/><w:pStyle w:val="Luku"/>')}
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="8"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="9"/></w:num>
</w:numbering>"""


def test_numbers_go_on_by_list_and_level() -> None:
    numbering = Numbering(parse_xml(NUMBERING.replace("\n", "")))
    asked = [("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 2), ("1", 0), ("1", 1), ("2", 0), ("2", 1), ("2", 0)]
    assert [numbering.next(number, at, "") for number, at in asked] == [
        *("1 §", "1.1", "1.2", "a)", "b)", "2 §", "2.1", "1.", "", "2."),
    ]
    assert [numbering.next(number, 0, "") for number in ("3", "3", "9", "4")] == ["1.", "2.", "", "III."]
    assert numbering.next("4", None, "Luku") == "IV."


def test_lists_and_headings_of_a_word_document_are_numbered() -> None:
    opened = Document()
    body = opened.element.body
    for element in list(body):
        body.remove(element)
    paragraphs = [
        ("1", 0, "Soveltaminen"),
        ("1", 1, "Sääntö koskee kuntia."),
        ("2", 0, "Eka."),
        ("2", 1, "Luetelma."),
        ("2", 0, ""),
        ("2", 0, "Kolmas."),
        ("0", 0, "Ei luettelossa."),
    ]
    for number, at, text in paragraphs:
        outline = '<w:outlineLvl w:val="1"/>' if text == "Soveltaminen" else ""
        listed = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
        run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
        body.append(parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{listed}{outline}</w:pPr>{run}</w:p>"))
    opened.part.numbering_part._element = parse_xml(NUMBERING.replace("\n", ""))
    assert extract(".docx", docx(opened)).text == (
        "## 1 § Soveltaminen\n\n- 1.1 Sääntö koskee kuntia.\n1. Eka.\n- Luetelma.\n3. Kolmas.\n\nEi luettelossa."
    )


def test_numbers_that_are_none_do_no_harm() -> None:
    levels = level(0, "decimal", "%1. %9", '<w:start w:val="x"/>')
    root = f"""<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num/></w:numbering>"""
    assert Numbering(parse_xml(root.replace("\n", ""))).next("1", 0, "") == "0."
    assert Numbering(None).next("1", 0, "") == ""


# ---- HTML --------------------------------------------------------------------------------------------


def test_ordered_lists_of_a_page_are_numbered() -> None:
    body = (
        "<p>Näin haet tukea kunnassa.</p><ol start=3><li>Täytä lomake.<ol type=a><li>Sähköisesti.</li></ol></li>"
        "<li value=7>Varaa aika.</li><li>Tule käymään.</li></ol><p>Ja lopuksi näin.</p>"
        "<ol type=I><li>Odota.</li></ol><ol start=x><li>Kysy.</li></ol><ul><li>Muista.</li></ul>"
    )
    text = extract(".html", f"<html><body><article>{body}</article></body></html>".encode()).text
    assert text == (
        "Näin haet tukea kunnassa.\n\n3. Täytä lomake.\na) Sähköisesti.\n7. Varaa aika.\n8. Tule käymään.\n\n"
        "Ja lopuksi näin.\n\n- I. Odota.\n1. Kysy.\n- Muista."
    )


@pytest.mark.parametrize(
    ("name", "third"),
    [("ol.html", "3. Tapaa palveluohjaaja "), ("kuusijarvi-toimenpiteet.docx", "3. Avataan nuorten kohtaamispaikka ")],
)
def test_the_third_of_a_kept_list_has_its_number(name: str, third: str, shared: Path) -> None:
    [document] = load([shared / "bug-inputs" / name]).documents
    assert f"\n{third}" in document.text
