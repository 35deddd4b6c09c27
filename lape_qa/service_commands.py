"""The commands that keep a service: its keys, its feedback, and what it could not answer."""

import json
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from lape_qa.errors import StorageError, UsageError
from lape_qa.settings import load_settings
from lape_qa.terminal import JsonFlag, out

if TYPE_CHECKING:
    from lape_qa_api.database import Database

keys = typer.Typer(no_args_is_help=True, help="API keys of the service.")
feedback = typer.Typer(no_args_is_help=True, help="What users said of answers.")

StateOption = Annotated[
    Path | None, typer.Option("--state", help="State folder; LAPE_QA_STATE by default.", show_default=False)
]


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who or what will use it.")],
    scopes: Annotated[str, typer.Option(help="What it may do, by comma: ask, read, admin.")] = "ask,read",
    state: StateOption = None,
) -> None:
    """Make a key and print it, once: only a hash of it is kept."""
    from lape_qa_api.keys import Keys

    with closing(_database(state)) as database:
        print(Keys(database).add(name, [scope.strip() for scope in scopes.split(",")]))


@keys.command("list")
def list_keys(state: StateOption = None, as_json: JsonFlag = False) -> None:
    """Show every key ever made, without the keys themselves."""
    from lape_qa_api.keys import SCOPES, Keys

    with closing(_database(state)) as database:
        found = Keys(database).all()
    if as_json:
        rows = [asdict(key) | {"scopes": [scope for scope in SCOPES if scope in key.scopes]} for key in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = Table("id", "name", "scopes", "created", "revoked")
    for key in found:
        scopes = " ".join(scope for scope in SCOPES if scope in key.scopes)
        table.add_row(key.id, Text(key.name), scopes, key.created, key.revoked)
    out.print(table)


@keys.command("revoke")
def revoke_key(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The key's id, the part after `lqa_`.")],
    state: StateOption = None,
) -> None:
    """Make a key useless, at once and for good."""
    from lape_qa_api.keys import Keys

    with closing(_database(state)) as database:
        Keys(database).revoke(identifier)


@feedback.command("export")
def export_feedback(
    out: Annotated[Path | None, typer.Option(help="Write to this file.", show_default=False)] = None,
    state: StateOption = None,
) -> None:
    """Print all feedback as JSON Lines, oldest first."""
    from lape_qa_api.feedback import Feedback

    with closing(_database(state)) as database:
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in Feedback(database).export())
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
    from lape_qa_api.feedback import Feedback

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
    from lape_qa_api.signing import Signer
    from lape_qa_api.topics import Topics

    with closing(_database(state)) as database:
        topics = Topics(database, Signer(database.secret), load_settings().topic_minimum).all()
    if as_json:
        print(json.dumps([asdict(topic) for topic in topics], ensure_ascii=False, indent=1))
        return
    table = Table("term", "times", "last")
    for topic in topics:
        table.add_row(topic.term, str(topic.count), topic.last)
    out.print(table)


def _database(state: Path | None) -> "Database":
    from lape_qa_api.database import Database

    return Database(state or load_settings().state)
