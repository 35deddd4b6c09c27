"""The command that measures retrieval on a collection, of one system or several."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from lape_qa.assistant import Assistant
from lape_qa.cli import console, setup
from lape_qa.cli.console import JsonOut, out
from lape_qa.errors import UsageError
from lape_qa.evaluation.collection import Collection
from lape_qa.evaluation.systems import DEFAULT, NO_READER, VARIANTS, Variant, variant
from lape_qa.index.model import Hit
from lape_qa.settings import load_settings

if TYPE_CHECKING:  # what needs the packages of the extra
    from lape_qa.evaluation.benchmark import Difference, Measured


@dataclass(frozen=True, slots=True)
class _Outputs:
    """The files to be written."""

    json: Path | None
    run: Path | None
    per_query: Path | None
    report: Path | None


def benchmark(
    collection: Annotated[
        str,
        typer.Argument(
            help="BEIR or MTEB folder (corpus.jsonl, queries.jsonl, qrels/*.tsv), TREC folder (corpus.trec, "
            "topics.trec, qrels.txt), or irds:ID of ir_datasets."
        ),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option(help="Model to measure; may be given again; LAPE_QA_MODEL by default.", show_default=False),
    ] = None,
    system: Annotated[
        list[str] | None,
        typer.Option(help=f"Setting to measure; may be given again: {', '.join(VARIANTS)}.", show_default=False),
    ] = None,
    no_reader: Annotated[bool, typer.Option("--no-reader", help="The same as --system no-reader.")] = False,
    compare: Annotated[
        list[Path] | None,
        typer.Option(help="TREC run of another system to set beside them; may be given again.", show_default=False),
    ] = None,
    qrels: Annotated[
        Path | None, typer.Option(help="Other judgements: TREC's qrels, or BEIR's.", show_default=False)
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(help="Judgements of a BEIR folder: test, else dev, when not given.", show_default=False),
    ] = None,
    json_out: JsonOut = None,
    run_out: Annotated[
        Path | None,
        typer.Option("--run", help="Write what was found as a TREC run; of several, NAME-SYSTEM.", show_default=False),
    ] = None,
    per_query_out: Annotated[
        Path | None,
        typer.Option("--per-query", help="Write each query's values to this .jsonl or .csv.", show_default=False),
    ] = None,
    report_out: Annotated[
        Path | None, typer.Option("--report", help="Write a page for reading to this file (HTML).", show_default=False)
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask every query anew, also those asked in an earlier run.")
    ] = False,
) -> None:
    """Measure retrieval quality and speed, of one system or several side by side.

    The index is kept for the next run, and so is what was found: a run that was cut off goes on.
    """
    from lape_qa.evaluation import benchmark as measuring
    from lape_qa.evaluation import trec
    from lape_qa.evaluation.sources import open_collection

    if per_query_out and per_query_out.suffix not in measuring.PER_QUERY:
        raise UsageError(f"--per-query is {per_query_out}: name a file that ends in {' or '.join(measuring.PER_QUERY)}")
    names = [*(system or ()), *([NO_READER] if no_reader else [])] or [DEFAULT]
    variants = {name: variant(name) for name in names}
    read = open_collection(collection, qrels, split)
    if run_out:
        trec.check_ids([*read.queries, *(document.id for document in read.documents)])
    foreign = [(file, *measuring.measured_run(trec.read_run(file), str(file), read)) for file in compare or ()]
    for note in [*read.notes, *(note for *_, notes in foreign for note in notes)]:
        console.err.print(Text(f"note: {note}"), soft_wrap=True)
    models: list[str | None] = [*dict.fromkeys(model)] if model else [None]
    systems = [one for name in models for one in _measure(read, name, variants, fresh=fresh)]
    own = len(systems)
    systems += [run for _, run, _ in foreign]
    systems = [
        replace(one, name=name)
        for one, name in zip(systems, measuring.told_apart([one.name for one in systems]), strict=True)
    ]
    compared = measuring.differences(systems) if len(systems) > 1 else []
    several = measuring.comparison_json(read, systems, compared)
    outputs = _Outputs(json_out, run_out, per_query_out, report_out)
    _write(outputs, read, collection, systems, own, compared, several)
    if compared:
        _show_systems(several)
    else:
        _show_benchmark(several["systems"][systems[0].name])


def _measure(
    collection: Collection, model: str | None, variants: Mapping[str, Variant], *, fresh: bool
) -> Iterator["Measured"]:
    """Measure each variant with one model, that of the settings where none is named."""
    from lape_qa.evaluation import asking
    from lape_qa.evaluation.benchmark import DEPTH, measured
    from lape_qa.evaluation.collection_index import open_indexed

    settings = load_settings()
    settings = settings.model_copy(update={"model": model}) if model else settings
    encoder = setup.load_encoder(settings)
    with console.progress() as progress:
        indexed = open_indexed(collection.documents, encoder, settings.cache, progress)
    wants_reader = any(one.reader for one in variants.values())
    reader = setup.load_reader(settings).reader if wants_reader else None
    for name, one in variants.items():
        with_reader = reader if one.reader else None
        assistant = Assistant(indexed.generation, encoder, reader=with_reader, retrieval=one.config)
        generation = indexed.generation.manifest.generation
        told = f"{generation} {with_reader.name if with_reader else None} {one.config} {DEPTH}"
        kept = asking.Kept(indexed.place / "runs", told, fresh)
        with console.progress() as progress:
            advance = console.steps(progress, f"asking {name}", len(collection.queries))
            asked = asking.ask(collection.queries, partial(_hits, assistant, DEPTH), kept, advance)
        details = {
            "setting": one.meaning,
            "model": indexed.generation.manifest.model,
            "reader": with_reader.name if with_reader else None,
            "index_seconds": indexed.seconds,
        }
        yield measured(f"{Path(model).name} {name}" if model else name, collection, asked, details)


def _hits(assistant: Assistant, depth: int, text: str) -> list[Hit]:
    return assistant.search(text, depth)[1]


def _write(
    outputs: _Outputs,
    collection: Collection,
    source: str,
    systems: Sequence["Measured"],
    own: int,
    compared: Sequence["Difference"],
    several: Mapping[str, Any],
) -> None:
    """Write what was asked for of some systems, of which the first `own` are ours."""
    from lape_qa.evaluation import benchmark as measuring
    from lape_qa.evaluation import results, trec
    from lape_qa.evaluation.comparison_page import render

    if outputs.json:
        console.write(outputs.json, results.dumps(several if compared else several["systems"][systems[0].name]))
    if outputs.run:
        for one in systems[:own]:
            file = outputs.run if own == 1 else outputs.run.with_stem(f"{outputs.run.stem}-{_file_name(one.name)}")
            console.write(file, trec.run_text(one.rankings, f"lape-qa-{_file_name(one.name)}"))
    if outputs.per_query:
        console.write(outputs.per_query, measuring.per_query_text(systems, outputs.per_query.suffix))
    if outputs.report:
        console.write(outputs.report, render(collection, systems, several, compared, source))


def _file_name(name: str) -> str:
    """Return a system's name as a part of a file's name, which a TREC run can hold too."""
    return re.sub(r"[^\w.-]+", "-", name)


# ---- showing ---------------------------------------------------------------------------------------------


def _show_benchmark(result: dict[str, Any]) -> None:
    """Show the measures and times of one system."""
    table = Table("measure", "value", "95 % interval")
    for name, value in result.items():
        if isinstance(value, int | float):
            table.add_row(name, f"{value:g}", console.interval(result["intervals"].get(name)))
    if result["index_seconds"] is None:
        table.add_row("index_seconds", "–", "built in several runs")
    out.print(table)


def _show_systems(result: dict[str, Any]) -> None:
    """Show several systems side by side, and how far each is from the first."""
    systems = result["systems"]
    measures = list(systems[result["first"]]["intervals"])
    heads = (name.replace("@", "\n@") for name in (*measures, "ms\np50"))
    numbers = (Column(head, justify="right", no_wrap=True) for head in heads)
    table = Table(Column("system"), *numbers, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for name, row in systems.items():
        table.add_row(Text(name), *(console.number(row[measure]) for measure in measures), _milliseconds(row))
    out.print(table)
    columns = (Column(name, justify="right", no_wrap=True) for name in ("change", "95 % interval", "p", "(Holm)"))
    counts = (Column(name, justify="right", no_wrap=True) for name in ("won", "lost"))
    against = f"against {result['first']}"
    table = Table(
        Column(Text(against)), "measure", *columns, *counts, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False
    )
    for one in result["differences"]:
        chances = (f"{one['difference']:+.3f}", _signed(one["interval"]), f"{one['p']:.4f}", f"{one['p_holm']:.4f}")
        table.add_row(Text(one["system"]), one["measure"], *chances, str(one["won"]), str(one["lost"]))
    out.print(table)


def _milliseconds(row: dict[str, Any]) -> str:
    return f"{row['query_ms_p50']:.1f}" if "query_ms_p50" in row else "–"


def _signed(interval: tuple[float, float] | None) -> str:
    return f"{interval[0]:+.3f}…{interval[1]:+.3f}" if interval else ""
