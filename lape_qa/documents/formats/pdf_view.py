"""A page of a PDF as it looks, with the place of each letter on it: what a quote is marked in."""

import ctypes
from io import BytesIO
from typing import TYPE_CHECKING

from lape_qa.documents.formats.pdf import PageText, set_apart, upright
from lape_qa.documents.page_view import lettered
from lape_qa.documents.sandbox.messages import View
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_MOST_DOTS = 2_000
"""Along the longer side: an A4 page twice as fine as a screen shows it."""
_MOST_SCALE = 4.0
"""Dots a point: of small pages, so that a stamp is not as large as a poster."""
_MOST_SIGNS = 50_000
"""Of a page; a whole newspaper page has half as many. Beyond it a page is drawn without its letters' places."""
_QUALITY = 80
"""Of WebP: text stays sharp, and a page full of it takes about 400 KB."""
_EFFORT = 2
"""Of WebP: more takes twice the time for a tenth of the bytes."""

_Place = tuple[int, int, int, int]


def view(content: bytes, number: int) -> tuple[bytes, View]:
    """Return a page, counted from 0, as WebP, turned so that most of its text stands upright, and what is known of it.

    Raises DocumentError when it cannot be drawn.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[number]
            textpage = page.get_textpage()
            turn = upright(textpage)
            if turn * 90 != page.get_rotation():
                # As when its text was read: PDFium orders the signs as whoever looks at the page sees it.
                textpage.close()
                page.set_rotation(turn * 90)
                textpage = page.get_textpage()
            scale = min(_MOST_SCALE, _MOST_DOTS / max(1, *page.get_size()))
            drawn = page.render(scale=scale)
            letters, places = _letters(page, PageText(textpage, 0), drawn.width, drawn.height)
            written = BytesIO()
            drawn.to_pil().convert("RGB").save(written, "WEBP", quality=_QUALITY, method=_EFFORT)
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DocumentError(because("damaged_drawing", page=number + 1)) from error
    return written.getvalue(), View(drawn.width, drawn.height, letters, places)


def _letters(page: "PdfPage", text: PageText, width: int, height: int) -> tuple[str, tuple[_Place, ...]]:
    """Return the letters of a page in the order in which it is read, and where each stands in its picture, in dots."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(text.textpage)
    if count > _MOST_SIGNS:
        return "", ()
    signs = [chr(pdfium.FPDFText_GetUnicode(text.textpage, at)) for at in range(count)]
    sizes = [pdfium.FPDFText_GetFontSize(text.textpage, at) for at in range(count)]
    # Marks of notes are left out here as they are left out of the text.
    set_apart(text, signs, sizes)
    letters = []
    places = []
    for at, sign in enumerate(signs):
        if found := lettered(sign):
            place = _place(page, text.box(at), width, height)
            letters.append(found)
            places += [place] * len(found)
    return "".join(letters), tuple(places)


def _place(page: "PdfPage", box: tuple[float, float, float, float], width: int, height: int) -> _Place:
    import pypdfium2.raw as pdfium

    left, bottom, right, top = box
    corners = []
    for across, up in ((left, bottom), (right, top)):
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        # What a page is cut to is seen of it, and its text may stand outside.
        corners.append((min(max(x.value, 0), width), min(max(y.value, 0), height)))
    (x0, y0), (x1, y1) = corners
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
