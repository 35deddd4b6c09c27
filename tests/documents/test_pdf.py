"""PDF -> text."""

import io

import pypdf
import pytest

from lape_qa.documents.formats import extract
from lape_qa.documents.formats import pdf as pdf_format
from lape_qa.documents.model import Document as Source
from support.refusals import reason
from support.sources import WRAPPED, column, pdf, pictured_pdf

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
