"""The command line: `lape-qa …`."""

import json
import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import anyio
import typer
import typer.core
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table
from rich.text import Text

from lape_qa import corpus, evidence, passages, service_commands, storage, watching
from lape_qa.assistant import Assistant, Reply
from lape_qa.doctor import examine
from lape_qa.encoder import Encoder, SentenceTransformerEncoder
from lape_qa.errors import DocumentError, IndexUnavailable, LapeQAError, StorageError, UsageError
from lape_qa.evaluation import additions
from lape_qa.evaluation.interview import Desk, complete
from lape_qa.evaluation.questions import Case, Evidence, read_cases
from lape_qa.indexing import Progress as Report
from lape_qa.llm import LlmServer
from lape_qa.rendering import (
    NOT_FOUND,
    READ_AS,
    SOURCES,
    hits_json,
    marked,
    page_name,
    reference,
    reply_json,
    source_words,
)
from lape_qa.serving import IndexWatcher
from lape_qa.settings import Settings, load_settings
from lape_qa.types import Answer, Document, Filters, Hit, Language, Manifest

if TYPE_CHECKING:
    from fastapi import FastAPI


class _Commands(typer.core.TyperGroup):
    """The commands; `eval add` is one of its own, beside `eval QUESTIONS`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Read the two words `eval add` as one name: a question set of the name `add` is `./add`."""
        return super().resolve_command(ctx, ["eval add", *args[2:]] if args[:2] == ["eval", "add"] else args)


app = typer.Typer(
    cls=_Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Ask questions about the results of LAPE and get sentences quoted word for word from the sources.",
)
app.add_typer(service_commands.keys, name="keys")
app.add_typer(service_commands.feedback, name="feedback")
app.command("unanswered")(service_commands.unanswered)
_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)
_INTERRUPTED = 130

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Index folder; LAPE_QA_INDEX by default.", show_default=False)
]
JsonOut = Annotated[Path | None, typer.Option("--json", help="Write all measures to this file.", show_default=False)]
Region = Annotated[str, typer.Option(help="Only sources of this region.", show_default=False)]
Publisher = Annotated[str, typer.Option(help="Only sources of this publisher.", show_default=False)]
SourceLanguage = Annotated[str, typer.Option("--language", help="Only sources in this language.", show_default=False)]
FromYear = Annotated[int | None, typer.Option(help="Only sources of this year or later.", show_default=False)]
ToYear = Annotated[int | None, typer.Option(help="Only sources of this year or earlier.", show_default=False)]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for other programs.")]


def main() -> None:
    """Run the command line; an expected error is one line on standard error and exit status 2."""
    try:
        status = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except LapeQAError as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message().rstrip('.')}; see `lape-qa --help`")
    if status == _INTERRUPTED:
        _err.print("lape-qa: interrupted; what was in use before still is", soft_wrap=True)
    sys.exit(status)


def _fail(message: str) -> NoReturn:
    _err.print(Text(f"lape-qa: {' '.join(message.split())}"), soft_wrap=True)
    sys.exit(2)


# ---- commands ------------------------------------------------------------------------------------------


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, folders and ZIP archives; the corpus by default.", show_default=False),
    ] = None,
    index: IndexOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index again whenever a file changes.")] = False,
    show: Annotated[bool, typer.Option("--list", help="Show the generations that are kept instead.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Put the generation before the one in use into use instead.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Build the index of a corpus and put it into use; does nothing when it is up to date."""
    if show + rollback + watch > 1 or (paths and (show or rollback)) or (as_json and watch):
        raise UsageError("--list and --rollback go with no path, --watch with no --json, and only one of the three")
    settings = load_settings()
    folder = index or settings.index
    if show:
        _list(folder, as_json)
    elif rollback:
        _show_manifest(storage.rollback(folder, _encoder(settings)), as_json)
    elif watch:
        _watch(settings, paths or [settings.corpus], folder)
    else:
        built, skipped = _build(settings, paths or [settings.corpus], folder, _encoder(settings))
        _show_built(built, skipped, as_json)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in Finnish, Swedish or English.")],
    history: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question that this one may lean on; may be given again.", show_default=False),
    ] = None,
    region: Region = "",
    publisher: Publisher = "",
    language: SourceLanguage = "",
    from_year: FromYear = None,
    to_year: ToYear = None,
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer one question with quotes from the sources, or say that they do not answer it."""
    settings = load_settings()
    assistant = _assistant(settings, index, llm=settings.llm())
    filters = Filters(region, publisher, language, from_year, to_year)
    reply = anyio.run(assistant.worded, assistant.ask(question, history=history or (), filters=filters))
    if as_json:
        _print_json(reply_json(reply, assistant.generation.documents))
    else:
        _show_reply(reply, assistant.generation.documents)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question or search words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    region: Region = "",
    publisher: Publisher = "",
    language: SourceLanguage = "",
    from_year: FromYear = None,
    to_year: ToYear = None,
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show the passages that match best."""
    assistant = _assistant(load_settings(), index)
    analysed, hits = assistant.search(query, k, filters=Filters(region, publisher, language, from_year, to_year))
    if as_json:
        _print_json({"query": analysed.text, "language": analysed.language,
                     "hits": hits_json(hits, assistant.generation.documents)})  # fmt: skip
    else:
        _show_hits(hits, assistant.generation.documents, analysed.language)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default=False)] = None,
    index: IndexOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes to answer with.", show_default=False)] = None,
    everyone: Annotated[bool, typer.Option("--open", help="Let everyone who reaches it ask and read.")] = False,
) -> None:
    """Serve questions over HTTP; builds the index of the corpus first when there is none."""
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from lape_qa_api.connections import KEEP_ALIVE_SECONDS, PromptProtocol

    # What the command line says holds in every process.
    said = {"HOST": host, "PORT": port, "INDEX": index, "WORKERS": workers, "OPEN": everyone or None}
    os.environ.update({f"LAPE_QA_{name}": str(value) for name, value in said.items() if value is not None})
    settings = load_settings()
    _decided(settings)
    # A language model that is set by half is told now too.
    settings.llm()
    if not storage.Layout(settings.index).current.exists():
        # That nothing can be read is told now, not after the model is loaded.
        _readable([settings.corpus])
        if settings.workers > 1:
            _build(settings, [settings.corpus], settings.index, _encoder(settings))
    listener = _listen(settings.host, settings.port)
    address, real_port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    _err.print(f"LAPE-QA is at http://{shown}:{real_port}/ (stop with Ctrl-C)")
    config = uvicorn.Config(
        "lape_qa.cli:service",
        factory=True,
        workers=settings.workers,
        # Logs and proxies are the service's own business.
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        http=PromptProtocol,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(settings.timeout)),
    )
    if settings.workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
        return
    with tempfile.TemporaryDirectory(prefix="lape-qa-metrics-") as numbers:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = numbers
        Multiprocess(config, sockets=[listener]).run()


def service() -> "FastAPI":
    """Return the application as the settings say; every process of `serve` makes its own."""
    from lape_qa_api import Config, Serving, create_app
    from lape_qa_api.logs import configure

    settings = load_settings()
    llm = settings.llm()
    configure()
    tracer = None
    if settings.tracing:
        from lape_qa_api.tracing import Tracing

        tracer = Tracing()

    def load() -> IndexWatcher:
        encoder = _encoder(settings)
        if not storage.Layout(settings.index).current.exists():
            _build(settings, [settings.corpus], settings.index, encoder)
        return IndexWatcher(settings.index, encoder, llm)

    return create_app(Serving(load), Config.of(settings), tracer)


@app.command("eval")
def evaluate(
    questions: Annotated[
        Path | None, typer.Argument(help="Question set, JSON Lines; not with --compare.", show_default=False)
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Index these documents for this run only.", show_default=False)
    ] = None,
    index: IndexOption = None,
    split: Annotated[
        str | None, typer.Option(help="Only questions of this split: dev or test.", show_default=False)
    ] = None,
    json_out: JsonOut = None,
    report_out: Annotated[
        Path | None, typer.Option("--report", help="Write a page for reading to this file (HTML).", show_default=False)
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A.json B.json", help="Compare two runs written by --json instead.", show_default=False),
    ] = None,
) -> None:
    """Measure retrieval, answers and abstention on a question set, or compare two such runs."""
    if (questions is None) == (compare is None):
        raise UsageError("give either a question set to run or --compare A.json B.json")
    if compare:
        if corpus or index or split or report_out:
            raise UsageError("of the other options, only --json goes with --compare")
        _compare(*compare, json_out)
    elif questions:
        _evaluate(questions, corpus, index, split, json_out, report_out)


@app.command("eval add")
def add(
    questions: Annotated[Path, typer.Argument(help="Question set to add to, JSON Lines.")],
    question: Annotated[
        str | None, typer.Argument(help="The question, as it would be typed.", show_default=False)
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(help="Id of a document that answers it; again for each --quote.", show_default=False),
    ] = None,
    quote: Annotated[
        list[str] | None, typer.Option(help="What answers it there, word for word.", show_default=False)
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option(help="What a right answer must hold; may be given again.", show_default=False)
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="What kind of question it is; may be given again.", show_default=False)
    ] = None,
    unanswerable: Annotated[bool, typer.Option("--unanswerable", help="The sources do not answer it.")] = False,
    lang: Annotated[str | None, typer.Option(help="fi, sv or en; detected when not given.", show_default=False)] = None,
    split: Annotated[
        str | None, typer.Option(help="dev or test; the one with fewer questions when not given.", show_default=False)
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question that it leans on; may be given again.", show_default=False),
    ] = None,
    identifier: Annotated[
        str | None, typer.Option("--id", help="Its id; the next number when not given.", show_default=False)
    ] = None,
    feedback: Annotated[
        Path | None,
        typer.Option("--from-feedback", help="Take questions one by one from exported feedback.", show_default=False),
    ] = None,
    index: IndexOption = None,
) -> None:
    """Add a question to a set once everything about it is checked; what is missing is asked for."""
    documents, quotes = document or [], quote or []
    if len(documents) != len(quotes):
        raise UsageError("give one --document for each --quote")
    if quotes and unanswerable:
        raise UsageError("give --quote or --unanswerable, not both")
    draft = Case(
        id=identifier or "",
        question=question or "",
        lang=lang or "",
        answerable=not unanswerable,
        evidence=tuple(map(Evidence, documents, quotes)),
        answer=tuple(fact or ()),
        tags=tuple(tag or ()),
        split=split or "",
        history=tuple(history or ()),
    )
    if feedback is None:
        _add(questions, draft, index, unanswerable=unanswerable)
    elif draft != Case("", "", "", answerable=True, evidence=(), answer=(), tags=()):
        raise UsageError("of the other options, only --index goes with --from-feedback")
    else:
        _add_from_feedback(questions, feedback, index)


@app.command()
def benchmark(
    folder: Annotated[Path, typer.Argument(help="BEIR folder: corpus.jsonl, queries.jsonl and qrels/*.tsv.")],
    json_out: JsonOut = None,
) -> None:
    """Measure retrieval quality and speed on a BEIR folder; its index is kept for the next run."""
    from lape_qa.evaluation import beir, results
    from lape_qa.evaluation.benchmark import benchmark

    settings = load_settings()
    collection = beir.read(folder)
    encoder = _encoder(settings)
    with _progress() as progress:
        indexed = beir.open_indexed(collection.documents, encoder, settings.cache, progress)
    with _progress() as progress:
        count = len(collection.queries)
        done = iter(range(1, count + 1))
        measures = benchmark(collection, indexed.generation, encoder, lambda: progress("asking", next(done), count))
    result = {
        "documents": len(collection.documents),
        "model": indexed.generation.manifest.model,
        **measures,
        "index_seconds": indexed.seconds,
    }
    if json_out:
        _write(json_out, results.dumps(result))
    table = Table("measure", "value", "95 % interval")
    for name, value in result.items():
        if isinstance(value, int | float):
            table.add_row(name, f"{value:g}", _interval(measures["intervals"].get(name)))
    if indexed.seconds is None:
        table.add_row("index_seconds", "–", "built in several runs")
    _out.print(table)


@app.command()
def verify(
    answer: Annotated[Path, typer.Argument(help="An answer saved from `ask --json` or the service.")],
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Check a saved answer against the sources as they are now; exit status 1 when it does not stand."""
    folder = index or load_settings().index
    documents = storage.served_documents(folder)
    try:
        saved = json.loads(answer.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{answer} is not a saved answer: {error}") from error
    checks = evidence.verify(saved, documents, storage.Layout(folder).versions.read, str(answer))
    if as_json:
        _print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            _out.print(Text(f"[{check.number}] {_verdict(check)}"), soft_wrap=True)
    if not evidence.stand(checks):
        raise typer.Exit(1)


@app.command()
def doctor(index: IndexOption = None, as_json: JsonFlag = False) -> None:
    """Check the configuration, model, morphology, token table, index, disk and memory; exit status 1 when one fails."""
    settings = load_settings()
    findings = list(examine(settings, index or settings.index))
    if as_json:
        _print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _out.print(Text(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.detail}"), soft_wrap=True)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


# ---- parts of commands ---------------------------------------------------------------------------------


def _decided(settings: Settings) -> None:
    """Refuse to listen for other machines before somebody has decided who may use the service."""
    from lape_qa_api.config import is_loopback
    from lape_qa_api.database import Database
    from lape_qa_api.keys import Keys

    if settings.user_header and not settings.trusted_proxies:
        raise UsageError("LAPE_QA_USER_HEADER is believed from proxies only: name them in LAPE_QA_TRUSTED_PROXIES")
    if is_loopback(settings.host) or settings.open or settings.user_header:
        return
    with closing(Database(settings.state)) as database:
        if not Keys(database).any():
            raise UsageError(
                f"not listening on {settings.host} before it is decided who may ask: make a key with "
                "`lape-qa keys add NAME`, set LAPE_QA_TRUSTED_PROXIES and LAPE_QA_USER_HEADER, or give --open"
            )


def _encoder(settings: Settings) -> Encoder:
    with _err.status(
        "loading the model (the first time, it is unpacked and a faster copy made for questions: a minute)"
    ):
        return SentenceTransformerEncoder(settings.model_choice(), settings.cache)


def _assistant(
    settings: Settings, index: Path | None, encoder: Encoder | None = None, llm: LlmServer | None = None
) -> Assistant:
    folder = index or settings.index
    if not storage.Layout(folder).current.exists():
        # Said before the model is loaded, which takes seconds.
        raise IndexUnavailable(f"no index in {folder}: run `lape-qa index --index {folder}`")
    encoder = encoder or _encoder(settings)
    return Assistant(storage.open_index(folder, encoder), encoder, llm)


def _build(
    settings: Settings, paths: list[Path], folder: Path, encoder: Encoder
) -> tuple[storage.Built, Sequence[tuple[str, str]]]:
    """Index the sources; return what was built, and the files that were skipped, each with the reason."""
    loaded = _load(paths)
    skipped = [(file.path, file.reason) for file in loaded.skipped]
    split = partial(passages.split, chunking=settings.chunking(), fits=encoder.fits)
    with _progress() as progress:
        built = storage.build(
            folder, loaded.documents, split, encoder, settings.chunking(), progress, settings.keep(), settings.shape()
        )
    return built, skipped


def _watch(settings: Settings, paths: list[Path], folder: Path) -> None:
    encoder = _encoder(settings)

    def rebuild() -> None:
        try:
            built, skipped = _build(settings, paths, folder, encoder)
        except LapeQAError as error:
            _err.print(Text(f"{_now()} nothing done: {' '.join(str(error).split())}"), soft_wrap=True)
        else:
            _out.print(_now(), end=" ")
            _show_built(built, skipped, as_json=False)

    watching.watch(paths, folder, rebuild)
    _out.print(f"{_now()} stopped watching; what is in use stays in use")


def _now() -> str:
    return time.strftime("%H:%M:%S")


def _load(paths: list[Path]) -> corpus.Loaded:
    """Read the sources; a line on standard error for each file that is skipped."""
    loaded = _readable(paths)
    _tell(loaded)
    return loaded


def _readable(paths: list[Path]) -> corpus.Loaded:
    """Read the sources; DocumentError, after the reasons, when there is no document among them."""
    loaded = corpus.load(paths)
    if loaded.documents:
        return loaded
    if len(loaded.skipped) == 1:
        raise DocumentError(loaded.skipped[0].line)
    _tell(loaded)
    raise DocumentError(f"none of the {len(loaded.skipped)} files could be read")


def _tell(loaded: corpus.Loaded) -> None:
    for skipped in loaded.skipped:
        _err.print(Text(f"skipped: {skipped.line}"), soft_wrap=True)


def _evaluate(
    questions: Path,
    corpus: Path | None,
    index: Path | None,
    split: str | None,
    json_out: Path | None,
    report_out: Path | None,
) -> None:
    from lape_qa.evaluation import results
    from lape_qa.evaluation.evaluate import evaluate, report
    from lape_qa.evaluation.questions import SPLITS
    from lape_qa.evaluation.report import render

    if corpus and index:
        raise UsageError("give --corpus or --index, not both")
    if split and split not in SPLITS:
        raise UsageError(f"--split is {split!r}, expected one of {', '.join(SPLITS)}")
    cases = [case for case in read_cases(questions) if split in (None, case.split)]
    if not cases:
        raise UsageError(f"{questions} holds no question of the split {split!r}")
    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="lape-qa-eval-") as scratch:
        encoder = _encoder(settings)
        if corpus:
            _build(settings, [corpus], Path(scratch), encoder)
        assistant = _assistant(settings, Path(scratch) if corpus else index, encoder)
        with _progress() as advance:
            done = iter(range(1, len(cases) + 1))
            outcomes = evaluate(assistant, cases, lambda: advance("asking", next(done), len(cases)))
    measures = report(outcomes)
    if json_out:
        _write(json_out, results.dumps({"question_set": results.question_set(questions, split), **measures}))
    if report_out:
        source = f"{questions.name}, split {split}" if split else questions.name
        _write(report_out, render(outcomes, measures, assistant.generation.documents, source))
    _show_measures(measures)


def _desk(questions: Path, index: Path | None) -> Desk:
    """Gather what an interview works with; the model is loaded when something is searched for."""
    folder = index or load_settings().index
    assistant = cache(lambda: _assistant(load_settings(), folder))
    return Desk(
        cases=read_cases(questions),
        documents=storage.served_documents(folder),
        search=lambda words: assistant().search(words, 5)[1],
        ask=_ask if sys.stdin.isatty() else None,
        say=lambda text: _out.print(Text(text), soft_wrap=True),
    )


def _ask(prompt: str, default: str) -> str:
    try:
        return input(f"{prompt} [{default}]: " if default else f"{prompt}: ") or default
    except EOFError as error:
        raise typer.TyperException("the input ended: nothing more was added") from error


def _add(questions: Path, draft: Case, index: Path | None, *, unanswerable: bool) -> None:
    desk = _desk(questions, index)
    _add_case(questions, complete(draft, desk, unanswerable=unanswerable), desk)


def _add_case(questions: Path, case: Case, desk: Desk) -> None:
    added = additions.add(questions, case, desk.documents)
    desk.say(f"added {added.id} ({added.split}) to {questions}: {added.question}")


def _add_from_feedback(questions: Path, feedback: Path, index: Path | None) -> None:
    rows, without = additions.read_feedback(feedback)
    desk = _desk(questions, index)
    if desk.ask is None:
        raise UsageError("--from-feedback asks about each row: run it at a terminal")
    if without:
        desk.say(f"passed over: {without} of {len(rows) + without} rows, whose question was not kept")
    for number, row in enumerate(rows, start=1):
        # Read anew: what was just added is in the set.
        desk = replace(desk, cases=read_cases(questions))
        desk.say(f"\n{number}/{len(rows)}  {row.question}" + (f"\n      {row.comment}" if row.comment else ""))
        try:
            additions.check_question(row.question, (), desk.cases)
        except UsageError as error:
            desk.say(f"passed over: {error}")
            continue
        if desk.agrees("Make it a case?", "y", "an answer"):
            draft = Case("", row.question, "", answerable=True, evidence=(), answer=(), tags=())
            _add_case(questions, complete(draft, desk, unanswerable=False), desk)


def _compare(a: Path, b: Path, json_out: Path | None) -> None:
    from lape_qa.evaluation.compare import by_question, compare, comparison_json, read_run

    before, after = read_run(a), read_run(b)
    changes = compare(before, after)
    if json_out:
        _write_json(json_out, comparison_json(before, after, changes))
    columns = ("A", "B", "B − A", "p", "p (Holm)", "won", "lost")
    numbers = (Column(name, justify="right", no_wrap=True) for name in columns)
    table = Table(Column("measure", no_wrap=True), *numbers, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for c in changes:
        chances = (f"{c.difference:+.3f}", f"{c.p:.4f}", f"{c.p_holm:.4f}", str(len(c.won)), str(len(c.lost)))
        table.add_row(c.measure, _number(c.a), _number(c.b), *chances)
    _out.print(table)
    for title, won in (("Won by B", True), ("Lost by B", False)):
        found = by_question(changes, won=won)
        _out.print(f"\n{title}: {len(found)} of {len(before.questions)} questions")
        for identifier, names in found.items():
            _out.print(Text(f"{identifier}  {before.questions[identifier]}  ({', '.join(names)})"), soft_wrap=True)


_BECOME: dict[evidence.Version, str] = {
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


def _verdict(check: evidence.Check) -> str:
    remarks = [
        _BECOME[check.version],
        _HELD[check.held] if check.version != "same" else "",
        "not at its place" if check.moved else "",
        "white space or typography differs" if check.document and not check.verbatim else "",
        "" if check.carries else "a sentence that cites it is not carried by it",
    ]
    where = f" in {check.document} at {check.start}" if check.document else ""
    said = ", ".join(filter(None, remarks))
    return f"{check.verdict}{where}" + (f" ({said})" if said else "")


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
        # Inherited by each connection. Without it an answer waits 40 ms for the client to acknowledge its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        # Resolver errors are negative and have a text of their own.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise UsageError(f"cannot listen on {host}:{port}: {reason}; choose another with --port") from error


@contextmanager
def _progress() -> Iterator[Report]:
    """A progress bar on standard error for each kind of work reported."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def report(work: str, done: int, total: int) -> None:
            if work not in tasks:
                tasks[work] = bar.add_task(work, total=total)
            bar.update(tasks[work], completed=done)

        yield report


def _write_json(file: Path, value: object) -> None:
    _write(file, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {file}: {error.strerror}") from error


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


_NEAREST = {
    "fi": "Lähimmät kohdat (eivät vastaa kysymykseen):",
    "sv": "Närmaste ställen (inget svar på frågan):",
    "en": "Nearest passages (not an answer):",
}


_NAMES_SHOWN = 10


def _list(folder: Path, as_json: bool) -> None:
    listed = storage.listing(folder)
    if as_json:
        _print_json(
            [
                {"generation": row.name, "current": row.current}
                | ({"readable": True, **_sizes(row.manifest)} if row.manifest else {"readable": False})
                for row in listed
            ]
        )
        return
    for row in listed:
        m = row.manifest
        known = f"{m.created}  {m.documents} documents, {m.passages} passages, {m.model}" if m else "cannot be read"
        _out.print(Text(f"{'→' if row.current else ' '} {row.name}  {known}"), soft_wrap=True)


def _sizes(manifest: Manifest) -> dict[str, Any]:
    names = ("documents", "passages", "sentences", "model", "created")
    return {name: getattr(manifest, name) for name in names}


def _show_manifest(manifest: Manifest, as_json: bool) -> None:
    if as_json:
        _print_json({"generation": manifest.generation, **_sizes(manifest)})
    else:
        _out.print(f"{manifest.documents} documents, {manifest.passages} passages, generation {manifest.generation}")


def _show_built(built: storage.Built, skipped: Sequence[tuple[str, str]], as_json: bool) -> None:
    changes = built.changes
    if as_json:
        _print_json(
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
    _show_manifest(built.manifest, as_json=False)
    _out.print(
        f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.renamed)} renamed, "
        f"{len(changes.removed)} removed, {changes.unchanged} unchanged, {len(skipped)} skipped; "
        f"{built.encoded} texts encoded",
        soft_wrap=True,
    )
    renamed = [f"{old} → {new}" for old, new in changes.renamed]
    kinds = (("added", changes.added), ("changed", changes.changed), ("renamed", renamed), ("removed", changes.removed))
    for kind, names in kinds:
        if names:
            more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
            _out.print(Text(f"{kind}: {', '.join(names[:_NAMES_SHOWN])}{more}"), soft_wrap=True)


def _show_reply(reply: Reply, documents: dict[str, Document]) -> None:
    language = reply.query.language
    if reply.query.meant != reply.query.text:
        _out.print(Text(f"{READ_AS[language]}: {reply.query.meant}"))
    if not isinstance(reply.outcome, Answer):
        _out.print(NOT_FOUND[language])
        if reply.outcome.nearest:
            _out.print(f"\n{_NEAREST[language]}")
            _show_hits(reply.outcome.nearest, documents, language)
        return
    for sentence in reply.outcome.sentences:
        _out.print(Text(marked(sentence, language)))
    _out.print(f"\n{SOURCES[language]}")
    for citation in reply.outcome.citations:
        page = page_name(citation.document, citation.start, language)
        named = reference(citation.document, page, citation.document.url)
        _out.print(Text(f"[{citation.number}] {named}{source_words(reply.outcome, citation)}"), soft_wrap=True)


def _show_hits(hits: list[Hit] | tuple[Hit, ...], documents: dict[str, Document], language: Language) -> None:
    for rank, hit in enumerate(hits, start=1):
        document = documents[hit.passage.document_id]
        named = reference(document, page_name(document, hit.passage.start, language), document.url)
        _out.print(Text(f"{rank}. {named}  ({hit.score:.3f})", style="bold"))
        _out.print(Text(hit.passage.text))


def _show_measures(measures: dict[str, Any]) -> None:
    table = Table(Column("measure", no_wrap=True), "all", "95 % interval", *measures["by_lang"])
    for name in [name for name, value in measures.items() if not isinstance(value, dict)]:
        shown = _interval(measures["intervals"].get(name))
        by_language = (_number(part[name]) if name in part else "" for part in measures["by_lang"].values())
        table.add_row(name, _number(measures[name]), shown, *by_language)
    _out.print(table)


def _interval(interval: tuple[float, float] | None) -> str:
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""


def _number(value: float | int | None) -> str:
    return "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
