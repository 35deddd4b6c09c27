"""What the commands print: answers, hits, tables and progress."""

import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from lape_qa.answer import verification
from lape_qa.answer.model import Answer as AnswerFound
from lape_qa.answer.model import Guidance, Kind, NoAnswer
from lape_qa.answer.plain_text import copies, further, grouped, marked, place_name, reference, remarks, source_words
from lape_qa.assistant import Reply
from lape_qa.contract import Answer
from lape_qa.counting import counted
from lape_qa.documents.blocks import blocks
from lape_qa.documents.loading import Loaded
from lape_qa.documents.model import Document
from lape_qa.errors import StorageError
from lape_qa.index.model import Built, Hit, Listed, Manifest
from lape_qa.index.model import Progress as Report
from lape_qa.index.store import Erased
from lape_qa.language.model import Language
from lape_qa.language.packs import PACKS

# C0 and C1 but the tab and the line's end, the marks that turn the direction of writing, and what ends lines elsewhere.
_SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


class CleanConsole(Console):
    """A console on which no text moves the cursor, colours what follows or turns it round: sources hold what they like.

    What does so is shown as `�`; styles, which the program itself gives, stay.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return what is to be written, its text cleaned."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=cleaned(segment.text))


def cleaned(text: str) -> str:
    """Return a text without the signs that a terminal would obey."""
    return _SIGNS.sub("\N{REPLACEMENT CHARACTER}", text)


def size(manifest: Manifest) -> str:
    """Return how much a generation holds."""
    return f"{counted(manifest.documents, 'document')}, {counted(manifest.passages, 'passage')}"


def as_json(value: object, indent: int | None = None) -> str:
    """Return JSON as it may stand on a terminal: the same value, with such signs written as `\\u009b`."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _SIGNS.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


out = CleanConsole(highlight=False)
err = CleanConsole(stderr=True, highlight=False)

IndexOption = Annotated[
    Path | None,
    typer.Option("--index", help="Index folder; LAPE_QA_STORE or LAPE_QA_INDEX by default.", show_default=False),
]
SourcePaths = Annotated[
    list[Path] | None,
    typer.Argument(help="Files, folders and ZIP archives; the corpus by default.", show_default=False),
]
Ocr = Annotated[bool, typer.Option("--ocr", help="Recognise text in pictures of pages; Tesseract must be installed.")]
NoReader = Annotated[bool, typer.Option("--no-reader", help="From retrieval alone, for comparison.")]
JsonOut = Annotated[Path | None, typer.Option("--json", help="Write all measures to this file.", show_default=False)]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]

_BECOME: dict[verification.VersionNow, str] = {
    "same": "",
    "changed": "the document has changed",
    "renamed": "the document has another id now",
    "removed": "the document is no longer among the sources",
    "unknown": "the document is unknown",
}
_HELD = {
    True: "the quote stood in the version that is cited",
    False: "the quote did not stand so in the version that is cited",
    None: "the version that is cited is not kept",
}
_NAMES_SHOWN = 10


SECONDS_BETWEEN = 10.0
"""Between the lines that say how far a work is where no bar can be drawn."""


class ProgressLines:
    """Says how far a work is with a line on standard error now and then, for logs and pipes; nothing of a short one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._said = clock()
        self._before: dict[str, tuple[float, int]] = {}

    def __call__(self, work: str, done: int, total: int) -> None:
        """Say it, if it is time to, with how long the rest will take at the pace since it was said before."""
        now = self._clock()
        since, already = self._before.setdefault(work, (now, done))
        if now - self._said >= SECONDS_BETWEEN:
            self._said = now
            self._before[work] = now, done
            rest = (now - since) / (done - already) * (total - done) if done > already else None
            left = f", {_duration(rest)} left" if rest else ""
            err.print(Text(f"{work}: {done} of {total}{left}"), soft_wrap=True)


def _duration(seconds: float) -> str:
    """Return about how long that is, in words."""
    for length, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= 2 * length:
            return f"about {counted(round(seconds / length), unit)}"
    return f"about {counted(max(1, round(seconds)), 'second')}"


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """Say what is waited for: at once on a terminal, elsewhere in a line if it takes long."""
    if err.is_terminal:
        with err.status(text):
            yield
        return
    late = threading.Timer(SECONDS_BETWEEN, lambda: err.print(Text(text), soft_wrap=True))
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()


@contextmanager
def progress() -> Iterator[Report]:
    """A progress bar on standard error for each kind of work reported; lines now and then where it is no terminal."""
    if not err.is_terminal:
        yield ProgressLines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def report(work: str, done: int, total: int) -> None:
            if work not in tasks:
                tasks[work] = bar.add_task(work, total=total)
            bar.update(tasks[work], completed=done)

        yield report


def steps(progress: Report, work: str, count: int) -> Callable[[], None]:
    """Return what reports, each time it is called, that one more of a work's steps is done."""
    done = itertools.count(1)
    return lambda: progress(work, next(done), count)


def write_json(file: Path, value: object) -> None:
    """Write a value to a file as JSON; StorageError when the disk refuses."""
    write(file, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write(file: Path, text: str) -> None:
    """Write a text to a file; StorageError when the disk refuses."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {file}: {error.strerror}") from error


def print_json(value: object) -> None:
    """Print a value for other programs."""
    print(as_json(value, indent=1))


def show_generations(listed: Sequence[Listed], as_json: bool) -> None:
    """Show the generations of an index that are kept."""
    if as_json:
        print_json(
            [
                {"generation": row.name, "current": row.current}
                | ({"readable": True, **_sizes(row.manifest)} if row.manifest else {"readable": False})
                for row in listed
            ]
        )
        return
    for row in listed:
        m = row.manifest
        known = f"{m.created}  {size(m)}, {m.model}" if m else "cannot be read"
        out.print(Text(f"{'→' if row.current else ' '} {row.name}  {known}"), soft_wrap=True)


def _sizes(manifest: Manifest) -> dict[str, Any]:
    names = ("documents", "passages", "sentences", "model", "created")
    return {name: getattr(manifest, name) for name in names}


def show_manifest(manifest: Manifest, as_json: bool) -> None:
    """Show what a generation holds."""
    if as_json:
        print_json({"generation": manifest.generation, **_sizes(manifest)})
    else:
        out.print(f"{size(manifest)}, generation {manifest.generation}")


def show_built(built: Built, skipped: Sequence[tuple[str, str]], as_json: bool) -> None:
    """Show what a build changed, and what it skipped."""
    changes = built.changes
    if as_json:
        print_json(
            {
                "generation": built.manifest.generation,
                **_sizes(built.manifest),
                "added": list(changes.added),
                "changed": list(changes.changed),
                "renamed": [{"from": old, "to": new} for old, new in changes.renamed],
                "removed": list(changes.removed),
                "unchanged": changes.unchanged,
                "skipped": [{"file": file, "reason": reason} for file, reason in skipped],
                "encoded": built.encoded,
            }
        )
        return
    show_manifest(built.manifest, as_json=False)
    out.print(
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.renamed)} renamed, "
        f"{len(changes.removed)} removed, {changes.unchanged} unchanged, {len(skipped)} skipped; "
        f"{counted(built.encoded, 'text')} encoded",
        soft_wrap=True,
    )
    renamed = [f"{old} → {new}" for old, new in changes.renamed]
    kinds = (("added", changes.added), ("changed", changes.changed), ("renamed", renamed), ("removed", changes.removed))
    for kind, names in kinds:
        if names:
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            out.print(Text(f"{kind}: {', '.join(names[:_NAMES_SHOWN])}{more}"), soft_wrap=True)


def show_encoded(encoded: int, read: Loaded, as_json: bool) -> None:
    """Show how many texts were encoded beforehand, and what was skipped of the sources."""
    if as_json:
        skipped = [{"file": file.path, "reason": file.reason} for file in read.skipped]
        print_json({"documents": len(read.documents), "encoded": encoded, "skipped": skipped})
        return
    out.print(
        f"{counted(len(read.documents), 'document')}, {len(read.skipped)} skipped; {counted(encoded, 'text')} encoded: "
        "`lape-qa index` now takes all vectors from its cache",
        soft_wrap=True,
    )


def show_erased(identifier: str, erased: Erased, as_json: bool) -> None:
    """Show what was erased with a document, and which documents with the same text stay."""
    if as_json:
        print_json(
            {
                "erased": identifier,
                "versions": erased.versions,
                "generations": list(erased.generations),
                "copies": list(erased.copies),
                "generation": erased.manifest.generation,
                **_sizes(erased.manifest),
            }
        )
        return
    show_manifest(erased.manifest, as_json=False)
    counts = f"{counted(erased.versions, 'version')}, {counted(len(erased.generations), 'earlier generation')}"
    out.print(Text(f"erased: {identifier}, with {counts}"), soft_wrap=True)
    if erased.copies:
        out.print(Text(f"the same text stays as: {', '.join(erased.copies)}"), soft_wrap=True)


def print_answer(reply: Reply, documents: Mapping[str, Document]) -> None:
    """Print the answer JSON of a reply."""
    print_json(Answer.of(reply, documents).model_dump())


def print_answer_line(reply: Reply, documents: Mapping[str, Document]) -> None:
    """Print the answer JSON of a reply on one line, at once."""
    print(as_json(Answer.of(reply, documents).model_dump()), flush=True)


def show_reply(reply: Reply, documents: Mapping[str, Document]) -> None:
    """Show an answer with its sources, or the nearest passages."""
    language = reply.query.language
    if reply.query.meant != reply.query.text:
        out.print(Text(f"{PACKS[language].read_as}: {reply.query.meant}"))
    if isinstance(reply.outcome, Guidance):
        out.print(Text(reply.outcome.text))
        for question in reply.outcome.questions:
            out.print(Text(f"– {question}"))
        return
    if isinstance(reply.outcome, NoAnswer):
        out.print(Text(reply.outcome.text or PACKS[language].not_found))
        if reply.outcome.nearest:
            out.print(f"\n{PACKS[language].nearest}")
            for hit in reply.outcome.nearest:
                out.print(Text(f"\n{_source(hit, documents, language)}", style="bold"), soft_wrap=True)
                out.print(Text(readable(hit.passage.text)))
        return
    _show_answer(reply.outcome, language)


def _show_answer(answer: AnswerFound, language: Language) -> None:
    for remark in remarks(answer, language):
        out.print(Text(f"{remark}\n", style="italic"))
    bullet = "– " if answer.kind is Kind.LIST and len(answer.sentences) > 1 else ""
    for number, (title, sentences) in enumerate(grouped(answer)):
        if title:
            out.print(Text(f"\n{title}" if number else title, style="bold"))
        for sentence in sentences:
            out.print(Text(bullet + marked(sentence, language)))
    if more := further(answer, language):
        out.print(Text(f"\n{more}", style="italic"))
    out.print(f"\n{PACKS[language].sources}")
    numbers: dict[str, str] = {}
    for citation in answer.citations:
        place = place_name(citation.document, citation.start, language)
        named = reference(citation.document, place, citation.document.url, language)
        beside = source_words(answer, citation) + copies(citation, language)
        numbers[named + beside] = f"{numbers.get(named + beside, '')}[{citation.number}]"
    # Quotes of one source, and of one page of it, share its line.
    for said, which in numbers.items():
        out.print(Text(f"{which} {said}"), soft_wrap=True)


def show_hits(hits: list[Hit] | tuple[Hit, ...], documents: Mapping[str, Document], language: Language) -> None:
    """Show passages in their order, each with its score."""
    for rank, hit in enumerate(hits, start=1):
        out.print(Text(f"{rank}. {_source(hit, documents, language)}  ({hit.score:.3f})", style="bold"))
        out.print(Text(readable(hit.passage.text)))


def _source(hit: Hit, documents: Mapping[str, Document], language: Language) -> str:
    document = documents[hit.passage.document_id]
    return reference(document, place_name(document, hit.passage.start, language), document.url, language)


def readable(text: str) -> str:
    """Return a passage without the marks of its headings."""
    pieces, at = [], 0
    for block in blocks(text):
        if block.kind == "heading" and block.mark:
            pieces += [text[at : block.start], text[block.words.start : block.words.end]]
            at = block.end
    return "".join([*pieces, text[at:]])


def show_measures(measures: dict[str, Any]) -> None:
    """Show the measures of a question set, overall and by language."""
    table = Table(Column("measure", no_wrap=True), "all", "95 % interval", *measures["by_lang"])
    for name in [name for name, value in measures.items() if not isinstance(value, dict)]:
        shown = interval(measures["intervals"].get(name))
        by_language = (number(part[name]) if name in part else "" for part in measures["by_lang"].values())
        table.add_row(name, number(measures[name]), shown, *by_language)
    out.print(table)


def show_passed(measures: dict[str, Any]) -> None:
    """Show how many first questions pass, by kind, by language and in all, and which of `dev` do not, with the reason.

    Which of `test` fail is not for looking at while answers are made better.
    """
    table = Table(Column("questions", no_wrap=True), "pass", "of", "share", "to the point", "median words")
    for name, part in {**measures["by_kind"], **measures["by_lang"], "all": measures}.items():
        counts = (str(part["passed"]), str(part["questions"]))
        table.add_row(name, *counts, *(number(part[key]) for key in ("pass", "quote_precision", "words_median")))
    out.print(table)
    for identifier, row in measures["questions_detail"].items():
        if row["split"] == "dev" and not row["passed"]:
            said = f"{identifier}  {row['kind']}  {row['question']}  ({'; '.join(row['failures'])})"
            out.print(Text(said), soft_wrap=True)


def verdict(check: verification.Check) -> str:
    """Return what became of a quote, in words."""
    remarks = [
        _BECOME[check.version],
        _HELD[check.held] if check.version != "same" else "",
        "not at its place" if check.moved else "",
        "white space or typography differs" if check.document and not check.verbatim else "",
        "" if check.carries else "a sentence that cites it is not carried by it",
        f"told otherwise than it is: {' and '.join(check.differs)}" if check.differs else "",
    ]
    where = f" in {check.document} at {check.start}" if check.document else ""
    said = ", ".join(filter(None, remarks))
    return f"{check.verdict}{where}" + (f" ({said})" if said else "")


def interval(interval: tuple[float, float] | None) -> str:
    """Return an interval as it is shown; nothing for none."""
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""


def number(value: float | int | None) -> str:
    """Return a measure as it is shown."""
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
