"""The evaluator for training: made like sentence-transformers' own, and asked as its trainer does."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sentence_transformers.sentence_transformer.evaluation import InformationRetrievalEvaluator

from lape_qa.errors import UsageError
from lape_qa.evaluation import beir
from lape_qa.evaluation import sentence_transformers_evaluator as module
from lape_qa.evaluation.benchmark import MEASURES
from lape_qa.evaluation.sentence_transformers_evaluator import RetrievalEvaluator
from support.collections import CORPUS, QUERIES, write_collection
from support.fakes import FakeEncoder

GIVEN: dict[str, Any] = {
    "queries": {row["_id"]: row["text"] for row in QUERIES},
    "corpus": {row["_id"]: row["text"] for row in CORPUS},
    "relevant_docs": {"q1": {"d1"}, "q2": {"d2"}, "q3": {"d2"}},
}


class Model:
    """What a trainer hands over, as far as it is used: it is saved, and keeps what was measured."""

    def __init__(self) -> None:
        self.saved: list[str] = []
        self.noted: list[tuple[Any, ...]] = []
        self.model_card_data = SimpleNamespace(set_evaluation_metrics=lambda *told: self.noted.append(told))

    def save_pretrained(self, folder: str) -> None:
        self.saved.append(folder)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    """A model whose vectors are those of the fake encoder."""
    made = Model()

    def opened(choice: Any, _cache: Path) -> FakeEncoder:
        assert choice.name == made.saved[-1]
        return FakeEncoder()

    monkeypatch.setattr(module, "open_encoder", opened)
    return made


def test_a_model_is_measured_inside_the_whole_of_retrieval(model: Model, tmp_path: Path) -> None:
    evaluator = RetrievalEvaluator(**GIVEN, name="lape")
    found = evaluator(model, str(tmp_path / "out"), epoch=1, steps=20)
    assert list(found) == [f"lape_{name}" for name in MEASURES]
    # q3 has its document, which is not the first, second or third.
    assert found["lape_recall@1"] == 0.6667
    assert found["lape_recall@10"] == 1.0
    assert evaluator.primary_metric == "lape_ndcg@10"
    assert model.noted == [(evaluator, found, 1, 20)]
    assert not Path(model.saved[0]).exists()
    evaluator(model, str(tmp_path / "out"), epoch=2)
    [file] = (tmp_path / "out").iterdir()
    assert file.name == "Lape-Qa-Retrieval_evaluation_lape_results.csv"
    head, first, second = file.read_text(encoding="utf-8").splitlines()
    assert head == "epoch,steps,recall@1,recall@5,recall@10,recall@100,mrr@10,ndcg@10"
    assert first.startswith("1,20,0.6667,1.0,")
    assert second.startswith("2,-1,0.6667,")


def test_it_is_made_with_what_the_evaluator_of_the_library_is_made_with(model: Model) -> None:
    theirs = InformationRetrievalEvaluator(**GIVEN, name="lape", write_csv=False)
    ours = RetrievalEvaluator(**GIVEN, name="lape", write_csv=False)
    assert theirs.queries_ids == ["q1", "q2", "q3"]
    assert ours.greater_is_better == theirs.greater_is_better
    assert ours.description == "Retrieval"
    assert ours(model)["lape_recall@1"] == 0.6667


def test_a_collection_is_one_too_with_its_titles(model: Model, tmp_path: Path) -> None:
    evaluator = RetrievalEvaluator.of(beir.read(write_collection(tmp_path / "beir")), write_csv=False)
    found = evaluator(model, str(tmp_path / "out"))
    assert (found["recall@1"], found["mrr@10"]) == (0.8333, 1.0)
    assert not (tmp_path / "out").exists()


def test_nothing_to_measure_by_is_refused() -> None:
    changes: list[dict[str, Any]] = [{"relevant_docs": {"q1": set()}}, {"corpus": {}}, {"queries": {}}]
    for changed in changes:
        with pytest.raises(UsageError, match=r"^there is nothing to measure by"):
            RetrievalEvaluator(**{**GIVEN, **changed})
