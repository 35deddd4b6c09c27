"""`lape-qa eval export`, and that others reach the figures of `lape-qa eval` with what it writes."""

import json
from pathlib import Path
from typing import Any

import pytest
from ir_measures import RR, Success, nDCG

from lape_qa.evaluation import beir
from support.collections import rescored
from support.command_line import QUOTE, UNANSWERABLE, Run, case, questions


@pytest.fixture
def question_set(tmp_path: Path) -> Path:
    """Questions that sources answer, with two quotes, with a history, in Swedish; and one that they do not answer."""
    lappi = {"document": "lappi", "quote": "Kittilässä avattiin kolme kohtaamispaikkaa."}
    borga = {"document": "borga", "quote": "Familjecentret i Borgå öppnade sina dörrar våren 2018."}
    both: list[Any] = [lappi, {"document": "nokia", "quote": QUOTE}]
    return questions(
        tmp_path,
        case(),
        UNANSWERABLE,
        case(id="q3", question="Mitä avattiin ja mitä alkoi?", evidence=both, answer=[], split="test"),
        case(id="q4", question="När öppnade familjecentret?", lang="sv", evidence=[borga], answer=["2018"]),
        case(id="q5", question="Entä Lapissa?", evidence=[lappi], answer=[], history=["Mitä Nokialla avattiin?"]),
    )


def test_others_reach_the_figures_of_eval_by_its_run_and_the_exported_judgements(
    run: Run, indexed: Path, question_set: Path, tmp_path: Path
) -> None:
    ran = run("eval", question_set, "--run", tmp_path / "eval.run", "--json", tmp_path / "eval.json")
    assert (ran.status, ran.err) == (0, "")
    made = run("eval", "export", question_set, tmp_path / "beir")
    assert (made.status, made.err) == (0, "")
    assert made.out == (
        f"3 queries over 3 passages in {tmp_path}/beir; left out: 1 that the sources do not answer, 1 that lean on "
        "earlier ones\n"
    )
    relevant = {**beir.read(tmp_path / "beir", "dev").relevant, **beir.read(tmp_path / "beir", "test").relevant}
    assert relevant.keys() == {"q1", "q3", "q4"}
    found = rescored(tmp_path / "eval.run", relevant, Success @ 1, Success @ 3, RR @ 10, nDCG @ 10)
    details = json.loads((tmp_path / "eval.json").read_text(encoding="utf-8"))["questions_detail"]
    for theirs, ours in (("Success@1", "hit@1"), ("Success@3", "hit@3"), ("RR@10", "mrr@10"), ("nDCG@10", "ndcg@10")):
        assert found[theirs] == {q: pytest.approx(details[q][ours], abs=1e-6) for q in relevant}


def test_a_folder_that_was_exported_is_measured_by_benchmark(
    run: Run, indexed: Path, question_set: Path, tmp_path: Path
) -> None:
    assert run("eval", "export", question_set, tmp_path / "beir").status == 0
    assert run("benchmark", tmp_path / "beir", "--split", "dev", "--json", tmp_path / "out.json").status == 0
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [found[name] for name in ("documents", "queries", "mrr@10")] == [3, 2, 1.0]


def test_an_export_over_documents_needs_no_index(run: Run, sources: Path, question_set: Path, tmp_path: Path) -> None:
    assert run("eval", "export", question_set, tmp_path / "beir", "--corpus", sources).status == 0
    again = run("eval", "export", question_set, tmp_path / "beir", "--corpus", sources)
    assert again.refusal == f"{tmp_path}/beir is there already: name a new folder"
    both = run("eval", "export", question_set, tmp_path / "b", "--corpus", sources, "--index", tmp_path / "index")
    assert both.refusal == "give --corpus or --index, not both"
