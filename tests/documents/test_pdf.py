"""PDF -> text."""

import io
import re
from pathlib import Path

import pypdf
import pytest

from lape_qa.documents.discovery import Noted
from lape_qa.documents.formats import extract
from lape_qa.documents.formats import pdf as pdf_format
from lape_qa.documents.loading import load
from lape_qa.documents.model import Document as Source
from lape_qa.documents.model import Place
from support.refusals import reason
from support.sources import WRAPPED, Row, Write, column, pdf, pictured_pdf

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
        "1. Ensin laajennetaan.\n2. Sitten arvioidaan.\n\n- Kunta: Vuosi\n- Inari: 2019\n\n"
        "Lopuksi toiminta jatkui kuntien omana työnä."
    )


COLUMNS = (56, 180, 300, 420)


def table(*lines: tuple[str, ...], top: float, left: tuple[int, ...] = COLUMNS, step: float = 16) -> list[Row]:
    """Return rows, one below the other; a cell that is empty is not drawn."""
    return [
        (x, top - number * step, 11, words)
        for number, cells in enumerate(lines)
        for x, words in zip(left, cells, strict=False)
        if words
    ]


HEAD = ("Kunta", "Perheitä", "Jonossa")


@pytest.mark.parametrize(
    ("rows", "bold", "text"),
    [
        pytest.param(
            table(HEAD, ("Inari", "12", "3"), ("Nokia", "7", ""), ("Utsjoki", "1", "0"), top=700),
            (),
            "- Kunta: Inari; Perheitä: 12; Jonossa: 3\n- Kunta: Nokia; Perheitä: 7\n"
            "- Kunta: Utsjoki; Perheitä: 1; Jonossa: 0",
            id="names above numbers",
        ),
        pytest.param(
            table(("Kunta", "2018", "2019"), ("Inari", "12", "3"), ("Nokia", "7", "8"), top=700),
            (),
            "- Kunta: Inari; 2018: 12; 2019: 3\n- Kunta: Nokia; 2018: 7; 2019: 8",
            id="years above numbers",
        ),
        pytest.param(
            table(HEAD, ("Inari", "12", "3"), ("Nokia", "1 200", "8"), top=700, left=(56, 98, 160)),
            (),
            "- Kunta: Inari; Perheitä: 12; Jonossa: 3\n- Kunta: Nokia; Perheitä: 1 200; Jonossa: 8",
            id="columns close together",
        ),
        pytest.param(
            table(("Inari", "12", "3"), ("Nokia", "7", "8"), top=700),
            (),
            "- Inari; 12; 3\n- Nokia; 7; 8",
            id="no names",
        ),
        pytest.param(
            table(("Nimi", "Tehtävä", "Kunta"), ("Maija", "ohjaaja", "Inari"), top=700),
            (),
            "- Nimi; Tehtävä; Kunta\n- Maija; ohjaaja; Inari",
            id="words that may be names",
        ),
        pytest.param(
            table(("Nimi", "Tehtävä", "Kunta"), ("Maija", "ohjaaja", "Inari"), top=700),
            ("Nimi", "Tehtävä", "Kunta"),
            "- Nimi: Maija; Tehtävä: ohjaaja; Kunta: Inari",
            id="names in bold",
        ),
        pytest.param(
            table(("Nimi", "Kunta"), ("Maija", "Inari"), top=700),
            ("Nimi", "Kunta"),
            "- Nimi: Maija; Kunta: Inari",
            id="two columns with names in bold",
        ),
        pytest.param(
            [
                *table(HEAD, ("Inari", "perheitä 12", "3"), top=700),
                *table(("", "ja lisää 5", ""), top=671),
                *table(("Nokia", "7", "8"), top=650),
            ],
            (),
            "- Kunta: Inari; Perheitä: perheitä 12 ja lisää 5; Jonossa: 3\n- Kunta: Nokia; Perheitä: 7; Jonossa: 8",
            id="a cell of two lines",
        ),
        pytest.param(
            [
                *table(HEAD, ("Inari", "12", "3"), top=700),
                *table(("Pirkanmaa",), top=668),
                *table(("Nokia", "7", "8"), ("Ruovesi", "2", "1"), top=652),
            ],
            (),
            "- Kunta: Inari; Perheitä: 12; Jonossa: 3\n\nPirkanmaa\n\n"
            "- Kunta: Nokia; Perheitä: 7; Jonossa: 8\n- Kunta: Ruovesi; Perheitä: 2; Jonossa: 1",
            id="a group of rows",
        ),
    ],
)
def test_each_row_of_a_table_reads_by_itself(rows: list[Row], bold: tuple[str, ...], text: str) -> None:
    lines = [*column("Taulukko kertoo perheistä.", top=740), *rows, *column("Loppu on tässä.", top=500)]
    assert extract(".pdf", pdf(lines, bold=bold)).text == f"Taulukko kertoo perheistä.\n\n{text}\n\nLoppu on tässä."


@pytest.mark.parametrize("again", [[HEAD], []])
def test_a_table_that_goes_on_over_a_page_keeps_its_names(again: list[tuple[str, ...]]) -> None:
    found = extract(
        ".pdf",
        pdf(
            table(HEAD, ("Inari", "12", "3"), ("Nokia", "7", "8"), top=140),
            table(*again, ("Ruovesi", "2", "1"), top=780),
        ),
    )
    assert found.text == (
        "- Kunta: Inari; Perheitä: 12; Jonossa: 3\n- Kunta: Nokia; Perheitä: 7; Jonossa: 8\n"
        "- Kunta: Ruovesi; Perheitä: 2; Jonossa: 1"
    )
    assert found.pages == (0, 81)


WORDS = ("Nimi", "Tehtävä")
PEOPLE = (("Maija", "ohjaaja"), ("Pekka", "johtaja"), ("Tiina", "ohjaaja"))


@pytest.mark.parametrize(
    ("head", "white", "again", "names"),
    [
        pytest.param(WORDS, (), True, True, id="repeated on the next page"),
        pytest.param(WORDS, WORDS, False, True, id="in a colour of its own"),
        pytest.param(WORDS, WORDS[:1], False, False, id="half in a colour of its own"),
        pytest.param(WORDS, (), False, False, id="told by nothing"),
        # A row whose values come again names nothing.
        pytest.param(("Liisa", "ohjaaja"), (), True, False, id="values repeated on the next page"),
        pytest.param(("Yhteensä", "12"), ("Yhteensä", "12"), False, False, id="a sum in a colour of its own"),
    ],
)
def test_a_table_of_words_has_names_where_its_first_row_is_told_apart(
    head: tuple[str, str], white: tuple[str, ...], again: bool, names: bool
) -> None:
    pages = [table(head, *PEOPLE[:2], top=140), table(*([head] if again else []), PEOPLE[2], top=780)]
    named = [f"- Nimi: {name}; Tehtävä: {task}" for name, task in PEOPLE]
    plain = [f"- {name}: {task}" for name, task in (head, *PEOPLE[:2], *([head] if again else []), PEOPLE[2])]
    assert extract(".pdf", pdf(*pages, white=white)).text.split("\n") == (named if names else plain)


def test_columns_of_a_text_are_no_table() -> None:
    long = ("Perhekeskus avattiin Kittilässä keväällä", "ja sen toiminta levisi kaikkiin kuntiin")
    text = extract(".pdf", pdf(table(long, long, long, top=700, left=(56, 330)))).text
    assert text == "\n".join(3 * [" ".join(long)])


def test_the_rows_of_a_kept_file_that_come_in_pieces(shared: Path) -> None:
    found = extract(".pdf", (shared / "bug-inputs" / "taulu.pdf").read_bytes())
    *_, taipale = [line for line in found.text.splitlines() if "Taipale" in line]
    assert taipale == "- Kunta: Taipale; Perheitä: 77; Jonossa: 13; Työntekijöitä: 9"
    rows = [line for line in found.text.splitlines() if line.startswith("- ")]
    assert len(rows) == 60
    assert all(re.fullmatch(r"- Kunta: \w+; Perheitä: \d+; Jonossa: \d+; Työntekijöitä: \d+", row) for row in rows)
    assert found.text[found.pages[1] :].startswith("- Kunta: Kunta34la; Perheitä: 44; Jonossa: 6; Työntekijöitä: 6\n")


def test_a_note_at_the_foot_of_a_page_stands_in_no_sentence() -> None:
    found = extract(
        ".pdf",
        pdf(
            [
                *column("Kunta tutki tiloja pitkään.", top=700),
                *column("Selvityksen jälkeen kunta", top=120),
                *column("1 Selvitys on verkossa.", top=60, size=8),
            ],
            column("vuokrasi tilat. Vuokra on 900 euroa.", top=780),
        ),
    )
    assert found.text == (
        "Kunta tutki tiloja pitkään.\n\n1 Selvitys on verkossa.\n\n"
        "Selvityksen jälkeen kunta vuokrasi tilat. Vuokra on 900 euroa."
    )
    assert found.text[found.pages[1] :].startswith("vuokrasi tilat.")


def test_a_note_below_a_whole_paragraph_stays_there() -> None:
    pages = [
        [*column("Kunta vuokrasi tilat.", top=120), *column("1 Selvitys on verkossa.", top=60, size=8)],
        column("Vuokra on 900 euroa.", top=780),
    ]
    assert extract(".pdf", pdf(*pages)).text == (
        "Kunta vuokrasi tilat.\n\n1 Selvitys on verkossa.\n\nVuokra on 900 euroa."
    )


def test_the_sentence_of_a_kept_file_that_goes_on_over_a_note(shared: Path) -> None:
    text = extract(".pdf", (shared / "bug-inputs" / "harju-selvitys.pdf").read_bytes()).text
    assert "ja siksi kunta päätti vuokrata lisätilat entisestä pankista syyskuusta 2020 alkaen." in text
    assert text.startswith(
        "## Harjun kunnan perhepalveluiden selvitys\n\n1 Jonotilanne on kuvattu liitteessä, joka on luettavissa kunnan "
        "verkkosivuilta vain suomeksi.\n\nHarjun kunnassa perhepalvelut koottiin yhteen, kun "
    )


def test_pages_that_are_pictures_are_told() -> None:
    words = {1: "Perhekeskus avattiin.", 5: "Se toimii."}
    rows = [with_heads(number, *([words[number]] if number in words else [])) for number in range(1, 8)]
    assert extract(".pdf", pdf(*rows, pictures=[1, 3])).pictured == (2,)
    assert extract(".pdf", pdf(*rows, pictures=[2, 3, 4, 5, 6])).pictured == (1, 2, 3, 5)
    assert extract(".pdf", pdf(*rows)).pictured == ()


def test_pages_that_are_pictures_are_named(write: Write) -> None:
    rows = [with_heads(number, *(["Perhekeskus avattiin."] if number == 1 else [])) for number in range(1, 8)]
    [one] = load([write("a.pdf", pdf(*rows, pictures=[3]))]).noted
    assert one.note == "its page 3 is a picture without text and is not read; --ocr recognises text in pictures"
    [more] = load([write("a.pdf", pdf(*rows, pictures=[2, 3, 4, 6]))]).noted
    assert more.note == (
        "its pages 2–4, 6 are pictures without text and are not read; --ocr recognises text in pictures"
    )


def test_the_pages_of_a_kept_file_that_are_pictures(shared: Path) -> None:
    [noted] = load([shared / "bug-inputs" / "lehtola-poytakirja.pdf"]).noted
    assert noted.note == "its pages 2–3 are pictures without text and are not read; --ocr recognises text in pictures"


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


LABELLED = "0 << /S /r >> 2 << /S /D >>"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (LABELLED, ("i", "ii", "1", "2")),
        ("0 << /S /A /P (Liite ) >> 3 << /P (Takakansi) >>", ("Liite A", "Liite B", "Liite C", "Takakansi")),
        # Numbers of pages need no second name.
        ("", ()),
        ("0 << /S /D >>", ()),
        # A page that is called nothing, or as another is, or what means something else where it is shown.
        ("0 << >> 1 << /S /D >>", ("1/4", "1", "2", "3")),
        ("0 << /S /D >> 2 << /S /D >>", ("1/4", "2/4", "3/4", "4/4")),
        ("0 << /P ([x](http://a)) >> 1 << /S /D /St 7 >>", ("1/4", "7", "8", "9")),
        (f"0 << /P ({'x' * 300}) >> 1 << /P ({'y' * 20}) >> 2 << /S /D >>", ("1/4", "y" * 20, "1", "2")),
        ("0 << /P (kansi\\000\\001) >> 1 << /S /D >>", ("1/4", "1", "2", "3")),
    ],
)
def test_pages_are_called_what_their_file_calls_them(labels: str, expected: tuple[str, ...]) -> None:
    assert extract(".pdf", pdf(*[column("Teksti.")] * 4, labels=labels)).page_labels == expected


def test_a_picture_among_pages_that_are_called_something_is_told_by_it(write: Write) -> None:
    path = write("a.pdf", pdf(column("Eka."), [], [], column("Toka."), pictures=[2, 3], labels=LABELLED))
    told = "its pages ii–1 are pictures without text and are not read; --ocr recognises text in pictures"
    assert load([path]).noted == (Noted(str(path), told),)
    [document] = load([path], recognise=lambda _page: "Kuva.").documents
    assert (document.text, document.pages) == ("Eka.\n\nKuva.\n\nKuva.\n\nToka.", (0, 6, 13, 20))
    assert [document.place(at) for at in (0, 6, 13, 20)] == [
        Place("page", 1, label="i"),
        Place("page", 2, label="ii", is_recognised=True),
        Place("page", 3, label="1", is_recognised=True),
        Place("page", 4, label="2"),
    ]


def test_the_pages_of_a_kept_file_have_labels(shared: Path) -> None:
    [document] = load([shared / "bug-inputs" / "haapala.pdf"]).documents
    places = {words: document.place(document.text.index(words)) for words in ("Esipuhe", "tammikuussa 2018", "84 pros")}
    assert places == {
        "Esipuhe": Place("page", 2, label="ii"),
        "tammikuussa 2018": Place("page", 3, label="1"),
        "84 pros": Place("page", 4, label="2"),
    }


TURNED = [
    *WRAPPED,
    *column("Luvut kunnittain ovat nämä:", top=400),
    *[(x, 380, 11, words) for x, words in zip((56, 200, 320), ("Kunta", "Perheitä", "Jonossa"), strict=True)],
    *[(x, 364, 11, words) for x, words in zip((56, 200, 320), ("Inari", "12", "3"), strict=True)],
    *[(x, 348, 11, words) for x, words in zip((56, 200, 320), ("Nokia", "7", "5"), strict=True)],
]
TURNED_TEXT = (
    f"{WRAPPED_TEXT}\n\nLuvut kunnittain ovat nämä:\n\n- Kunta: Inari; Perheitä: 12; Jonossa: 3\n"
    "- Kunta: Nokia; Perheitä: 7; Jonossa: 5"
)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_as_it_is_turned_to_be_read(rotate: int, quarters: int) -> None:
    assert extract(".pdf", pdf(TURNED, rotate=rotate, turned=quarters)).text == TURNED_TEXT


def test_what_runs_up_the_side_of_a_page_stands_behind_its_text() -> None:
    side = (30, 300, 9, "Kuva: kunnan arkisto")
    rows = [WRAPPED[0], side, *WRAPPED[1:]]
    assert extract(".pdf", pdf(rows, turned={side[3]: 1})).text == f"{WRAPPED_TEXT}\n\nKuva: kunnan arkisto"


def test_what_runs_up_the_side_of_several_pages_is_a_running_head() -> None:
    pages = [[*column(f"Sivu {word}."), (30, 300, 9, "Raportti 12")] for word in ("eka", "toka", "kolmas")]
    found = extract(".pdf", pdf(*pages, turned={"Raportti 12": 1}))
    assert found.text == "Sivu eka.\n\nSivu toka.\n\nSivu kolmas."


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [with_heads(number, f"Perhekeskus {number} avattiin Kittilässä.") for number in (1, 2, 3)]
    found = extract(".pdf", pdf(*pages))
    assert found.text == "\n\n".join(f"Perhekeskus {number} avattiin Kittilässä." for number in (1, 2, 3))
    assert found.pages == (0, 36, 72)


def test_page_numbers_in_roman_numerals_are_left_out(shared: Path) -> None:
    assert extract(".pdf", (shared / "bug-inputs" / "haapala.pdf").read_bytes()).text == (
        "Tiivistelmä. Haapalan raportti kertoo perhekeskuksesta.\n\nEsipuhe. Kiitämme kaikkia haastateltuja.\n\n"
        "Johdanto. Haapalan perhekeskus perustettiin tammikuussa 2018 kolmen kunnan yhteistyönä.\n\n"
        "Tulokset. Haapalan perhekeskuksen asiakkaista 84 prosenttia oli tyytyväisiä palveluun."
    )


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
        "has no text, only pictures of pages; read it with --ocr, or run text recognition on it first"
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
