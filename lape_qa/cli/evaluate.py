"""The commands of question sets: they are run, compared, added to and exported."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Column, Table
from rich.text import Text

from lape_qa.assistant import Assistant
from lape_qa.cli import console, setup
from lape_qa.cli.console import IndexOption, JsonOut, NoReader, out
from lape_qa.counting import counted
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set import additions
from lape_qa.evaluation.question_set.interview import Desk, complete
from lape_qa.evaluation.question_set.questions import Case, Evidence, read_cases
from lape_qa.settings import Settings, load_settings


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
    run_out: Annotated[
        Path | None,
        typer.Option("--run", help="Write the passages found as a TREC run, for `eval export`.", show_default=False),
    ] = None,
    no_reader: NoReader = False,
) -> None:
    """Measure retrieval, answers and abstention on a question set, or compare two such runs."""
    if (questions is None) == (compare is None):
        raise UsageError("give either a question set to run or --compare A.json B.json")
    if compare:
        if corpus or index or split or report_out or run_out:
            raise UsageError("of the other options, only --json goes with --compare")
        _compare(*compare, json_out)
    elif questions:
        _evaluate(questions, corpus, index, split, json_out, report_out, run_out, no_reader=no_reader)


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


def export(
    questions: Annotated[Path, typer.Argument(help="Question set, JSON Lines.")],
    folder: Annotated[Path, typer.Argument(help="BEIR folder to make: corpus.jsonl, queries.jsonl and qrels/*.tsv.")],
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="Cut these documents into passages.", show_default=False)
    ] = None,
    index: IndexOption = None,
) -> None:
    """Write a question set as a BEIR folder over the passages of an index, for other systems to be measured by."""
    from lape_qa.evaluation.question_set.export import exported, write

    cases = read_cases(questions)
    with _opened(setup.with_reader(load_settings(), off=True), corpus, index) as assistant:
        made = exported(cases, assistant.generation.documents, assistant.generation.passages)
    write(folder, made.files)
    out.print(
        Text(
            f"{made.queries} {'query' if made.queries == 1 else 'queries'} over "
            f"{counted(made.passages, 'passage')} in {folder}; left out: {made.unanswerable} that the "
            f"sources do not answer, {made.leaning} that lean on earlier ones"
        ),
        soft_wrap=True,
    )


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
    with console.progress() as progress:
        measures = report(ask(assistant, asked, console.steps(progress, "asking", len(asked))))
    if json_out:
        console.write(json_out, results.dumps({"question_set": results.question_set(questions, split), **measures}))
    console.show_passed(measures)


def _evaluate(
    questions: Path,
    corpus: Path | None,
    index: Path | None,
    split: str | None,
    json_out: Path | None,
    report_out: Path | None,
    run_out: Path | None,
    *,
    no_reader: bool,
) -> None:
    from lape_qa.evaluation import results
    from lape_qa.evaluation.question_set.questions import SPLITS, split_cases
    from lape_qa.evaluation.report import render
    from lape_qa.evaluation.run import evaluate, report
    from lape_qa.evaluation.trec import check_ids, run_text

    if split and split not in SPLITS:
        raise UsageError(f"--split is {split!r}, expected one of {', '.join(SPLITS)}")
    cases = split_cases(questions, split) if split else read_cases(questions)
    settings = setup.with_reader(load_settings(), off=no_reader)
    with _opened(settings, corpus, index) as assistant, console.progress() as progress:
        if run_out:
            check_ids([*(case.id for case in cases if case.answerable), *assistant.generation.documents])
        outcomes = evaluate(assistant, cases, console.steps(progress, "asking", len(cases)))
    measures = report(outcomes)
    if json_out:
        console.write(json_out, results.dumps({"question_set": results.question_set(questions, split), **measures}))
    if run_out:
        found = {o.case.id: [(hit.passage.id, hit.score) for hit in o.hits] for o in outcomes if o.case.answerable}
        console.write(run_out, run_text(found, "lape-qa-eval"))
    if report_out:
        source = f"{questions.name}, split {split}" if split else questions.name
        console.write(report_out, render(outcomes, measures, assistant.generation.documents, source))
    console.show_measures(measures)


@contextmanager
def _opened(settings: Settings, corpus: Path | None, index: Path | None) -> Iterator[Assistant]:
    """Open an index, or one of documents that lasts as long as this does."""
    if corpus and index:
        raise UsageError("give --corpus or --index, not both")
    with tempfile.TemporaryDirectory(prefix="lape-qa-eval-") as scratch:
        encoder = setup.load_encoder(settings)
        if corpus:
            setup.build_index(settings, [corpus], Path(scratch), encoder)
        yield setup.open_assistant(settings, Path(scratch) if corpus else index, encoder)


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
        desk.say(f"passed over: {without} of {counted(len(rows) + without, 'row')}, whose question was not kept")
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
        out.print(f"\n{title}: {len(found)} of {counted(len(before.questions), 'question')}")
        for identifier, names in found.items():
            out.print(Text(f"{identifier}  {before.questions[identifier]}  ({', '.join(names)})"), soft_wrap=True)
