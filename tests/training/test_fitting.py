"""An honest split: what is fitted sees no question that is reported."""

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import training
from lape_qa.documents import loading
from lape_qa.errors import UsageError
from lape_qa.evaluation.question_set.questions import Case, gold_spans, read_cases, tuning_cases
from lape_qa.settings import load_settings
from support.fakes import FakeEncoder
from training import fit_answering, fit_ranking

PACKAGE = Path(training.__file__).parent
TOWNS = ("Nokia", "Kotka", "Pori", "Vaasa", "Oulu", "Turku", "Lahti", "Salo", "Kemi", "Imatra", "Lohja", "Raahe")


def row(identifier: str, question: str, document: str, quote: str, **changed: Any) -> dict[str, Any]:
    evidence = [{"document": document, "quote": quote}] if document else []
    base = {"id": identifier, "question": question, "lang": "fi", "answerable": bool(evidence), "evidence": evidence}
    return base | {"answer": [], "tags": ["when"], "split": "dev"} | changed


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with a document for each town."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for year, town in enumerate(TOWNS, start=2000):
        (folder / f"{town.lower()}.txt").write_text(f"{town} aloitti hankkeensa vuonna {year}.\n", encoding="utf-8")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A set with the questions of both splits; a `test` question cannot be used, for its document is not there."""
    rows = [
        row(f"a{year}", f"Milloin {town} aloitti?", town.lower(), f"{town} aloitti hankkeensa vuonna {year}.")
        for year, town in enumerate(TOWNS, start=2000)
    ]
    # Some ask for a year that no source has: those are weighed apart.
    rows += [row(f"u{n}", f"Mitä maksaa lippu {'vuonna 1950' if n < 2 else n}?", "", "") for n in range(12)]
    rows += [
        row("t1", "Milloin Ahvenanmaa aloitti?", "ahvenanmaa", "Ahvenanmaa aloitti.", split="test"),
        row("t2", "Milloin Hanko aloitti?", "hanko", "Hanko aloitti.", split="test", history=["Mikä on Hanko?"]),
    ]
    no_split = row("n1", "Milloin Inari aloitti?", "inari", "Inari aloitti.")
    del no_split["split"]
    rows += [no_split, row("h1", "Entä Utsjoki?", "utsjoki", "Utsjoki aloitti.", history=["Milloin Inari aloitti?"])]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return file


def test_questions_to_fit_on_are_those_of_dev_that_need_no_history(questions: Path) -> None:
    assert [case.id for case in tuning_cases(questions)] == [
        *(f"a{year}" for year in range(2000, 2012)),
        *(f"u{n}" for n in range(12)),
    ]


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fake encoder in place of the model, and a cache of the test's own."""
    monkeypatch.setenv("LAPE_QA_CACHE", str(tmp_path / "cache"))
    for module in (fit_answering, fit_ranking):
        monkeypatch.setattr(module, "open_encoder", lambda _choice, _cache: FakeEncoder())


def test_fitting_answers_uses_no_test_question(questions: Path, sources: Path, fake_model: None) -> None:
    documents = {document.id: document for document in loading.load([sources]).documents}
    for case in read_cases(questions):
        if case.split == "test":
            with pytest.raises(UsageError, match="is not in the index"):
                gold_spans(case, documents)
    # A single one of them would have raised the same.
    fitted = fit_answering.fit(questions, sources, load_settings())
    assert fitted["fitted_on"] == "24 dev questions, 12 answerable"


def test_fitting_answers_on_labelled_questions_asks_them_also_as_near_misses(
    tmp_path: Path, questions: Path, sources: Path, fake_model: None
) -> None:
    train = tmp_path / "train"
    (train / "qrels").mkdir(parents=True)
    (train / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": t, "text": f"{t} aloitti hankkeensa vuonna 2001. Se oli iso."}) + "\n" for t in TOWNS
        ),
        encoding="utf-8",
    )
    (train / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": f"q{t}", "text": f"Milloin {t} aloitti?"}) + "\n" for t in TOWNS)
        + json.dumps({"_id": "two", "text": "Milloin Nokia aloitti ja milloin Kotka aloitti?"})
        + "\n",
        encoding="utf-8",
    )
    judged = "".join(f"q{t}\t{t}\t1\n" for t in TOWNS) + "two\tNokia\t1\n"
    (train / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    labels = tmp_path / "labels.tsv"
    # Seven are answered by the first sentence, three by nothing, two are not labelled, and one asks two things.
    rows = [f"q{t}\t0-{len(t) + 29}" for t in TOWNS[:7]] + [f"q{t}\t-" for t in TOWNS[7:10]] + ["two\t0-34"]
    labels.write_text("\n".join(["query-id\tsentences", *rows]) + "\n", encoding="utf-8")
    fitted = fit_answering.fit(questions, sources, load_settings(), train, labels)
    assert fitted["fitted_on"] == "24 dev questions, 12 answerable; 10 of the folder, 7 of them also as a near miss"
    assert fitted["command"].endswith(f" {questions} {sources} {train} {labels}")
    labels.write_text("query-id\tsentences\nq-nowhere\t-\n", encoding="utf-8")
    with pytest.raises(UsageError, match="'q-nowhere', which the folder does not have"):
        fit_answering.fit(questions, sources, load_settings(), train, labels)


def test_a_folder_without_its_labels_is_refused_before_anything_is_fitted(questions: Path, sources: Path) -> None:
    with pytest.raises(UsageError, match="go together: give both or neither"):
        fit_answering.fit(questions, sources, load_settings(), sources)


def test_near_misses_count_together_as_much_as_what_is_far_off() -> None:
    def case(answerable: bool, *tags: str) -> Case:
        return Case("q", "?", "fi", answerable, (), (), tags, "dev", ())

    answered, near, far = case(True, "when"), case(False, "when", "near-miss"), case(False, "when", "far-off")
    # One far off, four near: a quarter each. When there are fewer near misses, each counts whole.
    assert fit_answering.case_weights([answered, near, near, far, near, near]) == [1.0, 0.25, 0.25, 1.0, 0.25, 0.25]
    assert fit_answering.case_weights([near, far, far]) == [1.0, 1.0, 1.0]


def test_threshold_is_the_highest_that_leaves_enough_answered() -> None:
    # 24 of 25 are 0.96: the two least sure are at 0.3 and at 0.456. What is not answerable does not count.
    confidence = np.array([0.3, 0.456] + [0.9] * 23 + [0.35, 0.99])
    answerable = np.array([True] * 25 + [False] * 2)
    assert fit_answering.highest_threshold(confidence, answerable) == 0.45
    # Of 24, one is too many.
    assert fit_answering.highest_threshold(np.delete(confidence, 24), np.delete(answerable, 24)) == 0.3
    assert fit_answering.highest_threshold(np.zeros(3), np.ones(3, np.bool_)) == 0.01


_opened: list[Path] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(arguments[0], str | bytes):
        _opened.append(Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]))


@pytest.fixture(scope="module")
def audit() -> None:
    """Every file that this process opens is seen; a hook cannot be taken away again, so it is set once."""
    sys.addaudithook(_watch)


@pytest.fixture
def opened(audit: None) -> Iterator[list[Path]]:
    """The files opened during a test."""
    global _opened  # noqa: PLW0603
    _opened = []
    yield _opened
    _opened = None


def test_fitting_the_ranking_reads_the_folder_it_is_given_and_no_other_questions(
    tmp_path: Path, fake_model: None, opened: list[Path]
) -> None:
    train = tmp_path / "train"
    (train / "qrels").mkdir(parents=True)
    (train / "corpus.jsonl").write_text(
        "".join(json.dumps({"_id": t, "text": f"{t} aloitti hankkeensa."}) + "\n" for t in TOWNS), encoding="utf-8"
    )
    (train / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": f"q{t}", "text": f"Milloin {t} aloitti?"}) + "\n" for t in TOWNS), encoding="utf-8"
    )
    (train / "qrels" / "test.tsv").write_text("".join(f"q{t}\t{t}\t1\n" for t in TOWNS), encoding="utf-8")
    fitted = fit_ranking.main(train)
    assert fitted["fitted_on"] == "12 questions whose passage is among 60 candidates"
    data = {file for file in opened if file.suffix in {".jsonl", ".gz", ".tsv"} and "cache" not in file.parts}
    assert data == {train / "corpus.jsonl", train / "queries.jsonl", train / "qrels" / "test.tsv"}


@pytest.mark.parametrize("file", sorted(PACKAGE.glob("fit_*.py")), ids=lambda file: file.stem)
def test_a_fitter_takes_questions_from_nothing_but_tuning_and_training_cases(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "lape_qa.evaluation.question_set.questions"
        for alias in node.names
    }
    assert imported <= {"Case", "gold_spans", "overlaps", "training_cases", "tuning_cases"}
    assert not {"question_set", "run"} & {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "lape_qa.evaluation"
        for alias in node.names
    }


def test_every_fitter_is_among_those_tested_here() -> None:
    assert {file.stem for file in PACKAGE.glob("fit_*.py")} == {
        *("fit_answering", "fit_breadth", "fit_broad", "fit_directions", "fit_ranking", "fit_reading")
    }
