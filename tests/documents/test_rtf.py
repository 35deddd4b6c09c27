"""Rich Text -> text."""

from pathlib import Path

import pytest

from lape_qa.documents.formats import extract, rtf
from support.refusals import reason

LIBREOFFICE = Path(__file__).parent / "libreoffice"


def written(body: str, *, head: str = r"\ansi\ansicpg1252") -> bytes:
    return f"{{\\rtf1{head}{body}}}".encode("cp1252")


def test_a_text_by_libreoffice_is_what_it_is_as_opendocument() -> None:
    found = extract(".rtf", (LIBREOFFICE / "perhekeskus.rtf").read_bytes())
    assert found.text == extract(".odt", (LIBREOFFICE / "perhekeskus.odt").read_bytes()).text
    assert found.stated == {
        "title": "Lapin perhekeskusten loppuraportti",
        "author": "Lapin LAPE-hanke",
        "published": "2018-11-05",
    }


STYLES = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}{\s3 Title;}{\s4 toc 1;}}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(r"\'e4\'E5 \u228\'e4\u-10179?\u-8704? a\~b\_c\{d\}\\", "äå ä😀 a b-c{d}\\", id="signs"),
        pytest.param(r"{\fonttbl{\f1\fcharset204 A;}}\f1\'ea\'e0{\plain \'e4}", "каä", id="fonts of another script"),
        pytest.param(r"\uc2\u228ab\u246 ab{\uc0\u229}c", "äöåc", id="signs that stand for others"),
        pytest.param(
            r"Vuonna 2018{\super 1} on 12 km{\super 2} CO{\sub 2} 24{\up6 3}",
            "Vuonna 2018 on 12 km² CO₂ 24",
            id="raised",
        ),
        pytest.param(r"A{\v piilo}{\deleted pois}\v B\v0 C", "AC", id="hidden and deleted"),
        pytest.param(
            STYLES + r"\pard\s3 Otsikko\par\pard\s1 Eka\par\pard\s2 Toka\par\pard\s4 Eka 3\par"
            r"\pard\outlinelevel2 Kolmas\par\pard\outlinelevel9 Teksti\line jatkuu.\par",
            "# Otsikko\n\n# Eka\n\n## Toka\n\n### Kolmas\n\nTeksti\njatkuu.",
            id="headings",
        ),
        pytest.param(
            r"{\listtext 1.\tab}Eka\par{\listtext\'b7\tab}Toka\par{\pntext 1.1\tab}Kolmas\par Muu.\par"
            r"{\listtext 2.\tab}\outlinelevel0 Otsikko\par",
            "1. Eka\n- Toka\n- 1.1 Kolmas\n\nMuu.\n\n# 2. Otsikko",
            id="lists",
        ),
        pytest.param(
            r"Eka{\footnote\pard Viite {\b lihava}.\par Toinen.} jatkuu.\par"
            r"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt Laatikko.\par}}}Toka.",
            "Eka jatkuu.\n\nViite lihava.\n\nToinen.\n\nToka.\n\nLaatikko.",
            id="notes and boxes",
        ),
        pytest.param(
            r"{\header Ylä}{\*\generator x}{\pict\bin3 {}}89ab}{\colortbl;}"
            r"{\field{\*\fldinst HYPERLINK file:a}{\fldrslt linkki}}",
            "linkki",
            id="what is no text",
        ),
        pytest.param(
            r"\trowd\trhdr\clvmgf\cellx100\clmgf\cellx300\clmrg\cellx500\pard\intbl Kunta\cell Perheitä\cell\cell\row"
            r"\trowd\trhdr\clvmrg\cellx100\cellx310\cellx500\pard\intbl\cell 2018\cell 2019\cell\row"
            r"\trowd\cellx100\cellx300\cellx500\pard\intbl Inari\cell 12\par 13\cell 14\cell\row\pard Loppu.",
            "- Kunta: Inari; Perheitä 2018: 12 13; Perheitä 2019: 14\n\nLoppu.",
            id="a table with merged cells",
        ),
        pytest.param(
            r"\trowd\cellx900\cellx1900\cellx2900\intbl a\cell b\cell c\cell\row"
            r"\trowd\cellx1900\cellx2900\intbl d\cell e\cell\row",
            "- a: d; c: e",
            id="a cell across columns",
        ),
        pytest.param(r"\trowd\cellx900\intbl Kehys.\cell\row", "Kehys.", id="table as a frame"),
        pytest.param(r"\trowd\cellx900\cellx1900\intbl Kunta\cell Inari\cell", "- Kunta: Inari", id="a row cut off"),
        pytest.param("A}}}} B", "A B", id="braces that close nothing"),
        pytest.param(r"{{\footnote A", "A", id="groups that do not close"),
    ],
)
def test_text_is_found_wherever_it_stands(body: str, text: str) -> None:
    assert extract(".rtf", written(body)).text == text


def test_a_code_page_is_believed() -> None:
    assert extract(".rtf", written(r"\'8a", head=r"\mac")).text == "ä"
    assert extract(".rtf", written(r"\'84", head=r"\ansi\ansicpg850")).text == "ä"


def test_groups_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtf, "MAX_DEPTH", 5)
    assert reason(".rtf", written("{{{{{")) == "its groups nest deeper than 5, as only a file made to do harm has"


def test_a_day_beyond_all_calendars_is_none() -> None:
    found = extract(".rtf", rb"{\rtf1{\info{\revtim\yr99999999999\mo1\dy1}}Kerho 99999999999.\par}")
    assert (found.text, found.stated) == ("Kerho 99999999999.", {})
