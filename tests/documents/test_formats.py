"""What holds for the files of every format."""

import io
import struct
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lape_qa.documents.formats import SUFFIXES, archive, extract, picture
from lape_qa.documents.formats.composing import stated
from lape_qa.errors import DocumentError
from support.refusals import reason
from support.sources import (
    WEB_PAGE,
    WRAPPED,
    epub,
    msg,
    opendocument,
    pdf,
    pptx,
    repacked,
    shape,
    sheet_rows,
    small_docx,
    xlsx,
    zipped,
)

# ---- what files state --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "(anonymous)",
        "Microsoft Word - raportti.docx",
        "raportti.indd",
        "Untitled-1",
        "Asiakirja1",
        "PowerPoint-esitys",
        " ",
    ],
)
def test_titles_that_programs_give_are_none(title: str) -> None:
    assert stated(title=title) == {}


def test_titles_that_people_give_are_kept() -> None:
    assert stated(title=" Wordin\n käyttö ") == {"title": "Wordin käyttö"}


def test_a_date_is_taken_when_it_is_possible() -> None:
    tomorrow = date.today() + timedelta(days=1)
    days = (date(1990, 1, 1), date(1989, 12, 31), tomorrow)
    assert [stated(published=day) for day in days] == [{"published": "1990-01-01"}, {}, {}]


@pytest.mark.parametrize(
    ("tag", "language"), [("fi-FI", "fi"), ("SV_fi", "sv"), ("se", "se"), ("x", ""), ("suomi", "")]
)
def test_a_language_is_the_first_part_of_its_tag(tag: str, language: str) -> None:
    assert stated(language=tag).get("language", "") == language


# ---- content and suffix ------------------------------------------------------------------------------


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("suffix", "content", "said"),
    [
        (".pdf", b"", "is empty"),
        (".pdf", b"<!DOCTYPE html><html>404</html>", "is an HTML page by its content, not what .pdf says"),
        (".pdf", b"Teksti", "is not a PDF document by its content"),
        (".docx", pdf(WRAPPED), "is a PDF document by its content, not what .docx says"),
        (".docx", zipped({"xl/workbook.xml": b""}), "is an Excel workbook by its content, not what .docx says"),
        (".docx", zipped({"a.txt": b""}), "is a ZIP archive by its content, not what .docx says"),
        (".docx", b"PK\x03\x04roskaa", "is a damaged ZIP archive by its content, not what .docx says"),
        (".docx", OLD, "is an old Office document by its content, not what .docx says"),
        (".docx", OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (".html", b"\x89PNG\r\n\x1a\n", "is an image by its content, not what .html says"),
        (".txt", pdf(WRAPPED), "is a PDF document by its content, not what .txt says"),
        (".md", small_docx("a"), "is a Word document by its content, not what .md says"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_named_as_what_it_is(suffix: str, content: bytes, said: str) -> None:
    assert reason(suffix, content).startswith(f"{said}; " if said != "is empty" else said)


@pytest.mark.parametrize("text", ["<html><body>Sivu</body></html>", "%PDFn lukeminen", "PK on postikonttori"])
def test_plain_text_may_look_like_much(text: str) -> None:
    assert extract(".txt", text.encode()).text == text


# ---- archives ----------------------------------------------------------------------------------------


def lying(content: bytes, says: int) -> bytes:
    """Return an archive of one file that says another size than the file has, in both of its headers."""
    entry = zipfile.ZipFile(io.BytesIO(content)).infolist()[0]
    size = struct.pack("<I", entry.file_size)
    assert content.count(size) == 2
    return content.replace(size, struct.pack("<I", says))


def test_a_word_document_made_to_burst_is_refused_before_it_does() -> None:
    bomb = repacked(small_docx("a"), {"word/document.xml": b" " * (8 * 2**20)})
    assert reason(".docx", bomb).startswith("its file 'word/document.xml' unpacks to more than 200 times its size")


def test_a_blank_picture_in_a_word_document_does_no_harm() -> None:
    content = repacked(small_docx("Perhekeskus."), {"word/media/image1.bmp": b"\xff" * (2 * 2**20)})
    assert extract(".docx", content).text == "Perhekeskus."


def test_an_archive_that_lies_about_a_size_is_damaged() -> None:
    opened = archive.opened(lying(zipped({"a.txt": b"0" * 3_000_017}), 1_000))
    with pytest.raises(DocumentError, match=r"^damaged in its ZIP archive \(Bad CRC-32"):
        archive.unpacked(opened, archive.measured(opened)[0])


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MAX_ENTRIES", 1, "holds 2 files, more than 1; split it"),
        ("MAX_UNPACKED", 5, "unpacks to 6 bytes, more than 5; split it"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused(
    limit: str, value: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped({"a.txt": b"abc", "b.txt": b"abc"})
    assert len(archive.measured(archive.opened(content))) == 2
    monkeypatch.setattr(archive, limit, value)
    with pytest.raises(DocumentError) as error:
        archive.measured(archive.opened(content))
    assert str(error.value) == said


# ---- anything at all ---------------------------------------------------------------------------------


ODS_ROW = (
    '<table:table table:name="A"><table:table-row><table:table-cell table:number-columns-repeated="2">'
    "<text:p>Inari</text:p></table:table-cell></table:table-row></table:table>"
)


def image(kind: str) -> bytes:
    file = io.BytesIO()
    Image.radial_gradient("L").resize((8, 8)).save(file, kind)
    return file.getvalue()


GOOD = {
    ".md": b"# Otsikko",
    ".txt": b"Teksti",
    ".html": WEB_PAGE.encode("utf-8"),
    ".htm": WEB_PAGE.encode("utf-8"),
    ".pdf": pdf(WRAPPED, info={"Title": "Lapin raportti"}),
    ".docx": small_docx("Perhekeskus avattiin."),
    ".odt": opendocument("text", "<text:h>Lappi</text:h><text:p>Perhekeskus avattiin.</text:p>"),
    ".ods": opendocument("spreadsheet", ODS_ROW),
    ".odp": opendocument("presentation", "<draw:page><draw:frame><draw:text-box/></draw:frame></draw:page>"),
    ".rtf": rb"{\rtf1\ansi {\*\x y}Perhekeskus\super 1\nosupersub  avattiin.\par \trowd\cellx9 a\cell\row}",
    ".epub": epub("<h1>Eka</h1><p>Perhekeskus avattiin.</p>"),
    ".eml": b"Subject: =?utf-8?q?a=C3=A4?=\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nPerhekeskus.\n--x--",
    ".msg": msg({"__properties_version1.0": bytes(32), "__substg1.0_1000001E": b"Perhekeskus."}),
    ".pptx": pptx(shape("Perhekeskus avattiin.", placeholder="title"), notes={1: shape("Kerro siitä.")}),
    ".xlsx": xlsx({"A": sheet_rows("Kunta|Perheitä", "Inari|12")}),
    ".png": image("PNG"),
    ".jpg": image("JPEG"),
    ".jpeg": image("JPEG"),
    ".tif": image("TIFF"),
    ".tiff": image("TIFF"),
    ".webp": image("WEBP"),
}


def check_any(suffix: str, content: bytes) -> None:
    """Either there is a text that can be stored, with pages inside it, or one line of error."""
    try:
        found = extract(suffix, content, pictures=True)
        for number in found.pictured:
            picture(suffix, content, number)
    except DocumentError as error:
        assert str(error).strip()
        assert "\n" not in str(error)
    else:
        found.text.encode("utf-8")
        assert list(found.pages) == sorted(found.pages)
        assert all(0 <= page <= len(found.text) for page in found.pages)


@given(st.sampled_from(SUFFIXES), st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(suffix: str, content: bytes) -> None:
    for magic in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html>"):
        check_any(suffix, magic + content)


@given(st.sampled_from(SUFFIXES), st.data())
def test_a_good_file_with_a_changed_stretch_is_read_or_refused(suffix: str, data: st.DataObject) -> None:
    good = GOOD[suffix]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 200)))
    check_any(suffix, good[:start] + data.draw(st.binary(max_size=50)) + good[end:])


MARKUP = (
    "< > / = \" ' & p ul li table td h1 br <p> </p> <ul> <li> </ul> <table> <tr> <td> </table> <h2> <br> ä \0".split()
)


@given(st.lists(st.sampled_from([*MARKUP, " ", "\n"]), max_size=60))
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    check_any(".html", f"<html><body><article>{''.join(parts)}</article></body></html>".encode())
