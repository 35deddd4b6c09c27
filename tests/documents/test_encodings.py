"""Bytes -> text, whatever a Windows editor saved."""

import codecs
from pathlib import Path

import pytest

from lape_qa.documents.formats.encodings import told
from lape_qa.documents.loading import load, read
from lape_qa.errors import DocumentError
from support.sources import Write

TEXT = "Äidit ja isät pääsivät perhekahvilaan – ”Se oli hyvä.” Öljytie 3, Åbo."


@pytest.mark.parametrize(
    ("content", "text", "guessed"),
    [
        pytest.param(TEXT.encode("utf-8"), TEXT, "", id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode("utf-8"), TEXT, "", id="UTF-8 with a mark"),
        pytest.param(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT, "", id="UTF-16"),
        pytest.param(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, "", id="UTF-16 the other way round"),
        pytest.param(codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), TEXT, "", id="UTF-32"),
        pytest.param(TEXT.encode("utf-16-le"), TEXT, "UTF-16", id="UTF-16 without a mark"),
        pytest.param(TEXT.encode("utf-16-be"), TEXT, "UTF-16", id="the other way round without a mark"),
        pytest.param(TEXT.encode("cp1252"), TEXT, "windows-1252", id="windows-1252"),
        pytest.param(TEXT.encode("mac-roman"), TEXT, "MacRoman", id="MacRoman"),
        pytest.param(
            "Hinta on 5 €, tšekit käyvät.".encode("iso8859-15"), "Hinta on 5 €, tšekit käyvät.", "ISO-8859-15"
        ),
        pytest.param("Puoli (½) päivää".encode("latin-1"), "Puoli (½) päivää", "windows-1252", id="ISO-8859-1"),
        pytest.param("Äidit pääsevät töihin".encode("cp850"), "Äidit pääsevät töihin", "code page 850", id="DOS"),
        pytest.param(
            b"Vuosina 2017\x962019 \x94hyvin\x94", "Vuosina 2017–2019 ”hyvin”", "windows-1252", id="no letter"
        ),
        pytest.param(b"", "", "", id="nothing"),
    ],
)
def test_a_text_is_read_as_it_was_saved(content: bytes, text: str, guessed: str) -> None:
    assert told(content) == (text, guessed)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        # UTF-8 cut off in the middle of a letter, which is no windows-1252 for that.
        (TEXT.encode("utf-8")[:13], "not UTF-8 at byte 12; save it as UTF-8"),
        (bytes(range(128, 256)), "not UTF-8 at byte 0; save it as UTF-8"),
        ("Привет".encode("cp1251"), "not UTF-8 at byte 0; save it as UTF-8"),
        (
            codecs.BOM_UTF16_LE + b"a\0\x00\xd8",
            "its byte order mark says UTF-16, which it is not at byte 4; save it as UTF-8",
        ),
        (b"a\0b\0\x01\xd8c\0d\0", "not UTF-16 at byte 4; save it as UTF-8"),
    ],
)
def test_what_is_no_text_of_ours_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(DocumentError) as error:
        told(content)
    assert str(error.value) == why


def test_an_editor_is_told_what_was_supposed(write: Write) -> None:
    path = write("a.md", "---\ntitle: Äidit\n---\nÄidit pääsivät.\n".encode("cp1252"))
    found = load([path])
    assert [(document.title, document.text) for document in found.documents] == [("Äidit", "Äidit pääsivät.\n")]
    assert [noted.line for noted in found.noted] == [
        f"{path}: is not UTF-8; it was read as windows-1252. If letters are wrong, save it as UTF-8"
    ]


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("cp1252", ["windows-1252"]), ("mac-roman", ["MacRoman"]), ("utf-16", []), ("utf-8-sig", []), ("utf-8", [])],
)
def test_a_sidecar_is_read_as_it_was_saved(encoding: str, noted: list[str], write: Write) -> None:
    path = write("a.txt", "Hae täältä.")
    write("a.meta.yaml", "title: Äitien ja isien tupa Kylmälässä\npublisher: Länsi-Närpiö\n".encode(encoding))
    found = load([write.folder])
    assert [(document.title, document.publisher) for document in found.documents] == [
        ("Äitien ja isien tupa Kylmälässä", "Länsi-Närpiö")
    ]
    assert [line.line for line in found.noted] == [
        f"{path}: its sidecar a.meta.yaml is not UTF-8; it was read as {name}. If letters are wrong, save it as UTF-8"
        for name in noted
    ]


def test_a_mark_of_byte_order_is_no_part_of_the_text(write: Write) -> None:
    assert read(write("a.txt", "\ufeffVesijärvi\r\n")).text == "Vesijärvi\r\n"
    assert read(write("b.md", "\ufeff# Vesijärvi\n")).text == "# Vesijärvi\n"


def test_signs_that_steer_a_terminal_are_blanks_or_line_ends(write: Write) -> None:
    text = read(write("a.txt", "A\x1b[31mB\0C\x9bD\x7f.\x85\x85E\x0cF\tG\r\nH")).text
    assert text == "A [31mB C D .\n\nE\nF\tG\r\nH"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "suolampi-cp1252",
            "Suolammen kunnan lapsiperheiden kotipalvelu\n\nSuolammella lapsiperheiden kotipalvelua sai vuonna 2019 "
            "yhteensä 64 perhettä. Palvelun myöntää perheohjaaja Äijälän toimipisteessä.\n",
        ),
        (
            "suolampi-utf16",
            "Kuulammen kunnan lapsiperheiden kotipalvelu\n\nKuulammella lapsiperheiden kotipalvelua sai vuonna 2019 "
            "yhteensä 64 perhettä. Palvelun myöntää perheohjaaja Äijälän toimipisteessä.\n",
        ),
        (
            "bom-yksi",
            "Vesijärven isäryhmä kokoontuu torstaisin Rantalan nuorisotalolla kello 18.\r\nIlmoittautumiset ottaa "
            "vastaan Heli Mäntylä.\r\n",
        ),
        (
            "nel",
            "Kalliolan perhekahvila\n\nKalliolan perhekahvila on auki maanantaisin.\n\nPerhekahvilaa pitää "
            "seurakunta.\n",
        ),
    ],
)
def test_kept_files_of_windows_editors(name: str, text: str, shared: Path) -> None:
    assert read(shared / "bug-inputs" / f"{name}.txt").text == text
