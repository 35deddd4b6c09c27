"""Words of a text -> where they stand in the picture of their page; boxes counted by hand from Helvetica's widths."""

import io
from dataclasses import replace
from itertools import pairwise

import pytest
from PIL import Image

from lape_qa.documents import page_view
from lape_qa.documents.formats import extract, pdf_view, view
from lape_qa.documents.loading import load, originals
from lape_qa.documents.metadata import make_document
from lape_qa.documents.page_view import Part, Place, parts, places
from lape_qa.documents.sandbox import messages
from lape_qa.documents.sandbox.messages import GarbledError, Reply, Request, View
from lape_qa.documents.sandbox.pool import Sandbox
from lape_qa.errors import DocumentError
from lape_qa.language.model import Span
from support.sources import WRAPPED, Write, column, pdf, pictured_pdf, zipped

DOTS = 2_000 / 842
"""A point: an A4 page is 2,000 dots high."""
ACROSS = 1_414 / 595
"""The same from left to right: its width is rounded up."""


def marked(content: bytes, words: str, page: int = 0) -> list[Place]:
    """Return where the words of a PDF's text are marked on one of its pages."""
    text = extract(".pdf", content).text
    _picture, seen = view(".pdf", content, page)
    start = text.index(words)
    return places(text, Span(start, start + len(words)), seen.letters, seen.places)


def across(*widths: float, upright: float = ACROSS) -> tuple[int, ...]:
    """Return the edges of letters of 11 points behind each other from x = 56, in dots; widths in thousandths."""
    return tuple(round((56 + sum(widths[:count]) / 1000 * 11) * upright) for count in range(len(widths) + 1))


def test_each_letter_has_its_place_in_the_picture() -> None:
    picture, seen = view(".pdf", pdf([(56, 780, 11, "Nokia")]), 0)
    assert (seen.width, seen.height, seen.letters) == (1414, 2000, "Nokia")
    edges = across(722, 556, 500, 222, 556)
    assert [(left, right) for left, _, right, _ in seen.places] == list(pairwise(edges))
    # The baseline is 62 points below the top; the font reaches about its size above it.
    baseline = round(62 * DOTS)
    assert all(
        baseline - 26 < top < baseline - 20 and baseline < bottom < baseline + 8 for _, top, _, bottom in seen.places
    )
    with Image.open(io.BytesIO(picture)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (1414, 2000))
        left, top, right, bottom = seen.places[0]
        assert min(opened.convert("L").crop((left, top, right, bottom)).tobytes()) < 100, "the letter is drawn there"


def test_a_quote_over_a_line_end_has_a_place_a_line_and_a_cut_word_is_whole() -> None:
    [first, second] = marked(pdf(WRAPPED), "linja-autolla, kertoi muutosagentti")
    assert (first[0] > second[0], first[3] <= second[1]) == (True, True)
    assert second[0] == 133, "the second line begins at the margin"
    assert len(marked(pdf(column("Tämä on perhe-", "keskus.")), "perhekeskus")) == 2


def test_of_the_same_words_it_is_those_with_the_same_neighbours() -> None:
    content = pdf(column("Inari avasi keskuksen.", "Nokia avasi keskuksen.", "Utsjoki avasi keskuksen."))
    [place] = marked(content, "Nokia avasi keskuksen.")
    text = extract(".pdf", content).text
    _, seen = view(".pdf", content, 0)
    start = text.index("avasi", text.index("Nokia"))
    [same] = places(text, Span(start, start + 16), seen.letters, seen.places)
    assert (same[1], same[3]) == (place[1], place[3])
    assert place[0] < same[0] < same[2] == place[2]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_is_shown_as_its_text_stands_upright(rotate: int) -> None:
    rows = [(56, 500, 11, "Nokia")]
    _, upright = view(".pdf", pdf(rows, rotate=rotate), 0)
    _, turned = view(".pdf", pdf(rows, rotate=rotate, turned=1), 0)
    assert (upright.width, upright.height, turned.width, turned.height) == (1414, 2000, 2000, 1414)
    for seen, dots in ((upright, ACROSS), (turned, DOTS)):
        edges = across(722, 556, 500, 222, 556, upright=dots)
        assert (seen.places[0][0], seen.places[-1][2]) == (edges[0], edges[-1])


def test_a_row_of_a_table_is_marked_without_the_names_of_its_columns() -> None:
    rows = [
        (left, top, 11, words)
        for top, cells in ((700, ("Kunta", "Vuosi")), (684, ("Inari", "2019")), (668, ("Nokia", "2020")))
        for left, words in zip((56, 200), cells, strict=True)
    ]
    content = pdf(rows, bold=("Kunta", "Vuosi"))
    assert extract(".pdf", content).text.splitlines()[-1] == "- Kunta: Nokia; Vuosi: 2020"
    first, second = marked(content, "Kunta: Nokia; Vuosi: 2020")
    assert (first[0], second[0]) == (133, round(200 * DOTS))
    assert first[1] == second[1]


def test_a_mark_of_a_note_is_left_out_as_it_is_of_the_text() -> None:
    content = pdf([(56, 700, 11, "Keskus avattiin 2018"), (158, 704, 6, "1"), (166, 700, 11, "ja se on auki.")])
    assert extract(".pdf", content).text == "Keskus avattiin 2018 ja se on auki."
    assert len(marked(content, "avattiin 2018 ja se on auki")) == 1


def test_what_does_not_stand_there_is_not_marked() -> None:
    _, seen = view(".pdf", pdf(column("Perhekeskus avattiin.")), 0)
    assert places("Aivan muuta.", Span(0, 12), seen.letters, seen.places) == []
    assert places("…", Span(0, 1), seen.letters, seen.places) == []
    assert view(".pdf", pictured_pdf(), 0)[1].letters == ""


def test_what_stands_outside_of_the_page_is_not_marked() -> None:
    content = pdf([(56, 780, 11, "Näkyvä"), (900, 700, 11, "Kaukana")])
    _, seen = view(".pdf", content, 0)
    assert "Kaukana" in seen.letters
    assert places("Kaukana", Span(0, 7), seen.letters, seen.places) == []


def test_a_quote_is_parted_by_the_pages_that_it_stands_on() -> None:
    document = make_document("a", "Ensin. Toinen sivu. - Lopuksi.", {}, pages=(0, 7, 20, 22))
    assert list(parts(document, Span(3, 25))) == [Part(0, Span(3, 7)), Part(1, Span(7, 20)), Part(3, Span(22, 25))]
    assert list(parts(document, Span(7, 12))) == [Part(1, Span(7, 12))]
    assert list(parts(replace(document, paged="slide"), Span(3, 25))) == []
    assert list(parts(replace(document, pages=()), Span(3, 25))) == []


@pytest.mark.parametrize(
    ("size", "dots"), [("0 0 14400 14400", (2000, 2000)), ("0 0 14400 1", (2000, 1)), ("0 0 100 50", (400, 200))]
)
def test_a_page_of_any_size_becomes_a_picture_of_a_sensible_one(size: str, dots: tuple[int, int]) -> None:
    content = pdf([(1, 1, 11, "Nokia")]).replace(b"[0 0 595 842]", f"[{size}]".encode())
    _, seen = view(".pdf", content, 0)
    assert (seen.width, seen.height) == dots


def test_a_page_with_too_many_signs_is_drawn_without_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_view, "_MOST_SIGNS", 4)
    assert view(".pdf", pdf([(56, 780, 11, "Nokia")]), 0)[1] == View(1414, 2000, "", ())


@pytest.mark.parametrize(("content", "page"), [(b"%PDF-1.4 roskaa", 0), (pdf(column("Yksi sivu.")), 1)])
def test_what_cannot_be_drawn_says_so(content: bytes, page: int) -> None:
    with pytest.raises(DocumentError, match=rf"^damaged: its page {page + 1} cannot be drawn; save it anew$"):
        view(".pdf", content, page)


def test_other_formats_have_no_pages_to_look_at() -> None:
    with pytest.raises(DocumentError):
        view(".txt", b"Teksti", 0)


def test_a_document_of_a_pdf_knows_its_file_and_its_bytes_can_be_had(write: Write) -> None:
    content = pdf(column("Perhekeskus avattiin vuonna 2018."))
    write("a.pdf", content)
    write("arkisto.zip", zipped({"b.pdf": content + b"\n"}))
    write("c.txt", "Teksti.")
    found = load([write.folder])
    a, b, c = found.documents
    assert (len(a.original), b.original != a.original, c.original) == (64, True, "")
    with originals(found) as read:
        assert (read(a), read(b)) == (content, content + b"\n")
        write("a.pdf", content + b"muu")
        assert read(a) is None, "another file by now"


def test_a_page_is_drawn_in_a_process_of_its_own(write: Write) -> None:
    path = write("a.pdf", pdf([(56, 780, 11, "Nokia")]))
    place = next(iter(load([path]).files.values())).place
    with Sandbox() as sandbox:
        reply = sandbox.read(Request(place, ".pdf", page=0, is_viewed=True))
        assert reply.view is not None
        assert (reply.content[8:12], reply.view.letters) == (b"WEBP", "Nokia")
        with pytest.raises(DocumentError, match=r"^damaged: its page 8 cannot be drawn; save it anew$"):
            sandbox.read(Request(place, ".pdf", page=7, is_viewed=True))


@pytest.mark.parametrize(
    "seen",
    [
        View(0, 10, "", ()),
        View(10, 10, "ab", ((0, 0, 1, 1),)),
        View(10, 10, "a", ((0, 0, 11, 1),)),
        View(10, 10, "a", ((-1, 0, 1, 1),)),
        View(10, 10, "a", ((0, 0, 1),)),  # type: ignore[arg-type]
        View(10, 10, "a", ((0, 0, 1, "1"),)),  # type: ignore[arg-type]
    ],
)
def test_a_view_that_makes_no_sense_is_no_answer(seen: View) -> None:
    pipe = io.BytesIO()
    messages.send_reply(pipe, Reply(content=b"x", view=seen))
    pipe.seek(0)
    with pytest.raises(GarbledError):
        messages.receive_reply(pipe)


def test_the_name_of_a_file_is_a_hash() -> None:
    pipe = io.BytesIO()
    messages.send_reply(pipe, Reply(text="x", original="../../etc/passwd"))
    pipe.seek(0)
    with pytest.raises(GarbledError):
        messages.receive_reply(pipe)


def test_letters_are_those_of_both_however_they_are_written() -> None:
    assert page_view.lettered("Hämeen-\u00adlinnan ﬁlmi (2018)¹") == "Hameenlinnanfilmi20181"
