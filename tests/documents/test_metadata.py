"""What is known of a document beside its text: given, stated by the file, or guessed."""

from dataclasses import replace

import pytest

from lape_qa.documents.discovery import Skipped
from lape_qa.documents.inference import with_inferred_region
from lape_qa.documents.loading import load, read
from lape_qa.documents.metadata import make_document
from lape_qa.errors import DocumentError
from support.refusals import line
from support.sources import REPORT, Write, small_docx

# ---- title -------------------------------------------------------------------------------------------


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


# ---- region ------------------------------------------------------------------------------------------


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
    [document] = load([path]).documents
    assert (document.region, document.inferred) == ("Lappi", ("title", "language", "region"))


# ---- opening -----------------------------------------------------------------------------------------


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


# ---- sidecars ----------------------------------------------------------------------------------------


SIDECAR = """title: "Lapin raportti: osa 2"
publisher: THL
author: Maija Meikäläinen
published: 2019-03-20
region: Lappi
language: sv
url: https://example.fi/a
rights: CC BY 4.0
id: oma
"""


@pytest.mark.parametrize("name", ["raportti.meta.yaml", "raportti.pdf.meta.yaml"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_sidecar_wins_over_what_the_file_states(name: str, start: str, write: Write) -> None:
    path = write("raportti.pdf", REPORT)
    write(name, start + SIDECAR)
    document = read(path)
    assert load([write.folder]).documents == load([path]).documents == (document,)
    assert document.text == "Perhekeskus avattiin vuonna 2018."
    assert (document.id, document.title, document.publisher) == ("oma", "Lapin raportti: osa 2", "THL")
    assert (document.author, document.published, document.region) == ("Maija Meikäläinen", "2019-03-20", "Lappi")
    assert (document.language, document.url, document.rights) == ("sv", "https://example.fi/a", "CC BY 4.0")
    assert (document.inferred, document.opening, document.pages) == ((), "", (0,))


def test_what_the_sidecar_leaves_open_is_what_the_file_states(write: Write) -> None:
    write("raportti.meta.yaml", "author: Maija\ntitle:\n")
    document = read(write("raportti.pdf", REPORT))
    assert (document.title, document.author, document.published) == ("Tiedoston oma nimi", "Maija", "2018-05-16")
    assert (document.language, document.inferred) == ("fi", ("title", "published", "language"))


@pytest.mark.parametrize(("name", "content"), [("a.txt", b"\r\n Teksti \n"), ("a.docx", small_docx("Teksti"))])
def test_every_format_but_markdown_has_sidecars(name: str, content: bytes, write: Write) -> None:
    write("a.meta.yaml", "title: Otsikko\npublished: 2019\n")
    document = read(write(name, content))
    assert (document.title, document.published) == ("Otsikko", "2019")
    assert document.text == ("\r\n Teksti \n" if name == "a.txt" else "Teksti")


def test_two_files_of_one_name_have_sidecars_of_their_own(write: Write) -> None:
    for suffix, content in ((".pdf", REPORT), (".docx", small_docx("Teksti"))):
        write(f"a{suffix}", content)
        write(f"a{suffix}.meta.yaml", f"id: a{suffix}\n")
    assert [document.id for document in load([write.folder]).documents] == ["a.docx", "a.pdf"]


@pytest.mark.parametrize(
    ("sidecar", "said"),
    [
        (b"title: a: b", "its sidecar a.meta.yaml, line 1, does not parse: mapping values are not allowed here; "),
        (b"- title", "its sidecar a.meta.yaml is not a list of `key: value` lines"),
        (b"titel: x", "its sidecar a.meta.yaml has an unknown key 'titel'; known: id, title, publisher, author, "),
        (b"title: [x]", "its sidecar a.meta.yaml, line 1: title is not a text; write it on one line, in quotes"),
        (
            b"published: 20.3.2019",
            "its sidecar a.meta.yaml, line 1: published is '20.3.2019'; write a date as 2019-02-01, ",
        ),
        (b"published: 2019-02-30", "its sidecar a.meta.yaml, line 1: published is '2019-02-30'; write a date as "),
        (b"title: x\ndigest: 1", "its sidecar a.meta.yaml, line 2: digest is '1'; write true or false, without quotes"),
        (b"title: \x81\x8f\x90", "its sidecar a.meta.yaml: not UTF-8 at byte 7; save it as UTF-8"),
        (b"\xff\xfet", "its sidecar a.meta.yaml: its byte order mark says UTF-16, which it is not at byte 2; save it"),
        (b"a: " + b"[" * 5000, "its sidecar a.meta.yaml, line 1: lists nest deeper than 20"),
        (b"{a: b}: c\ntitel: x", "its sidecar a.meta.yaml has an unknown key 'titel'; known: "),
        (b"title: a\n---\ntitle: b", "its sidecar a.meta.yaml, line 2: a second document begins; keep one"),
        (b"title: a\nauthor: *a", "its sidecar a.meta.yaml, line 2: aliases (*a) are not read; write the value itself"),
        (b"title: !!binary YQ==", "its sidecar a.meta.yaml, line 1: title is not a text; write it on one line"),
        (b"a: " + b"x" * 33_000, "its sidecar a.meta.yaml has 33,003 characters, more than 32,768; shorten it"),
        (b"title: a\x00", "its sidecar a.meta.yaml does not parse: unacceptable character #x0000: special characters "),
    ],
)
def test_a_wrong_sidecar_is_one_error(sidecar: bytes, said: str, write: Write) -> None:
    write("a.meta.yaml", sidecar)
    path = write("a.txt", "Teksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}: {said}")
    [skipped] = load([path]).skipped
    assert skipped.line == str(error.value)


def test_groups_close_a_document_in_front_matter_and_in_a_sidecar(write: Write) -> None:
    assert read(write("a.md", "---\ngroups: Talous, johto\n---\nTeksti\n")).groups == ("johto", "talous")
    write("b.meta.yaml", "groups: johto\n")
    assert read(write("b.txt", "Teksti")).groups == ("johto",)
    assert read(write("c.txt", "Teksti")).groups == ()


_NO_GROUP = "names no group; write names of letters, digits, `-`, `_` or `.` with commas between them on one line"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("groups:", f"groups has '', which {_NO_GROUP}"),
        ("groups: ''", f"groups has '', which {_NO_GROUP}"),
        ("groups: johto,", f"groups has '', which {_NO_GROUP}"),
        ("groups: oma johto", f"groups has 'oma johto', which {_NO_GROUP}"),
        ("groups: [johto]", "groups is not a text; write it on one line, in quotes"),
        ("groups:\n- johto", "groups is not a text; write it on one line, in quotes"),
    ],
)
def test_what_was_meant_to_close_a_document_and_is_malformed_leaves_it_out(line: str, said: str, write: Write) -> None:
    markdown = write("a.md", f"---\ntitle: A\n{line}\n---\nTeksti\n")
    write("b.meta.yaml", line)
    text = write("b.txt", "Teksti")
    loaded = load([write.folder])
    assert not loaded.documents
    found = [skipped.line for skipped in loaded.skipped]
    assert [line.partition(", line ")[0] for line in found] == [
        f"{markdown}: front matter",
        f"{text}: its sidecar b.meta.yaml",
    ]
    assert all(f": {said}" in line for line in found)


@pytest.mark.parametrize("key", ["group", "Groups", "GROUP", "ryhmät", "grupper", "groups "])
def test_a_key_that_is_nearly_groups_does_not_leave_a_document_open(key: str, write: Write) -> None:
    path = write("a.md", f'---\n"{key}": johto\n---\nTeksti\n')
    [skipped] = load([path]).skipped
    assert skipped.line == (
        f"{path}: front matter, line 2: {key!r} would close the document to others; write it once, as `groups`"
    )


def test_groups_that_stand_twice_leave_a_document_out(write: Write) -> None:
    path = write("a.md", "---\ngroups: johto\ngroups: kaikki\n---\nTeksti\n")
    [skipped] = load([path]).skipped
    assert skipped.line.startswith(f"{path}: front matter, line 3: 'groups' would close the document to others")


@pytest.mark.parametrize(
    "text", ["---\ngroups: johto\nTeksti\n", "\n---\ngroups: johto\n---\nTeksti\n", "--\ngroups: a\n"]
)
def test_groups_in_front_matter_that_is_none_leave_a_document_out(text: str, write: Write) -> None:
    path = write("a.md", text)
    [skipped] = load([path]).skipped
    assert skipped.line == (
        f"{path}: has `groups` in front matter that is none; begin the file with a line of `---`, and end the front "
        "matter with another"
    )


def test_a_file_that_says_of_itself_that_it_is_open_is_not_asked(write: Write) -> None:
    assert read(write("a.html", '<title>A</title><meta name="groups" content="x"><p>Teksti.</p>')).groups == ()


def test_a_sidecar_tells_a_digest(write: Write) -> None:
    write("a.meta.yaml", "digest: true\n")
    assert read(write("a.txt", "Teksti")).digest is True


@pytest.mark.parametrize("published", ["2019", "2019-03", "2019-03-20"])
def test_a_date_may_be_a_year_or_a_month(published: str, write: Write) -> None:
    assert read(write("a.md", f'---\npublished: "{published}"\n---\nTeksti')).published == published


def test_two_sidecars_of_one_file_are_an_error(write: Write) -> None:
    path = write("a.txt", "Teksti")
    write("a.meta.yaml", "title: A")
    write("a.txt.meta.yaml", "title: B")
    expected = Skipped(str(path), "has two sidecars, a.txt.meta.yaml and a.meta.yaml; keep one")
    assert load([path]).skipped == (expected,)


def test_a_sidecar_without_its_document_is_told(write: Write) -> None:
    write("a.md", "Teksti")
    path = write("a.meta.yaml", "title: A")
    loaded = load([write.folder])
    assert [document.title for document in loaded.documents] == ["Teksti"]
    assert loaded.skipped == (
        Skipped(str(path), "belongs to no document beside it; Markdown has its own front matter"),
    )
