"""Rich Text Format: what its words of control say of headings, lists, tables, notes and what is hidden.

striprtf gives text with what its author has hidden or deleted, and with the marks of notes in the numbers before them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from lape_qa.documents.formats.composing import Extracted, Part, clean, composed, stated, told_by
from lape_qa.documents.formats.numbering import marked
from lape_qa.documents.formats.raised import lowered, raised
from lape_qa.documents.formats.tables import Cell, merged_rows
from lape_qa.errors import DocumentError
from lape_qa.reasons import because

MAX_DEPTH = 1_000
"""Of groups inside groups; programs need some tens."""
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,40})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\(\r\n|.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_SIGNS = {
    **{
        "tab": " ",
        "line": "\n",
        "lbr": "\n",
        "emdash": "—",
        "endash": "–",
        "lquote": "‘",
        "rquote": "’",
        "bullet": "•",
    },
    **{"ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ", "nestcell": " "},
}
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n", b"\r\n": "\n"}
_SKIPPED = frozenset(
    """colortbl pict header headerl headerr headerf footer footerl footerr footerf xe tc tcn rxe private nonesttables sp
    objdata pntxta pntxtb pnseclvl template filetbl listtable revtbl""".split()
)
"""Groups whose words are no text of the document."""
_KNOWN = frozenset(["footnote", "shpinst"])
"""Groups that are text although they are marked as such that a program may skip."""
_APART = frozenset(["footnote", "shptxt"])
"""Groups that follow the paragraph that they stand in."""
_LABELS = frozenset(["listtext", "pntext"])
_INFO = frozenset(["title", "author", "creatim", "revtim"])
_CHARSETS = {
    **{0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253"},
    **{162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874"},
    238: "cp1250",
}
_CODE_PAGES = {437: "cp437", 850: "cp850", 10000: "mac-roman", 65001: "utf-8", 936: "gb18030"}
_RAISED = 4
"""Half points above the line, from which text is a superscript, whatever it is called."""
_SAME_EDGE = 100
"""Twentieths of a point; edges of cells no further apart are one."""
_BODY_TEXT = 9
_CONTENTS = re.compile(r"(?:toc|contents|sisällysluettelo|innehåll) ?\d", re.IGNORECASE)
_TITLE = ("title", "otsikko", "rubrik")
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)


def read(content: bytes) -> Extracted:
    """Return a document's headings, paragraphs, lists and tables, and what it says of itself.

    Headers, footers and lists of contents are left out, and so is what is hidden or deleted.
    """
    reader = _Reader()
    reader.read(content)
    text = composed(reader.parts())
    return Extracted(text, reader.stated(text))


@dataclass(frozen=True, slots=True)
class _State:
    """What a group begins with, and what ends with it."""

    goes: str = "text"
    """Where its words go: `text`, `label`, `fonts`, `styles`, `info`, one of its parts, or `nowhere`."""
    is_hidden: bool = False
    where: str = ""
    codec: str = ""
    skips: int = 1
    """Signs behind one of Unicode that stand for it in older programs."""
    style: int = 0
    level: int | None = None
    in_table: bool = False
    is_flow: bool = False
    """Whether the group is a note or a box."""


@dataclass
class _CellPlace:
    right: int
    is_below: bool = False
    is_beside: bool = False


@dataclass
class _Flow:
    """A text that is being put together: the document's own, that of a note or of a box."""

    parts: list[Part] = field(default_factory=list)
    pieces: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""
    apart: list[Part] = field(default_factory=list)
    """Notes and boxes of the paragraph."""
    cell: list[Part] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    table: list[tuple[list[str], list[_CellPlace], bool]] = field(default_factory=list)


@dataclass
class _Style:
    name: str = ""
    level: int | None = None


class _Reader:
    """Takes a file apart, token by token."""

    def __init__(self) -> None:
        self._states = [_State()]
        self._begins = self._is_starred = False
        self._flows = [_Flow()]
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, _Style] = {}
        self._style = _Style()
        self._info: dict[str, str] = {}
        self._days: dict[str, dict[str, int]] = {}
        self._waiting = b""
        self._left = 0
        self._places: list[_CellPlace] = []
        self._next = _CellPlace(0)
        self._is_head = False

    def read(self, content: bytes) -> None:
        """Read all of it; DocumentError when groups nest too deep."""
        at = 0
        while (token := _TOKEN.match(content, at)) is not None:
            at = token.end() + self._take(*token.groups())
        self._say_waiting()

    def _take(self, word: bytes, number: bytes, sign: bytes, symbol: bytes, brace: bytes, words: bytes) -> int:
        """Take one token; return how many bytes behind it are no text."""
        if sign is None and words is None:
            self._say_waiting()
        if brace is not None:
            self._brace(brace)
            return 0
        begins, self._begins = self._begins, False
        if word == b"bin":
            return max(0, int(number or 0))
        if word is not None:
            is_starred, self._is_starred = self._is_starred, False
            name = word.decode("ascii")
            if not (begins and self._is_begun(name, is_starred)):
                self._control(name, None if number is None else int(number))
        elif sign is not None:
            self._hold(bytes([int(sign, 16)]))
        elif symbol == b"*":
            self._begins = self._is_starred = begins
        elif symbol is not None:
            self._symbol(symbol)
        elif words is not None:
            self._hold(words)
        else:
            # A line end of the file, which means nothing.
            self._begins = begins
        return 0

    def _brace(self, brace: bytes) -> None:
        self._left = 0
        self._begins, self._is_starred = brace == b"{", False
        if brace == b"}":
            self._end_group()
            return
        self._states.append(self._states[-1])
        if len(self._states) > MAX_DEPTH:
            raise DocumentError(because("nests_too_deep", most=MAX_DEPTH))

    def parts(self) -> list[Part]:
        """Return the document's parts."""
        while len(self._flows) > 1:
            self._close_flow()
        flow = self._flows[0]
        self._end_paragraph()
        self._end_table(flow)
        return flow.parts

    def stated(self, text: str) -> dict[str, str]:
        """Return what the file says of itself."""
        days = [_day(self._days.get(name, {})) for name in ("revtim", "creatim")]
        saved = next(filter(None, days), None)
        info = {name: self._info.get(name, "") for name in ("title", "author")}
        return stated(**info, published=told_by(text, saved))

    # ---- groups --------------------------------------------------------------------------------------

    def _is_begun(self, name: str, is_starred: bool) -> bool:
        """Tell whether a word says what the group is, and take it as that."""
        state = self._states[-1]
        if state.goes == "nowhere":
            return True
        if name in _APART and state.goes == "text":
            self._flows.append(_Flow())
            self._states[-1] = replace(_State(), codec=state.codec, is_hidden=state.is_hidden, is_flow=True)
        elif name in _LABELS and state.goes == "text":
            self._states[-1] = replace(state, goes="label")
            self._flows[-1].label = ""
        elif name == "fonttbl":
            self._states[-1] = replace(state, goes="fonts")
        elif name == "stylesheet":
            self._states[-1] = replace(state, goes="styles")
        elif name == "info":
            self._states[-1] = replace(state, goes="info")
        elif state.goes == "info":
            self._states[-1] = replace(state, goes=name if name in _INFO else "nowhere")
            self._info[name] = ""
        elif name in _SKIPPED or (is_starred and name not in _KNOWN and state.goes != "styles"):
            self._states[-1] = replace(state, goes="nowhere")
        else:
            return False
        return True

    def _end_group(self) -> None:
        if len(self._states) == 1:
            return
        state = self._states.pop()
        if state.goes == "styles" and self._states[-1].goes == "styles":
            self._style = _Style()
        if state.is_flow and not self._states[-1].is_flow:
            self._close_flow()

    def _close_flow(self) -> None:
        self._end_paragraph()
        flow = self._flows.pop()
        self._end_table(flow)
        self._flows[-1].apart += flow.parts

    # ---- words ---------------------------------------------------------------------------------------

    def _hold(self, content: bytes) -> None:
        """Keep bytes until it is known that no more follow: a sign may have two."""
        if self._left:
            dropped = min(self._left, len(content))
            self._left -= dropped
            content = content[dropped:]
        self._waiting += content

    def _say_waiting(self) -> None:
        if self._waiting:
            codec = self._states[-1].codec or self._codec
            content, self._waiting = self._waiting, b""
            self._say(content.decode(codec, "replace"))

    def _say(self, text: str) -> None:
        state, flow = self._states[-1], self._flows[-1]
        match state.goes:
            case "text" if not state.is_hidden:
                flow.pieces.append((state.where, text))
            case "label" if not state.is_hidden:
                flow.label += text
            case "styles":
                self._style.name += text.rstrip(";")
            case "title" | "author":
                self._info[state.goes] = self._info.get(state.goes, "") + text

    def _symbol(self, symbol: bytes) -> None:
        if self._left:
            self._left -= 1
        elif symbol in (b"\n", b"\r", b"\r\n"):
            self._control("par", None)
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _control(self, name: str, value: int | None) -> None:
        state = self._states[-1]
        if state.goes == "nowhere":
            return
        if name == "u":
            self._say(_signs(value or 0))
            self._left = state.skips
        elif self._left:
            self._left -= 1
        elif name in _SIGNS:
            self._say(_SIGNS[name])
        elif state.goes == "fonts":
            self._of_font(name, value)
        elif state.goes == "styles":
            self._of_style(name, value)
        elif state.goes in ("creatim", "revtim"):
            self._days.setdefault(state.goes, {})[name] = value or 0
        elif not self._of_text(name, value):
            self._states[-1] = self._formatted(state, name, value)

    def _of_font(self, name: str, value: int | None) -> None:
        if name == "f":
            self._font = value or 0
        elif name in ("fcharset", "cpg"):
            codec = _CHARSETS.get(value or 0, "") if name == "fcharset" else _code_page(value or 0)
            if codec:
                self._fonts[self._font] = codec

    def _of_style(self, name: str, value: int | None) -> None:
        if name in ("s", "cs", "ds", "ts"):
            self._style = _Style()
            if name == "s":
                self._styles[value or 0] = self._style
        elif name == "outlinelevel":
            self._style.level = value

    def _of_text(self, name: str, value: int | None) -> bool:
        """Do what a word says that has no memory; False when it is none of these."""
        flow = self._flows[-1]
        match name:
            case "par" | "sect" | "nestrow":
                self._end_paragraph()
            case "cell":
                self._end_paragraph()
                flow.row.append(clean(" ".join(part.text for part in flow.cell)))
                flow.cell = []
            case "row":
                flow.table.append((flow.row, list(self._places), self._is_head))
                flow.row = []
            case "trowd":
                self._places, self._next, self._is_head = [], _CellPlace(0), False
            case "trhdr":
                self._is_head = True
            case "clvmrg":
                self._next.is_below = True
            case "clmrg":
                self._next.is_beside = True
            case "cellx":
                self._next.right = value or 0
                self._places.append(self._next)
                self._next = _CellPlace(0)
            case "ansicpg":
                self._codec = _code_page(value or 0) or self._codec
            case "mac":
                self._codec = "mac-roman"
            case _:
                return False
        return True

    def _formatted(self, state: _State, name: str, value: int | None) -> _State:
        is_on = value != 0
        match name:
            case "pard":
                return replace(state, style=0, level=None, in_table=False)
            case "plain":
                return replace(state, is_hidden=False, where="", codec="")
            case "v" | "deleted":
                return replace(state, is_hidden=is_on)
            case "super" | "sub" | "nosupersub":
                return replace(state, where=name if is_on and name != "nosupersub" else "")
            case "up" | "dn":
                where = "super" if name == "up" else "sub"
                return replace(state, where=where if (6 if value is None else value) >= _RAISED else "")
            case "f":
                return replace(state, codec=self._fonts.get(value or 0, ""))
            case "uc":
                return replace(state, skips=max(0, min(value or 0, 10)))
            case "s":
                return replace(state, style=value or 0)
            case "outlinelevel":
                return replace(state, level=value)
            case "intbl":
                return replace(state, in_table=True)
            case _:
                return state

    # ---- paragraphs and tables -----------------------------------------------------------------------

    def _end_paragraph(self) -> None:
        flow, state = self._flows[-1], self._states[-1]
        text = "\n".join(filter(None, map(clean, _words(flow.pieces).split("\n"))))
        label, flow.pieces, flow.label = clean(flow.label), [], ""
        style = self._styles.get(state.style, _Style())
        ended: list[Part] = []
        if text and not _CONTENTS.match(style.name.strip()):
            ended.append(_paragraph(text, label, _level(state, style)))
        ended += flow.apart
        flow.apart = []
        if state.in_table or flow.row:
            flow.cell += ended
        elif ended:
            self._end_table(flow)
            flow.parts += ended

    def _end_table(self, flow: _Flow) -> None:
        if flow.row:
            # Cut off.
            flow.table.append((flow.row, list(self._places), False))
        edges = _edges(places for _, places, _ in flow.table)
        grid = [_cells(row, places, edges) for row, places, _ in flow.table]
        heads = [is_head for *_, is_head in flow.table]
        flow.row, flow.table = [], []
        if max((sum(cell.width for cell in row) for row in grid), default=0) <= 1:
            flow.parts += [Part("paragraph", cell.text) for row in grid for cell in row]
        else:
            flow.parts += merged_rows(grid, told=(heads.index(False) if False in heads else 0) or None)
        flow.parts += flow.cell
        flow.cell = []


def _signs(number: int) -> str:
    """Return the sign of a number of Unicode, which may be written as less than nothing."""
    number = number + 65536 if number < 0 else number
    return chr(number) if 0 < number < 0x110000 else ""


def _words(pieces: Sequence[tuple[str, str]]) -> str:
    """Return the words of a paragraph as its reader sees them, superscripts and subscripts in words."""
    joined = [(where, "".join(text for _, text in group)) for where, group in groupby(pieces, lambda piece: piece[0])]
    text = ""
    for at, (where, piece) in enumerate(joined):
        following = joined[at + 1][1] if at + 1 < len(joined) else ""
        text += raised(text, piece, following) if where == "super" else lowered(piece) if where == "sub" else piece
    # Two halves of a sign beyond the first 65,536.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _level(state: _State, style: _Style) -> int | None:
    level = style.level if state.level is None else state.level
    if level is not None:
        return level + 1 if 0 <= level < _BODY_TEXT else None
    name = style.name.strip()
    if name.lower() in _TITLE:
        return 1
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) if heading else None


def _paragraph(text: str, label: str, level: int | None) -> Part:
    if level is not None:
        return Part("heading", " ".join([*([label] if any(map(str.isalnum, label)) else []), *text.split("\n")]), level)
    if not label:
        return Part("paragraph", text)
    mark, text = marked(label if any(map(str.isalnum, label)) and len(label) > 1 else "", " ".join(text.split("\n")))
    return Part("item", text, mark=mark)


def _edges(rows: Iterator[list[_CellPlace]]) -> list[int]:
    """Return the right edges of a table's columns; those that hardly differ are one."""
    edges: list[int] = []
    for edge in sorted({place.right for places in rows for place in places}):
        if not edges or edge - edges[-1] > _SAME_EDGE:
            edges.append(edge)
    return edges


def _cells(row: Sequence[str], places: Sequence[_CellPlace], edges: Sequence[int]) -> list[Cell]:
    cells: list[Cell] = []
    column = 0
    for at, text in enumerate(row):
        place = places[at] if at < len(places) else None
        until = column + 1
        if place is not None:
            until = max(until, sum(edge <= place.right + _SAME_EDGE for edge in edges))
        if place is not None and place.is_beside and cells:
            cells[-1] = replace(cells[-1], width=cells[-1].width + until - column)
        else:
            is_below = place is not None and place.is_below
            cells.append(Cell("" if is_below else text, until - column, is_below))
        column = until
    return cells


def _code_page(number: int) -> str:
    """Return Python's name of a code page; empty for one that is not known."""
    if number in _CODE_PAGES:
        return _CODE_PAGES[number]
    return f"cp{number}" if number in (852, 866, 874, 932, 949, 950, *range(1250, 1259)) else ""


def _day(parts: Mapping[str, int]) -> date | None:
    try:
        return date(parts.get("yr", 0), parts.get("mo", 0), parts.get("dy", 0))
    except (ValueError, OverflowError):
        return None
