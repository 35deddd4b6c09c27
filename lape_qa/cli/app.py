"""The command line: `lape-qa …`."""

import errno
import json
import os
import sys
import time
import warnings
from dataclasses import asdict
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.text import Text

from lape_qa import __version__
from lape_qa.answer import verification
from lape_qa.cli import benchmark, collect, console, conversation, evaluate, setup
from lape_qa.cli.console import IndexOption, JsonFlag, NoReader, Ocr, SourcePaths, err, out
from lape_qa.cli.doctor import examine
from lape_qa.cli.filter_options import with_filters
from lape_qa.cli.groups import ASK, EVALUATION, SERVICE, SOURCES, Commands
from lape_qa.contract import Check, SavedAnswer, SearchResult
from lape_qa.documents import watching
from lape_qa.documents.discovery import require_there
from lape_qa.documents.model import Filters
from lape_qa.errors import LapeQAError, UsageError, plainly
from lape_qa.index import spreading
from lape_qa.index.stores import Place, is_database
from lape_qa.question.analysis import checked
from lape_qa.settings import Settings, load_settings

_OF_TWO_WORDS = ("eval add", "eval export")


class _Commands(Commands):
    """The commands; `eval add` and `eval export` are of their own, beside `eval QUESTIONS`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Read the two words `eval add` as one name: a question set of the name `add` is `./add`."""
        both = " ".join(args[:2])
        return super().resolve_command(ctx, [both, *args[2:]] if both in _OF_TWO_WORDS else args)


app = typer.Typer(cls=_Commands, pretty_exceptions_enable=False, rich_markup_mode=None)
_UNWRITTEN = (errno.EPIPE, errno.ENOSPC)
"""Of standard output: a pipe that is closed, and a full disk."""


def run(arguments: list[str]) -> int | None:
    """Run one command and return its exit status; an expected error is one line on standard error and exit status 2."""
    # The BLAS of numpy's wheels raises this flag now and then; the same questions asked again do without it.
    warnings.filterwarnings("ignore", "invalid value encountered in matmul", RuntimeWarning)
    try:
        status: int | None = app(arguments or ["--help"], standalone_mode=False)
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in _UNWRITTEN:
            raise
        # Nothing of what is left could be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            # Who reads has had enough, as `head` has.
            sys.exit(1)
        _fail(f"cannot write what was found: {error.strerror}")
    except LapeQAError as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message().rstrip('.')}; see `lape-qa --help`")
    return status


def _fail(message: str) -> NoReturn:
    err.print(Text(f"lape-qa: {' '.join(message.split())}"), soft_wrap=True)
    sys.exit(2)


def _show_version(wanted: bool) -> None:
    if wanted:
        out.print(f"lape-qa {__version__}")
        raise typer.Exit


@app.callback()
def lape_qa(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version and exit.")
    ] = False,
) -> None:
    """Ask questions about the results of LAPE and get sentences quoted word for word from the sources."""


# ---- commands ------------------------------------------------------------------------------------------


@app.command(rich_help_panel=SOURCES)
def index(
    paths: SourcePaths = None,
    index: IndexOption = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index again whenever a file changes.")] = False,
    ocr: Ocr = False,
    show: Annotated[bool, typer.Option("--list", help="Show the generations that are kept instead.")] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Put the generation before the one in use into use instead.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Build the index of a corpus and put it into use; does nothing when it is up to date."""
    if show + rollback + watch > 1 or ((paths or ocr) and (show or rollback)) or (as_json and watch):
        raise UsageError(
            "--list and --rollback go with no path and no --ocr, --watch with no --json, and only one of the three"
        )
    settings = load_settings()
    if ocr:
        settings = settings.model_copy(update={"ocr": True})
    place = index or settings.place
    if show:
        console.show_generations(settings.generations_at(index).listing(), as_json)
    elif rollback:
        console.show_manifest(settings.generations_at(index).rollback(setup.load_encoder(settings)), as_json)
    elif watch:
        _watch(settings, paths or [settings.corpus], place)
    else:
        # Said before the model is loaded, which takes seconds.
        for path in paths or [settings.corpus]:
            require_there(path)
        encoder = setup.load_encoder(settings)
        built, skipped = setup.build_index(settings, paths or [settings.corpus], place, encoder)
        console.show_built(built, skipped, as_json)


@app.command(rich_help_panel=SOURCES)
def encode(
    paths: SourcePaths = None,
    address: Annotated[
        str,
        typer.Option(
            help="Head of the Ray cluster that this machine has joined, as HOST:PORT; `auto` finds it. Without it, Ray "
            "is started on this machine alone, which is for a trial: `index` by itself is faster there.",
            show_default=False,
        ),
    ] = "",
    index: IndexOption = None,
    ocr: Ocr = False,
    as_json: JsonFlag = False,
) -> None:
    """Encode a corpus on many machines with Ray, before `index`, which then takes the vectors from its cache."""
    settings = load_settings()
    if ocr:
        settings = settings.model_copy(update={"ocr": True})
    for path in paths or [settings.corpus]:
        require_there(path)
    with spreading.cluster(address):
        encoder = setup.load_encoder(settings)
        encoded, loaded = setup.encode(settings, paths or [settings.corpus], index or settings.place, encoder)
    console.show_encoded(encoded, loaded, as_json)


@app.command(rich_help_panel=SOURCES)
def erase(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The document's id.")],
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="The files and folders that are indexed; the corpus by default.", show_default=False),
    ] = None,
    index: IndexOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="It is meant: nothing brings it back.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Erase a document for good: its file, every version that was served, and every generation that holds it."""
    if not yes:
        raise UsageError(f"erasing {identifier!r} cannot be undone, and citations of it open no more: say --yes")
    settings = load_settings()
    erased = setup.erase_document(settings, paths or [settings.corpus], identifier, index)
    console.show_erased(identifier, erased, as_json)


@app.command(rich_help_panel=ASK)
@with_filters
def ask(
    question: Annotated[
        str | None,
        typer.Argument(
            help="A question in Finnish, Swedish or English; without one, a conversation, or a question a line from "
            "standard input.",
            show_default=False,
        ),
    ] = None,
    history: Annotated[
        list[str] | None,
        typer.Option(help="An earlier question that this one may lean on; may be given again.", show_default=False),
    ] = None,
    *,
    filters: Filters,
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Answer a question with quotes from the sources, or say that they do not answer it; without one, converse."""
    at_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if question is None and as_json and at_terminal:
        raise UsageError("--json goes with a question, or with questions on standard input, one a line")
    if question is not None:
        # Said before the model is loaded, which takes seconds.
        checked(question, history or ())
    settings = load_settings()
    encoder = None if index else setup.first_index(settings)
    assistant = setup.open_assistant(settings, index, encoder, llm=settings.llm())
    # One question is a whole document; of several, each is a line.
    shown = console.show_reply if not as_json else console.print_answer if question else console.print_answer_line
    talk = conversation.Conversation(assistant, shown, filters, history or ())
    if question is not None:
        talk.ask(question)
    elif at_terminal:
        conversation.converse(talk)
    else:
        conversation.answer_lines(talk, sys.stdin.buffer, repeated=not as_json)


@app.command(rich_help_panel=ASK)
@with_filters
def search(
    query: Annotated[str, typer.Argument(help="A question or search words.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 5,
    *,
    filters: Filters,
    index: IndexOption = None,
    as_json: JsonFlag = False,
    no_reader: NoReader = False,
) -> None:
    """Show the passages that match best."""
    assistant = setup.open_assistant(setup.with_reader(load_settings(), off=no_reader), index)
    analysed, hits = assistant.search(query, k, filters=filters)
    if as_json:
        console.print_json(SearchResult.of(analysed, hits, assistant.generation.documents).model_dump())
    else:
        console.show_hits(hits, assistant.generation.documents, analysed.language)


app.command(rich_help_panel=SOURCES)(collect.collect)
app.command("eval", rich_help_panel=EVALUATION)(evaluate.evaluate)
app.command("eval add", rich_help_panel=EVALUATION)(evaluate.add)
app.command("eval export", rich_help_panel=EVALUATION)(evaluate.export)
app.command("first-questions", rich_help_panel=EVALUATION)(evaluate.first_questions)
app.command(rich_help_panel=EVALUATION)(benchmark.benchmark)


@app.command(rich_help_panel=ASK)
def verify(
    answer: Annotated[Path, typer.Argument(help="An answer saved from `ask --json` or the service.")],
    index: IndexOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Check a saved answer against the sources as they are now; exit status 1 when it does not stand."""
    try:
        read = json.loads(answer.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {answer}: {plainly(error)}") from error
    except ValueError as error:
        raise UsageError(f"{answer} is not a saved answer: {error}") from error
    saved = SavedAnswer.read(read, str(answer))
    store = load_settings().generations_at(index)
    checks = saved.verify(store.served_documents(), store.versions.find_all)
    if as_json:
        console.print_json([Check.of(check).model_dump() for check in checks])
    else:
        for check in checks:
            out.print(Text(f"[{check.number}] {console.verdict(check)}"), soft_wrap=True)
    if not verification.all_verified(checks):
        raise typer.Exit(1)


@app.command(rich_help_panel=SERVICE)
def doctor(index: IndexOption = None, as_json: JsonFlag = False) -> None:
    """Check the configuration, model, morphology, token table, index, disk and memory; exit status 1 when one fails."""
    settings = load_settings()
    findings = list(examine(settings, index or settings.place))
    if as_json:
        console.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            out.print(Text(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.detail}"), soft_wrap=True)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _watch(settings: Settings, paths: list[Path], place: Place) -> None:
    encoder = setup.load_encoder(settings)

    def rebuild() -> None:
        try:
            built, skipped = setup.build_index(settings, paths, place, encoder)
        except LapeQAError as error:
            err.print(Text(f"{_now()} nothing done: {' '.join(str(error).split())}"), soft_wrap=True)
        else:
            out.print(_now(), end=" ")
            console.show_built(built, skipped, as_json=False)

    watching.watch(paths, settings.index if is_database(place) else Path(place), rebuild)
    out.print(f"{_now()} stopped watching; what is in use stays in use")


def _now() -> str:
    return time.strftime("%H:%M:%S")


# ---- commands of other packages --------------------------------------------------------------------------


def _join() -> None:
    """Let every installed package of the group `lape_qa.commands` add its own commands: the service's are there."""
    for joining in sorted(entry_points(group="lape_qa.commands"), key=lambda point: point.name):
        joining.load()(app)


_join()
