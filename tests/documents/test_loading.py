"""Files, folders and archives -> Documents."""

import warnings
import zipfile
from pathlib import Path

import pytest

from lape_qa.documents.discovery import Noted, Skipped
from lape_qa.documents.formats import SUFFIXES
from lape_qa.documents.loading import Loaded, load, read
from lape_qa.errors import DocumentError
from support.refusals import line
from support.sources import REPORT, Write, zipped

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

# ---- text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Eka rivi\r\nToka rivi\r\n",
        "  \n\n Eka \t\n\n",
        "a\u0308 ta\u00advu \u00a0 👨\u200d👩\u200d👧 \u2028 loppu\r",
        "---\ntitle: Ei etuliite\n---\nTekstiä\n",
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
    document = read(
        write("a.md", start + "---\ntitle: Otsikko\nid: oma\n---\n\nTeksti.\n\n---\n".replace("\n", newline))
    )
    assert (document.id, document.title, document.text) == ("oma", "Otsikko", f"Teksti.{newline}{newline}---{newline}")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.txt", "", "is empty"),
        ("a.md", "", "is empty"),
        ("a.txt", "\ufeff", "holds no text"),
        ("a.txt", " \r\n\t\n", "holds no text"),
        ("a.txt", "\0\0\0", "holds no text"),
        ("a.md", "---\ntitle: Otsikko\n---", "holds no text"),
        ("a.md", "---\ntitle: Otsikko\n---\n\n<!-- luonnos -->\n", "holds no text"),
    ],
)
def test_a_file_without_text_is_no_document(name: str, content: str, why: str, write: Write) -> None:
    write("b.txt", "B")
    path = write(name, content)
    found = load([write.folder])
    assert ([document.id for document in found.documents], found.skipped) == (["b"], (Skipped(str(path), why),))


def test_year_and_number_become_text(write: Write) -> None:
    document = read(write("a.md", "---\nid: 12\npublished: 2019\nauthor:\n---\nTeksti"))
    assert (document.id, document.published, document.author) == ("12", "2019", "")


def test_markdown_without_front_matter_is_all_text(write: Write) -> None:
    assert read(write("a.md", "# Otsikko\n\nTeksti\n")).text == "# Otsikko\n\nTeksti\n"


# ---- files -------------------------------------------------------------------------------------------


def test_folders_are_read_to_the_bottom_and_sorted_by_id(write: Write) -> None:
    write("b/deep/alpha.md", "A")
    write("zeta.txt", "Z")
    write("a/mid.md", "M")
    write("a/notes.log", "not a document")
    single = write("outside/beta.txt", "B")
    assert [
        d.id for d in load([write.folder / "b", write.folder / "a", write.folder / "zeta.txt", single]).documents
    ] == [
        "alpha",
        "beta",
        "mid",
        "zeta",
    ]


def test_readme_is_skipped_in_a_folder(write: Write) -> None:
    write("README.md", "Kansion kuvaus")
    write("deep/readme.txt", "Kansion kuvaus")
    write("a.md", "A")
    assert [document.id for document in load([write.folder]).documents] == ["a"]


def test_file_that_is_named_twice_is_read_once(write: Write) -> None:
    path = write("a.md", "A")
    assert [document.id for document in load([path, write.folder, path]).documents] == ["a"]


# ---- errors ------------------------------------------------------------------------------------------


def test_text_that_is_in_no_encoding_is_named_with_its_byte(write: Write) -> None:
    path = write("a.txt", b"abc \xc3iti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}: not UTF-8 at byte 4")


def test_front_matter_that_does_not_parse_is_named_with_its_line(write: Write) -> None:
    path = write("a.md", "---\npublisher: THL\ntitle: Lappi: malli\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}: front matter, line 3, does not parse: mapping values are not allowed here")


@pytest.mark.parametrize("matter", ["published: 2019-02-30", "published: 2019-13-01", "title: \x01"])
def test_front_matter_with_an_impossible_value_is_an_error_too(matter: str, write: Write) -> None:
    path = write("a.md", f"---\n{matter}\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}")


@pytest.mark.parametrize(
    ("matter", "digest"),
    [
        ("digest: true", True),
        ("digest: True # tiivistelmä", True),
        ("digest: false", False),
        ("digest:", False),
        ("title: A", False),
    ],
)
def test_front_matter_tells_a_digest(matter: str, digest: bool, write: Write) -> None:
    assert read(write("a.md", f"---\n{matter}\n---\nTeksti")).digest is digest


@pytest.mark.parametrize(
    ("value", "shown"),
    [('"true"', "'true'"), ("kyllä", "'kyllä'"), ("1", "'1'"), ("0", "'0'"), ("[true]", "a list"), ("''", "''")],
)
def test_a_digest_that_is_neither_true_nor_false_is_named_with_its_line(value: str, shown: str, write: Write) -> None:
    path = write("a.md", f"---\ntitle: A\n\ndigest: {value}\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error) == f"{path}: front matter, line 4: digest is {shown}; write true or false, without quotes"


def test_the_line_of_a_wrong_value_is_that_which_counts(write: Write) -> None:
    path = write("a.md", "---\ndigest: true\ndigest: 2\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}: front matter, line 3: digest is '2';")


def test_nothing_is_made_of_aliases_and_merges(write: Write) -> None:
    path = write("b.md", "---\nyhteinen: &a {title: Yhteinen}\n<<: *a\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error) == f"{path}: front matter, line 3: aliases (*a) are not read; write the value itself"


def test_front_matter_that_is_no_mapping_is_an_error(write: Write) -> None:
    path = write("a.md", "---\n- title\n- publisher\n---\nTeksti")
    with pytest.raises(DocumentError) as error:
        read(path)
    assert line(error).startswith(f"{path}: ")


def test_of_two_documents_with_one_id_the_second_is_told_and_the_rest_goes_on(write: Write) -> None:
    first, second = write("a/lappi.md", "A"), write("a/lappi.txt", "B")
    write("c.txt", "C")
    found = load([write.folder])
    assert [(document.id, document.text) for document in found.documents] == [("c", "C"), ("lappi", "A")]
    assert found.skipped == (
        Skipped(
            str(second),
            f"has the id 'lappi', as {first} has; rename it, or give it another `id` in its front matter or sidecar",
        ),
    )


def ids_and_texts(found: Loaded) -> list[tuple[str, str]]:
    return [(document.id, document.text) for document in found.documents]


def test_files_of_one_name_are_told_apart_by_folder(write: Write) -> None:
    path = write("kertomukset/2018/lappi.md", "A")
    alone = load([write.folder])
    assert (ids_and_texts(alone), alone.noted) == ([("lappi", "A")], ())
    write("kertomukset/2019/lappi.txt", "B")
    write("muu.txt", "C")
    both = load([write.folder])
    assert ids_and_texts(both) == [("2018-lappi", "A"), ("2019-lappi", "B"), ("muu", "C")]
    assert both.skipped == ()
    assert both.noted[0] == Noted(str(path), "its id is '2018-lappi', as a file in another folder has its name")
    # One more changes nothing for them, wherever it stands and whatever it is called.
    write("muut/2017/lappi.md", "D")
    write("lappi.md", "E")
    more = [*ids_and_texts(both)[:1], ("2017-lappi", "D"), *ids_and_texts(both)[1:], ("lappi", "E")]
    assert ids_and_texts(load([write.folder])) == sorted(more)


@pytest.mark.parametrize("order", [1, -1])
def test_ids_do_not_depend_on_the_order_of_the_files(order: int, write: Write) -> None:
    paths = [
        write("2018/a/lappi.md", "A"),
        write("2019/a/lappi.md", "B"),
        write("kaikki.zip", zipped({"a/lappi.md": b"C"})),
    ]
    assert ids_and_texts(load(paths[::order])) == [
        ("2018-a-lappi", "A"),
        ("2019-a-lappi", "B"),
        ("kaikki-a-lappi", "C"),
    ]


def test_a_copy_in_another_folder_is_told_as_one(write: Write) -> None:
    write("2018/lappi.md", "A")
    write("2019/lappi.md", "B")
    copy = write("2020/lappi.txt", "A")
    found = load([write.folder])
    assert ids_and_texts(found) == [("2018-lappi", "A"), ("2019-lappi", "B")]
    assert [skipped.path for skipped in found.skipped] == [str(copy)]
    (write.folder / "2019" / "lappi.md").unlink()
    assert ids_and_texts(load([write.folder])) == [("lappi", "A")]


def test_an_id_that_is_taken_is_not_given_again(write: Write) -> None:
    write("2018/lappi.md", "A")
    write("2019/lappi.md", "B")
    write("2018-lappi.md", "C")
    found = load([write.folder])
    assert ids_and_texts(found) == [("2018-lappi", "C"), ("2019-lappi", "B"), ("lappi", "A")]
    write("muu.md", "---\nid: lappi\n---\nD")
    assert [Path(skipped.path).name for skipped in load([write.folder]).skipped] == ["muu.md"]


def test_kept_files_of_one_name(shared: Path) -> None:
    found = load([shared / "bug-inputs" / "same"])
    assert [document.id for document in found.documents] == ["2018-toimintakertomus", "2019-toimintakertomus", "muu"]
    assert found.skipped == ()


def test_a_name_in_two_signs_is_that_in_one(write: Write) -> None:
    write("Ja\u0308msa\u0308.txt", "Teksti")
    assert ids_and_texts(load([write.folder])) == [("J\u00e4ms\u00e4", "Teksti")]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param("lähityö Åbo".encode("cp850"), id="Windows"),
        pytest.param("lähityö Åbo".encode(), id="UTF-8 that does not say so"),
        pytest.param("la\u0308hityo\u0308 A\u030abo".encode("utf-8"), id="Mac"),
        pytest.param("lähityö Åbo".encode("cp1252"), id="windows-1252"),
    ],
)
def test_names_in_archives_are_read_as_their_letters_tell(raw: bytes, write: Write) -> None:
    # Written under a name of ASCII as long, which zipfile does not mark as UTF-8.
    plain = b"x" * len(raw)
    content = zipped({f"{plain.decode()}.txt": b"Teksti"}).replace(plain, raw)
    path = write("a.zip", content)
    assert ids_and_texts(load([path])) == [("l\u00e4hity\u00f6 \u00c5bo", "Teksti")]


def test_a_name_in_an_archive_that_says_it_is_utf8_is(write: Write) -> None:
    path = write("a.zip", zipped({"Tiivistelmä – „õ”.txt": b"Teksti"}))
    assert ids_and_texts(load([path])) == [("Tiivistelmä – „õ”", "Teksti")]


def test_the_names_of_a_kept_archive(shared: Path) -> None:
    [document] = load([shared / "bug-inputs" / "mac.zip"]).documents
    assert document.id == "J\u00e4ms\u00e4n l\u00e4hity\u00f6"


def test_nobody_takes_the_name_of_another(write: Write) -> None:
    write("a.md", "---\nid: lappi\n---\nA")
    write("b/lappi.md", "B")
    write("c.md", "---\nid: lappi\n---\nC")
    found = load([write.folder])
    assert [(document.id, document.text) for document in found.documents] == [("lappi", "B")]
    assert [Path(skipped.path).name for skipped in found.skipped] == ["a.md", "c.md"]


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        load([tmp_path / "puuttuu"])
    assert line(error).startswith(f"{tmp_path / 'puuttuu'}: ")


def test_unknown_format_is_named_when_asked_for(write: Write) -> None:
    path = write("a.xyz", "A")
    with pytest.raises(DocumentError) as error:
        load([path])
    assert line(error).startswith(f"{path}: ")
    assert "'.xyz'" in line(error)


@pytest.mark.parametrize("name", [None, "README.md", ".hidden.md"])
def test_folder_without_a_document_is_an_error(name: str | None, write: Write) -> None:
    if name:
        write(name, "A")
    with pytest.raises(DocumentError, match="no document found"):
        load([write.folder])


def test_no_path_at_all_is_an_error() -> None:
    with pytest.raises(DocumentError, match="no document found"):
        load([])


# ---- what is skipped ---------------------------------------------------------------------------------


def test_bad_files_are_told_and_the_rest_goes_on(write: Write) -> None:
    write("a.txt", "Teksti")
    write("b.txt", b"\xc3")
    write("c/d.pdf", b"%PDF-1.7 roskaa")
    write("e.xls", b"PK")
    write("f.HTM", "<html><body></body></html>")
    write("ok.PDF", REPORT)
    loaded = load([write.folder])
    assert [document.id for document in loaded.documents] == ["a", "ok"]
    assert loaded.skipped == (
        Skipped(f"{write.folder}/b.txt", "not UTF-8 at byte 0; save it as UTF-8"),
        Skipped(f"{write.folder}/c/d.pdf", "damaged: it cannot be read as PDF; save it anew"),
        Skipped(f"{write.folder}/e.xls", f"unknown format '.xls'; supported: {', '.join(SUFFIXES)}, .zip"),
        Skipped(f"{write.folder}/f.HTM", "holds no text"),
    )


def test_when_all_files_are_bad_each_is_told(write: Write) -> None:
    path = write("b.txt", b"\xc3")
    loaded = load([path, path])
    assert (loaded.documents, [skipped.path for skipped in loaded.skipped]) == ((), [str(path)])


def test_a_readme_that_is_named_is_read(write: Write) -> None:
    assert [document.id for document in load([write("README.md", "Kuvaus")]).documents] == ["README"]


def test_what_programs_keep_for_themselves_is_no_source(write: Write) -> None:
    for name in (".git/a.md", "._a.docx", "~$a.docx", "__MACOSX/a.txt", "sivu_files/kuva.png", "sivu_tiedostot/b.html"):
        write(name, "x")
    write("sivu.html", "<html><body><article><p>Perhekeskus avattiin Kittilässä.</p></article></body></html>")
    write("sivu_muut/c.txt", "Teksti")
    loaded = load([write.folder])
    assert ([document.id for document in loaded.documents], loaded.skipped) == (["c", "sivu"], ())


def test_a_file_too_large_is_told(write: Write) -> None:
    path = write("a.txt", "")
    with path.open("r+b") as file:
        file.truncate(200 * 2**20 + 1)
    assert load([path]).skipped == (Skipped(str(path), "has 209,715,201 bytes, more than 209,715,200; split it"),)


def test_signs_of_a_file_name_that_would_break_the_line_are_replaced(write: Write) -> None:
    write("a\n\x1b[31mb.xyz", "x")
    [skipped] = load([write.folder]).skipped
    assert skipped.path == f"{write.folder}/a\ufffd\ufffd[31mb.xyz"


def test_a_file_name_that_is_not_utf8_is_told(write: Write) -> None:
    write("a.txt", "Teksti")
    (write.folder / "p\udce4iv\udce4.txt").write_text("Teksti")
    loaded = load([write.folder])
    assert [document.id for document in loaded.documents] == ["a"]
    assert loaded.skipped == (Skipped(f"{write.folder}/p\ufffdiv\ufffd.txt", "its name is not UTF-8; rename it"),)


# ---- archives ----------------------------------------------------------------------------------------


def test_an_archive_is_read_as_a_folder_is(write: Write) -> None:
    files = {
        "kansio/raportti.pdf": REPORT,
        "kansio/raportti.meta.yaml": b"id: oma\ntitle: Otsikko",
        "README.md": b"Kuvaus",
        "__MACOSX/._b.md": b"x",
        "b.md": b"---\ntitle: B\n---\nTeksti",
        "taulukko.xls": b"x",
        "sis\u00e4.zip": zipped({"c.md": b"x"}),
        "rikki.txt": b"\xc3",
    }
    path = write("kaikki.zip", zipped(files))
    for paths in ([path], [write.folder], [path, write.folder]):
        loaded = load(paths)
        assert [(document.id, document.title) for document in loaded.documents] == [("b", "B"), ("oma", "Otsikko")]
        assert [skipped.line for skipped in loaded.skipped] == [
            f"{path}/rikki.txt: not UTF-8 at byte 0; save it as UTF-8",
            f"{path}/sis\u00e4.zip: an archive inside an archive is not read; unpack it",
            f"{path}/taulukko.xls: unknown format '.xls'; supported: {', '.join(SUFFIXES)}, .zip",
        ]


@pytest.mark.parametrize("name", ["../../ulkona.md", "/etc/ulkona.md", "C:\\ulkona.md", "..\\ulkona.md"])
def test_a_name_in_an_archive_leads_nowhere(name: str, write: Write) -> None:
    path = write("a/b/c.zip", zipped({name: b"Teksti"}))
    before = sorted(write.folder.rglob("*"))
    loaded = load([path])
    assert [skipped.reason for skipped in loaded.skipped] == ["its name leads out of its archive; pack it anew"]
    assert loaded.documents == ()
    assert sorted(write.folder.rglob("*")) == before


def test_an_archive_made_to_burst_is_one_line_and_the_rest_goes_on(write: Write) -> None:
    write("a.txt", "Teksti")
    path = write("pommi.zip", zipped({"ok.txt": b"Teksti", "pommi.txt": b"0" * (64 * 2**20)}))
    loaded = load([write.folder])
    assert [document.id for document in loaded.documents] == ["a"]
    assert loaded.skipped == (
        Skipped(
            str(path),
            "its file 'pommi.txt' unpacks to more than 200 times its size, as only one made to do harm does",
        ),
    )


def test_an_encrypted_archive_is_one_line(write: Write) -> None:
    content = bytearray(zipped({"a.txt": b"Teksti", "b.txt": b"Teksti"}))
    # Bit 0 of the flags, which stand 8 bytes behind each entry's mark in the directory at the end.
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + at] |= 1
            start = content.find(mark, start + 1)
    path = write("salattu.zip", bytes(content))
    assert load([path]).skipped == (Skipped(str(path), "protected by a password; save it without one"),)


def test_a_damaged_archive_is_one_line(write: Write) -> None:
    path = write("rikki.zip", b"PK\x03\x04roskaa")
    assert [skipped.line for skipped in load([path]).skipped] == [
        f"{path}: damaged: it cannot be read as a ZIP archive (File is not a zip file)"
    ]


def test_a_name_that_stands_twice_in_an_archive_is_told(write: Write) -> None:
    path = write("a.zip", b"")
    with zipfile.ZipFile(path, "w") as opened, warnings.catch_warnings(action="ignore"):
        opened.writestr("a.txt", "Eka")
        opened.writestr("a.txt", "Toka")
    loaded = load([path])
    assert [document.text for document in loaded.documents] == ["Eka"]
    assert loaded.skipped == (Skipped(f"{path}/a.txt", "stands twice in its archive; only one of the two is read"),)
