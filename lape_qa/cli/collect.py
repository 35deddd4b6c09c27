"""`lape-qa collect`: sources from the web into the corpus folder."""

import re
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from lape_qa.cli import console
from lape_qa.cli.console import JsonFlag, err, out
from lape_qa.counting import counted
from lape_qa.documents.discovery import SOURCES
from lape_qa.errors import LapeQAError, UsageError
from lape_qa.settings import load_settings

if TYPE_CHECKING:
    from lape_qa.documents.collecting.report import Plan, Report

_UNITS = {"m": 60, "h": 3_600, "d": 86_400}
_LEAST_SECONDS = 600
_NAMES_SHOWN = 10


def collect(
    sources: Annotated[
        Path | None,
        typer.Argument(help=f"What to collect; {SOURCES} of the folder by default.", show_default=False),
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="Corpus folder; LAPE_QA_CORPUS by default.", show_default=False)
    ] = None,
    licence: Annotated[
        str, typer.Option("--licence", help="What permits to keep copies, for sources that do not say.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Ask listings and robots.txt only, write nothing, say what would be done.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete files whose pages are gone, or which nothing names any more.")
    ] = False,
    watch_every: Annotated[
        str,
        typer.Option("--watch-every", metavar="TIME", help="Go on, and collect again after 30m, 24h or 7d, say."),
    ] = "",
    as_json: JsonFlag = False,
) -> None:
    """Collect sources from the web into the corpus folder; exit status 1 when something was not collected."""
    if dry_run and (prune or watch_every):
        raise UsageError("--dry-run goes with neither --prune nor --watch-every")
    if watch_every and as_json:
        raise UsageError("--watch-every goes with no --json")
    seconds = _seconds(watch_every) if watch_every else 0
    folder = into or load_settings().corpus
    file = sources or folder / SOURCES
    if seconds:
        _watch(file, folder, licence, prune, seconds)
    elif dry_run:
        _show_plan(file, folder, licence, as_json)
    else:
        report = _run(file, folder, licence, prune)
        _show(report, as_json)
        if not report.is_whole:
            raise typer.Exit(1)


def _run(file: Path, folder: Path, licence: str, prune: bool) -> "Report":
    from lape_qa.documents.collecting import run
    from lape_qa.documents.collecting.sources import read_sources

    listed = read_sources(file, licence)
    with console.progress() as progress:
        return run.collect(
            listed, folder, prune=prune, tell=_tell, progress=lambda done, total: progress("collecting", done, total)
        )


def _watch(file: Path, folder: Path, licence: str, prune: bool, seconds: int) -> None:
    try:
        while True:
            # From the beginning of one to the beginning of the next.
            due = time.monotonic() + seconds
            try:
                report = _run(file, folder, licence, prune)
            except LapeQAError as error:
                err.print(Text(f"{_now()} nothing done: {' '.join(str(error).split())}"), soft_wrap=True)
            else:
                out.print(_now(), end=" ")
                _show(report, as_json=False)
            time.sleep(max(0.0, due - time.monotonic()))
    except KeyboardInterrupt:
        out.print(
            f"{_now()} stopped; what was collected stays, and what was not is asked for the next time", soft_wrap=True
        )


def _seconds(text: str) -> int:
    match = re.fullmatch(r"(\d{1,4})([mhd])", text)
    seconds = int(match[1]) * _UNITS[match[2]] if match else 0
    if seconds < _LEAST_SECONDS:
        raise UsageError(f"--watch-every is {text!r:.40}; write 30m, 24h or 7d, say, and at least 10m")
    return seconds


# ---- what is shown -------------------------------------------------------------------------------------


def _show(report: "Report", as_json: bool) -> None:
    if as_json:
        console.print_json({**asdict(report), "moved": [{"from": old, "to": new} for old, new in report.moved]})
        return
    if report.goes_on:
        out.print("goes on with a run that was ended")
    out.print(
        f"{len(report.new)} new, {len(report.changed)} changed, {report.unchanged} unchanged, "
        f"{len(report.gone)} gone, {len(report.unlisted)} not named any more, {len(report.failed)} not collected, "
        f"{report.left_out} left out",
        soft_wrap=True,
    )
    for kind, names in (("new", report.new), ("changed", report.changed), ("digests replaced", report.replaced)):
        _show_names(kind, names)


def _show_names(kind: str, names: Sequence[str]) -> None:
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        out.print(Text(f"{kind}: {', '.join(names[:_NAMES_SHOWN])}{more}"), soft_wrap=True)


def _show_plan(file: Path, folder: Path, licence: str, as_json: bool) -> None:
    from lape_qa.documents.collecting import run
    from lape_qa.documents.collecting.sources import read_sources

    plan: Plan = run.plan(read_sources(file, licence), folder, tell=_tell)
    if as_json:
        console.print_json(asdict(plan))
    else:
        for page in plan.pages:
            out.print(Text(f"{page.kind}: {page.address} → {page.id}"), soft_wrap=True)
        out.print(
            f"{counted(len(plan.pages), 'page')} would be asked for, "
            f"{len(plan.failed)} would not be collected, {plan.left_out} left out; nothing was written",
            soft_wrap=True,
        )
    if not plan.is_whole:
        raise typer.Exit(1)


def _tell(line: str) -> None:
    err.print(Text(line), soft_wrap=True)


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
