"""Source files changed in every way, through `load`: none may end it, and the sound files beside them are always read.

    PYTHONPATH=tests python -m benchmarks.attacks.sources --files 10000
    PYTHONPATH=tests python -m benchmarks.attacks.sources --growth

Small sound files of each format are made here, and changed: bits turned, stretches taken out, doubled, swapped or made
up, tokens put in that have harmed readers, members of archives changed inside. They lie in folders of some hundreds
with a sound file first and last. The exit status is 1 when a load ended in an error or a sound file was not read.
`--growth` measures instead how the time to read a text grows with its length.
"""

import argparse
import copy
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from docx import Document
from lxml import etree
from PIL import Image

from lape_qa.documents.extraction import answered
from lape_qa.documents.loading import load
from lape_qa.documents.sandbox.confinement import Limits
from lape_qa.documents.sandbox.messages import Place, Request
from lape_qa.documents.sandbox.pool import Sandbox
from support.sources import (
    OBJECT,
    WEB_PAGE,
    WRAPPED,
    chart,
    column,
    docx,
    epub,
    msg,
    opendocument,
    opendocument_chart,
    pdf,
    pptx_with_chart,
    shape,
    sheet_rows,
    with_charts,
    xlsx,
    xlsx_with_chart,
)

_BATCH = 250
_GOOD = ("0-hyva.md", "zzzz-hyva.txt")
_GOOD_TEXT = "Kajaanin perhekeskus avattiin vuonna 2018."
_MATTER = """---
title: "Perhekeskukset: Lapin malli"
publisher: THL
author: Maija Meikäläinen
published: 2019-03-20
region: Lappi
language: fi
url: "https://example.fi/a"
rights: CC BY 4.0
digest: true
---
"""
_TEXT = (
    "## Palvelut\n\nLapissa avattiin vuonna 2018 kolme perhekeskusta. Neuvola palvelee arkisin.\n\n- Kahvila\n- Kerho\n"
    "\n| Kunta | Perheitä |\n| --- | --- |\n| Inari | 12 |\n| Nokia | 7 |\n"
)
_SECONDS = 20
"""For one file; what takes longer is told as slow."""


def _markdown(_number: int) -> bytes:
    return (_MATTER + _TEXT).encode()


def _pdf(number: int) -> bytes:
    table = [*column("Kunta", "Inari", "Nokia", top=700), *column("Vuosi", "2018", "2019", top=700, left=200)]
    pages = (WRAPPED, column("Toinen sivu.", "- Kohta"), table)
    return pdf(*pages, info={"Title": "Raportti"}, labels="0 << /S /r >>", rotate=90, turned=number % 2)


def _docx(_number: int) -> bytes:
    opened = Document()
    opened.add_heading("Perhekeskukset Lapissa", 1)
    opened.add_paragraph("Lapissa avattiin vuonna 2018 kolme perhekeskusta.")
    opened.add_paragraph("Neuvola palvelee arkisin.", style="List Bullet")
    table = opened.add_table(2, 3)
    for number, word in enumerate("Kunta Vuosi Kävijöitä Kittilä 2018 1200".split()):
        table.rows[number // 3].cells[number % 3].text = word
    return docx(with_charts(opened, chart("Perheet", "Kunta")))


def _xlsx(_number: int) -> bytes:
    rows = sheet_rows("Perheet kunnittain", "Kunta|Vuosi|Perheitä", "Kittilä|2018|1200", "", "Inari|2019|800")
    merged = (
        '<cols><col min="9" max="9" hidden="1"/></cols>' + rows + '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
    )
    styles = '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>'
    sheets = {"Perheet": merged, "Muut": sheet_rows("Puhelin|08 123")}
    return xlsx_with_chart(xlsx(sheets, texts="<si><t>a</t></si>", styles=styles), chart("Perheet", "Kunta"))


def _pptx(_number: int) -> bytes:
    body = shape("Kittilään avattiin perhekeskus.", "Neuvola palvelee arkisin.", placeholder="body")
    cells = "".join(f"<a:tc><p:txBody><a:p><a:r><a:t>{word}</a:t></a:r></a:p></p:txBody></a:tc>" for word in "ABC")
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    noted = {2: shape("Kerro Kittilästä.")}
    return pptx_with_chart(chart("Perheet"), table, shape("Lappi", placeholder="title") + body, notes=noted)


def _odt(_number: int) -> bytes:
    styles = '<style:style style:name="u" style:family="text"><style:text-properties style:text-position="super 58%"/>'
    styles += '</style:style><text:list-style style:name="L"><text:list-level-style-number text:level="1"/>'
    body = (
        "<text:h>Lappi</text:h><text:p>Kittilään avattiin<text:span text:style-name='u'>1</text:span> perhekeskus."
        "<text:note><text:note-body><text:p>Elokuussa.</text:p></text:note-body></text:note></text:p><text:list "
        "text:style-name='L'><text:list-item><text:p>Neuvola</text:p></text:list-item></text:list>"
    )
    files = opendocument_chart("Perheet", "Kunta")
    return opendocument("text", f"{body}{_ods_table(2)}{OBJECT}", styles=f"{styles}</text:list-style>", files=files)


def _ods_table(wide: int) -> str:
    row = "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in ("Kunta", "Vuosi"))
    across = f"<table:table-cell table:number-columns-spanned='{wide}' table:number-rows-spanned='2'/>"
    rows = f"<table:table-row>{row}</table:table-row><table:table-row>{across}</table:table-row>"
    return f"<table:table table:name='A'>{rows}<table:table-row table:number-rows-repeated='3'/>{rows}</table:table>"


def _odp(_number: int) -> bytes:
    box = "<draw:frame presentation:class='title'><draw:text-box><text:p>Lappi</text:p></draw:text-box></draw:frame>"
    notes = f"<presentation:notes>{box}</presentation:notes>"
    page = f"<draw:page>{box}<draw:g><draw:custom-shape><text:p>Kerho</text:p></draw:custom-shape></draw:g>{notes}"
    return opendocument("presentation", f"{page}</draw:page>")


def _rtf(_number: int) -> bytes:
    table = (
        r"\trowd\clvmgf\cellx900\cellx1900\pard\intbl Kunta\cell Perheit\'e4\cell\row\intbl Inari\cell 12\cell\row\pard"
    )
    text = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}}{\stylesheet{\s1\outlinelevel0 heading 1;}}"
        r"{\info{\title Lappi}{\revtim\yr2018\mo5\dy5}}\pard\s1 Lappi\par"
        r"\pard Avattiin 2018{\super 1}{\footnote Elokuussa.}\u228\'e4{\v piilo}\par{\listtext 1.\tab}Neuvola\par"
        r"{\pict 89504e47}" + table + "}"
    )
    return text.encode("ascii")


def _eml(_number: int) -> bytes:
    page = f"Content-Type: text/html; charset=utf-8\n\n{WEB_PAGE}"
    file = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\nx"
    parts = "".join(f"--x\n{part}\n" for part in ("Content-Type: text/plain\n\nKerho alkaa.\n> Vanha", page, file))
    head = "Subject: =?utf-8?q?Kerho_=C3=A4?=\nDate: Mon, 5 Mar 2018 10:00:00 +0200\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: multipart/mixed; boundary=x\n\n{parts}--x--\n".encode()


def _msg(_number: int) -> bytes:
    return msg(
        {
            "__properties_version1.0": bytes(32) + bytes.fromhex("40003900" + "06000000" + "0000d1a2c3b4d301"),
            "__substg1.0_0037001F": "Kerho".encode("utf-16-le"),
            "__substg1.0_1000001E": b"Kerho alkaa.",
            "__attach_version1.0_#00000000/__substg1.0_3707001F": "a.pdf".encode("utf-16-le"),
        }
    )


def _zip(number: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"kansio/raportti-{number}.txt", _TEXT)
        archive.writestr(f"kansio/raportti-{number}.meta.yaml", _sidecar(number))
        archive.writestr(f"sivu-{number}.html", WEB_PAGE)
    return file.getvalue()


def _image(kind: str) -> Callable[[int], bytes]:
    """Return what makes pictures of a kind, in the ways that it has of storing dots."""

    def make(number: int) -> bytes:
        mode = ("L", "RGB", "RGBA", "P", "1")[number % 5]
        shown = Image.radial_gradient("L").resize((40, 30)).convert(mode if kind != "JPEG" or number % 5 < 2 else "L")
        file = io.BytesIO()
        shown.save(file, kind, **({"save_all": True, "append_images": [shown]} if kind == "TIFF" else {}))
        return file.getvalue()

    return make


def _recognised(_page: bytes) -> str:
    return "Perhekahvila."


def _sidecar(_number: int) -> bytes:
    return "\n".join(_MATTER.splitlines()[1:-1]).encode()


@dataclass(frozen=True)
class Format:
    """A kind of file, and how sound ones look."""

    suffix: str
    sound: Callable[[int], bytes]
    inside: bool = False
    """Whether the files in it are changed too."""


FORMATS = {
    "md": Format(".md", _markdown),
    "txt": Format(".txt", lambda _number: _TEXT.encode()),
    "html": Format(".html", lambda _number: WEB_PAGE.encode()),
    "pdf": Format(".pdf", _pdf),
    "docx": Format(".docx", _docx, inside=True),
    "xlsx": Format(".xlsx", _xlsx, inside=True),
    "pptx": Format(".pptx", _pptx, inside=True),
    "odt": Format(".odt", _odt, inside=True),
    "ods": Format(".ods", lambda _number: opendocument("spreadsheet", _ods_table(2)), inside=True),
    "odp": Format(".odp", _odp, inside=True),
    "rtf": Format(".rtf", _rtf),
    "eml": Format(".eml", _eml),
    "msg": Format(".msg", _msg),
    "epub": Format(".epub", lambda _number: epub("<h1>Lappi</h1><p>Kerho.</p>", WEB_PAGE), inside=True),
    "zip": Format(".zip", _zip, inside=True),
    "yaml": Format(".meta.yaml", _sidecar),
    "png": Format(".png", _image("PNG")),
    "jpg": Format(".jpg", _image("JPEG")),
    "tif": Format(".tif", _image("TIFF")),
    "webp": Format(".webp", _image("WEBP")),
}

_KEPT_MARKUP = 0.6
"""Share of changes inside an archive that leave XML that parses."""
VALUES = [
    "",
    "0",
    "-1",
    "1",
    "7",
    "99999999",
    "1048576",
    "1e309",
    "nan",
    "true",
    "A1:XFD1048576",
    "../../a",
    "perhe",
    "1.",
]
VALUES += ["\u202e", "0.0%;[Red]", "d.m.yyyy h:mm", "20. 1.", "x" * 9000, "²³", "٣"]

# ---- changes -------------------------------------------------------------------------------------------

TOKENS = [
    *("\\ud800", "\\e[2J", "\u202e", "&a ", "*a", "<<: *a\n", "!!python/object:os.system ", "? ", "|\n", ": "),
    *("0x" + "F" * 9000, ":59" * 5000, "-" * 5000, "[" * 5000, "{" * 5000, "\n---\n", "---", "\t", "%YAML 9.9\n"),
    *("<!-- " * 900, "<!-- x -->" * 900, "<div>" * 5000, "<table><tr><td>" * 900, "<![CDATA[", "]]>", "<html"),
    *('<meta charset="hex">', '<meta charset="utf-7">', "&#x110000;", "&" * 5000, "<p/>" * 3000, "<!DOCTYPE a ["),
    *('<!ENTITY a "aaaaaaaaaa">', "&a;", "stream\n", "endobj\n", "/Kids [3 0 R]", "/Count 99999999", "/Length -1"),
    *("4294967295", "-1", "99999999999999999999", "../../", "C:\\", "PK\x03\x04", "PK\x05\x06", "<w:p>" * 3000),
    *("\0", "'", '"', "%PDF-", "R R R", "w:val=''", "perhe-" * 3000, "perhe" * 3000),
]


def changed(content: bytes, rng: random.Random) -> bytes:
    """Return a content changed one to four times."""
    for _ in range(rng.randint(1, 4)):
        content = _change(content, rng)
    return content


def _change(content: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(content))
    end = min(len(content), start + int(rng.expovariate(1 / 30)))
    stretch = content[start:end]
    match rng.randrange(8):
        case 0:
            bits = bytearray(content)
            for _ in range(rng.randint(1, 20) if bits else 0):
                bits[rng.randrange(len(bits))] ^= 1 << rng.randrange(8)
            return bytes(bits)
        case 1:
            return content[:start] + content[end:]
        case 2:
            return content[:start] + rng.randbytes(rng.randint(1, 60)) + content[end:]
        case 3:
            return content[:end] + stretch * rng.choice((1, 10, 500)) + content[end:]
        case 4:
            return content[:start]
        case 5:
            other = rng.randint(0, len(content))
            return content[:start] + content[other : other + 40] + content[end:]
        case _:
            return content[:start] + rng.choice(TOKENS).encode("utf-8", "surrogatepass") + content[start:]


def changed_inside(content: bytes, rng: random.Random) -> bytes:
    """Return an archive, one file of which or its name is changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = rng.choice(names)
        for name in names:
            inner = old.read(name)
            if name == chosen and rng.random() < 0.1:
                # zipfile ends a name at NUL, and takes none that is empty.
                name = changed(name.encode(), rng)[:9000].decode("latin-1").partition("\0")[0] or "x"  # noqa: PLW2901
            elif name == chosen:
                inner = changed_markup(inner, rng) if rng.random() < _KEPT_MARKUP else changed(inner, rng)
            new.writestr(name, inner)
    return file.getvalue()


def changed_markup(content: bytes, rng: random.Random) -> bytes:
    """Return XML that still parses, with elements taken out, doubled or moved, and words and values changed."""
    try:
        root = etree.fromstring(content)
    except etree.XMLSyntaxError:
        return changed(content, rng)
    for _ in range(rng.randint(1, 4)):
        elements = list(root.iter(etree.Element))
        element, other = rng.choice(elements), rng.choice(elements)
        parent = element.getparent()
        value = rng.choice(VALUES)
        match rng.randrange(6):
            case 0 if parent is not None:
                parent.remove(element)
            case 1 if parent is not None:
                parent.insert(0, copy.deepcopy(element))
            case 2 if parent is not None and element not in other.iterancestors() and element is not other:
                other.append(element)
            case 3 if element.attrib:
                element.set(rng.choice(list(element.attrib)), value)
            case 4:
                element.text = value
            case _:
                element.tag, other.tag = other.tag, element.tag
    return bytes(etree.tostring(root))


def files(format_name: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of changed files of a format; of a sidecar, the file that it belongs to as well."""
    kind = FORMATS[format_name]
    for number in range(count):
        sound = kind.sound(number)
        rng = random.Random(f"{seed} {format_name} {number}")
        inside = kind.inside and rng.random() < 0.7
        yield f"{number:06}{kind.suffix}", changed_inside(sound, rng) if inside else changed(sound, rng)
        if format_name == "yaml":
            yield f"{number:06}.txt", _TEXT.encode()


# ---- trying --------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What became of the files of a format."""

    read: int = 0
    skipped: int = 0
    seconds: float = 0.0
    failures: tuple[str, ...] = ()
    """Loads that ended in an error, or read a sound file otherwise."""
    reasons: Counter[str] = field(default_factory=Counter)


def tried(format_name: str, count: int, seed: int) -> Outcome:
    """Load changed files of a format, some hundreds at once."""
    outcome = Outcome()
    made = files(format_name, count, seed)
    for start in range(0, count, _BATCH):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            for _ in range(min(_BATCH, count - start)):
                name, content = next(made)
                (folder / name).write_bytes(content)
                if format_name == "yaml":
                    name, content = next(made)
                    (folder / name).write_bytes(content)
            _try(folder, f"{format_name} {start}", outcome)
    return outcome


def _try(folder: Path, name: str, outcome: Outcome) -> None:
    for good in _GOOD:
        (folder / good).write_text(_GOOD_TEXT, encoding="utf-8")
    began = time.perf_counter()
    with ThreadPoolExecutor(1) as thread:
        loading = thread.submit(load, [folder], Sandbox(Limits(seconds=_SECONDS)), _recognised)
        # The very thing that is looked for: anything that ends a load.
        error = loading.exception()
    outcome.seconds += time.perf_counter() - began
    if error:
        outcome.failures += (f"{name}: {type(error).__name__}: {error}",)
        return
    found = loading.result()
    texts = {document.id: document.text for document in found.documents}
    if {texts.pop(Path(good).stem, "") for good in _GOOD} != {_GOOD_TEXT}:
        outcome.failures += (f"{name}: a sound file was not read",)
    outcome.read += len(texts)
    outcome.skipped += len(found.skipped)
    outcome.reasons.update(_kind(skipped.reason) for skipped in found.skipped)


def _kind(reason: str) -> str:
    """Return a reason without what differs from file to file."""
    kinds = ("ended the process", "took longer", "needs more than", "cannot be read (", "gave a senseless", "damaged")
    return next((kind for kind in kinds if kind in reason), "refused")


# ---- growth --------------------------------------------------------------------------------------------

TEXTS: dict[str, tuple[str, Callable[[int], str]]] = {
    "text": (".txt", lambda size: "Perhekeskus avattiin.\n" * (size // 22)),
    "text without line ends": (".txt", lambda size: "x" * size),
    "Markdown, comments": (".md", lambda size: "<!-- x -->\n" * (size // 11)),
    "Markdown, open front matter": (".md", lambda size: "---\n" + "--- x\n" * (size // 6)),
    "Markdown, blanks behind front matter": (".md", lambda size: "---\ntitle: a\n---\n" + " " * size),
    "HTML, comments": (".html", lambda size: "<!-- -->" * (size // 8) + "<html><body><p>Kainuu"),
    "HTML, comments inside": (".html", lambda size: f"<html><body><p>Kainuu{'<!-- -->' * (size // 8)}"),
    "HTML, paragraphs": (".html", lambda size: f"<html><body>{'<p>Perhekeskus avattiin.</p>' * (size // 28)}"),
    "HTML, one paragraph": (".html", lambda size: f"<html><body><p>{'Perhekeskus avattiin. ' * (size // 22)}"),
    "HTML, list": (".html", lambda size: f"<html><body><ul>{'<li>Kerho avattiin</li>' * (size // 23)}</ul>"),
    "HTML, table": (
        ".html",
        lambda size: f"<html><body><table>{'<tr><td>Inari<td>2018<td>80</tr>' * (size // 32)}</table>",
    ),
    "HTML, breaks": (".html", lambda size: f"<html><body><p>{'Kerho<br>' * (size // 9)}"),
}
SIZES = (1, 2, 4, 8)


def growth(names: Sequence[str], sizes: Sequence[float]) -> Iterator[tuple[str, list[float]]]:
    """Yield the seconds of the processor that reading texts of so many megabytes takes."""
    for name in names:
        suffix, make = TEXTS[name]
        yield name, [_seconds(suffix, make(int(size * 2**20))) for size in sizes]


def _seconds(suffix: str, text: str) -> float:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"a{suffix}"
        path.write_text(text, encoding="utf-8")
        began = time.process_time()
        answered(Request(Place(str(path)), suffix))
        return time.process_time() - began


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000, help="of each format")
    parser.add_argument("--formats", nargs="*", choices=list(FORMATS), default=list(FORMATS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--growth", action="store_true")
    options = parser.parse_args()
    if options.growth:
        print(f"{'seconds for':40}" + "".join(f"{size:>7} MB" for size in SIZES))
        for name, seconds in growth(list(TEXTS), SIZES):
            print(f"{name:40}" + "".join(f"{each:10.2f}" for each in seconds), flush=True)
        return 0
    failures: list[str] = []
    for name in options.formats:
        outcome = tried(name, options.files, options.seed)
        failures += outcome.failures
        kinds = ", ".join(f"{kind.strip(' (')} {count}" for kind, count in outcome.reasons.most_common())
        print(
            f"{name:5} {options.files} files: {outcome.read} documents read, {outcome.skipped} lines ({kinds}); "
            f"{len(outcome.failures)} failures; {outcome.seconds:.0f} s",
            flush=True,
        )
    own, reading = (
        resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"this process took {own} MB at most, one that reads {reading} MB")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
