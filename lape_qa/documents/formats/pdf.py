"""PDF documents: the text layer, read by PDFium, put back together from its lines.

PDFium gives lines as they stand on the page. What belongs together is told by where lines stand and how large they
are: paragraphs are joined, words that were cut at a line's end are mended, larger lines are headings, running heads
and page numbers are left out.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, groupby, pairwise
from math import isfinite, pi
from statistics import median
from typing import TYPE_CHECKING

from lape_qa.documents.formats.composing import Extracted, stated, told_by
from lape_qa.documents.formats.page_lines import Cell, Line, cells, same
from lape_qa.documents.formats.page_tables import Row, tabled
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.model import is_label
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MAX_PAGES = 5_000
"""The longest reports have some hundreds; beyond this a file was made to keep a reader busy."""

_UNREADABLE = 0.2
"""Share of signs that stand for no letter, above which the text is a cipher: its fonts do not say what they draw."""
_HEADING_HEIGHT = 1.15
"""Lines this much higher than the body's are headings."""
_LOWEST = 0.1
"""Points; lines of no height are drawn by some programs."""
_HEADING_CHARS = 150
_GAP = 1.25
"""A step this much longer than the usual one begins a paragraph."""
_USUAL_STEP = 1.2
"""In line heights, where no paragraph has two lines."""
_SPACE = 0.2
"""Width of a space in line heights."""
_INDENT = 0.8
"""A first line is moved in by this many line heights at least."""
_MARGIN = 0.12
"""Share of a page's height, at the top and at the bottom, where running heads and page numbers stand."""
_RUNNING_PAGES = 2
"""A line that stands on one page only is no running head."""
_FEW_LINES = 4
"""No more than running heads and the page's number stand on a page that is a picture."""
_LONGEST_PARAGRAPH = 300
"""Lines; where a paragraph begins is looked for no further back."""
_APART = 1.6
"""Line heights between a running head and the text."""

_DOTS, _POINTS = 300, 72
"""An inch: of a picture that text is recognised in, and of a page."""
_MOST_DOTS = 5_000
"""Along the longer side of a picture: what an A3 has."""

_SMALL = 0.85
"""Signs of at most this share of their neighbour's size may be superscripts, when they stand higher."""
_RAISED = (0.12, 0.8)
"""By how much of that size they do."""
_NO_RISE = 0.05
_NO_SIZE = 1.0
"""Points; PDFium gives it to the line ends that it makes up."""
_LONGEST_MARK = 8
_TELLING_SIGNS = 200
"""Of a page, which tell how it is to be turned."""
_REACH = 12
"""Signs before a superscript that tell what it is."""

_WORD = re.compile(r"[^\s\0](?:\S*[^\s\0])?")
"""Signs between white space, without those that nothing is left of around them."""
_BOLD = re.compile(rb"bold|black|heavy", re.IGNORECASE)
_LONGEST_NAME = 256
"""Bytes of a font's name."""
_LONGEST_LABEL = 256
"""Bytes of a page's."""

_NUMBER = re.compile(r"\d+|\b(?:[ivxlc]+|[IVXLC]+)\b")
"""Of a page, in Arabic or in Roman numerals."""
_CUT = "\x02"
"""PDFium's sign for a hyphen at the end of a line whose word goes on in the next."""
_CUT_WORD = re.compile(r"\w[-\xad‐]$")
_BULLET = re.compile(r"(?:[•▪■●○◦‣∙➢✓·*]|o(?=\s)|[\uf000-\uf0ff])\s*(?=\S)")
_DASH_OR_NUMBER = re.compile(r"(?:[-–—]|\d{1,3}[.)]|[a-zåäö]\))\s+(?=\S)")
_ENDED = (".", "!", "?", ":", ";", "…")
_CLOSING = "\"'”’»)]"
_VOWELS = frozenset("aeiouyåäö")
_CONJUNCTIONS = frozenset("ja tai sekä eli että och eller samt and or".split())
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)(\d\d)")


Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


def read(content: bytes) -> Extracted:
    """Return the text layer as paragraphs, where each page begins in it, and the document's own properties."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise DocumentError(because("password")) from error
        raise DocumentError(because("damaged_pdf")) from error
    with document:
        if len(document) > MAX_PAGES:
            raise DocumentError(because("too_many_pages", count=len(document), most=MAX_PAGES))
        lines, boxes, pictured = _lines(document)
        count, about = len(document), document.get_metadata_dict()
        labels = _labels(document)
    if not lines:
        shown = tuple(sorted(pictured))
        return Extracted("", _stated(about, ""), (0,) * count, pictured=shown, page_labels=labels)
    _refuse_cipher(lines)
    lines = _without_running_lines(lines, boxes)
    text, pages = _composed(lines, count)
    unread = sorted(pictured - {line.page for line in lines})
    return Extracted(text, _stated(about, text), pages, pictured=tuple(unread), page_labels=labels)


def picture(content: bytes, number: int) -> bytes:
    """Return a page, counted from 0, as it looks, as a portable graymap; of a sheet larger than A3, fewer dots."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[number]
            scale = min(_DOTS / _POINTS, _MOST_DOTS / max(1, *page.get_size()))
            drawn = page.render(scale=scale, grayscale=True)
            rows = bytes(drawn.buffer)
            shown = b"".join(rows[at : at + drawn.width] for at in range(0, drawn.stride * drawn.height, drawn.stride))
            return b"P5 %d %d 255\n" % (drawn.width, drawn.height) + shown
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DocumentError(because("damaged_drawing", page=number + 1)) from error


def _labels(document: "PdfDocument") -> tuple[str, ...]:
    """Return what the file calls each of its pages, empty when these are their numbers.

    A page without a label, or with that of another one, is called by its number among all: 3/12.
    """
    numbers = range(1, len(document) + 1)
    labels = [_label(document, number - 1) for number in numbers]
    if not any(labels):
        return ()
    counts = Counter(labels)
    named = tuple(
        label if is_label(label) and counts[label] == 1 else f"{number}/{len(document)}"
        for number, label in zip(numbers, labels, strict=True)
    )
    return () if named == tuple(map(str, numbers)) else named


def _label(document: "PdfDocument", number: int) -> str:
    import pypdfium2.raw as pdfium

    label = ctypes.create_string_buffer(_LONGEST_LABEL)
    # Of a longer one nothing is written. Two bytes end it.
    length = min(pdfium.FPDF_GetPageLabel(document, number, label, _LONGEST_LABEL), _LONGEST_LABEL)
    return label.raw[: max(0, length - 2)].decode("utf-16-le", "replace").strip()


def _stated(about: Mapping[str, str], text: str) -> dict[str, str]:
    match = _PDF_DATE.match(about.get("CreationDate", ""))
    try:
        created = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        created = None
    return stated(title=about.get("Title", ""), author=about.get("Author", ""), published=told_by(text, created))


def _refuse_cipher(lines: Sequence[Line]) -> None:
    signs = Counter(char for line in lines for char in line.text)
    unknown = sum(count for char, count in signs.items() if char == "\ufffd" or "\ue000" <= char <= "\uf8ff")
    if unknown > _UNREADABLE * signs.total():
        raise DocumentError(because("no_letters"))


# ---- pages -> lines ------------------------------------------------------------------------------------


def _lines(document: "PdfDocument") -> tuple[list[Line], list[Box], set[int]]:
    """Return the lines of all pages in reading order, the box of each page, and which may be pictures."""
    import pypdfium2

    lines: list[Line] = []
    boxes = []
    pictured = set()
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise DocumentError(because("damaged_page", page=number + 1)) from error
        boxes.append(page.get_bbox())
        its_lines = _page_lines(page, number)
        lines += its_lines
        if len(its_lines) <= _FEW_LINES and _has_picture(page):
            pictured.add(number)
        page.close()
    return lines, boxes, pictured


def _has_picture(page: "PdfPage") -> bool:
    import pypdfium2.raw as pdfium

    return next(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)), None) is not None


@dataclass(frozen=True, slots=True)
class PageText:
    """The signs of a page, whose places are told as if it were turned by quarters, clockwise."""

    textpage: object
    turn: int

    def baseline(self, at: int) -> float:
        """Return how high the line runs that a sign stands on."""
        import pypdfium2.raw as pdfium

        across, up = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self.textpage, at, ctypes.byref(across), ctypes.byref(up))
        return (up.value, -across.value, -up.value, across.value)[self.turn]

    def box(self, at: int) -> Box:
        """Return left, bottom, right and top of a sign with the full height of its font."""
        import pypdfium2.raw as pdfium

        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self.textpage, at, ctypes.byref(box))
        return _turned((box.left, box.bottom, box.right, box.top), self.turn)

    def quarters(self, at: int) -> int:
        """Return by how much the page is to be turned for a sign to stand upright."""
        import pypdfium2.raw as pdfium

        angle = pdfium.FPDFText_GetCharAngle(self.textpage, at)
        return -round(angle / (pi / 2)) % 4 if isfinite(angle) else 0


def _turned(box: Box, turn: int) -> Box:
    left, bottom, right, top = box
    return (box, (bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right))[turn]


def _page_lines(page: "PdfPage", number: int) -> list[Line]:
    """Return the lines of a page, those apart that run in another direction than most."""
    textpage = page.get_textpage()
    turn = upright(textpage)
    if turn * 90 != page.get_rotation():
        # PDFium orders the signs as whoever looks at the page sees it.
        textpage.close()
        page.set_rotation(turn * 90)
        textpage = page.get_textpage()
    lines = list(_text_lines(PageText(textpage, turn), number))
    textpage.close()
    return sorted(lines, key=lambda line: line.turn != turn)


def upright(textpage: object) -> int:
    """Return by how many quarters, clockwise, a page is to be turned for most of its text to stand upright."""
    import pypdfium2.raw as pdfium

    text = PageText(textpage, 0)
    count = pdfium.FPDFText_CountChars(textpage)
    asked = range(0, count, 1 + count // _TELLING_SIGNS)
    # What PDFium makes up, such as line ends, has no direction.
    turns = Counter(text.quarters(at) for at in asked if pdfium.FPDFText_IsGenerated(textpage, at) == 0)
    return max(turns, key=turns.__getitem__, default=0)


def _text_lines(text: PageText, number: int) -> Iterator[Line]:
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFText_CountChars(text.textpage)
    signs = [chr(pdfium.FPDFText_GetUnicode(text.textpage, at)) for at in range(count)]
    sizes = [pdfium.FPDFText_GetFontSize(text.textpage, at) for at in range(count)]
    set_apart(text, signs, sizes)
    start = 0
    for at, sign in enumerate([*signs, "\n"]):
        if sign in ("\r", "\n", _CUT):
            line = _line(text, signs[start:at], start, number, cut=sign == _CUT)
            if line:
                yield line
            start = at + 1


def set_apart(text: PageText, signs: list[str], sizes: Sequence[float]) -> None:
    """Put superscripts and subscripts into words, sign for sign: a place that nothing is left of holds NUL.

    PDFium ends a line behind each, where the text goes on at its own height; that end is taken out as well.
    """
    start = 0
    while start < len(signs):
        end = start + 1
        while end < len(signs) and sizes[end] == sizes[start]:
            end += 1
        if end - start <= _LONGEST_MARK and "\n" not in signs[start:end]:
            _set_one_apart(text, signs, sizes, start, end)
        start = end


def _set_one_apart(text: PageText, signs: list[str], sizes: Sequence[float], start: int, end: int) -> None:
    size = sizes[start]
    follows = end + 2 if signs[end : end + 2] == ["\r", "\n"] else end
    is_first = start == 0 or signs[start - 1] == "\n"
    beside = follows if is_first else start - 1
    # PDFium makes up a blank where the mark stands a little apart.
    is_apart = not is_first and start > 1 and signs[beside] == " " and sizes[beside] <= _NO_SIZE
    beside -= is_apart
    if beside >= len(signs) or (is_first and follows == end) or not _NO_SIZE < size <= _SMALL * sizes[beside]:
        return
    rise = (text.baseline(start) - text.baseline(beside)) / sizes[beside]
    content = "".join(signs[start:end])
    before = "".join(signs[max(0, start - _REACH) : start - is_apart]).rpartition("\n")[2].replace("\0", "")
    if _RAISED[0] < rise < _RAISED[1]:
        said = raised(before, content, signs[follows] if follows < len(signs) else "")
    elif -_RAISED[1] < rise < 0 and content.strip().isdecimal():
        said = lowered(content)
    else:
        return
    if len(said.strip()) > end - start:
        return
    signs[start:end] = said.strip().ljust(end - start, "\0")
    if is_apart and said != content:
        signs[start - 1] = "\0"
    if end < follows < len(signs) and _goes_on(text, sizes, beside, follows):
        gap = text.box(follows)[0] - text.box(end - 1)[2]
        signs[end:follows] = " \0" if is_first or gap > _SPACE * sizes[beside] else "\0\0"


def _goes_on(text: PageText, sizes: Sequence[float], beside: int, follows: int) -> bool:
    """Tell whether what follows a superscript stands on the line that it stands at."""
    apart = abs(text.baseline(follows) - text.baseline(beside))
    return sizes[follows] == sizes[beside] and apart < _NO_RISE * sizes[beside]


def _line(page_text: PageText, signs: Sequence[str], start: int, page: int, *, cut: bool) -> Line | None:
    spans = [match.span() for match in _WORD.finditer("".join(signs))]
    if not spans:
        return None
    middle = start + spans[len(spans) // 2][0]
    its = PageText(page_text.textpage, page_text.quarters(middle))
    words = [
        # Left edge of the first sign and right edge of the last.
        Cell(_decoded(signs[first:last]), its.box(start + first)[0], its.box(start + last - 1)[2])
        for first, last in spans
    ]
    text = " ".join(word.text for word in words) + "-" * cut
    _, bottom, _, top = its.box(middle)
    height = max(top - bottom, _LOWEST)
    if _mark(text) and len(words) > 1:
        # The mark of a list item stands apart from its words by any distance.
        marked = Cell(f"{words[0].text} {words[1].text}", words[0].left, words[1].right)
        apart = [marked, *words[2:]]
    else:
        apart = words
    together = cells(apart, height)
    return Line(
        page,
        text,
        left=words[0].left,
        right=words[-1].right,
        bottom=bottom,
        height=height,
        first_word=words[0].right - words[0].left,
        cells=together,
        widest_gap=max((after.left - before.right for before, after in pairwise(apart)), default=0.0),
        is_bold=len(together) > 1 and _is_bold(its.textpage, middle),
        colour=_colour(its.textpage, middle) if len(together) > 1 else (0, 0, 0),
        turn=its.turn,
    )


def _decoded(signs: Sequence[str]) -> str:
    # PDFium gives signs beyond the 16-bit plane in halves.
    text = "".join(signs).replace("\0", "")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _colour(textpage: object, at: int) -> tuple[int, int, int]:
    import pypdfium2.raw as pdfium

    red, green, blue, _ = shares = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFText_GetFillColor(textpage, at, *map(ctypes.byref, shares))
    return red.value, green.value, blue.value


def _is_bold(textpage: object, at: int) -> bool:
    import pypdfium2.raw as pdfium

    name = ctypes.create_string_buffer(_LONGEST_NAME)
    length = pdfium.FPDFText_GetFontInfo(textpage, at, name, _LONGEST_NAME, None)
    return 0 < length <= _LONGEST_NAME and bool(_BOLD.search(name.value))


# ---- lines -> text -------------------------------------------------------------------------------------


def _without_running_lines(lines: Sequence[Line], boxes: Sequence[Box]) -> list[Line]:
    """Leave out running heads and page numbers.

    They are lines near a page's edge that many pages share, but for numbers, no larger than the text and apart from it.
    """
    usual = _measures(lines)
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    possible = {line for line in lines if not (_ended(line) or _is_heading(line, usual))}
    sides = [
        (page, [line for line in its_lines if line in possible and _in_margin(line, boxes[page], top=top)])
        for page, its_lines in by_page.items()
        for top in (True, False)
    ]
    counts = Counter(key for _page, side in sides for key in {_running_key(line) for line in side})
    enough = max(_RUNNING_PAGES, len(by_page) // 3)
    running: set[Line] = set()
    for page, side in sides:
        common = [line for line in side if counts[_running_key(line)] >= enough]
        others = [line for line in by_page[page] if line not in common]
        if others and all(_apart(line, other) for line in common for other in others):
            running.update(common)
    return [line for line in lines if line not in running]


def _apart(line: Line, other: Line) -> bool:
    return line.turn != other.turn or abs(line.bottom - other.bottom) > _APART * max(line.height, other.height)


def _running_key(line: Line) -> str:
    return _NUMBER.sub("#", line.text)


def _in_margin(line: Line, page: Box, *, top: bool) -> bool:
    _, lowest, _, highest = _turned(page, line.turn)
    margin = _MARGIN * (highest - lowest)
    return line.bottom + line.height > highest - margin if top else line.bottom < lowest + margin


@dataclass(frozen=True, slots=True)
class _Measures:
    """What is usual in a document."""

    height: float
    """Of a line of body text."""
    step: float
    """From one line of a paragraph to the next, in line heights."""
    rights: Mapping[tuple[int, int], float]
    """By page and place of the left edge: how far to the right lines of body text go."""

    def right(self, line: Line) -> float:
        """Return how far to the right a line might have gone."""
        return self.rights.get(_column(line, self.height), line.right)


def _column(line: Line, height: float) -> tuple[int, int]:
    return line.page, round(line.left / (4 * height))


def _measures(lines: Sequence[Line]) -> _Measures:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.height, 1)] += len(line.text)
    height = max(weights.most_common(1)[0][0], _LOWEST)
    steps = [
        (before.bottom - line.bottom) / height
        for before, line in pairwise(lines)
        if before.page == line.page
        and before.turn == line.turn
        and 0 < before.bottom - line.bottom < 2.5 * height
        # Not those between lines of notes, which stand closer.
        and same(before.height, height)
        and same(line.height, height)
    ]
    rights: dict[tuple[int, int], float] = {}
    for line in lines:
        if same(line.height, height):
            column = _column(line, height)
            rights[column] = max(rights.get(column, 0.0), line.right)
    return _Measures(height, median(steps) if steps else _USUAL_STEP, rights)


def _composed(lines: Sequence[Line], count: int) -> tuple[str, tuple[int, ...]]:
    """Return the text of the lines, and where each of `count` pages begins in it."""
    usual = _measures(lines)
    lines = _with_notes_apart(lines, usual)
    pieces: list[str] = []
    firsts: dict[int, int] = {}
    item: Line | None = None
    """The first line of the list item that the line before belongs to."""
    before: Line | None = None
    behind_row = False
    for line in tabled(lines):
        if isinstance(line, Row):
            firsts.setdefault(line.page, len(pieces) + 1)
            pieces += ["\n" if behind_row and not line.begins else "\n\n" if pieces else "", f"- {line.text}"]
            before, item, behind_row = None, None, True
            continue
        joint = _joint(before, line, item, usual) if before else "\n\n" if behind_row else ""
        marker = _mark(line.text)
        if marker and joint == " " and not item and not _ended(before) and not _BULLET.match(line.text):
            # A dash or a number is the mark of an item only where a line begins anew.
            marker = None
        shown = line.text
        if marker:
            joint = "\n" if item else "\n\n" if pieces else ""
            shown = (
                marker[0] + line.text[marker.end() :] if marker[0][0].isalnum() else f"- {line.text[marker.end() :]}"
            )
            item = line
        elif joint == " " and _is_cut(before, line):
            pieces[-1], joint = _mended(pieces[-1], line.text)
        elif joint != " ":
            item = None
            shown = f"## {line.text}" if _is_heading(line, usual) else line.text
        firsts.setdefault(line.page, len(pieces) + 1)
        pieces += [joint, shown]
        before, behind_row = line, False
    offsets = [0, *accumulate(map(len, pieces))]
    return "".join(pieces), _filled({page: offsets[piece] for page, piece in firsts.items()}, count, offsets[-1])


def _with_notes_apart(lines: Sequence[Line], usual: _Measures) -> list[Line]:
    """Put notes at the foot of a page before the paragraph that goes on over the page's end, not into it."""
    found: list[Line] = []
    for _page, its_lines in groupby(lines, key=lambda line: line.page):
        page = list(its_lines)
        notes = _notes(found, usual)
        if notes and _joint(found[-notes - 1], page[0], None, usual) == " ":
            end = len(found) - notes
            at = end - 1
            while at > max(0, end - _LONGEST_PARAGRAPH) and _joint(found[at - 1], found[at], None, usual) == " ":
                at -= 1
            found[at:] = [*(replace(note, page=found[at].page) for note in found[end:]), *found[at:end]]
        found += page
    return found


def _notes(lines: Sequence[Line], usual: _Measures) -> int:
    """Return how many of the last lines of a page are smaller than the text above them."""
    count = 0
    while count < len(lines) and lines[-1 - count].page == lines[-1].page:
        height = lines[-1 - count].height
        if height > usual.height or same(height, usual.height):
            return count
        count += 1
    return 0


def _filled(starts: Mapping[int, int], count: int, length: int) -> tuple[int, ...]:
    """Return a start for every page: a page without text begins where the next one does."""
    pages = []
    following = length
    for page in reversed(range(count)):
        following = starts.get(page, following)
        pages.append(following)
    return tuple(reversed(pages))


def _joint(before: Line, line: Line, item: Line | None, usual: _Measures) -> str:
    """Return what stands between two lines: a blank for a wrapped one, a line end, or a blank line."""
    if before.turn != line.turn or not same(before.height, line.height):
        return "\n\n"
    if before.is_row or line.is_row:
        return "\n" if before.is_row and line.is_row else "\n\n"
    step = (before.bottom - line.bottom) / line.height
    reads_on = not _ended(before) and (line.text[0].islower() or _is_cut(before, line))
    wrapped = before.right + _SPACE * line.height + line.first_word > usual.right(before)
    if before.page != line.page or step <= 0:
        return " " if reads_on or (wrapped and not _ended(before) and not _is_heading(line, usual)) else "\n\n"
    if step > _GAP * usual.step:
        return "\n\n"
    if reads_on:
        return " "
    indented = line.left > before.left + _INDENT * line.height
    outdented = item is not None and line.left < item.left + _INDENT * line.height and _ended(before)
    if (indented and item is None) or outdented:
        return "\n\n"
    if wrapped or _is_heading(line, usual):
        return " "
    return "\n" if item is None else "\n\n"


def _mark(text: str) -> re.Match[str] | None:
    """Return the mark of a list item at the head of a line, or what looks like one."""
    return _BULLET.match(text) or _DASH_OR_NUMBER.match(text)


def _is_heading(line: Line, usual: _Measures) -> bool:
    return line.height > _HEADING_HEIGHT * usual.height and len(line.text) <= _HEADING_CHARS


def _ended(line: Line | None) -> bool:
    return line is None or line.text.rstrip(_CLOSING).endswith(_ENDED)


def _is_cut(before: Line | None, line: Line) -> bool:
    return before is not None and bool(_CUT_WORD.search(before.text)) and line.text[0].isalnum()


def _mended(piece: str, following: str) -> tuple[str, str]:
    """Return a text without the hyphen that ends it if the line's end alone made it, and what stands after it.

    A hyphen stays in names and after abbreviations (`Etelä-Pohjanmaa`, `LAPE-hanke`), between equal vowels
    (`linja-auto`), and before a conjunction (`lapsi- ja perhepalvelut`).
    """
    stem = piece[:-1]
    if piece[-1] == "\xad":
        return stem, ""
    if not (stem[-1].islower() and following[0].islower()):
        return f"{stem}-", ""
    word = re.split(r"\W", following, maxsplit=1)[0]
    if word in _CONJUNCTIONS and not _is_word(re.split(r"[^\w]", stem)[-1] + word):
        return f"{stem}-", " "
    if stem[-1] in _VOWELS and stem[-1] == following[0]:
        return f"{stem}-", ""
    return stem, ""


def _is_word(text: str) -> bool:
    # The morphology takes a second to load, and few files need it.
    from lape_qa.language.morphology import is_word

    return is_word(text)
