"""Pictures of pages -> what is drawn of them, and what is refused before it is decoded."""

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from PIL import Image

from lape_qa.documents.discovery import Noted, Skipped
from lape_qa.documents.formats import extract, image, picture
from lape_qa.documents.loading import load
from lape_qa.documents.model import Place
from lape_qa.errors import DocumentError
from support.sources import Write

ORIENTATION = 0x0112
"""The number that EXIF gives it."""


def saved(kind: str, *pictures: Image.Image, **options: Any) -> bytes:
    """Return pictures as a file of a kind, the first alone where it holds one only."""
    first, *others = pictures
    file = io.BytesIO()
    first.save(file, kind, **(options | ({"save_all": True, "append_images": others} if others else {})))
    return file.getvalue()


def gray(*dots: int, mode: str = "L") -> Image.Image:
    """Return a picture one dot high."""
    shown = Image.new(mode, (len(dots), 1))
    shown.putdata(dots)
    return shown


def coloured(*dots: Sequence[int]) -> Image.Image:
    """Return a picture one dot high, of red, green, blue and how much hides what is below."""
    shown = Image.new("RGBA", (len(dots), 1))
    shown.putdata([tuple(dot) for dot in dots])
    return shown


def turned() -> Image.Exif:
    """Return what a camera says that was held upright."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    return exif


@pytest.mark.parametrize(
    ("content", "drawn"),
    [
        pytest.param(saved("PNG", gray(0, 200)), b"P5 2 1 255\n\x00\xc8", id="gray"),
        pytest.param(saved("PNG", gray(0, 1, mode="1")), b"P5 2 1 255\n\x00\xff", id="black and white"),
        pytest.param(saved("PNG", gray(0, 0x80FF, mode="I;16")), b"P5 2 1 255\n\x00\x80", id="16 bits"),
        # What is white under nothing is white, and half of black on white is gray.
        pytest.param(
            saved("PNG", coloured((0, 0, 0, 0), (0, 0, 0, 255), (0, 0, 0, 128))),
            b"P5 3 1 255\n\xff\x00\x7f",
            id="transparent",
        ),
        pytest.param(
            saved("WEBP", coloured((255, 255, 255, 255), (0, 0, 0, 0)), lossless=True),
            b"P5 2 1 255\n\xff\xff",
            id="webp",
        ),
        pytest.param(saved("PNG", gray(0, 200), exif=turned()), b"P5 1 2 255\n\x00\xc8", id="turned"),
        pytest.param(saved("TIFF", gray(0, 200), gray(7)), b"P5 2 1 255\n\x00\xc8", id="several"),
        pytest.param(saved("PNG", gray(*[9] * 10_000)), b"P5 5000 1 255\n" + b"\x09" * 5_000, id="large"),
    ],
)
def test_a_picture_is_drawn_upright_in_gray_on_white(content: bytes, drawn: bytes) -> None:
    assert picture(".png", content, 0) == drawn


def test_pictures_are_sources_where_text_is_recognised(write: Write) -> None:
    pages = write("skanni.tif", saved("TIFF", gray(1), gray(2), gray(3)))
    photo = write("kuva.JPG", saved("JPEG", gray(0)))
    write("kuva.JPG.meta.yaml", "title: Ilmoitustaulu\n")
    told = {b"P5 1 1 255\n\x01": "Kerho alkaa.", b"P5 1 1 255\n\x02": "", b"P5 1 1 255\n\x03": "Kahvila."}
    found = load([write.folder], recognise=lambda drawn: told.get(drawn, "Neuvola muuttaa."))
    shown, scan = found.documents
    assert (shown.id, shown.title, shown.text, shown.recognised) == ("kuva", "Ilmoitustaulu", "Neuvola muuttaa.", (0,))
    assert (scan.text, scan.pages, scan.recognised) == ("Kerho alkaa.\n\nKahvila.", (0, 12, 14), (0, 2))
    assert [scan.place(at) for at in (0, 14)] == [
        Place("page", 1, is_recognised=True),
        Place("page", 3, is_recognised=True),
    ]
    assert found.noted == (
        Noted(str(photo), "its text was recognised from pictures and may be wrong on page 1"),
        Noted(str(pages), "its text was recognised from pictures and may be wrong on page 1, 3"),
        Noted(str(pages), "no text was recognised on its page 2"),
    )


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.tif", "a.tiff", "a.webp"])
def test_a_picture_is_told_where_no_text_is_recognised(name: str, write: Write) -> None:
    path = write(name, saved("PNG", gray(0)))
    write("b.txt", "Teksti.")
    found = load([write.folder])
    assert [document.id for document in found.documents] == ["b"]
    assert found.skipped == (Skipped(str(path), "is a picture; index with --ocr to recognise its text"),)


# ---- hostile files -----------------------------------------------------------------------------------


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is so large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    content = bytearray(saved("JPEG", gray(0)))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def webp() -> bytes:
    """Return a WebP file that says it is as large as one can be."""
    content = bytearray(saved("WEBP", coloured((0, 0, 0, 0)), lossless=True, exif=turned()))
    assert content[12:16] == b"VP8X"
    content[24:30] = b"\xff\xff\x00" * 2
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (png(60_000, 60_000), "has 60,000 × 60,000 dots, more than 70,000,000; save it with fewer"),
        (jpeg(65_500, 65_500), "has 65,500 × 65,500 dots, more than 70,000,000; save it with fewer"),
        (webp(), "has 65,536 × 65,536 dots, more than 70,000,000; save it with fewer"),
        (saved("GIF", gray(0)), "damaged: it cannot be read as a picture; save it anew"),
        (b"\x89PNG\r\n\x1a\n", "damaged: it cannot be read as a picture; save it anew"),
        (b"", "is empty"),
        (b"Teksti", "is not an image by its content; save it anew, or give it the right suffix"),
    ],
)
def test_what_is_too_large_or_no_picture_is_refused_before_it_is_decoded(content: bytes, why: str) -> None:
    with pytest.raises(DocumentError) as error:
        extract(".png", content, pictures=True)
    assert str(error.value) == why


def test_a_picture_that_is_cut_off_is_one_line(write: Write) -> None:
    path = write("a.png", png(100, 100))
    write("b.txt", "Teksti.")
    found = load([write.folder], recognise=lambda _drawn: "Kuva.")
    assert [document.id for document in found.documents] == ["b"]
    assert found.skipped == (
        Skipped(
            str(path),
            "damaged: it cannot be read as a picture (OSError: image file is truncated (0 bytes not processed))",
        ),
    )


def test_more_pictures_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "MAX_FRAMES", 2)
    assert extract(".tif", saved("TIFF", gray(0), gray(1)), pictures=True).pictured == (0, 1)
    with pytest.raises(DocumentError, match=r"^has more than 2 pictures; split it$"):
        extract(".tif", saved("TIFF", gray(0), gray(1), gray(2)), pictures=True)


def test_the_largest_picture_that_is_read_fits_into_the_memory(write: Write) -> None:
    write("a.png", saved("PNG", Image.new("RGBA", (9_900, 7_000)), compress_level=1))
    drawn: list[bytes] = []

    def recognise(page: bytes) -> str:
        drawn.append(page[:16])
        return "Kuva."

    assert [document.text for document in load([write.folder], recognise=recognise).documents] == ["Kuva."]
    assert drawn == [b"P5 5000 3535 255"]
