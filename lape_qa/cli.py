"""The command line: `lape-qa …`."""

import json
import os
import socket
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import anyio
import typer
import typer.core
from rich.text import Text

from lape_qa import evaluation_commands, evidence, opening, service_commands, storage, terminal, watching
from lape_qa.doctor import examine
from lape_qa.errors import LapeQAError, UsageError
from lape_qa.rendering import hits_json, reply_json
from lape_qa.serving import IndexWatcher
from lape_qa.settings import Settings, load_settings
from lape_qa.terminal import IndexOption, JsonFlag, err, out
from lape_qa.types import Filters

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
_INTERRUPTED = 130

Region = Annotated[str, typer.Option(help="Only sources of this region.", show_default=False)]
Publisher = Annotated[str, typer.Option(help="Only sources of this publisher.", show_default=False)]
SourceLanguage = Annotated[str, typer.Option("--language", help="Only sources in this language.", show_default=False)]
FromYear = Annotated[int | None, typer.Option(help="Only sources of this year or later.", show_default=False)]
ToYear = Annotated[int | None, typer.Option(help="Only sources of this year or earlier.", show_default=False)]


def main() -> None:
    """Run the command line; an expected error is one line on standard error and exit status 2."""
    try:
        status = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except LapeQAError as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message().rstrip('.')}; see `lape-qa --help`")
    if status == _INTERRUPTED:
        err.print("lape-qa: interrupted; what was in use before still is", soft_wrap=True)
    sys.exit(status)


def _fail(message: str) -> NoReturn:
    err.print(Text(f"lape-qa: {' '.join(message.split())}"), soft_wrap=True)
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
        terminal.show_generations(folder, as_json)
    elif rollback:
        terminal.show_manifest(storage.rollback(folder, opening.load_encoder(settings)), as_json)
    elif watch:
        _watch(settings, paths or [settings.corpus], folder)
    else:
        built, skipped = opening.build_index(
            settings, paths or [settings.corpus], folder, opening.load_encoder(settings)
        )
        terminal.show_built(built, skipped, as_json)


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
    assistant = opening.open_assistant(settings, index, llm=settings.llm())
    filters = Filters(region, publisher, language, from_year, to_year)
    reply = anyio.run(assistant.worded, assistant.ask(question, history=history or (), filters=filters))
    if as_json:
        terminal.print_json(reply_json(reply, assistant.generation.documents))
    else:
        terminal.show_reply(reply, assistant.generation.documents)


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
    assistant = opening.open_assistant(load_settings(), index)
    analysed, hits = assistant.search(query, k, filters=Filters(region, publisher, language, from_year, to_year))
    if as_json:
        terminal.print_json({"query": analysed.text, "language": analysed.language,
                     "hits": hits_json(hits, assistant.generation.documents)})  # fmt: skip
    else:
        terminal.show_hits(hits, assistant.generation.documents, analysed.language)


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
        opening.read([settings.corpus])
        if settings.workers > 1:
            opening.build_index(settings, [settings.corpus], settings.index, opening.load_encoder(settings))
    listener = _listen(settings.host, settings.port)
    address, real_port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    err.print(f"LAPE-QA is at http://{shown}:{real_port}/ (stop with Ctrl-C)")
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
        encoder = opening.load_encoder(settings)
        if not storage.Layout(settings.index).current.exists():
            opening.build_index(settings, [settings.corpus], settings.index, encoder)
        return IndexWatcher(settings.index, encoder, llm)

    return create_app(Serving(load), Config.of(settings), tracer)


app.command("eval")(evaluation_commands.evaluate)
app.command("eval add")(evaluation_commands.add)
app.command()(evaluation_commands.benchmark)


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
        terminal.print_json([asdict(check) for check in checks])
    else:
        for check in checks:
            out.print(Text(f"[{check.number}] {terminal.verdict(check)}"), soft_wrap=True)
    if not evidence.stand(checks):
        raise typer.Exit(1)


@app.command()
def doctor(index: IndexOption = None, as_json: JsonFlag = False) -> None:
    """Check the configuration, model, morphology, token table, index, disk and memory; exit status 1 when one fails."""
    settings = load_settings()
    findings = list(examine(settings, index or settings.index))
    if as_json:
        terminal.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            out.print(Text(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.detail}"), soft_wrap=True)
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


def _watch(settings: Settings, paths: list[Path], folder: Path) -> None:
    encoder = opening.load_encoder(settings)

    def rebuild() -> None:
        try:
            built, skipped = opening.build_index(settings, paths, folder, encoder)
        except LapeQAError as error:
            err.print(Text(f"{_now()} nothing done: {' '.join(str(error).split())}"), soft_wrap=True)
        else:
            out.print(_now(), end=" ")
            terminal.show_built(built, skipped, as_json=False)

    watching.watch(paths, folder, rebuild)
    out.print(f"{_now()} stopped watching; what is in use stays in use")


def _now() -> str:
    return time.strftime("%H:%M:%S")


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


if __name__ == "__main__":
    main()
