"""The wrapper for MTEB, by MTEB's own evaluation; without the package only what needs none of it."""

import sys
from pathlib import Path
from typing import Any

import pytest

from lape_qa.errors import UsageError
from lape_qa.settings import Settings
from support.collections import CORPUS, QUERIES
from support.fakes import FakeEncoder

RELEVANT = {"q1": {"d1": 1}, "q2": {"d2": 1}, "q3": {"d3": 1}}


def test_without_mteb_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mteb", None)
    monkeypatch.delitem(sys.modules, "lape_qa.evaluation.mteb_search", raising=False)
    with pytest.raises(UsageError, match=r"^measuring by MTEB needs the package mteb, not .*: pip install mteb$"):
        import lape_qa.evaluation.mteb_search  # noqa: F401


@pytest.fixture
def search(tmp_path: Path) -> Any:
    """The wrapper with a fake model; skipped where MTEB is not installed."""
    pytest.importorskip("mteb", reason="MTEB is large and in no extra: pip install mteb to try this")
    from lape_qa.evaluation.mteb_search import LapeQaSearch

    return LapeQaSearch(settings=Settings(cache=tmp_path), encoder=FakeEncoder())


def rows(of: Any) -> list[dict[str, str]]:
    return [{"id": row["_id"], "text": row["text"], "title": row.get("title", "")} for row in of]


def test_it_is_what_mteb_wants_and_finds_documents(search: Any) -> None:
    from mteb.models.models_protocols import SearchProtocol

    assert isinstance(search, SearchProtocol)
    assert search.mteb_model_meta.name == "lape-qa/retrieval"
    search.index(
        rows(CORPUS), task_metadata=None, hf_split="test", hf_subset="default", encode_kwargs={}, num_proc=None
    )
    queries = [*rows(QUERIES[:3]), {"id": "q0", "text": "?!"}]
    found = search.search(
        queries, task_metadata=None, hf_split="test", hf_subset="x", top_k=2, encode_kwargs={}, num_proc=None
    )
    assert {query: max(of, key=of.get) for query, of in found.items() if of} == {"q1": "d1", "q2": "d2", "q3": "d3"}
    assert found["q0"] == {}
    assert [len(of) for of in found.values()] == [2, 2, 2, 0]


def test_reranking_and_searching_nothing_are_refused(search: Any) -> None:
    with pytest.raises(UsageError, match=r"^nothing was indexed"):
        search.search([], top_k=2)
    with pytest.raises(UsageError, match=r"^this is a reranking task"):
        search.search([], top_k=2, top_ranked={"q1": ["d1"]})


@pytest.mark.filterwarnings("ignore")
def test_mteb_itself_measures_it(search: Any) -> None:
    import mteb
    from datasets import Dataset
    from mteb.abstasks.retrieval import AbsTaskRetrieval
    from mteb.abstasks.retrieval_dataset_loaders import RetrievalSplitData
    from mteb.abstasks.task_metadata import TaskMetadata

    class Task(AbsTaskRetrieval):  # type: ignore[misc]
        metadata = TaskMetadata(
            name="LapeQaSmall",
            dataset={"path": "none", "revision": "1"},
            description="Three passages.",
            type="Retrieval",
            eval_langs=["fin-Latn"],
            main_score="ndcg_at_10",
        )

        def load_data(self, *_: object, **__: object) -> None:
            corpus, queries = (Dataset.from_list(rows(of)) for of in (CORPUS, QUERIES[:3]))
            split = RetrievalSplitData(corpus=corpus, queries=queries, relevant_docs=RELEVANT, top_ranked=None)
            self.dataset = {"default": {"test": split}}
            self.data_loaded = True

    [result] = mteb.evaluate(search, [Task()], cache=None).task_results
    scores = result.scores["test"][0]
    assert (scores["ndcg_at_10"], scores["recall_at_1"]) == (1.0, 1.0)
