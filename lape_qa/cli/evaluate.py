"""The commands that measure: question sets run, compared and added to, and benchmarks."""

import sys
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from lape_qa.cli import console, setup
from lape_qa.cli.console import IndexOption, NoReader, out
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set import additions
from lape_qa.evaluation.question_set.interview import Desk, complete
from lape_qa.evaluation.question_set.questions import Case, Evidence, read_cases
from lape_qa.settings import load_settings

JsonOut = Annotated[Path | None, typer.Option("--json", help="Write all measures to this file.", show_default=False)]


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
    no_reader: NoReader = False,
) -> None:
    """Measure retrieval, answers and abstention on a question set, or compare two such runs."""
    if (questions is None) == (compare is None):
        raise UsageError("give either a question set to run or --compare A.json B.json")
    if compare:
        if corpus or index or split or report_out:
            raise UsageError("of the other options, only --json goes with --compare")
        _compare(*compare, json_out)
    elif questions:
        _evaluate(questions, corpus, index, split, json_out, report_out, no_reader=no_reader)


def add(
    questions: Annotated[Path, typer.Argument(help="Question set to add to, JSON Lines; the first question makes it.")],
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


def first_questions(
    questions: Annotated[Path, typer.Argument(help="Set of first questions, JSON Lines.")],
    index: IndexOption = None,
    split: Annotated[
        str | None, typer.Option(help="Only questions of this split: dev or test.", show_default=False)
    ] = None,
    json_out: Annotated[
        Path | None,
        typer.Option("--json", help="Write the measures and each reply to this file.", show_default=False),
    ] = None,
    no_reader: NoReader = False,
) -> None:
    """Measure how many of the questions that people ask first are answered well, by kind and language."""
    from lape_qa.evaluation import results
    from lape_qa.evaluation.first_questions import ask, read_first_questions, report

    asked = read_first_questions(questions, split)
    assistant = setup.open_assistant(setup.with_reader(load_settings(), off=no_reader), index)
    with console.progress() as advance:
        done = iter(range(1, len(asked) + 1))
        measures = report(ask(assistant, asked, lambda: advance("asking", next(done), len(asked))))
    if json_out:
        console.write(json_out, results.dumps({"question_set": results.question_set(questions, split), **measures}))
    console.show_passed(measures)


def benchmark(
    folder: Annotated[Path, typer.Argument(help="BEIR folder: corpus.jsonl, queries.jsonl and qrels/*.tsv.")],
    json_out: JsonOut = None,
    no_reader: NoReader = False,
) -> None:
    """Measure retrieval quality and speed on a BEIR folder; its index is kept for the next run."""
    from lape_qa.assistant import Assistant
    from lape_qa.evaluation import beir, results
    from lape_qa.evaluation.benchmark import benchmark

    settings = setup.with_reader(load_settings(), off=no_reader)
    collection = beir.read(folder)
    encoder = setup.load_encoder(settings)
    with console.progress() as progress:
        indexed = beir.open_indexed(collection.documents, encoder, settings.cache, progress)
    with console.progress() as progress:
        count = len(collection.queries)
        done = iter(range(1, count + 1))
        assistant = Assistant(indexed.generation, encoder, reader=setup.load_reader(settings).reader)
        measures = benchmark(collection, assistant, lambda: progress("asking", next(done), count))
    result = {
        "documents": len(collection.documents),
        "model": indexed.generation.manifest.model,
        "reader": assistant.reader.name if assistant.reader else None,
        **measures,
        "index_seconds": indexed.seconds,
    }
    if json_out:
        console.write(json_out, results.dumps(result))
    table = Table("measure", "value", "95 % interval")
    for name, value in result.items():
        if isinstance(value, int | float):
            table.add_row(name, f"{value:g}", console.interval(measures["intervals"].get(name)))
    if indexed.seconds is None:
        table.add_row("index_seconds", "–", "built in several runs")
    out.print(table)


def _evaluate(
    questions: Path,
    corpus: Path | None,
    index: Path | None,
    split: str | None,
    json_out: Path | None,
    report_out: Path | None,
    *,
    no_reader: bool,
) -> None:
    from lape_qa.evaluation import results
    from lape_qa.evaluation.question_set.questions import SPLITS, split_cases
    from lape_qa.evaluation.report import render
    from lape_qa.evaluation.run import evaluate, report

    if corpus and index:
        raise UsageError("give --corpus or --index, not both")
    if split and split not in SPLITS:
        raise UsageError(f"--split is {split!r}, expected one of {', '.join(SPLITS)}")
    cases = split_cases(questions, split) if split else read_cases(questions)
    settings = setup.with_reader(load_settings(), off=no_reader)
    with tempfile.TemporaryDirectory(prefix="lape-qa-eval-") as scratch:
        encoder = setup.load_encoder(settings)
        if corpus:
            setup.build_index(settings, [corpus], Path(scratch), encoder)
        assistant = setup.open_assistant(settings, Path(scratch) if corpus else index, encoder)
        with console.progress() as advance:
            done = iter(range(1, len(cases) + 1))
            outcomes = evaluate(assistant, cases, lambda: advance("asking", next(done), len(cases)))
    measures = report(outcomes)
    if json_out:
        console.write(json_out, results.dumps({"question_set": results.question_set(questions, split), **measures}))
    if report_out:
        source = f"{questions.name}, split {split}" if split else questions.name
        console.write(report_out, render(outcomes, measures, assistant.generation.documents, source))
    console.show_measures(measures)


def _desk(questions: Path, index: Path | None) -> Desk:
    """Gather what an interview works with; the model is loaded when something is searched for."""
    settings = load_settings()
    assistant = cache(lambda: setup.open_assistant(settings, index))
    return Desk(
        cases=additions.cases_so_far(questions),
        documents=settings.generations_at(index).served_documents(),
        search=lambda words: assistant().search(words, 5)[1],
        ask=_ask if sys.stdin.isatty() else None,
        say=lambda text: out.print(Text(text), soft_wrap=True),
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
        desk = replace(desk, cases=additions.cases_so_far(questions))
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
    from lape_qa.evaluation.significance import by_question, compare, comparison_json, read_run

    before, after = read_run(a), read_run(b)
    changes = compare(before, after)
    if json_out:
        console.write_json(json_out, comparison_json(before, after, changes))
    columns = ("A", "B", "B − A", "p", "p (Holm)", "won", "lost")
    numbers = (Column(name, justify="right", no_wrap=True) for name in columns)
    table = Table(Column("measure", no_wrap=True), *numbers, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for c in changes:
        chances = (f"{c.difference:+.3f}", f"{c.p:.4f}", f"{c.p_holm:.4f}", str(len(c.won)), str(len(c.lost)))
        table.add_row(c.measure, console.number(c.a), console.number(c.b), *chances)
    out.print(table)
    for title, won in (("Won by B", True), ("Lost by B", False)):
        found = by_question(changes, won=won)
        out.print(f"\n{title}: {len(found)} of {len(before.questions)} questions")
        for identifier, names in found.items():
            out.print(Text(f"{identifier}  {before.questions[identifier]}  ({', '.join(names)})"), soft_wrap=True)
