"""PowerPoint presentations, slide by slide, read from the XML itself.

python-pptx opens every part, pictures and films included, and tells neither hidden slides nor what stands in diagrams.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lape_qa.documents.formats.charts import titled
from lape_qa.documents.formats.composing import Extracted, Part, clean, damaged
from lape_qa.documents.formats.numbering import letters, marked, roman
from lape_qa.documents.formats.parts import Parts, is_on, named, valued
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.formats.slides import MAX_SLIDES, Slide, presented
from lape_qa.documents.formats.tables import Cell, merged_rows
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

_PICTURES = "ppt/media/"
_TITLES = ("title", "ctrTitle")
_LEFT_OUT = ("dt", "ftr", "hdr", "sldNum", "sldImg")
"""Placeholders whose text stands on every slide, or is none."""
_LISTS = ("", "body", "obj")
"""Placeholders whose paragraphs are items unless they say otherwise."""
_PICTURED = ("pic", "chart")
_MOST_COLUMNS = 100
_FORMS: Mapping[str, Callable[[int], str]] = {
    "alphaLc": letters,
    "alphaUc": lambda number: letters(number).upper(),
    "romanLc": roman,
    "romanUc": lambda number: roman(number).upper(),
}


def read(content: bytes) -> Extracted:
    """Return the slides that are shown with their speakers' notes, where each begins, and the core properties."""
    parts = Parts(content, _PICTURES)
    try:
        slides = [_slide(parts, name) for name in _names(parts)]
        language = parts.stated("").get("language", "")
        text, pages, notes = presented(slides, language)
        return Extracted(text, parts.stated(text), pages, notes, paged="slide")
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise damaged("a PowerPoint presentation", error) from error


def _names(parts: Parts) -> list[str]:
    """Return the parts of the slides in the order that they are shown in."""
    main = parts.main()
    relations = parts.relations(main)
    listed = parts.xml(main).findall("{*}sldIdLst/{*}sldId")
    if len(listed) > MAX_SLIDES:
        raise DocumentError(because("too_many_slides", count=len(listed), most=MAX_SLIDES))
    # Its own identifier is a number, that of the relation has a namespace.
    keys = [next((value for key, value in each.items() if key.endswith("}id")), "") for each in listed]
    return [relations.get(str(key), ("", ""))[1] for key in keys]


def _slide(parts: Parts, name: str) -> Slide:
    root = parts.xml(name)
    if valued(root, "show") in ("0", "false"):
        return Slide(is_hidden=True)
    relations = parts.relations(name)
    noted = next((part for kind, part in relations.values() if kind == "notesSlide"), "")
    shapes = list(_shapes(root))
    shown = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    shown += [shape for shape in shapes if shape not in shown]
    return Slide(
        [part for shape in shown for part in _parts(parts, shape, relations)],
        [part for shape in _shapes(parts.xml(noted)) for part in _text(shape, "none")] if noted in parts else [],
        is_pictured=any(named(each) in _PICTURED for each in root.iter("{*}pic", "{*}chart")),
    )


def _shapes(root: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands on a slide, groups taken apart, without second versions of what was read already."""
    for shape in root.iter("{*}sp", "{*}graphicFrame"):
        if _placeholder(shape) not in _LEFT_OUT and next(shape.iterancestors("{*}Fallback"), None) is None:
            yield shape


def _placeholder(shape: etree._Element) -> str:
    """Return the kind of placeholder that a shape fills; `none` when it is a box by itself."""
    found = next(shape.iterfind(".//{*}nvPr/{*}ph"), None)
    return "none" if found is None else valued(found, "type")


def _parts(parts: Parts, shape: etree._Element, relations: dict[str, tuple[str, str]]) -> Iterator[Part]:
    table = next(shape.iter("{*}tbl"), None)
    if table is not None:
        yield from _table(table)
    elif named(shape) == "sp":
        yield from _text(shape, _placeholder(shape))
    else:
        for diagram in shape.iter("{*}relIds"):
            _kind, part = relations.get(valued(diagram, "dm"), ("", ""))
            for point in parts.xml(part).iter("{*}pt") if part in parts else ():
                yield from (Part("item", _line(each)) for each in point.iterfind("{*}t/{*}p"))
        for chart in shape.iter("{*}chart"):
            _kind, part = relations.get(valued(chart, "id"), ("", ""))
            yield Part("paragraph", titled(parts.xml(part)) if part in parts else "")


@dataclass
class _Numbers:
    """The numbers of the paragraphs of a shape, by level."""

    counts: dict[int, int] = field(default_factory=dict)

    def next(self, level: int, numbering: etree._Element | None) -> str:
        """Return the number of the next paragraph of a level; empty for one without."""
        for deeper in [each for each in self.counts if each > level or (each == level and numbering is None)]:
            del self.counts[deeper]
        if numbering is None:
            return ""
        first = valued(numbering, "startAt")
        number = self.counts.get(level, int(first) - 1 if first.isdecimal() and len(first) < 6 else 0) + 1
        self.counts[level] = number
        kind = valued(numbering, "type")
        form = next((form for name, form in _FORMS.items() if kind.startswith(name)), str)
        return f"{form(number)}{')' if 'Paren' in kind else '.'}"


def _text(shape: etree._Element, placeholder: str) -> Iterator[Part]:
    numbers = _Numbers()
    if placeholder in _TITLES:
        yield Part("heading", clean(" ".join(_line(each) for each in shape.iterfind("{*}txBody/{*}p"))))
        return
    for paragraph in shape.iterfind("{*}txBody/{*}p"):
        text = _line(paragraph)
        its = paragraph.find("{*}pPr")
        numbering = None if its is None else its.find("{*}buAutoNum")
        level = valued(its, "lvl") if its is not None else ""
        label = numbers.next(int(level) if level.isdecimal() and len(level) < 3 else 0, numbering) if text else ""
        is_plain = its is not None and its.find("{*}buNone") is not None
        has_bullet = its is not None and next(its.iterchildren("{*}buChar", "{*}buBlip"), None) is not None
        if label:
            mark, text = marked(label, " ".join(text.split("\n")))
            yield Part("item", text, mark=mark)
        elif has_bullet or (placeholder in _LISTS and not is_plain):
            yield Part("item", " ".join(text.split("\n")))
        else:
            yield Part("paragraph", text)


def _line(paragraph: etree._Element) -> str:
    """Return the words of a paragraph, superscripts and subscripts in words; a line break in it stays one."""
    pieces = [
        (0, "\n") if named(piece) == "br" else (_raised_by(piece), str(piece.findtext("{*}t") or ""))
        for piece in paragraph.iterchildren("{*}r", "{*}br", "{*}fld")
        if not (named(piece) == "fld" and valued(piece, "type") == "slidenum")
    ]
    text = ""
    for at, (by, piece) in enumerate(pieces):
        following = pieces[at + 1][1] if at + 1 < len(pieces) else ""
        text += raised(text, piece, following) if by > 0 else lowered(piece) if by < 0 else piece
    return "\n".join(filter(None, map(clean, text.replace("\v", "\n").split("\n"))))


def _raised_by(run: etree._Element) -> int:
    """Return how far above the line a run stands; less than nothing below it."""
    properties = run.find("{*}rPr")
    by = "" if properties is None else valued(properties, "baseline")
    return int(by) if by.lstrip("-").isdecimal() and len(by) < 9 else 0


def _table(table: etree._Element) -> list[Part]:
    grid = []
    for row in table.iterchildren("{*}tr"):
        cells = []
        for cell in row.iterchildren("{*}tc"):
            if is_on(cell, "hMerge"):
                continue
            span = valued(cell, "gridSpan")
            width = min(int(span), _MOST_COLUMNS) if span.isdecimal() and len(span) < 6 else 1
            is_below = is_on(cell, "vMerge")
            words = " ".join(_line(each) for each in cell.iterfind("{*}txBody/{*}p"))
            cells.append(Cell("" if is_below else clean(words), max(1, width), is_below))
        grid.append(cells)
    return merged_rows(grid, told=1 if is_on(table.find("{*}tblPr"), "firstRow") and len(grid) > 1 else None)
