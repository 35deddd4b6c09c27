"""The commands that run and keep a service: `serve`, its keys, its feedback, and what it could not answer.

They join the command line by the entry point `lape_qa.commands` of the package, so what is slow to load, the service
itself, is loaded where a command needs it.
"""

import math
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from lape_qa.cli import setup
from lape_qa.cli.console import IndexOption, JsonFlag, as_json, err, out, print_json
from lape_qa.cli.groups import SERVICE, Commands
from lape_qa.documents.membership import groups_in
from lape_qa.errors import DatabaseUnavailable, StateUnavailable, StorageError, UsageError
from lape_qa.index.stores import folder_of
from lape_qa.live_assistant import IndexWatcher
from lape_qa.settings import Settings, load_settings
from lape_qa_api.starting import init

if TYPE_CHECKING:
    from fastapi import FastAPI

    from lape_qa_api.state.database import Database

_PATIENCE = 2.0
"""Seconds that `serve` waits for a lock on the keys before it goes on without them, closed."""
_LAST_SECONDS = 2
"""For what is said when the time of an answer is over, while the service stops."""
_HUNG_SECONDS = 60
"""A process of several that does not even say that it lives for so long is replaced."""

keys = typer.Typer(cls=Commands, no_args_is_help=True, help="API keys of the service.")
feedback = typer.Typer(cls=Commands, no_args_is_help=True, help="What users said of answers.")

StateOption = Annotated[
    Path | None, typer.Option("--state", help="State folder; LAPE_QA_STATE by default.", show_default=False)
]


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who or what will use it.")],
    scopes: Annotated[str, typer.Option(help="What it may do, by comma: ask, read, editor, admin.")] = "ask,read",
    expires: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="The last day that it is good.", show_default=False
        ),
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option(help="Whose closed documents it opens, by comma; none by default.", show_default=False),
    ] = None,
    state: StateOption = None,
) -> None:
    """Make a key and print it, once: only a hash of it is kept."""
    from lape_qa_api.security.keys import Keys

    last = expires.date() if expires else None
    if last and last < datetime.now(UTC).date():
        raise UsageError(f"a key that was good until {last} would never be: give a day to come")
    try:
        named = () if groups is None else groups_in(groups)
    except ValueError as error:
        raise UsageError(f"{str(error)!r} is no group; write letters, digits, `-`, `_` or `.`, with commas") from error
    with closing(_database(state)) as database:
        print(Keys(database).add(name, [scope.strip() for scope in scopes.split(",")], last, named))


@keys.command("list")
def list_keys(state: StateOption = None, as_json: JsonFlag = False) -> None:
    """Show every key ever made, without the keys themselves."""
    from lape_qa_api.security.keys import SCOPES, Keys

    with closing(_database(state)) as database:
        found = Keys(database).all()
    if as_json:
        rows = [
            asdict(key) | {"scopes": [scope for scope in SCOPES if scope in key.scopes], "groups": sorted(key.groups)}
            for key in found
        ]
        print_json(rows)
        return
    table = Table("id", "name", "scopes", "groups", "created", "expires", "revoked")
    for key in found:
        scopes = " ".join(scope for scope in SCOPES if scope in key.scopes)
        groups = Text(" ".join(sorted(key.groups)))
        table.add_row(key.id, Text(key.name), scopes, groups, key.created, key.expires, key.revoked)
    out.print(table)


@keys.command("revoke")
def revoke_key(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The key's id, the part after `lqa_`.")],
    state: StateOption = None,
) -> None:
    """Make a key useless, at once and for good."""
    from lape_qa_api.security.keys import Keys

    with closing(_database(state)) as database:
        Keys(database).revoke(identifier)


@feedback.command("export")
def export_feedback(
    out: Annotated[Path | None, typer.Option(help="Write to this file.", show_default=False)] = None,
    state: StateOption = None,
) -> None:
    """Print all feedback as JSON Lines, oldest first."""
    from lape_qa_api.state.feedback import Feedback

    with closing(_database(state)) as database:
        lines = "".join(as_json(row) + "\n" for row in Feedback(database).export())
    if out is None:
        print(lines, end="")
        return
    try:
        out.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"cannot write {out}: {error.strerror}") from error


@feedback.command("delete")
def delete_feedback(
    answer_id: Annotated[str | None, typer.Argument(help="Only that on this answer.", show_default=False)] = None,
    older_than: Annotated[
        int | None,
        typer.Option(min=1, metavar="DAYS", help="Only that of more than some days ago.", show_default=False),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All of it.")] = False,
    state: StateOption = None,
) -> None:
    """Delete feedback, with the questions kept for it, and say how much that was."""
    from lape_qa_api.state.feedback import Feedback

    if [answer_id is not None, older_than is not None, everything].count(True) != 1:
        raise UsageError("say what to delete: an answer_id, --older-than DAYS or --all")
    today = datetime.now(UTC).date()
    with closing(_database(state)) as database:
        kept = Feedback(database)
        if answer_id is not None:
            deleted = kept.delete(answer_id)
        else:
            deleted = kept.delete_before(
                today + timedelta(days=1) if older_than is None else today - timedelta(older_than)
            )
    print(deleted)


def unanswered(state: StateOption = None, as_json: JsonFlag = False) -> None:
    """Show topics that the sources do not answer, where LAPE_QA_UNANSWERED_TOPICS has them counted."""
    from lape_qa_api.security.signing import Signer
    from lape_qa_api.state.topics import Topics

    with closing(_database(state)) as database:
        topics = Topics(database, Signer(database.secret), load_settings().topic_minimum).all()
    if as_json:
        print_json([asdict(topic) for topic in topics])
        return
    table = Table("term", "times", "last")
    for topic in topics:
        table.add_row(topic.term, str(topic.count), topic.last)
    out.print(table)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there.")],
    index: IndexOption = None,
    state: StateOption = None,
) -> None:
    """Write the index, every document version, keys and feedback into one file; the service may run meanwhile."""
    from lape_qa_api.state import archive

    settings = load_settings()
    with _tidied_at_the_end():
        held = archive.backup(_folder(settings, index, "backup"), state or settings.state, file)
    out.print(f"{file}: {held}", soft_wrap=True)


@contextmanager
def _tidied_at_the_end() -> Iterator[None]:
    """Have what is half done removed also when the process is told to end."""
    before = signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `lape-qa backup` has written.")],
    index: IndexOption = None,
    state: StateOption = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of what is there now.")] = False,
) -> None:
    """Put a backup into use, whole; the service may run meanwhile."""
    from lape_qa_api.state import archive

    settings = load_settings()
    with _tidied_at_the_end():
        done = archive.restore(file, _folder(settings, index, "restore"), state or settings.state, overwrite=replace)
    out.print(f"before: {done.before}", soft_wrap=True)
    out.print(f"now: {done.now}", soft_wrap=True)
    if done.another_secret:
        out.print("tokens and names of answers are signed otherwise now: restart the service", soft_wrap=True)


def _folder(settings: Settings, index: Path | None, command: str) -> Path:
    instead = f"back up the database by pg_dump, and give --index with an empty folder to {command} the state alone"
    return folder_of(index or settings.place, command, instead)


def _database(state: Path | None) -> "Database":
    from lape_qa_api.state.database import Database

    return Database(state or load_settings().state)


# ---- serving --------------------------------------------------------------------------------------------


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default=False)] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.", show_default=False)] = None,
    index: IndexOption = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes to answer with.", show_default=False)] = None,
    everyone: Annotated[bool, typer.Option("--open", help="Let everyone who reaches it ask and read.")] = False,
) -> None:
    """Serve questions over HTTP; builds the index of the corpus first when there is none."""
    import uvicorn

    from lape_qa_api.http.connections import KEEP_ALIVE_SECONDS, QUEUE, Connections, Listener, PromptProtocol, room
    from lape_qa_api.http.processes import Processes
    from lape_qa_api.http.workers import longest_wait

    # What the command line says holds in every process.
    said = {"HOST": host, "PORT": port, "INDEX": index, "WORKERS": workers, "OPEN": everyone or None}
    if index is not None:
        said["STORE"] = ""
    os.environ.update({f"LAPE_QA_{name}": str(value) for name, value in said.items() if value is not None})
    settings = load_settings()
    require_access_policy(settings)
    # A language model that is set by half is told now too.
    settings.llm()
    if _is_empty(settings):
        # That nothing can be read is told now, not after the model is loaded.
        setup.read_sources([settings.corpus])
        if settings.workers > 1:
            setup.build_index(settings, [settings.corpus], settings.place, setup.load_encoder(settings))
    connections = Connections(room(settings.connections), settings.trusted_proxies)
    try:
        listener = Listener.bound(settings.host, settings.port, connections)
        if settings.workers == 1:
            # Of several processes the first that has loaded begins to listen; one alone says meanwhile that it loads.
            listener.listen(QUEUE)
    except OSError as error:
        # Resolver errors are negative and have a text of their own.
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        where = f"{settings.host}:{settings.port}"
        raise UsageError(f"cannot listen on {where}: {reason}; choose another with --port") from error
    address, real_port = listener.getsockname()[:2]
    shown = f"[{address}]" if ":" in address else address
    err.print(f"LAPE-QA is at http://{shown}:{real_port}/ (stop with Ctrl-C)")
    config = uvicorn.Config(
        "lape_qa_api.commands:service",
        factory=True,
        workers=settings.workers,
        # Logs and proxies are the service's own business.
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        http=partial(PromptProtocol, connections=connections),  # type: ignore[arg-type]
        backlog=QUEUE,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_worker_healthcheck=_HUNG_SECONDS,
        # Later than the last question is answered or refused, and the last stream of events ended.
        timeout_graceful_shutdown=math.ceil(longest_wait(settings.timeout)) + _LAST_SECONDS,
    )
    if settings.workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
        return
    processes = Processes(config, sockets=[listener])
    with tempfile.TemporaryDirectory(prefix="lape-qa-metrics-") as numbers:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = numbers
        processes.run()
    processes.end_as_told()


def _is_empty(settings: Settings) -> bool:
    """Tell whether the index must be built first; a database that does not answer now is asked again when it serves."""
    try:
        return settings.generations_at().is_empty()
    except DatabaseUnavailable as error:
        err.print(f"lape-qa: {error}", soft_wrap=True)
        return False


def service() -> "FastAPI":
    """Return the application as the settings say; every process of `serve` makes its own."""
    from lape_qa_api import Config, Serving, create_app
    from lape_qa_api.telemetry.logs import configure

    settings = load_settings()
    llm = settings.llm()
    configure()
    tracer = None
    if settings.tracing:
        from lape_qa_api.telemetry.tracing import Tracing

        tracer = Tracing()

    def load() -> IndexWatcher:
        encoder = setup.load_encoder(settings)
        if _is_empty(settings):
            setup.build_index(settings, [settings.corpus], settings.place, encoder)
        return IndexWatcher(settings.generations_at(), encoder, llm, setup.load_reader(settings))

    return create_app(Serving(load), Config.of(settings), tracer)


# ---- parts of commands ---------------------------------------------------------------------------------


def require_access_policy(settings: Settings) -> None:
    """Refuse to listen for other machines before somebody has decided who may use the service.

    StorageError when others than its owner can use the state folder, and when the keys in it are lost.
    """
    from lape_qa_api.config import is_loopback
    from lape_qa_api.security.keys import Keys
    from lape_qa_api.state.database import LOCKED, Database

    if settings.user_header and not settings.trusted_proxies:
        raise UsageError("LAPE_QA_USER_HEADER is believed from proxies only: name them in LAPE_QA_TRUSTED_PROXIES")
    if settings.groups_header and not (settings.user_header and settings.group_map):
        raise UsageError(
            "LAPE_QA_GROUPS_HEADER opens nothing by itself: set LAPE_QA_USER_HEADER too, and in LAPE_QA_GROUP_MAP "
            "which groups of documents are open to whom"
        )
    alone = is_loopback(settings.host) and not settings.trusted_proxies
    with closing(Database(settings.state, _PATIENCE)) as database:
        if settings.open or settings.user_header:
            return
        try:
            decided = Keys(database).any() or alone
        except StateUnavailable as error:
            if error.reason != LOCKED:
                raise
            # A lock passes: until then nobody is let in, neither by a key nor because there might be none.
            err.print(f"lape-qa: the keys cannot be read yet, so nobody is let in: {error.reason}", soft_wrap=True)
            return
    if not decided:
        # Whoever comes through a proxy is not local, wherever the proxy runs.
        where = f"behind {settings.trusted_proxies[0]}" if settings.trusted_proxies else f"on {settings.host}"
        raise UsageError(
            f"not listening {where} before it is decided who may ask: make a key with "
            "`lape-qa keys add NAME`, set LAPE_QA_TRUSTED_PROXIES and LAPE_QA_USER_HEADER, or give --open"
        )


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command(rich_help_panel=SERVICE)(init)
    app.command(rich_help_panel=SERVICE)(serve)
    app.add_typer(keys, name="keys", rich_help_panel=SERVICE)
    app.add_typer(feedback, name="feedback", rich_help_panel=SERVICE)
    app.command("unanswered", rich_help_panel=SERVICE)(unanswered)
    app.command(rich_help_panel=SERVICE)(backup)
    app.command(rich_help_panel=SERVICE)(restore)
