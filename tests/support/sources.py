"""Source files made at test time: PDF written by hand, Word documents, archives."""

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from docx import Document
from docx.document import Document as Opened
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

Row = tuple[float, float, float, str]
"""Left edge, baseline, size and words of a line, in points from the page's lower left corner."""
PAGE = (595, 842)


PICTURE = "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID @ EI Q"
"""What draws a picture over a whole page, as a scanner makes it."""


def pdf(
    *pages: Sequence[Row],
    info: Mapping[str, str] | None = None,
    meaning: str = "",
    bold: Collection[str] = (),
    pictures: Collection[int] = (),
    labels: str = "",
    rotate: int = 0,
    turned: Mapping[str, int] | int = 0,
    white: Collection[str] = (),
) -> bytes:
    """Return a PDF in Helvetica whose pages hold just these lines, drawn in this order.

    `meaning`, as hexadecimal digits of UTF-16, is what the font says that its signs from `a` on stand for; `bold` has
    the lines in bold, `pictures` the numbers of the pages, from 1, that are pictures beside their lines. `labels`: what
    pages are called, as PDF has it. `rotate`: degrees, clockwise, by which pages are shown turned; `turned`: quarters,
    counter-clockwise, by which all lines are drawn turned around the page's corner, or some around their own. `white`:
    lines in white.
    """
    streams = [
        "\n".join(
            [
                *([PICTURE] if number in pictures else []),
                *(
                    f"BT {int(words in white)} g /F{1 + (words in bold)} {size} Tf "
                    f"{_matrix(x, y, words, turned)} Tm ({_escaped(words)}) Tj ET"
                    for x, y, size, words in rows
                ),
            ]
        )
        for number, rows in enumerate(pages, start=1)
    ]
    return _file(streams, info or {}, meaning, labels, rotate)


def _matrix(x: float, y: float, words: str, turned: Mapping[str, int] | int) -> str:
    """Return what turns and moves a line, on a page that is as wide and high again as the turn makes it."""
    quarters = turned if isinstance(turned, int) else turned.get(words, 0)
    across, up = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarters]
    if not isinstance(turned, int):
        return f"{across} {up} {-up} {across} {x} {y}"
    width, height = PAGE
    left, bottom = ((x, y), (width - y, x), (width - x, height - y), (y, height - x))[quarters]
    return f"{across} {up} {-up} {across} {left} {bottom}"


def pictured_pdf() -> bytes:
    """Return a PDF as a scanner makes it: one page, one picture, no text."""
    return _file([PICTURE], {}, "", "", 0)


def scanned(width: int, height: int, dots: bytes) -> bytes:
    """Return a PDF as a scanner makes it: an A4 page that is a picture of gray dots."""
    packed = zlib.compress(dots)
    picture = (
        f"/Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
        f"/Length {len(packed)} >>\nstream\n"
    )
    return _packed(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /XObject << /I 5 0 R >> >> >>",
            b"<< /Length 27 >>\nstream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
            b"<< /Type /XObject /Subtype /Image " + picture.encode() + packed + b"\nendstream",
        ]
    )


def _packed(bodies: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("ascii")


def column(*lines: str, left: float = 56, top: float = 780, size: float = 11, step: float = 14) -> list[Row]:
    """Return lines one below the other."""
    return [(left, top - number * step, size, words) for number, words in enumerate(lines)]


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(streams: Sequence[str], info: Mapping[str, str], meaning: str, labels: str, rotate: int) -> bytes:
    names = f"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <7A> <{meaning}> endbfrange"
    last = 5 + 2 * len(streams)
    to_unicode = f"/ToUnicode {last} 0 R " if meaning else ""
    numbers = [5 + 2 * at for at in range(len(streams))]
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/PageLabels << /Nums [{labels}] >> ' if labels else ''}>>",
        f"<< /Type /Pages /Count {len(streams)} /Kids [{' '.join(f'{number} 0 R' for number in numbers)}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding " + to_unicode + ">>",
        f"<< {' '.join(f'/{name} ({_escaped(value)})' for name, value in info.items())} >>",
    ]
    for number, stream in zip(numbers, streams, strict=True):
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] /Rotate {rotate} "
            f"/Contents {number + 1} 0 R /Resources << /Font << /F1 3 0 R "
            "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >> >> >>"
        )
        bodies.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    if meaning:
        bodies.append(f"<< /Length {len(names)} >>\nstream\n{names}\nendstream")
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(bodies) + 1
    return out + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R /Info 4 0 R >>\n"
        f"startxref\n{len(out)}\n%%EOF"
    ).encode("ascii")


def docx(opened: Opened) -> bytes:
    """Return a Word document as its file."""
    file = io.BytesIO()
    opened.save(file)
    return file.getvalue()


def small_docx(text: str) -> bytes:
    """Return a Word document of one paragraph."""
    opened = Document()
    opened.add_paragraph(text)
    return docx(opened)


def repacked(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """Return an archive with some of its files replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return zipped({**{name: old.read(name) for name in old.namelist()}, **changes})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return archive.getvalue()


_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(**targets: tuple[str, str]) -> bytes:
    """Return a part of Office Open XML that names others: by identifier, the last word of its kind and its place."""
    listed = "".join(
        f'<Relationship Id="{name}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'.encode()


def xlsx(sheets: Mapping[str, str], *, texts: str = "", styles: str = "", state: str = "visible") -> bytes:
    """Return an Excel workbook of the XML in its sheets, of its shared texts and of its styles.

    `state`: of its last sheet.
    """
    numbered = list(enumerate(sheets, start=1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="s{number}" state="{state if number == len(sheets) else ""}"/>'
        for number, name in numbered
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return zipped(
        {
            "_rels/.rels": relations(a=("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook {space} xmlns:r="{_RELATION}"><sheets>{listed}</sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": relations(
                t=("sharedStrings", "sharedStrings.xml"),
                f=("styles", "styles.xml"),
                **{f"s{number}": ("worksheet", f"/xl/worksheets/s{number}.xml") for number, _ in numbered},
            ),
            "xl/sharedStrings.xml": f"<sst {space}>{texts}</sst>".encode(),
            "xl/styles.xml": f"<styleSheet {space}>{styles}</styleSheet>".encode(),
            **{
                f"xl/worksheets/s{number}.xml": f"<worksheet {space}>{sheets[name]}</worksheet>".encode()
                for number, name in numbered
            },
        }
    )


def sheet_rows(*rows: str, first: int = 1) -> str:
    """Return the XML of a sheet whose rows hold these words and numbers, parted by bars; an empty row is none."""
    return f"<sheetData>{''.join(_sheet_row(number, row) for number, row in enumerate(rows, first) if row)}</sheetData>"


def _sheet_row(number: int, row: str) -> str:
    cells = [
        f'<c r="{chr(ord("A") + at)}{number}">{_stored(value)}</c>'
        if value.isdecimal()
        else f'<c r="{chr(ord("A") + at)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
        for at, value in enumerate(row.split("|"))
        if value
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def pptx(*slides: str, notes: Mapping[int, str] | None = None) -> bytes:
    """Return a PowerPoint presentation of the XML of its slides' shapes, `<p:sld>` itself where it has attributes.

    `notes`: the shapes of the speaker's notes, by the slide's number from 1.
    """
    numbered = list(enumerate(slides, start=1))
    noted = notes or {}
    spaces = (
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_RELATION}" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    )
    listed = "".join(f'<p:sldId id="{256 + number}" r:id="s{number}"/>' for number, _ in numbered)
    return zipped(
        {
            "_rels/.rels": relations(a=("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": (
                f"<p:presentation {spaces}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
            ).encode(),
            "ppt/_rels/presentation.xml.rels": relations(
                **{f"s{number}": ("slide", f"slides/slide{number}.xml") for number, _ in numbered}
            ),
            **{
                f"ppt/slides/slide{number}.xml": (
                    slide.replace("<p:sld", f"<p:sld {spaces}", 1)
                    if slide.startswith("<p:sld")
                    else f"<p:sld {spaces}>{slide}</p:sld>"
                ).encode()
                for number, slide in numbered
            },
            **{
                f"ppt/slides/_rels/slide{number}.xml.rels": relations(n=("notesSlide", f"../notesSlides/n{number}.xml"))
                for number in noted
            },
            **{
                f"ppt/notesSlides/n{number}.xml": f"<p:notes {spaces}>{shapes}</p:notes>".encode()
                for number, shapes in noted.items()
            },
        }
    )


def shape(*paragraphs: str, placeholder: str | None = None) -> str:
    """Return a shape of a slide with these paragraphs, XML itself or words; it may fill a placeholder of a kind."""
    filled = "" if placeholder is None else f'<p:nvPr><p:ph type="{placeholder}"/></p:nvPr>'
    its = "".join(
        words if words.startswith("<a:p>") else f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p>" for words in paragraphs
    )
    return f"<p:sp>{filled}<p:txBody>{its}</p:txBody></p:sp>"


_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/"
CHART = f'<c:chart xmlns:c="{_DRAWN}chart" xmlns:r="{_RELATION}" r:id="g"/>'
"""What draws a chart where it stands; its part is the relation `g`."""


def chart(title: str = "Perheet kunnittain", *axes: str, more: str = "") -> bytes:
    """Return a chart of Office Open XML with its title and those of its axes; `more`: XML in its plot area."""
    spaces = f'xmlns:c="{_DRAWN}chart" xmlns:a="{_DRAWN}main"'
    words = "<c:title><c:tx><c:rich><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    named = words.format(title) if title else "<c:title/>"
    plotted = "".join(f"<c:catAx>{words.format(axis)}</c:catAx>" for axis in axes)
    drawn = f"<c:chart>{named}<c:plotArea>{plotted}{more}</c:plotArea></c:chart>"
    return f"<c:chartSpace {spaces}>{drawn}</c:chartSpace>".encode()


def with_charts(opened: Opened, *charts: bytes) -> Opened:
    """Put charts behind a Word document's text, each in a paragraph of its own."""
    for number, content in enumerate(charts):
        part = Part(PackURI(f"/word/charts/chart{number}.xml"), "application/xml", content, opened.part.package)
        relation = opened.part.relate_to(part, f"{_RELATION}/chart")
        drawn = CHART.replace('"g"', f'"{relation}"')
        opened.add_paragraph().add_run()._r.append(parse_xml(f"<w:drawing {nsdecls('w')}>{drawn}</w:drawing>"))
    return opened


def xlsx_with_chart(workbook: bytes, content: bytes) -> bytes:
    """Return an Excel workbook with a chart on its first sheet."""
    return repacked(
        workbook,
        {
            "xl/worksheets/_rels/s1.xml.rels": relations(d=("drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": f"<d>{CHART}</d>".encode(),
            "xl/drawings/_rels/drawing1.xml.rels": relations(g=("chart", "/xl/charts/chart1.xml")),
            "xl/charts/chart1.xml": content,
        },
    )


def pptx_with_chart(content: bytes, shapes: str, *slides: str, notes: Mapping[int, str] | None = None) -> bytes:
    """Return a PowerPoint presentation whose first slide has these shapes and a chart."""
    return repacked(
        pptx(f"{shapes}<p:graphicFrame>{CHART}</p:graphicFrame>", *slides, notes=notes),
        {
            "ppt/slides/_rels/slide1.xml.rels": relations(g=("chart", "../charts/chart1.xml")),
            "ppt/charts/chart1.xml": content,
        },
    )


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "style", "text", "table", "presentation")
)
_SPACES += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
_SPACES += ' xmlns:chart="urn:oasis:names:tc:opendocument:xmlns:chart:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
_SPACES += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'


def opendocument(kind: str, body: str, *, styles: str = "", files: Mapping[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument file of the XML in its body and its styles; `kind`: text, spreadsheet or presentation."""
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": content.encode(),
            **(files or {}),
        }
    )


def opendocument_chart(title: str, *axes: str) -> dict[str, bytes]:
    """Return the file of a chart as an OpenDocument file has it, in the object `Object 1`."""
    words = "<chart:title><text:p>{}</text:p></chart:title>"
    plotted = "".join(f"<chart:axis>{words.format(axis)}</chart:axis>" for axis in axes)
    drawn = f"<chart:chart>{words.format(title)}<chart:plot-area>{plotted}</chart:plot-area></chart:chart>"
    body = f"<office:body><office:chart>{drawn}</office:chart></office:body>"
    content = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    return {"Object 1/content.xml": content.encode()}


OBJECT = "<draw:frame><draw:object xlink:href='./Object 1'/><draw:image/></draw:frame>"
"""What shows the object `Object 1`, with a picture for programs that cannot draw it."""


def epub(*chapters: str, files: Mapping[str, bytes] | None = None, about: str = "") -> bytes:
    """Return an EPUB book of these chapters, what stands in the bodies of its pages, and of what it says of itself."""
    numbers = range(1, len(chapters) + 1)
    listed = "".join(f'<item id="c{n}" href="luku%20{n}.xhtml" media-type="application/xhtml+xml"/>' for n in numbers)
    read = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    contents = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    book = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{about}'
        f'</metadata><manifest>{contents}{listed}</manifest><spine><itemref idref="nav"/>{read}</spine></package>'
    )
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body>{}</body></html>'
    return zipped(
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="O/a.opf"/></rootfiles></container>',
            "O/a.opf": book.encode(),
            "O/nav.xhtml": page.format("<p>1. Luku</p>").encode(),
            **{f"O/luku {n}.xhtml": page.format(chapters[n - 1]).encode() for n in numbers},
            **(files or {}),
        }
    )


def msg(streams: Mapping[str, bytes]) -> bytes:
    """Return an Outlook message of these streams; those of an attachment are named `FOLDER/STREAM`.

    A compound file (MS-CFB) with sectors of 512 bytes. Each stream is made so long, with blanks or zeros at its end,
    that it stands in sectors of its own.
    """
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    folders = sorted({name.partition("/")[0] for name in streams if "/" in name})
    at_top = [*folders, *(name for name in streams if "/" not in name)]
    names = ["Root Entry", *at_top, *(name for name in streams if "/" in name)]
    table: list[int] = []
    data = b""
    begins: dict[str, tuple[int, int]] = {}
    for name, content in streams.items():
        filler = b"\0" if "properties" in name else " ".encode("utf-16-le") if name.endswith("1F") else b" "
        content += filler * ((4096 - len(content)) // len(filler))  # noqa: PLW2901
        padded = content.ljust(-(-len(content) // sector) * sector, b"\0")
        first, count = len(table), len(padded) // sector
        table += [*range(first + 1, first + count), end]
        begins[name] = (first, len(content))
        data += padded

    def following(siblings: Sequence[str]) -> dict[str, int]:
        return {one: names.index(two) for one, two in pairwise(siblings)}

    beside = following(at_top)
    below = {"Root Entry": names.index(at_top[0])} if at_top else {}
    for folder in folders:
        inside = [name for name in streams if name.startswith(f"{folder}/")]
        beside |= following(inside)
        below[folder] = names.index(inside[0])
    entries = b""
    for name in names:
        shown = name.rpartition("/")[2].encode("utf-16-le")
        kind = 5 if name == "Root Entry" else 1 if name in folders else 2
        first, size = begins.get(name, (end if kind == 5 else 0, 0))
        entries += shown.ljust(64, b"\0") + struct.pack(
            "<HBBIII36xIQ", len(shown) + 2, kind, 1, free, beside.get(name, free), below.get(name, free), first, size
        )
    entries = entries.ljust(-(-len(entries) // sector) * sector, b"\0")
    first_entry, count = len(table), len(entries) // sector
    table += [*range(first_entry + 1, first_entry + count), end]
    sectors = next(n for n in range(1, 100) if n * sector // 4 >= len(table) + n)
    first_table = len(table)
    table += [0xFFFFFFFD] * sectors
    packed = struct.pack(f"<{len(table)}I", *table).ljust(sectors * sector, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack(
        "<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, first_entry, 0, 4096, end, 0, end, 0
    )
    listed = struct.pack("<109I", *range(first_table, first_table + sectors), *[free] * (109 - sectors))
    return head + listed + data + entries + packed


def _stored(value: str) -> str:
    return f"<v>{value}</v>"


class Write:
    """Writes files of exactly the given content into the test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: str | bytes) -> Path:
        """Write a file, and the folders above it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path


# ---- sources that several tests read

WEB_PAGE = """<!doctype html>
<html lang="fi"><head><meta charset="utf-8"><title>Perhekeskukset Lapissa | Lapin liitto</title>
<meta property="og:site_name" content="Lapin liitto"><meta name="author" content="Maija Meikäläinen">
<meta property="article:published_time" content="2018-05-16T08:00:00+03:00">
<link rel="canonical" href="https://example.fi/lappi"></head><body>
<nav><ul><li><a href="/">Etusivu</a></li><li><a href="/y">Yhteystiedot</a></li></ul></nav>
<div class="cookie-banner" id="cookies"><p>Käytämme evästeitä. Hyväksy kaikki evästeet.</p></div>
<main><article><h1>Perhekeskukset Lapissa</h1>
<p>Lapissa avattiin vuonna 2018 kolme
 perhekeskusta. Niistä <b>ensimmäinen</b> avattiin <a href="x">Kittilässä</a>, ja sen toiminta&shy;malli levisi.</p>
<h2>Palvelut</h2><p>Perhekeskuksen palveluja ovat nämä:</p>
<ul><li>Neuvola palvelee arkisin.</li><li>Kohtaamispaikka on auki.<ul><li>Kahvila toimii tiistaisin.</li></ul></li></ul>
<table><tr><th>Kunta</th><th>Vuosi</th><th>Kävijöitä</th></tr>
<tr><td>Kittilä</td><td>2018</td><td>1&nbsp;200</td></tr><tr><td>Inari</td><td></td><td>800</td></tr></table>
<blockquote><p>Perheet saavat apua yhdestä paikasta.</p></blockquote>
<h3>Jatko</h3><p>Toiminta jatkuu kuntien omana työnä.<br>Rahoitus päättyy kesäkuussa.</p></article></main>
<aside><h3>Lue myös</h3><a href="/a">Muut uutiset</a></aside>
<footer><p>© Lapin liitto. Tietosuojaseloste. Seuraa meitä Facebookissa.</p></footer></body></html>
"""
WRAPPED = column(
    "Maakunnallinen perhekeskustoimintamalli otettiin käyttöön Etelä-",
    "Pohjanmaalla, ja lapsi- ja perhepalvelujen muutosohjelma jatkui lapsi-",
    "ja nuorisopalveluissa. Asukkaat pääsivät perhekeskukseen linja-",
    "autolla, kertoi muutosagentti kunnille vuonna 2018 LAPE-",
    "hankkeen päättyessä. Perhekes-",
    "kus on auki.",
)
REPORT = pdf(
    [(56, 780, 11, "Perhekeskus avattiin vuonna 2018.")],
    info={"Title": "Tiedoston oma nimi", "Author": "Tiedoston tekijä", "CreationDate": "D:20180516"},
)
