"""Pictures of pages -> their text, and its place among the others."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lape_qa.documents.discovery import Noted
from lape_qa.documents.formats import extract, picture
from lape_qa.documents.loading import load
from lape_qa.documents.model import Place
from lape_qa.documents.recognition import Tesseract, joined, put_in
from lape_qa.errors import DocumentError, UsageError
from support.sources import Write, column, pdf, pictured_pdf, scanned


@pytest.mark.parametrize(
    ("recognised", "text"),
    [
        (
            "Perhe-\nkeskus avattiin lapsi-\nja perhetyön kanssa.\n\f",
            "Perhekeskus avattiin lapsi- ja perhetyön kanssa.",
        ),
        (
            "Otsikko\nKunnassa avattiin kolme perhekeskusta,\njoista\nyksi on Inarissa.\n1. Eka\n2. Toka",
            "Otsikko\n\nKunnassa avattiin kolme perhekeskusta, joista yksi on Inarissa.\n\n1. Eka\n\n2. Toka",
        ),
        ("Eka.\n \n\nToka.\n", "Eka.\n\nToka."),
        (" \n\f", ""),
    ],
)
def test_lines_are_joined_and_cut_words_mended(recognised: str, text: str) -> None:
    assert joined(recognised) == text


@pytest.mark.parametrize(
    ("text", "pages", "found", "expected"),
    [
        ("", (0, 0), {0: "Eka.", 1: "Toka."}, ("Eka.\n\nToka.", (0, 6))),
        ("A.\n\nC.", (0, 4, 4), {1: "B."}, ("A.\n\nB.\n\nC.", (0, 4, 8))),
        ("A.\n\nD.", (0, 4, 4, 4), {1: "B.", 2: "C."}, ("A.\n\nB.\n\nC.\n\nD.", (0, 4, 8, 12))),
        ("A.", (0, 2), {1: "B."}, ("A.\n\nB.", (0, 4))),
        ("B.", (0, 0), {0: "A."}, ("A.\n\nB.", (0, 4))),
        # A paragraph goes on over the page that is a picture.
        ("A goes\non.\n\nC.", (0, 7, 7), {1: "B."}, ("A goes\non.\n\nB.\n\nC.", (0, 12, 16))),
        ("A.", (0, 2), {1: ""}, ("A.", (0, 2))),
    ],
)
def test_recognised_text_stands_on_its_page(
    text: str, pages: tuple[int, ...], found: dict[int, str], expected: tuple[str, tuple[int, ...]]
) -> None:
    assert put_in(text, pages, found) == expected


def test_pages_that_are_pictures_are_recognised_and_marked(write: Write) -> None:
    path = write("a.pdf", pdf(column("Perhekeskus avattiin."), [], column("Se toimii."), [], pictures=[2, 4]))
    drawn: list[bytes] = []

    def recognise(page: bytes) -> str:
        drawn.append(page[:16])
        return "Tunnistettu." if len(drawn) == 1 else ""

    found = load([path], recognise=recognise)
    [document] = found.documents
    assert document.text == "Perhekeskus avattiin.\n\nTunnistettu.\n\nSe toimii."
    assert (document.pages[:3], document.recognised) == ((0, 23, 37), (1,))
    assert drawn == [b"P5 2480 3509 255"] * 2
    assert document.place(23) == Place("page", 2, is_recognised=True)
    assert document.place(37) == Place("page", 3)
    assert found.noted == (
        Noted(str(path), "its text was recognised from pictures and may be wrong on page 2"),
        Noted(str(path), "no text was recognised on its page 4"),
    )


def test_a_scan_in_which_nothing_is_recognised_is_left_out(write: Write) -> None:
    [skipped] = load([write("a.pdf", pictured_pdf())], recognise=lambda _page: "").skipped
    assert skipped.reason == ("has no text, only pictures of pages, and none was recognised on them; scan it anew")


def test_only_a_pdf_has_pages_to_draw() -> None:
    with pytest.raises(DocumentError, match=r"^its pages cannot be drawn$"):
        picture(".docx", b"", 0)
    with pytest.raises(DocumentError, match=r"^damaged: its page 8 cannot be drawn; save it anew$"):
        picture(".pdf", pictured_pdf(), 7)


# ---- Tesseract ---------------------------------------------------------------------------------------


def program(folder: Path, script: str) -> None:
    """Put a program of this name where the system looks for it."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


LISTS = 'case "$1" in --list-langs) echo List; echo eng; echo fin;; --version) echo tesseract 5;; *) '


def test_what_was_recognised_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program(tmp_path, f'{LISTS} cat > /dev/null; echo "$@";; esac')
    recognise = Tesseract(tmp_path / "kept")
    assert recognise(b"P5") == "stdin stdout -l fin+eng"
    program(tmp_path, f"{LISTS} exit 1;; esac")
    assert recognise(b"P5") == "stdin stdout -l fin+eng"
    with pytest.raises(DocumentError, match=r"^Tesseract cannot recognise it \(CalledProcessError\); install it anew$"):
        recognise(b"P5 other")


def test_tesseract_without_finnish_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program(tmp_path, "echo eng")
    with pytest.raises(
        UsageError,
        match=r"^recognising .* needs Tesseract's Finnish, which is not installed; install ",
    ):
        Tesseract(tmp_path)


def has_finnish() -> bool:
    if shutil.which("tesseract") is None:
        return False
    return (
        "fin"
        in subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split()
    )


@pytest.mark.skipif(not has_finnish(), reason="Tesseract with Finnish is not installed (tesseract-ocr-fin)")
def test_a_scan_is_read_by_tesseract(write: Write, tmp_path: Path) -> None:
    lines = column("Perhekeskus avattiin Närpiössä vuonna 2018.", "Neuvola palvelee arkisin.", size=16, step=40)
    head, dots = picture(".pdf", pdf(lines), 0).split(b"\n", 1)
    width, height = map(int, head.split()[1:3])
    path = write("a.pdf", scanned(width, height, dots))
    assert extract(".pdf", path.read_bytes(), pictures=True).pictured == (0,)
    [document] = load([path], recognise=Tesseract(tmp_path / "kept")).documents
    assert document.text == "Perhekeskus avattiin Närpiössä vuonna 2018.\n\nNeuvola palvelee arkisin."
    assert (document.pages, document.recognised, document.language) == ((0,), (0,), "fi")
