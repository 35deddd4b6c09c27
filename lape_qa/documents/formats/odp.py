"""OpenDocument presentations, slide by slide."""

from collections.abc import Iterator

from lxml import etree

from lape_qa.documents.formats.composing import Extracted, Part, damaged
from lape_qa.documents.formats.opendocument import Opened, Reading
from lape_qa.documents.formats.parts import named, valued
from lape_qa.documents.formats.slides import MAX_SLIDES, Slide, presented
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_LEFT_OUT = ("date-time", "footer", "header", "page-number", "page")
"""Places whose text stands on every slide."""


def read(content: bytes) -> Extracted:
    """Return the slides that are shown with their speakers' notes, where each begins, and the file's properties."""
    try:
        opened = Opened(content)
        pages = opened.of("presentation").findall("{*}page")
        if len(pages) > MAX_SLIDES:
            raise DocumentError(because("too_many_slides", count=len(pages), most=MAX_SLIDES))
        reading = Reading(opened)
        slides = [_slide(opened, reading, page) for page in pages]
        text, starts, notes = presented(slides, opened.stated("").get("language", ""))
        return Extracted(text, opened.stated(text), starts, notes, paged="slide")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("an OpenDocument presentation", error) from error


def _slide(opened: Opened, reading: Reading, page: etree._Element) -> Slide:
    if opened.value("drawing-page", valued(page, "style-name"), "visibility") == "hidden":
        return Slide(is_hidden=True)
    shapes = list(_shapes(page))
    titles = [shape for shape in shapes if valued(shape, "class") == "title"]
    notes = [shape for each in page.iterchildren("{*}notes") for shape in _shapes(each)]
    return Slide(
        [
            *(Part("heading", " ".join(part.text for part in reading.parts(title) if part.text)) for title in titles),
            *(part for shape in shapes if shape not in titles for part in reading.parts(_own(shape))),
        ],
        [part for shape in notes for part in reading.parts(_own(shape))],
        is_pictured=any(next(shape.iter("{*}image", "{*}object"), None) is not None for shape in shapes),
    )


def _shapes(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands on a slide, groups taken apart."""
    for shape in parent:
        if named(shape) in ("g", "a"):
            yield from _shapes(shape)
        elif named(shape) not in ("", "notes", "forms") and valued(shape, "class") not in _LEFT_OUT:
            yield shape


def _own(shape: etree._Element) -> list[etree._Element]:
    """Return what a shape shows: of a frame, the first of its versions; a table has a picture of itself beside it."""
    if named(shape) != "frame":
        return list(shape)
    return next(([each] for each in shape if named(each) in ("text-box", "table", "object")), [])
