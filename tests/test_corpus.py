from dataclasses import replace
from pathlib import Path

import pytest

from lape_qa.corpus import load, make_document, read, with_inferred_region
from lape_qa.errors import DocumentError

_MATTER = """---
title: "Perhekeskukset: Lapin malli"
publisher: THL
author: Maija Meikäläinen
published: 2019-03-20
region: Lappi
language: fi
url: "https://example.fi/a"
rights: CC BY 4.0
---
"""


@pytest.fixture
def write(tmp_path: Path) -> "Write":
    return Write(tmp_path)


class Write:
    """Writes files of exactly the given content into the test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path


def message(error: pytest.ExceptionInfo[DocumentError]) -> str:
    assert "\n" not in str(error.value), "an error is one line"
    return str(error.value)


# ---- text ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Eka rivi\r\nToka rivi\r\n",
        "\ufeffEka rivi\n",
        "  \n\n Eka \t\n\n",
        "a\u0308 ta\u00advu \u00a0 👨\u200d👩\u200d👧 \u2028 \x0c loppu\r",
        "---\ntitle: Ei etuliite\n---\nTekstiä\n",
        "",
    ],
)
def test_plain_text_is_kept_to_the_character(text: str, write: Write) -> None:
    assert read(write("a.txt", text)).text == text


def test_sha256_is_that_of_the_text_in_utf8(write: Write) -> None:
    # FIPS 180-2's example.
    assert read(write("a.txt", "abc")).sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_sha256_of_markdown_leaves_the_front_matter_out(write: Write) -> None:
    document = read(write("a.md", "---\ntitle: A\n---\nabc"))
    assert document.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_front_matter_gives_every_field(write: Write) -> None:
    document = read(write("lappi.md", f"{_MATTER}\nPerhekeskus.\r\n\nLoppu."))
    assert document.id == "lappi"
    assert document.text == "Perhekeskus.\r\n\nLoppu."
    assert document.title == "Perhekeskukset: Lapin malli"
    assert document.publisher == "THL"
    assert document.author == "Maija Meikäläinen"
    assert document.published == "2019-03-20"
    assert document.region == "Lappi"
    assert document.language == "fi"
    assert document.url == "https://example.fi/a"
    assert document.rights == "CC BY 4.0"
    assert document.inferred == ()


@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_front_matter_is_found_behind_a_byte_order_mark_and_with_any_line_end(
    start: str, newline: str, write: Write
) -> None:
    document = read(write("a.md", start + "---\ntitle: Otsikko\nid: oma\n---\n\nTeksti\n---\n".replace("\n", newline)))
    assert (document.id, document.title, document.text) == ("oma", "Otsikko", f"Teksti{newline}---{newline}")


def test_front_matter_may_be_all_there_is(write: Write) -> None:
    document = read(write("a.md", "---\ntitle: Otsikko\n---"))
    assert (document.title, document.text) == ("Otsikko", "")


def test_year_and_number_become_text(write: Write) -> None:
    document = read(write("a.md", "---\nid: 12\npublished: 2019\nauthor:\n---\nTeksti"))
    assert (document.id, document.published, document.author) == ("12", "2019", "")


def test_markdown_without_front_matter_is_all_text(write: Write) -> None:
    assert read(write("a.md", "# Otsikko\n\nTeksti\n")).text == "# Otsikko\n\nTeksti\n"


# ---- title -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  Perhekeskus Lapissa \r\nTeksti", "Perhekeskus Lapissa"),
        ("## Perhekeskus Lapissa\nTeksti", "Perhekeskus Lapissa"),
        ("\ufeffPerhekeskus Lapissa", "Perhekeskus Lapissa"),
        ("##\nPerhekeskus Lapissa", "Perhekeskus Lapissa"),
        ("x" * 300, "x" * 200),
        ("", "nimi"),
    ],
)
def test_missing_title_is_the_first_line_that_is_not_empty(text: str, title: str) -> None:
    document = make_document("nimi", text, {})
    assert document.title == title
    assert document.inferred == ("title", "language")


def test_what_was_given_is_not_marked_as_inferred() -> None:
    assert make_document("a", "Text", {"title": "T", "language": "sv"}).inferred == ()
    assert make_document("a", "Text", {"title": " ", "language": "sv"}).inferred == ("title",)


def test_language_is_finnish_unless_given() -> None:
    assert make_document("a", "Text", {"title": "T"}).language == "fi"
    assert make_document("a", "Text", {"title": "T", "language": "sv"}).language == "sv"


# ---- files -----------------------------------------------------------------------------------------------


def test_folders_are_read_to_the_bottom_and_sorted_by_id(write: Write) -> None:
    write("b/deep/alpha.md", "A")
    write("zeta.txt", "Z")
    write("a/mid.md", "M")
    write("a/notes.log", "not a document")
    single = write("outside/beta.txt", "B")
    assert [d.id for d in load([write.folder / "b", write.folder / "a", write.folder / "zeta.txt", single])] == [
        "alpha",
        "beta",
        "mid",
        "zeta",
    ]


def test_readme_is_skipped_in_a_folder(write: Write) -> None:
    write("README.md", "Kansion kuvaus")
    write("deep/readme.txt", "Kansion kuvaus")
    write("a.md", "A")
    assert [document.id for document in load([write.folder])] == ["a"]


def test_file_that_is_named_twice_is_read_once(write: Write) -> None:
    path = write("a.md", "A")
    assert [document.id for document in load([path, write.folder, path])] == ["a"]


# ---- errors ----------------------------------------------------------------------------------------------


def test_text_that_is_not_utf8_is_named_with_its_byte(write: Write) -> None:
    path = write("a.txt", b"abc \xe4iti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert message(error).startswith(f"{path}: not UTF-8 at byte 4")


def test_front_matter_that_does_not_parse_is_named_with_its_line(write: Write) -> None:
    path = write("a.md", "---\npublisher: THL\ntitle: Lappi: malli\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert message(error).startswith(f"{path}, line 3: front matter does not parse")


@pytest.mark.parametrize("matter", ["published: 2019-02-30", "published: 2019-13-01", "title: \x01"])
def test_front_matter_with_an_impossible_value_is_an_error_too(matter: str, write: Write) -> None:
    path = write("a.md", f"---\n{matter}\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert message(error).startswith(f"{path}")


def test_front_matter_that_is_no_mapping_is_an_error(write: Write) -> None:
    path = write("a.md", "---\n- title\n- publisher\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert message(error).startswith(f"{path}: ")


def test_two_documents_with_one_id_are_both_named(write: Write) -> None:
    first, second = write("a/lappi.md", "A"), write("b/lappi.txt", "B")
    with pytest.raises(DocumentError) as error:
        load([write.folder])
    assert "'lappi'" in message(error)
    assert str(first) in message(error)
    assert str(second) in message(error)


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        load([tmp_path / "puuttuu"])
    assert message(error).startswith(f"{tmp_path / 'puuttuu'}: ")


def test_unknown_format_is_named_when_asked_for(write: Write) -> None:
    path = write("a.xyz", "A")
    with pytest.raises(DocumentError) as error:
        load([path])
    assert message(error).startswith(f"{path}: ")
    assert "'.xyz'" in message(error)


@pytest.mark.parametrize("name", [None, "README.md", "notes.xyz"])
def test_folder_without_a_document_is_an_error(name: str | None, write: Write) -> None:
    if name:
        write(name, "A")
    with pytest.raises(DocumentError, match="no document found"):
        load([write.folder])


def test_no_path_at_all_is_an_error() -> None:
    with pytest.raises(DocumentError, match="no document found"):
        load([])


# ---- region ----------------------------------------------------------------------------------------------


def guessed(text: str, **metadata: str) -> tuple[str, tuple[str, ...]]:
    document = with_inferred_region(make_document("a", text, {"title": "Kokeilu", "language": "fi"} | metadata))
    return document.region, document.inferred


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Inari, Kittilä ja Lappi.", "Lappi"),
        ("Inarissa, Inarista ja Inariin.", "Lappi"),
        # Two are too few, however sure.
        ("Inari ja Kittilä.", ""),
        # Three of five are more than half, three of six are not.
        ("Inari, Kittilä ja Lappi, Kajaani ja Kuopio.", "Lappi"),
        ("Inari, Kittilä ja Lappi, Kajaani, Kuopio ja Oulu.", ""),
        ("Perhekahvila on auki.", ""),
        ("", ""),
    ],
)
def test_region_is_guessed_from_three_places_that_are_more_than_half(text: str, region: str) -> None:
    assert guessed(text) == (region, ("region",) if region else ())


def test_title_counts_among_the_places() -> None:
    assert guessed("Inari ja Kittilä.", title="Lapin malli") == ("Lappi", ("region",))


def test_guess_is_added_to_what_else_was_inferred() -> None:
    document = with_inferred_region(make_document("a", "Inari, Kittilä ja Utsjoki.", {}))
    # The text's only line is its title too, so each place counts twice.
    assert (document.region, document.inferred) == ("Lappi", ("title", "language", "region"))


def test_region_that_an_editor_gave_stays() -> None:
    assert guessed("Inari, Kittilä ja Lappi.", region="Kainuu") == ("Kainuu", ())


@pytest.mark.parametrize("language", ["sv", "en"])
def test_region_is_guessed_for_finnish_texts_only(language: str) -> None:
    assert guessed("Inari, Kittilä ja Lappi.", language=language) == ("", ())


def test_nothing_else_of_the_document_changes() -> None:
    document = make_document("a", "Inari, Kittilä ja Lappi.", {"title": "Kokeilu", "language": "fi", "author": "Maija"})
    assert with_inferred_region(document) == replace(document, region="Lappi", inferred=("region",))


def test_documents_are_loaded_with_their_region(write: Write) -> None:
    path = write("a.txt", "Kokeilu\n\nInari, Kittilä ja Lappi.")
    assert read(path).region == ""
    [document] = load([path])
    assert (document.region, document.inferred) == ("Lappi", ("title", "language", "region"))


# ---- opening ---------------------------------------------------------------------------------------------

PARAGRAPH = "x" * 100


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        (f"Sivusto\n\n# Otsikko\r\nMaija 5.11.2018\n{PARAGRAPH}\nLoppu", "Sivusto · Otsikko · Maija 5.11.2018"),
        (f"\ufeff## Otsikko\n{PARAGRAPH}", "Otsikko"),
        ("a\nb\nc\nd\ne", "a · b · c · d"),
        (f"{'y' * 99}\n{PARAGRAPH}\nz", "y" * 99),
        (f"{PARAGRAPH}\nOtsikko", ""),
        ("#\n\n", ""),
        ("", ""),
    ],
)
def test_opening_is_the_short_lines_before_the_first_paragraph(text: str, opening: str) -> None:
    assert make_document("a", text, {}).opening == opening


def test_text_with_a_given_title_has_no_opening() -> None:
    assert make_document("a", "Sivusto\nOtsikko\n", {"title": "T"}).opening == ""
