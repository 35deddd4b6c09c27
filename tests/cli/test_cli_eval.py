"""`lape-qa eval`: a run, a page of it, two runs compared."""

import hashlib
import json
from pathlib import Path

import pytest

from support.command_line import ANSWERED, QUOTE, UNANSWERABLE, Run, case, questions

MEASURES = {
    *("hit@1", "hit@3", "hit@5", "mrr@10", "ndcg@10", "answer_recall", "citation_precision", "quote_fidelity"),
    *("answered_when_answerable", "abstained_when_unanswerable", "abstention_auroc", "answer_words_median"),
}


# ---- eval ----------------------------------------------------------------------------------------------


def test_eval_writes_the_measures_of_the_contract(run: Run, sources: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case(), UNANSWERABLE)
    ran = run("eval", file, "--corpus", sources, "--json", tmp_path / "out.json")
    assert (ran.status, ran.err) == (0, "")
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert set(measures) >= MEASURES | {"by_lang", "by_tag"}
    assert set(measures["by_lang"]) == {"fi", "sv"}
    assert set(measures["by_tag"]) == {"when", "far-off"}
    for part in (*measures["by_lang"].values(), *measures["by_tag"].values()):
        assert set(part) >= MEASURES
    assert {name: measures[name] for name in MEASURES} == {
        "hit@1": 1.0,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "mrr@10": 1.0,
        "ndcg@10": 1.0,
        "answer_recall": 1.0,
        "citation_precision": 1.0,
        "quote_fidelity": 1.0,
        "answered_when_answerable": 1.0,
        "abstained_when_unanswerable": 1.0,
        "abstention_auroc": 1.0,
        "answer_words_median": 6,
    }


def test_eval_of_a_corpus_leaves_the_index_in_use_alone(run: Run, sources: Path, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case()), "--corpus", sources).status == 0
    assert not (tmp_path / "index").exists()


def test_eval_of_an_index_shows_every_measure(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case(), UNANSWERABLE), "--index", indexed)
    assert (ran.status, ran.err) == (0, "")
    assert [name for name in ("questions", "mrr@10", "quote_fidelity") if name not in ran.out] == []


def test_eval_of_a_split_asks_only_its_questions(run: Run, indexed: Path, tmp_path: Path) -> None:
    file = questions(tmp_path, case(), case(id="q3", split="test", tags=["other"]))
    assert run("eval", file, "--split", "test", "--json", tmp_path / "out.json").status == 0
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (measures["questions"], set(measures["by_tag"])) == (1, {"other"})


def test_eval_gives_each_question_and_the_intervals(run: Run, indexed: Path, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case(), UNANSWERABLE), "--json", tmp_path / "out.json").status == 0
    measures = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert measures["intervals"]["hit@1"] == [1.0, 1.0]
    assert 0 <= measures["calibration_error"] <= 1
    assert {name: row["answered"] for name, row in measures["questions_detail"].items()} == {"q1": True, "q2": False}
    assert measures["questions_detail"]["q1"]["question"] == ANSWERED
    digest = hashlib.sha256((tmp_path / "questions.jsonl").read_bytes()).hexdigest()
    assert measures["question_set"] == {"sha256": digest, "split": None}


def test_eval_writes_a_page_for_reading(run: Run, indexed: Path, tmp_path: Path) -> None:
    wrong = case(id="q3", answer=["<1900>"])
    file = questions(tmp_path, case(), UNANSWERABLE, wrong)
    assert run("eval", file, "--split", "dev", "--report", tmp_path / "out.html").status == 0
    shown = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "3 questions of <b>questions.jsonl, split dev</b>" in shown
    assert "✗ &lt;1900&gt;" in shown


def test_eval_with_a_run_that_cannot_be_written_asks_nothing(
    run: Run, sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (sources / "nokia.txt").rename(sources / "nokian hanke.txt")
    asked: list[str] = []
    monkeypatch.setattr("lape_qa.assistant.Assistant.ask", lambda _self, text, *_a, **_k: asked.append(text))
    file = questions(tmp_path, case(evidence=[{"document": "nokian hanke", "quote": QUOTE}]))
    arguments = ("--corpus", sources, "--json", tmp_path / "out.json", "--run", tmp_path / "out.run")
    assert run("eval", file, *arguments).refusal == (
        "a TREC run cannot hold the id 'nokian hanke', which has white space: rename it (the id of a source is the "
        "name of its file), or leave out --run"
    )
    assert asked == []
    assert not (tmp_path / "out.json").exists()


# ---- eval --compare ------------------------------------------------------------------------------------


def stored(file: Path, **hits: float) -> Path:
    """Write a run of answered questions, each with its hit@1 and, the same, mrr@10."""
    rows = {
        name: {"question": f"Kysymys {name}?", "answerable": True, "answered": True, "answer_holds_every_fact": True}
        | {"hit@1": hit, "mrr@10": hit}
        for name, hit in hits.items()
    }
    file.write_text(json.dumps({"questions_detail": rows}), encoding="utf-8")
    return file


def test_compare_of_a_run_with_itself_finds_no_difference(run: Run, indexed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert run("eval", questions(tmp_path, case(), UNANSWERABLE), "--json", out).status == 0
    ran = run("eval", "--compare", out, out, "--json", tmp_path / "compared.json")
    assert (ran.status, ran.err) == (0, "")
    compared = json.loads((tmp_path / "compared.json").read_text(encoding="utf-8"))
    assert (compared["a"], compared["b"], compared["questions"]) == (str(out), str(out), 2)
    assert {name: (row["difference"], row["p"], row["p_holm"]) for name, row in compared["measures"].items()} == (
        dict.fromkeys(
            ("hit@1", "mrr@10", "answer_recall", "answered_when_answerable", "abstained_when_unanswerable"), (0, 1, 1)
        )
    )


def test_compare_lists_what_was_won_and_lost(run: Run, tmp_path: Path) -> None:
    a, b = stored(tmp_path / "a.json", q1=1, q2=0, q3=0), stored(tmp_path / "b.json", q1=0, q2=1, q3=0)
    ran = run("eval", "--compare", a, b)
    assert (ran.status, ran.err) == (0, "")
    won, lost = ran.out.split("Won by B: 1 of 3 questions\n")[1].split("\n\nLost by B: 1 of 3 questions\n")
    assert (won, lost) == ("q2  Kysymys q2?  (hit@1, mrr@10)", "q1  Kysymys q1?  (hit@1, mrr@10)\n")


# ---- what is refused -----------------------------------------------------------------------------------


def test_eval_of_an_unknown_split_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("eval", questions(tmp_path, case()), "--split", "trial").refusal == (
        "--split is 'trial', expected one of dev, test, train"
    )


def test_eval_of_a_split_without_questions_is_refused(run: Run, tmp_path: Path) -> None:
    file = questions(tmp_path, case())
    assert run("eval", file, "--split", "test").refusal == f"{file} holds no question of the split 'test'"


def test_eval_of_a_corpus_and_an_index_at_once_is_refused(run: Run, indexed: Path, sources: Path) -> None:
    file = questions(sources.parent, case())
    assert run("eval", file, "--corpus", sources, "--index", indexed).refusal == "give --corpus or --index, not both"


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ({"document": "nokia", "quote": "Tätä siellä ei ole."}, "its quote does not stand in 'nokia': "),
        ({"document": "puuttuu", "quote": QUOTE}, "its document 'puuttuu' is not in the index: "),
    ],
    ids=["quote", "document"],
)
def test_eval_with_gold_that_is_not_in_the_corpus_is_refused(
    run: Run, sources: Path, tmp_path: Path, evidence: dict[str, str], said: str
) -> None:
    file = questions(tmp_path, case(evidence=[evidence]))
    assert run("eval", file, "--corpus", sources).refusal.startswith(f"question q1: {said}")


def test_eval_of_a_question_set_that_is_not_one_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    assert run("eval", file).refusal.startswith(f"cannot read the question set {file}: ")
    file.write_text("{\n", encoding="utf-8")
    assert run("eval", file).refusal.startswith(f"{file}, line 1: not JSON: ")


def test_eval_that_cannot_write_its_measures_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case()), "--json", tmp_path / "none" / "out.json")
    assert ran.refusal == f"cannot write {tmp_path}/none/out.json: No such file or directory"


def test_eval_that_cannot_write_its_page_is_refused(run: Run, indexed: Path, tmp_path: Path) -> None:
    ran = run("eval", questions(tmp_path, case()), "--report", tmp_path / "none" / "out.html")
    assert ran.refusal == f"cannot write {tmp_path}/none/out.html: No such file or directory"


def test_eval_needs_either_a_question_set_or_two_runs(run: Run, tmp_path: Path) -> None:
    file, a, b = questions(tmp_path, case()), stored(tmp_path / "a.json", q1=1), stored(tmp_path / "b.json", q1=1)
    said = "give either a question set to run or --compare A.json B.json"
    assert run("eval").refusal == said
    assert run("eval", file, "--compare", a, b).refusal == said
    assert "--compare" in run("eval", "--compare", a).refusal


@pytest.mark.parametrize(
    "option", [("--corpus", "."), ("--index", "."), ("--split", "dev"), ("--report", "out.html")], ids=lambda o: o[0]
)
def test_compare_with_options_of_a_run_is_refused(run: Run, tmp_path: Path, option: tuple[str, str]) -> None:
    a = stored(tmp_path / "a.json", q1=1)
    assert run("eval", "--compare", a, a, *option).refusal.startswith("of the other options, only --json ")


def test_compare_of_different_questions_is_refused(run: Run, tmp_path: Path) -> None:
    a, b = stored(tmp_path / "a.json", q1=1, q2=1), stored(tmp_path / "b.json", q1=1)
    assert run("eval", "--compare", a, b).refusal == f"{a} and {b} hold different questions: 'q2' is in one only"


def test_compare_of_what_eval_did_not_write_is_refused(run: Run, tmp_path: Path) -> None:
    a, other = stored(tmp_path / "a.json", q1=1), tmp_path / "other.json"
    assert run("eval", "--compare", a, other).refusal == f"cannot read {other}: no such file"
    other.write_text('{"hit@1": 1.0}', encoding="utf-8")
    assert run("eval", "--compare", a, other).refusal == f"{other} is not what `lape-qa eval --json` writes"
